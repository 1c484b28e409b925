"""Every value that a number may stand for, and how sure it is: what mutants of the readers survived."""

from __future__ import annotations

import math

import pytest

from corpus.model import Lang
from corpus.text.numbers import read_numbers
from corpus.text.numbers.number import last_digit
from corpus.text.numbers.read import all_values
from corpus.text.numbers.sentence import follows_letters

DECADES = [(f"{word}ies", value) for word, value in (
    ("twent", 20), ("thirt", 30), ("fort", 40), ("fift", 50), ("sixt", 60), ("sevent", 70), ("eight", 80), ("ninet", 90),
)]  # fmt: skip
VALUES: list[tuple[Lang, str, list[tuple[float, ...]]]] = [
    ("zh", "三刻钟", [(45,), (3,)]),
    ("zh", "一刻钟", [(15,), (1,)]),
    ("zh", "兄弟俩到场", [(2,)]),
    ("zh", "姐妹仨到场", [(3,)]),
    ("zh", "元旦当天", [(1,)]),
    ("zh", "99年", [(99, 2099, 1999)]),
    ("zh", "100年", [(100,)]),
    ("zh", "022年", [(22,)]),
    ("zh", "八分之五", [(8, 0.125, 0.625, 62.5), (5,)]),
    ("zh", "1兆元", [(1e12,)]),
    ("zh", "三万亿", [(3e12,)]),
    ("zh", "一亿两千万", [(120_000_000,)]),
    ("zh", "万人", [(10_000,)]),
    ("zh", "23点", [(23, 11)]),
    ("zh", "24点", [(24, 12)]),
    ("zh", "25点", [(25,)]),
    ("en", "3.5 million", [(3_500_000,)]),
    ("en", "1.5 trillion", [(1.5e12,)]),
    ("en", "2 lakh", [(200_000,)]),
    ("en", "4K", [(4000, 4)]),
    ("en", "3 decades", [(3, 30, 36), (10,)]),
    ("en", "twenty fifteen", [(20, 15, 2015)]),
    ("en", "twenty-five", [(25,)]),
    ("en", "ninety one", [(91,)]),
    ("en", "one hundred fifteen", [(115,)]),
    ("en", "fifteen five", [(15, 5, 1505)]),
    ("en", "thirty ten", [(30, 10, 3010)]),
    ("en", "a couple", [(1,), (2,)]),
    ("en", "doubled", [(2, 100)]),
    ("en", "3 times", [(3, 2, 4)]),
    ("en", "a quarter", [(1,), (0.25, 25, 4)]),
    ("en", "half the town", [(0.5, 50)]),
    ("en", "a third of them", [(1,), (3, 1 / 3), (3,)]),
    ("en", "a fortnight", [(1,), (14, 2)]),
    ("en", "a decade", [(1,), (10,)]),
    ("en", "a century", [(1,), (100,)]),
    ("en", "dozens", [(12,)]),
    ("en", "midnight", [(0, 24, 12)]),
    ("en", "thousands", [(1000,)]),
    *(("en", word, [(value,)]) for word, value in DECADES),  # type: ignore[list-item]
    ("en", "ninetieth", [(90,)]),
    ("en", "5 mn", [(5e6,)]),
    ("en", "2 mln", [(2e6,)]),
    ("en", "3 bn", [(3e9,)]),
    ("en", "1 tn", [(1e12,)]),
    ("en", "2 crore", [(2e7,)]),
    ("en", "nineteen ninety-nine", [(19, 99, 1999)]),
    ("en", "one hundred five", [(105,)]),
    ("en", "one million and a half", [(1e6, 1_000_000.5, 1.5e6), (1,), (0.5, 50)]),
    ("en", "half a million", [(0.5, 50), (1,), (1e6, 5e5)]),
    ("zh", "季度", [(3, 4)]),
    ("zh", "双方", [(2, 100)]),
    ("zh", "加倍", [(2, 100)]),
    ("zh", "全部", [(100,)]),
    ("zh", "一半", [(0.5, 50, 30), (1,)]),
    ("zh", "每人", [(1,)]),
    ("zh", "十三五", [(13,), (15,)]),
    ("zh", "十四五", [(14,), (15,)]),
    ("zh", "一万零五", [(10_005,)]),
    ("zh", "五百零三万", [(5_030_000,)]),
    ("zh", "百二", [(120,)]),
    ("zh", "万五", [(15_000,)]),
    ("zh", "三點五万", [(35_000,)]),
    ("zh", "2万4.5千", [(24_500,)]),
]


