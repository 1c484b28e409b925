"""Which of many likely pairs hold together, where each document can be in one."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

_MOST = 60.0
"""Log-odds beyond which nothing is told apart as a probability."""


def assign(log_odds: Mapping[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """Return pairs in which each document stands once at most, with the probability of each.

    The likeliest pair by unrounded log-odds is taken first, which gives a stable assignment: no two documents
    would both rather have each other. The best sum of log-odds is not it: where an excerpt of either edition
    stands beside the whole texts, two pairs of an excerpt with a whole have the larger sum. A pair shares its
    probability with the rivals for its documents that are still free when it is taken.

    Args:
        log_odds: of the likely pairs, each taken by itself.

    >>> assigned = assign({(0, 0): 9.0, (1, 0): 7.0, (1, 1): 6.0, (2, 2): 5.0, (3, 2): 5.0})
    >>> {pair: round(p, 2) for pair, p in assigned.items()}
    {(0, 0): 0.88, (1, 1): 1.0, (2, 2): 0.5}
    """
    of_zh: dict[int, set[int]] = defaultdict(set)
    of_en: dict[int, set[int]] = defaultdict(set)
    for i, j in log_odds:
        of_zh[i].add(j)
        of_en[j].add(i)
    assigned: dict[tuple[int, int], float] = {}
    for i, j in sorted(log_odds, key=lambda pair: (-log_odds[pair], pair)):
        if i not in of_zh or j not in of_en:
            continue
        rivals = [(i, k) for k in of_zh.pop(i) if k in of_en and k != j]
        rivals += [(k, j) for k in of_en.pop(j) if k in of_zh]
        # Sets have no order, and an exact sum needs none: the same in every process.
        against = math.fsum(math.exp(min(log_odds[rival], _MOST)) for rival in rivals)
        assigned[i, j] = logistic(log_odds[i, j] - math.log1p(against))
    return assigned


def logistic(value: float) -> float:
    """Return the probability that has these log-odds."""
    return 1 / (1 + math.exp(-max(min(value, _MOST), -_MOST)))
