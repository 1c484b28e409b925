from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from corpus.errors import CorpusError
from corpus.model import Flag, Score, Unit
from corpus.normalise import normalise
from export.files import atomic_write
from export.tmx import write_tmx

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def unit(source: Any = "警方通报。", target: Any = "Police report.", index: Any = 0, **changes: Any) -> Unit:
    values: dict[str, Any] = {
        "source": source, "target": target, "source_tag": "zh-CN", "target_tag": "en-US", "origin": "drafted", "engine": "fake:1",
        "document": "a/文件.txt", "index": index, "script": "Hans", "date": "20240301T080000Z",
        "scores": (Score("score", 0.5, "s"), Score("meaning", 1 / 3, "m")),
    }  # fmt: skip
    return Unit(**(values | changes))


GOLDEN = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="duizhao" creationtoolversion="0.1.0" segtype="sentence" o-tmf="duizhao" adminlang="en" srclang="zh-CN" \
datatype="plaintext"><note>NOTE</note></header>
<body>
<tu tuid="TUID" creationdate="20240301T080000Z" creationid="duizhao"><note>numbers of the source that the translation lacks: 3</note>\
<prop type="x-score">0.500</prop><prop type="x-score-meaning">0.333</prop><prop type="x-origin">drafted</prop><prop type="x-engine">fake:1</prop>\
<prop type="x-flags">numbers</prop><prop type="x-source-url">https://example.com/?a=1&amp;b=2</prop><prop type="x-source-document">a/文件.txt</prop>\
<prop type="x-segment">0</prop><prop type="x-license">CC0-1.0</prop><prop type="x-script">Hans</prop>\
<tuv xml:lang="zh-CN"><seg>警方通报。</seg></tuv><tuv xml:lang="en-US"><seg>Police &lt;report&gt;.</seg></tuv></tu>
</body>
</tmx>"""


def test_golden(tmp_path: Path) -> None:
    made = unit(
        target="Police <report>.",
        flags=(Flag("numbers", "numbers of the source that the translation lacks: 3"),),
        url="https://example.com/?a=1&b=2",
        licence="CC0-1.0",
    )
    assert write_tmx(tmp_path / "x.tmx", [made], "zh-CN") == 1
    text = (tmp_path / "x.tmx").read_text(encoding="utf-8")
    start, end = text.index("<note>") + 6, text.index("</note>")
    assert (text[:start] + "NOTE" + text[end:]).replace(made.id, "TUID") == GOLDEN


SIDE = st.text(min_size=1, max_size=60).map(lambda text: " ".join(normalise(text).split())).filter(bool)


@given(st.lists(st.tuples(SIDE, SIDE), max_size=12))
def test_what_is_written_is_read_back_exactly(tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]) -> None:
    path = tmp_path_factory.mktemp("tmx") / "x.tmx"
    units = [unit(source, target, i) for i, (source, target) in enumerate(pairs)]
    assert write_tmx(path, iter(units), "zh-CN") == len(units)
    root = etree.parse(path, etree.XMLParser(no_network=True, resolve_entities=False)).getroot()
    read = [[(tuv.get(XML_LANG), tuv.findtext("seg")) for tuv in tu.iter("tuv")] for tu in root.iter("tu")]
    assert read == [[("zh-CN", u.source), ("en-US", u.target)] for u in units]
    ids = [tu.get("tuid") for tu in root.iter("tu")]
    assert len(set(ids)) == len(ids)
    for tu in root.iter("tu"):
        assert [child.tag for child in tu] == sorted([child.tag for child in tu], key=["note", "prop", "tuv"].index)
        for prop in tu.iter("prop"):
            assert (prop.get("type") or "").startswith("x-")


def test_ids_are_stable_and_depend_on_place_and_source() -> None:
    assert unit().id == unit(target="Other words.").id
    assert len({unit().id, unit(index=1).id, unit(source="别的。").id, unit(document="b.txt").id}) == 4


@pytest.mark.parametrize(
    "changes",
    [{"source": " 空格"}, {"target": ""}, {"target": "x\u3000"}, {"target_tag": "zh-TW"}, {"source_tag": "zh_CN"}, {"target_tag": "fr-FR"}],
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