@pytest.mark.parametrize(("lang", "text", "values"), VALUES)
def test_values(lang: Lang, text: str, values: list[tuple[float, ...]]) -> None:
    read = [number.values for number in read_numbers(text, lang)]
    assert [sorted(v) for v in read] == [pytest.approx(sorted(v)) for v in values]


@pytest.mark.parametrize(
    ("lang", "text", "strength"),
    [
        ("zh", "两人", "medium"), ("zh", "十人", "medium"), ("zh", "一人", "support"), ("zh", "十二人", "strong"),
        ("zh", "万人", "support"), ("en", "two men", "medium"), ("en", "nine men", "medium"), ("en", "one man", "support"),
        ("en", "ten men", "strong"), ("en", "million", "support"), ("en", "second", "support"),
        ("en", "in May last year", "support"),
    ],
)  # fmt: skip
def test_strengths(lang: Lang, text: str, strength: str) -> None:
    assert [number.strength for number in read_numbers(text, lang)] == [strength]


def test_year_and_month_need_a_point() -> None:
    (plain,) = read_numbers("211 cases", "en")
    (pointed,) = read_numbers("2021.11 cases", "en")
    assert len(plain.values) == 1
    assert len(pointed.values) > 1


@pytest.mark.parametrize(
    ("lang", "text", "strengths"),
    [
        ("zh", "第5条规定罚款300元", ["support", "strong"]),
        ("zh", "罚款300元，见第5条", ["strong", "support"]),
        ("en", "300 yuan by Article 5", ["strong", "support"]),
        ("en", "Article 5: 300 yuan", ["support", "strong"]),
        ("en", "10:00", ["strong", "support"]),
        ("en", "the 20th congress", ["medium"]),
        ("en", "on the 20th", ["strong"]),
        ("en", "G20, 20", ["support", "strong"]),
        ("en", "G3 million", ["strong"]),
    ],
)
def test_what_names_something_is_less_sure(lang: Lang, text: str, strengths: list[str]) -> None:
    assert [number.strength for number in read_numbers(text, lang)] == strengths


@pytest.mark.parametrize(
    ("lang", "text", "shares"),
    [
        ("en", "12-15% of it", [True, True]),
        ("en", "5 to 10 percent", [True, True]),
        ("en", "5 to 10 Percent", [True, True]),
        ("en", "12, 15 and 18% of it", [True, True, True]),
        ("en", "12 and 18 men, 4%", [False, False, True]),
        ("en", "3 to 5 million; 4%", [False, False, True]),
        ("zh", "12至15%", [True, True]),
        ("zh", "12、15和18%", [True, True, True]),
        ("zh", "12、15和18人，占4%", [False, False, False, True]),
    ],
)
def test_which_are_shares_of_a_hundred(lang: Lang, text: str, shares: list[bool]) -> None:
    assert [number.percent for number in read_numbers(text, lang)] == shares


@pytest.mark.parametrize(
    ("lang", "text", "worth"),
    [
        ("en", "298", 0),
        ("en", "1.2 million", 100_000),
        ("en", "3 million", 1_000_000),
        ("zh", "1.73万", 100),
        ("zh", "3万5千", 1000),
        ("zh", "2万4.5千", 100),
        ("zh", "0万", math.inf),
        ("zh", "三万", math.inf),
    ],
)
def test_what_the_last_digit_is_worth(lang: Lang, text: str, worth: float) -> None:
    [number] = read_numbers(text, lang)
    assert last_digit(number) == pytest.approx(worth)


def test_a_value_that_is_rounded_once_is_rounded() -> None:
    assert all_values("1.2万人，12000人，3人", "zh") == {12000: True, 3: False}
    assert all_values("12000人，1.2万人", "zh") == {12000: True}


@pytest.mark.parametrize(
    "text", ["on May 5", "on 5 May.", "on the 5th of May, too", "by 21st May.", "Sept. 3", "from 3 Dec. on"]
)
def test_a_month_beside_its_day_is_sure(text: str) -> None:
    months = [number for number in read_numbers(text, "en") if number.text[0].isalpha()]
    assert [number.strength for number in months] == ["strong"]


@pytest.mark.parametrize("text", ["约万分之十二", "千分之十五", "十分之三"])
def test_neither_part_of_a_fraction_is_sure(text: str) -> None:
    assert [number.strength for number in read_numbers(text, "zh")] == ["support", "support"]


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        ("COVID\n19", True),
        ("COVID-\n19", True),
        ("a\n19", True),
        ("\n19", False),
        ("1\n19", False),
        ("x \n19", False),
    ],
)
def test_a_name_may_be_wrapped_before_its_number(text: str, is_name: bool) -> None:
    assert follows_letters(text, len(text) - 2) == is_name
