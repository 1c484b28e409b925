"""The command ``align``."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from lxml import etree

from corpus.cli.main import main
from tests.align.seeds import PARALLEL, text_of
from tests.factories import SEEDS


def lines(tmp_path: Path) -> tuple[str, str]:
    for lang, name in zip(("zh", "en"), PARALLEL[0], strict=True):
        (tmp_path / f"x.{lang}").write_text("\n".join(text_of(name).sentences) + "\n", encoding="utf-8")
    return str(tmp_path / "x.zh"), str(tmp_path / "x.en")


def test_links_either_way_round(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    zh, en = lines(tmp_path)
    assert main(["align", "--lines", zh, en]) == 0
    links = [line.split(":") for line in capsys.readouterr().out.splitlines()]
    assert ["[7]", "[8,9,10]"] in [link[:2] for link in links]
    assert min(float(link[2]) for link in links) > 0.5
    assert main(["align", "--lines", en, zh]) == 0
    turned = [line.split(":") for line in capsys.readouterr().out.splitlines()]
    assert turned == [[b, a, c] for a, b, c in links]


def test_documents(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    paths = [str(SEEDS / name) for name in PARALLEL[2]]
    assert main(["align", *paths]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines(), delimiter="\t"))
    assert rows[0]["zh"] == "海宁州发布年度禁毒报告"
    assert [row["type"] for row in rows].count("1:0") == 5
    assert main(["align", *paths[::-1], "--format", "table"]) == 0
    assert "kilograms" in capsys.readouterr().out


def test_tmx(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["align", *(str(SEEDS / name) for name in PARALLEL[1]), "--format", "tmx"]) == 0
    root = etree.fromstring(capfdbinary.readouterr().out)
    assert len(list(root.iter("tu"))) == 8
    assert root.find("header").get("srclang") == "zh-TW"  # type: ignore[union-attr]


def test_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    zh, _ = lines(tmp_path)
    for form in ([], ["--lines"]):
        both = [zh, zh] if form else [str(SEEDS / PARALLEL[0][0]), str(SEEDS / PARALLEL[1][0])]
        assert main(["align", *form, *both]) == 2
        assert "are both Chinese; give one Chinese and one English file" in capsys.readouterr().err
        assert main(["align", *form, zh, "nowhere.txt"]) == 2
        assert "nowhere.txt" in capsys.readouterr().err
        bad = tmp_path / "bad.txt"
        bad.write_bytes(b"\x7fELF\x00\xff\xfe\x00\x01" * 20)
        assert main(["align", *form, zh if form else str(SEEDS / PARALLEL[0][0]), str(bad)]) == 1
        assert "bad.txt" in capsys.readouterr().err
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    assert main(["align", "--lines", zh, str(empty)]) == 0
    assert capsys.readouterr().out.startswith("[0]:[]:1.000\n")
