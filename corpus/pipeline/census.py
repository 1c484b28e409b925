"""Before anything is drafted: which sentences repeat each other, and which stand everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.pipeline.split import SplitCorpus
from corpus.text.fold import fold_sentence

_REPEATED, _REPEATED_SHARE = 5, 0.1
"""In how many documents, and in which share of them, a sentence is boilerplate: a slogan, a hotline, a
disclaimer."""


@dataclass(frozen=True, slots=True)
class Census:
    """How many documents hold each sentence that is boilerplate, by the folded sentence."""

    boilerplate: dict[str, int]

    def documents_with(self, text: str) -> int:
        """Return in how many documents a sentence stands, if that makes it boilerplate; else 0."""
        return self.boilerplate.get(fold_sentence(text), 0) if self.boilerplate else 0


def take_census(corpus: SplitCorpus) -> Census:
    """Count in how many documents each sentence stands."""
    texts = ([segment.text for segment in split.segments] for split in corpus.documents.values())
    return Census(boilerplate(texts, len(corpus.documents)))


def boilerplate(documents: Iterable[Iterable[str]], count: int) -> dict[str, int]:
    """Return the sentences that stand in many of ``count`` documents, folded, and in how many.

    >>> boilerplate([["Call 110."]] * 5 + [["All quiet."]], 6)
    {'call110': 5}
    """
    counts = Counter(text for texts in documents for text in {fold_sentence(text) for text in texts})
    least = max(_REPEATED, _REPEATED_SHARE * count)
    return {text: number for text, number in counts.items() if number >= least}
