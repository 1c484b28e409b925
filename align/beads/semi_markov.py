"""Sums and maxima over all ways to tile two texts with beads inside a band (semi-Markov model, Sarawagi and Cohen 2004).

Grid point ``(i, j)`` stands for i source and j target sentences done; a bead of type ``(a, b)`` leads from ``(i, j)`` to ``(i + a, j + b)``.
``scores`` has shape (cells, types): the score of the bead that starts at each cell of the band, -inf where there is none.
Time and memory are linear in the number of cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.beads.band import Band, Ints

Doubles = npt.NDArray[np.float64]
Types = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sums:
    """Logarithms of the sums over all tilings of what comes before (``forward``) and after (``backward``) each cell, and of all."""

    forward: Doubles
    backward: Doubles
    total: float


class _Steps:
    """Where the beads of each type, (0, 1) left out, lead to and come from."""

    def __init__(self, band: Band, types: Types) -> None:
        self.band = band
        self.skip = types.index((0, 1))
        self.types = np.array([t for t in range(len(types)) if t != self.skip])
        self._rows = np.array([types[t][0] for t in self.types])
        self._columns = np.array([types[t][1] for t in self.types])

    def row(self, row: int) -> slice:
        """Return the cells of a row, as a flat slice."""
        return slice(int(self.band.start[row]), int(self.band.start[row + 1]))

    def _cells(self, row: int, direction: int) -> tuple[Ints, npt.NDArray[np.bool_]]:
        rows = row + direction * self._rows
        safe = np.clip(rows, 0, self.band.rows - 1)
        columns = np.arange(self.band.low[row], self.band.high[row] + 1) + direction * self._columns[:, None]
        inside = (
            (columns >= self.band.low[safe][:, None])
            & (columns <= self.band.high[safe][:, None])
            & (rows == safe)[:, None]
        )
        return np.where(inside, columns + (self.band.start[safe] - self.band.low[safe])[:, None], 0), inside

    def into(self, row: int, before: Doubles, scores: npt.NDArray[np.float32]) -> Doubles:
        """Return the value before plus the score of each bead that ends in the cells of ``row``, shape (types, cells of the row)."""
        cells, inside = self._cells(row, -1)
        return np.where(inside, before[cells] + scores[cells, self.types[:, None]], -np.inf)

    def out_of(self, row: int, after: Doubles, scores: npt.NDArray[np.float32]) -> Doubles:
        """Return the score plus the value after of each bead that starts in the cells of ``row``, shape (types, cells of the row)."""
        cells, inside = self._cells(row, 1)
        return np.where(inside, after[cells] + scores[self.row(row)].T[self.types], -np.inf)


def sums(band: Band, scores: npt.NDArray[np.float32], types: Types) -> Sums:
    """Return the forward and backward sums. The type (0, 1) is summed along each row."""
    steps = _Steps(band, types)
    forward = np.full(band.cells, -np.inf)
    backward = np.full(band.cells, -np.inf)
    forward[0] = backward[-1] = 0.0
    for row in range(band.rows):
        here = steps.row(row)
        base = _log_sum(np.vstack([forward[here], steps.into(row, forward, scores)]))
        along = _along(scores[here, steps.skip])
        forward[here] = np.logaddexp.accumulate(base - along) + along
    for row in range(band.rows - 1, -1, -1):
        here = steps.row(row)
        base = _log_sum(np.vstack([backward[here], steps.out_of(row, backward, scores)]))
        along = _along(scores[here, steps.skip])
        backward[here] = np.logaddexp.accumulate((base + along)[::-1])[::-1] - along
    return Sums(forward, backward, float(forward[-1]))


def _along(skips: npt.NDArray[np.float32]) -> Doubles:
    """Return the score of skipping from the row's first cell to each; cells that cannot be left to the right count for nothing."""
    steps = np.where(np.isfinite(skips), skips, -1e4).astype(np.float64)
    return np.concatenate([[0.0], np.cumsum(steps[:-1])])


def _log_sum(values: Doubles) -> Doubles:
    """Return the logarithm of the sum of exponentials over the first axis."""
    top = values.max(axis=0)
    safe = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.exp(values - safe).sum(axis=0)) + safe)


def posteriors(
    band: Band, scores: npt.NDArray[np.float32], types: Types, found: Sums
) -> npt.NDArray[np.float32]:
    """Return the probability of each bead, shape (cells, types)."""
    steps = _Steps(band, types)
    out = np.zeros(scores.shape, dtype=np.float32)
    for row in range(band.rows):
        here = steps.row(row)
        links = steps.out_of(row, found.backward, scores) + (found.forward[here] - found.total)
        out[here.start : here.stop, steps.types] = np.exp(np.minimum(links.T, 0.0))
        skips = (
            found.forward[here][:-1] + scores[here, steps.skip][:-1] + found.backward[here][1:] - found.total
        )
        out[here.start : here.stop - 1, steps.skip] = np.exp(np.minimum(skips, 0.0))
    return out


def best_path(band: Band, values: npt.NDArray[np.float32], types: Types) -> list[tuple[int, int, int]]:
    """Return the tiling with the greatest sum of values, as ``(i, j, type)`` in order."""
    steps = _Steps(band, types)
    best = np.full(band.cells, -np.inf)
    best[0] = 0.0
    via = np.full(band.cells, -1, dtype=np.int8)
    for row in range(band.rows):
        here = steps.row(row)
        found = np.vstack([best[here], steps.into(row, best, values)])
        choice = found.argmax(axis=0)
        along = _along(values[here, steps.skip])
        base = found[choice, np.arange(found.shape[1])] - along
        running = np.maximum.accumulate(base)
        best[here] = running + along
        kind = np.concatenate([[-1], steps.types]).astype(np.int8)[choice]
        kind[1:][base[1:] <= running[:-1]] = steps.skip
        via[here] = kind
    path = []
    i, j = band.rows - 1, int(band.high[-1])
    while i or j:
        t = int(via[int(band.start[i]) + j - int(band.low[i])])
        a, b = types[t]
        i, j = i - a, j - b
        path.append((i, j, t))
    return path[::-1]


def allowed(band: Band, types: Types, beads: Sequence[tuple[int, int, int, int]]) -> npt.NDArray[np.bool_]:
    """Return which beads agree with given ones ``(i, j, a, b)``: a given one itself, or, where it has no type, what lies inside it."""
    out = np.zeros((band.cells, len(types)), dtype=bool)
    number: dict[tuple[int, int], int] = {size: t for t, size in enumerate(types)}
    for i, j, a, b in beads:
        if (a, b) in number:
            inside = [(i, j, number[a, b])]
        else:
            inside = [
                (i + di, j + dj, t)
                for di in range(a + 1)
                for dj in range(b + 1)
                for t, (c, d) in enumerate(types)
                if di + c <= a and dj + d <= b
            ]
        for row, column, t in inside:
            place = int(band.flat(np.array([row]), np.array([column]))[0])
            if place >= 0:
                out[place, t] = True
    return out
