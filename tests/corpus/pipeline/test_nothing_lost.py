"""What else could lose a reviewer's work: unlucky names, edits in the wrong place, clocks that are wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.cli.main import main
from corpus.errors import CorpusError
from corpus.pipeline.review_record import corpus_files, load_review, reviewed_files
from export.manifest import MANIFEST
from export.read_tmx import read_units
from export.write_tmx import write_tmx
from tests.corpus.pipeline.test_review import UNITS, saved, saved_unit
from tests.factories import build_folder, contents

PAIR = {
    "zh": "民警登记了3名住户。\n居民表示满意。\n",
    "en": "Officers registered 3 residents.\nAll were glad.\n",
}


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DUIZHAO_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def documents(folder: Path) -> Path:
    folder.mkdir()
    for lang, text in PAIR.items():
        (folder / f"a.{lang}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["reviewed", "Reviewed", "reviewed.zh-CN"])
def test_a_corpus_whose_name_is_that_of_human_work_is_none(name: str, tmp_path: Path) -> None:
    folder, out = documents(tmp_path / name), tmp_path / "out"
    first = build_folder(folder, out)
    again = build_folder(folder, out)
    assert corpus_files(out), "its units can be reviewed"
    assert not reviewed_files(out)
    assert load_review(out).decisions == (), "nobody decided anything"
    assert again.corpus.units == first.corpus.units


def edit(path: Path) -> str:
    """Work in the corpus itself, as somebody does who opens it in an editor."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("All were glad.", "All residents were glad."), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def test_what_was_edited_where_it_was_written_is_kept(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = documents(tmp_path / "in"), tmp_path / "out"
    assert main([str(folder), "--out", str(out), "--engine", "none"]) == 0
    (path,) = corpus_files(out)
    text = edit(path)
    (folder / "b.txt").write_text("大桥通车了。\n", encoding="utf-8")
    capsys.readouterr()
    assert main([str(folder), "--out", str(out), "--engine", "none"]) == 0
    (copy,) = data.rglob("*.tmx")
    assert copy.read_text(encoding="utf-8") == text
    assert f"build-corpus review import {copy} --into {out}" in capsys.readouterr().err
    assert main(["review", "import", str(copy), "--into", str(out)]) == 0
    assert [decision.target for decision in load_review(out).decisions] == ["All residents were glad."]


def test_what_nobody_edited_has_no_copy(tmp_path: Path, data: Path) -> None:
    folder, out = documents(tmp_path / "in"), tmp_path / "out"
    build_folder(folder, out)
    old = (out / MANIFEST).read_bytes()
    (folder / "a.zh.txt").write_text(PAIR["zh"].replace("3", "4"), encoding="utf-8")
    build_folder(folder, out)
    assert not list(data.rglob("*.tmx"))
    (out / MANIFEST).write_bytes(old)  # As if the run had been killed before its manifest came.
    assert build_folder(folder, out).written.edited == ()
    assert not list(data.rglob("*.tmx"))


def test_where_no_copy_can_be_kept_the_edited_file_stays(tmp_path: Path, data: Path) -> None:
    folder, out = documents(tmp_path / "in"), tmp_path / "out"
    build_folder(folder, out)
    (path,) = corpus_files(out)
    edit(path)
    before = contents(out)
    data.write_text("no folder", encoding="utf-8")
    (folder / "b.txt").write_text("大桥通车了。\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="cannot write"):
        build_folder(folder, out)
    assert contents(out) == before


def test_who_imports_what_does_not_stand_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, back = tmp_path / "export", tmp_path / "back.tmx"
    write_tmx(out / "x.zh-CN.en-US.tmx", UNITS, "zh-CN")
    back.write_text(saved(saved_unit(0, "Of a clock ahead.", date="20310101T000000Z")), encoding="utf-8")
    assert main(["review", "import", str(back), "--into", str(out)]) == 0
    assert "do not stand" not in capsys.readouterr().out
    back.write_text(saved(saved_unit(0, "Of today.") + saved_unit(1, "Two.")), encoding="utf-8")
    assert main(["review", "import", str(back), "--into", str(out), "--json"]) == 0
    (both,) = json.loads(capsys.readouterr().out)["outdated"]
    assert [one["target"] for one in both] == ["Of today.", "Of a clock ahead."]
    back.write_text(saved(saved_unit(0, "Of tomorrow.", date="20270101T000000Z")), encoding="utf-8")
    assert main(["review", "import", str(back), "--into", str(out)]) == 0
    said = capsys.readouterr().out
    assert "1 of them do not stand" in said
    assert "20310101T000000Z, stands: Of a clock ahead." in said
    assert [one.target for one in read_units(out / "reviewed.tmx")] == ["Of a clock ahead.", "Two."]
