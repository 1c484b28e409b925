"""Several processes on this machine that do the items of a stage.

Small work is done in this process: starting another one takes longer. An item that ends its process is tried
by itself, twice; if it ends that too, or takes too long, the stage says what stands for it.
"""

from __future__ import annotations

import contextlib
import io
import math
import os
import pickle
import queue
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from types import TracebackType
from typing import Any

from align.embedder import Embedder
from corpus.pipeline.batches import Answer, Batch, KitPlan, batches, no_embedder
from corpus.pipeline.runner import In, InProcess, Kit, Out, Stage
from corpus.read.limits import own_module

_BATCH = 0.1
"""Seconds of work that are handed over together."""
_WORTH_IT = 2.0
"""Seconds of work of one stage from which other processes are worth their start, with models and dictionary
some two: they are there then for the stages that follow."""
_WORTH_SENDING = 0.3
"""Seconds of work that are worth sending to processes that are there."""
_AHEAD = 4
"""Batches a worker that may be done or waiting before the one whose turn it is."""
_ATTEMPTS = 2
"""How often an item is tried by itself."""
_LARGE = 5.0
"""Seconds of reading, some 25 MB, after which a process is ended."""
_GRACE = 10.0
"""Seconds after its time in which a process ends itself, if this one did not end it: it may be gone."""
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""Workers share the cores, so that none may take them all."""


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class WorkerLostError(Exception):
    """A process ended before it had answered; the message says how."""


class Worker:
    """Another process. It is started when it is needed, and anew after it died or was stopped."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> int | None:
        """The number of the process, if one runs."""
        return self._process.pid if self._process else None

    def do(self, batch: Batch) -> Answer:
        """Return the answer to a batch.

        Raises:
            WorkerLostError: the process ended.
            TimeoutError: it took too long.
        """
        if self._process and self._process.poll() is not None:
            # It was killed while it had nothing to do: no item is to blame.
            self.end()
        try:
            process = self._process = self._process or _start()
        except (EOFError, OSError) as error:
            raise WorkerLostError("could not be started") from error
        stopped = threading.Event()

        def stop() -> None:
            stopped.set()
            process.kill()

        timer = None if math.isinf(batch.most) else threading.Timer(batch.most - _GRACE, stop)
        if timer:
            timer.start()
        try:
            return _ask(process, batch)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            code = self.end()
            if stopped.is_set():
                raise TimeoutError from error
            raise WorkerLostError(_how_it_ended(code)) from error
        finally:
            if timer:
                timer.cancel()

    def end(self) -> int:
        """Stop the process if there is one, and return how it ended."""
        process, self._process = self._process, None
        if process is None:
            return 0
        process.kill()
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # What was not yet written to it, nobody will read.
                stream.close() if stream else None
        return process.wait()


def _start() -> subprocess.Popen[bytes]:
    command, environment = own_module("corpus.pipeline.worker")
    environment |= _ONE_THREAD
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
    try:
        pickle.load(process.stdout or io.BytesIO())  # noqa: S301 - from the process started here: it is ready
    except EOFError:
        process.kill()
        process.wait()
        raise
    return process


def _ask(process: subprocess.Popen[bytes], batch: Batch) -> Answer:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    pickle.dump(batch, process.stdin)
    process.stdin.flush()
    answer: Answer = pickle.load(process.stdout)  # noqa: S301 - from the process started here
    return answer


def _how_it_ended(code: int) -> str:
    """Return in words how a process ended (negative: by which signal)."""
    how = f"signal {-code}" if code < 0 else f"code {code}"
    return f"ended ({how}); it may need more memory than there is"


