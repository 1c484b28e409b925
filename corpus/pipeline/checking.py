"""What can be said of pairs of texts, each by itself: scores and flags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from align.quality.estimate import DraftSigns, default_model, score_pairs
from align.quality.inspect import inspect
from align.quality.names import Name
from align.quality.signals import pair_vectors
from align.translate.annotate import Annotator
from corpus.model import Flag, Lang, Record, Score, Script, in_order
from corpus.pipeline.runner import Kit, Stage
from corpus.text.personal import mask_pair
from corpus.text.script import chinese_script, simplified

_A_PAIR = 0.0025
"""Seconds that a pair takes."""


@dataclass(frozen=True, slots=True)
class Pair(Record):
    """A source with a target that was found or drafted."""

    source: str
    target: str
    link: Score | None = None
    """Of a pair that was found, the probability that the link is right."""
    said: tuple[Flag, ...] = ()
    """What is known of it already, such as how its draft was made."""
    log_probability: float | None = None
    """Of a draft whose engine the quality model knows."""
    weakest: float = 0.0
    read_back: float = 0.0
    """What else is known of such a draft, see :class:`align.quality.estimate.DraftSigns`."""
    doubt: Flag | None = None
    """What is said of it if it is hardly usable."""


@dataclass(frozen=True, slots=True)
class Checked(Record):
    """What is said of a pair."""

    scores: tuple[Score, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True)
class Checking(Stage[Sequence[Pair], "list[Checked]"]):
    """Scores and flags pairs, a few of one kind at a time: found ones, or drafts of one engine."""

    source_lang: Lang
    chinese: Script
    """The script that a Chinese target should be in."""
    annotator: Annotator
    mask: bool
    """Whether personal data is replaced on both sides before anything is said of the texts."""

    def __call__(self, item: Sequence[Pair], kit: Kit) -> list[Checked]:
        """See :class:`corpus.pipeline.runner.Stage`."""
        texts = [(pair.source, pair.target) for pair in item]
        links = [pair.link for pair in item if pair.link]
        if links:
            scores = score_pairs(texts, self.source_lang, kit.embedder, links)
            flags = [self._flags(pair, _similarity(said)) for pair, said in zip(item, scores, strict=True)]
            return list(map(Checked, scores, flags))
        sources, targets = pair_vectors(texts, kit.embedder)
        cosines = (sources * targets).sum(axis=1)
        flags = [self._flags(pair, float(cosine)) for pair, cosine in zip(item, cosines, strict=True)]
        signs = [
            self._signs(pair, pair.log_probability, said)
            for pair, said in zip(item, flags, strict=True)
            if pair.log_probability is not None
        ]
        scores = score_pairs(texts, self.source_lang, kit.embedder, drafts=signs or None)
        if signs:
            flags = [self._with_doubt(*said) for said in zip(item, scores, flags, strict=True)]
        return list(map(Checked, scores, flags))

    def _signs(self, pair: Pair, log_probability: float, flags: tuple[Flag, ...]) -> DraftSigns:
        return DraftSigns.of(
            pair.source,
            log_probability,
            flags,
            weakest=pair.weakest,
            read_back=pair.read_back,
            names=len(self._names(pair.source)),
        )

    def _names(self, source: str) -> list[Name]:
        return self.annotator.names_in(readable(source), self.source_lang)

    def _with_doubt(self, pair: Pair, scores: tuple[Score, ...], flags: tuple[Flag, ...]) -> tuple[Flag, ...]:
        """Point at the words of a draft that is hardly usable."""
        usable = next(score.value for score in scores if score.name == "usable")
        if pair.doubt is None or usable >= default_model(self.source_lang).unsure:
            return flags
        return in_order([*flags, pair.doubt])

    def _flags(self, pair: Pair, cosine: float | None) -> tuple[Flag, ...]:
        source, target = mask_pair(pair.source, pair.target) if self.mask else (pair.source, pair.target)
        return inspect(
            source,
            target,
            self.source_lang,
            self.annotator.glossary,
            cosine,
            chinese=self.chinese,
            said=pair.said,
            names=self._names(source),
            by_people=pair.link is not None,
        )

    def cost(self, item: Sequence[Pair]) -> float:
        """See :class:`corpus.pipeline.runner.Stage`."""
        return _A_PAIR * len(item)


def readable(source: str) -> str:
    """Return a source in the script in which names are known."""
    return simplified(source) if chinese_script(source) == "Hant" else source


def _similarity(scores: Sequence[Score]) -> float | None:
    return next((score.value for score in scores if score.name == "similarity"), None)
