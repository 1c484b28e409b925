from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.quality.numbers import compare_numbers, missing_numbers
from corpus.model import Lang
from tests.tables import read_cases

TEXT = st.lists(
    st.sampled_from(
        ["12", "13", "1.2万", "12,000", "3%", "3", "第十三", "13th", "11th", "No. 4", "G7", "G9", "10日",
         "May 10", "（三）", "3) ", "half", "二十", " ", "人", " men "]
    ),
    max_size=8,
).map("".join)  # fmt: skip


def _texts(source: str, target: str, lang: Lang) -> tuple[list[str], list[str], list[str]]:
    compared = compare_numbers(source, target, lang)
    missing, added, percent = (
        [number.text for number in numbers]
        for numbers in (compared.missing, compared.added, compared.percent)
    )
    return missing, added, percent


@pytest.mark.parametrize("case", read_cases("number-pairs.tsv"), ids=lambda case: case["id"])
def test_missing_numbers(case: dict[str, str]) -> None:
    lang: Lang = "zh" if case["lang"] == "zh" else "en"
    missing = [case["missing"]] if case["missing"] else []
    assert missing_numbers(case["source"], case["target"], lang) == missing


@pytest.mark.parametrize(
    ("source", "target", "lang", "expected"),
    [
        ("下降21.4%。", "It fell by 21.4, and 3,000 were caught.", "zh", ([], ["3,000"], ["21.4"])),
        ("10月10日起，10人参加。", "From October 10 on, 11 took part.", "zh", (["10"], ["11"], [])),
        ("10月10日起，十个人参加。", "From October 10 on, people took part.", "zh", ([], [], [])),
        ("第十三届联欢会", "the 11th gala", "zh", (["十三"], ["11th"], [])),
        ("the 11th gala", "第十三届联欢会", "en", (["11th"], ["十三"], [])),
        ("第十一条", "Article 12", "zh", (["十一"], ["12"], [])),
        ("G7高速和G15", "the G7 and the G16", "zh", (["G15"], ["G16"], [])),
        ("G7峰会", "七国集团 and A9", "zh", ([], [], [])),
        ("（三）加强巡逻。", "4) Step up patrols.", "zh", (["（三）"], ["4)"], [])),
        ("10日通报", "on December 10", "zh", ([], [], [])),
        ("on December 10", "10日通报", "en", ([], [], [])),
    ],
    ids=[
        "percent", "left-over", "said-once", "ordinal-zh", "ordinal-en", "article", "code", "other-code",
        "marker", "day-zh", "day-en",
    ],
)  # fmt: skip
def test_what_is_missing_added_and_without_its_percent(
    source: str, target: str, lang: Lang, expected: tuple[list[str], list[str], list[str]]
) -> None:
    assert _texts(source, target, lang) == expected


@given(TEXT, TEXT, st.sampled_from(["zh", "en"]))
def test_spans_are_those_of_the_sides(source: str, target: str, lang: Lang) -> None:
    compared = compare_numbers(source, target, lang)
    for text, numbers in ((source, [*compared.missing, *compared.percent]), (target, compared.added)):
        assert all(number.text == text[number.start : number.end] for number in numbers)


@given(TEXT, st.sampled_from(["zh", "en"]))
def test_nothing_is_missing_where_nothing_was_said(target: str, lang: Lang) -> None:
    compared = compare_numbers("", target, lang)
    assert compared.missing == compared.percent == []


@pytest.mark.parametrize(
    ("zh", "en", "missing", "added"),
    [
        ("5男5女6童。", "5 men, 6 women, 6 children.", ["5"], ["6"]),
        ("5男5女。", "5 men and women.", [], []),
        ("一名民警带1人到2处。", "1 went to 2 places, and 2 more.", [], []),
        ("第十三届大会召开。", "The 5th congress opened.", ["十三"], ["5th"]),
        ("第十三届大会召开。", "The 13th congress opened.", [], []),
        ("第十三届大会召开。", "The congress opened for the second time.", [], []),
    ],
    ids=["one for another", "said once", "sure ones first", "ordinal", "same ordinal", "ordinal in words"],
)
def test_what_stands_twice_on_a_side(zh: str, en: str, missing: list[str], added: list[str]) -> None:
    faults = compare_numbers(zh, en, "zh")
    assert [[number.text for number in side] for side in (faults.missing, faults.added)] == [missing, added]


@pytest.mark.parametrize(
    ("zh", "en", "missing", "added"),
    [
        ("第二十一届会议", "the 31st session", ["二十一"], ["31st"]),
        ("第二十二届会议", "the 32nd session", ["二十二"], ["32nd"]),
        ("第二十三届会议", "the 33rd session", ["二十三"], ["33rd"]),
        ("第二十四届会议", "the 34th session", ["二十四"], ["34th"]),
        ("第二十一届会议", "the 21st session", [], []),
    ],
)
def test_another_ordinal(zh: str, en: str, missing: list[str], added: list[str]) -> None:
    faults = compare_numbers(zh, en, "zh")
    assert [[number.text for number in side] for side in (faults.missing, faults.added)] == [missing, added]
    turned = compare_numbers(en, zh, "en")
    assert [[number.text for number in side] for side in (turned.added, turned.missing)] == [missing, added]