class Pool:
    """A runner of several processes."""

    def __init__(
        self, kit: Kit, make_embedder: Callable[[], Embedder], count: int, worth_it: float = _WORTH_IT
    ) -> None:
        """Work with ``count`` processes, each with an embedder of its own.

        Args:
            kit: what this process works with.
            make_embedder: loads an embedder for each process.
            count: of how many processes.
            worth_it: seconds of work from which other processes are worth their start.
        """
        self._worth_it = worth_it
        """Less once the other processes are there."""
        self.kit = kit
        self._here = InProcess(kit)
        plan = _pickled(KitPlan(make_embedder, kit.cache.path))
        self._has_embedder = plan is not None
        self._plan = plan or pickle.dumps(KitPlan(no_embedder, kit.cache.path))
        self._count = count
        self._threads = ThreadPoolExecutor(count)
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        self.workers = [Worker() for _ in range(count)]
        for worker in reversed(self.workers):
            self._idle.put(worker)
        self._closed = False

    def map(self, stage: Stage[In, Out], items: Iterable[In]) -> Iterator[Out]:
        """See :class:`corpus.pipeline.runner.Runner`."""
        if stage.isolated:
            return self._spread(stage, items)
        head, rest = take_small(stage, items, self._worth_it)
        if rest is None or self._count == 1 or not self._has_embedder:
            return self._here.map(stage, chain(head, rest or ()))
        self._worth_it = min(self._worth_it, _WORTH_SENDING)
        return self._spread(stage, chain(head, rest))

    def _spread(self, stage: Stage[In, Out], items: Iterable[In]) -> Iterator[Out]:
        pickled = pickle.dumps(stage)
        waiting: deque[Future[list[Out]]] = deque()
        for batch in batches(stage, items, _BATCH):
            waiting.append(self._threads.submit(self._do, stage, pickled, batch))
            if len(waiting) > _AHEAD * self._count:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()

    def _do(self, stage: Stage[In, Out], pickled: bytes, items: list[In]) -> list[Out]:
        worker = self._idle.get()
        try:
            return self._results(worker, stage, pickled, items)
        except WorkerLostError:
            return [self._alone(worker, stage, pickled, item) for item in items]
        except TimeoutError:
            if len(items) == 1:
                return [stage.lost(items[0], _too_long(stage, items[0]))]
            return [self._alone(worker, stage, pickled, item) for item in items]
        finally:
            self._idle.put(worker)

    def _alone(self, worker: Worker, stage: Stage[In, Out], pickled: bytes, item: In) -> Out:
        """Try an item by itself: others may have been what ended the process, or somebody from outside."""
        how = ""
        for _ in range(_ATTEMPTS):
            try:
                return self._results(worker, stage, pickled, [item])[0]
            except WorkerLostError as error:
                how = str(error)
            except TimeoutError:
                return stage.lost(item, _too_long(stage, item))
        return stage.lost(item, how)

    def _results(self, worker: Worker, stage: Stage[In, Out], pickled: bytes, items: list[In]) -> list[Out]:
        if self._closed:
            raise InterruptedError
        most = max(map(stage.most, items)) + _GRACE
        answer = worker.do(Batch(self._plan, pickled, items, most))
        if answer.embedder:
            self.kit.embedder.note(answer.embedder)
        if answer.error:
            raise answer.error
        if stage.isolated and sum(map(stage.cost, items)) > _LARGE:
            worker.end()  # What it took for a large document it keeps; it is started anew when it is needed.
        return answer.results

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self.workers:
            worker.end()
        self._threads.shutdown()
        # One that was just being started has a process only now.
        for worker in self.workers:
            worker.end()


def take_small(
    stage: Stage[In, Any], items: Iterable[In], worth_it: float
) -> tuple[list[In], Iterator[In] | None]:
    """Take as many items as are worth other processes (in seconds of work), and return the rest too.

    Nothing is the rest where all together are not worth it.
    """
    rest = iter(items)
    taken: list[In] = []
    seconds = 0.0
    for item in rest:
        taken.append(item)
        seconds += stage.cost(item)
        if seconds >= worth_it:
            return taken, rest
    return taken, None


def _too_long(stage: Stage[In, Any], item: In) -> str:
    return f"took more than {stage.most(item):.0f} seconds"


def _pickled(plan: KitPlan) -> bytes | None:
    """Return the plan for other processes; nothing if an embedder of the user's cannot be sent to them."""
    try:
        return pickle.dumps(plan)
    except (pickle.PicklingError, AttributeError, TypeError):
        return None
