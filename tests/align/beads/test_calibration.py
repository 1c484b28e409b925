"""Confidences that are right as often as they say."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.beads.calibration import calibrated, features
from corpus.model import Bead

CONFIDENCES = st.floats(0.0, 1.0)
"""Of a model, which rounds: 0 and 1 come too."""


def links(confidences: list[float]) -> list[Bead]:
    return [Bead(k, k + 1, k, k + 1, confidence) for k, confidence in enumerate(confidences)]


@given(st.lists(CONFIDENCES, max_size=40))
def test_beads_stay_and_confidences_stay_probabilities_in_their_order(confidences: list[float]) -> None:
    before = links(confidences)
    after = calibrated(before)
    assert [(bead.source_start, bead.kind) for bead in after] == [
        (bead.source_start, bead.kind) for bead in before
    ]
    assert all(0.0 <= bead.confidence <= 1.0 for bead in after)
    ordered = sorted(zip(confidences, (bead.confidence for bead in after), strict=True))
    assert all(a <= b + 1e-9 for (_, a), (_, b) in itertools.pairwise(ordered))


def test_where_much_is_missing_a_lonely_sentence_is_believed_sooner() -> None:
    lonely = Bead(3, 4, 3, 3, 0.7)
    whole = [*links([0.99] * 3), lonely, *(Bead(k + 1, k + 2, k, k + 1, 0.99) for k in range(3, 8))]
    short = [*links([0.99] * 3), lonely, *(Bead(k + 1, k + 2, 3, 3, 0.7) for k in range(3, 8))]
    assert calibrated(short)[3].confidence > calibrated(whole)[3].confidence


@pytest.mark.parametrize(("alone", "share"), [((), 0.0), ((4,), 0.25), ((2,), 0.0), ((1, 3), 0.5)])
def test_the_share_is_of_the_others_nearby(alone: tuple[int, ...], share: float) -> None:
    beads = []
    j = 0
    for i in range(5):
        beads.append(Bead(i, i + 1, j, j + (i not in alone), 0.9))
        j += i not in alone
    assert features(beads)[2, 3] == pytest.approx(share)


def test_what_a_confidence_depends_on() -> None:
    """The bias, log-odds, whether it stands alone, the share of such, and the products of these."""
    beads = [Bead(0, 1, 0, 1, 0.9), Bead(1, 2, 1, 1, 0.8), Bead(2, 3, 1, 2, 1.0), Bead(3, 4, 2, 3, 0.0)]
    third, nine, four = 1 / 3, math.log(9), math.log(4)
    assert features(beads) == pytest.approx(
        np.array(
            [
                [1, nine, 0, third, nine * third, 0, 0],
                [1, four, 1, 0, 0, 0, four],
                [1, 9, 0, third, 9 * third, 0, 0],
                [1, -9, 0, third, -9 * third, 0, 0],
            ]
        )
    )


def test_a_long_way_off_nothing_counts() -> None:
    beads = [Bead(0, 1, 0, 0, 0.9), *(Bead(k + 1, k + 2, k, k + 1, 0.9) for k in range(30))]
    assert features(beads)[:, 3].tolist()[13:] == [0.0] * 18
    assert features(beads)[12, 3] > 0


def test_what_comes_counts_as_far_as_what_came() -> None:
    """The last of 31 beads stands alone: twelve before it see it."""
    beads = [*(Bead(k, k + 1, k, k + 1, 0.9) for k in range(30)), Bead(30, 31, 30, 30, 0.9)]
    assert (features(beads)[:30, 3] > 0).tolist() == [k >= 18 for k in range(30)]
