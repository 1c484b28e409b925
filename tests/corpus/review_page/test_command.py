"""``build-corpus review serve``: what it says before it serves."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest

from corpus.cli.main import main
from corpus.errors import CorpusError
from corpus.pipeline.review_copy import copy_of
from corpus.pipeline.review_record import load_review
from corpus.review_page.guard import Gate, addresses
from corpus.review_page.serve import SecondCopy, keep, listen
from tests.corpus.review_page.desk import open_page, write_units


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere"], 2, "does not exist"),
        (["."], 2, "holds no corpus"),
        ([".", "--port", "70000"], 2, "--port"),
        ([".", "--documents", "nowhere"], 2, "does not exist"),
        ([".", "--host", "192.0.2.7"], 2, "--password"),
    ],
)
def test_what_cannot_be_served_is_said(
    arguments: list[str],
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["review", "serve", *arguments]) == code
    assert said in capsys.readouterr().err


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CorpusError, match="--port"):
        listen("127.0.0.1", taken.getsockname()[1], None)


def test_the_address_holds_the_key() -> None:
    gate = Gate(8000)
    assert list(addresses(gate)) == [f"http://127.0.0.1:8000/?token={gate.token}"]
    assert gate.token != Gate(8000).token
    assert len(gate.token) >= 32
    (address,) = addresses(Gate(8000, "::1"))
    assert address.startswith("http://[::1]:8000/")


def test_the_end_keeps_a_second_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_DATA", str(tmp_path / "data"))
    write_units(tmp_path)
    page = open_page(tmp_path)
    page.act("reject", 0)
    keep(page.desk, tmp_path)
    (copy,) = (tmp_path / "data").rglob("review.jsonl")
    assert copy.read_text(encoding="utf-8").count("rejected") == 1


def test_every_act_is_in_the_second_copy_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUIZHAO_DATA", str(tmp_path / "data"))
    write_units(tmp_path / "export")
    earlier = open_page(tmp_path / "export")
    earlier.act("reject", 0)  # Its server was killed, and kept no copy.
    page = open_page(tmp_path / "export", also=SecondCopy(tmp_path / "export"))
    page.act("confirm", 1, target="The bridge was opened.")
    assert copy_of(tmp_path / "export").review == load_review(tmp_path / "export")
    shutil.rmtree(tmp_path / "export")
    assert main(["review", "restore", str(tmp_path / "export")]) == 0
    assert [one.kind for one in load_review(tmp_path / "export").decisions] == ["rejected", "confirmed"]


def test_that_no_second_copy_can_be_kept_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("DUIZHAO_DATA", str(tmp_path / "data"))
    write_units(tmp_path / "export")
    page = open_page(tmp_path / "export", also=SecondCopy(tmp_path / "export"))
    for place in (0, 1):
        page.act("reject", place)
    assert len(load_review(tmp_path / "export").decisions) == 2
    assert capsys.readouterr().err.count("no second copy of the review is kept") == 1
