"""Seconds and peak memory of reading what is large: a page, a print, a line, a folder.

    python -m tests.benchmarks.reading [FOLDER]

Makes a page of 100 MB, a PDF of 500 pages, a line of 50 MB and 10,000 small files, reads each, and builds a corpus of
each without drafts. The peak of memory is the sum over the process and its children, sampled ten times a second
(proportional set size, so that shared pages count once); seconds are those of the processor and of the wall.
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.corpus.read.formats.pdf_files import cid_font, folded, lines, pdf

_MEGABYTE = 1_000_000
_WORDS = [
    "渡口",
    "船票",
    "码头",
    "水位",
    "夜航",
    "灯塔",
    "船长",
    "乘客",
    "河岸",
    "桥面",
    "石板",
    "集市",
    "早市",
    "米糕",
    "茶馆",
    "算盘",
    "院子",
    "兰花",
    "梯田",
    "山路",
    "学校",
    "操场",
    "图书馆",
    "电影院",
]
_READ = """
import pathlib, sys
from corpus.model import Document
from corpus.read.documents import read_documents
from corpus.read.files import find_files
found = [r for path, name in find_files(pathlib.Path(sys.argv[1])) for r in read_documents(path, name)]
assert found and all(isinstance(r, Document) for r in found), found[:3]
"""


def _sentence(rng: random.Random) -> str:
    return f"{rng.choice(_WORDS)}旁边的{rng.choice(_WORDS)}今天有{rng.randrange(2, 99)}个人，{rng.choice(_WORDS)}也一样。"


def page(path: Path, size: int = 100 * _MEGABYTE) -> None:
    """Write a page of ``size`` bytes, a paragraph after the other."""
    rng = random.Random(1)
    with path.open("w", encoding="utf-8") as out:
        out.write("<!DOCTYPE html><html><head><title>河边的一年</title></head><body><h1>河边的一年</h1>")
        while out.tell() < size:
            out.write(f"<div class='p'><p>{_sentence(rng)}{_sentence(rng)}</p></div>\n" * 50)
        out.write("</body></html>")


def print_(path: Path, pages: int = 500) -> None:
    """Write a PDF of ``pages`` pages of 30 lines."""
    rng = random.Random(2)
    made = []
    for number in range(1, pages + 1):
        text = "".join(_sentence(rng) for _ in range(40))
        drawn = lines([line.encode("utf-16-be") for line in folded(text, 34)[:30]], y=760)
        drawn += lines([f"{number}".encode("utf-16-be")], x=290, y=30, size=9)
        made.append((b"/Font << /F1 3 0 R >>", drawn))
    path.write_bytes(pdf(cid_font("UniGB-UCS2-H"), made))


def line(path: Path, size: int = 50 * _MEGABYTE) -> None:
    """Write one line of ``size`` bytes."""
    rng = random.Random(3)
    text = "".join(_sentence(rng) for _ in range(1000))
    path.write_text(text * (size // len(text.encode())), encoding="utf-8")


def small_files(folder: Path, count: int = 10_000) -> None:
    """Write ``count`` files of three sentences each."""
    rng = random.Random(4)
    for number in range(count):
        path = folder / f"{number // 100:03}" / f"{number:05}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(_sentence(rng) for _ in range(3)), encoding="utf-8")


def _memory(process: int) -> int:
    """Return the memory of a process and all below it, in kilobytes; what ended meanwhile counts nothing."""
    total, waiting = 0, [process]
    while waiting:
        number = waiting.pop()
        with contextlib.suppress(OSError):
            rollup = Path(f"/proc/{number}/smaps_rollup").read_text()
            total += next(int(row.split()[1]) for row in rollup.splitlines() if row.startswith("Pss:"))
            for task in Path(f"/proc/{number}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return total


def measure(command: list[str], cache: Path) -> tuple[float, float, float]:
    """Run a command with a cache of its own; return its seconds of the wall, of the processor, and its peak of memory in megabytes."""
    started, before = time.perf_counter(), os.times()
    running = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"DUIZHAO_CACHE": str(cache)},
    )
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.1):
            peak = max(peak, _memory(running.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    said = running.communicate()[1]
    done.set()
    watcher.join()
    if running.returncode:
        raise SystemExit(said)
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - started, processor, peak / 1000


_MADE: dict[str, Callable[[Path], None]] = {
    "a page of 100 MB": lambda folder: page(folder / "page.html"),
    "a PDF of 500 pages": lambda folder: print_(folder / "print.pdf"),
    "a line of 50 MB": lambda folder: line(folder / "line.txt"),
    "10,000 small files": small_files,
}


def main(folder: Path) -> None:
    """Make each input, read it, build it, and print what that took."""
    print(f"{'':22} {'':8} {'wall s':>8} {'processor s':>12} {'peak MB':>9}")
    for name, make in _MADE.items():
        own = folder / name.replace(" ", "-").replace(",", "")
        source = own / "in"
        source.mkdir(parents=True, exist_ok=True)
        make(source)
        build = [str(Path(sys.executable).with_name("build-corpus")), str(source), "--engine", "none"]
        build += ["--out", str(own / "out")]
        for what, command in (("read", [sys.executable, "-c", _READ, str(source)]), ("build", build)):
            wall, processor, peak = measure(command, own / "cache")
            print(f"{name:22} {what:8} {wall:8.1f} {processor:12.1f} {peak:9.0f}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(Path(made))
