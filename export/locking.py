"""One writer at a time in a folder of a corpus: builds and imports wait for each other."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from export.files import cannot_write, remove_left_overs

_LOCK = ".duizhao.lock"
_HOLDER = ".duizhao.holder"


def say_to_stderr(message: str) -> None:
    """Show a message where it is no part of the output."""
    sys.stderr.write(f"{message}\n")


@contextmanager
def locked(folder: Path, purpose: str, say: Callable[[str], None] = say_to_stderr) -> Iterator[None]:
    """Hold the lock of a folder while the block runs; wait for whoever has it, after saying who that is.

    The lock is the system's and goes with its process, however that ends: a lock file that stands there
    afterwards (it is hidden) locks nobody out.

    Args:
        folder: where files will be written; made where it does not stand.
        purpose: what for, as others who wait are told.
        say: is told whom this run waits for.

    Raises:
        CorpusError: the folder cannot be written.
    """
    lock = FileLock(folder / _LOCK)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say(f"{folder} is being written by {_holder(folder)}; waiting for it to end")
            lock.acquire()
    except OSError as error:
        raise cannot_write(folder, error) from error
    try:
        remove_left_overs(folder)
        try:
            (folder / _HOLDER).write_text(f"{purpose}, process {os.getpid()}", encoding="utf-8")
        except OSError as error:  # Not one byte is free: nothing else could be written either.
            raise cannot_write(folder, error) from error
        yield
    finally:
        (folder / _HOLDER).unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    try:
        return (folder / _HOLDER).read_text(encoding="utf-8") or "another run"
    except (OSError, ValueError):
        return "another run"
