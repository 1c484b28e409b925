"""A band of grid cells around a path through two texts, and work inside it alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Vectors = npt.NDArray[np.float32] | npt.NDArray[np.float16]

_BLOCK_ROWS = 48
_BLOCK_WASTE = 3
"""A block of rows may span this many times the columns that a row has on average."""


@dataclass(frozen=True, slots=True)
class Band:
    """Cells ``(i, j)`` with ``low[i] <= j <= high[i]``, both bounds never falling; values of cells lie flat, row after row."""

    low: Ints
    high: Ints
    start: Ints
    """Where each row begins in the flat order; one more entry than there are rows, the last being the number of cells."""

    @staticmethod
    def of(low: Ints, high: Ints) -> Band:
        """Return the band with these bounds."""
        return Band(low, high, np.concatenate([[0], np.cumsum(high - low + 1)]).astype(np.int64))

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.low)

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return int(self.start[-1])

    def places(self) -> tuple[Ints, Ints]:
        """Return row and column of each cell."""
        widths = self.high - self.low + 1
        i = np.repeat(np.arange(self.rows), widths)
        return i, np.arange(self.cells) - np.repeat(self.start[:-1] - self.low, widths)

    def flat(self, i: Ints, j: Ints) -> Ints:
        """Return where cells lie in the flat order, -1 for those outside the band."""
        row = np.clip(i, 0, self.rows - 1)
        inside = (i == row) & (j >= self.low[row]) & (j <= self.high[row])
        return np.where(inside, self.start[row] + j - self.low[row], -1)

    def blocks(self) -> Iterator[tuple[int, int, int, int]]:
        """Yield blocks of rows that lie above much the same columns: first and end row, first and end column."""
        first = 0
        while first < self.rows:
            end = min(first + _BLOCK_ROWS, self.rows)
            while end - first > 1:
                span = int(self.high[end - 1] - self.low[first] + 1)
                if span * (end - first) <= _BLOCK_WASTE * int(self.start[end] - self.start[first]):
                    break
                end = first + (end - first) // 2
            yield first, end, int(self.low[first]), int(self.high[end - 1]) + 1
            first = end

    def take(self, block: tuple[int, int, int, int], matrix: Floats) -> Floats:
        """Return the values of a block's cells, flat, out of the matrix over the block's rows and columns."""
        first, end, left, _ = block
        widths = self.high[first:end] - self.low[first:end] + 1
        i = np.repeat(np.arange(end - first), widths)
        offsets = np.repeat(self.start[first:end] - self.start[first] - self.low[first:end] + left, widths)
        return np.asarray(matrix[i, np.arange(len(i)) - offsets], dtype=np.float32)

    def products(self, sources: Vectors, targets: Vectors) -> Floats:
        """Return the dot product of a row of ``sources`` and one of ``targets`` for each cell; 0 where either has no such row."""
        out = np.zeros(self.cells, dtype=np.float32)
        for block in self.blocks():
            first, end, left, right = block
            matrix = np.zeros((end - first, right - left), dtype=np.float32)
            part = (
                sources[first:end].astype(np.float32)
                @ targets[max(left, 0) : max(right, 0)].astype(np.float32).T
            )
            matrix[: part.shape[0], max(-left, 0) : max(-left, 0) + part.shape[1]] = part
            out[self.start[first] : self.start[end]] = self.take(block, matrix)
        return out
