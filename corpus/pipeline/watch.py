"""A folder that files arrive in: when it is built."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from corpus.read.files import find_files
from corpus.settings import SETTINGS_FILE
from export.manifest import own_files

Seen = dict[str, tuple[int, int]]
"""Size and time of change of each file, in nanoseconds, by name."""
_AGAIN = 60.0
"""Seconds after which a build that failed is tried again, though nothing changed: a server may be back."""


def look(folder: Path, out: Path) -> Seen:
    """Return what stands in a folder: its documents, glossaries and settings, not what builds wrote."""
    files = [path for path, _ in find_files(folder, out.resolve(), (), own_files)]
    seen: Seen = {}
    for path in (*files, folder / SETTINGS_FILE):
        try:
            stat = path.stat()
        except OSError:
            continue  # It went away meanwhile, or is not there.
        seen[str(path)] = stat.st_size, stat.st_mtime_ns
    return seen


def watch(
    see: Callable[[], Seen], build: Callable[[], bool], pause: Callable[[float], None], interval: float
) -> None:
    """Build when something changed and nothing changes any more: a file that is being copied is not read.

    Never returns; ``pause`` ends it by raising.

    Args:
        see: returns what is there.
        build: builds it, and returns whether that went well.
        pause: waits so many seconds.
        interval: seconds between two looks.
    """
    tried: Seen = {}
    again_in: float | None = None
    """Seconds until what failed is tried again."""
    before = see()
    while True:
        pause(interval)
        now = see()
        if again_in is not None:
            again_in -= interval
        if now and now == before and (now != tried or (again_in is not None and again_in <= 0)):
            tried = now
            again_in = None if build() else _AGAIN
        before = now
