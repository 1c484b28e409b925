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
from rich.table import Column

from align.translate.installed import Converted, converted_models, converted_or_default, prepare_embedded
from corpus.cache import cache_folder


class Terminal:
    """A reporter (see :class:`corpus.pipeline.reporter.Reporter`) that draws bars; a quiet one does not."""

    def __init__(self, *, quiet: bool = False, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True, quiet=quiet)
        self._quiet = quiet

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
        # The name gives way on a narrow terminal; figures and time left stay whole and on one line.
        name = TextColumn(
            "{task.description}",
            markup=False,
            table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"),
        )
        columns = (name, BarColumn(20), count, TimeRemainingColumn(compact=True), TextColumn("left"))
        shown = self.console.is_terminal and not self._quiet
        return Progress(*columns, console=self.console, disable=not shown, transient=True, expand=True)

    def say(self, message: str) -> None:
        """Print a line."""
        if not self._quiet:
            print(message, file=sys.stderr)

    def prepare_embedded(self, *, adapted: bool = True) -> Converted:
        """Convert the embedded model on first use, with a bar."""
        if converted_or_default(adapted=adapted) not in converted_models():
            self.say(f"converting the embedded model, once, into {cache_folder()}")
        with self.bytes() as progress:
            return prepare_embedded(progress, adapted=adapted)
