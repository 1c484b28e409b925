from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.model import Lang
from corpus.text.numbers import Number, NumberIndex, Strength, all_values, read_numbers, respell, states
from corpus.text.numbers.number import last_digit
from tests.tables import read_cases

LANG = st.sampled_from(["zh", "en"])
ZH_PIECES = [
    *"零一二三十百千万亿两半第年月日点成折倍双、，．－1250 　％%余多人",
    *("分之", "百分之", "世纪", "全部", "一刻"),
]
EN_PIECES = [
    *"1250.,-%:'\"kKmsŁ \n１，",
    *(
        " and ",
        "million",
        " hundred",
        "one",
        "twenty",
        "th",
        "May ",
        "half a ",
        "dozen",
        " percent",
        "COVID-",
    ),
]
TEXT = st.one_of(
    st.lists(st.sampled_from(ZH_PIECES), max_size=16).map("".join),
    st.lists(st.sampled_from(EN_PIECES), max_size=16).map("".join),
    st.text(max_size=40),
)


def _values(case: dict[str, str]) -> list[float]:
    return [float(value) for value in case["values"].split()]


@pytest.mark.parametrize("case", read_cases("numbers.tsv"), ids=lambda case: case["id"])
def test_values_of_sure_numbers(case: dict[str, str]) -> None:
    lang: Lang = "zh" if case["lang"] == "zh" else "en"
    numbers = [number for number in read_numbers(case["text"], lang) if number.strength == "strong"]
    assert [value for number in numbers for value in number.values] == pytest.approx(_values(case))


@pytest.mark.parametrize(
    ("text", "lang", "strengths"),
    [
        ("抓获36人", "zh", ["strong"]),
        ("抓获三人", "zh", ["medium"]),
        ("第三次", "zh", ["support"]),
        ("COVID-19疫情", "zh", ["support"]),
        ("二十万人", "zh", ["strong"]),
        ("千万要小心", "zh", ["support"]),
        ("twenty men", "en", ["strong"]),
        ("three men", "en", ["medium"]),
        ("millions", "en", []),
        ("the 20th Congress", "en", ["medium"]),
        ("half", "en", ["support"]),
    ],
)
def test_how_sure_a_number_is(text: str, lang: Lang, strengths: list[Strength]) -> None:
    assert [number.strength for number in read_numbers(text, lang)] == strengths


@pytest.mark.parametrize(
    ("text", "lang", "percent"),
    [
        ("占3.5%", "zh", [True]),
        ("百分之三十", "zh", [True]),
        ("分别占12、15和18%", "zh", [True, True, True]),
        ("共12、15和18人", "zh", [False, False, False]),
        ("3-5%", "zh", [True, True]),
        ("12, 15 and 18 percent", "en", [True, True, True]),
        ("12, 15 and 18 men", "en", [False, False, False]),
        ("3 to 5 per cent", "en", [True, True]),
    ],
)
def test_a_list_or_range_shares_its_percent(text: str, lang: Lang, percent: list[bool]) -> None:
    assert [number.percent for number in read_numbers(text, lang)] == percent


@given(TEXT, LANG)
@example("ſix ıwo", "en")
@example("0,05 pm", "en")
def test_spans_are_in_the_text_and_in_order(text: str, lang: Lang) -> None:
    numbers = read_numbers(text, lang)
    assert [number.start for number in numbers] == sorted(number.start for number in numbers)
    for number in numbers:
        assert 0 <= number.start < number.end <= len(text)
        assert number.text == text[number.start : number.end]
        assert number.values
        assert all(math.isfinite(value) for value in number.values)


@given(TEXT, LANG)
def test_full_width_changes_nothing(text: str, lang: Lang) -> None:
    wide = text.translate({ord("0") + digit: ord("０") + digit for digit in range(10)} | {ord("%"): "％"})

    def read(written: str) -> list[tuple[object, ...]]:
        return [
            (number.start, number.end, number.values, number.strength, number.rounded, number.percent)
            for number in read_numbers(written, lang)
        ]

    assert read(wide) == read(text)


