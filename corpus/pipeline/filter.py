"""The filter: which units are written as good, and why the others are rejected."""

from __future__ import annotations

import functools
from array import array
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from corpus.flags import FATAL
from corpus.model import Rejection, Unit
from corpus.pipeline.census import Census
from corpus.pipeline.units import Candidate
from corpus.spool import Spool
from corpus.text.fold import fold_sentence
from corpus.text.numbers import read_numbers

_SHINGLE = 3
_POINT_BITS = 21
"""Of a character's number in Unicode."""
_NEAR_BITS = 3
"""Of 64; texts of which one or two words in thirty differ."""
_PART_BITS = 64 // (_NEAR_BITS + 1)


def filter_units(
    candidates: Sequence[Candidate],
    min_score: float,
    census: Census,
    spared: Callable[[Unit], bool] = lambda _: False,
) -> tuple[Spool[Candidate], Spool[Rejection]]:
    """Return the units that pass, in their order, and a reason with both texts for each of the others.

    A unit is rejected if one of its flags is fatal, its score is below ``min_score``, its source stands in
    many documents (boilerplate), or both its sides hardly differ from those of a unit before it and state the
    same numbers. What is ``spared`` (a person stands for it) passes, and counts as a unit before others.
    """
    kept: Spool[Candidate] = Spool()
    rejections: Spool[Rejection] = Spool()
    seen = _NearDuplicates(candidates)
    for place, candidate in enumerate(candidates):
        unit = candidate.unit
        if spared(unit):
            seen.add(unit, place)
            kept.append(candidate)
            continue
        verdict = _against_one(unit, min_score, census) or _against_others(unit, place, seen)
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


def _against_others(unit: Unit, place: int, seen: _NearDuplicates) -> tuple[str, str] | None:
    near = seen.like(unit)
    if near is not None:
        return "near-duplicate", f"hardly differs from {near.document}, segment {near.index}"
    seen.add(unit, place)
    return None


class _NearDuplicates:
    """Units by the SimHash (Charikar 2002) of each side's character shingles.

    Of two prints that differ in few bits one part at least is the same: only units that share a part are
    compared, and what is kept of a unit takes some fifty bytes.
    """

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        """Compare those of these candidates that are added."""
        self._candidates = candidates
        self._places = array("I")
        self._sources, self._targets = array("Q"), array("Q")
        self._sharing: dict[int, array[int]] = {}

    def like(self, unit: Unit) -> Unit | None:
        """Return a unit before this one that hardly differs from it and states the same numbers."""
        source, target = _print(unit.source), _print(unit.target)
        near = {
            place
            for key in _parts(source)
            for place in self._sharing.get(key, ())
            if (self._sources[place] ^ source).bit_count() <= _NEAR_BITS
            and (self._targets[place] ^ target).bit_count() <= _NEAR_BITS
        }
        numbers = _numbers(unit) if near else []
        same = (self._candidates[self._places[place]].unit for place in sorted(near))
        return next((other for other in same if numbers == _numbers(other)), None)

    def add(self, unit: Unit, place: int) -> None:
        """Keep a unit, which stands at this place, for those that come after it."""
        source = _print(unit.source)
        for key in _parts(source):
            self._sharing.setdefault(key, array("I")).append(len(self._places))
        self._places.append(place)
        self._sources.append(source)
        self._targets.append(_print(unit.target))


def _parts(value: int) -> Iterator[int]:
    """Yield the parts of a print, one more than the bits that may differ, each with its number before it.

    Prints that differ in so few bits share one (Manku et al. 2007, doi:10.1145/1242572.1242592).

    >>> [f"{part:x}" for part in _parts(0x0123_4567_89AB_CDEF)]
    ['cdef', '189ab', '24567', '30123']
    """
    for number in range(_NEAR_BITS + 1):
        part = (value >> (number * _PART_BITS)) & ((1 << _PART_BITS) - 1)
        yield (number << _PART_BITS) | part


@functools.lru_cache(maxsize=8)
def _print(text: str) -> int:
    """Return the SimHash of a text: each bit as most of its shingles' hashes have it."""
    hashes = _mixed(_shingles(text)).astype("<u8")
    bits = np.unpackbits(hashes.view(np.uint8)).reshape(-1, 64)
    return int.from_bytes(np.packbits(bits.sum(axis=0) > len(bits) / 2).tobytes(), "big")


def _shingles(text: str) -> npt.NDArray[np.uint64]:
    """Return all runs of three characters, or all there is, each as one number.

    >>> [f"{shingle:x}" for shingle in _shingles("abcd")], [f"{shingle:x}" for shingle in _shingles("a")]
    (['18c000c400061', '190000c600062'], ['61'])
    """
    folded = fold_sentence(text).ljust(_SHINGLE, "\0").encode("utf-32-le", "surrogatepass")
    points = np.frombuffer(folded, dtype="<u4").astype(np.uint64)
    first, second, third = points[:-2], points[1:-1], points[2:]
    return np.asarray(first | second << np.uint64(_POINT_BITS) | third << np.uint64(2 * _POINT_BITS))


def _mixed(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return hashes of numbers (how SplitMix64 ends, Steele et al. 2014, doi:10.1145/2660193.2660195).

    >>> [f"{number:x}" for number in _mixed(np.array([0, 1], dtype=np.uint64))]
    ['0', '5692161d100b05e5']
    """
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        numbers = (numbers ^ numbers >> np.uint64(shift)) * np.uint64(factor)
    return numbers ^ numbers >> np.uint64(31)


def _numbers(unit: Unit) -> list[tuple[float, ...]]:
    return [number.values for number in read_numbers(unit.source, unit.source_lang)]
