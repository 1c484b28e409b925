"""What is said to be exceeded in a source is in its draft; what is said in other words stays."""

from __future__ import annotations

import pytest

from align.translate.bounds import say_bounds
from corpus.model import Lang

CASES: list[tuple[str, Lang, str, str, str]] = [
    ("余", "zh", "破案2600余起。", "Police solved 2,600 cases.", "Police solved more than 2,600 cases."),
    ("以上", "zh", "九成住户满意，40%以上续租。", "40 percent renewed.", "more than 40 percent renewed."),
    ("money", "zh", "损失超过500万美元。", "Losses were $5 million.", "Losses were more than $5 million."),
    ("into Chinese", "en", "More than 40 came back.", "目前已有40人返回。", "目前已有超过40人返回。"),
    ("nearly", "zh", "近5000名学生参加。", "5,000 pupils came.", "nearly 5,000 pupils came."),
    ("not more", "zh", "近5000名学生参加。", "More than 5,000 pupils came.", "Nearly 5,000 pupils came."),
    ("nearly money", "zh", "损失近500万美元。", "They lost $5 million.", "They lost nearly $5 million."),
    ("not nearly", "zh", "破案2600余起。", "Almost 2,600 cases.", "More than 2,600 cases."),
    ("nearly half", "zh", "近一半是老人。", "More than half were old.", "Nearly half were old."),
    ("not half", "zh", "近一半是老人。", "Half of them were old.", "Nearly half of them were old."),
    ("over half", "zh", "超过半数是老人。", "Nearly half were old.", "More than half were old."),
    ("nearly, into Chinese", "en", "Nearly 400 came.", "超过400人到场。", "近400人到场。"),
]
LEFT: list[tuple[str, Lang, str, str]] = [
    ("said in another word", "zh", "破案2600余起。", "Police solved over 2,600 cases."),
    ("said afterwards", "zh", "破案2600余起。", "Police solved 2,600-plus cases."),
    ("said of another number", "zh", "破案2600余起，抓获30人。", "Police solved cases and caught 30 men."),
    ("a day of a date", "zh", "发布会来了17余人。", "It was held on 2022-01-17."),
    ("in two places", "zh", "破案300余起。", "They solved 300 cases, 300 in all."),
    ("a small number", "zh", "来了5余人。", "Five came, that is 5."),
    ("said by 余", "en", "More than 40 came back.", "目前已有40余人返回。"),
    ("no less", "zh", "破案超过300起。", "No less than 300 cases."),
    ("no more", "zh", "不到300起。", "No more than 300 cases."),
    ("not more, in Chinese", "en", "Fewer than 300 cases.", "案件不超过300起。"),
    ("at most", "zh", "每团不超过40人。", "Groups are limited to 40 people."),
    ("at most, in other words", "zh", "每团不超过40人。", "Groups have 40 people."),
    ("or more of", "zh", "30%以上的学生病了。", "If 30 percent or more of a class fall ill."),
    ("cannot do", "zh", "做不到100分。", "One cannot reach 100."),
    ("nearly all", "en", "We lost about 35 percent of the corals.", "珊瑚损失约35%，几乎全军覆没。"),
    ("a recent time", "zh", "近30天发案下降。", "Cases fell in the past 30 days."),
    ("nearby", "zh", "在附近500米处。", "It stood 500 meters away."),
    ("recently", "zh", "最近300人到场。", "Recently 300 came."),
    ("close to", "zh", "近300人到场。", "Close to 300 came."),
    ("two halves", "zh", "近一半是老人。", "More than half of one half."),
    ("half of another kind", "zh", "近期有一半是老人。", "More than half were old."),
    ("over a time is no more", "en", "It fell by 30 over 40 days.", "40天内下降30。"),
]


@pytest.mark.parametrize(("label", "lang", "source", "draft", "expected"), CASES, ids=[c[0] for c in CASES])
def test_what_is_exceeded_is_said(label: str, lang: Lang, source: str, draft: str, expected: str) -> None:
    assert say_bounds(source, draft, lang)[0] == expected, label


@pytest.mark.parametrize(("label", "lang", "source", "draft"), LEFT, ids=[c[0] for c in LEFT])
def test_what_is_said_or_not_meant_stays(label: str, lang: Lang, source: str, draft: str) -> None:
    assert say_bounds(source, draft, lang) == (draft, []), label
