from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from corpus.errors import CorpusError
from corpus.model import Flag, Score, Unit
from corpus.text.normalise import normalise
from export.check_tmx import check
from export.files import atomic_write
from export.read_tmx import read_units
from export.write_tmx import Style, write_shards, write_tmx
from tests.factories import unit

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


GOLDEN = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="duizhao" creationtoolversion="0.1.0" segtype="sentence" o-tmf="duizhao" adminlang="en" srclang="zh-CN" \
datatype="plaintext"><note>NOTE</note></header>
<body>
<tu tuid="TUID" creationdate="20240301T080000Z" creationid="duizhao"><note>numbers of the source that the translation lacks: 3</note>\
<prop type="x-score">0.500</prop><prop type="x-score-meaning">0.333</prop><prop type="x-origin">drafted</prop><prop type="x-engine">fake:1</prop>\
<prop type="x-signature">score s</prop><prop type="x-signature">meaning m</prop><prop type="x-flags">numbers</prop>\
<prop type="x-flag-numbers">numbers of the source that the translation lacks: 3</prop><prop type="x-spans">0:source:1-2</prop>\
<prop type="x-source-url">https://example.com/?a=1&amp;b=2</prop><prop type="x-source-document">a/文件.txt</prop>\
<prop type="x-segment">0</prop><prop type="x-license">CC0-1.0</prop><prop type="x-script">Hans</prop>\
<tuv xml:lang="zh-CN"><seg>警方通报。</seg></tuv><tuv xml:lang="en-US"><seg>Police &lt;report&gt;.</seg></tuv></tu>
</body>
</tmx>"""


def test_golden(tmp_path: Path) -> None:
    made = unit(
        target="Police <report>.",
        flags=(Flag("numbers", "numbers of the source that the translation lacks: 3", (("source", 1, 2),)),),
        url="https://example.com/?a=1&b=2",
        licence="CC0-1.0",
    )
    assert write_tmx(tmp_path / "x.tmx", [made], "zh-CN") == 1
    text = (tmp_path / "x.tmx").read_text(encoding="utf-8")
    start, end = text.index("<note>") + 6, text.index("</note>")
    assert (text[:start] + "NOTE" + text[end:]).replace(made.id, "TUID") == GOLDEN


SIDE = st.text(min_size=1, max_size=60).map(lambda text: " ".join(normalise(text).split())).filter(bool)


@given(st.lists(st.tuples(SIDE, SIDE), max_size=12))
def test_what_is_written_is_read_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("tmx") / "x.tmx"
    units = [unit(source, target, i) for i, (source, target) in enumerate(pairs)]
    assert write_tmx(path, iter(units), "zh-CN") == len(units)
    root = etree.parse(path, etree.XMLParser(no_network=True, resolve_entities=False)).getroot()
    read = [[(tuv.get(XML_LANG), tuv.findtext("seg")) for tuv in tu.iter("tuv")] for tu in root.iter("tu")]
    assert read == [[("zh-CN", u.source), ("en-US", u.target)] for u in units]
    ids = [tu.get("tuid") for tu in root.iter("tu")]
    assert len(set(ids)) == len(ids)
    for tu in root.iter("tu"):
        assert [child.tag for child in tu] == sorted(
            [child.tag for child in tu], key=["note", "prop", "tuv"].index
        )
        for prop in tu.iter("prop"):
            assert (prop.get("type") or "").startswith("x-")


FLAGS = st.lists(
    st.builds(
        Flag,
        st.sampled_from(["numbers", "wrong-language", "term"]),
        SIDE,
        st.lists(
            st.tuples(st.sampled_from(["source", "target"]), st.integers(0, 9), st.integers(9, 99)),
            max_size=2,
        ).map(tuple),
    ),
    max_size=3,
    unique_by=lambda flag: flag.code,
).map(tuple)
SCORES = st.lists(st.sampled_from(["score", "adequacy", "similarity"]), unique=True).flatmap(
    lambda names: st.tuples(
        *(
            st.builds(
                Score,
                st.just(n),
                st.integers(0, 1000).map(lambda v: v / 1000),
                st.sampled_from(["a:1", "b c"]),
            )
            for n in names
        )
    )
)
UNITS = st.lists(
    st.builds(
        unit, SIDE, SIDE, st.integers(0, 9), origin=st.sampled_from(["aligned", "drafted", "reviewed"]), flags=FLAGS, scores=SCORES,
        url=st.none() | SIDE, licence=st.none() | SIDE, target_document=st.none() | SIDE, align_type=st.none() | st.just("2:1"), time=st.none() | st.just("0:00:01.000-0:00:02.500"),
    ),
    max_size=5,
)  # fmt: skip
STYLES = st.builds(
    Style, st.sampled_from(["region", "bare", "script"]), st.sampled_from(["standard", "trados"])
)


@given(UNITS, STYLES, st.sampled_from([".tmx", ".tmx.gz"]), st.sampled_from(["zh-TW", "zh-CN"]))
def test_units_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, units: list[Unit], style: Style, suffix: str, tag: str
) -> None:
    path = tmp_path_factory.mktemp("tmx") / f"x{suffix}"
    units = [replace(one, source_tag=tag, index=i) for i, one in enumerate(units)]
    write_tmx(path, units, tag, style)
    assert list(read_units(path)) == units
    assert check(path).loads
    before = path.read_bytes()
    write_tmx(path, iter(units), tag, style)
    assert path.read_bytes() == before


def test_styles_and_shards(tmp_path: Path) -> None:
    units = [
        unit(index=i, script="Hant", source_tag="zh-HK", scores=(Score("score", 0.5, "s"),)) for i in range(5)
    ]
    shards = write_shards(tmp_path / "x.zh-HK.en-US.tmx", units, "zh-HK", Style("script", "trados"), 2)
    assert {path.name: count for path, count in shards.items()} == {
        f"x.zh-HK.en-US.00{i}.tmx": n for i, n in ((1, 2), (2, 2), (3, 1))
    }
    assert [one for path in shards for one in read_units(path)] == units
    text = next(iter(shards)).read_text(encoding="utf-8")
    assert 'srclang="zh-Hant"' in text
    assert 'o-tmf="SDL TM8 Format"' in text
    assert '<prop type="x-SourceDocument:SingleString">' in text


@pytest.mark.parametrize(
    "text",
    ["a\tb", "a\nb", "a\r\nb", "😀", "𠀀𪜶", "\u200fא\u200e", "a]]>b", "&#x1;", "=1+1", "字" * 100_000],
    ids=lambda text: ascii(text[:6]),
)
def test_text_of_any_kind_is_kept_exactly(tmp_path: Path, text: str) -> None:
    write_tmx(tmp_path / "x.tmx", [unit(text, text)], "zh-CN")
    assert [(one.source, one.target) for one in read_units(tmp_path / "x.tmx")] == [(text, text)]


def test_what_xml_cannot_hold_is_left_out_and_said(tmp_path: Path) -> None:
    write_tmx(tmp_path / "x.tmx", [unit("甲\x01乙", "a\ufffe\ud800b")], "zh-CN")
    (read,) = read_units(tmp_path / "x.tmx")
    assert (read.source, read.target) == ("甲乙", "ab")
    assert "left out: U+0001, U+FFFE, U+D800" in (tmp_path / "x.tmx").read_text(encoding="utf-8")


def test_anothers_tmx_is_not_taken_for_ours(tmp_path: Path) -> None:
    write_tmx(tmp_path / "x.tmx", [unit()], "zh-CN")
    text = (tmp_path / "x.tmx").read_text(encoding="utf-8").replace("x-origin", "x-other")
    (tmp_path / "y.tmx").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match="not written by build-corpus"):
        list(read_units(tmp_path / "y.tmx"))


def test_ids_are_stable_and_depend_on_place_and_source() -> None:
    assert unit().id == unit(target="Other words.").id
    assert len({unit().id, unit(index=1).id, unit(source="别的。").id, unit(document="b.txt").id}) == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"source": " 空格"},
        {"target": ""},
        {"target": "x\u3000"},
        {"target_tag": "zh-TW"},
        {"source_tag": "zh_CN"},
        {"target_tag": "fr-FR"},
    ],
)
def test_units_that_no_tool_would_load_cannot_be_built(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"side of a unit|language"):
        unit(**changes)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "x.tmx"
    write_tmx(path, [unit()], "zh-CN")
    before = path.read_bytes()

    def units() -> Iterator[Unit]:
        yield unit()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_tmx(path, units(), "zh-CN")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_only_known_suffixes_are_written(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"suffix '\.py'"), atomic_write(tmp_path / "tmx.py"):
        raise AssertionError
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(CorpusError, match="choose another folder with --out"):
        write_tmx(tmp_path / "file" / "x.tmx", [unit()], "zh-CN")
