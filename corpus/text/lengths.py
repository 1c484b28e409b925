"""How long a Chinese text and its English translation are to each other."""

from __future__ import annotations

import math

LOG_RATIO, LOG_RATIO_SPREAD = 1.22, 0.25
"""Mean and spread of the logarithm of ``(English characters + 4) / (Chinese characters + 1.5)`` on 3,900
pairs of news."""


def length_deviation(zh: str, en: str) -> float:
    """Return by how many standard deviations the English is longer than usual (positive) or shorter.

    >>> round(length_deviation("警方通报了案件进展。", "The police reported progress in the case."), 1)
    0.6
    """
    return (math.log((len(en) + 4) / (len(zh) + 1.5)) - LOG_RATIO) / LOG_RATIO_SPREAD
