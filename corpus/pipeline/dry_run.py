"""What a build would do, without drafting, aligning or writing anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass
from pathlib import Path

from align.pairing.names import stem
from align.terms.glossary import load_glossary, with_termbase
from align.translate.annotate import Annotator
from align.translate.draft import Drafter
from align.translate.embedded import EmbeddedTranslator
from corpus.model import Document, Lang, language_of, other
from corpus.pipeline.census import Census, take_census
from corpus.pipeline.collect import collect
from corpus.pipeline.memories import Memories, last_links, load_memories, make_memories
from corpus.pipeline.names import NAMES, collect_names
from corpus.pipeline.plan import Group, plan
from corpus.pipeline.review_record import load_review
from corpus.pipeline.split import SplitCorpus
from corpus.pipeline.tools import Tools
from corpus.read.readers import format_of
from corpus.settings import Settings

_USUAL_SPEED: dict[Lang, float] = {"zh": 1.0, "en": 2.0}
"""Sentences a second of the embedded model on two cores, by source: for an engine that never drafted here."""
_OTHER_WORK, _CONVERSION = 0.015, 50.0
"""Seconds: of all work on a sentence but drafting, and of the conversion of the embedded model."""


@dataclass(frozen=True, slots=True)
class Drafting:
    """What is to be drafted in one direction."""

    source: str
    target: str
    sentences: int
    """Sentences of documents without a counterpart by name; repeated ones once, boilerplate not at all."""
    kept: int
    """Those that a finished build drafted before."""
    engine: str | None
    """Nothing where none is installed or asked for."""
    speed: float | None
    """Sentences a second, measured here in an earlier run; nothing if there was none."""
    converts: bool = False
    """Whether the engine's model is converted first, once."""

    @property
    def seconds(self) -> float:
        """How long the new sentences would take."""
        speed = self.speed or _USUAL_SPEED[language_of(self.source)]
        return (self.sentences - self.kept) / speed if self.engine else 0.0


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a build would do."""

    formats: dict[str, int]
    """Files by suffix."""
    languages: dict[str, int]
    """Documents by language and script."""
    not_read: tuple[tuple[str, str], ...]
    """Files that are no documents, and why."""
    pairs: tuple[tuple[str, str], ...]
    """Documents that belong together by their names or stand in one file; content may add others."""
    sentences: int
    drafting: tuple[Drafting, ...]

    @property
    def seconds(self) -> float:
        """How long a build would take, with what comes before drafting and after it."""
        converting = any(direction.converts for direction in self.drafting) * _CONVERSION
        return self.drafting_seconds + converting + self.sentences * _OTHER_WORK

    @property
    def drafting_seconds(self) -> float:
        """How much of that is drafting."""
        return sum(direction.seconds for direction in self.drafting)


def dry_run(folder: Path, settings: Settings, tools: Tools, out: Path) -> DryRun:
    """Read and split a folder and say what a build of it into ``out`` would do.

    Raises:
        CorpusError: there is nothing to read, or an engine that was asked for is missing.
    """
    with tools.open_runner(settings) as runner:
        collected = collect(folder, out.resolve(), settings, runner, tools.reporter)
    corpus = collected.corpus
    pairs = _pairs(corpus)
    paired = {name for pair in pairs for name in pair}
    # A build's examples are known only when it has aligned: those of the last one stand for them.
    shown = last_links(out) if settings.engine != "none" else ()
    memories = make_memories(load_memories(settings.memory, tools.reporter), shown, load_review(out))
    parts = _Parts(_annotator(folder, corpus, settings, out), memories)
    census = take_census(corpus)
    groups = plan(corpus.documents, (), settings)
    directions = (_drafting(group, paired, census, tools, settings, parts) for group in groups)
    return DryRun(
        _counts(format_of(name) or "other" for name in {_file_of(d) for d in collected.documents}),
        _counts(f"{document.lang}-{document.script}" for document in collected.documents),
        tuple((rejection.document, rejection.message) for rejection in collected.rejections),
        pairs,
        sum(len(document.segments) for document in corpus.documents.values()),
        tuple(direction for direction in directions if direction),
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is put into drafts."""

    annotator: Annotator
    memories: Memories


def _file_of(document: Document) -> str:
    """Return the file that a document, perhaps one side of it, stands in."""
    return document.name.rpartition("/")[0] if document.partner else document.name


def _counts(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _annotator(folder: Path, corpus: SplitCorpus, settings: Settings, out: Path) -> Annotator:
    glossary = load_glossary(folder)
    terms = with_termbase(glossary) if settings.termbase else glossary
    names, _ = ({}, ()) if settings.engine == "none" else collect_names(corpus, out / NAMES)
    return Annotator(terms, names)


def _pairs(corpus: SplitCorpus) -> tuple[tuple[str, str], ...]:
    """Return the documents that names, or one file with both sides, say to belong together."""
    by_stem: dict[tuple[str, Lang], list[str]] = {}
    pairs = []
    for split_document in corpus.documents.values():
        document = split_document.document
        if document.partner in corpus.documents:
            if document.lang == "zh":
                pairs.append((document.name, str(document.partner)))
        else:
            by_stem.setdefault((stem(document.name), document.lang), []).append(document.name)
    for (name, lang), documents in by_stem.items():
        partners = by_stem.get((name, other(lang)), [])
        # A name that several documents share suggests nothing.
        if lang == "zh" and len(documents) == len(partners) == 1:
            pairs.append((documents[0], partners[0]))
    return tuple(sorted(pairs))


def _drafting(
    group: Group, paired: Container[str], census: Census, tools: Tools, settings: Settings, parts: _Parts
) -> Drafting | None:
    """Return what is to be drafted of a group: no more than this, if most of a pair is aligned."""
    texts = {
        sentence.text: sentence.segment.script
        for sentence in group.unlinked
        if sentence.document.name not in paired
        and not sentence.line.draft
        and not census.documents_with(sentence.text)
    }
    if not texts:
        return None
    translator = tools.open_translator(group.source_lang)
    if translator is None:
        return Drafting(*group.tags, len(texts), 0, None, None)
    drafter = Drafter(
        translator,
        tools.cache,
        settings.chinese,
        parts.annotator,
        parts.memories.examples,
        domain=settings.examples == "domain",
    )
    kept = drafter.count_settled(list(texts.items()))
    new = kept < len(texts)
    converts = new and isinstance(translator, EmbeddedTranslator) and not translator.model.is_ready
    return Drafting(*group.tags, len(texts), kept, translator.name, drafter.speed(), converts)
