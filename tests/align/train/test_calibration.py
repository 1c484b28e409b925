"""The trainer of confidences, on probabilities whose truth is known, and the texts that it learns from."""

from __future__ import annotations

import numpy as np
import pytest

from align.beads.calibration import NAMES, Doubles, features
from align.evaluate.alignments import Gold, Link
from align.train.calibration import Sample, learn, own_texts, report
from align.train.damage import thinned
from corpus.model import Bead

pytest.importorskip("scipy", reason='needs scipy (pip install ".[train]")')

_TEXT = Gold("t", tuple("甲乙丙丁戊己庚辛壬癸" * 20), tuple("abcdefghij" * 20), tuple(Link(k, k, 1, 1) for k in range(200)))  # fmt: skip


def sample(seed: int, too_sure: float) -> Sample:
    """Beads of which as many are right as the log-odds say, divided by ``too_sure``."""
    chance = np.random.default_rng(seed)
    odds = chance.uniform(-2, 6, 2000)
    said = 1 / (1 + np.exp(-odds))
    beads = [Bead(k, k + 1, k, k + 1, float(p)) for k, p in enumerate(said)]
    truth = (chance.random(2000) < 1 / (1 + np.exp(-odds / too_sure))).astype(np.float64)
    return 0.0, features(beads), truth


@pytest.mark.parametrize("too_sure", [1.0, 2.0])
def test_it_learns_how_much_too_sure_posteriors_are(too_sure: float) -> None:
    weights = dict(zip(NAMES, learn([sample(1, too_sure)]), strict=True))
    assert weights["log-odds"] == pytest.approx(1 / too_sure, abs=0.1)
    assert weights["bias"] == pytest.approx(0.0, abs=0.25)


def test_the_report_is_of_texts_that_were_left_out() -> None:
    groups = [[sample(seed, 2.0)] for seed in range(6)]
    lines = list(report(groups))
    calibrated = lines[: lines.index("posterior, 0% missing: beads, mean confidence, share right")]
    for line in calibrated[1:]:
        _, _, said, right = line.split()
        assert float(said) == pytest.approx(float(right), abs=0.05), line
    assert any(
        abs(float(line.split()[2]) - float(line.split()[3])) > 0.1 for line in lines[len(calibrated) + 1 :]
    )


@pytest.mark.parametrize("runs", [False, True])
def test_a_thinned_text_lacks_a_share_of_one_side(runs: bool) -> None:
    short = thinned(_TEXT, 0.25, "en", runs=runs)
    assert short.zh == _TEXT.zh
    assert len(short.en) == pytest.approx(150, abs=15)
    assert sum(not link.is_filled for link in short.links) == 200 - len(short.en)
    assert thinned(_TEXT, 0.25, "en", runs=runs) == short
    alone: Doubles = np.array([not link.is_filled for link in short.links], dtype=np.float64)
    together = float((alone[1:] * alone[:-1]).sum() / alone.sum())
    assert (together > 0.5) == runs


def test_texts_of_our_own_tile_both_sides() -> None:
    for text in own_texts():
        assert sum(link.zh_count for link in text.links) == len(text.zh)
        assert sum(link.en_count for link in text.links) == len(text.en)
        assert {(link.zh_count, link.en_count) for link in text.links} <= {(1, 1), (1, 2), (2, 1)}
