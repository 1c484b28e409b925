"""Products of matrices in which no row depends on the others or on its place: a text's vector is its own.

BLAS takes another path, with another rounding, for another number of rows, and at the edges of a panel of
columns. So all products have the same number of rows, padded with zeros, and columns of zeros at the edges.
And BLAS has one thread, as several cut a product where they please.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from align.embedder import Floats, Ints

ROWS = 72
"""Of every product. OpenBLAS's kernels work on 4, 6, 8 or 12 rows at once, and on the rest in another way: a
multiple of all leaves no rest. Seven tenths of a hundred are nearly as quick a row as thousands, and a short
text fills them."""
_PANEL, _EDGE = 256, 8
"""Columns of a product at once, and columns of zeros on both sides of them: OpenBLAS's Haswell kernel
rounds the first and the last eight columns of a panel in another way in every second group of six rows."""
OUTPUTS = 4
"""Of a convolution that are computed together."""
_POINTS = (0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5)
"""Where polynomials are evaluated: those with the smallest rounding errors (Lavin and Gray 2016)."""


class Weights:
    """A matrix of weights."""

    def __init__(self, weights: Floats) -> None:
        self.shape = weights.shape
        self._panels = [
            (start, np.pad(weights[:, start : start + _PANEL], ((0, 0), (_EDGE, _EDGE))))
            for start in range(0, weights.shape[1], _PANEL)
        ]

    def product(self, rows: Floats) -> Floats:
        """Return ``rows @ weights``."""
        count = len(rows)
        out = np.empty((count, self.shape[1]), dtype=np.float32)
        for start in range(0, count, ROWS):
            block = rows[start : start + ROWS]
            here = len(block)
            if here < ROWS:
                block = np.concatenate([block, np.zeros((ROWS - here, rows.shape[1]), dtype=np.float32)])
            for column, panel in self._panels:
                part = (block @ panel)[:here, _EDGE:-_EDGE]
                out[start : start + here, column : column + part.shape[1]] = part
        return out


class Convolution:
    """A convolution along sequences that computes four neighbouring outputs together, of at most 256 numbers.

    By minimal filtering (Winograd 1980; for neural networks Lavin and Gray 2016, arXiv:1509.09308): the
    inputs under four outputs are taken as a polynomial, which a product has to be made of at so many points
    as there are inputs. With five weights that is 8 products in place of 20, with three 6 of 12.
    """

    def __init__(self, weights: Floats) -> None:
        """Prepare weights of shape (order, inputs, outputs)."""
        order = len(weights)
        self.reach = OUTPUTS + order - 1
        """How many inputs lie under the outputs of a tile."""
        points = np.array(_POINTS[: self.reach - 1])

        def powers(count: int) -> npt.NDArray[np.float64]:
            """Return the powers of each point, and of a point in infinity, which the highest alone is of."""
            return np.vstack([np.vander(points, count, increasing=True), np.eye(1, count, count - 1)])

        before = np.linalg.inv(powers(self.reach)).T
        scale = np.abs(before).max(axis=1, keepdims=True)
        self._before = (before / scale).astype(np.float32)
        self._after = powers(OUTPUTS).T.astype(np.float32)
        at_points = np.einsum("pj,jio->pio", powers(order) * scale, weights.astype(np.float64))
        self._weights = np.pad(at_points.astype(np.float32), ((0, 0), (0, 0), (_EDGE, _EDGE)))

    def product(self, inputs: Floats, tiles: Ints) -> Floats:
        """Return what the convolution makes of tiles, shape (tiles, 4, outputs).

        Args:
            inputs: of all tiles, shape (rows, inputs).
            tiles: the rows that lie under each tile, in order, shape (tiles, reach).
        """
        width = self._weights.shape[2]
        out = np.empty((len(tiles), OUTPUTS, width - 2 * _EDGE), dtype=np.float32)
        at_points = np.zeros((ROWS, self.reach, inputs.shape[1]), dtype=np.float32)
        products = np.empty((ROWS, self.reach, width), dtype=np.float32)
        for start in range(0, len(tiles), ROWS):
            here = tiles[start : start + ROWS]
            np.matmul(self._before, inputs[here], out=at_points[: len(here)])
            at_points[len(here) :] = 0.0
            np.matmul(at_points.transpose(1, 0, 2), self._weights, out=products.transpose(1, 0, 2))
            np.matmul(self._after, products[: len(here), :, _EDGE:-_EDGE], out=out[start : start + len(here)])
        return out
