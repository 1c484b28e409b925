"""Faults put into translations that have none: what the adequacy model learns to tell."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Pair = tuple[str, str]
"""A source and its translation."""

_HAN = re.compile("[\u4e00-\u9fff]")
_CLAUSE = re.compile(r"[^,，;；。.!?！？]+[,，;；。.!?！？]*\s*")


@dataclass(frozen=True, slots=True)
class _Place:
    """The translation that gets a fault, among others."""

    pairs: Sequence[Pair]
    i: int
    chance: random.Random

    @property
    def target(self) -> str:
        return self.pairs[self.i][1]

    @property
    def space(self) -> str:
        """What stands between the words: nothing in Chinese, whose characters are cut apart."""
        return "" if _HAN.search(self.target) else " "

    def words(self, text: str) -> list[str]:
        """Return the words of a text that is in the target's language."""
        return text.split(self.space) if self.space else list(text)


def _shuffled(place: _Place) -> str | None:
    """The translation of another sentence, of about this length: the nearest of twenty."""
    pairs, target = place.pairs, place.target
    drawn = (place.chance.randrange(len(pairs)) for _ in range(20))
    near = sorted(drawn, key=lambda j: abs(len(pairs[j][1]) - len(target)))
    return next((pairs[j][1] for j in near if j != place.i and pairs[j][1] != target), None)


def _adjacent(place: _Place) -> str | None:
    return place.pairs[place.i + 1][1] if place.i + 1 < len(place.pairs) else None


def _truncated(place: _Place) -> str | None:
    words = place.words(place.target)
    return (
        place.space.join(words[: int(len(words) * place.chance.uniform(0.4, 0.75))])
        if len(words) >= 8
        else None
    )


def _appended(place: _Place) -> str:
    other = place.pairs[place.chance.randrange(len(place.pairs))][1]
    count = max(3, int(len(place.words(place.target)) * place.chance.uniform(0.3, 0.7)))
    return place.target + place.space + place.space.join(place.words(other)[:count])


def _clause_dropped(place: _Place) -> str | None:
    clauses = _CLAUSE.findall(place.target)
    if len(clauses) < 3:
        return None
    gone = place.chance.randrange(len(clauses))
    return "".join(clauses[:gone] + clauses[gone + 1 :]).strip()


def _number_changed(place: _Place) -> str | None:
    digits = list(re.finditer(r"\d", place.target))
    if not digits:
        return None
    at = place.chance.choice(digits)
    other = place.chance.choice([digit for digit in "0123456789" if digit != at[0]])
    return place.target[: at.start()] + other + place.target[at.end() :]


def _copied(place: _Place) -> str:
    return place.pairs[place.i][0]


def _looping(place: _Place) -> str | None:
    words = place.words(place.target)
    return place.space.join([*words, *words[: max(3, len(words) // 4)] * 4]) if len(words) >= 6 else None


_MAKERS: dict[str, Callable[[_Place], str | None]] = {
    "shuffled": _shuffled,
    "adjacent": _adjacent,
    "truncated": _truncated,
    "appended": _appended,
    "clause dropped": _clause_dropped,
    "number changed": _number_changed,
    "copied": _copied,
    "looping": _looping,
}
KINDS = tuple(_MAKERS)


def damage(kind: str, pairs: Sequence[Pair], i: int, chance: random.Random) -> str | None:
    """Return the target of pair ``i`` with one kind of fault, or nothing where it cannot have it.

    >>> damage("adjacent", [("一", "one"), ("二", "two")], 0, random.Random(1))
    'two'
    """
    return _MAKERS[kind](_Place(pairs, i, chance))
