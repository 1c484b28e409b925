"""Pairing documents, mining sentence pairs, and both in a build."""

from __future__ import annotations

import csv
import random
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from align.embed import UseEmbedder
from align.pairing.documents import DocumentText, pair_documents, stem
from align.pairing.mining import mine
from corpus.cli.main import main
from corpus.model import Document
from corpus.pipeline.build import Build
from corpus.read.documents import read_file
from corpus.segment.splitter import segment_document
from corpus.settings import Settings
from tests.factories import SEEDS, build_folder

PARALLEL = (
    ("12-night-market.zh.txt", "12-night-market.en.txt"),
    ("zh/13-fire-drill.txt", "en/13-fire-drill.txt"),
    ("zh/14-drug-report.html", "en/14-drug-report.html"),
)


@pytest.fixture(scope="module")
def use() -> UseEmbedder:
    return UseEmbedder()


def text_of(name: str, called: str | None = None) -> DocumentText:
    document = read_file(SEEDS / name, name)
    assert isinstance(document, Document)
    return DocumentText(
        called or name, tuple(s.text for s in segment_document(document) if s.lang == document.lang)
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("x.zh.txt", "x.en.txt", True),
        ("zh/x.txt", "en/x.html", True),
        ("a/x_zh-CN.md", "a/x-en.md", True),
        ("report（中文）.txt", "report (English).txt", True),
        ("x.zh.txt", "y.en.txt", False),
        ("zhen.txt", "english-lessons.txt", False),
    ],
)
def test_stems_of_names(one: str, other: str, same: bool) -> None:
    assert (stem(one) == stem(other)) == same


def test_pairs_by_content_whatever_the_names(use: UseEmbedder) -> None:
    zh = [text_of(name, f"{i}.txt") for i, (name, _) in enumerate(PARALLEL)]
    en = [text_of(name, f"{9 - i}.txt") for i, (_, name) in enumerate(PARALLEL)]
    zh.append(text_of("01-letter-to-residents.txt", "other.txt"))
    order = list(range(len(en)))
    random.Random(1).shuffle(order)
    pairing = pair_documents(zh, [en[i] for i in order], use)
    assert {(pair.zh, order[pair.en]) for pair in pairing.pairs} == {(0, 0), (1, 1), (2, 2)}
    assert all(pair.confidence > 0.9 for pair in pairing.pairs)


def test_names_that_the_content_contradicts_are_reported_and_not_believed(use: UseEmbedder) -> None:
    zh = [text_of(PARALLEL[0][0], "a.zh.txt"), text_of(PARALLEL[1][0], "b.zh.txt")]
    en = [text_of(PARALLEL[0][1], "b.en.txt"), text_of(PARALLEL[1][1], "a.en.txt")]
    pairing = pair_documents(zh, en, use)
    assert {(pair.zh, pair.en) for pair in pairing.pairs} == {(0, 0), (1, 1)}
    assert {(pair.zh, pair.en) for pair in pairing.contradicted} == {(0, 1), (1, 0)}


def test_one_document_is_in_one_pair(use: UseEmbedder) -> None:
    zh = [text_of(PARALLEL[0][0], "a.txt"), text_of(PARALLEL[0][0], "b.txt")]
    assert len(pair_documents(zh, [text_of(PARALLEL[0][1])], use).pairs) == 1
    assert pair_documents(zh, [], use).pairs == []


def test_mining_finds_the_sentences_that_two_reports_share(use: UseEmbedder) -> None:
    zh, en = text_of(PARALLEL[0][0]).sentences, text_of(PARALLEL[0][1]).sentences
    others = text_of("01-letter-to-residents.txt").sentences
    foreign = text_of(PARALLEL[2][1]).sentences
    found = mine([*others, zh[2], zh[10]], [*foreign, en[13], en[2]], use)
    assert {(one.zh, one.en) for one in found} == {
        (len(others), len(foreign) + 1),
        (len(others) + 1, len(foreign)),
    }
    assert all(one.confidence >= 0.7 for one in found)
    assert mine([], en, use) == mine(zh, [], use) == []


def run(folder: Path, out: Path, settings: Settings | None = None) -> Build:
    return build_folder(folder, out, settings, make_embedder=UseEmbedder)


