"""The filter: which units are written as good, and why the others are rejected."""

from __future__ import annotations

from collections.abc import Container, Iterable

from corpus.flags import FATAL
from corpus.model import Rejection, Unit
from corpus.pipeline.census import Census
from corpus.pipeline.units import Candidate
from corpus.text.fold import fold_sentence
from corpus.text.numbers import read_numbers

_SHINGLE = 3
_NEAR_BITS = 3
"""Of 64; texts of which one or two words in thirty differ."""


def filter_units(
    candidates: Iterable[Candidate], min_score: float, census: Census, spared: Container[str] = ()
) -> tuple[list[Candidate], list[Rejection]]:
    """Return the units that pass, in their order, and a reason with both texts for each of the others.

    A unit is rejected if a flag of its is fatal, its score is below ``min_score``, its source stands in many
    documents (boilerplate), or both its sides hardly differ from those of a unit before it and state the same
    numbers. What is ``spared`` (ids: a person stands for these) passes, and counts as a unit before others.
    """
    kept: list[Candidate] = []
    rejections: list[Rejection] = []
    seen = _NearDuplicates()
    for candidate in candidates:
        unit = candidate.unit
        if unit.id in spared:
            seen.add(unit)
            kept.append(candidate)
            continue
        verdict = _against_one(unit, min_score, census) or _against_others(unit, seen)
        if verdict is None:
            kept.append(candidate)
        else:
            code, message = verdict
            rejections.append(reject(candidate, "filter", code, message))
    return kept, rejections


def reject(candidate: Candidate, stage: str, code: str, message: str) -> Rejection:
    """Return the rejection of a unit, which holds both its texts."""
    unit = candidate.unit
    texts = f"{unit.source} ||| {unit.target}"
    return Rejection(stage, code, unit.document, message, texts, places=candidate.places)


def _against_one(unit: Unit, min_score: float, census: Census) -> tuple[str, str] | None:
    """Return what speaks against a unit by itself: a code and a sentence."""
    fatal = next((flag for flag in unit.flags if flag.code in FATAL), None)
    if fatal:
        return fatal.code, fatal.message
    if unit.score < min_score:
        return "low-score", f"scores {unit.score:.3f}, below {min_score:g}"
    count = census.documents_with(unit.source)
    if count:
        return "boilerplate", f"the same sentence stands in {count} documents"
    return None


def _against_others(unit: Unit, seen: _NearDuplicates) -> tuple[str, str] | None:
    near = seen.like(unit)
    if near is not None:
        return "near-duplicate", f"hardly differs from {near.document}, segment {near.index}"
    seen.add(unit)
    return None


class _NearDuplicates:
    """Units by the SimHash (Charikar 2002) of each side's character shingles."""

    def __init__(self) -> None:
        from simhash import SimhashIndex

        self._index = SimhashIndex([], f=64, k=_NEAR_BITS)
        self._units: dict[str, Unit] = {}

    def like(self, unit: Unit) -> Unit | None:
        """Return a unit before this one that hardly differs from it and states the same numbers."""
        from simhash import Simhash

        source, target = (Simhash(_shingles(text), f=64) for text in (unit.source, unit.target))
        numbers = _numbers(unit)
        for name in sorted(self._index.get_near_dups(source)):
            other = self._units[name]
            close = Simhash(_shingles(other.target), f=64).distance(target) <= _NEAR_BITS
            if close and numbers == _numbers(other):
                return other
        return None

    def add(self, unit: Unit) -> None:
        """Keep a unit for those that come after it."""
        from simhash import Simhash

        name = f"{len(self._units):09}"
        self._units[name] = unit
        self._index.add(name, Simhash(_shingles(unit.source), f=64))


def _shingles(text: str) -> list[str]:
    """Return all runs of three characters, or all there is.

    >>> _shingles("破案三起。"), _shingles("是")
    (['破案三', '案三起'], ['是'])
    """
    folded = fold_sentence(text)
    return [folded[i : i + _SHINGLE] for i in range(max(len(folded) - _SHINGLE + 1, 1))]


def _numbers(unit: Unit) -> list[tuple[float, ...]]:
    return [number.values for number in read_numbers(unit.source, unit.source_lang)]
