"""Before anything is drafted: which sentences repeat each other, and which stand everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.pipeline.split import SplitCorpus
from corpus.spool import Mapped
from corpus.text.fold import fold_sentence

_REPEATED, _REPEATED_SHARE = 5, 0.1
"""In how many documents, and in which share of them, a sentence is boilerplate: a slogan, a hotline, a
disclaimer."""


Hashes = npt.NDArray[np.int64]
"""Of sentences, in this process."""


@dataclass(frozen=True, slots=True)
class Census:
    """How many documents hold each sentence that is boilerplate, by the folded sentence."""

    boilerplate: dict[str, int]

    def documents_with(self, text: str) -> int:
        """Return in how many documents a sentence stands, if that makes it boilerplate; else 0."""
        return self.boilerplate.get(fold_sentence(text), 0) if self.boilerplate else 0


def take_census(corpus: SplitCorpus) -> Census:
    """Count in how many documents each sentence stands."""
    documents = corpus.documents
    texts = Mapped(lambda name: [segment.text for segment in documents[name].segments], tuple(documents))
    return Census(boilerplate(texts))


def boilerplate(documents: Sequence[Sequence[str]]) -> dict[str, int]:
    """Return the sentences that stand in many documents, folded, and in how many.

    Hashes are counted first, and then the few sentences whose hash stands in many documents: to count two
    million sentences themselves takes half a gigabyte.

    >>> boilerplate([["Call 110."]] * 5 + [["All quiet."]])
    {'call110': 5}
    """
    least = max(_REPEATED, _REPEATED_SHARE * len(documents))
    hashes = [np.array([hash(fold_sentence(text)) for text in texts], dtype=np.int64) for texts in documents]
    often = _often(hashes, least)
    counts: Counter[str] = Counter()
    for texts, here in zip(documents, hashes, strict=True):
        counts.update(
            {fold_sentence(texts[place]) for place in np.flatnonzero(np.isin(here, often)).tolist()}
        )
    return {text: number for text, number in counts.items() if number >= least}


def _often(hashes: Sequence[Hashes], least: float) -> Hashes:
    """Return the hashes that stand in so many of the arrays at least."""
    if not hashes:
        return np.empty(0, dtype=np.int64)
    values, counts = np.unique(np.concatenate([np.unique(here) for here in hashes]), return_counts=True)
    return np.asarray(values[counts >= least])
