"""What the embedded model learned of official news: a small change to each of its matrices (LoRA).

A matrix W becomes W + Σ b_k a_kᵀ over a few directions k (Hu et al. 2021, LoRA: Low-Rank Adaptation of Large
Language Models). It is added while the model is converted, so that drafting costs what it cost before.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.errors import CorpusError

ADAPTER = Path(__file__).with_name("data") / "adapter.npz"
_BASE = "base"
_LARGEST = 127.0
"""Of a signed byte."""
_NOTHING = 1e-20
"""What is smaller counts as zero; to divide by it would overflow."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Adapter:
    """The directions of some matrices, by the names that GGUF gives these."""

    base: str
    """SHA-256 of the GGUF file that it was learned on; on another it would mean nothing."""
    _arrays: dict[str, npt.NDArray[np.generic]]

    @cached_property
    def matrices(self) -> frozenset[str]:
        """Names of the matrices that it changes, such as ``blk.0.attn_q``."""
        return frozenset(name.removesuffix(".a") for name in self._arrays if name.endswith(".a"))

    def delta(self, matrix: str, start: int, stop: int) -> Floats:
        """Return what is added to rows ``start`` to ``stop`` of a matrix, shape (stop - start, width)."""
        a, b = (self._arrays[f"{matrix}.{side}"].astype(np.float32) for side in "ab")
        scale = self._arrays[f"{matrix}.scale"].astype(np.float32)
        return np.asarray((b[start:stop] * scale) @ a, dtype=np.float32)


def adapter_sha256(path: Path = ADAPTER) -> str:
    """Return the SHA-256 of an adapter's file, which is quicker than to read what it holds.

    Raises:
        CorpusError: the file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}") from error


def load_adapter(path: Path = ADAPTER) -> Adapter:
    """Read an adapter.

    Raises:
        CorpusError: the file is missing, damaged or no adapter.
    """
    try:
        data = path.read_bytes()
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        base = str(arrays.pop(_BASE))
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, EOFError, NotImplementedError, zlib.error, zipfile.BadZipFile) as error:
        raise CorpusError(f"{path}: not an adapter, or damaged ({error}); install Duizhao again") from error
    return Adapter(base, arrays)


def save_adapter(path: Path, base: str, directions: dict[str, tuple[Floats, Floats]]) -> None:
    """Write an adapter, a byte a value.

    Args:
        path: of the file.
        base: SHA-256 of the GGUF file that it was learned on.
        directions: for each matrix ``a`` of shape (rank, width) and ``b`` of shape (rows, rank), the product
            ``b @ a`` of which is added to it.
    """
    arrays: dict[str, npt.NDArray[np.generic]] = {_BASE: np.array(base)}
    for matrix, (a, b) in sorted(directions.items()):
        # A scale a direction: what a direction has in a it may have in b as well.
        of_a, of_b = np.abs(a).max(axis=1), np.abs(b).max(axis=0)
        of_a[of_a < _NOTHING], of_b[of_b < _NOTHING] = 1.0, 1.0
        arrays[f"{matrix}.a"] = np.rint(a * (_LARGEST / of_a[:, None])).astype(np.int8)
        arrays[f"{matrix}.b"] = np.rint(b * (_LARGEST / of_b)).astype(np.int8)
        arrays[f"{matrix}.scale"] = (of_a * of_b / _LARGEST**2).astype(np.float32)
    with path.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **arrays)
