"""Sums and maxima over all ways to tile two texts with beads inside a band: forward–backward and Viterbi.

The model is semi-Markov (Sarawagi and Cohen 2004). Grid point ``(i, j)`` stands for i source and j target
sentences done; a bead of type ``(a, b)`` leads from ``(i, j)`` to ``(i + a, j + b)``. ``scores`` has shape
(cells, types): the score of the bead that starts at each cell of the band, -inf where there is none. A
tiling's probability is proportional to the exponential of its summed scores. Time and memory are linear in
the cells.

The type (0, 1) stays in its row, so it is not one more step between rows but a running sum along each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.beads.band import Band, Bools, Floats, Ints

Doubles = npt.NDArray[np.float64]
Types = Sequence[tuple[int, int]]

_IMPOSSIBLE = -1e4
"""Stands for -inf in running sums, where -inf - -inf would give no number."""


@dataclass(frozen=True, slots=True)
class LogSums:
    """Logarithms of the sums over all tilings of what comes before and after each cell, and of all."""

    forward: Doubles
    """Over all ways from the beginning to each cell, shape (cells,)."""
    backward: Doubles
    """Over all ways from each cell to the end, shape (cells,)."""
    total: float
    """Over all tilings: what turns scores into probabilities."""


class _Steps:
    """Where the beads of each type, (0, 1) left out, lead to and come from.

    In what follows ``steps`` counts these types, in the order of ``self.types``.
    """

    def __init__(self, band: Band, types: Types) -> None:
        self.band = band
        self.skip = types.index((0, 1))
        self.types = np.array([t for t in range(len(types)) if t != self.skip])
        self._rows = np.array([types[t][0] for t in self.types])
        self._columns = np.array([types[t][1] for t in self.types])

    def _cells(self, row: int, direction: int) -> tuple[Ints, Bools]:
        """Return the cells a bead away from those of ``row``, and which of them are in the band.

        Both have shape (steps, cells of the row). ``direction`` is 1 for where beads lead to, -1 for where
        they come from. Cells outside the band are given as 0.
        """
        rows = row + direction * self._rows
        safe = np.clip(rows, 0, self.band.rows - 1)
        columns = np.arange(self.band.low[row], self.band.high[row] + 1) + direction * self._columns[:, None]
        inside = (
            (columns >= self.band.low[safe][:, None])
            & (columns <= self.band.high[safe][:, None])
            & (rows == safe)[:, None]
        )
        return np.where(inside, columns + (self.band.start[safe] - self.band.low[safe])[:, None], 0), inside

    def into(self, row: int, before: Doubles, scores: Floats) -> Doubles:
        """Return value before plus score of beads that end in ``row``, shape (steps, cells of the row)."""
        cells, inside = self._cells(row, -1)
        return np.where(inside, before[cells] + scores[cells, self.types[:, None]], -np.inf)

    def out_of(self, row: int, after: Doubles, scores: Floats) -> Doubles:
        """Return score plus value after of beads that start in ``row``, shape (steps, cells of the row)."""
        cells, inside = self._cells(row, 1)
        return np.where(inside, after[cells] + scores[self.band.cells_of(row)].T[self.types], -np.inf)


def forward_backward(band: Band, scores: Floats, types: Types) -> LogSums:
    """Return the forward and backward sums.

    Two single sentences are tiled in three ways, as 1:1, as 1:0 and 0:1, and as 0:1 and 1:0:

    >>> grid = Band.of(np.array([0, 0]), np.array([1, 1]))
    >>> alike = np.zeros((grid.cells, 3), dtype=np.float32)
    >>> round(float(np.exp(forward_backward(grid, alike, ((1, 1), (1, 0), (0, 1))).total)), 6)
    3.0
    """
    steps = _Steps(band, types)
    forward = np.full(band.cells, -np.inf)
    backward = np.full(band.cells, -np.inf)
    forward[0] = backward[-1] = 0.0
    for row in range(band.rows):
        here = band.cells_of(row)
        base = _log_sum(np.vstack([forward[here], steps.into(row, forward, scores)]))
        along = _along(scores[here, steps.skip])
        # With the score up to each cell taken away, skipping is free and the sum along the row a running one.
        forward[here] = np.logaddexp.accumulate(base - along) + along
    for row in range(band.rows - 1, -1, -1):
        here = band.cells_of(row)
        base = _log_sum(np.vstack([backward[here], steps.out_of(row, backward, scores)]))
        along = _along(scores[here, steps.skip])
        backward[here] = np.logaddexp.accumulate((base + along)[::-1])[::-1] - along
    return LogSums(forward, backward, float(forward[-1]))


def _along(skips: Floats) -> Doubles:
    """Return the score of skipping target sentences from the row's first cell to each of its cells.

    Cells that cannot be left to the right (the text ends there) count for nothing.

    >>> _along(np.array([-1, -2, -np.inf], dtype=np.float32)).tolist()
    [0.0, -1.0, -3.0]
    """
    steps = np.where(np.isfinite(skips), skips, _IMPOSSIBLE).astype(np.float64)
    return np.concatenate([[0.0], np.cumsum(steps[:-1])])


def _log_sum(values: Doubles) -> Doubles:
    """Return the logarithm of the sum of exponentials over the first axis."""
    top = values.max(axis=0)
    safe = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.exp(values - safe).sum(axis=0)) + safe)


def posteriors(band: Band, scores: Floats, types: Types, sums: LogSums) -> Floats:
    """Return the probability of each bead over all tilings, shape (cells, types)."""
    steps = _Steps(band, types)
    out = np.zeros(scores.shape, dtype=np.float32)
    for row in range(band.rows):
        here = band.cells_of(row)
        forward, backward = sums.forward[here], sums.backward[here]
        links = steps.out_of(row, sums.backward, scores) + (forward - sums.total)
        # Rounding may leave a logarithm above 0.
        out[here.start : here.stop, steps.types] = np.exp(np.minimum(links.T, 0.0))
        skips = forward[:-1] + scores[here, steps.skip][:-1] + backward[1:] - sums.total
        out[here.start : here.stop - 1, steps.skip] = np.exp(np.minimum(skips, 0.0))
    return out


def viterbi(band: Band, scores: Floats, types: Types) -> list[tuple[int, int, int]]:
    """Return the tiling with the greatest sum of scores, as ``(i, j, type)`` in order.

    >>> grid = Band.of(np.array([0, 0]), np.array([1, 1]))
    >>> scores = np.array([[5, 0, 0]] * grid.cells, dtype=np.float32)
    >>> viterbi(grid, scores, ((1, 1), (1, 0), (0, 1)))
    [(0, 0, 0)]
    """
    steps = _Steps(band, types)
    best = np.full(band.cells, -np.inf)
    best[0] = 0.0
    last_type = np.full(band.cells, -1, dtype=np.int8)
    for row in range(band.rows):
        here = band.cells_of(row)
        candidates = np.vstack([best[here], steps.into(row, best, scores)])
        choice = candidates.argmax(axis=0)
        along = _along(scores[here, steps.skip])
        base = candidates[choice, np.arange(candidates.shape[1])] - along
        running = np.maximum.accumulate(base)
        best[here] = running + along
        type_into = np.concatenate([[-1], steps.types]).astype(np.int8)[choice]
        type_into[1:][base[1:] <= running[:-1]] = steps.skip
        last_type[here] = type_into
    return list(_traced_back(band, last_type, types))[::-1]


def _traced_back(band: Band, last_type: npt.NDArray[np.int8], types: Types) -> Iterator[tuple[int, int, int]]:
    """Yield the beads of a tiling from its end, by the type of the last bead on the best way to each cell."""
    i, j = band.rows - 1, int(band.high[-1])
    while i or j:
        t = int(last_type[int(band.start[i]) + j - int(band.low[i])])
        a, b = types[t]
        i, j = i - a, j - b
        yield i, j, t


def allowed(band: Band, types: Types, beads: Sequence[tuple[int, int, int, int]]) -> Bools:
    """Return which beads agree with given ones ``(i, j, a, b)``, shape (cells, types).

    A given bead agrees with itself or, where it is larger than any type, with whatever lies inside it.
    """
    out = np.zeros((band.cells, len(types)), dtype=bool)
    number: dict[tuple[int, int], int] = {size: t for t, size in enumerate(types)}
    for i, j, a, b in beads:
        itself = [(i, j, number[a, b])] if (a, b) in number else []
        for row, column, t in itself or _inside(i, j, a, b, types):
            cell = int(band.flat(np.array([row]), np.array([column]))[0])
            if cell >= 0:
                out[cell, t] = True
    return out


def _inside(i: int, j: int, a: int, b: int, types: Types) -> Iterator[tuple[int, int, int]]:
    """Yield the beads ``(i, j, type)`` that lie in the rectangle from ``(i, j)`` to ``(i + a, j + b)``."""
    for di in range(a + 1):
        for dj in range(b + 1):
            for t, (c, d) in enumerate(types):
                if di + c <= a and dj + d <= b:
                    yield i + di, j + dj, t
