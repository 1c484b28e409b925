"""How far a posterior can be believed: less or more where sentences are missing around it.

The model of beads was learned from texts with little missing, so its posteriors say too much in some places
and too little in others where an edition is shorter. What is learned here, after decoding, is a logistic
regression (Platt 1999) on the posterior's log-odds and on how many beads nearby are sentences alone. It
changes no bead, only how sure one is of it. ``python -m align.train calibration`` learns the weights.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.model import Bead

WEIGHTS = Path(__file__).with_name("calibration.json")
NAMES = ("bias", "log-odds", "null", "share", "log-odds·share", "null·share", "null·log-odds")
_NEARBY = 12
"""Beads on each side that are nearby."""
_MOST = 9.0
"""Log-odds beyond count as these: a probability of .9999."""

Doubles = npt.NDArray[np.float64]


def features(beads: Sequence[Bead]) -> Doubles:
    """Return what the confidence of each bead depends on, shape (beads, len(NAMES))."""
    posterior = np.array([bead.confidence for bead in beads], dtype=np.float64)
    odds = np.log(np.maximum(posterior, 1e-6) / np.maximum(1 - posterior, 1e-6))
    odds = np.clip(odds, -_MOST, _MOST)
    null = np.array([not bead.is_link for bead in beads], dtype=np.float64)
    at, count = np.arange(len(beads)), len(beads)
    first, end = np.maximum(at - _NEARBY, 0), np.minimum(at + _NEARBY + 1, count)
    running = np.concatenate([[0.0], np.cumsum(null)])
    share = (running[end] - running[first] - null) / np.maximum(end - first - 1, 1)
    columns = [np.ones(count), odds, null, share, odds * share, null * share, null * odds]
    return np.stack(columns, axis=1)


def calibrated(beads: Sequence[Bead]) -> list[Bead]:
    """Return the beads of two texts, with confidences that are right as often as they say.

    >>> sure, unsure = calibrated([Bead(0, 1, 0, 1, 0.99), Bead(1, 2, 1, 2, 0.6)])
    >>> sure.confidence > unsure.confidence > 0.5
    True
    """
    if not beads:
        return []
    probabilities = 1 / (1 + np.exp(-(features(beads) @ _weights()[0])))
    return [replace(bead, confidence=float(p)) for bead, p in zip(beads, probabilities, strict=True)]


def signature() -> str:
    """Return the version of the weights."""
    return _weights()[1]


@functools.cache
def _weights() -> tuple[Doubles, str]:
    data = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return np.array([data["weights"][name] for name in NAMES], dtype=np.float64), data["signature"]
