"""A document that kills its reader, or never ends, is set aside, and the rest is read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from align.embedder import CachedEmbedder
from corpus.cache import Cache
from corpus.model import Metadata, Rejection
from corpus.pipeline.pool import Pool
from corpus.pipeline.reading import File, Read, Reading
from corpus.pipeline.runner import Kit
from tests.factories import FakeEmbedder

TEXT = "警方发布通报。\n"
READING = Reading(Metadata(), judges=True)


class Deadly(Reading):
    """Ends its process at some files: by a signal, or by never coming to an end."""

    def __call__(self, item: File, kit: Kit) -> tuple[Read | Rejection, ...]:
        if "deadly" in item[1]:
            os.kill(os.getpid(), signal.SIGKILL)
        if "endless" in item[1]:
            os.kill(os.getpid(), signal.SIGSTOP)
        return super().__call__(item, kit)


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
    with Cache(tmp_path / "cache.sqlite") as cache:
        kit = Kit(CachedEmbedder(FakeEmbedder, cache), cache)
        with Pool(kit, FakeEmbedder, 2) as opened:
            yield opened


def write(folder: Path, *names: str) -> list[File]:
    for name in names:
        (folder / name).write_text(f"{TEXT}{name}。\n", encoding="utf-8")
    return [(folder / name, name) for name in names]


def said(results: tuple[Read | Rejection, ...]) -> str:
    """The name of the one document, or why it is none."""
    (result,) = results
    return result.split.document.name if isinstance(result, Read) else result.message


def test_files_are_read_in_their_order(tmp_path: Path, pool: Pool) -> None:
    files = write(tmp_path, *(f"{i:03}.txt" for i in range(300)))
    assert list(map(said, pool.map(READING, files))) == [name for _, name in files]
    assert all(worker.process for worker in pool.workers), "300 files are more than a batch"


def test_a_few_files_start_one_process(tmp_path: Path, pool: Pool) -> None:
    files = write(tmp_path, *(f"{i:03}.txt" for i in range(30)))
    assert len(list(pool.map(READING, files))) == 30
    assert sum(worker.process is not None for worker in pool.workers) == 1


def test_a_name_that_is_no_unicode(tmp_path: Path, pool: Pool) -> None:
    path = tmp_path / os.fsdecode(b"\xff.txt")
    path.write_text(TEXT, encoding="utf-8")
    assert list(map(said, pool.map(READING, [(path, "%FF.txt")]))) == ["%FF.txt"]


def test_a_document_that_ends_its_reader_is_a_rejection_and_its_neighbours_are_read(
    tmp_path: Path, pool: Pool
) -> None:
    files = write(tmp_path, *(f"{i:03}.txt" for i in range(40)), "deadly.txt", "z.txt")
    results = list(pool.map(Deadly(Metadata(), judges=False), files))
    assert list(map(said, results[:40])) == [name for _, name in files[:40]]
    assert "signal 9" in said(results[40])
    assert said(results[41]) == "z.txt"
    (rejection,) = results[40]
    assert isinstance(rejection, Rejection)
    assert rejection.failed


def test_a_process_that_somebody_kills_costs_no_document(tmp_path: Path, pool: Pool) -> None:
    files = write(tmp_path, *(f"{i:04}.txt" for i in range(1500)))
    results = pool.map(READING, files)
    names = [said(next(results))]
    for worker in pool.workers:
        if worker.process:
            os.kill(worker.process, signal.SIGKILL)
    assert [*names, *map(said, results)] == [name for _, name in files]


@pytest.mark.skipif(sys.platform == "win32", reason="stops a process by SIGSTOP")
def test_a_reader_that_runs_away_is_stopped(tmp_path: Path, pool: Pool) -> None:
    files = write(tmp_path, "a.txt", "endless.txt", "z.txt")
    results = list(pool.map(Deadly(Metadata(), judges=False, seconds=8.0), files))
    assert said(results[0]) == "a.txt"
    assert "took more than 8 seconds" in said(results[1])
    assert said(results[2]) == "z.txt"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process so")
def test_a_document_that_needs_too_much_memory(tmp_path: Path, pool: Pool) -> None:
    (tmp_path / "big.txt").write_text(TEXT * 3_000_000, encoding="utf-8")
    files = [(tmp_path / "big.txt", "big.txt"), *write(tmp_path, "small.txt")]
    results = list(pool.map(replace(READING, memory=700_000_000), files))
    assert "memory" in said(results[0])
    assert said(results[1]) == "small.txt"


def test_no_process_is_left(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.sqlite") as cache:
        kit = Kit(CachedEmbedder(FakeEmbedder, cache), cache)
        with Pool(kit, FakeEmbedder, 2) as pool:
            list(pool.map(READING, write(tmp_path, "a.txt")))
            process = pool.workers[0].process
            assert process
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_a_pool_that_is_left_early_ends_its_processes(tmp_path: Path) -> None:
    files = write(tmp_path, *(f"{i:04}.txt" for i in range(2000)))
    with Cache(tmp_path / "cache.sqlite") as cache:
        kit = Kit(CachedEmbedder(FakeEmbedder, cache), cache)
        with pytest.raises(KeyboardInterrupt), Pool(kit, FakeEmbedder, 2) as pool:
            for _ in pool.map(READING, files):
                raise KeyboardInterrupt
        assert not any(worker.process for worker in pool.workers)


def test_a_worker_ends_when_its_input_does() -> None:
    command = [sys.executable, "-m", "corpus.pipeline.worker"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, input=b"", env=environment, check=False, timeout=60)
    assert done.returncode == 0


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
