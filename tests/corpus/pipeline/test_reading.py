"""A document that kills its reader, or never ends, is set aside, and the rest is read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from corpus.model import Document, Rejection
from corpus.pipeline.reading import Worker, read_in_processes

TEXT = "警方发布通报。\n"


def write(folder: Path, *names: str) -> list[tuple[Path, str]]:
    for name in names:
        (folder / name).write_text(f"{TEXT}{name}。\n", encoding="utf-8")
    return [(folder / name, name) for name in names]


def test_files_are_read_in_their_order(tmp_path: Path) -> None:
    files = write(tmp_path, *(f"{i:03}.txt" for i in range(120)))
    results = [result for (result,) in read_in_processes(files)]
    assert [result.name for result in results if isinstance(result, Document)] == [name for _, name in files]


def test_a_name_that_is_no_unicode(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.txt")
    path.write_text(TEXT, encoding="utf-8")
    ((result,),) = read_in_processes([(path, "%FF.txt")])
    assert isinstance(result, Document)


def test_a_reader_that_dies_is_a_rejection_and_the_next_file_is_read(tmp_path: Path) -> None:
    files = write(tmp_path, "a.txt", "b.txt", "c.txt")
    with Worker() as worker:
        assert isinstance(worker.read(*files[0])[0], Document)
        assert worker._process
        os.kill(worker._process.pid, signal.SIGKILL)
        (result,) = worker.read(*files[1])
        assert isinstance(result, Rejection)
        assert result.failed
        assert "signal 9" in result.message
        assert isinstance(worker.read(*files[2])[0], Document)


@pytest.mark.skipif(sys.platform == "win32", reason="stops a process by SIGSTOP")
def test_a_reader_that_runs_away_is_stopped(tmp_path: Path) -> None:
    files = write(tmp_path, "a.txt", "b.txt")
    with Worker() as worker:
        assert isinstance(worker.read(*files[0])[0], Document)
        assert worker._process
        os.kill(worker._process.pid, signal.SIGSTOP)
        worker._seconds, usual = 1.0, worker._seconds
        (result,) = worker.read(*files[0])
        worker._seconds = usual
        assert isinstance(result, Rejection)
        assert "took more than 1 seconds" in result.message
        assert isinstance(worker.read(*files[1])[0], Document)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process so")
def test_a_document_that_needs_too_much_memory(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_text(TEXT * 3_000_000, encoding="utf-8")
    (small,) = write(tmp_path, "small.txt")
    with Worker(memory=400_000_000) as worker:
        (result,) = worker.read(tmp_path / "big.txt", "big.txt")
        assert isinstance(result, Rejection)
        assert "memory" in result.message
        assert isinstance(worker.read(*small)[0], Document)


def test_a_worker_ends_with_its_input(tmp_path: Path) -> None:
    (file,) = write(tmp_path, "a.txt")
    with Worker() as worker:
        worker.read(*file)
        process = worker._process
        assert process
        assert process.stdin
        process.stdin.close()
        assert process.wait(timeout=20) == 0
    assert not any(isinstance(thread, threading.Timer) for thread in threading.enumerate())


def test_no_process_is_left(tmp_path: Path) -> None:
    (file,) = write(tmp_path, "a.txt")
    with Worker() as worker:
        worker.read(*file)
        process = worker._process
    assert process
    deadline = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert process.returncode is not None


@pytest.mark.skipif(sys.platform == "win32", reason="has no alarms")
def test_a_process_that_nobody_waits_for_ends_itself() -> None:
    """Also in the middle of a loop in C, which no handler of Python's would interrupt."""
    code = "from corpus.read.limits import end_after; end_after(1); sum(iter(int, 1))"
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert done.returncode == -signal.SIGALRM


@pytest.mark.skipif(sys.platform == "win32", reason="has no alarms")
def test_a_file_that_was_read_in_time_ends_nothing() -> None:
    code = (
        "import time; from corpus.read.limits import end_after; end_after(1); end_after(0); time.sleep(1.5)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
