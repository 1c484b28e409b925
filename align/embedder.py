"""What an embedder is, and one that remembers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.cache import Cache, key_of

Floats = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]
Ints = npt.NDArray[np.int64]


class Embedder(Protocol):
    """Texts to unit vectors, such that translations lie close.

    A text's vector does not depend on what it is embedded with.
    """

    @property
    def signature(self) -> str:
        """Name and version of model and code."""

    def runs(self, texts: Sequence[str], most: int) -> tuple[Halves, ...]:
        """Return for each size from 1 to ``most`` the vectors of every run of that many texts.

        Their shapes are (n - size + 1, d).
        """

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of ``texts``, shape (len(texts), d) with rows of length 1."""


class CachedEmbedder:
    """An embedder that is loaded when it is first needed.

    And remembers the vector of each text in the run's cache.
    """

    def __init__(self, make: Callable[[], Embedder], cache: Cache) -> None:
        self._make, self._cache = make, cache
        self._loaded: Embedder | None = None

    @property
    def used(self) -> bool:
        """Whether anything was asked of it so far."""
        return self._loaded is not None

    @property
    def signature(self) -> str:
        """Name and version of model and code."""
        return self._embedder.signature

    @property
    def _embedder(self) -> Embedder:
        if self._loaded is None:
            self._loaded = self._make()
        return self._loaded

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of ``texts``; those that are new are computed, once each."""
        if not texts:
            return self._embedder.embed(texts)
        keys = [key_of("vector", self.signature, text) for text in texts]
        vectors = self._cache.get_bytes(list(dict.fromkeys(keys)))
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in vectors}
        if new:
            computed = self._embedder.embed(list(new.values()))
            fresh = {key: vector.tobytes() for key, vector in zip(new, computed, strict=True)}
            self._cache.put_bytes(fresh)
            vectors |= fresh
        return np.stack([np.frombuffer(vectors[key], dtype=np.float32) for key in keys])

    def runs(self, texts: Sequence[str], most: int) -> tuple[Halves, ...]:
        """Return the vectors of runs; they are many and are not kept."""
        return self._embedder.runs(texts, most)


class WatchedEmbedder:
    """An embedder that tells of each call, for bars."""

    def __init__(self, embedder: Embedder, step: Callable[[int], None]) -> None:
        self._embedder, self._step = embedder, step

    @property
    def signature(self) -> str:
        """Name and version of model and code."""
        return self._embedder.signature

    def runs(self, texts: Sequence[str], most: int) -> tuple[Halves, ...]:
        """See :class:`Embedder`."""
        return self._embedder.runs(texts, most)

    def embed(self, texts: Sequence[str]) -> Floats:
        """See :class:`Embedder`; one step more is done."""
        self._step(1)
        return self._embedder.embed(texts)
