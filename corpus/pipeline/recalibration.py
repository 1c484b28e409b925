"""Scores fitted to what people decided of a corpus.

A score is a probability, learned from texts that may be quite unlike those of this corpus. From
``LEAST_DECISIONS`` decisions on, it is moved to what reviewers found: its log-odds times a slope, plus an
offset (Platt 1999). Its order stays. The decisions count by their draft, so a second fit starts from the same
scores as the first, and what people said of another engine's drafts does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from corpus.model import Origin, Score, Unit
from corpus.pipeline.decisions import Decision, HumanWork
from corpus.pipeline.units import Candidate
from corpus.spool import Mapped

LEAST_DECISIONS = 200
"""On units of one kind in one language pair."""
UNCALIBRATED = "uncalibrated"
"""The score that keeps what the score was before."""
_KINDS: tuple[Origin, ...] = ("drafted", "aligned")
_MOST_ODDS = 7.0
"""Scores have three digits: .000 and 1.000 are as far as log-odds of this."""
_SLOPE_PENALTY = 10.0
"""On the distance of the slope from 1, as if it were known to be 1 ± .3: a few hundred scores that lie close
together say little of it. The offset is free."""
_STEPS, _ENOUGH = 100, 1e-9

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Recalibration:
    """How the scores of one kind of units of one language pair were fitted."""

    origin: Origin
    decisions: int
    usable: float
    """The share of the reviewed units that was confirmed, or edited in at most a tenth of its characters."""
    promised: float
    """The mean of their scores before."""
    slope: float
    offset: float

    def __call__(self, score: float) -> float:
        """Return the probability that a score stands for in this corpus.

        >>> round(Recalibration("drafted", 200, 0.5, 0.9, 0.5, -1.0)(0.5), 3)
        0.269
        """
        return float(_logistic(self.slope * _log_odds(np.array([score])) + self.offset)[0])

    @property
    def said(self) -> str:
        """What the header of a file says of it."""
        return (
            f"x-score of {self.origin} units was fitted to {self.decisions} decisions of people on this "
            f"corpus (Platt: log-odds times {self.slope:.3f} plus {self.offset:.3f}): of the reviewed units "
            f"{self.usable:.0%} were usable, where {self.promised:.0%} had been promised. "
            "x-score-uncalibrated is the score before; to go back to it, build with --no-recalibrate."
        )


def recalibrate(
    candidates: Sequence[Candidate], human: HumanWork, say: Callable[[str], None]
) -> tuple[Sequence[Candidate], list[Recalibration]]:
    """Return the units of one language pair with scores as people found them, and how they were fitted.

    Args:
        candidates: the units as they were made, before people's work takes their places.
        human: what people decided.
        say: is told where scores cannot be fitted.
    """
    fitted: dict[Origin, Recalibration] = {}
    if human.verdicts < LEAST_DECISIONS:
        return candidates, []
    for origin in _KINDS:
        judged = [
            (unit.score, decision)
            for unit in (candidate.unit for candidate in candidates)
            if unit.origin == origin and (decision := human.verdict(unit))
        ]
        if len(judged) < LEAST_DECISIONS:
            continue
        recalibration = fit(origin, judged)
        if recalibration.slope > 0:
            fitted[origin] = recalibration
        else:
            say(f"the scores of {origin} units do not tell what people found usable: they stay as they were")
    if not fitted:
        return candidates, []

    def moved(candidate: Candidate) -> Candidate:
        unit = candidate.unit
        return (
            replace(candidate, unit=_moved(unit, fitted[unit.origin])) if unit.origin in fitted else candidate
        )

    return Mapped(moved, candidates), list(fitted.values())


def _moved(unit: Unit, recalibration: Recalibration) -> Unit:
    before = next(score for score in unit.scores if score.name == "score")
    signature = f"{before.signature}, fitted to {recalibration.decisions} decisions"
    fitted = Score("score", round(recalibration(before.value), 3), signature)
    rest = (score for score in unit.scores if score is not before)
    return replace(unit, scores=(fitted, *rest, replace(before, name=UNCALIBRATED)))


def fit(origin: Origin, judged: Iterable[tuple[float, Decision]]) -> Recalibration:
    """Return the slope and offset that make the decisions most probable.

    The targets are smoothed as Platt (1999) does, so that decisions that are all alike have a fit too. The
    slope is held near 1.

    Args:
        origin: which units they are of.
        judged: scores, and what people decided of their units; at least one.
    """
    pairs = list(judged)
    scores = np.array([score for score, _ in pairs])
    usable = np.array([decision.was_usable for _, decision in pairs])
    good = int(usable.sum())
    targets = np.where(usable, (good + 1) / (good + 2), 1 / (len(pairs) - good + 2))
    slope, offset = _newton(_log_odds(scores), targets)
    return Recalibration(origin, len(pairs), good / len(pairs), float(scores.mean()), slope, offset)


def _newton(odds: Doubles, targets: Doubles) -> tuple[float, float]:
    """Return slope and offset of the logistic regression on one feature, by damped Newton steps."""
    inputs = np.column_stack([odds, np.ones(len(odds))])
    before = weights = np.array([1.0, 0.0])
    penalty = np.array([_SLOPE_PENALTY, 0.0])

    def loss(at: Doubles) -> float:
        z = inputs @ at
        return float((np.logaddexp(0, z) - targets * z).sum() + (penalty * (at - before) ** 2).sum() / 2)

    for _ in range(_STEPS):
        said = _logistic(inputs @ weights)
        gradient = inputs.T @ (said - targets) + penalty * (weights - before)
        curvature = (inputs * (said * (1 - said))[:, None]).T @ inputs + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curvature, gradient)
        size = 1.0
        while loss(weights - size * step) > loss(weights) and size > _ENOUGH:
            size /= 2
        weights = weights - size * step
        if np.abs(size * step).max() < _ENOUGH:
            break
    return round(float(weights[0]), 4), round(float(weights[1]), 4)


def _log_odds(scores: Doubles) -> Doubles:
    with np.errstate(divide="ignore"):
        return np.asarray(np.clip(np.log(scores) - np.log1p(-scores), -_MOST_ODDS, _MOST_ODDS))


def _logistic(odds: Doubles) -> Doubles:
    return np.asarray(1 / (1 + np.exp(-odds)))
