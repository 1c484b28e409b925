"""From groups of sentences to the units of each file.

Links, memory, drafts, the filter, and what people decided.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby

import numpy as np

from align.quality.estimate import DRAFT_SIGNALS
from align.translate.annotate import Annotator
from align.translate.draft import Drafted, Drafter
from align.translate.translator import Translator
from corpus.model import Lang, Rejection, Script, language_of
from corpus.pipeline.census import Census
from corpus.pipeline.corpus import CorpusFile
from corpus.pipeline.decisions import HumanWork
from corpus.pipeline.filter import filter_units
from corpus.pipeline.machine_translated import flag_translated
from corpus.pipeline.memories import Memories
from corpus.pipeline.outdated import Outdated, flag_outdated
from corpus.pipeline.plan import Group, Sentence, Sentences
from corpus.pipeline.recalibration import Recalibration, recalibrate
from corpus.pipeline.runner import Runner
from corpus.pipeline.tools import Tools
from corpus.pipeline.units import Candidate, UnitMaker
from corpus.pipeline.units import Made as MadeUnits
from corpus.repetitions import repetitions
from corpus.settings import Settings
from corpus.spool import Mapped, Spool
from corpus.text.locale import Locale

_GROUP = 64
"""Sentences of neighbouring documents that are drafted together: about a batch, which is where the speed is.
"""


@dataclass(frozen=True, slots=True)
class Context:
    """What the making of every file needs."""

    settings: Settings
    tools: Tools
    runner: Runner
    annotator: Annotator
    memories: Memories
    human: HumanWork
    outdated: Outdated
    census: Census
    partners: dict[str, str]
    translated: dict[str, str]
    """Why English documents seem to be translated by a machine, by name."""


@dataclass(slots=True)
class Made:
    """What became of all groups."""

    files: list[CorpusFile] = field(default_factory=list)
    rejections: list[Sequence[Rejection]] = field(default_factory=list)
    engines: dict[str, str] = field(default_factory=dict)
    """Signatures of what drafted, by direction."""
    settling: list[Callable[[], None]] = field(default_factory=list)
    """What keeps the drafts once the corpus is written."""


def make_files(groups: Sequence[Group], context: Context, documents: Iterable[str]) -> Made:
    """Make the units of every group: one file each, in the order of the documents' names."""
    order = {name: place for place, name in enumerate(documents)}
    translators = _open_translators(groups, context.tools)
    made = Made()
    for group in groups:
        part = _Part(order, Sentences(group.documents))
        _make_group(group, part, translators.get(group.source_lang), context)
        made.rejections.append(part.rejections)
        candidates, recalibrations = _recalibrated(part.in_order(), context)
        kept, rejections = _pass_on(candidates, context)
        made.rejections += rejections
        made.files.append(CorpusFile(group.tags, kept, part.untranslated, tuple(recalibrations)))
        made.engines |= part.engine
        made.settling += part.settling
    return made


def _open_translators(groups: Sequence[Group], tools: Tools) -> dict[Lang, Translator | None]:
    """Open each engine that is needed before the work begins: what is missing is said at once."""
    needed = dict.fromkeys(
        group.source_lang for group in groups if not all(s.line.draft for s in group.unlinked)
    )
    return {lang: tools.open_translator(lang) for lang in needed}


def _recalibrated(
    candidates: Sequence[Candidate], context: Context
) -> tuple[Sequence[Candidate], Sequence[Recalibration]]:
    """Fit the scores to what people decided, if that is wanted."""
    if not context.settings.recalibrate:
        return candidates, ()
    return recalibrate(candidates, context.human, context.tools.reporter.say)


def _pass_on(
    candidates: Sequence[Candidate], context: Context
) -> tuple[Sequence[Candidate], list[Sequence[Rejection]]]:
    """Filter the candidates, let human work take its places, and note why others are gone.

    The filter sees the drafts, also where a person did better, so that a review changes nothing but what was
    reviewed.
    """
    human = context.human
    candidates = flag_translated(candidates, context.translated)
    passed, filtered = filter_units(
        candidates,
        context.settings.min_score,
        context.census,
        lambda unit: unit.origin == "reviewed" or human.stands_for(unit),
    )
    kept, rejected = human.apply(passed)
    return flag_outdated(kept, context.outdated), [filtered, rejected]


@dataclass(slots=True)
class _Part:
    """What became of one group."""

    order: Mapping[str, int]
    """Where each document stands."""
    untranslated: Sentences
    candidates: Spool[Candidate] = field(default_factory=Spool)
    rejections: Spool[Rejection] = field(default_factory=Spool)
    engine: dict[str, str] = field(default_factory=dict)
    settling: list[Callable[[], None]] = field(default_factory=list)
    _keys: array[int] = field(default_factory=lambda: array("Q"))

    def add(self, candidate: Candidate) -> None:
        """Add a unit."""
        self.candidates.append(candidate)
        self._keys.append(self.order[candidate.unit.document] << 32 | candidate.unit.index)

    def take(self, made: MadeUnits) -> None:
        """Add units and why others are none."""
        candidates, rejections = made
        for candidate in candidates:
            self.add(candidate)
        self.rejections.extend(rejections)

    def in_order(self) -> Sequence[Candidate]:
        """Return the units as their sentences stand in the documents."""
        places = np.argsort(np.frombuffer(self._keys, dtype=np.uint64), kind="stable")
        if (np.diff(places) > 0).all():
            return self.candidates
        return Mapped(self.candidates.at, array("Q", places.astype(np.uint64).tobytes()))


