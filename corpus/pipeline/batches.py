"""What another process is handed, what it answers, and how it comes by the answer."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.embedder import CachedEmbedder, Embedder
from corpus.cache import Cache
from corpus.pipeline.runner import In, Kit, Stage
from corpus.read.limits import limit_memory


@dataclass(frozen=True, slots=True)
class KitPlan:
    """How another process makes a kit like that of this one."""

    make_embedder: Callable[[], Embedder]
    cache: Path

    def open(self) -> Kit:
        """Make it. The cache is another connection to the same file."""
        cache = Cache(self.cache, quiet=True)
        return Kit(CachedEmbedder(self.make_embedder, cache), cache)


def no_embedder() -> Embedder:
    """Take the place of an embedder that cannot be sent: what needs it is done where it is.

    Raises:
        RuntimeError: always.
    """
    raise RuntimeError("this process has no embedder")


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be done."""

    plan: bytes
    """A pickled :class:`KitPlan`."""
    stage: bytes
    """A pickled stage: the same bytes are the same stage."""
    items: list[Any]
    most: float
    """Seconds after which this process ends itself."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a batch."""

    results: list[Any]
    error: Exception | None
    """What ended it: a fault, which ends the run."""
    embedder: str | None
    """The signature of the embedder, if it was used."""


class Desk:
    """Does batches; kit and stage stay open from one to the next."""

    def __init__(self) -> None:
        self._opened: dict[str, tuple[bytes, Any]] = {}

    def do(self, batch: Batch) -> Answer:
        """Do a batch."""
        results: list[Any] = []
        error: Exception | None = None
        kit: Kit | None = None
        try:
            kit = self._open("kit", batch.plan, lambda: pickle.loads(batch.plan).open())  # noqa: S301 - from our starter
            stage: Stage[Any, Any] = self._open("stage", batch.stage, lambda: _stage(batch.stage))
            results += [stage(item, kit) for item in batch.items]
        except Exception as raised:  # noqa: BLE001 - whatever it is, the run has to hear of it
            error = _sendable(raised)
        return Answer(results, error, kit.embedder.signature if kit and kit.embedder.used else None)

    def _open(self, name: str, known_by: bytes, make: Callable[[], Any]) -> Any:
        if name not in self._opened or self._opened[name][0] != known_by:
            self._opened[name] = known_by, make()
        return self._opened[name][1]


def _stage(pickled: bytes) -> Stage[Any, Any]:
    stage: Stage[Any, Any] = pickle.loads(pickled)  # noqa: S301 - from the process that started this one
    limit_memory(stage.memory)
    return stage


def _sendable(error: Exception) -> Exception:
    """Return an error that can be sent: some of the libraries' cannot."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - what was dumped here
    except Exception:  # noqa: BLE001 - an error's own code may raise anything
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def batches(stage: Stage[In, Any], items: Iterable[In], seconds: float) -> Iterator[list[In]]:
    """Yield the items in groups that take about so many seconds each."""
    batch: list[In] = []
    cost = 0.0
    for item in items:
        batch.append(item)
        cost += stage.cost(item)
        if cost >= seconds:
            yield batch
            batch, cost = [], 0.0
    if batch:
        yield batch
