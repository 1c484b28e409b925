"""Percentages that rise on one side and fall on the other."""

from __future__ import annotations

import pytest

from align.quality.checks import faults
from corpus.model import Lang
from corpus.text.changes import reversed_changes

_ZH: Lang = "zh"
_EN: Lang = "en"

REVERSED = [
    ("盗窃警情同比下降7.1%。", "Reports of theft increased year on year by 7.1 percent."),
    ("刑事警情1,906起，同比下降22.4%。", "Criminal incidents reported: 1,906, up 22.4% year on year."),
    ("破案率上升12个百分点。", "The clearance rate fell by 12 percentage points."),
    ("接待旅客同比增長8%。", "Visitors were down 8 percent from the year before."),
    ("销售额上涨4.8%，利润下降3%。", "Sales rose 4.8 percent, while profits rose 3 percent."),
]
RIGHT = [
    ("盗窃警情同比下降7.1%。", "Reports of theft fell by 7.1 percent year on year."),
    ("盗窃警情同比下降7.1%。", "There was a 7.1 percent drop in the growing number of thefts."),
    ("破案率上升12%，发案下降9%。", "The clearance rate rose 12 percent and crimes fell 9 percent."),
    (
        "价格上涨0.2%，涨幅回落0.3个百分点。",
        "Prices rose 0.2 percent, growth slowing by 0.3 percentage points.",
    ),
    ("涨幅回落0.3个百分点。", "The rate of increase was 0.3 percentage points up to May."),
    ("发案下降8%。", "Of the cases, 8 percent were solved."),
    ("发案下降8%，抢劫上升8%。", "Cases fell 8 percent and robberies rose 8 percent."),
]


@pytest.mark.parametrize(("zh", "en"), REVERSED)
def test_a_change_that_goes_the_other_way_is_a_fault_of_numbers(zh: str, en: str) -> None:
    assert len(list(reversed_changes(zh, en))) == 1
    for source, target, lang in ((zh, en, _ZH), (en, zh, _EN)):
        (flag,) = [flag for flag in faults(source, target, lang) if flag.code == "numbers"]
        assert "rises on one side and falls on the other" in flag.message
        assert {side for side, *_ in flag.spans} == {"source", "target"}


@pytest.mark.parametrize(("zh", "en"), RIGHT)
def test_a_change_that_goes_the_same_way_is_none(zh: str, en: str) -> None:
    assert not list(reversed_changes(zh, en))
