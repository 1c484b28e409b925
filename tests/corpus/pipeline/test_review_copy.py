"""Deleting the output folder deletes no review."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from corpus.cli.main import main
from corpus.pipeline.review_copy import copies_folder, copy_of
from corpus.pipeline.review_record import LEDGER, load_review
from export.write_tmx import write_tmx
from tests.corpus.pipeline.test_review import UNITS, saved, saved_unit


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DUIZHAO_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write_tmx(tmp_path / "export" / "x.zh-CN.en-US.tmx", UNITS, "zh-CN")
    return tmp_path / "export"


def review(out: Path, *targets: str) -> None:
    path = out.parent / "back.tmx"
    path.write_text(saved("".join(saved_unit(i, text) for i, text in enumerate(targets))), encoding="utf-8")
    assert main(["review", "import", str(path), "--into", str(out)]) == 0


def test_a_deleted_folder_gets_its_review_back(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    review(out, "One.", "Two.")
    assert f"review restore {out}" in capsys.readouterr().out
    before = load_review(out)
    human = (out / "reviewed.tmx").read_bytes()
    shutil.rmtree(out)
    assert main(["review", "restore", str(out)]) == 0
    assert "2 decisions were brought back" in capsys.readouterr().out
    assert load_review(out) == before
    assert (out / "reviewed.tmx").read_bytes() == human
    assert main(["review", "restore", str(out)]) == 0
    assert "0 decisions" in capsys.readouterr().out


def test_a_damaged_record_is_restored_from_its_lines_and_the_copy(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review(out, "One.", "Two.")
    before = load_review(out)
    first, second, _ = (out / LEDGER).read_bytes().split(b"\n")
    damaged = second.replace(b"}", b"") + b"\n" + first.replace(b"One.", b"One, once more.") + b"\n"
    (out / LEDGER).write_bytes(damaged)
    assert main(["review", "status", str(out)]) == 1
    assert f"review restore {out}" in capsys.readouterr().err
    assert main(["review", "restore", str(out)]) == 0
    after = load_review(out)
    assert {d.target for d in after.decisions} == {"One.", "Two.", "One, once more."}
    assert set(before.decisions) < set(after.decisions)
    assert (out / "review.damaged.jsonl").read_bytes() == damaged


def test_a_build_says_that_a_review_is_kept(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review(out, "One.")
    shutil.rmtree(out)
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "a.txt").write_text("警方发布通报。\n", encoding="utf-8")
    given = [str(tmp_path / "documents"), "--out", str(out), "--engine", "none"]
    assert main(given) == 0
    assert f"build-corpus review restore {out}" in capsys.readouterr().err
    assert main(["review", "restore", str(out)]) == 0
    assert main(given) == 0
    assert "restore" not in capsys.readouterr().err


def test_what_was_lost_from_the_folder_stays_in_the_copy(out: Path) -> None:
    review(out, "One.")
    (out / LEDGER).unlink()
    (out / "reviewed.tmx").unlink()
    review(out, "Another one.", "Two.")
    assert {decision.target for decision in copy_of(out).review.decisions} == {"One.", "Another one.", "Two."}


def test_a_folder_that_was_moved_takes_the_copy_of_its_old_path(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review(out, "One.")
    copy = copy_of(out).path
    moved = tmp_path / "moved"
    assert main(["review", "restore", str(moved)]) == 2
    assert f"{copy}: of {out.resolve()}" in capsys.readouterr().err
    assert main(["review", "restore", str(moved), "--copy", str(copy)]) == 0
    assert [decision.target for decision in load_review(moved).decisions] == ["One."]


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"corpus"'])
def test_a_damaged_note_about_a_copy_hides_it_from_nobody(
    out: Path, content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review(out, "One.")
    (copy_of(out).path / "corpus.json").write_text(content, encoding="utf-8")
    assert main(["review", "restore", str(tmp_path / "moved")]) == 2
    assert f"{copy_of(out).path}: of unknown" in capsys.readouterr().err


def test_where_no_copy_can_be_kept_the_import_stands_and_says_so(
    out: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data.write_text("a file where the folder belongs", encoding="utf-8")
    review(out, "One.")
    assert "no second copy of the review is kept" in capsys.readouterr().err
    assert len(load_review(out).decisions) == 1


def test_a_copy_names_its_corpus(out: Path) -> None:
    review(out, "One.")
    (about,) = copies_folder().glob("*/corpus.json")
    assert json.loads(about.read_text(encoding="utf-8")) == {"corpus": str(out.resolve())}
