"""No socket is opened: not by a build, a draft, an installation from a file, nor by a review.

``sys.addaudithook`` (PEP 578) sees every socket that Python code makes, also in the processes that a run starts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tiny_models import write_argos_package

WATCH = """
import os, sys
def watch(event, arguments):
    if event.startswith("socket."):
        with open(os.environ["SOCKETS_SEEN"], "a") as stream:
            stream.write(f"{event} {arguments}\\n")
sys.addaudithook(watch)
"""


@pytest.fixture
def watched(tmp_path: Path) -> dict[str, str]:
    """The environment of a process whose sockets are written down, with its own folders."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    return os.environ | {
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "site"), *filter(None, sys.path)]),
        "SOCKETS_SEEN": str(tmp_path / "seen"),
        "DUIZHAO_CACHE": str(tmp_path / "cache"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CACHE_HOME": str(tmp_path / "xdg"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }


def run(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "-c", "from corpus.cli.main import run; run()", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_watch_sees_a_socket(watched: dict[str, str], tmp_path: Path) -> None:
    code = "import socket; socket.socket().close()"
    subprocess.run([sys.executable, "-c", code], env=watched, check=True)
    assert "socket.__new__" in (tmp_path / "seen").read_text(encoding="utf-8")


def test_no_socket_is_opened(watched: dict[str, str], tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.zh.txt").write_text("民警登记了3名住户。\n", encoding="utf-8")
    (folder / "a.en.txt").write_text("Officers registered 3 residents.\n", encoding="utf-8")
    (folder / "b.zh.html").write_text("<p>此页没有译文。</p>", encoding="utf-8")
    write_argos_package(tmp_path / "x.argosmodel")
    run(watched, "models", "install", str(tmp_path / "x.argosmodel"))
    run(watched, str(folder), "--out", str(out))
    engines = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["engines"]
    assert list(engines) == ["zh-CN→en-US"], "the package drafted"
    run(watched, "review", "export", str(out), "--to", "xlsx", "--out", str(tmp_path))
    run(watched, "review", "import", str(tmp_path / "zh-CN.en-US.xlsx"), "--into", str(out))
    run(watched, "models", "list")
    assert not (tmp_path / "seen").exists()
