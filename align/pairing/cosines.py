"""How close a vector usually is to others: what makes cosines of different vectors comparable."""

from __future__ import annotations

import numpy as np

from align.beads.band import Floats

_NEIGHBOURS = 4
"""How many of the closest neighbours tell it."""


def usual_cosine(vectors: Floats, others: Floats, rows: int) -> Floats:
    """Return the mean cosine of each vector to its nearest others, shape (n,) (CSLS, Conneau et al. 2018).

    ``rows`` vectors at once are multiplied with all others, so that memory stays flat.
    """
    count = min(_NEIGHBOURS, len(others))
    parts = []
    for start in range(0, len(vectors), rows):
        cosines = vectors[start : start + rows] @ others.T
        parts.append(np.partition(cosines, -count, axis=1)[:, -count:].mean(axis=1))
    return np.concatenate(parts)
