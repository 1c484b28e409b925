"""The first pass of alignment: a path of sentence pairs through two texts, and the band around it.

Coarse to fine, as in Vecalign (Thompson and Koehn 2019): the vectors of blocks of sentences are compared
first, all with all, then at each finer level only around the path of the level before; time and memory stay
linear in the length of the texts.
"""

from __future__ import annotations

import numpy as np

from align.beads.band import Band, Bools, Floats, Ints, Vectors

_COARSEST = 1024
"""Blocks a side at the level where all are compared with all: 4 MB of products, some milliseconds."""
_MARGIN = 24
"""Cells on each side of a coarser path that the next level looks at."""
_NEIGHBOURS = 4
"""How many of the closest neighbours tell how close a sentence usually is to others."""
_GROUPS_AT_ONCE = 256
"""Rows or columns of which the closest are looked for together."""


def find_band(sources: Vectors, targets: Vectors, width: int) -> Band:
    """Return the band of grid points around the 1-1 path of two texts.

    Grid point ``(i, j)`` lies after i source and j target sentences, so there is one more row than sentences.

    Args:
        sources: vectors of the source sentences, shape (n, d).
        targets: vectors of the target sentences, shape (m, d).
        width: points on each side of the path.
    """
    n, m = len(sources), len(targets)
    anchors = _find_anchors(sources.astype(np.float32), targets.astype(np.float32))
    points = np.concatenate([[(0, 0)], anchors, anchors + 1, [(n, m)]]).astype(np.int64)
    return _around(_in_order(points), n + 1, m + 1, width)


def _find_anchors(sources: Floats, targets: Floats) -> Ints:
    """Return matched sentences, shape (k, 2), both columns rising."""
    n, m = len(sources), len(targets)
    if not n or not m:
        return np.zeros((0, 2), dtype=np.int64)
    if max(n, m) <= _COARSEST:
        band = Band.of(np.zeros(n, dtype=np.int64), np.full(n, m - 1, dtype=np.int64))
    else:
        coarse = _find_anchors(_halve(sources), _halve(targets))
        first, last = (0, 0), (n - 1, m - 1)
        points = np.concatenate([[first], coarse * 2, coarse * 2 + 1, [last]]).astype(np.int64)
        # The second half of a last block may lie beyond the end.
        band = _around(_in_order(np.minimum(points, last)), n, m, _MARGIN)
    return _best_path(band, _centred_products(band, sources, targets))


def _in_order(points: Ints) -> Ints:
    """Return points ``(row, column)`` sorted by row, then by column."""
    return points[np.lexsort((points[:, 1], points[:, 0]))]


def _halve(vectors: Floats) -> Floats:
    """Return the sums of pairs of rows, shape (ceil(n / 2), d).

    >>> _halve(np.array([[1], [2], [4]], dtype=np.float32)).tolist()
    [[3.0], [4.0]]
    """
    if len(vectors) % 2:
        vectors = np.concatenate([vectors, np.zeros((1, vectors.shape[1]), dtype=np.float32)])
    return np.asarray(vectors[0::2] + vectors[1::2], dtype=np.float32)


def _centred_products(band: Band, sources: Floats, targets: Floats) -> Floats:
    """Return how much closer the vectors of each cell are than those of its row and column usually are.

    This is CSLS (Conneau et al. 2018): a sentence such as "Yes." is close to everything and no anchor.
    """
    cosines = band.products(_unit(sources), _unit(targets))
    i, j = band.places()
    usual_of_row = _mean_of_best(cosines, i, band.rows)
    by_column = np.argsort(j, kind="stable")
    usual_of_column = _mean_of_best(cosines[by_column], j[by_column], len(targets))
    return np.asarray(2 * cosines - usual_of_row[i] - usual_of_column[j], dtype=np.float32)


def _unit(vectors: Floats) -> Floats:
    """Return the vectors without the mean of all, which says nothing of one sentence, and of length 1."""
    centred = vectors - vectors.mean(axis=0)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(centred / np.maximum(lengths, 1e-6), dtype=np.float32)


