"""Kill a run just before one of its operations on files, each in its turn; run it again.

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

from tests.campaigns.scene import (
    all_contents,
    is_one_set,
    make_corpus,
    make_review,
    run,
    start,
    torn_files,
)
from tests.tiny_models import write_argos_package

KILL_BEFORE = """
import atexit, os, signal, sys
done, last, folder = 0, {operation}, {folder!r}
def hook(event, arguments):
    global done
    if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "shutil.rmtree"):
        if str(arguments[0]).startswith(folder):
            if done == last:
                os.kill(os.getpid(), signal.SIGKILL)
            done += 1
sys.addaudithook(hook)
atexit.register(lambda: sys.stderr.write(f"\\noperations {{done}}"))
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


@dataclass(frozen=True, slots=True)
class Scene:
    """What is run, and the folder in which it works."""

    arguments: Sequence[str]
    folder: Path


def _build(folder: Path, corpus: Path) -> Scene:
    # Something must change, or there is nothing to write.
    (folder / "in" / "more.zh.txt").write_text("社区民警走访了十二户居民。", encoding="utf-8")
    return Scene(["--out", str(corpus), "--engine", "none", str(folder / "in")], corpus)


def _import(folder: Path, corpus: Path) -> Scene:
    sheet = make_review(corpus, folder / "anna.xlsx", "anna", slice(0, 3))
    return Scene(["review", "import", str(sheet), "--into", str(corpus)], corpus)


def _export(folder: Path, corpus: Path) -> Scene:
    return Scene(["review", "export", str(corpus), "--out", str(folder / "review")], folder / "review")


def _tables(folder: Path, corpus: Path) -> Scene:
    scene = _import(folder, corpus)
    run(scene.arguments)
    run(["--out", str(corpus), "--engine", "none", str(folder / "in")])
    arguments = ["tables", str(corpus), "--to", "moses", "--out", str(folder / "tables")]
    run([*arguments, "--origin", "reviewed"])  # Fewer units, so that files of two sets do not go together.
    return Scene(arguments, folder / "tables")


def _install(folder: Path, corpus: Path) -> Scene:
    write_argos_package(folder / "new.argosmodel")
    packages = folder / "packages"
    packages.mkdir()
    os.environ["ARGOS_PACKAGES_DIR"] = str(packages)
    return Scene(["models", "install", str(folder / "new.argosmodel")], packages)


ACTIONS = {"build": _build, "import": _import, "export": _export, "tables": _tables, "install": _install}


def kill_each(action: str, count: int, folder: Path) -> Figures:
    """Kill an action before ``count`` of its operations, spread over all of them."""
    figures = Figures(action)
    corpus = make_corpus(folder)
    scene = ACTIONS[action](folder, corpus)
    before = folder / "before"
    scene.folder.mkdir(exist_ok=True)
    shutil.copytree(scene.folder, before)
    _finish(scene)
    whole = all_contents(scene.folder)
    operations = _operations(scene, before)
    for k in range(count):
        _restore(scene.folder, before)
        _kill(scene, k * operations // count)
        figures.kills += 1
        figures.torn += bool(torn_files(scene.folder))
        _finish(scene)
        after = all_contents(scene.folder)
        figures.unequal += {name: after.get(name) for name in whole} != whole
        figures.debris += bool(set(after) - set(whole)) or not is_one_set(scene.folder)
    return figures


def _operations(scene: Scene, before: Path) -> int:
    """How many operations on files a run does that is not killed."""
    _restore(scene.folder, before)
    return int(_kill(scene, -1).rpartition("operations ")[2])


def _kill(scene: Scene, operation: int) -> str:
    """Run until just before an operation on the files of the folder, and return what was said."""
    process = start(scene.arguments, KILL_BEFORE.format(operation=operation, folder=str(scene.folder)))
    _, said = process.communicate(timeout=120)
    assert process.returncode == (0 if operation < 0 else -signal.SIGKILL), said
    return said


def _finish(scene: Scene) -> None:
    """Run to the end, in a process of its own: argostranslate fixes its folders when it is imported."""
    process = start(scene.arguments)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said


def _restore(folder: Path, before: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(before, folder)


def main() -> None:
    """Run the campaign on every action."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="kills, a fifth of each action")
    count = parser.parse_args().count
    for action in ACTIONS:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["DUIZHAO_DATA"] = folder
            print(kill_each(action, count // len(ACTIONS), Path(folder)), flush=True)


if __name__ == "__main__":
    main()
