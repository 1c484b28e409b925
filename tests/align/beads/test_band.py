"""Bands, and the path of sentence pairs that one is drawn around."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.beads.anchors import find_band
from align.beads.band import Band
from tests.align.beads.examples import bands


@given(bands())
def test_products_are_those_of_the_whole_matrix(band: Band) -> None:
    rng = np.random.default_rng(1)
    left = rng.standard_normal((band.rows, 3)).astype(np.float32)
    right = rng.standard_normal((int(band.high.max()) + 1, 3)).astype(np.float32)
    i, j = band.places()
    assert np.allclose(band.products(left, right), (left @ right.T)[i, j], atol=1e-5)


@given(bands())
def test_products_beyond_the_ends_are_0(band: Band) -> None:
    vectors = np.ones((1, 2), dtype=np.float32)
    i, j = band.places()
    assert (band.products(vectors, vectors) == np.where((i == 0) & (j == 0), 2, 0)).all()


@given(bands())
def test_places_and_flat_are_inverse(band: Band) -> None:
    i, j = band.places()
    assert (band.flat(i, j) == np.arange(band.cells)).all()
    for outside in (band.low[i] - 1, band.high[i] + 1, np.full_like(j, 99)):
        assert (band.flat(i, outside) == -1).all()
    assert (band.flat(i - band.rows, j) == -1).all()
    assert (band.flat(i + band.rows, j) == -1).all()


@given(bands(), st.integers(1, 40))
def test_parts_cover_all_rows_and_are_no_larger_than_asked(band: Band, cells: int) -> None:
    parts = list(band.parts(cells))
    assert [row for first, end in parts for row in range(first, end)] == list(range(band.rows))
    for first, end in parts:
        assert end == first + 1 or band.start[end] - band.start[first] <= cells


@given(bands(60))
def test_blocks_cover_all_rows_and_their_columns(band: Band) -> None:
    blocks = list(band.blocks())
    assert [row for block in blocks for row in range(block.first, block.end)] == list(range(band.rows))
    for block in blocks:
        assert (band.low[block.first : block.end] >= block.left).all()
        assert (band.high[block.first : block.end] < block.right).all()


def test_finds_a_path_past_missing_stretches_at_every_level() -> None:
    rng = np.random.default_rng(2)
    source = rng.standard_normal((3000, 64)).astype(np.float32)
    kept = [i for i in range(3000) if not (700 <= i < 1000 or 2000 <= i < 2050 or i % 11 == 0)]
    target = source[kept] + 0.4 * rng.standard_normal((len(kept), 64)).astype(np.float32)
    band = find_band(source, target, 8)
    assert all(band.low[i] <= j <= band.high[i] for j, i in enumerate(kept))
    assert band.cells < 3000 * 60, "linear, not quadratic"


@pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 4), (4, 0), (1, 1), (5, 40), (40, 5)])
@pytest.mark.parametrize("width", [1, 8])
def test_a_band_leads_from_corner_to_corner(n: int, m: int, width: int) -> None:
    """Whatever the texts are, there must be a way to tile them: each row overlaps the next."""
    rng = np.random.default_rng(3)
    source, target = (rng.standard_normal((size, 8)).astype(np.float32) for size in (n, m))
    band = find_band(source, target, width)
    assert (band.rows, band.low[0], band.high[-1]) == (n + 1, 0, m)
    assert (band.low[1:] <= band.high[:-1]).all()
    assert (np.diff(band.low) >= 0).all()
    assert (np.diff(band.high) >= 0).all()
