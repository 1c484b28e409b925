"""Batches across requests, turns, limits, and an end that drafts what waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from corpus.draft_service.queue import Direction, Draft, DraftQueue, QueueClosedError, QueueFullError
from corpus.errors import CorpusError

ZH, EN = Direction("zh"), Direction("en")


class Desk:
    """Drafts when it is let; keeps its batches."""

    def __init__(self, *, waits: bool = True) -> None:
        self.batches: list[tuple[Direction, list[str]]] = []
        self.started, self.let = threading.Semaphore(0), threading.Semaphore(0)
        self.waits = waits
        self.fails: Callable[[Sequence[str]], Exception | None] = lambda _: None

    @contextmanager
    def open(self) -> Iterator[Draft]:
        def draft(direction: Direction, sentences: Sequence[str]) -> list[str]:
            self.batches.append((direction, list(sentences)))
            self.started.release()
            if self.waits:
                self.let.acquire()
            if error := self.fails(sentences):
                raise error
            return [f"draft of {sentence}" for sentence in sentences]

        yield draft


@pytest.fixture
def desk() -> Desk:
    return Desk()


def begun(desk: Desk, most: int = 100, batch: int = 4) -> DraftQueue:
    """A queue whose thread drafts a first sentence, so that others wait."""
    queue = DraftQueue(desk.open, most, batch)
    queue.submit(ZH, ["first"])
    assert desk.started.acquire(timeout=600)
    return queue


def finish(desk: Desk, queue: DraftQueue) -> None:
    desk.waits = False
    desk.let.release()
    queue.close()


def test_requests_share_batches_and_take_turns(desk: Desk) -> None:
    queue = begun(desk)
    long = queue.submit(ZH, ["a1", "a2", "a3", "a4", "a5"])
    short = queue.submit(ZH, ["b1"])
    assert queue.waiting == 6
    finish(desk, queue)
    assert [batch for _, batch in desk.batches] == [["first"], ["a1", "a2", "a3", "b1"], ["a4", "a5"]]
    assert long.result() == [f"draft of a{i}" for i in range(1, 6)]
    assert short.result() == ["draft of b1"]
    assert (queue.waiting, queue.drafted) == (0, 7)


def test_a_batch_is_of_one_direction(desk: Desk) -> None:
    queue = begun(desk)
    results = [queue.submit(direction, [name]) for direction, name in ((EN, "a"), (ZH, "b"), (EN, "c"))]
    finish(desk, queue)
    assert desk.batches[1:] == [(EN, ["a", "c"]), (ZH, ["b"])]
    assert [result.result() for result in results] == [["draft of a"], ["draft of b"], ["draft of c"]]


def test_beyond_the_limit_requests_are_turned_away(desk: Desk) -> None:
    queue = begun(desk, most=3)
    large = queue.submit(ZH, list("abcde"))
    with pytest.raises(QueueFullError, match="5 sentences wait already"):
        queue.submit(ZH, ["f"])
    finish(desk, queue)
    assert len(large.result()) == 5, "one that finds nothing waiting may be larger"


def test_who_goes_away_is_left_out(desk: Desk) -> None:
    queue = begun(desk, most=3)
    gone = queue.submit(ZH, ["a1", "a2"])
    stays = queue.submit(ZH, ["b1"])
    assert gone.cancel()
    assert queue.waiting == 1, "its place is free at once"
    queue.submit(ZH, ["c1", "c2"])
    finish(desk, queue)
    assert desk.batches[1:] == [(ZH, ["b1", "c1", "c2"])]
    assert stays.result() == ["draft of b1"]


def test_an_error_of_the_engine_is_that_of_its_batch_alone(desk: Desk) -> None:
    desk.fails = lambda sentences: CorpusError("no answer") if "bad" in sentences else None
    queue = begun(desk, batch=1)
    bad, good = queue.submit(ZH, ["bad", "more"]), queue.submit(ZH, ["good"])
    finish(desk, queue)
    with pytest.raises(CorpusError, match="no answer"):
        bad.result()
    assert good.result() == ["draft of good"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_after_an_error_of_the_program_nobody_waits(desk: Desk) -> None:
    desk.fails = lambda sentences: ZeroDivisionError() if "bad" in sentences else None
    queue = begun(desk, batch=1)
    bad, behind = queue.submit(ZH, ["bad"]), queue.submit(ZH, ["behind"])
    finish(desk, queue)
    for future in (bad, behind):
        with pytest.raises(QueueClosedError, match="broke down"):
            future.result(600)
    assert not queue.is_open


def test_at_the_end_what_waits_is_drafted_and_nothing_new_is_taken(desk: Desk) -> None:
    queue = begun(desk)
    waiting = queue.submit(ZH, ["a"])
    closing = threading.Thread(target=queue.close)
    closing.start()
    while queue.is_open:
        threading.Event().wait(0.001)
    with pytest.raises(QueueClosedError):
        queue.submit(ZH, ["late"])
    desk.waits = False
    desk.let.release()
    closing.join(600)
    assert waiting.result(0) == ["draft of a"]


def test_nothing_to_draft(desk: Desk) -> None:
    queue = DraftQueue(desk.open, 1)
    assert queue.submit(ZH, []).result(0) == []
    finish(desk, queue)
