"""What an embedder is, and one that remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from corpus.cache import Cache, key_of

Floats = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]
Ints = npt.NDArray[np.int64]

_SCHEMA = 1
"""Version of what the cache keeps of a text: its vector, as the bytes of float32."""

In = TypeVar("In")
Out = TypeVar("Out")


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
    """An embedder that is loaded when it is first needed, and keeps the vector of each text in the cache."""

    def __init__(self, make: Callable[[], Embedder], cache: Cache) -> None:
        self._make, self._cache = make, cache
        self._loaded: Embedder | None = None
        self._noted = ""

    @property
    def used(self) -> bool:
        """Whether anything was asked of it so far, here or in another process."""
        return self._loaded is not None or bool(self._noted)

    def note(self, signature: str) -> None:
        """Take note that another process has used the same embedder."""
        self._noted = signature

    @property
    def signature(self) -> str:
        """Name and version of model and code."""
        return self._noted or self._embedder.signature

    @property
    def _embedder(self) -> Embedder:
        if self._loaded is None:
            self._loaded = self._make()
        return self._loaded

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of ``texts``; those that are new are computed, once each."""
        if not texts:
            return self._embedder.embed(texts)
        keys = [key_of("vector", _SCHEMA, self.signature, text) for text in texts]
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


def one_document(_: object) -> int:
    """Return 1: an item is a document."""
    return 1


class Each(Protocol):
    """Does something with each of many items."""

    def __call__(
        self,
        function: Callable[[In, Embedder], Out],
        items: Iterable[In],
        seconds: Callable[[In], float],
        documents: Callable[[In], int] = one_document,
    ) -> Iterator[Out]:
        """Yield what the function makes of each item, in their order; several may be done at once.

        Args:
            function: what is done; it can be pickled.
            items: with what.
            seconds: about how long an item takes.
            documents: how many documents an item holds, for who is told how far it is.
        """


def in_turn(embedder: Embedder) -> Each:
    """Return what does one item after the other, here."""

    def each(
        function: Callable[[In, Embedder], Out],
        items: Iterable[In],
        seconds: Callable[[In], float],  # noqa: ARG001 - makes no difference here
        documents: Callable[[In], int] = one_document,  # noqa: ARG001 - nobody is told
    ) -> Iterator[Out]:
        return (function(item, embedder) for item in items)

    return each
