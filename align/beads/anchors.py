"""The first pass of alignment: a path of sentence pairs through two texts, and the band around it.

Coarse to fine, as in Vecalign (Thompson and Koehn 2019): the vectors of blocks of sentences are compared first, all with all, then at each
finer level only around the path of the level before; time and memory stay linear in the length of the texts.
"""

from __future__ import annotations

import numpy as np

from align.beads.band import Band, Floats, Ints, Vectors

_COARSEST = 1024
"""Blocks a side at the level where all are compared with all."""
_MARGIN = 24
"""Cells on each side of a coarser path that the next level looks at."""
_NEIGHBOURS = 4


def find_band(sources: Vectors, targets: Vectors, width: int) -> Band:
    """Return the band of grid points ``(sentences of the source before, of the target before)`` around the 1-1 path of two texts.

    Args:
        sources: vectors of the source sentences, shape (n, d).
        targets: vectors of the target sentences, shape (m, d).
        width: points on each side of the path.
    """
    path = _path(sources.astype(np.float32), targets.astype(np.float32))
    points = np.concatenate([[(0, 0)], path, path + 1, [(len(sources), len(targets))]]).astype(np.int64)
    return _around(
        points[np.lexsort((points[:, 1], points[:, 0]))], len(sources) + 1, len(targets) + 1, width
    )


def _path(sources: Floats, targets: Floats) -> Ints:
    """Return matched sentences, shape (k, 2), both columns rising."""
    if not len(sources) or not len(targets):
        return np.zeros((0, 2), dtype=np.int64)
    if max(len(sources), len(targets)) <= _COARSEST:
        rows = len(sources)
        band = Band.of(np.zeros(rows, dtype=np.int64), np.full(rows, len(targets) - 1, dtype=np.int64))
    else:
        coarse = _path(_halve(sources), _halve(targets))
        ends = [(0, 0), (len(sources) - 1, len(targets) - 1)]
        points = np.concatenate([ends[:1], coarse * 2, coarse * 2 + 1, ends[1:]]).astype(np.int64)
        points = np.minimum(points, ends[1])
        band = _around(points[np.lexsort((points[:, 1], points[:, 0]))], len(sources), len(targets), _MARGIN)
    return _best_path(band, _centred_products(band, sources, targets))


def _halve(vectors: Floats) -> Floats:
    """Return the sums of pairs of rows."""
    if len(vectors) % 2:
        vectors = np.concatenate([vectors, np.zeros((1, vectors.shape[1]), dtype=np.float32)])
    return np.asarray(vectors[0::2] + vectors[1::2], dtype=np.float32)


def _centred_products(band: Band, sources: Floats, targets: Floats) -> Floats:
    """Return how much closer the vectors of each cell are than those of its row and column usually are (CSLS, Conneau et al. 2018)."""
    scores = band.products(_unit(sources), _unit(targets))
    i, j = band.places()
    row = _mean_of_best(scores, i, band.rows)
    order = np.argsort(j, kind="stable")
    column = _mean_of_best(scores[order], j[order], len(targets))
    return np.asarray(2 * scores - row[i] - column[j], dtype=np.float32)


def _unit(vectors: Floats) -> Floats:
    centred = vectors - vectors.mean(axis=0)
    return np.asarray(
        centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-6), dtype=np.float32
    )


def _mean_of_best(values: Floats, group: Ints, groups: int) -> Floats:
    """Return the mean of the largest values of each group; ``group`` rises."""
    order = np.lexsort((-values, group))
    rank = np.arange(len(values)) - np.searchsorted(group, group)
    best = rank < _NEIGHBOURS
    sums = np.bincount(group[best], weights=values[order][best], minlength=groups)
    return np.asarray(sums / np.maximum(np.bincount(group[best], minlength=groups), 1), dtype=np.float32)


def _best_path(band: Band, scores: Floats) -> Ints:
    """Return the cells of the rising path with the greatest sum of scores; skipping costs nothing, so no cell below 0 is on it."""
    taken = np.zeros(band.cells, dtype=bool)
    best = np.zeros(0, dtype=np.float32)
    low = 0
    kept: list[Floats] = []
    for row in range(band.rows):
        left, right = int(band.low[row]), int(band.high[row])
        # best[j - low]: the greatest sum over the rows before, using columns below j; right of its end it stays the same.
        before = np.full(right - left + 2, best[-1] if len(best) else 0.0, dtype=np.float32)
        part = best[left - low : left - low + len(before)] if len(best) else best
        before[: len(part)] = part
        with_cell = before[:-1] + scores[band.start[row] : band.start[row + 1]]
        running = np.maximum.accumulate(np.maximum(before, np.concatenate([before[:1], with_cell])))
        taken[band.start[row] : band.start[row + 1]] = with_cell >= running[1:]
        kept.append(before)
        best, low = running, left
    path = []
    row, column = band.rows - 1, int(band.high[-1])
    while row >= 0:
        left, right = int(band.low[row]), int(band.high[row])
        column = min(column, right)
        marks = (
            taken[band.start[row] : band.start[row] + column - left + 1]
            if column >= left
            else np.zeros(0, dtype=bool)
        )
        at = int(np.flatnonzero(marks)[-1]) + left if marks.any() else -1
        before = kept[row]
        # The cell counts only where it is better than leaving the row out.
        if (
            at >= 0
            and before[at - left] + scores[band.start[row] + at - left]
            > before[min(column + 1, right + 1) - left]
        ):
            path.append((row, at))
            column = at - 1
        row -= 1
    return np.array(path[::-1], dtype=np.int64).reshape(-1, 2)


def _around(points: Ints, rows: int, columns: int, width: int) -> Band:
    """Return the band ``width`` cells around the line through ``points``, which rise in both columns."""
    low = np.full(rows, columns, dtype=np.int64)
    high = np.full(rows, -1, dtype=np.int64)
    every = np.arange(rows)
    # Where the line stands still or jumps, a row has several columns: the interpolation from the first and from the last point of each row.
    first = np.unique(points[:, 0], return_index=True)
    last = np.unique(points[::-1, 0], return_index=True)
    low = np.floor(np.interp(every, first[0], points[first[1], 1])).astype(np.int64)
    high = np.ceil(np.interp(every, last[0], points[::-1][last[1], 1])).astype(np.int64)
    # A band of constant width along both axes: ``width`` rows up and down as well as columns left and right.
    shifted = np.arange(rows)
    low = np.minimum(low - width, low[np.maximum(shifted - width, 0)])
    high = np.maximum(high + width, high[np.minimum(shifted + width, rows - 1)])
    low, high = np.clip(low, 0, columns - 1), np.clip(high, 0, columns - 1)
    low[0], high[-1] = 0, columns - 1
    return Band.of(np.minimum.accumulate(low[::-1])[::-1], np.maximum.accumulate(high))
