"""What speaks for and against two documents translating each other."""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.beads.band import Floats
from align.pairing.cosines import usual_along
from align.pairing.samples import Sample, Weights

_USUAL_LENGTH, _ODD_LENGTH = 1.1, 1.2
"""Logarithms: how much longer English is, and how far from it a ratio is odd even for an abridged edition."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents compared by themselves."""

    content: dict[str, float]
    """What speaks for the pair, by name; see :func:`compare`."""
    zh_best: Floats
    """For each row of the Chinese how close the closest of the English is."""
    en_best: Floats


def compare(zh: Sample, en: Sample, weights: Weights) -> Comparison:
    """Compare two documents, neither of them empty.

    - ``cosine``: the mean cosine of mutual nearest neighbours; ``order``: the share of them in one order;
    - ``own``: their cosine, each sentence counting as much as it tells;
    - ``numbers``, ``codes``: the share of the rare ones that both state;
    - ``lost``: the share of numbers and codes that either side has and the other lacks, of that side which
      lacks less (an abridged edition lacks some, and has none of its own);
    - ``contradicted``: the share of neighbours of which each states what the other does not;
    - ``length``: how odd the ratio of lengths is.
    """
    cosine = zh.vectors @ en.vectors.T
    margin = _centred(cosine)
    forward, backward = margin.argmax(axis=1), margin.argmax(axis=0)
    mutual = [(i, int(j)) for i, j in enumerate(forward) if backward[j] == i]
    count = max(len(mutual), 1)
    rarity = [float(min(zh.rarity[i], en.rarity[j])) for i, j in mutual]
    close = [max(float(cosine[i, j]), 0.0) for i, j in mutual]
    contradicted = [zh.rows[i].contradict(en.rows[j]) for i, j in mutual]
    deviation = abs(math.log((en.length + 20) / (zh.length + 20)) - _USUAL_LENGTH)
    content = {
        "cosine": sum(close) / count,
        "order": _longest_rising([j for _, j in mutual]) / count,
        "own": sum(map(float.__mul__, rarity, close)) / (sum(rarity) + 0.1),
        **_stated(zh, en, weights),
        "contradicted": sum(contradicted) / count,
        "length": max(deviation - _ODD_LENGTH, 0.0),
    }
    return Comparison(content, cosine.max(axis=1), cosine.max(axis=0))


def _stated(zh: Sample, en: Sample, weights: Weights) -> dict[str, float]:
    """Return what the numbers and codes of both say."""
    zh_stated, en_stated = (
        weights.sum_of_numbers(sample.facts.numbers) + weights.sum(sample.facts.codes) for sample in (zh, en)
    )
    zh_lost, en_lost = (
        weights.sum_of_numbers(left.lost_numbers(right)) + weights.sum(left.codes - right.codes)
        for left, right in ((zh.facts, en.facts), (en.facts, zh.facts))
    )
    kept = weights.sum_of_numbers(n for n in zh.facts.numbers if not en.facts.values.isdisjoint(n))
    numbers = min(weights.sum_of_numbers(sample.facts.numbers) for sample in (zh, en))
    codes = min(weights.sum(sample.facts.codes) for sample in (zh, en))
    return {
        "numbers": min(kept, numbers) / (numbers + 2),
        "codes": weights.sum(zh.facts.codes & en.facts.codes) / (codes + 2),
        "lost": min(zh_lost / (zh_stated + 2), en_lost / (en_stated + 2)),
    }


def elsewhere(here: Floats, best: Floats, rarity: Floats) -> float:
    """Return how much closer than here the closest sentence of any document is, on average by rarity."""
    return float(rarity @ np.maximum(best - here, 0.0) / (rarity.sum() + 0.1))


def _centred(cosine: Floats) -> Floats:
    """Return how much closer both are than they usually are to others; both of shape (zh, en)."""
    return np.asarray(2 * cosine - usual_along(cosine, 1) - usual_along(cosine, 0), dtype=np.float32)


def _longest_rising(values: Sequence[int]) -> int:
    """Return the length of the longest rising subsequence.

    >>> _longest_rising([3, 0, 1, 5, 2, 4])
    4
    """
    ends: list[int] = []
    for value in values:
        at = bisect.bisect_left(ends, value)
        ends[at : at + 1] = [value]
    return len(ends)
