"""A band of grid cells around a path through two texts, and work inside it alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
Vectors = npt.NDArray[np.float32] | npt.NDArray[np.float16]

_BLOCK_ROWS = 48
_BLOCK_WASTE = 3
"""A block of rows may span this many times the columns that a row has on average: what lies outside the band
is computed for nothing, but one product of matrices is far quicker than one a row."""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows ``[first, end)`` of a band, which lie above much the same columns, ``[left, right)``."""

    first: int
    end: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Band:
    """Cells ``(i, j)`` with ``low[i] <= j <= high[i]``, both bounds never falling.

    Values of cells lie flat, row after row.

    >>> band = Band.of(np.array([0, 1]), np.array([1, 3]))
    >>> [array.tolist() for array in band.places()]
    [[0, 0, 1, 1, 1], [0, 1, 1, 2, 3]]
    """

    low: Ints
    """Shape (rows,)."""
    high: Ints
    """Shape (rows,)."""
    start: Ints
    """Where each row begins in the flat order, shape (rows + 1,); the last is the number of cells."""

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

    def cells_of(self, row: int) -> slice:
        """Return the cells of a row, as a slice of the flat order."""
        return slice(int(self.start[row]), int(self.start[row + 1]))

    def places(self) -> tuple[Ints, Ints]:
        """Return row and column of each cell, each of shape (cells,)."""
        widths = self.high - self.low + 1
        i = np.repeat(np.arange(self.rows), widths)
        return i, np.arange(self.cells) - np.repeat(self.start[:-1] - self.low, widths)

    def flat(self, i: Ints, j: Ints) -> Ints:
        """Return where cells lie in the flat order, -1 for those outside the band.

        >>> Band.of(np.array([0, 1]), np.array([1, 3])).flat(np.array([1, 1]), np.array([0, 3])).tolist()
        [-1, 4]
        """
        row = np.clip(i, 0, self.rows - 1)
        inside = (i == row) & (j >= self.low[row]) & (j <= self.high[row])
        return np.where(inside, self.start[row] + j - self.low[row], -1)

    def parts(self, cells: int) -> Iterator[tuple[int, int]]:
        """Yield first and end row of parts of up to so many cells, or of one row that has more, in order."""
        first = 0
        while first < self.rows:
            end = int(np.searchsorted(self.start, self.start[first] + cells, side="right")) - 1
            end = min(max(end, first + 1), self.rows)
            yield first, end
            first = end

    def blocks(self) -> Iterator[Block]:
        """Yield blocks of rows that lie above much the same columns."""
        first = 0
        while first < self.rows:
            end = min(first + _BLOCK_ROWS, self.rows)
            while end - first > 1:
                span = int(self.high[end - 1] - self.low[first] + 1)
                if span * (end - first) <= _BLOCK_WASTE * int(self.start[end] - self.start[first]):
                    break
                end = first + (end - first) // 2
            yield Block(first, end, int(self.low[first]), int(self.high[end - 1]) + 1)
            first = end

    def take(self, block: Block, matrix: Floats) -> Floats:
        """Return the values of a block's cells, flat, out of the matrix over the block's rows and columns."""
        rows = slice(block.first, block.end)
        widths = self.high[rows] - self.low[rows] + 1
        i = np.repeat(np.arange(block.end - block.first), widths)
        offsets = np.repeat(self.start[rows] - self.start[block.first] - self.low[rows] + block.left, widths)
        return np.asarray(matrix[i, np.arange(len(i)) - offsets], dtype=np.float32)

    def products(self, sources: Vectors, targets: Vectors) -> Floats:
        """Return for each cell the dot product of its rows of ``sources`` and ``targets``, shape (cells,).

        It is 0 where either has no such row: bands reach over the ends of the texts.
        """
        out = np.zeros(self.cells, dtype=np.float32)
        for block in self.blocks():
            matrix = np.zeros((block.end - block.first, block.right - block.left), dtype=np.float32)
            left = sources[block.first : block.end].astype(np.float32)
            right = targets[max(block.left, 0) : max(block.right, 0)].astype(np.float32)
            product = left @ right.T
            before = max(-block.left, 0)
            matrix[: product.shape[0], before : before + product.shape[1]] = product
            out[self.start[block.first] : self.start[block.end]] = self.take(block, matrix)
        return out
