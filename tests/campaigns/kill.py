"""Kill a build or an import just before one of its operations on files, each in its turn; run it again.

Python tells of every operation on files before it is done (PEP 578, audit hooks): the hook counts those inside the
output folder, and ends the process (SIGKILL) before the one that was chosen. Nothing that the process would do
afterwards, no ``finally`` and no handler, is done.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.campaigns.scene import debris, is_one_set, make_corpus, make_review, run, start, torn_files
from tests.factories import contents

KILL_BEFORE = """
import os, signal, sys
left, folder = {operation}, {folder!r}
def hook(event, arguments):
    global left
    if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "shutil.rmtree"):
        if str(arguments[0]).startswith(folder):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
"""


@dataclass
class Figures:
    """What became of the kills."""

    action: str
    kills: int = 0
    torn: int = 0
    """After the kill a file could not be read."""
    unequal: int = 0
    """After the next run the bytes were others than those of a run that was not killed."""
    debris: int = 0
    """After the next run a file stood there that no run leaves."""

    def __str__(self) -> str:
        """The figures as a campaign prints them."""
        return (
            f"{self.action}: {self.kills} kills, torn {self.torn}, "
            f"resumed to other bytes {self.unequal}, debris {self.debris}"
        )


def kill_each(action: str, count: int, folder: Path) -> Figures:
    """Kill ``action`` (``build`` or ``import``) before ``count`` of its operations, spread over all of them."""
    figures = Figures(action)
    corpus = make_corpus(folder)
    sheet = make_review(corpus, folder / "anna.xlsx", "anna", slice(0, 3))
    if action == "build":  # Something must change, or there is nothing to write.
        (folder / "in" / "more.zh.txt").write_text("社区民警走访了十二户居民。", encoding="utf-8")
        arguments = ["--out", str(corpus), "--engine", "none", str(folder / "in")]
    else:
        arguments = ["review", "import", str(sheet), "--into", str(corpus)]
    before = folder / "before"
    shutil.copytree(corpus, before)
    run(arguments)
    whole = contents(corpus)
    operations = _operations(arguments, corpus, before)
    for k in range(count):
        _restore(corpus, before)
        _kill(arguments, corpus, k * operations // count)
        figures.kills += 1
        figures.torn += bool(torn_files(corpus))
        run(arguments)
        figures.unequal += {n: b for n, b in contents(corpus).items() if n in whole} != whole
        figures.debris += bool(debris(corpus, whole)) or not is_one_set(corpus)
    return figures


def _operations(arguments: Sequence[str], corpus: Path, before: Path) -> int:
    """How many operations there are: the least number of which the last is not reached."""
    low, high = 0, 4096
    while low < high:
        middle = (low + high) // 2
        _restore(corpus, before)
        low, high = (middle + 1, high) if _kill(arguments, corpus, middle) else (low, middle)
    return low


def _kill(arguments: Sequence[str], corpus: Path, operation: int) -> bool:
    """Run until just before an operation on the files of the corpus; whether it came so far."""
    process = start(arguments, KILL_BEFORE.format(operation=operation, folder=str(corpus)))
    _, said = process.communicate(timeout=120)
    assert process.returncode in (0, -signal.SIGKILL), said
    return process.returncode != 0


def _restore(corpus: Path, before: Path) -> None:
    shutil.rmtree(corpus)
    shutil.copytree(before, corpus)


def main() -> None:
    """Run the campaign on both actions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="kills, half of builds, half of imports")
    count = parser.parse_args().count
    for action in ("build", "import"):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["DUIZHAO_DATA"] = folder
            print(kill_each(action, count // 2, Path(folder)), flush=True)


if __name__ == "__main__":
    main()
