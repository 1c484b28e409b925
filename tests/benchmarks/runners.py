"""One build by one runner after another: time, peak memory of the run and of its workers, equal bytes.

    python -m tests.benchmarks.runners FOLDER OUT [RUNNER …] [--engine argos]

A runner is ``local:1``, ``local:2``, ``ray:1`` or ``ray:2``, with ``:killed`` after it if a worker is killed on the way;
without any, each of these is run. Each has a cache of its own and computes everything. Without an engine nothing is drafted; for
``argos`` packages of tiny models with random weights are installed, and removed afterwards.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from align.translate.argos import install_file, remove_package
from tests.tiny_models import write_argos_package

RUNNERS = ("local:1", "local:2", "local:2:killed", "ray:1", "ray:2", "ray:2:killed")
_EVERY, _KILLED_AFTER = 0.5, 20.0
"""Seconds between two looks at the processes, and of work after which a worker is killed."""
_WORKERS = ("corpus.pipeline.worker", "ray::MapWorker")
"""What stands in the command line of a process that works for the run."""


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("runners", nargs="*", default=RUNNERS)
    parser.add_argument("--engine", choices=("none", "argos"), default="none")
    given = parser.parse_args()
    with _tiny_packages() if given.engine == "argos" else contextlib.nullcontext():
        _compare(given.folder, given.out, given.runners, given.engine)


@contextlib.contextmanager
def _tiny_packages() -> Iterator[None]:
    """Install packages of tiny models both ways, for as long as they are needed."""
    pairs = (("zh", "en"), ("en", "zh"))
    with tempfile.TemporaryDirectory() as folder:
        for source, target in pairs:
            path = Path(folder) / f"{source}_{target}.argosmodel"
            write_argos_package(path, from_code=source, to_code=target)
            install_file(path)
        try:
            yield
        finally:
            for source, target in pairs:
                remove_package(source, target)


def _compare(folder: Path, out: Path, runners: Sequence[str], engine: str) -> None:
    expected = ""
    for runner in runners:
        name, count, *killed = runner.split(":")
        target = out / runner.replace(":", "-")
        seconds, run, workers, code = _build(folder, target, name, count, engine, kills=bool(killed))
        made = _digest(target)
        expected = expected or made
        same = "same bytes" if made == expected and code == 0 else f"OTHER BYTES (exit code {code})"
        most = " + ".join(f"{mb:,.0f}" for mb in sorted(workers.values(), reverse=True)[:8])
        print(f"{runner:16} {seconds:8.1f} s  run {run:6,.0f} MB  workers {most} MB  {same}", flush=True)


def _build(
    folder: Path, out: Path, name: str, count: str, engine: str, *, kills: bool
) -> tuple[float, float, dict[int, float], int]:
    """Return the seconds, the peak of the run, that of each worker, and the exit code."""
    code = "from corpus.cli.main import run; run()"
    options = ["--engine", engine, "--runner", name, "--workers", count, "--ray-folder", f"{out}.shared"]
    environment = os.environ | {"DUIZHAO_CACHE": f"{out}.cache", "SOURCE_DATE_EPOCH": "1700000000"}
    command = [
        sys.executable,
        "-c",
        code,
        str(folder),
        "--out",
        str(out),
        *options[: None if name == "ray" else 6],
    ]
    begun, peak, workers = time.perf_counter(), 0.0, dict[int, float]()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, _peak(process.pid))
        for worker in _workers(process.pid):
            workers[worker] = max(workers.get(worker, 0.0), _peak(worker))
        if kills and workers and time.perf_counter() - begun > _KILLED_AFTER:
            kills = not _kill(process.pid)
        time.sleep(_EVERY)
    return time.perf_counter() - begun, peak, workers, process.returncode


def _kill(run: int) -> bool:
    """Kill a worker, if there is one that has begun."""
    for worker in _workers(run):
        os.kill(worker, signal.SIGKILL)
        return True
    return False


def _workers(run: int) -> Iterator[int]:
    """Yield the processes that work for a run: its own, and those of Ray that it started."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # It has ended since.
    for process in parents:
        above = process
        while above in parents and above != run:
            above = parents[above]
        if above == run and process != run and any(mark in _command(process) for mark in _WORKERS):
            yield process


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def _peak(process: int) -> float:
    """Return the most memory that a process had so far, in MB; nothing once it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    peaks = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(peaks[0]) / 1024 if peaks else 0.0


def _digest(folder: Path) -> str:
    """Return a hash of all files of a corpus."""
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not path.name.startswith("."):
            whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()


if __name__ == "__main__":
    main()
