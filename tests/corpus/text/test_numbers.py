from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.quality.checks import missing_numbers
from corpus.model import Lang
from corpus.text.numbers import all_values, read_numbers, respell


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("破获案件146起", (146,)),
        ("投入2.4亿元", (240_000_000,)),
        ("1.2万个", (12_000,)),
        ("230万余起", (2_300_000,)),
        ("5万多人", (50_000,)),
        ("８００人", (800,)),
        ("3．5万", (35_000,)),
        ("17,000 cases", (17_000,)),
        ("1.3 million yuan", (1_300_000,)),
        ("3 billion", (3e9,)),
        ("0734-12340", (734, 12340)),
        ("3-5万元", (3, 30_000, 50_000)),
        ("没有数字", ()),
    ],
)
def test_values_of_numbers(text: str, values: tuple[float, ...]) -> None:
    lang: Lang = "en" if text.isascii() else "zh"
    assert tuple(
        value for number in read_numbers(text, lang) if number.strength == "strong" for value in number.values
    ) == pytest.approx(values)


@pytest.mark.parametrize(
    ("source", "target", "lang", "missing"),
    [
        ("投入2.4亿元。", "It cost 240 million yuan.", "zh", []),
        ("投入2.4亿元。", "It cost 2.4 billion yuan.", "zh", ["2.4亿"]),
        ("建成1.2万个。", "It built 12,000.", "zh", []),
        ("建成1.2万个。", "It built 1.2 million.", "zh", ["1.2万"]),
        ("8月25日", "on August 25", "zh", []),
        ("8月25日", "on 25 Aug.", "zh", []),
        ("3个团伙", "three gangs", "zh", []),
        ("24个", "twenty-four", "zh", []),
        ("1个", "a gang", "zh", []),
        ("共212人", "many people", "zh", ["212"]),
        ("It returned 1.3 million yuan.", "返还130万元。", "en", []),
        ("It returned 1.3 million yuan.", "返还1.3亿元。", "en", ["1.3 million"]),
        ("the 20th Congress", "二十大", "en", []),
        ("in 2021", "二〇二一年", "en", []),
        ("120 officers", "一百二十名警员", "en", []),
        ("15,000 homes", "一万五千户", "en", []),
        ("4,569 cases", "4561起案件", "en", ["4,569"]),
        ("17,346 cases", "1.73万起案件", "en", []),
    ],
)
def test_missing_numbers(source: str, target: str, lang: str, missing: list[str]) -> None:
    assert missing_numbers(source, target, lang) == missing  # type: ignore[arg-type]


@given(st.integers(0, 10**12))
def test_thousands_separators_and_full_width_change_no_value(number: int) -> None:
    wide = str(number).translate({ord("0") + i: ord("０") + i for i in range(10)})
    forms = (str(number), f"{number:,}", wide)
    assert {read_numbers(form, "zh")[0].values for form in forms} == {(float(number),)}


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("十二", 12), ("三百零五", 305), ("两万", 20_000), ("一亿两千万", 120_000_000)],
)
def test_chinese_numerals(text: str, value: float) -> None:
    assert value in all_values(text, "zh")


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("投入2.4亿元,建成1.2万个、36个。", "zh", "投入240 million 元,建成12,000 个、36个。"),
        ("查处230万余起", "zh", "查处2.3 million 余起"),
        ("It cost 1.3 million yuan for 20 homes.", "en", "It cost 130万 yuan for 20 homes."),
        ("277 million and 3 billion", "en", "2.77亿 and 30亿"),
        ("没有大数 36", "zh", "没有大数 36"),
    ],
)
def test_respell(text: str, lang: str, expected: str) -> None:
    assert respell(text, lang) == expected  # type: ignore[arg-type]
    numbers = [number.values[0] for number in read_numbers(text, lang) if number.strength == "strong"]  # type: ignore[arg-type]
    found = [
        number.values
        for number in read_numbers(
            expected, "en" if any(c in expected for c in ("million", "billion")) or lang == "zh" else "zh"
        )
    ]
    assert all(any(value == pytest.approx(v) for values in found for v in values) for value in numbers)
