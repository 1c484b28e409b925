"""Which of many texts stand more than once, without holding them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Repetitions:
    """What may stand more than once: by chance something that does not, never without something that does."""

    hashes: frozenset[int]
    distinct: int
    """How many different ones there are, but for what has the same hash by chance."""

    def __contains__(self, value: object) -> bool:
        return hash(value) in self.hashes


def repetitions(values: Iterable[Hashable]) -> Repetitions:
    """Find what stands more than once: 8 bytes a value are held, and then the hashes of those that do.

    >>> again = repetitions(["a", "b", "a"])
    >>> "a" in again, "b" in again, again.distinct
    (True, False, 2)
    """
    hashes = np.fromiter(map(hash, values), dtype=np.int64)
    different, counts = np.unique(hashes, return_counts=True)
    return Repetitions(frozenset(different[counts > 1].tolist()), len(different))
