"""What an embedder is, and one that remembers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.cache import Cache, key_of

Floats = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]
Ints = npt.NDArray[np.int64]


class Embedder(Protocol):
    """Texts to unit vectors, such that translations lie close. A text's vector does not depend on what it is embedded with."""

    @property
    def signature(self) -> str:
        """Name and version of model and code."""

    def runs(self, texts: Sequence[str], most: int) -> tuple[Halves, ...]:
        """Return, for each size from 1 to ``most``, the vectors of every run of that many texts, shape (n - size + 1, d)."""

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of ``texts``, shape (len(texts), d) with rows of length 1."""


class CachedEmbedder:
    """An embedder that remembers the vector of each text in the run's cache."""

    def __init__(self, embedder: Embedder, cache: Cache) -> None:
        self._embedder, self._cache = embedder, cache
        self.signature = embedder.signature

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of ``texts``; those that are new are computed, once each."""
        keys = [key_of("vector", self.signature, text) for text in texts]
        known = self._cache.get_bytes(list(dict.fromkeys(keys)))
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new or not texts:
            vectors = self._embedder.embed(list(new.values()))
            if not texts:
                return vectors
            fresh = {key: vector.tobytes() for key, vector in zip(new, vectors, strict=True)}
            self._cache.put_bytes(fresh)
            known |= fresh
        return np.stack([np.frombuffer(known[key], dtype=np.float32) for key in keys])

    def runs(self, texts: Sequence[str], most: int) -> tuple[Halves, ...]:
        """Return the vectors of runs; they are many and are not kept."""
        return self._embedder.runs(texts, most)
