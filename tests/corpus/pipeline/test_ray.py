"""On Ray's actors the files are the same as here, also when an actor or the run itself is killed."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.pipeline.ray_runner import RayRunner, show_token
from corpus.settings import Settings
from tests.benchmarks.scale_texts import write_small
from tests.corpus.pipeline.ray_driver import Mortal
from tests.factories import NO_KIT, SEEDS, build_folder, contents

HAS_RAY = importlib.util.find_spec("ray") is not None
needs_ray = pytest.mark.skipif(not HAS_RAY, reason="Ray is not installed: the extra `ray`")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three pairs of the seeds, and small documents."""
    made = tmp_path_factory.mktemp("ray") / "in"
    made.mkdir()
    for path in sorted(SEEDS.glob("*.txt"))[:6]:
        shutil.copy(path, made)
    write_small(made / "small", 30)
    return made


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, bytes]:
    """The files that a build here makes."""
    out = folder.parent / "here"
    build_folder(folder, out, Settings(engine="none"), cache=folder.parent / "here.sqlite")
    return contents(out)


def start(folder: Path, out: Path, count: int, **more: str) -> subprocess.Popen[bytes]:
    # Not `-m`: what stands in the main module cannot be sent to others.
    code = "from tests.corpus.pipeline.ray_driver import main; main()"
    command = [sys.executable, "-c", code, str(folder), str(out), str(count)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))} | more
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


@needs_ray
@pytest.mark.parametrize("count", [1, 2])
def test_same_bytes_on_actors(folder: Path, expected: dict[str, bytes], tmp_path: Path, count: int) -> None:
    assert start(folder, tmp_path / "out", count).wait() == 0
    assert contents(tmp_path / "out") == expected
    assert not (tmp_path / "out.shared").exists(), "nothing is left of what was handed over"


@needs_ray
def test_same_bytes_when_an_actor_is_killed(folder: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    killed = tmp_path / "killed"
    assert start(folder, tmp_path / "out", 1, DUIZHAO_TEST_KILL=str(killed)).wait() == 0
    assert killed.exists()
    assert contents(tmp_path / "out") == expected


@needs_ray
def test_same_bytes_when_the_run_is_killed_and_started_again(
    folder: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    out, shared = tmp_path / "out", tmp_path / "out.shared"
    process = start(folder, out, 1)
    while process.poll() is None and not list(shared.glob("shard-*")):
        time.sleep(0.01)
    process.kill()
    process.wait()
    kept = {path.name: path.stat().st_mtime_ns for path in shared.glob("shard-*") if not path.suffix}
    assert kept
    assert start(folder, out, 1).wait() == 0
    assert contents(out) == expected


@pytest.mark.skipif(HAS_RAY, reason="Ray is installed")
def test_without_ray_it_is_said_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"pip install \"duizhao\[ray\]\""):
        RayRunner(NO_KIT.kit, Mortal, 1, "", str(tmp_path))


@pytest.mark.parametrize(
    ("variables", "has_file", "mode"),
    [
        ({}, False, None),
        ({}, True, "token"),
        ({"RAY_AUTH_TOKEN": "secret"}, False, "token"),
        ({"RAY_AUTH_MODE": "disabled"}, True, "disabled"),
    ],
    ids=["no token", "the file that ray start writes", "given", "as the user says"],
)
def test_a_cluster_is_shown_the_token_that_is_there(
    variables: dict[str, str],
    has_file: bool,
    mode: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("RAY_AUTH_MODE", "RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    if has_file:
        (tmp_path / ".ray").mkdir()
        (tmp_path / ".ray" / "auth_token").write_text("secret")
    show_token()
    assert os.environ.get("RAY_AUTH_MODE") == mode
