"""A place is the kind of division in a translation that it is in the source."""

from __future__ import annotations

import pytest

from align.quality.divisions import division_flag
from align.quality.names import Name

CASES = [
    ("a county", "平湖县警方", "Pinghu City police", "平湖县 (County, not City)"),
    ("a prefecture", "平湖州警方", "police of Pinghu Province", "平湖州 (Prefecture, not Province)"),
    ("Traditional", "平湖縣警方", "Pinghu District police", "平湖縣 (County, not District)"),
    ("an autonomous county", "平湖自治县警方", "Pinghu Province police", "平湖自治县 (County, not Province)"),
    ("a subdistrict", "平湖街道办事处", "Pinghu Village office", "平湖街道 (Subdistrict, not Village)"),
]
RIGHT = [
    ("the same", "平湖县警方", "Pinghu County police"),
    ("another word for it", "平湖镇政府", "Pinghu Township government"),
    ("no division in English", "平湖县警方", "Pinghu police"),
    ("urban area", "平湖市区", "Pinghu District center"),
    ("a committee", "平湖市委", "Pinghu City Party committee"),
    ("by itself as well", "平湖县在平湖。", "Pinghu City"),
]


def _flags(source: str, target: str) -> list[str]:
    places = [i for i in range(len(source)) if source.startswith("平湖", i)]
    names = [Name(i, i + 2, "平湖", "Pinghu", "place") for i in places]
    return [flag.message for flag in division_flag(source, target, names)]


@pytest.mark.parametrize(("label", "source", "target", "said"), CASES, ids=[case[0] for case in CASES])
def test_another_kind_of_division_is_flagged(label: str, source: str, target: str, said: str) -> None:
    assert _flags(source, target) == [f"places of another kind: {said}"], label


@pytest.mark.parametrize(("label", "source", "target"), RIGHT, ids=[case[0] for case in RIGHT])
def test_the_same_kind_is_not(label: str, source: str, target: str) -> None:
    assert _flags(source, target) == [], label