@given(st.integers(0, 10**12))
def test_thousands_separators_change_no_value(number: int) -> None:
    assert {read_numbers(form, "zh")[0].values for form in (str(number), f"{number:,}")} == {(float(number),)}


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("hundred " * 155, "en"),
        ("million " * 60, "en"),
        ("9" * 400, "zh"),
        ("9" * 400, "en"),
        ("0." + "0" * 400 + "1分之一", "zh"),
        ("1." + "1" * 400 + "万", "zh"),
        ("万亿" * 60, "zh"),
        ("1-1" + "亿" * 60, "zh"),
    ],
    ids=["hundred", "million", "digits-zh", "digits-en", "tiny", "decimals", "numeral", "range"],
)
def test_numbers_beyond_all_bounds_are_numbers_still(text: str, lang: Lang) -> None:
    numbers = read_numbers(text, lang)
    assert numbers
    assert all(math.isfinite(value) for value in all_values(text, lang))
    assert all(states(number, numbers) for number in numbers)
    assert respell(text, lang)


@pytest.mark.parametrize("case", read_cases("respell.tsv"), ids=lambda case: case["id"])
def test_respell(case: dict[str, str]) -> None:
    lang: Lang = "zh" if case["lang"] == "zh" else "en"
    assert respell(case["text"], lang) == case["written"]


@given(
    st.floats(0.01, 9999).map(lambda value: f"{value:.4g}"),
    st.sampled_from(["万", "亿", "千万"]),
    st.booleans(),
)
def test_respelling_keeps_the_value_and_is_done_once(digits: str, magnitude: str, more: bool) -> None:
    text = f"投入{digits}{magnitude}{'余' if more else ''}元。"
    [number] = read_numbers(text, "zh")
    written = respell(text, "zh")
    assert any(states(number, [other]) for other in read_numbers(written, "en"))
    assert respell(written, "zh") == written


def _states(number: Number, others: list[Number]) -> int | None:
    """Return the first of ``others`` that may be the same number, by the definition."""
    near = None
    for place, other in enumerate(others):
        tolerance = 0.005 if number.rounded or other.rounded else 0.0
        last = max(last_digit(number), last_digit(other))
        if any(
            abs(a - b) <= min(tolerance * abs(a), last) * (1 + 1e-9) + 1e-9
            for a in number.values
            for b in other.values
        ):
            if other.percent == number.percent:
                return place
            near = place if near is None else near
    return near


SENTENCES = st.lists(
    st.sampled_from(
        ["1.73万", "17346", "17,300", "1.7万", "3%", "3", "三", "half", "3 million", "300万", "301万",
         "2.99 million", "3.01 million", "12 thousand", "twelve thousand", "12,000", "1e", "8折", "0.8", "80",
         "0.0000001", "0"]
    ),
    max_size=10,
)  # fmt: skip


def _numbers(texts: list[str]) -> list[Number]:
    return [
        number
        for text in texts
        for number in read_numbers(text, "en" if text.isascii() and text.upper() != text.lower() else "zh")
    ]


@given(SENTENCES, SENTENCES)
def test_the_index_finds_what_the_definition_says(left: list[str], right: list[str]) -> None:
    numbers, others = _numbers(left), _numbers(right)
    index = NumberIndex(others)
    free = list(range(len(others)))
    for number in numbers:
        assert index.have([number]) == [_states(number, others) is not None]
        place = _states(number, [others[place] for place in free])
        assert index.first(number) == (None if place is None else free[place])
        if place is not None:
            index.take(free.pop(place))


@given(st.lists(st.integers(16_900, 17_100), max_size=40), st.integers(1, 40))
def test_of_many_that_may_be_the_same_the_first_that_is_left_is_given(values: list[int], count: int) -> None:
    (rounded,) = read_numbers("1.70万", "zh")
    others = _numbers([str(value) for value in values])
    index = NumberIndex(others)
    near = [place for place, value in enumerate(values) if abs(value - 17_000) <= 85]  # half a percent
    for _ in range(count):
        assert index.first(rounded) == (near[0] if near else None)
        if near:
            index.take(near.pop(0))