def _mean_of_best(values: Floats, group: Ints, groups: int) -> Floats:
    """Return the mean of the ``_NEIGHBOURS`` largest values of each group, 0 for a group without values.

    Args:
        values: shape (n,).
        group: the group of each value, shape (n,), never falling.
        groups: how many there are.

    >>> _mean_of_best(np.array([1, 9, 3, 5, 7, 2]), np.array([0, 0, 0, 0, 0, 2]), 3).tolist()
    [6.0, 0.0, 2.0]
    """
    start = np.searchsorted(group, np.arange(groups + 1))
    width = np.diff(start)
    out = np.zeros(groups, dtype=np.float32)
    # Groups of like width make tables with little waste.
    by_width = np.argsort(width, kind="stable")[np.count_nonzero(width == 0) :]
    for first in range(0, len(by_width), _GROUPS_AT_ONCE):
        some = by_width[first : first + _GROUPS_AT_ONCE]
        columns = np.arange(max(int(width[some[-1]]), _NEIGHBOURS))
        at = np.minimum(start[some, None] + columns, len(values) - 1)
        table = np.where(columns < width[some, None], values[at], -np.inf)
        best = np.partition(table, -_NEIGHBOURS, axis=1)[:, -_NEIGHBOURS:]
        is_there = np.isfinite(best)
        out[some] = np.where(is_there, best, 0).sum(axis=1, dtype=np.float64) / is_there.sum(axis=1)
    return out


def _best_path(band: Band, scores: Floats) -> Ints:
    """Return the cells of the rising path with the greatest sum of scores, shape (k, 2).

    Skipping a row or a column costs nothing, so no cell below 0 is on it.

    >>> grid = Band.of(np.array([0, 0, 0]), np.array([2, 2, 2]))
    >>> _best_path(grid, np.array([5, 1, 1, 1, 1, -2, 1, 1, 4], dtype=np.float32)).tolist()
    [[0, 0], [1, 1], [2, 2]]
    """
    is_taken, before = _best_sums(band, scores)
    path: list[tuple[int, int]] = []
    column = int(band.high[-1])
    for row in range(band.rows - 1, -1, -1):
        left = int(band.low[row])
        column = min(column, int(band.high[row]))
        begin = int(band.start[row])
        marks = np.flatnonzero(is_taken[begin : begin + max(column - left + 1, 0)])
        if not len(marks):
            continue
        at = int(marks[-1])
        # The cell counts only where it is better than leaving the row out.
        if before[row][at] + scores[begin + at] > before[row][column + 1 - left]:
            path.append((row, left + at))
            column = left + at - 1
    return np.array(path[::-1], dtype=np.int64).reshape(-1, 2)


def _best_sums(band: Band, scores: Floats) -> tuple[Bools, list[Floats]]:
    """Return what :func:`_best_path` goes back by.

    Returns:
        Which cells are worth taking by a path that ends in their row no further right, shape (cells,); and
        for each row the greatest sum over the rows before it that uses columns below ``low + k`` alone, by
        k from 0 to the row's width.
    """
    is_taken = np.zeros(band.cells, dtype=bool)
    befores: list[Floats] = []
    best, low = np.zeros(0, dtype=np.float32), 0
    for row in range(band.rows):
        left, width = int(band.low[row]), int(band.high[row] - band.low[row]) + 1
        # Right of the end of the row before, its greatest sum stays the same.
        before = np.full(width + 1, best[-1] if len(best) else 0.0, dtype=np.float32)
        overlap = best[left - low : left - low + len(before)]
        before[: len(overlap)] = overlap
        with_cell = before[:-1] + scores[band.cells_of(row)]
        running = np.maximum.accumulate(np.maximum(before, np.concatenate([before[:1], with_cell])))
        is_taken[band.cells_of(row)] = with_cell >= running[1:]
        befores.append(before)
        best, low = running, left
    return is_taken, befores


def _around(points: Ints, rows: int, columns: int, width: int) -> Band:
    """Return the band ``width`` cells around the line through points, shape (k, 2), both columns rising.

    >>> band = _around(np.array([(0, 0), (2, 4)]), 3, 5, 0)
    >>> band.low.tolist(), band.high.tolist()
    ([0, 2, 4], [0, 2, 4])
    >>> band = _around(np.array([(0, 0), (2, 4)]), 3, 5, 1)
    >>> band.low.tolist(), band.high.tolist()
    ([0, 0, 2], [2, 4, 4])
    """
    every = np.arange(rows)
    # Where the line stands still or jumps, a row has several columns: the band reaches from the line
    # through the first point of each row to the line through the last.
    first_rows, first = np.unique(points[:, 0], return_index=True)
    last_rows, last = np.unique(points[::-1, 0], return_index=True)
    low = np.floor(np.interp(every, first_rows, points[first, 1])).astype(np.int64)
    high = np.ceil(np.interp(every, last_rows, points[::-1][last, 1])).astype(np.int64)
    # Of the same width along both axes: ``width`` rows up and down as well as columns left and right.
    low = np.minimum(low - width, low[np.maximum(every - width, 0)])
    high = np.maximum(high + width, high[np.minimum(every + width, rows - 1)])
    low, high = np.clip(low, 0, columns - 1), np.clip(high, 0, columns - 1)
    low[0], high[-1] = 0, columns - 1
    return Band.of(np.minimum.accumulate(low[::-1])[::-1], np.maximum.accumulate(high))
