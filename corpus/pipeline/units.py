"""Links, known translations and drafts to units with scores and flags."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from align.translate.annotate import Annotator
from align.translate.draft import Drafted
from align.translate.translator import Draft
from corpus.model import Flag, Line, Place, Record, Rejection, Score, Script, Unit, language_of
from corpus.pipeline.alignment import Link
from corpus.pipeline.checking import Checked, Checking, Pair
from corpus.pipeline.plan import Sentence, Sentences, Tags, date_of
from corpus.pipeline.reporter import SILENT, Reporter
from corpus.pipeline.runner import Runner
from corpus.repetitions import Repetitions, repetitions
from corpus.spool import Spool
from corpus.text.locale import Locale
from corpus.text.personal import mask_pair

_TOGETHER = 64
"""Pairs that are scored together."""


@dataclass(frozen=True, slots=True)
class Candidate(Record):
    """A unit on its way into a file, and the segments that it stands for."""

    unit: Unit
    places: tuple[Place, ...]


Made = tuple[Iterator[Candidate], Spool[Rejection]]
"""Units, which are made as they are taken, and why others are none: whole when the last unit is taken."""


@dataclass(frozen=True, slots=True)
class UnitMaker:
    """Makes the units of one language pair, all in the same way."""

    tags: Tags
    runner: Runner
    annotator: Annotator
    mask: bool
    """Whether personal data is replaced on both sides: before anything is said of the texts."""
    reporter: Reporter = SILENT

    def aligned(self, links: Callable[[], Iterable[Link]]) -> Made:
        """Make units of links, one for each pair of texts.

        Args:
            links: returns them, from the first on whenever it is called.
        """
        rejections: Spool[Rejection] = Spool()
        return self._of_links(links, rejections), rejections

    def _of_links(
        self, links: Callable[[], Iterable[Link]], rejections: Spool[Rejection]
    ) -> Iterator[Candidate]:
        again = repetitions(link.texts for link in links())
        # Twice from the start: how far the first is ahead of the second is the runner's matter.
        pairs = (
            Pair(source, target, Score("align", link.bead.confidence, link.engine))
            for link, source, target in _distinct(links(), again)
        )
        results = self._checked("links", pairs, again.distinct)
        kept = _distinct(links(), again, rejections)
        for (link, source, target), said in zip(kept, results, strict=True):
            yield Candidate(self._aligned(link, source, target, said), link.places)

    def _checked(self, what: str, pairs: Iterable[Pair], count: int) -> Iterator[Checked]:
        """Yield the scores and flags of each pair."""
        if not count:
            return
        checking = Checking(language_of(self.tags[0]), script_of(self.tags[1]), self.annotator, self.mask)
        with self.reporter.stage(f"checking {what} {self.tags[0]} → {self.tags[1]}", count) as step:
            for checked in self.runner.map(checking, _together(pairs)):
                yield from checked
                step(len(checked))

    def _aligned(self, link: Link, source: str, target: str, checked: Checked) -> Unit:
        zh, en = link.zh.document, link.en.document
        metadata = zh.metadata.or_else(en.metadata)
        source, target = self._masked(source, target)
        line = link.line or Line()
        return Unit(
            source=source,
            target=target,
            source_tag=self.tags[0],
            target_tag=self.tags[1],
            origin="reviewed" if line.approved else "aligned",
            engine=link.engine,
            document=zh.name,
            index=link.zh.main[link.bead.source_start].index,
            script=zh.script,
            date=metadata.date or date_of(zh),
            scores=_rounded(checked.scores),
            flags=checked.flags,
            url=zh.metadata.url,
            licence=metadata.licence,
            target_document=en.name,
            align_type=link.kind,
            reviewer=line.reviewer,
            reviewed=line.reviewed,
            time=_time(link),
        )

    def drafted(
        self,
        sentences: Iterable[Sentence],
        drafts: Sequence[Drafted],
        engine: str,
        *,
        calibrated: bool,
        partners: Mapping[str, str],
    ) -> Made:
        """Make units of the sentences that have a draft.

        Args:
            sentences: what was drafted; they are gone through more than once.
            drafts: one for each.
            engine: the signature of what drafted.
            calibrated: whether the quality model knows the engine's log-probabilities.
            partners: of documents that are aligned, the other edition.
        """
        rejections: Spool[Rejection] = Spool()
        for sentence, drafted in zip(sentences, drafts, strict=True):
            if not drafted.draft.text:
                name, text = sentence.document.name, sentence.text
                message = "the engine gave no translation"
                rejections.append(
                    Rejection("draft", "empty-draft", name, message, text, places=(sentence.place,))
                )
        count = len(drafts) - len(rejections)

        def with_draft() -> Iterator[tuple[Sentence, Drafted]]:
            return (both for both in zip(sentences, drafts, strict=True) if both[1].draft.text)

        def candidates() -> Iterator[Candidate]:
            pairs = (
                self._drafted_pair(sentence, drafted, partners, calibrated=calibrated)
                for sentence, drafted in with_draft()
            )
            results = self._checked("drafts", pairs, count)
            for (sentence, drafted), said in zip(with_draft(), results, strict=True):
                unit = self._unit(sentence, drafted.draft.text, said.scores, said.flags)
                yield Candidate(replace(unit, engine=engine), (sentence.place,))

        return candidates(), rejections

    def _drafted_pair(
        self, sentence: Sentence, drafted: Drafted, partners: Mapping[str, str], *, calibrated: bool
    ) -> Pair:
        """Return a sentence with its draft, and what its making says of the text that is shown."""
        _, target = self._masked(sentence.text, drafted.draft.text)
        return Pair(
            sentence.text,
            drafted.draft.text,
            said=(*drafted.flags, *_unaligned(sentence, partners)),
            log_probability=drafted.draft.log_probability if calibrated else None,
            weakest=drafted.draft.weakest,
            read_back=drafted.read_back,
            doubt=drafted.doubt(target),
        )

    def _unit(
        self, sentence: Sentence, target: str, scores: Sequence[Score], flags: tuple[Flag, ...]
    ) -> Unit:
        source, target = self._masked(sentence.text, target)
        document = sentence.document
        return Unit(
            source=source,
            target=target,
            source_tag=self.tags[0],
            target_tag=self.tags[1],
            origin="drafted",
            engine="",
            document=document.name,
            index=sentence.segment.index,
            script=sentence.segment.script,
            date=date_of(document),
            scores=_rounded(scores),
            flags=flags,
            url=document.metadata.url,
            licence=document.metadata.licence,
            time=sentence.line.time,
        )

    def given(self, sentences: Sentences) -> Iterator[Made]:
        """Make units of the sentences whose draft stands in a bilingual file, by whatever it says made it."""
        for engine in dict.fromkeys(sentence.line.engine for sentence in sentences):
            part = sentences.where(functools.partial(_is_by, engine))
            drafts = Spool(Drafted(Draft(sentence.line.draft, 0.0, finished=True)) for sentence in part)
            yield self.drafted(part, drafts, engine, calibrated=False, partners={})

    def known(self, sentence: Sentence, target: str, where: str) -> Candidate:
        """Make the unit of a sentence that somebody translated before; ``where`` says where that stands."""
        unit = self._unit(sentence, target, (), ())
        exact = (Score("score", 1.0, f"{where}:exact match"),)
        return Candidate(
            replace(unit, origin="reviewed", engine=where, scores=exact, flags=()), (sentence.place,)
        )

    def _masked(self, source: str, target: str) -> tuple[str, str]:
        return mask_pair(source, target) if self.mask else (source, target)


def _distinct(
    links: Iterable[Link], again: Repetitions, rejections: Spool[Rejection] | None = None
) -> Iterator[tuple[Link, str, str]]:
    """Yield links with their texts, one for each pair of texts, and note why others are none, if asked."""
    seen: dict[tuple[str, str], str] = {}
    for link in links:
        texts, name = link.texts, link.zh.document.name
        if texts in seen:
            message = f"the same pair stands in {seen[texts]}"
            if rejections is not None:
                rejections.append(
                    Rejection("units", "duplicate", name, message, texts[0], places=link.places)
                )
            continue
        if texts in again:
            seen[texts] = name
        yield link, *texts


def _is_by(engine: str, sentence: Sentence) -> bool:
    return sentence.line.engine == engine


def _time(link: Link) -> str | None:
    """Return when the Chinese side of a link is shown, from its first line to its last; subtitles know."""
    lines = link.zh.document.lines
    shown = link.zh.main[link.bead.source_start : link.bead.source_end]
    times = [time for time in (lines[segment.index].time for segment in shown if lines) if time]
    return f"{times[0].partition('-')[0]}-{times[-1].partition('-')[2]}" if times else None


def _unaligned(sentence: Sentence, partners: Mapping[str, str]) -> Iterator[Flag]:
    document = sentence.document
    if document.name in partners and sentence.segment.lang == document.lang:
        yield Flag("unaligned", f"has no counterpart in {partners[document.name]}: drafted")


def script_of(target_tag: str) -> Script:
    """Return the script of Chinese that a target should be in."""
    script = Locale.of(target_tag).script
    return "Hant" if script == "Hant" else "Hans"


def _together(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    """Yield the pairs in groups: vectors are computed many at once."""
    rest = iter(pairs)
    while group := list(itertools.islice(rest, _TOGETHER)):
        yield group


def _rounded(scores: Sequence[Score]) -> tuple[Score, ...]:
    """Return the scores with the digits that files keep, so that a unit read back is the same unit."""
    return tuple(_shared(score.name, round(score.value, 3), score.signature) for score in scores)


@functools.lru_cache(maxsize=100_000)
def _shared(name: str, value: float, signature: str) -> Score:
    """Return a score that units share: there are a thousand of a kind, and units a million."""
    return Score(name, value, signature)
