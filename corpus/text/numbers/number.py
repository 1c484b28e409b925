"""A number of a sentence: how it is written and what it may stand for."""

from __future__ import annotations

import math
import re
from typing import Literal, NamedTuple

Strength = Literal["strong", "medium", "support"]
"""How sure it is that a translation must state the number too.

- strong: digits, or a composed numeral of 10 or more;
- medium: a numeral of 2 to 10 that counts something;
- support: what may stand for a number of the other side but need not be matched itself: 一, first, half,
  names such as COVID-19.
"""

DIGITS = r"(?:\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
"""A number in digits; commas group them by three, or by two in an Indian text."""

LARGEST = 1e300
"""Values above are not told apart: no arithmetic on them overflows, however long a text repeats itself."""

_WRITTEN = re.compile(r"\d[\d,]*(?:\.(\d+))?")
_WORTH = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8}
_MOST_DECIMALS = 300
"""Of which a float knows the worth."""

WIDE = {ord("０") + i: ord("0") + i for i in range(10)} | {
    ord("，"): ord(","),
    ord("．"): ord("."),
    ord("％"): ord("%"),
}
"""Full-width characters of numbers, and the half-width ones that they are read as."""
_WIDE_MARK = re.compile(r"(?<=[0-9０-９])[，．](?=[0-9０-９])|[０-９％]")


class Number(NamedTuple):
    """A number as it is written, its span, and the values it may stand for.

    A tuple, as a text may hold half a million and a frozen dataclass takes three times as long to make.
    """

    start: int
    end: int
    text: str
    values: tuple[float, ...]
    strength: Strength
    rounded: bool
    """Whether a magnitude word makes it approximate: 1.73万 for 17,346."""
    percent: bool
    """Whether it is a share of a hundred: %, percent, 百分之, 成."""


def half_width(text: str) -> str:
    """Return the text with its full-width numbers in half width, every character in its place.

    A comma or a point counts only between digits: elsewhere it is punctuation.

    >>> half_width("８，５００人，占３．５％")
    '8,500人，占3.5%'
    """
    return _WIDE_MARK.sub(lambda match: match[0].translate(WIDE), text)


def bounded(value: float) -> float:
    """Return the value, or the largest there is if it is beyond that.

    >>> bounded(1e301) == bounded(10**400) == LARGEST
    True
    """
    return min(LARGEST, value)  # In this order: also where arithmetic made no number of it.


def last_digit(number: Number) -> float:
    """Return what one more in the last written digit is worth; only of a rounded number that is more than 0.

    There is no limit where it cannot be told, as in words and in ranges.

    >>> last_digit(Number(0, 5, "1.73万", (17_300.0,), "strong", rounded=True, percent=False))
    100.0
    >>> last_digit(Number(0, 6, "2万4801", (24_801.0,), "strong", rounded=True, percent=False))
    1.0
    >>> last_digit(Number(0, 4, "3万5千", (35_000.0,), "strong", rounded=True, percent=False))
    1000.0
    """
    if not number.rounded:
        return 0.0
    parts = list(_WRITTEN.finditer(number.text.translate(WIDE)))
    if not parts or len(number.values) != 1:
        return math.inf
    last = parts[-1]
    step = 10.0 ** min(len(last[1] or ""), _MOST_DECIMALS)
    if len(parts) > 1:
        return _WORTH.get(number.text[last.end() : last.end() + 1], 1.0) / step
    written = float(last[0].replace(",", ""))
    return number.values[0] / written / step if written else math.inf