def test_a_build_aligns_the_seeds(tmp_path: Path) -> None:
    result = run(SEEDS, tmp_path / "out")
    assert {(one.zh.name, one.en.name) for one in result.corpus.alignments} == set(PARALLEL)
    origins = Counter(unit.origin for unit in result.corpus.units)
    assert origins["aligned"] == sum(len(one.beads) - one.unlinked for one in result.corpus.alignments)
    kinds = Counter(unit.align_type for unit in result.corpus.units if unit.origin == "aligned")
    assert kinds["1:3"] == 1
    assert kinds["2:1"] == 1
    alone = [unit for unit in result.corpus.units if any(flag.code == "unaligned" for flag in unit.flags)]
    assert {unit.document for unit in alone} == {"zh/14-drug-report.html"}
    assert len(alone) == 5
    assert all(unit.origin == "drafted" for unit in alone)
    props = [
        {prop.get("type"): prop.text for prop in tu.iter("prop")}
        for tu in etree.parse(tmp_path / "out" / "seeds.zh-TW.en-US.tmx").iter("tu")
        if tu.findtext("prop[@type='x-origin']") == "aligned"
    ]
    assert [prop["x-align-type"] for prop in props] == [
        "1:1",
        "2:1",
        "1:1",
        "1:2",
        "1:1",
        "1:1",
        "1:1",
        "1:1",
    ]
    assert all(prop["x-target-document"] == "en/13-fire-drill.txt" for prop in props)
    assert all(float(prop["x-score-align"] or 0) > 0.9 for prop in props)
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    run(SEEDS, tmp_path / "out")
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}


def test_wrong_names_are_reported_by_the_build(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "x.zh.txt").write_bytes((SEEDS / PARALLEL[1][0]).read_bytes())
    (folder / "x.en.txt").write_bytes((SEEDS / PARALLEL[0][1]).read_bytes())
    result = run(folder, tmp_path / "out")
    assert result.corpus.alignments == ()
    with (tmp_path / "out" / "set-aside.tsv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t") if row["stage"] == "pair"]
    assert [(row["reason"], row["document"]) for row in rows] == [("contradicted", "x.zh.txt")]
    assert "x.en.txt" in rows[0]["message"]


def test_mine_setting(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    zh, en = text_of(PARALLEL[0][0]).sentences, text_of(PARALLEL[0][1]).sentences
    (folder / "a.txt").write_text(
        "".join((*text_of("01-letter-to-residents.txt").sentences, zh[10])), encoding="utf-8"
    )
    (folder / "b.txt").write_text(" ".join((*text_of(PARALLEL[2][1]).sentences, en[13])), encoding="utf-8")
    assert not any(unit.origin == "aligned" for unit in run(folder, tmp_path / "out").corpus.units)
    mined = [
        unit
        for unit in run(folder, tmp_path / "out", Settings(mine=True)).corpus.units
        if unit.origin == "aligned"
    ]
    assert [(unit.source, unit.target, unit.align_type) for unit in mined] == [(zh[10], en[13], "mined")]


class TestCommand:
    def lines(self, tmp_path: Path) -> tuple[str, str]:
        for lang, name in zip(("zh", "en"), PARALLEL[0], strict=True):
            (tmp_path / f"x.{lang}").write_text("\n".join(text_of(name).sentences) + "\n", encoding="utf-8")
        return str(tmp_path / "x.zh"), str(tmp_path / "x.en")

    def test_links_either_way_round(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        zh, en = self.lines(tmp_path)
        assert main(["align", "--lines", zh, en]) == 0
        links = [line.split(":") for line in capsys.readouterr().out.splitlines()]
        assert ["[7]", "[8,9,10]"] in [link[:2] for link in links]
        assert all(0 < float(link[2]) <= 1 for link in links)
        assert main(["align", "--lines", en, zh]) == 0
        turned = [line.split(":") for line in capsys.readouterr().out.splitlines()]
        assert turned == [[b, a, c] for a, b, c in links]

    def test_documents(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        paths = [str(SEEDS / name) for name in PARALLEL[2]]
        assert main(["align", *paths]) == 0
        rows = list(csv.DictReader(capsys.readouterr().out.splitlines(), delimiter="\t"))
        assert rows[0]["zh"] == "海宁州发布年度禁毒报告"
        assert [row["type"] for row in rows].count("1:0") == 5
        assert main(["align", *paths[::-1], "--format", "table"]) == 0
        assert "kilograms" in capsys.readouterr().out

    def test_tmx(self, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        assert main(["align", *(str(SEEDS / name) for name in PARALLEL[1]), "--format", "tmx"]) == 0
        root = etree.fromstring(capfdbinary.readouterr().out)
        assert len(list(root.iter("tu"))) == 8
        assert root.find("header").get("srclang") == "zh-TW"  # type: ignore[union-attr]

    def test_bad_input(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        zh, _ = self.lines(tmp_path)
        for form in ([], ["--lines"]):
            assert (
                main(
                    [
                        "align",
                        *form,
                        *([zh, zh] if form else [str(SEEDS / PARALLEL[0][0]), str(SEEDS / PARALLEL[1][0])]),
                    ]
                )
                == 1
            )
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
