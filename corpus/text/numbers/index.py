"""Which numbers of a sentence may be the same as one of its translation."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from corpus.text.numbers.number import Number, last_digit

_ROUNDING = 0.005
"""The part of a value by which a rounded number may miss it."""
_NOISE = 1e-9
"""What floats differ by although they are meant to be the same."""
_NOWHERE = 1 << 62

Kind = tuple[bool, bool, float]
"""Whether a number is a percentage, whether it is rounded, and the worth of its last digit."""
Stretch = tuple["_Shelf", int, int]
"""Neighbouring values of a shelf, from the first to before the last."""


class NumberIndex:
    """Numbers of one side, to be asked which of them a number of the other side may be.

    Where either of two numbers has a magnitude word, they may differ by half a percent, but not by more than
    the last digit that is written: 1.73万 is 17,346, and 4.244亿 is not 424.2 million. Numbers that compare
    alike share a shelf, where their values are sorted: so the time hardly depends on how many there are.
    """

    def __init__(self, numbers: Sequence[Number]) -> None:
        """Take numbers; where several would do, the first of them is preferred."""
        self._numbers = numbers
        self._taken: set[int] = set()
        self._known: dict[tuple[Kind, tuple[float, ...]], tuple[list[Stretch], list[Stretch]]] = {}
        shelves: dict[Kind, dict[float, list[int]]] = defaultdict(lambda: defaultdict(list))
        for place in range(len(numbers) - 1, -1, -1):
            shelf = shelves[_kind(numbers[place])]
            for value in numbers[place].values:
                shelf[value].append(place)
        self._shelves = {kind: _Shelf(places) for kind, places in shelves.items()}

    def have(self, numbers: Sequence[Number]) -> list[bool]:
        """Whether a number that may be the same as each of these was among those taken at first."""
        alike: dict[object, bool] = {}
        for number in numbers:
            written = number[2:]  # All of it but where it stands.
            if written not in alike:
                alike[written] = any(self._stretches(number))
        return [alike[number[2:]] for number in numbers]

    def first(self, number: Number) -> int | None:
        """Return the place of the first number that is left and may be the same as this one.

        One that is a percentage too, or is none either, is preferred.
        """
        for stretches in self._stretches(number):
            least = _NOWHERE
            for shelf, low, high in stretches:
                place = shelf.least(low, high)
                if place < least:
                    least = place
            if least != _NOWHERE:
                return least
        return None

    def take(self, place: int) -> None:
        """Take the number at a place away."""
        self._taken.add(place)
        number = self._numbers[place]
        shelf = self._shelves[_kind(number)]
        for value in number.values:
            shelf.drop(value, self._taken)

    def _stretches(self, number: Number) -> tuple[list[Stretch], list[Stretch]]:
        """Return where numbers stand that may be the same: those first that are a percentage as it is."""
        kind = _kind(number)
        known = self._known.get((kind, number.values))
        if known is None:
            known = ([], [])
            for other, shelf in self._shelves.items():
                for value in number.values:
                    low, high = shelf.around(value, _tolerance(value, kind, other))
                    if low < high:
                        known[kind[0] != other[0]].append((shelf, low, high))
            self._known[kind, number.values] = known
        return known


class _Shelf:
    """The values of numbers of one kind, and for each the places of those that have it.

    A tree over the values holds the least place below each node, where those below k are 2k and 2k + 1.
    """

    def __init__(self, places: dict[float, list[int]]) -> None:
        """Take the places of each value, the first one last."""
        self._values = sorted(places)
        self._places = [places[value] for value in self._values]
        self._least = [_NOWHERE] * len(places) + [queue[-1] for queue in self._places]
        for node in range(len(places) - 1, 0, -1):
            self._least[node] = min(self._least[2 * node], self._least[2 * node + 1])

    def around(self, value: float, tolerance: float) -> tuple[int, int]:
        """Return which values differ from one by the tolerance at most."""
        # As close as ``abs(value - other) <= tolerance`` in floats, which a sum with the tolerance is not.
        low = bisect_left(self._values, True, key=lambda other: value - other <= tolerance)
        return low, bisect_left(self._values, True, lo=low, key=lambda other: other - value > tolerance)

    def least(self, low: int, high: int) -> int:
        """Return the least place of the values from ``low`` to before ``high``."""
        if high - low == 1:
            return self._least[low + len(self._values)]
        least = _NOWHERE
        low, high = low + len(self._values), high + len(self._values)
        while low < high:
            if low & 1:
                least = min(least, self._least[low])
                low += 1
            if high & 1:
                high -= 1
                least = min(least, self._least[high])
            low, high = low // 2, high // 2
        return least

    def drop(self, value: float, taken: set[int]) -> None:
        """Drop the places that are taken from the head of a value's."""
        node = bisect_left(self._values, value)
        queue = self._places[node]
        if not queue or queue[-1] not in taken:
            return
        while queue and queue[-1] in taken:
            queue.pop()
        node += len(self._values)
        self._least[node] = queue[-1] if queue else _NOWHERE
        while node > 1:
            node //= 2
            self._least[node] = min(self._least[2 * node], self._least[2 * node + 1])


def _kind(number: Number) -> Kind:
    return (number.percent, True, last_digit(number)) if number.rounded else _EXACT[number.percent]


_EXACT: tuple[Kind, Kind] = ((False, False, 0.0), (True, False, 0.0))


def _tolerance(value: float, kind: Kind, other: Kind) -> float:
    """Return by how much a value and another may differ, given the kinds of their numbers."""
    share = _ROUNDING if kind[1] or other[1] else 0.0
    return min(share * abs(value), max(kind[2], other[2])) * (1 + _NOISE) + _NOISE


def states(number: Number, others: Sequence[Number]) -> Number | None:
    """Return the first of ``others`` that may be the same number; see :class:`NumberIndex`."""
    place = NumberIndex(others).first(number)
    return None if place is None else others[place]
