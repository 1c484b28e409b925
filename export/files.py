"""Output files: written beside their place and renamed when complete."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from corpus.errors import CorpusError

SUFFIXES = frozenset(
    [
        ".tmx",
        ".tsv",
        ".json",
        ".svg",
        ".gz",
        ".utf8",
        ".project",
        ".jsonl",
        ".xlsx",
        ".xlf",
        ".zh",
        ".en",
        ".parquet",
        ".html",
    ]
)


@contextlib.contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """Yield a binary stream whose content takes the place of ``path`` when the block ends well.

    Raises:
        CorpusError: the folder cannot be written, the disk is full, or ``path`` has none of the known suffixes.
    """
    if path.suffix not in SUFFIXES:
        raise CorpusError(f"{path}: will not write a file with the suffix {path.suffix!r}")
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".partial", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise CorpusError(
            f"cannot write {path}: {error.strerror or error}; choose another folder with --out, or free some space"
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
