"""Where the pipeline says how far it is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol


class Reporter(Protocol):
    """The command line shows what it is told; a notebook or a test may ignore it."""

    def stage(self, name: str, total: int) -> AbstractContextManager[Callable[[int], None]]:
        """Open a stage of ``total`` steps; the value is called with the number of steps that were done."""

    def say(self, message: str) -> None:
        """Tell the user one line."""
