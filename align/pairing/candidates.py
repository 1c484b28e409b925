"""With which documents of the other language each is compared, so that the work grows with their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from align.beads.band import Floats
from align.pairing.cosines import usual_cosine
from align.pairing.samples import Sample, Weights

_CLOSEST = 6
"""Documents of the other language with the closest mean vectors."""
_SHARING = 3
"""Documents of the other language that share the rarest numbers, codes and words."""
_MOST_COMMON = 8
"""Documents of a language that have something rare."""
_CELLS = 10_000_000
"""Cosines of documents that are computed at once, 40 MB: memory stays flat."""


def candidates(zh: Sequence[Sample], en: Sequence[Sample], weights: Weights) -> set[tuple[int, int]]:
    """Return for each document those of the other language that are worth a look."""
    return _closest(zh, en) | _sharing(zh, en, weights)


def _closest(zh: Sequence[Sample], en: Sequence[Sample]) -> set[tuple[int, int]]:
    """Return for each document those with the closest mean vectors, corrected for the usual (CSLS).

    Exact products in blocks: an index of approximate neighbours is not worth a dependency, as 10,000 × 10,000
    means take some seconds, 50,000 × 50,000 a minute or two.
    """
    zh_means, en_means = (np.stack([sample.mean for sample in side]) for side in (zh, en))
    rows = max(_CELLS // max(len(zh), len(en)), 1)
    zh_usual, en_usual = usual_cosine(zh_means, en_means, rows), usual_cosine(en_means, zh_means, rows)
    pairs = set(_nearest(zh_means, en_means, en_usual, rows))
    return pairs | {(i, j) for j, i in _nearest(en_means, zh_means, zh_usual, rows)}


def _nearest(vectors: Floats, others: Floats, usual: Floats, rows: int) -> list[tuple[int, int]]:
    """Return each vector with its nearest others, given how close those usually are."""
    pairs = []
    for start in range(0, len(vectors), rows):
        margin = vectors[start : start + rows] @ others.T
        margin *= 2
        margin -= usual
        pairs += [(i, j) for i, row in enumerate(margin, start) for j in _largest(row, _CLOSEST)]
    return pairs


def _largest(values: Floats, count: int) -> list[int]:
    """Return the places of the largest values, of equal ones the first: sorting all takes seven times longer.

    >>> _largest(np.array([0.1, 0.9, 0.5, 0.9, 0.5], dtype=np.float32), 3)
    [1, 3, 2]
    """
    least = max(0, len(values) - count)
    enough = np.flatnonzero(values >= np.partition(values, least)[least])
    return [int(place) for place in enough[np.argsort(-values[enough], kind="stable")][:count]]


def _sharing(zh: Sequence[Sample], en: Sequence[Sample], weights: Weights) -> set[tuple[int, int]]:
    """Return for each document those that have the most rare numbers, codes and words in common with it.

    In a folder of one template the means tell nothing, and such a thing tells all.
    """
    zh_with, en_with = _documents_with(zh), _documents_with(en)
    shared: dict[tuple[int, int], float] = defaultdict(float)
    for key in sorted(zh_with.keys() & en_with.keys()):
        if max(len(zh_with[key]), len(en_with[key])) <= _MOST_COMMON:
            for i in zh_with[key]:
                for j in en_with[key]:
                    shared[i, j] += weights.of(key)
    return _most(shared, lambda pair: pair[0]) | _most(shared, lambda pair: pair[1])


def _most(
    shared: dict[tuple[int, int], float], document: Callable[[tuple[int, int]], int]
) -> set[tuple[int, int]]:
    by_document: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair in sorted(shared, key=lambda pair: (-shared[pair], pair)):
        by_document[document(pair)].append(pair)
    return {pair for pairs in by_document.values() for pair in pairs[:_SHARING]}


def _documents_with(samples: Sequence[Sample]) -> dict[str, list[int]]:
    having: dict[str, list[int]] = defaultdict(list)
    for i, sample in enumerate(samples):
        facts = sample.facts
        for key in {number[0] for number in facts.numbers} | facts.codes | sample.words:
            having[key].append(i)
    return having
