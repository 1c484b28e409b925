from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cli.main import main
from corpus.model import Flag, Score, Unit
from export.datasets import SPLITS, Dataset, Format, split_documents
from export.fields import FIELDS, row
from export.tables import cell
from export.write_tmx import write_tmx
from tests.corpus.pipeline.test_review import WEIRD
from tests.factories import contents, unit

UNITS = [
    unit(
        "警方通报。",
        "Police report.",
        3,
        url="https://example.com/?a=1",
        licence="CC0-1.0",
        flags=(Flag("numbers", "5 is missing"),),
    ),
    unit(
        "=1+1",
        "x\ny\u2028z",
        4,
        origin="aligned",
        target_document="b.txt",
        align_type="1:1",
        scores=(Score("score", 0.9, "s"), Score("align", 0.8, "m")),
    ),
    *(
        unit(
            text,
            text,
            10 + i,
            document="c.txt",
            origin="reviewed",
            reviewer="anna",
            reviewed="20260101T000000Z",
            comment="\t=2",
        )
        for i, text in enumerate(WEIRD)
    ),
    unit("字" * 100_000, "x" * 100_000, 99),
]


def write(folder: Path, form: Format, units: list[Unit]) -> int:
    with Dataset(folder / "x", form, ("",)) as table:
        for one in units:
            table.write(one, "")
    assert sum(table.counts.values()) == len(units)
    return table.changed


def test_json_lines_keep_everything(tmp_path: Path) -> None:
    write(tmp_path, "jsonl", UNITS)
    text = (tmp_path / "x.jsonl").read_text(encoding="utf-8")
    assert [json.loads(line) for line in text.split("\n")[:-1]] == [row(one) for one in UNITS]


def test_parquet_keeps_everything_and_says_what_it_is(tmp_path: Path) -> None:
    write(tmp_path, "parquet", UNITS)
    table = pyarrow.parquet.read_table(tmp_path / "x.parquet")
    assert table.to_pylist() == [row(one) for one in UNITS]
    described = {field.name: field.metadata[b"description"].decode() for field in table.schema}
    assert described == {field.column: field.meaning for field in FIELDS}
    before = (tmp_path / "x.parquet").read_bytes()
    write(tmp_path, "parquet", UNITS)
    assert (tmp_path / "x.parquet").read_bytes() == before


def test_tsv_is_safe_in_a_spreadsheet(tmp_path: Path) -> None:
    assert write(tmp_path, "tsv", UNITS) > 0
    with (tmp_path / "x.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    assert [one["source"] for one in rows[:2]] == ["警方通报。", "'=1+1"]
    assert (rows[0]["url"], rows[0]["licence"], rows[0]["flags"], rows[0]["score_align"]) == (
        "https://example.com/?a=1",
        "CC0-1.0",
        "numbers",
        "",
    )
    assert len(rows) == len(UNITS)
    assert not [value for one in rows for value in one.values() if value[:1] in tuple("=+-@\t")]


def test_moses_is_line_by_line(tmp_path: Path) -> None:
    changed = write(tmp_path, "moses", UNITS)
    sides = [(tmp_path / f"x.{lang}").read_text(encoding="utf-8").splitlines() for lang in ("zh", "en")]
    provenance = (tmp_path / "x.provenance.tsv").read_text(encoding="utf-8").splitlines()
    assert {len(side) for side in sides} == {len(UNITS)} == {len(provenance) - 1}
    assert (sides[0][1], sides[1][1]) == ("=1+1", "x y z")
    assert changed == 1 + 2 * sum("\n" in text for text in WEIRD)
    turned = [unit("A.", "甲。", source_tag="en-US", target_tag="zh-CN", script="Latn")]
    write(tmp_path, "moses", turned)
    assert (tmp_path / "x.zh").read_text(encoding="utf-8") == "甲。\n", "a side is named for its language"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", " =1", "＝1", "\r+1"])
def test_a_cell_is_never_run(text: str) -> None:
    assert cell(text).startswith("'")


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.none() | st.sampled_from("ABCDEFGH")), max_size=40))
def test_no_document_crosses_a_split(pairs: list[tuple[str, str | None]]) -> None:
    splits = split_documents(pairs, (0.5, 0.25, 0.25))
    for document, other in pairs:
        assert splits[document] in SPLITS
        assert other is None or splits[other] == splits[document]
    assert splits == split_documents(pairs[::-1], (0.5, 0.25, 0.25)), "whatever the order"


def test_splits_have_about_their_shares() -> None:
    pairs = [(f"{i}.txt", f"{i}.en.txt") for i in range(200) for _ in range(i % 7 + 1)]
    splits = split_documents(pairs, (0.8, 0.1, 0.1))
    counts = {split: sum(splits[document] == split for document, _ in pairs) / len(pairs) for split in SPLITS}
    assert counts["train"] == pytest.approx(0.8, abs=0.02)
    assert counts["dev"] == pytest.approx(0.1, abs=0.02)
    assert {split_documents(pairs, (1, 0, 0))[document] for document, _ in pairs} == {"train"}


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    units = [
        unit(
            f"第{i}句。",
            f"Sentence {i}.",
            i,
            document=f"{i // 5}.txt",
            scores=(Score("score", i / 100, "s"),),
        )
        for i in range(100)
    ]
    write_tmx(tmp_path / "export" / "x.zh-CN.en-US.tmx", units, "zh-CN")
    write_tmx(
        tmp_path / "export" / "x.zh-TW.en-US.tmx",
        [replace(units[0], source_tag="zh-TW", script="Hant")],
        "zh-TW",
    )
    write_tmx(tmp_path / "export" / "reviewed.tmx", [replace(units[0], origin="reviewed")], "zh-CN")
    given = ["tables", str(tmp_path / "export"), "--out", str(tmp_path / "out"), "--to", "parquet"]
    assert main([*given, "--split", "80,10,10", "--min-score", "0.5"]) == 0
    assert list(contents(tmp_path / "out")) == [f"zh-CN.en-US.{split}.parquet" for split in sorted(SPLITS)]
    rows = {
        split: pyarrow.parquet.read_table(tmp_path / f"out/zh-CN.en-US.{split}.parquet").to_pylist()
        for split in SPLITS
    }
    assert {split: len(found) for split, found in rows.items()} == {"train": 40, "dev": 5, "test": 5}
    assert main([*given, "--origin", "aligned"]) == 2
    assert "ask for less" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*given, "--split", "90,10"])
    assert "three shares" in capsys.readouterr().err
