"""Times of day are written where they are sure, and what only looks like one stays."""

from __future__ import annotations

import pytest

from align.translate.clock import times_of_day

CASES = [
    ("morning by the clock", "嫌疑人8时许到案", "嫌疑人around 8 a.m.到案"),
    ("with minutes", "火势于10时40分得到控制", "火势于10:40 a.m.得到控制"),
    ("evening by the clock", "22时30分收网", "10:30 p.m.收网"),
    ("alone in its clause", "22时30分，收网。", "at 10:30 p.m.，收网。"),
    ("part of the day", "下午3点半放学", "3:30 p.m.放学"),
    ("part of the day in characters", "上午十時舉行", "10 a.m.舉行"),
    ("the night's small hours", "深夜2时报警", "2 a.m.报警"),
    ("noon", "中午12时供水", "noon供水"),
    ("after noon", "中午1点供水", "1 p.m.供水"),
    ("midnight", "截至6日24时", "截至6日midnight"),
    ("midnight in characters", "7月1日零时起", "7月1日midnight起"),
    ("last night", "昨晚8时许出发", "昨晚around 8 p.m.出发"),
    ("two times", "9时至17时开放", "9 a.m.至5 p.m.开放"),
    ("all in characters", "二十二时三十分收网", "10:30 p.m.收网"),
]
LEFT = [
    ("hours", "24小时值守"),
    ("points", "提出3点要求"),
    ("points of a score", "上涨14点"),
    ("for a while", "一时疏忽"),
    ("a period", "第3时段"),
    ("as in speech, any half of the day", "8点集合"),
    ("an evening that goes on", "当晚出发，8时许到达"),
    ("a contradiction", "凌晨14时"),
]


@pytest.mark.parametrize(("label", "text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_times_are_written_as_in_english(label: str, text: str, expected: str) -> None:
    for start, end, written in reversed(list(times_of_day(text))):
        text = text[:start] + written + text[end:]
    assert text == expected, label


@pytest.mark.parametrize(("label", "text"), LEFT, ids=[case[0] for case in LEFT])
def test_what_is_no_sure_time_stays(label: str, text: str) -> None:
    assert list(times_of_day(text)) == [], label
