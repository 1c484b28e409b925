"""The pages of all options are what the parsers say; completion is a script that bash takes."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from corpus.cli.main import COMMANDS, main
from corpus.cli.reference import MAN, MARKDOWN, man, markdown
from corpus.flags import FLAGS
from corpus.settings import TABLE

_HOW = "python -m corpus.cli.reference writes it anew"


def test_the_reference_is_as_the_parsers_are() -> None:
    assert MARKDOWN.read_text(encoding="utf-8") == markdown(), _HOW
    assert MAN.read_text(encoding="utf-8") == man(), _HOW


def test_the_reference_has_everything() -> None:
    page = markdown()
    missing = [name for name in COMMANDS if f"## build-corpus {name}" not in page]
    missing += [row.name for row in TABLE.values() if f"| `{row.name}` |" not in page]
    missing += [code for code in FLAGS if f"| `{code}` |" not in page]
    assert missing == []


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completion_is_a_script_of_the_shell(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(name in script for name in (*COMMANDS, "--min-score", "xliff-1.2"))
    if not (program := shutil.which(shell)):
        pytest.skip(f"{shell} is not installed")
    done = subprocess.run([program, "-n"], input=script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
