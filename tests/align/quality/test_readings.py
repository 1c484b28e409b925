"""Names in drafts that nothing in the source is read as."""

from __future__ import annotations

import pytest

from align.quality.inspect import inspect
from align.quality.readings import misread_names

CASES = [
    ("another place", "平川市统计局", "Statistics Bureau of Pingtang City", ["Pingtang"]),
    ("a place of no list", "渡船停在清水湾。", "The ferry lay in Shishui Bay.", ["Shishui"]),
    ("each once", "望溪很美。", "Wanshi is fine. I like Wanshi.", ["Wanshi"]),
    ("as it is read", "渡船停在清水湾。", "The ferry lay in Qingshui Bay.", []),
    ("another reading of a character", "他从重庆来。", "He came from Chongqing.", []),
    ("with an apostrophe", "他从西安来。", "Xi'an's people", []),
    ("in Traditional characters", "臺南的警員", "Officers of Tainan", []),
    ("for short", "贵广高铁停运。", "The Guiyang-Guangzhou line stands still.", []),
    ("one character that means a province", "湘警出动。", "Police of Hunan set out.", []),
    ("in Latin letters already", "他住在 Lushan 酒店", "He lives at the Lushan hotel", []),
    ("an English word", "小组成立了。", "Panda and Police units were set up.", []),
    ("a foreign name by its sound", "卡里娜·莫兰来了。", "Karina Moran came.", []),
    ("a foreign name that the dictionary has", "玛丽亚来了。", "Maria came.", []),
    ("names of one syllable", "他来了。", "Wang came.", []),
]


@pytest.mark.parametrize(("source", "target", "names"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_names_that_nothing_is_read_as(source: str, target: str, names: list[str]) -> None:
    flags = misread_names(source, target)
    assert [flag.message.rpartition(": ")[2].split(", ") for flag in flags] == ([names] if names else [])
    for flag in flags:
        assert {target[start:end] for _, start, end in flag.spans} == set(names)


def test_people_may_say_what_the_neighbours_say() -> None:
    pair = ("他昨天来了。", "Haodong came yesterday.")
    assert "name" in {flag.code for flag in inspect(*pair, "zh")}
    assert "name" not in {flag.code for flag in inspect(*pair, "zh", by_people=True)}


def test_what_is_no_sentence_is_not_read() -> None:
    assert misread_names("字" * 2001, "Yuzhen") == []
