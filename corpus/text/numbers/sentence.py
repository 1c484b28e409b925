"""What the readers of both languages need to know of the sentence around a number."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from string import ascii_letters

from corpus.text.numbers.number import Number, Strength, half_width

_BEFORE_NUMBER = frozenset(f"{ascii_letters}-\n")
_MONTH_OF_YEAR = re.compile(r"((?:19|20)\d\d)\.(\d{1,2})")


class Sentence:
    """A sentence in half width, and what is known of its numbers from what stands around them."""

    def __init__(self, text: str, not_quantities: Iterable[re.Pattern[str]], series: re.Pattern[str]) -> None:
        """Take a sentence.

        Args:
            text: the sentence as it was written.
            not_quantities: what matches where a number need not be translated as one: 第5条, 9/11.
            series: what matches all further ``items`` of a list of numbers, and the percent at its end as
                ``unit``: 、15和18%.
        """
        self.text = half_width(text)
        self._original = text
        spans = (_Spans(pattern, self.text) for pattern in not_quantities)
        self._not_quantities = [places for places in spans if places.starts]
        self._series = series
        self._end_of_series, self._is_share = -1, False

    def implied(self, match: re.Match[str], values: tuple[float, ...], strength: Strength) -> Number:
        """Return a number that is written without a numeral: half, May."""
        start, end = match.span()
        text = self._original[start:end]
        return Number(start, end, text, values, strength, rounded=False, percent=False)

    def quantity(
        self,
        start: int,
        end: int,
        values: tuple[float, ...],
        strength: Strength,
        rounded: bool,
        percent: bool,
    ) -> Number:
        """Return a number, which is less sure where it is no quantity."""
        if self._not_quantities and any(places.hold(start, end) for places in self._not_quantities):
            strength = "support"
        text = self._original[start:end]
        # A third of what a call of the class takes, which counts where a text is nothing but numbers.
        return tuple.__new__(Number, (start, end, text, values, strength, rounded, percent))

    def is_share(self, place: int) -> bool:
        """Whether a list of numbers goes on at ``place`` that ends in a percent: the 12 of 12、15和18%.

        Places must be asked for from left to right, and only where an item of a list follows. A list ends at
        the same place wherever in it one starts to read, so each is read only once.
        """
        if place >= self._end_of_series:
            series = self._series.match(self.text, place)
            if series is not None:
                self._end_of_series, self._is_share = series.end("items"), series["unit"] is not None
        return self._is_share


class _Spans:
    """Where a pattern matches."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        matches = list(pattern.finditer(text))
        self.starts = [match.start() for match in matches]
        self._ends = [match.end() for match in matches]

    def hold(self, start: int, end: int) -> bool:
        """Whether a match covers this span. Matches do not overlap: only the last that starts before can."""
        place = bisect_right(self.starts, start) - 1
        return place >= 0 and end <= self._ends[place]


def follows_letters(text: str, start: int) -> bool:
    r"""Whether a number is part of a name: letters, and perhaps a hyphen, stand right before it.

    >>> follows_letters("COVID-19", 6), follows_letters("G20", 1), follows_letters("3D打印", 0)
    (True, True, False)
    >>> follows_letters("A1B2", 3)  # B follows a digit: a serial number, whose 2 is as good as any other.
    False
    """
    if text[start - 1 : start] not in _BEFORE_NUMBER:
        return False
    end = start - 1 if text[start - 1] == "\n" else start
    if text[end - 1 : end] == "-":
        end -= 1
    begin = end
    while begin > 0 and text[begin - 1] in ascii_letters:
        begin -= 1
    return begin < end and not text[begin - 1 : begin].isdecimal()


def year_and_month(digits: str) -> tuple[float, ...]:
    """Return year and month of a date written with points, as far as one number goes.

    >>> year_and_month("2021.6"), year_and_month("2021.60")
    ((2021.0, 6.0), ())
    """
    date = _MONTH_OF_YEAR.fullmatch(digits)
    return (float(date[1]), float(date[2])) if date and int(date[2]) <= 12 else ()
