"""How close a vector usually is to others: what makes cosines of different vectors comparable.

This is CSLS (Conneau et al. 2018): a sentence such as "Yes." is close to everything, and means nothing by it.
"""

from __future__ import annotations

import numpy as np

from align.beads.band import Floats

_NEIGHBOURS = 4
"""How many of the closest neighbours tell it."""


def usual_cosine(vectors: Floats, others: Floats, rows: int) -> Floats:
    """Return the mean cosine of each vector to its nearest others, shape (n,).

    ``rows`` vectors at once are multiplied with all others, so that memory stays flat.
    """
    count = min(_NEIGHBOURS, len(others))
    parts = []
    for start in range(0, len(vectors), rows):
        cosines = vectors[start : start + rows] @ others.T
        parts.append(np.partition(cosines, -count, axis=1)[:, -count:].mean(axis=1))
    return np.concatenate(parts)


def usual_along(cosines: Floats, axis: int) -> Floats:
    """Return the same along an axis of a whole table of cosines; the axis stays, with length 1."""
    count = min(_NEIGHBOURS, cosines.shape[axis])
    largest = -np.sort(-cosines, axis=axis).take(range(count), axis=axis)
    return np.asarray(largest.mean(axis=axis, keepdims=True), dtype=np.float32)
