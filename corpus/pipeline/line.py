"""The straight line: read, split, pair, align, draft, make units, filter, apply the review.

Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from align.beads.aligner import BeadModel
from align.embedder import Embedder
from align.quality.names import Name
from align.terms.glossary import Glossary, load_glossary, with_termbase
from align.translate.annotate import Annotator
from align.translate.english_names import load_names
from corpus.model import Document, Rejection
from corpus.pipeline.alignment import Aligned, Alignment, Link, align_documents, bead_model, mine_links
from corpus.pipeline.census import take_census
from corpus.pipeline.collect import collect
from corpus.pipeline.corpus import Corpus
from corpus.pipeline.decisions import NO_REVIEW, Decision, HumanWork, Review
from corpus.pipeline.foreseen import tell_foreseen
from corpus.pipeline.making import Context, make_files
from corpus.pipeline.memories import load_memories, make_memories, pair_of
from corpus.pipeline.names import NAMES, collect_names
from corpus.pipeline.omissions import find_omissions
from corpus.pipeline.outdated import Outdated, find_outdated
from corpus.pipeline.plan import Group, plan
from corpus.pipeline.reshape import reshape
from corpus.pipeline.runner import Runner
from corpus.pipeline.split import SplitCorpus
from corpus.pipeline.tools import Tools
from corpus.settings import Settings
from corpus.spool import Joined, Mapped
from corpus.text.personal import mask
from export.omissions import Omissions
from export.tables import NameRow
from export.tally import Aside


@dataclass(frozen=True, slots=True)
class Before:
    """What an earlier build of a folder left."""

    review: Review = NO_REVIEW
    """What people decided of it."""
    sources: Container[str] = ()
    """Those of its units: what was there before is no edit of anything."""


FIRST = Before()
"""Before the first build."""


def make_corpus(
    folder: Path, settings: Settings, tools: Tools, before: Before = FIRST, leave_out: Path | None = None
) -> Corpus:
    """Return the corpus of a folder.

    Args:
        folder: the documents, with a glossary if there is one.
        settings: what the user chose.
        tools: engines, embedder, cache, and somebody to tell.
        before: what an earlier build left.
        leave_out: the output folder, if it may stand inside ``folder``.

    Raises:
        CorpusError: there is nothing to read, or an engine fails.
    """
    model = bead_model(settings)
    with tools.open_runner(settings) as runner:
        return _make_corpus(folder, settings, tools, before, leave_out, runner, model)


def _make_corpus(
    folder: Path,
    settings: Settings,
    tools: Tools,
    before: Before,
    leave_out: Path | None,
    runner: Runner,
    model: BeadModel,
) -> Corpus:
    glossary = load_glossary(folder)
    pairs = load_memories(settings.memory, tools.reporter)
    with ThreadPoolExecutor(1) as beside:
        terms = beside.submit(_load_terms, glossary, settings)
        collected = collect(folder, leave_out, settings, runner, tools.reporter, before.review.corrections())
    aligned = _aligned(collected.corpus, collected.rejections, settings, runner, tools, model, before)
    collected, aligned = tell_foreseen(collected, aligned, settings, tools)
    corpus, embedder = collected.corpus, runner.kit.embedder
    alignments = [*aligned.alignments, *_mined(corpus, aligned, embedder, settings, tools)]
    groups = plan(corpus.documents, alignments, settings)
    human, orphans, outdated = _human_work(corpus, before)
    names, name_rows = _names(corpus, groups, settings, leave_out)
    annotator = Annotator(terms.result(), names)
    partners, translated = _partners(aligned), collected.translated
    shown = _by_people(alignments, corpus, translated) if settings.engine != "none" else ()
    memories = make_memories(pairs, map(pair_of, shown), before.review)
    people = (memories, human, outdated)
    context = Context(settings, tools, runner, annotator, *people, take_census(corpus), partners, translated)
    made = make_files(groups, context, corpus.documents)
    parts = (collected.rejections, corpus.rejections, aligned.rejections, *made.rejections)
    rejections = _masked(Joined(parts), settings)
    return Corpus(
        name=folder.resolve().name,
        settings=settings,
        documents=_masked_documents(collected.documents, settings),
        files=tuple(made.files),
        rejections=rejections,
        aside=Aside(rejections),
        alignments=aligned.alignments,
        bead_model=model.signature if aligned.alignments else None,
        engines=made.engines,
        embedder=embedder.signature if embedder.used else None,
        glossary_terms=len(glossary.terms),
        names=name_rows,
        review=before.review,
        orphans=tuple(orphans),
        omissions=_masked_omissions(find_omissions(corpus, aligned.alignments, runner), settings),
        settle=_all(made.settling),
    )


def _aligned(
    corpus: SplitCorpus,
    left_out: Sequence[Rejection],
    settings: Settings,
    runner: Runner,
    tools: Tools,
    model: BeadModel,
    before: Before,
) -> Aligned:
    """Return the alignment, as people decided and in between as it is found, in the shape that is wanted."""
    decided = before.review.links
    aligned = align_documents(corpus, left_out, runner, tools.reporter, model, decided)
    return reshape(aligned, corpus.documents, settings.reshape, runner, tools.reporter, decided)


def _load_terms(glossary: Glossary, settings: Settings) -> Glossary:
    """Return the folder's terms, with the termbase behind them if it is wanted, and load the lists of names.

    That takes a second, in which other processes read the documents.
    """
    if settings.engine != "none":
        load_names()
    return with_termbase(glossary) if settings.termbase else glossary


def _mined(
    corpus: SplitCorpus, aligned: Aligned, embedder: Embedder, settings: Settings, tools: Tools
) -> Sequence[Alignment]:
    """Return the links of documents without a counterpart, if they are wanted."""
    return mine_links(corpus, aligned.alignments, embedder, tools.reporter) if settings.mine else ()


def _human_work(corpus: SplitCorpus, before: Before) -> tuple[HumanWork, list[Decision], Outdated]:
    """Return what people decided, the decisions on sentences that are gone, and what some of these became."""
    human = HumanWork(before.review)
    orphans = human.orphans(text for _, text in _sources(corpus))
    new = ((document, text) for document, text in _sources(corpus) if text not in before.sources)
    return human, orphans, find_outdated(orphans, human, new)


def _names(
    corpus: SplitCorpus, groups: Sequence[Group], settings: Settings, out: Path | None
) -> tuple[dict[str, Name], tuple[NameRow, ...]]:
    """Return the names of the corpus, if anything is to be drafted."""
    if settings.engine == "none" or not any(group.unlinked for group in groups):
        return {}, ()
    return collect_names(corpus, out / NAMES if out else None)


def _by_people(
    alignments: Iterable[Alignment], corpus: SplitCorpus, translated: Mapping[str, str]
) -> Iterable[Link]:
    """Yield the links whose English a person wrote, for all that is seen."""
    human = (pair for pair in alignments if pair.en not in translated)
    return (link for pair in human for link in pair.links(corpus.documents))


def _partners(aligned: Aligned) -> dict[str, str]:
    pairs = [(pair.zh, pair.en) for pair in aligned.alignments]
    return dict(pairs) | {en: zh for zh, en in pairs}


def _sources(corpus: SplitCorpus) -> Iterable[tuple[str, str]]:
    """Yield document and text of every sentence."""
    return ((name, segment.text) for name, split in corpus.documents.items() for segment in split.segments)


def _masked(rejections: Sequence[Rejection], settings: Settings) -> Sequence[Rejection]:
    """Replace personal data in what is said of rejected texts too, if asked."""
    if not settings.mask_personal_data:
        return rejections
    return Mapped(lambda r: replace(r, text=mask(r.text), message=mask(r.message)), rejections)


def _masked_documents(documents: Sequence[Document], settings: Settings) -> Sequence[Document]:
    if not settings.mask_personal_data:
        return documents
    return Mapped(lambda d: replace(d, removed=tuple(_masked(d.removed, settings))), documents)


def _masked_omissions(omissions: Omissions, settings: Settings) -> Omissions:
    if not settings.mask_personal_data:
        return omissions

    def masked(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(mask, texts))

    return Omissions(
        tuple(replace(share, numbers=masked(share.numbers)) for share in omissions.shares),
        Mapped(lambda run: replace(run, numbers=masked(run.numbers), text=mask(run.text)), omissions.runs),
    )


def _all(settling: Sequence[Callable[[], None]]) -> Callable[[], None]:
    def settle() -> None:
        for drafter in settling:
            drafter()

    return settle
