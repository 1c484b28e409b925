"""The gate: which units are written as good, and why the others are set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from corpus.model import Reason, Segment, Unit
from corpus.text.normalise import normalise
from corpus.text.numbers import read_numbers

FATAL = frozenset(["empty", "copied", "wrong-language", "repetition", "chatter"])
"""Flags that nobody would review: the target is no translation at all."""

_SHINGLE = 3
_REPEATED, _REPEATED_SHARE = 5, 0.1
"""In how many documents, and in which share of them, a sentence is boilerplate: a slogan, a hotline, a disclaimer."""
_NEAR_BITS = 3
"""Of 64; texts of which one or two words in thirty differ."""


def boilerplate(documents: Sequence[Sequence[Segment]]) -> dict[str, int]:
    """Return the sentences that stand in many documents, folded, and in how many of these."""
    counts = Counter(
        text for segments in documents for text in {_folded(segment.text) for segment in segments}
    )
    return {
        text: count
        for text, count in counts.items()
        if count >= max(_REPEATED, _REPEATED_SHARE * len(documents))
    }


def gate(
    units: Iterable[Unit], min_score: float, repeated: Mapping[str, int], spared: Container[str] = ()
) -> tuple[list[Unit], list[Reason]]:
    """Return the units that pass, in their order, and a reason with both texts for each of the others.

    A unit is set aside if a flag of its is fatal, its score is below ``min_score``, its source is ``repeated`` (see boilerplate), or both its sides hardly differ from those of a
    unit before it and state the same numbers. What is ``spared`` (ids: a person stands for these) passes, and counts as a unit before others.
    """
    kept: list[Unit] = []
    reasons: list[Reason] = []
    seen = _Seen()
    for unit in units:
        if unit.id in spared:
            seen.like(unit)
            kept.append(unit)
            continue
        fatal = next((flag for flag in unit.flags if flag.name in FATAL), None)
        if fatal:
            code, message = fatal.name, fatal.message
        elif unit.score < min_score:
            code, message = "low-score", f"scores {unit.score:.3f}, below {min_score:g}"
        elif count := repeated.get(_folded(unit.source)):
            code, message = "boilerplate", f"the same sentence stands in {count} documents"
        elif near := seen.like(unit):
            code, message = "near-duplicate", f"hardly differs from {near.document}, segment {near.index}"
        else:
            kept.append(unit)
            continue
        reasons.append(Reason("gate", code, unit.document, message, f"{unit.source} ||| {unit.target}"))
    return kept, reasons


class _Seen:
    """Units by the SimHash (Charikar 2002) of each side's character shingles."""

    def __init__(self) -> None:
        from simhash import SimhashIndex

        self._index = SimhashIndex([], f=64, k=_NEAR_BITS)
        self._units: dict[str, Unit] = {}

    def like(self, unit: Unit) -> Unit | None:
        """Return a unit before this one that hardly differs from it; keep this one if there is none."""
        from simhash import Simhash

        source, target = (Simhash(_shingles(text), f=64) for text in (unit.source, unit.target))
        numbers = _numbers(unit)
        for name in sorted(self._index.get_near_dups(source)):
            other = self._units[name]
            if (
                numbers == _numbers(other)
                and Simhash(_shingles(other.target), f=64).distance(target) <= _NEAR_BITS
            ):
                return other
        name = f"{len(self._units):09}"
        self._units[name] = unit
        self._index.add(name, source)
        return None


def _folded(text: str) -> str:
    return "".join(char for char in normalise(text).casefold() if char.isalnum())


def _shingles(text: str) -> list[str]:
    folded = _folded(text)
    return [folded[i : i + _SHINGLE] for i in range(max(len(folded) - _SHINGLE + 1, 1))]


def _numbers(unit: Unit) -> list[tuple[float, ...]]:
    return [
        number.values
        for number in read_numbers(unit.source, "zh" if unit.source_tag.startswith("zh") else "en")
    ]
