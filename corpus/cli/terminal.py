"""What the user sees of a long stage: bars on standard error, and only if that is a terminal."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from align.translate.installed import Converted, converted_models, prepare_embedded
from corpus.cache import cache_folder


class Terminal:
    """A reporter (see :class:`corpus.pipeline.reporter.Reporter`) that draws bars."""

    def __init__(self) -> None:
        self.console = Console(stderr=True)

    @contextlib.contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        """Show a bar that counts steps."""
        with self._bar(MofNCompleteColumn()) as bar:
            task = bar.add_task(name, total=total)
            yield lambda steps: bar.advance(task, steps)

    @contextlib.contextmanager
    def bytes(self) -> Iterator[Callable[[str, int, int], None]]:
        """Show a bar for work that counts bytes and changes its name."""
        with self._bar(TextColumn("{task.percentage:>3.0f}%")) as bar:
            task = bar.add_task("starting", total=1)
            yield lambda name, done, total: bar.update(task, description=name, completed=done, total=total)

    def _bar(self, count: ProgressColumn) -> Progress:
        columns = (TextColumn("{task.description}"), BarColumn(), count, TimeRemainingColumn())
        return Progress(*columns, console=self.console, disable=not self.console.is_terminal, transient=True)

    def say(self, message: str) -> None:
        """Print a line."""
        print(message, file=sys.stderr)

    def prepare_embedded(self) -> Converted:
        """Convert the embedded model on first use, with a bar."""
        if not converted_models():
            self.say(f"converting the embedded model, once, into {cache_folder()}")
        with self.bytes() as progress:
            return prepare_embedded(progress)
