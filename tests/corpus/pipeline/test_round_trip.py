"""Build, hand out, review, take back, build again: the human text stands and nothing else changes."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from corpus.cli.main import main
from corpus.model import Unit
from corpus.settings import Settings
from export.read_tmx import read_units
from tests.corpus.pipeline.test_review import LATER, saved
from tests.factories import SEEDS, build_folder, contents, units_of


def lines(path: Path) -> dict[str, bytes]:
    """The lines of a TMX, by the tuid where they have one."""
    return {
        line.split(b'"')[1].decode() if line.startswith(b"<tu ") else line.decode(): line
        for line in path.read_bytes().splitlines()
    }


def saved_line(unit: Unit, target: str | None, note: str = "") -> str:
    tuv = (
        ""
        if target is None
        else f'<tuv lang="EN-US" changeid="anna" changedate="{LATER}"><seg>{target}</seg></tuv>'
    )
    return f'<tu>{f"<note>{note}</note>" if note else ""}<tuv lang="ZH-CN"><seg>{unit.source}</seg></tuv>{tuv}</tu>'


def test_in_omegat(export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, review = export, tmp_path / "review"
    first = contents(out)
    name = "seeds.zh-CN.en-US.tmx"
    before = lines(out / name)
    assert main(["review", "export", str(out), "--documents", str(SEEDS), "--out", str(review)]) == 0
    # Sentences on 刑事案件 are alike: a reviewed one is an example to the others, which are drafted anew.
    chosen = [
        one
        for one in read_units(out / name)
        if len(one.source) > 12 and "&" not in one.source + one.target and "刑事案件" not in one.source
    ]
    edited, rejected, commented = chosen[:3], chosen[3], chosen[4]
    human = {one.id: f"Human {i} text." for i, one in enumerate(edited)} | {commented.id: commented.target}
    work = [saved_line(one, human[one.id]) for one in edited]
    work += [saved_line(rejected, None, "wrong"), saved_line(commented, commented.target, "check the office")]
    (review / "zh-CN.en-US" / "omegat" / "project_save.tmx").write_text(
        saved("\n".join(work)), encoding="utf-8"
    )
    assert main(["review", "import", str(review), "--into", str(out)]) == 0
    said = capsys.readouterr().out
    assert "confirmed 1, edited 3 (mean edit distance" in said
    assert "rejected 1" in said
    assert "check the office" in said

    remembered = {path: (out / path).read_bytes() for path in ("reviewed.tmx", "review.jsonl")}
    for cache in ("cache.sqlite", "fresh.sqlite"):
        result = build_folder(SEEDS, out, cache=tmp_path / cache)
        after = lines(out / name)
        assert {key for key in before if after.get(key) != before[key]} == {*human, rejected.id}
        assert rejected.id not in after
        by_id = {one.id: one for one in read_units(out / name)}
        assert {key: by_id[key].target for key in human} == human
        assert all(by_id[key].origin == "reviewed" and by_id[key].reviewer == "anna" for key in human)
        assert by_id[commented.id].comment == "check the office"
        assert [reason.text for reason in result.corpus.rejections if reason.stage == "review"] == [
            f"{rejected.source} ||| {rejected.target}"
        ]
        assert {path: (out / path).read_bytes() for path in remembered} == remembered, (
            "a build never touches human work"
        )
        others = set(first) - {name, "manifest.json", "report.html", "set-aside.tsv"}
        assert {path: (out / path).read_bytes() for path in others} == {path: first[path] for path in others}
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["decisions"] == {
        "confirmed": 1,
        "edited": 3,
        "rejected": 1,
    }
    assert main(["review", "import", str(review), "--into", str(out)]) == 0
    assert "nothing new" in capsys.readouterr().out, "also after a build"


def test_in_a_spreadsheet(export: Path, tmp_path: Path) -> None:
    out = export
    assert main(["review", "export", str(out), "--to", "xlsx", "--out", str(tmp_path)]) == 0
    path = tmp_path / "en-US.zh-CN.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    source = str(sheet["B2"].value)
    sheet["C2"].value = "人工译文。"
    book.save(path)
    assert main(["review", "import", str(path), "--into", str(out)]) == 0
    build_folder(SEEDS, out)
    assert dict(units_of(out / "seeds.en-US.zh-CN.tmx"))[source] == "人工译文。"


def test_human_work_needs_no_engine(export: Path, tmp_path: Path) -> None:
    out = export
    unit = next(one for one in read_units(out / "seeds.zh-CN.en-US.tmx") if one.origin == "drafted")
    (tmp_path / "x.tmx").write_text(saved(saved_line(unit, "By a person.")), encoding="utf-8")
    assert main(["review", "import", str(tmp_path / "x.tmx"), "--into", str(out)]) == 0
    build_folder(SEEDS, out, Settings(engine="none"))
    assert dict(units_of(out / "seeds.zh-CN.en-US.tmx"))[unit.source] == "By a person."
    assert unit.source not in (out / "seeds.zh-CN.untranslated.tsv").read_text(encoding="utf-8")
