"""Pairing, alignment and mining as parts of a build."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from align.embed import UseEmbedder
from corpus.pipeline.build import Build
from corpus.settings import Settings
from tests.align.seeds import PAIRS, PARALLEL, text_of
from tests.factories import SEEDS, build_folder


def run(folder: Path, out: Path, settings: Settings | None = None) -> Build:
    return build_folder(folder, out, settings, make_embedder=UseEmbedder)


def test_a_build_aligns_the_seeds(tmp_path: Path) -> None:
    result = run(SEEDS, tmp_path / "out")
    assert {(pair.zh, pair.en) for pair in result.corpus.alignments} == set(PAIRS)
    origins = Counter(unit.origin for unit in result.corpus.units)
    assert origins["aligned"] + origins["reviewed"] == sum(
        len(pair.beads) - pair.unlinked for pair in result.corpus.alignments
    )
    kinds = {(unit.document, unit.align_type) for unit in result.corpus.units if unit.origin == "aligned"}
    assert {("12-night-market.zh.txt", "1:3"), ("zh/13-fire-drill.txt", "2:1")} <= kinds
    alone = [unit for unit in result.corpus.units if any(flag.code == "unaligned" for flag in unit.flags)]
    assert {unit.document for unit in alone} == {"zh/14-drug-report.html"}
    assert len(alone) == 5
    assert all(unit.origin == "drafted" for unit in alone)
    props = [
        {prop.get("type"): prop.text for prop in tu.iter("prop")}
        for tu in etree.parse(tmp_path / "out" / "seeds.zh-TW.en-US.tmx").iter("tu")
        if tu.findtext("prop[@type='x-target-document']") == "en/13-fire-drill.txt"
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
    assert all(prop["x-origin"] == "aligned" for prop in props)
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


def test_reshape_setting(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for zh, en in PARALLEL[:2]:
        for name in (zh, en):
            (folder / name.rpartition("/")[2].replace(".txt", f"-{name[:2]}.txt")).write_bytes(
                (SEEDS / name).read_bytes()
            )

    def aligned(settings: Settings) -> list[tuple[str, str, str]]:
        units = run(folder, tmp_path / "out", settings).corpus.units
        return [
            (str(unit.align_type), unit.source, unit.target) for unit in units if unit.origin == "aligned"
        ]

    whole, pieces = aligned(Settings()), aligned(Settings(reshape="cut"))
    assert not any("of" in kind for kind, *_ in whole)
    new = [row for row in pieces if row not in whole]
    assert new
    assert {kind for kind, *_ in new} <= {"1:1 of 2:1", "1:1 of 1:2", "1:1 of 1:3"}
    gone = [row for row in whole if row not in pieces]
    for side in (1, 2):
        assert characters(row[side] for row in new) == characters(row[side] for row in gone)
    assert aligned(Settings(reshape="cut")) == pieces


def characters(texts: Iterable[str]) -> Counter[str]:
    return Counter(character for text in texts for character in text if not character.isspace())
