from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cli.main import main
from corpus.errors import CorpusError
from export.check_rules import TOOLS
from export.check_tmx import check
from export.write_tmx import write_tmx
from tests.factories import unit

HEADER = '<header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="zh-CN" datatype="plaintext"/>'
ONE = '<tu tuid="1"><prop type="x-score">0.5</prop><tuv xml:lang="zh-CN"><seg>警方通报。</seg></tuv><tuv xml:lang="en-US"><seg>Police report.</seg></tuv></tu>'
START = '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
GOOD = f"{START}{HEADER}\n<body>\n{ONE}\n</body>\n</tmx>\n"

BROKEN = {
    "empty": "  \n",
    "not-well-formed": GOOD[:-30],
    "entities": GOOD.replace("<tmx ", '<!DOCTYPE tmx [<!ENTITY a "b">]>\n<tmx '),
    "doctype": GOOD.replace("<tmx ", '<!DOCTYPE tmx SYSTEM "http://example.com/tmx14.dtd">\n<tmx '),
    "namespace": GOOD.replace("<tmx ", '<tmx xmlns="http://example.com/tmx" '),
    "version": GOOD.replace('version="1.4"', 'version="1.4b"'),
    "root": "<html/>",
    "no-header": GOOD.replace(HEADER, ""),
    "no-body": f"{START}{HEADER}</tmx>",
    "header": GOOD.replace('srclang="zh-CN" ', ""),
    "segtype": GOOD.replace('"sentence"', '"line"'),
    "structure": GOOD.replace("<body>", "<body><p/>"),
    "order": GOOD.replace("</tu>", '<prop type="x-a">1</prop></tu>'),
    "tuid": GOOD.replace(ONE, ONE + ONE),
    "language": GOOD.replace('lang="zh-CN"', 'lang="zh_CN"'),
    "no-seg": GOOD.replace("<seg>Police report.</seg>", ""),
    "one-side": GOOD.replace('<tuv xml:lang="en-US"><seg>Police report.</seg></tuv>', ""),
    "empty-segment": GOOD.replace("Police report.", ""),
    "character": GOOD.replace("report", "re\ufffdport"),
    "inline": GOOD.replace("report", '<bpt i="1"/>report'),
    "srclang": GOOD.replace('srclang="zh-CN"', 'srclang="fr-FR"'),
    "prop-type": GOOD.replace('<prop type="x-score">', "<prop>"),
    "context-prop": GOOD.replace("x-score", "file"),
    "score": GOOD.replace("0.5", "0,5"),
    "date": GOOD.replace('tuid="1"', 'tuid="1" creationdate="20230230T000000Z"'),
    "depth": GOOD.replace("report", "<hi>" * 200 + "report" + "</hi>" * 200),
    "encoding": GOOD.replace("UTF-8", "GB18030").replace("警方通报。", "x"),
}
DOUBTFUL = {
    "edge-space": GOOD.replace("<seg>Police", "<seg>\u3000Police"),
    "wrong-language": GOOD.replace("警方通报。", "Police report."),
    "same-language": GOOD.replace('"en-US"', '"zh-CN"').replace("Police report.", "警方。"),
    "pair": GOOD.replace(ONE, ONE + ONE.replace("en-US", "en-GB").replace('tuid="1"', 'tuid="2"')),
    "long": GOOD.replace("report", "report " * 400),
    "bom": "\ufeff" + GOOD,
}


@pytest.mark.parametrize(("rule", "text"), BROKEN.items(), ids=BROKEN)
def test_each_fault_is_found_and_stops_a_tool(tmp_path: Path, rule: str, text: str) -> None:
    path = tmp_path / "x.tmx"
    path.write_text(text, encoding="utf-8")
    report = check(path)
    assert rule in [fault.rule for fault in report.faults]
    assert not report.loads
    assert main(["check", str(path)]) == 1


@pytest.mark.parametrize(("rule", "text"), DOUBTFUL.items(), ids=DOUBTFUL)
def test_what_only_costs_matches_is_a_warning(tmp_path: Path, rule: str, text: str) -> None:
    path = tmp_path / "x.tmx"
    path.write_text(text, encoding="utf-8")
    report = check(path)
    assert [fault.rule for fault in report.faults] == [rule]
    assert report.loads


def test_utf_16_and_line_numbers(tmp_path: Path) -> None:
    path = tmp_path / "x.tmx"
    path.write_bytes(GOOD.replace("UTF-8", "UTF-16").encode("utf-16"))
    assert [fault.rule for fault in check(path).faults] == ["utf-16"]
    assert [tool for tool in TOOLS if check(path).refused_by(tool)] == []
    assert check(path).loads
    path.write_text(BROKEN["date"], encoding="utf-8")
    assert [fault.line for fault in check(path).faults] == [5]


def test_what_we_write_loads_everywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.tmx"
    write_tmx(path, [unit(index=i) for i in range(20)], "zh-CN")
    report = check(path)
    assert (report.units, report.faults) == (20, [])
    packed = tmp_path / "x.tmx.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert check(packed).units == 20
    assert main(["check", str(path), str(tmp_path / "missing.tmx")]) == 2, (
        "the others are checked all the same"
    )
    said = capsys.readouterr()
    assert "Trados: loads" in said.out
    assert "missing.tmx does not exist" in said.err


@given(st.binary(max_size=300), st.integers(0, len(GOOD.encode())))
def test_damage_anywhere_is_a_report_and_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, place: int
) -> None:
    path = tmp_path_factory.mktemp("check") / "x.tmx"
    good = GOOD.encode()
    path.write_bytes(good[:place] + junk + good[place:])
    try:
        check(path)
    except CorpusError as error:
        assert str(path) in str(error)
