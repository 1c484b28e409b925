"""Where the work on single documents and pairs is done: in this process, in several, or on other machines.

A stage is work on one item by itself, so nothing depends on who does it, or on what is done beside it.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from align.embedder import CachedEmbedder, Embedder
from corpus.cache import Cache
from corpus.errors import CorpusError

In = TypeVar("In")
Out = TypeVar("Out")


@dataclass(frozen=True, slots=True)
class Kit:
    """What a process works with: loaded once, and only where it is needed."""

    embedder: CachedEmbedder
    cache: Cache


class Stage(ABC, Generic[In, Out]):
    """What is done with each item. A value: it is sent to other processes."""

    isolated = False
    """Whether an item may end the process it is looked at in: then that is never this one."""
    memory: int | None = None
    """The bytes of address space that a process may have meanwhile."""

    @abstractmethod
    def __call__(self, item: In, kit: Kit) -> Out:
        """Return what becomes of an item."""

    @abstractmethod
    def cost(self, item: In) -> float:
        """Return about how many seconds an item takes."""

    def most(self, item: In) -> float:  # noqa: ARG002 - most stages know no bound
        """Return after how many seconds an item is given up."""
        return math.inf

    def version(self, item: In) -> str:  # noqa: ARG002 - most items are all that counts
        """Return what the result depends on besides the item: of a file, which state of it."""
        return ""

    def lost(self, item: In, how: str) -> Out:
        """Return what stands for an item that ended its process whenever it was tried, or took too long.

        Raises:
            CorpusError: nothing can.
        """
        raise CorpusError(f"a process that worked on {str(item)[:80]} {how}; try again with --workers 1")


class Runner(Protocol):
    """Does the items of a stage."""

    @property
    def kit(self) -> Kit:
        """What this process works with."""

    def map(self, stage: Stage[In, Out], items: Iterable[In]) -> Iterator[Out]:
        """Yield what becomes of each item, in their order."""


@dataclass(frozen=True, slots=True)
class InProcess:
    """Does everything here, one item after the other."""

    kit: Kit

    def map(self, stage: Stage[In, Out], items: Iterable[In]) -> Iterator[Out]:
        """See :class:`Runner`."""
        return (stage(item, self.kit) for item in items)


@dataclass(frozen=True, slots=True)
class Embedding(Stage[In, Out]):
    """A function of an item and the embedder as a stage."""

    function: Callable[[In, Embedder], Out]
    """At the top of a module, or a :func:`functools.partial` of such a one."""
    seconds: Callable[[In], float]
    """About how long an item takes."""

    def __call__(self, item: In, kit: Kit) -> Out:
        """Return what the function does."""
        return self.function(item, kit.embedder)

    def cost(self, item: In) -> float:
        """See :class:`Stage`."""
        return self.seconds(item)
