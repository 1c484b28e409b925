"""Products and convolutions: right, and the same for a row wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from align.embedder import Floats
from align.products import OUTPUTS, ROWS, Convolution, Weights

pytestmark = pytest.mark.usefixtures("one_thread")
_CHANCE = np.random.default_rng(15)


def _numbers(*shape: int) -> Floats:
    return _CHANCE.standard_normal(shape, dtype=np.float32)


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Give BLAS one thread, as the embedder does: several cut a product where they please."""
    with threadpool_limits(limits=1, user_api="blas"):
        yield


@pytest.mark.parametrize("shape", [(256, 256), (512, 320), (1280, 640)])
def test_a_product_is_right_and_its_rows_are_their_own(shape: tuple[int, int]) -> None:
    weights, rows = _numbers(*shape), _numbers(3 * ROWS + 7, shape[0])
    made = Weights(weights).product(rows)
    assert np.allclose(made, rows @ weights, atol=1e-3)
    shuffled = _CHANCE.permutation(len(rows))
    assert (Weights(weights).product(rows[shuffled]) == made[shuffled]).all()
    assert (Weights(weights).product(rows[5:6]) == made[5:6]).all()


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_a_convolution_is_the_sum_of_what_its_inputs_give(order: int) -> None:
    weights, inputs = _numbers(order, 64, 96), _numbers(60, 64)
    convolution = Convolution(weights)
    tiles = np.array([0, 4, 8, 40])[:, None] + np.arange(convolution.reach)
    made = convolution.product(inputs, tiles)
    for tile, outputs in zip(tiles, made, strict=True):
        for k in range(OUTPUTS):
            plain = sum(inputs[tile[k + j]] @ weights[j] for j in range(order))
            assert np.allclose(outputs[k], plain, atol=1e-3)


def test_a_tile_does_not_depend_on_the_others() -> None:
    convolution, inputs = Convolution(_numbers(5, 256, 256)), _numbers(900, 256)
    tiles = np.arange(0, 800, 4)[:, None] + np.arange(convolution.reach)
    made = convolution.product(inputs, tiles)
    shuffled = _CHANCE.permutation(len(tiles))
    assert (convolution.product(inputs, tiles[shuffled]) == made[shuffled]).all()
    assert (convolution.product(inputs, tiles[3:4]) == made[3:4]).all()
