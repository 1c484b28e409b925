"""What features of beads are computed from: facts about both texts, and tables over a part of the band."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from align.beads.band import Band, Floats, Ints
from align.beads.bead_types import MAX_BEAD_SIZE
from align.beads.text import Text
from align.beads.words import found_weights, weight_before
from align.lexicon import sides
from corpus.text.lengths import LOG_RATIO

_CHUNK_CELLS = 8192
"""Cells of the band that are worked on at once: their features take 32 MB."""
_STRETCH = 12
"""Sentences over which lengths are compared to find how much longer one side is."""
_REACH = MAX_BEAD_SIZE + 1
"""Sentences beyond its first that the features of a bead look at: those it holds, and one more."""
_NOWHERE = -1.0
"""The cosine of a sentence that is not there."""


class TextPair:
    """Two texts and the band in which beads begin, with what is the same for all their beads."""

    def __init__(self, zh: Text, en: Text, band: Band) -> None:
        self.zh, self.en, self.band = zh, en, band
        self.n, self.m = len(zh.sentences), len(en.sentences)
        self.wide = Band.of(np.maximum(band.low - 1, 0), np.minimum(band.high + _REACH, self.m))
        """The band with the columns beside it that the features of its beads look at."""
        self.zh_words, self.en_words = sides(zh.sentences, en.sentences)
        self.zh_weight, self.en_weight = weight_before(self.zh_words), weight_before(self.en_words)
        self.zh_best, self.en_best = self._best_cosines()
        self.usual_log_ratio = self._usual_log_ratio()

    def parts(self) -> Iterator[tuple[int, int]]:
        """Yield first and end row of the parts of the band that are worked on at once."""
        return self.band.parts(_CHUNK_CELLS)

    def _best_cosines(self) -> tuple[Floats, Floats]:
        """Return how close each sentence comes to any run of up to two of the other side within the band.

        Shapes (n + 2,) and (m + 2,): there is one more entry before the first sentence and after the last.
        """
        zh = np.full(self.n + 2, _NOWHERE, dtype=np.float32)
        en = np.full(self.m + 2, _NOWHERE, dtype=np.float32)
        for first, end in self.parts():
            part = Band.of(self.wide.low[first:end], self.wide.high[first:end])
            i, j = part.places()
            i += first
            for a, b in ((1, 1), (1, 2), (2, 1)):
                cosines = part.products(self.zh.runs[a - 1][first:], self.en.runs[b - 1])
                fits = (i + a <= self.n) & (j + b <= self.m)
                if a == 1:
                    np.maximum.at(zh, i[fits] + 1, cosines[fits])
                if b == 1:
                    np.maximum.at(en, j[fits] + 1, cosines[fits])
        return zh, en

    def _usual_log_ratio(self) -> float:
        """Return how much longer than in most texts the English is here, as a logarithm.

        The median over stretches along the band's middle, drawn to 0 as if four stretches more were as usual.
        """
        middle = (self.band.low + self.band.high) // 2
        rows = np.arange(0, self.band.rows, _STRETCH)
        zh = np.diff(self.zh.length[rows]).astype(np.float64)
        en = np.diff(self.en.length[middle[rows]]).astype(np.float64)
        ratios = log_length_ratio(zh, en)[(zh > 0) & (en > 0)]
        return float(np.median(ratios) * len(ratios) / (len(ratios) + 4)) if len(ratios) else 0.0


class Chunk:
    """The beads that begin in rows ``[first, end)`` of the band: tables over them, and look-ups in these.

    Look-ups give a value for each cell of the chunk, shape (cells,); ``(di, dj)`` moves all by so many rows
    and columns, and outside the band everything is 0.
    """

    def __init__(self, pair: TextPair, first: int, end: int) -> None:
        self.pair = pair
        self.i, self.j = Band.of(pair.band.low[first:end], pair.band.high[first:end]).places()
        self.i += first
        self._top = max(first - 1, 0)
        rows = slice(self._top, min(end + _REACH, pair.wide.rows))
        self._part = Band.of(pair.wide.low[rows], pair.wide.high[rows])
        self._places: dict[tuple[int, int], Ints] = {}
        self._looked_up: dict[tuple[int, int, int, int], Floats] = {}
        self._cosines = self._cosines_by_type()
        self._zh_found, self._en_found = found_weights(pair.zh_words, pair.en_words, self._part, self._top)
        self.usual_cosine = self._usual_cosine()
        """The mean cosine of the cell's sentences to others nearby, (cells,)."""

    def cosine(self, a: int, b: int, di: int = 0, dj: int = 0) -> Floats:
        """Return the cosine of the runs of ``a`` zh and ``b`` en sentences from each cell on, read-only."""
        # Beads of many types are compared with the same ones beside them.
        key = (a, b, di, dj)
        if key not in self._looked_up:
            self._looked_up[key] = self._look(self._cosines[a, b], di, dj)
            self._looked_up[key].flags.writeable = False
        return self._looked_up[key]

    def zh_found(self, b: int, di: int = 0, dj: int = 0) -> Floats:
        """Return the weight of words of each cell's zh sentence found in ``b`` en sentences from there."""
        return self._look(self._zh_found[b], di, dj)

    def en_found(self, a: int, di: int = 0, dj: int = 0) -> Floats:
        """Return the weight of words of each cell's en sentence found in ``a`` zh sentences from there."""
        return self._look(self._en_found[a], di, dj)

    def log_ratio(self, a: int, b: int, di: int = 0, dj: int = 0) -> Floats:
        """Return by how much the English of a bead ``(a, b)`` is longer than usual here, as a logarithm."""
        zh = total_of(self.pair.zh.length, self.i + di, a)
        en = total_of(self.pair.en.length, self.j + dj, b)
        return np.asarray(log_length_ratio(zh, en) - self.pair.usual_log_ratio, dtype=np.float32)

    def _look(self, table: Floats, di: int, dj: int) -> Floats:
        """Return the table's values ``di`` rows and ``dj`` columns further than each cell.

        ``table`` has shape (cells of the part + 1,) and 0 as its last entry, which ``Band.flat`` names -1.
        """
        if (di, dj) not in self._places:
            self._places[di, dj] = self._part.flat(self.i + di - self._top, self.j + dj)
        return np.asarray(table[self._places[di, dj]])

    def _cosines_by_type(self) -> dict[tuple[int, int], Floats]:
        """Return the cosines of runs by their sizes; these go to one sentence more than a bead may have."""
        zh, en = self.pair.zh.runs, self.pair.en.runs
        outside = np.float32(0)
        return {
            (a, b): np.append(self._part.products(zh[a - 1][self._top :], en[b - 1]), outside)
            for a in range(1, MAX_BEAD_SIZE + 1)
            for b in range(1, MAX_BEAD_SIZE + 2 - a)
        }

    def _usual_cosine(self) -> Floats:
        """Return for each cell what is usual in its row and in its column, of single sentences, (cells,)."""
        cosines = self._cosines[1, 1][:-1]
        i, j = self._part.places()
        fits = (i + self._top < self.pair.n) & (j < self.pair.m)
        means = []
        for line, lines_of_cells in ((i, self.i - self._top), (j, self.j)):
            counts = np.maximum(np.bincount(line[fits], minlength=int(line.max()) + 1), 1)
            means.append((np.bincount(line[fits], cosines[fits], len(counts)) / counts)[lines_of_cells])
        return np.asarray((means[0] + means[1]) / 2, dtype=np.float32)


def log_length_ratio(zh: npt.NDArray[Any], en: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return by how much the English is longer than usual for the Chinese, as a logarithm.

    As in :func:`corpus.text.lengths.length_deviation`, the numbers added keep short sentences from having
    odd ratios.
    """
    return np.asarray(np.log((en + 4) / (zh + 1.5)) - LOG_RATIO)


def total_of(running: npt.NDArray[Any], at: Ints, size: int) -> Floats:
    """Return the growth of a running total, shape (n + 1,), over ``size`` sentences from ``at`` on.

    What lies beyond the end counts for nothing.

    >>> total_of(np.array([0, 3, 7, 8]), np.array([0, 2, 5]), 2).tolist()
    [7.0, 1.0, 0.0]
    """
    last = len(running) - 1
    return np.asarray(running[np.minimum(at + size, last)] - running[np.minimum(at, last)], dtype=np.float32)
