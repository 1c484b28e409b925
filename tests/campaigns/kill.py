"""Kill a run just before one of its operations on files, each in its turn; run it again.

Python tells of every operation on files before it is done (PEP 578, audit hooks): the hook counts those in the folders
of the campaign, and ends the process (SIGKILL) before the one that was chosen. Nothing that the process would do
afterwards, no ``finally`` and no handler, is done. Every second kill is before an operation that writes. Each run is a
fork of this process, which has imported the libraries already: a start would take longer than all the rest.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.cli.main import run as run_and_leave
from tests.campaigns.scene import all_contents, is_one_set, make_corpus, make_review, torn_files
from tests.tiny_models import write_argos_package

_WRITING = frozenset(("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "os.link"))


@dataclass
class Operations:
    """The operations on files below a folder, as an audit hook; the process is killed before one of them."""

    folder: str
    kill_at: int = -1
    """The operation before which the process ends, from 0; -1 for none."""
    only_writing: bool = False
    """Whether ``kill_at`` counts operations that write only."""
    every: int = 0
    writing: int = 0

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """Count an operation, or end the process before it."""
        if not (event == "open" or event in _WRITING) or not _name(arguments[0]).startswith(self.folder):
            return
        writes = event != "open" or bool(_flags(arguments) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        if self.kill_at == (self.writing if self.only_writing else self.every) and (
            writes or not self.only_writing
        ):
            os.kill(os.getpid(), signal.SIGKILL)
        self.every += 1
        self.writing += writes


def _name(path: object) -> str:
    return os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""


def _flags(arguments: tuple[object, ...]) -> int:
    return arguments[2] if len(arguments) > 2 and isinstance(arguments[2], int) else 0


@dataclass
class Figures:
    """What became of the kills."""

    action: str
    kills: int = 0
    writing: int = 0
    """Kills before an operation that writes."""
    torn: int = 0
    """After the kill a file could not be read."""
    half: int = 0
    """After the next run the manifest spoke of other files than those that stood there."""
    unequal: int = 0
    """After the next run the bytes were others than those of a run that was not killed."""
    debris: int = 0
    """After the next run a file stood there that no run leaves."""

    def __str__(self) -> str:
        """The figures as a campaign prints them."""
        return (
            f"{self.action}: {self.kills} kills, {self.writing} of them at a write, torn {self.torn}, half {self.half}, "
            f"resumed to other bytes {self.unequal}, debris {self.debris}"
        )


@dataclass(frozen=True, slots=True)
class Scene:
    """What is run, and the folder in which it works, below the folder of the campaign."""

    arguments: Sequence[str]
    folder: Path
    work: Path
    """Everything that the runs see, the user's data folder and packages with it."""

    def run(
        self, arguments: Sequence[str] = (), operations: Operations | None = None
    ) -> tuple[int, Operations]:
        """Run in a process of its own, and return how it ended (0, or the negative signal) and what it did."""
        operations = operations or Operations(str(self.work))
        counts, told = os.pipe()
        sys.stdout.flush()
        child = os.fork()
        if not child:
            _be_the_run(arguments or self.arguments, self.work, operations, told)
        os.close(told)
        with os.fdopen(counts, encoding="ascii") as answer:
            numbers = answer.read().split()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if numbers:
            operations.every, operations.writing = map(int, numbers)
        return status, operations


def _be_the_run(arguments: Sequence[str], work: Path, operations: Operations, told: int) -> None:
    """Run the command, as its own process would, tell how many operations it did, and end."""
    code = 70
    try:
        quiet = os.open(os.devnull, os.O_RDWR)
        os.dup2(quiet, 1)
        with (work.parent / "said.txt").open("wb") as said:
            os.dup2(said.fileno(), 2)
        os.environ |= {"DUIZHAO_DATA": str(work / "data"), "ARGOS_PACKAGES_DIR": str(work / "packages")}
        sys.argv = ["build-corpus", *arguments]
        sys.addaudithook(operations)
        run_and_leave()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        os.write(told, f"{operations.every} {operations.writing}".encode())
        os._exit(code)


def _build(work: Path, corpus: Path) -> Scene:
    # Something must change, or there is nothing to write.
    (work / "in" / "more.zh.txt").write_text("社区民警走访了十二户居民。", encoding="utf-8")
    return Scene(["--out", str(corpus), "--engine", "none", str(work / "in")], corpus, work)


def _import(work: Path, corpus: Path) -> Scene:
    sheet = make_review(corpus, work / "anna.xlsx", "anna", slice(0, 3))
    return Scene(["review", "import", str(sheet), "--into", str(corpus)], corpus, work)


def _export(work: Path, corpus: Path) -> Scene:
    return Scene(["review", "export", str(corpus), "--out", str(work / "review")], work / "review", work)


def _tables(work: Path, corpus: Path) -> Scene:
    arguments = ["tables", str(corpus), "--to", "moses", "--out", str(work / "tables")]
    scene = Scene(arguments, work / "tables", work)
    _finish(scene, _import(work, corpus).arguments)
    _finish(scene, ["--out", str(corpus), "--engine", "none", str(work / "in")])
    _finish(scene, [*arguments, "--origin", "reviewed"])  # Fewer units: files of two sets do not go together.
    return scene


def _install(work: Path, corpus: Path) -> Scene:
    write_argos_package(work / "new.argosmodel")
    (work / "packages").mkdir()
    return Scene(["models", "install", str(work / "new.argosmodel")], work / "packages", work)


ACTIONS = {"build": _build, "import": _import, "export": _export, "tables": _tables, "install": _install}


def kill_each(action: str, count: int, folder: Path) -> Figures:
    """Kill an action before ``count`` of its operations, half of them writes, spread over all of them."""
    figures = Figures(action)
    work, before = folder / "work", folder / "before"
    work.mkdir()
    scene = ACTIONS[action](work, make_corpus(work))
    scene.folder.mkdir(exist_ok=True)
    shutil.copytree(work, before)
    done = _finish(scene)
    whole = all_contents(work)
    for k in range(count):
        _restore(work, before)
        writing = bool(k % 2)
        operation = k * (done.writing if writing else done.every) // count
        code, _ = scene.run(operations=Operations(str(work), operation, writing))
        if not code:
            continue  # It did fewer operations than the run that was counted, and came to its end.
        assert code == -signal.SIGKILL, _said(work)
        figures.kills += 1
        figures.writing += writing
        figures.torn += bool(torn_files(scene.folder))
        _finish(scene)
        after = all_contents(work)
        figures.unequal += {name: after.get(name) for name in whole} != whole
        figures.half += not is_one_set(scene.folder)
        figures.debris += bool(set(after) - set(whole))
    return figures


def _finish(scene: Scene, arguments: Sequence[str] = ()) -> Operations:
    """Run to the end, and return what was done."""
    code, operations = scene.run(arguments)
    assert code == 0, _said(scene.work)
    return operations


def _said(work: Path) -> str:
    return (work.parent / "said.txt").read_text("utf-8", errors="replace")


def _restore(work: Path, before: Path) -> None:
    shutil.rmtree(work)
    shutil.copytree(before, work)


def main() -> None:
    """Run the campaign on every action."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="kills, a fifth of each action")
    parser.add_argument("--action", choices=ACTIONS, action="append", help="only these")
    given = parser.parse_args()
    actions = given.action or list(ACTIONS)
    for action in actions:
        with tempfile.TemporaryDirectory() as folder:
            print(kill_each(action, given.count // len(actions), Path(folder)), flush=True)


if __name__ == "__main__":
    main()
