"""Names are read as names are, which the dictionary's most usual meaning of a character is often not."""

from __future__ import annotations

import pytest

from align.terms.gazetteer import gazetteer
from align.terms.spelling import spell_person, spell_word

PLACES = [
    ("a township that the dictionary lacks", "长水", "Changshui"),
    ("a district", "信都", "Xindu"),
    ("a district whose character has two readings", "翠屏", "Cuiping"),
    ("a county of one character", "岷县", "Minxian"),
    ("not as the dictionary reads it", "石鼓", "Shigu"),
    ("not as the dictionary reads it", "栖霞", "Qixia"),
    ("as the dictionary reads it, and not the rule", "长子", "Zhangzi"),
    ("as Mongolian is spelled", "阿拉善", "Alxa"),
]


@pytest.mark.parametrize(("name", "spelling"), [case[1:] for case in PLACES])
def test_places(name: str, spelling: str) -> None:
    assert gazetteer()[name].spelling == spelling


@pytest.mark.parametrize(
    ("name", "spelling"),
    [("李长海", "Li Changhai"), ("王翠屏", "Wang Cuiping"), ("冯都", "Feng Du"), ("单素珍", "Shan Suzhen")],
)
def test_people(name: str, spelling: str) -> None:
    assert spell_person(name) == spelling


def test_a_word_is_read_by_the_dictionary_first() -> None:
    assert spell_word("长春") == "Changchun"
    assert spell_word("都匀") == "Duyun"
