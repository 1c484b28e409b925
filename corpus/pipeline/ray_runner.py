"""The stages on a Ray cluster: batches of items to long-lived actors that write shards into shared storage.

Ray Data spreads the batches and nothing else: no shuffle, join or group of its own is needed, because what
looks at all documents (census, pairing, near duplicates, order, writing) is done by the run itself. A shard
is named by the hash of its work and its content, so that a run that was stopped takes what is there, and
the results come in the order of the items, whoever was first. Batches go to the actors the same way, as
``part-<hash>``: what Ray carries, and what the run holds, are their names.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any

from align.embedder import CachedEmbedder, Embedder
from corpus import __version__
from corpus.cache import Cache
from corpus.errors import CorpusError
from corpus.pipeline.batches import KitPlan, batches
from corpus.pipeline.pool import Pool, take_small
from corpus.pipeline.runner import In, InProcess, Kit, Out, Stage
from corpus.pipeline.shards import Shards

_WORTH_IT = 4.0
"""Seconds of work of one stage from which actors are worth their start: each stage has actors of its own."""
_BATCH = 1.0
"""Seconds of work in a row of Ray's: small enough that a slow document holds up few others."""
HOW_TO_GET = 'it is not installed: pip install "duizhao[ray]"'


class RayRunner:
    """A runner whose actors are Ray's: on this machine, or where a cluster is."""

    def __init__(
        self,
        kit: Kit,
        make_embedder: Callable[[], Embedder],
        count: int,
        address: str,
        shared: str,
        worth_it: float = _WORTH_IT,
    ) -> None:
        """Work with ``count`` actors of the cluster at ``address``; empty for one on this machine.

        Args:
            kit: what this process works with.
            make_embedder: loads an embedder for each actor.
            count: how many actors.
            address: ``host:port``, or ``auto`` for the cluster that this process stands in.
            shared: a folder that every machine sees under this name, or an address of an object store.
            worth_it: seconds of work from which actors are worth their start.

        Raises:
            CorpusError: Ray is not installed, there is no cluster, or what is shared cannot be opened.
        """
        self.kit = kit
        self._worth_it, self._count, self._shared = worth_it, count, shared
        self._ray = _start(address, count)
        self._shards = Shards(shared)
        self._plan = KitPlan(make_embedder, kit.cache.path)

    def map(self, stage: Stage[In, Out], items: Iterable[In]) -> Iterator[Out]:
        """See :class:`corpus.pipeline.runner.Runner`."""
        head, rest = take_small(stage, items, self._worth_it)
        if rest is None and not stage.isolated:
            return InProcess(self.kit).map(stage, head)
        return self._spread(stage, chain(head, rest or ()))

    def _spread(self, stage: Stage[In, Out], items: Iterable[In]) -> Iterator[Out]:
        work = pickle.dumps(stage)
        there = self._shards.keys()
        keys = list(self._hand_over(stage, work, items, there))
        missing = [place for place, key in enumerate(keys) if key not in there]
        done = set(range(len(keys))) - set(missing)
        arrived = self._rows(work, [{"place": place, "key": keys[place]} for place in missing])
        for place, key in enumerate(keys):
            while place not in done:
                done.add(int(next(arrived)["place"]))
            results, signature = pickle.loads(self._shards.read(key))  # noqa: S301 - an actor's of this run
            if signature:
                self.kit.embedder.note(signature)
            yield from results

    def _hand_over(
        self, stage: Stage[In, Out], work: bytes, items: Iterable[In], there: Container[str]
    ) -> Iterator[str]:
        """Write the batches that are to be done, and yield the key of each batch: no more is held of it."""
        for group in batches(stage, items, _BATCH):
            part = pickle.dumps(group)
            key = _key(work, part, *(stage.version(item) for item in group))
            if key not in there:
                self._shards.write(key, part, "part")
            yield key

    def _rows(self, work: bytes, rows: list[dict[str, Any]]) -> Iterator[Mapping[str, Any]]:
        """Yield which batches are done, as they are."""
        if not rows:
            return iter(())
        data = self._ray.data
        spread = data.from_items(rows, override_num_blocks=len(rows)).map_batches(
            Actor,
            fn_constructor_args=(pickle.dumps(self._plan), work, self._shared),
            compute=data.ActorPoolStrategy(size=self._count),
            batch_size=1,
            num_cpus=1,
        )
        arrived: Iterator[Mapping[str, Any]] = iter(spread.iter_rows())
        return arrived

    def __enter__(self) -> RayRunner:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            # The next run computes nothing of this one again: what it needs is in the cache.
            self._shards.remove()
        self._ray.shutdown()


def _key(work: bytes, part: bytes, *versions: str) -> str:
    """Return the name of a batch: whatever its results depend on."""
    everything = pickle.dumps((__version__, work, part, versions))
    return hashlib.sha256(everything).hexdigest()[:32]


def show_token() -> None:
    """Let Ray show the token of its clusters where there is one: they ask for it, and it shows none itself.

    A cluster that asks for none takes it, too (seen with Ray 2.60).
    """
    given = os.environ.get("RAY_AUTH_TOKEN") or os.environ.get("RAY_AUTH_TOKEN_PATH")
    if given or (Path.home() / ".ray" / "auth_token").is_file():
        os.environ.setdefault("RAY_AUTH_MODE", "token")


def _start(address: str, count: int) -> Any:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if address:
        show_token()
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise CorpusError(f"--runner ray needs Ray, and {HOW_TO_GET}") from error
    here: dict[str, Any] = {"address": address} if address else {"num_cpus": count + 1}
    try:
        ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR, **here)
    except Exception as error:
        raise CorpusError(f"there is no Ray cluster at {address or 'this machine'}: {error}") from error
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)  # It tells of each stage what our bars tell.
    return ray


class Actor:
    """Does batches on some machine, and keeps model and dictionary from one to the next.

    What may end a process (reading) is done in a process of the actor's own.
    """

    def __init__(self, plan: bytes, work: bytes, shared: str) -> None:
        made: KitPlan = pickle.loads(plan)  # noqa: S301 - from the run that started this one
        self._stage: Stage[Any, Any] = pickle.loads(work)  # noqa: S301 - the same
        self._shards = Shards(shared)
        self._opened = ExitStack()
        cache = self._opened.enter_context(Cache(made.cache))
        self._kit = Kit(CachedEmbedder(made.make_embedder, cache), cache)
        self._pool = self._opened.enter_context(Pool(self._kit, made.make_embedder, 1))

    def __call__(self, batch: Mapping[str, Any]) -> dict[str, list[int]]:
        """Do the rows of a batch; their results are in shared storage when this returns."""
        for key in map(str, batch["key"]):
            items = pickle.loads(self._shards.read(key, "part"))  # noqa: S301 - the same
            results = list(self._pool.map(self._stage, items))
            signature = self._kit.embedder.signature if self._kit.embedder.used else None
            self._shards.write(key, pickle.dumps((results, signature)))
        return {"place": [int(place) for place in batch["place"]]}
