"""Where the pipeline says how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Reporter(Protocol):
    """The command line shows what it is told; a notebook or a test may ignore it."""

    def stage(self, name: str, total: int) -> AbstractContextManager[Callable[[int], None]]:
        """Open a stage of ``total`` steps; the value is called with the number of steps that were done."""

    def say(self, message: str) -> None:
        """Tell the user one line."""


class _Silent:
    """A reporter that shows nothing."""

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[int], None]]:  # noqa: ARG002
        yield _no_steps

    def say(self, message: str) -> None:
        """Show nothing."""


def _no_steps(steps: int) -> None:
    """Show nothing."""


SILENT: Reporter = _Silent()
"""For notebooks, tests, and whoever wants to hear nothing."""
