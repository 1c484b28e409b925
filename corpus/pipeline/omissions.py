"""What the editions of paired documents do not share: sentences, numbers and names of one side only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from align.quality.names import Name, says_name
from align.translate.english_names import find_english_names
from align.translate.names import find_names, learn_names
from corpus.model import Bead, Lang, Segment, other
from corpus.pipeline.alignment import Alignment
from corpus.pipeline.runner import Kit, Runner, Stage
from corpus.pipeline.split import SplitCorpus, SplitDocument
from corpus.spool import Spool
from corpus.text.locale import join_sentences
from corpus.text.numbers import all_values, read_numbers
from corpus.text.script import simplified
from export.omissions import Omission, Omissions, Share

_A_SENTENCE = 0.001
"""Seconds that a sentence of either side takes."""
_ABRIDGED = 0.85
"""A document of which the other edition has less is abridged there,"""
_WHOLE = 0.9
"""if that edition has this share of its own here at least: else they are two texts with parts in common."""


Sides = tuple[Sequence[Bead], SplitDocument, SplitDocument]
"""The beads of a pair, with its Chinese and its English document."""


def find_omissions(corpus: SplitCorpus, alignments: Iterable[Alignment], runner: Runner) -> Omissions:
    """Return what all pairs do not share, in the order of the pairs."""
    documents = corpus.documents
    sides = ((pair.beads, documents[pair.zh], documents[pair.en]) for pair in alignments)
    shares: list[Share] = []
    runs: Spool[Omission] = Spool()
    for omissions in runner.map(Comparing(), sides):
        shares += omissions.shares
        runs.extend(omissions.runs)
    return Omissions(tuple(shares), runs)


class Comparing(Stage[Sides, Omissions]):
    """Says what the two documents of a pair do not share."""

    def __call__(self, item: Sides, kit: Kit) -> Omissions:  # noqa: ARG002 - reads numbers and names alone
        """See :class:`corpus.pipeline.runner.Stage`."""
        beads, zh, en = item
        sides: dict[Lang, SplitDocument] = {"zh": zh, "en": en}
        shares: list[Share] = []
        runs: list[Omission] = []
        facts = _OneSided(sides)
        alone = {lang: _alone(beads, lang, sides[lang]) for lang in sides}
        share = {lang: _share(sides[lang].main, alone[lang]) for lang in sides}
        for lang, split in sides.items():
            partner = other(lang)
            name, partner_name = split.document.name, sides[partner].document.name
            abridged = share[lang] < _ABRIDGED and share[partner] >= _WHOLE
            stated = facts.of(split.main, lang)
            shares.append(Share(name, partner_name, share[lang], abridged, *stated))
            runs += _runs(split, partner_name, alone[lang], facts, lang)
        return Omissions(tuple(shares), tuple(runs))

    def cost(self, item: Sides) -> float:
        """See :class:`corpus.pipeline.runner.Stage`."""
        return _A_SENTENCE * (len(item[1].main) + len(item[2].main))


def _alone(beads: Sequence[Bead], lang: Lang, split: SplitDocument) -> dict[int, float]:
    """Return the sentences of a side that have no counterpart, by place, each with its posterior.

    What a bilingual file has a machine's draft of was not left out.
    """
    lines = split.document.lines
    drafted = {at for at, segment in enumerate(split.main) if lines and lines[segment.index].draft}
    spans = (
        (bead.source_start, bead.source_end, bead.confidence)
        if lang == "zh"
        else (bead.target_start, bead.target_end, bead.confidence)
        for bead in beads
        if not bead.is_link
    )
    return {
        at: confidence for start, end, confidence in spans for at in range(start, end) if at not in drafted
    }


def _share(sentences: Sequence[Segment], alone: dict[int, float]) -> float:
    """Return which share of the characters has a counterpart."""
    lacking = sum(len(sentences[at].text) for at in alone)
    return 1 - lacking / max(sum(len(sentence.text) for sentence in sentences), 1)


def _runs(
    split: SplitDocument, partner: str, alone: dict[int, float], facts: _OneSided, lang: Lang
) -> Iterable[Omission]:
    """Yield the runs of neighbouring sentences without a counterpart."""
    for _, places in groupby(enumerate(sorted(alone)), key=lambda item: item[1] - item[0]):
        at = [place for _, place in places]
        sentences = [split.main[k] for k in at]
        yield Omission(
            split.document.name,
            partner,
            sentences[0].index,
            sentences[-1].index,
            len(at),
            sum(alone[k] for k in at) / len(at),
            *facts.of(sentences, lang),
            join_sentences((sentence.text for sentence in sentences), lang),
        )


class _OneSided:
    """Tells which numbers and names of sentences the whole other edition does not have."""

    def __init__(self, sides: dict[Lang, SplitDocument]) -> None:
        self._texts = {lang: _text(split.main, lang) for lang, split in sides.items()}
        self._values = {lang: frozenset(all_values(text, lang)) for lang, text in self._texts.items()}
        self._known = learn_names(simplified(segment.text) for segment in sides["zh"].main)

    def of(self, sentences: Sequence[Segment], lang: Lang) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return numbers and names, as they are written, in their order."""
        text = _text(sentences, lang)
        values = self._values[other(lang)]
        numbers = (
            number.text.strip()
            for number in read_numbers(text, lang)
            if number.strength == "strong" and values.isdisjoint(number.values)
        )
        names = (
            name.text
            for name in self._names(text, lang)
            if not (name.guessed or says_name(self._texts[other(lang)], name.spelling))
        )
        return tuple(dict.fromkeys(numbers)), tuple(dict.fromkeys(names))

    def _names(self, text: str, lang: Lang) -> list[Name]:
        return find_names(text, self._known) if lang == "zh" else find_english_names(text, self._known)


def _text(sentences: Iterable[Segment], lang: Lang) -> str:
    """Return sentences as one text, Chinese in the characters in which names are known."""
    texts = (sentence.text for sentence in sentences)
    return join_sentences(map(simplified, texts) if lang == "zh" else texts, lang)