def _make_group(group: Group, made: _Part, translator: Translator | None, context: Context) -> None:
    settings, reporter = context.settings, context.tools.reporter
    maker = UnitMaker(group.tags, context.runner, context.annotator, settings.mask_personal_data, reporter)
    made.take(maker.aligned(group.links))
    remaining = _settle_repetitions(group, made, maker, context)
    for given in maker.given(remaining.where(lambda sentence: bool(sentence.line.draft))):
        made.take(given)
    sentences = remaining.where(lambda sentence: not sentence.line.draft)
    if not sentences:
        return
    if translator is None:
        _without_engine(sentences, made, maker, context)
        return
    direction = "{} → {}".format(*group.tags)
    made.engine[direction.replace(" ", "")] = translator.signature
    reporter.say(f"{direction}: {len(sentences)} sentences, drafted by the {translator.name}")
    drafter = Drafter(
        translator,
        context.tools.cache,
        settings.chinese,
        context.annotator,
        context.memories.examples,
        context.runner.kit.embedder,
        domain=settings.examples == "domain",
        reads_back=translator.calibrated and "read_back" in DRAFT_SIGNALS[group.source_lang],
    )
    drafts = _draft(sentences, drafter, f"drafting {direction}", context.tools)
    kept = len(drafts) - drafter.drafted
    reporter.say(
        f"{direction}: drafted {drafter.drafted}, again {drafter.again}, as in an earlier run {kept}"
    )
    made.settling.append(drafter.settle)
    made.take(
        maker.drafted(
            sentences,
            drafts,
            translator.signature,
            calibrated=translator.calibrated,
            partners=context.partners,
        )
    )


def _settle_repetitions(group: Group, made: _Part, maker: UnitMaker, context: Context) -> Sentences:
    """Return the sentences that are to be drafted; for each of the others there is a unit or a rejection.

    Of sentences that repeat each other the first is drafted and the others refer to it; what stands in many
    documents is not worth a draft, and what a memory holds needs none.
    """
    sentences = Sentences(group.documents)
    if not group.unlinked:
        return sentences
    sources = (candidate.unit.source for candidate in made.candidates)
    again = repetitions(chain(sources, (sentence.text for sentence in group.unlinked)))
    units = (candidate.unit for candidate in made.candidates)
    standing = {unit.source: unit.document for unit in units if unit.source in again}
    for sentence in group.unlinked:
        text, name = sentence.text, sentence.document.name
        known = _from_memory(sentence, group, context)
        count = context.census.documents_with(text)
        if text in standing:
            # One text for all: of a page of 100 MB that repeats itself they would take as much.
            message = sys.intern(f"the same source stands in {standing[text]}")
            made.rejections.append(_left_out(sentence, "units", "duplicate", message))
            continue
        if known is None and count and not context.human.translation(*group.tags, text):
            message = sys.intern(f"the same sentence stands in {count} documents")
            made.rejections.append(_left_out(sentence, "filter", "boilerplate", message))
            continue
        if text in again:
            standing[text] = name
        if known is None:
            sentences.add(name, sentence.segment.index)
        else:
            made.add(maker.known(sentence, known, "memory"))
    return sentences


def _left_out(sentence: Sentence, stage: str, code: str, message: str) -> Rejection:
    name = sentence.document.name
    return Rejection(stage, code, name, message, sentence.text, places=(sentence.place,))


def _from_memory(sentence: Sentence, group: Group, context: Context) -> str | None:
    """Return what a translation memory holds for exactly this sentence, in the script that is wanted."""
    if context.memories.exact is None:
        return None
    chinese = next(tag for tag in group.tags if language_of(tag) == "zh")
    script: Script = "Hant" if Locale.of(chinese).script == "Hant" else "Hans"
    return context.memories.exact.exact(sentence.text, group.source_lang, script)


def _without_engine(sentences: Iterable[Sentence], made: _Part, maker: UnitMaker, context: Context) -> None:
    """Take what people translated; the rest stays untranslated."""
    for sentence in sentences:
        decision = context.human.translation(*maker.tags, sentence.text)
        if decision:
            made.add(maker.known(sentence, decision.target, "review"))
        else:
            made.untranslated.add(*sentence.place)


def _draft(sentences: Sentences, drafter: Drafter, stage: str, tools: Tools) -> Spool[Drafted]:
    drafts: Spool[Drafted] = Spool()
    with tools.reporter.stage(stage, len(sentences)) as step:
        for group in _neighbours(sentences):
            drafts.extend(drafter.draft([(s.text, s.segment.script) for s in group], step))
    return drafts


def _neighbours(sentences: Iterable[Sentence]) -> Iterable[list[Sentence]]:
    """Yield the sentences of neighbouring documents together, about as many as a batch takes.

    A document is never cut in two, and a long one stays by itself. So the sentences that share a batch depend
    on the documents alone, whatever the number of workers and wherever a run was stopped.
    """
    waiting: list[Sentence] = []
    for _, of_document in groupby(sentences, key=lambda sentence: sentence.document.name):
        document = list(of_document)
        if waiting and len(waiting) + len(document) > _GROUP:
            yield waiting
            waiting = []
        waiting = [*waiting, *document]
    if waiting:
        yield waiting
