from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from corpus.cli.terminal import Terminal


@pytest.mark.parametrize("width", [80, 120])
def test_a_bar_stays_on_one_line_whatever_its_name(width: int) -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=width, color_system=None, legacy_windows=False)
    with Terminal(console=console).stage("起草中文句子" * 12, 1234) as step:
        step(617)
    drawn = [line for line in stream.getvalue().replace("\r", "\n").split("\n") if "1234" in line]
    assert drawn
    assert all(cell_len(line.replace("\x1b[2K", "")) <= width for line in drawn)
    assert all("left" in line for line in drawn)


def test_no_colour_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = {}
    for wish in ("", "1"):
        monkeypatch.setenv("NO_COLOR", wish)
        stream = io.StringIO()
        console = Console(file=stream, force_terminal=True, color_system="truecolor")
        with Terminal(console=console).stage("drafting", 2) as step:
            step(1)
        shown[wish] = stream.getvalue()
    assert "\x1b[38;" in shown[""] or "\x1b[3" in shown[""]
    assert "\x1b[38;" not in shown["1"]


def test_a_quiet_terminal_says_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    terminal = Terminal(quiet=True)
    terminal.say("drafted 2")
    with terminal.stage("drafting", 2) as step:
        step(1)
    assert capsys.readouterr() == ("", "")
