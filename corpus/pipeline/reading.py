"""Reading files in processes of their own, so that no document ends the run."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from corpus.model import Document, Rejection

SECONDS, PER_MEGABYTE = 60.0, 5.0
"""How long a file may take, and how much longer for each megabyte of it, which takes text some .1 seconds."""
MEMORY = 6_000_000_000
"""The bytes that a reading process may have: a page of 100 MB takes 1 to 3 GB."""
_GRACE = 10.0
"""Seconds after its time in which a process ends itself, if this one did not end it: it may be gone."""
_FILES_A_WORKER = 50
"""Starting a process takes as long as reading some twenty files."""


Results = tuple[Document | Rejection, ...]
"""What a file gave: its documents, and why parts of it are none."""


class Worker:
    """A process that reads one file at a time. It is started anew after it died or was stopped."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds, self._memory = seconds, memory
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, path: Path, name: str) -> Results:
        """Return what :func:`corpus.read.documents.read_documents` does, or that no process could."""
        process = self._process = self._process or self._start()
        seconds = self._seconds + PER_MEGABYTE * _megabytes(path)
        stopped = threading.Event()

        def stop() -> None:
            stopped.set()
            process.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            return self._ask(process, path, name, seconds)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            code = self._end()
            what = f"took more than {seconds:.0f} seconds" if stopped.is_set() else _how_it_ended(code)
            return (Rejection("read", "unreadable", name, f"cannot be read: {what}", failed=True),)
        finally:
            timer.cancel()

    def _ask(self, process: subprocess.Popen[bytes], path: Path, name: str, seconds: float) -> Results:
        if process.stdin is None or process.stdout is None:
            raise EOFError
        pickle.dump((os.fsencode(path), name, seconds + _GRACE), process.stdin)
        process.stdin.flush()
        answer: Results = pickle.load(process.stdout)  # noqa: S301 - from the process started here
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "corpus.read.worker", str(self._memory)]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> int:
        """Stop the process if there is one, and return how it ended."""
        process, self._process = self._process, None
        if process is None:
            return 0
        process.kill()
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # What was not yet written to it, nobody will read.
                stream.close() if stream else None
        return process.wait()


def read_in_processes(files: Sequence[tuple[Path, str]]) -> Iterator[Results]:
    """Yield what each file gave, in their order; several are read at once on several cores."""
    count = max(1, min(os.cpu_count() or 1, len(files) // _FILES_A_WORKER))
    idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
    with ExitStack() as opened:
        for _ in range(count):
            idle.put(opened.enter_context(Worker()))

        def read(file: tuple[Path, str]) -> Results:
            worker = idle.get()
            try:
                return worker.read(*file)
            finally:
                idle.put(worker)

        with ThreadPoolExecutor(count) as threads:
            yield from threads.map(read, files)


def _how_it_ended(code: int) -> str:
    """Return in words how a process ended (negative: by which signal)."""
    how = f"signal {-code}" if code < 0 else f"code {code}"
    return f"the process that read it ended ({how}); it may need more memory than there is"


def _megabytes(path: Path) -> float:
    try:
        return path.stat().st_size / 1e6
    except OSError:
        return 0.0
