"""When a watched folder is built, and the command."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.cli.main import main
from corpus.pipeline.watch import Seen, look, watch


class Ended(Exception):  # noqa: N818 - the end of what is seen
    """Nothing more is seen."""


def builds(sights: list[Seen], wells: list[bool]) -> list[int]:
    """At which looks a folder is built that is seen so."""
    looks: Iterator[tuple[int, Seen]] = enumerate(sights)
    at: list[int] = []
    well = iter(wells)
    now = 0

    def see() -> Seen:
        nonlocal now
        try:
            now, seen = next(looks)
        except StopIteration:
            raise Ended from None
        return seen

    def build() -> bool:
        at.append(now)
        return next(well)

    with pytest.raises(Ended):
        watch(see, build, lambda _: None, 5)
    return at


A: Seen = {"a": (1, 1)}
GROWN: Seen = {"a": (2, 2)}
AB: Seen = {"a": (2, 2), "b": (1, 3)}


@pytest.mark.parametrize(
    ("sights", "at"),
    [
        ([A, A, A, A], [1]),
        ([{}, {}, {}], []),
        ([A, GROWN, GROWN, GROWN], [2]),
        ([A, A, GROWN, AB, AB, AB], [1, 4]),
        ([AB, AB, A, A], [1, 3]),
    ],
)
def test_it_builds_what_stands_still_and_is_new(sights: list[Seen], at: list[int]) -> None:
    assert builds(sights, [True] * 9) == at


def test_what_failed_is_tried_again_later_or_when_something_changed() -> None:
    assert builds([A] * 20, [False, False, True]) == [1, 13]
    assert builds([A, A, A, GROWN, GROWN, GROWN], [False, True]) == [1, 4]


def test_what_is_looked_at(tmp_path: Path) -> None:
    for name in ("a.txt", "b/c.txt", "glossary.tsv", "corpus.toml", ".hidden", "out/x.tmx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    seen = look(tmp_path, tmp_path / "out")
    assert sorted(Path(name).relative_to(tmp_path).as_posix() for name in seen) == [
        "a.txt",
        "b/c.txt",
        "corpus.toml",
        "glossary.tsv",
    ]
    (tmp_path / "a.txt").write_text("xy", encoding="utf-8")
    assert look(tmp_path, tmp_path / "out") != seen


@pytest.fixture
def watching(tmp_path: Path, cache_folder: Path) -> Iterator[Callable[[], str]]:
    """The command at work on ``in``; reads its next line."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    program = [sys.executable, "-c", "from corpus.cli.main import run; run()"]
    command = [
        *program,
        "watch",
        "in",
        "--out",
        "out",
        "--engine",
        "none",
        "--interval",
        "0.05",
        "--json",
        "--quiet",
    ]
    (tmp_path / "in").mkdir()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0, process.stdout.read()
        finally:
            process.kill()


def arrive(path: Path, text: str) -> None:
    """Let a file appear whole, as a careful sender does."""
    hidden = path.with_name(f".{path.name}")
    hidden.write_text(text, encoding="utf-8")
    hidden.replace(path)


def test_the_command_builds_what_arrives_and_survives_mistakes(
    tmp_path: Path, watching: Callable[[], str]
) -> None:
    arrive(tmp_path / "in" / "a.txt", "民警登记了3名住户。\n")
    first: dict[str, Any] = json.loads(watching())
    arrive(tmp_path / "in" / "b.txt", "大桥通车了。\n")
    second: dict[str, Any] = json.loads(watching())
    assert second != first
    assert (tmp_path / "out" / "in.zh-CN.untranslated.tsv").read_text(encoding="utf-8").count("\n") == 3
    arrive(tmp_path / "in" / "corpus.toml", 'enginge = "none"\n')
    assert "did you mean 'engine'?" in watching()


def test_an_interval_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watch", str(tmp_path), "--interval", "0"]) == 2
    assert main(["watch", str(tmp_path / "nowhere")]) == 2
    capsys.readouterr()
