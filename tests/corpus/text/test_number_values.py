"""Every value that a number may stand for, and how sure it is: what mutants of the readers survived."""

from __future__ import annotations

import pytest

from corpus.model import Lang
from corpus.text.numbers import read_numbers

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
    ],
)  # fmt: skip
def test_strengths(lang: Lang, text: str, strength: str) -> None:
    assert [number.strength for number in read_numbers(text, lang)] == [strength]


def test_year_and_month_need_a_point() -> None:
    (plain,) = read_numbers("211 cases", "en")
    (pointed,) = read_numbers("2021.11 cases", "en")
    assert len(plain.values) == 1
    assert len(pointed.values) > 1
