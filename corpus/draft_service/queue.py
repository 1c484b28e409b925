"""Requests that wait, and the one thread that drafts: sentences of several requests share a batch.

While a batch is drafted others come, and the next batch takes one sentence of each request in turn; so
batches are as large as there is work, nobody waits for a batch to fill, and a long text does not keep a short
one waiting.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from corpus.errors import CorpusError
from corpus.model import Lang


@dataclass(frozen=True, slots=True)
class Direction:
    """What is translated into what."""

    source: Lang
    chinese: str = "zh-CN"
    """The Chinese that English becomes."""


Draft = Callable[[Direction, Sequence[str]], list[str]]
"""Returns a translation of each sentence."""


class QueueFullError(CorpusError):
    """So much waits already that more would wait too long."""


class QueueClosedError(CorpusError):
    """The service ends, or its engine broke down."""


@dataclass(slots=True)
class _Job:
    """The sentences of one request."""

    direction: Direction
    sentences: Sequence[str]
    future: Future[list[str]] = field(default_factory=Future)
    taken: int = 0
    made: list[str] = field(default_factory=list)


class DraftQueue:
    """Takes requests from any thread."""

    def __init__(
        self, open_desk: Callable[[], AbstractContextManager[Draft]], most_waiting: int, batch: int = 64
    ) -> None:
        """Start the thread that drafts.

        Args:
            open_desk: opens, in that thread, what drafts.
            most_waiting: sentences that may wait; a request that finds nothing waiting may have more.
            batch: sentences that are drafted together.
        """
        self._open_desk, self._most_waiting, self._batch = open_desk, most_waiting, batch
        self._jobs: deque[_Job] = deque()
        self._waiting = 0
        self._changed = threading.Condition()
        self._is_closed = False
        self.drafted = 0
        """Sentences of all requests."""
        self._thread = threading.Thread(target=self._run, name="drafts", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many sentences wait."""
        return self._waiting

    @property
    def is_open(self) -> bool:
        """Whether requests are taken."""
        return not self._is_closed

    def submit(self, direction: Direction, sentences: Sequence[str]) -> Future[list[str]]:
        """Return what will hold a translation of each sentence; cancel it and its sentences are left out.

        Raises:
            QueueFullError: too much waits.
            QueueClosedError: the service ends.
        """
        job = _Job(direction, list(sentences))
        if not sentences:
            job.future.set_result([])
            return job.future
        with self._changed:
            if self._is_closed:
                raise QueueClosedError("the service ends")
            if self._waiting and self._waiting + len(sentences) > self._most_waiting:
                raise QueueFullError(f"{self._waiting} sentences wait already; ask again later")
            self._jobs.append(job)
            self._waiting += len(sentences)
            self._changed.notify()
        job.future.add_done_callback(self._leave)
        return job.future

    def close(self) -> None:
        """Take no more, draft what waits, and end the thread."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        try:
            with self._open_desk() as draft:
                while parts := self._next():
                    self._draft(parts, draft)
        finally:
            # After an error of the program nothing is drafted any more, and nobody may wait for it.
            with self._changed:
                self._is_closed = True
                while self._jobs:
                    _fail(self._jobs.popleft(), QueueClosedError("the engine broke down; see the log"))
                self._waiting = 0

    def _next(self) -> list[tuple[_Job, str]]:
        """Return the sentences of the next batch; none when the queue is closed and empty."""
        with self._changed:
            while True:
                self._drop_cancelled()
                if self._jobs:
                    return self._take()
                if self._is_closed:
                    return []
                self._changed.wait()

    def _take(self) -> list[tuple[_Job, str]]:
        """Take one sentence of each request of a direction in turn, the oldest's direction."""
        direction = self._jobs[0].direction
        jobs = [job for job in self._jobs if job.direction == direction]
        counts = dict.fromkeys(map(id, jobs), 0)
        room, going = self._batch, deque(jobs)
        while room and going:
            job = going.popleft()
            counts[id(job)] += 1
            room -= 1
            if job.taken + counts[id(job)] < len(job.sentences):
                going.append(job)
        parts: list[tuple[_Job, str]] = []
        for job in jobs:
            count = counts[id(job)]
            parts += [(job, sentence) for sentence in job.sentences[job.taken : job.taken + count]]
            job.taken += count
            self._waiting -= count
            if job.taken == len(job.sentences):
                self._jobs.remove(job)
        return parts

    def _leave(self, future: Future[list[str]]) -> None:
        """Free the place of a request that was cancelled, also while a batch is drafted."""
        if future.cancelled():
            with self._changed:
                self._drop_cancelled()

    def _drop_cancelled(self) -> None:
        for job in [job for job in self._jobs if job.future.cancelled() or job.future.done()]:
            self._jobs.remove(job)
            self._waiting -= len(job.sentences) - job.taken

    def _draft(self, parts: Sequence[tuple[_Job, str]], draft: Draft) -> None:
        jobs = list({id(job): job for job, _ in parts}.values())
        try:
            made = draft(jobs[0].direction, [sentence for _, sentence in parts])
        except CorpusError as error:
            for job in jobs:
                _fail(job, error)
            return
        except BaseException:
            for job in jobs:
                _fail(job, QueueClosedError("the engine broke down; see the log"))
            raise
        self.drafted += len(parts)
        for (job, _), text in zip(parts, made, strict=True):
            job.made.append(text)
        for job in jobs:
            if len(job.made) == len(job.sentences) and job.future.set_running_or_notify_cancel():
                job.future.set_result(job.made)


def _fail(job: _Job, error: CorpusError) -> None:
    """End a request with an error, unless it was cancelled or has ended."""
    if not job.future.done() and job.future.set_running_or_notify_cancel():
        job.future.set_exception(error)
