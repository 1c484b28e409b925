"""Seconds, processor seconds and peak memory of a build, stage by stage.

    python -m tests.benchmarks.scale FOLDER OUT [SETTING=VALUE …]

The cache stands beside OUT; remove it for a run that computes everything.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from align.embed import UseEmbedder
from corpus.cache import Cache
from corpus.pipeline.build import build
from corpus.pipeline.tools import Tools
from corpus.settings import Settings


class Watch:
    """A reporter that prints what each stage took, and what ran between two stages."""

    def __init__(self) -> None:
        self._since = time.perf_counter(), _processor()

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        self.lap("  (between)")
        yield lambda _: None
        self.lap(f"{name} ({total:,})")

    def lap(self, name: str) -> None:
        """Print what was done since the last time."""
        wall, processor = self._since
        self._since = now = time.perf_counter(), _processor()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name:46} {now[0] - wall:8.2f} s {now[1] - processor:8.2f} s CPU {peak:8.0f} MB", flush=True)

    def say(self, message: str) -> None:
        """Say nothing: only figures."""


def _processor() -> float:
    """Return the processor seconds of this process and of those that have ended."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def main() -> None:
    """Build and print."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    given: dict[str, Any] = dict(pair.split("=") for pair in sys.argv[3:])
    given["workers"] = int(given.get("workers", 0))
    settings = Settings(engine="none", **given)
    watch = Watch()
    start = time.perf_counter()
    with Cache(out.with_suffix(".sqlite")) as cache:
        made = build(folder, out, settings, Tools(lambda _: None, UseEmbedder, cache, watch))
    watch.lap("  (after the last stage)")
    print(f"{len(made.corpus.units):,} units, {time.perf_counter() - start:.2f} s in all")


if __name__ == "__main__":
    main()
