"""Output files: written beside their place and renamed when complete."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
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

STAGING = ".duizhao-new-"
"""Folders in which the files of a run wait until they are complete."""
_PARTIAL = ".partial"


@contextlib.contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """Yield a binary stream whose content takes the place of ``path`` when the block ends well.

    Raises:
        CorpusError: the folder cannot be written, the disk is full, or ``path`` has none of the known
        suffixes.
    """
    if path.suffix not in SUFFIXES:
        raise CorpusError(f"{path}: will not write a file with the suffix {path.suffix!r}")
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:20]}-", suffix=_PARTIAL, dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def append(path: Path, lines: bytes, is_whole: Callable[[bytes], bool]) -> None:
    """Add lines to a file, which is made where it is missing; they are on the disk when this returns.

    Args:
        path: the file.
        lines: what to add, each line with its end.
        is_whole: whether a last line without its end is to be kept. Else a writer was killed in the middle of
            it, and it goes.

    Raises:
        CorpusError: the file cannot be written.
    """
    try:
        is_new = not path.exists()
        with path.open("a+b") as stream:
            _mend_end(stream, is_whole)
            stream.write(lines)
            stream.flush()
            os.fsync(stream.fileno())
        if is_new:
            _sync_folder(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error


def _mend_end(stream: BinaryIO, is_whole: Callable[[bytes], bool]) -> None:
    """End the last line of a file, or remove it if it is half a line."""
    size = stream.seek(0, os.SEEK_END)
    if not size:
        return
    stream.seek(size - 1)
    if stream.read(1) == b"\n":
        return
    stream.seek(0)
    last = stream.read().rpartition(b"\n")[2]
    if is_whole(last):
        stream.write(b"\n")
    else:
        stream.truncate(size - len(last))


def _sync_folder(folder: Path) -> None:
    """Put the name of a new file on the disk too, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove_left_overs(folder: Path) -> None:
    """Remove what a run that was killed did not: half-written files. Only for who has the folder's lock."""
    for half_written in folder.glob(f".*{_PARTIAL}"):
        half_written.unlink(missing_ok=True)


class OutputSet:
    """The files of one run: written into a folder of their own, then swapped into place together."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._staging = out / f"{STAGING}{os.getpid()}"

    def __enter__(self) -> OutputSet:
        try:
            self._out.mkdir(parents=True, exist_ok=True)
            for left_over in self._out.glob(f"{STAGING}*"):
                shutil.rmtree(left_over)
            self._staging.mkdir()
        except OSError as error:
            raise cannot_write(self._out, error) from error
        return self

    def __exit__(self, *error: object) -> None:
        shutil.rmtree(self._staging, ignore_errors=True)

    def path(self, name: str) -> Path:
        """Return where a file of this set is to be written."""
        return self._staging / name

    def files(self) -> list[Path]:
        """Return the files that were written so far."""
        return [path for path in self._staging.iterdir() if path.is_file()]

    def commit(self, last: str | None = None, stale: Collection[str] = ()) -> None:
        """Move every file into place, ``last`` after all others; ``stale`` ones that are not of the set go.

        ``last`` says which others belong to it. Where nothing does, the old files go before a new one comes:
        half a set is seen as such, and two files of two sets are never taken for one.
        """
        names = sorted(path.name for path in self.files() if path.name != last)
        if last is None:
            stale, old = (), names
        else:
            names, old = [*names, last], []
        try:
            for name in old:
                (self._out / name).unlink(missing_ok=True)
            for name in names:
                self.path(name).replace(self._out / name)
            for name in set(stale) - set(names):
                (self._out / name).unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(self._out, error) from error


def cannot_write(path: Path, error: OSError) -> CorpusError:
    """Return the error of a place that cannot be written."""
    what = error.strerror or error
    return CorpusError(f"cannot write {path}: {what}; choose another folder with --out, or free some space")
