"""Forward–backward and Viterbi, against all tilings one by one."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.beads.band import Band, Floats
from align.beads.bead_types import TYPES
from align.beads.semi_markov import allowed, forward_backward, posteriors, viterbi
from tests.align.beads.examples import bands, random_scores

Tiling = list[tuple[int, int, int]]


def grid(n: int, m: int) -> Band:
    """The band that leaves nothing out."""
    return Band.of(np.zeros(n + 1, dtype=np.int64), np.full(n + 1, m, dtype=np.int64))


def tilings(n: int, m: int) -> Iterator[Tiling]:
    """Every way to tile n and m sentences, one at a time: the definition, not the programme."""

    def go(i: int, j: int) -> Iterator[Tiling]:
        if (i, j) == (n, m):
            yield []
        for t, (a, b) in enumerate(TYPES):
            if i + a <= n and j + b <= m:
                for rest in go(i + a, j + b):
                    yield [(i, j, t), *rest]

    return go(0, 0)


def random_tiling(band: Band, chance: random.Random) -> Tiling:
    """A way from the first cell to the last that stays in the band; there always is one of nulls."""
    i = j = 0
    tiling = []
    while (i, j) != (band.rows - 1, int(band.high[-1])):
        choices = [
            (t, a, b)
            for t, (a, b) in enumerate(TYPES)
            if i + a < band.rows and band.low[i + a] <= j + b <= band.high[i + a]
        ]
        t, a, b = chance.choice(choices)
        tiling.append((i, j, t))
        i, j = i + a, j + b
    return tiling


def total(band: Band, scores: Floats, tiling: Tiling) -> float:
    return sum(float(scores[band.start[i] + j - band.low[i], t]) for i, j, t in tiling)


@settings(max_examples=25)
@given(st.integers(0, 3), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_the_dynamic_programme_equals_brute_force(n: int, m: int, seed: int) -> None:
    band = grid(n, m)
    scores = random_scores(band, seed)
    every = [(total(band, scores, tiling), tiling) for tiling in tilings(n, m)]
    log_total = math.log(sum(math.exp(score) for score, _ in every))
    sums = forward_backward(band, scores, TYPES)
    assert sums.total == pytest.approx(log_total, abs=1e-4)
    assert sums.backward[0] == pytest.approx(log_total, abs=1e-4)
    assert viterbi(band, scores, TYPES) == max(every)[1]
    expected = np.zeros(scores.shape)
    for score, tiling in every:
        for i, j, t in tiling:
            expected[i * (m + 1) + j, t] += math.exp(score - log_total)
    assert np.allclose(posteriors(band, scores, TYPES, sums), expected, atol=1e-4)


@given(bands(12), st.integers(0, 2**32 - 1))
def test_some_bead_covers_each_sentence(band: Band, seed: int) -> None:
    """Over all beads that hold a sentence, of either side, probabilities are 1."""
    scores = random_scores(band, seed)
    probabilities = posteriors(band, scores, TYPES, forward_backward(band, scores, TYPES)).astype(np.float64)
    i, j = band.places()
    zh, en = np.zeros(band.rows - 1), np.zeros(int(band.high[-1]))
    for t, (a, b) in enumerate(TYPES):
        for k in range(a):
            np.add.at(zh, (i + k)[probabilities[:, t] > 0], probabilities[:, t][probabilities[:, t] > 0])
        for k in range(b):
            np.add.at(en, (j + k)[probabilities[:, t] > 0], probabilities[:, t][probabilities[:, t] > 0])
    assert np.allclose(zh, 1, atol=1e-4)
    assert np.allclose(en, 1, atol=1e-4)


@given(bands(12), st.integers(0, 2**32 - 1))
def test_what_comes_to_a_cell_leaves_it(band: Band, seed: int) -> None:
    """Beads that begin at a cell are as probable as beads that end there."""
    scores = random_scores(band, seed)
    probabilities = posteriors(band, scores, TYPES, forward_backward(band, scores, TYPES)).astype(np.float64)
    i, j = band.places()
    leaving, coming = probabilities.sum(axis=1), np.zeros(band.cells)
    for t, (a, b) in enumerate(TYPES):
        ends = band.flat(i + a, j + b)
        np.add.at(coming, ends[ends >= 0], probabilities[ends >= 0, t])
    assert leaving[0] == pytest.approx(1, abs=1e-4)
    assert coming[-1] == pytest.approx(1, abs=1e-4)
    assert np.allclose(leaving[1:-1], coming[1:-1], atol=1e-4)


@given(bands(12), st.integers(0, 2**32 - 1))
def test_no_tiling_is_better_than_viterbis(band: Band, seed: int) -> None:
    scores = random_scores(band, seed)
    best = viterbi(band, scores, TYPES)
    score = total(band, scores, best)
    ends = [(i + TYPES[t][0], j + TYPES[t][1]) for i, j, t in best]
    assert [(i, j) for i, j, _ in best] == [(0, 0), *ends[:-1]]
    assert ends[-1] == (band.rows - 1, band.high[-1])
    chance = random.Random(seed)
    for _ in range(20):
        assert total(band, scores, random_tiling(band, chance)) <= score + 1e-3
    assert score <= forward_backward(band, scores, TYPES).total + 1e-3


def test_a_bead_without_type_allows_what_lies_inside_it() -> None:
    band = grid(9, 2)
    number = {size: t for t, size in enumerate(TYPES)}
    mask = allowed(band, TYPES, [(0, 0, 8, 1), (8, 1, 1, 1)])
    at = {(i, j): int(band.start[i]) + j for i in range(10) for j in range(3)}
    assert mask[at[8, 1]].nonzero()[0].tolist() == [number[1, 1]], "a bead with a type allows itself alone"
    assert mask[at[0, 0], number[6, 1]]
    assert mask[at[7, 0], number[1, 1]]
    assert not mask[at[7, 0], number[2, 1]]
    assert not mask[at[7, 1], number[1, 1]]
    gold = np.where(mask, 0.0, -np.inf).astype(np.float32)
    assert np.isfinite(forward_backward(band, gold, TYPES).total)
