"""Times of day in Chinese as English writes them: a small model makes an evening of 10时40分.

With 时 the press counts to 24; with 点 a time is said as in speech, which part of the day says for sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from align.translate.times import Span, value_of

_HAN = "零〇一二两兩三四五六七八九十"
_CLOCK = re.compile(
    rf"(?P<part>凌晨|清晨|清早|早晨|早上|上午|中午|午后|下午|傍晚|晚上|晚间|夜间|深夜|(?<![昨今当當每次翌前一二三四五六日])晚)?"
    rf"(?<![\d:：.{_HAN}])(?:(?P<hour>2[0-4]|1\d|0?\d)|(?P<han>二十[一二三四]?|十[一二三四五六七八九]?|[{_HAN[:-1]}]))"
    r"(?P<sign>[时時点點])(?!段|间|間|期|代|速|候|节|節|长|長|限|刻|尚|名|评|評|钟|鐘|击|擊)"
    rf"(?:(?P<minute>[0-5]?\d|[{_HAN}]{{1,3}})分(?!钟|鐘)|(?P<half>半))?整?(?P<about>许|許|左右)?"
)
_EARLY = re.compile("凌晨|清晨|清早|早|上午")
_LATE = re.compile("午后|午後|下午|傍晚|晚|夜")
_SMALL_HOURS, _LATE_MORNING = 4, 11
"""At night the hours to four are the next day's; at noon those from eleven are the morning's."""
_PART_BEFORE = re.compile(r"(?:凌晨|清晨|早上|早|上午|下午|傍晚|晚上?|夜里?|深夜)\Z")
_SIGHT = 3
_CLAUSE = re.compile(r"(?:\A|[，。；：“])\Z")
_COMMAS = ("，", ",")


def times_of_day(text: str) -> Iterator[Span]:
    """Yield spans of times of day that are sure, as English writes them.

    >>> [written for *_, written in times_of_day("10时40分，扑灭，22时许收网，下午3点半放学，截至24时")]
    ['at 10:40 a.m.', 'around 10 p.m.', '3:30 p.m.', 'midnight']
    >>> list(times_of_day("提出3点要求，24小时值守，一时疏忽，上涨14点"))
    []
    """
    for match in _CLOCK.finditer(text):
        part = match["part"] or _before(text, match.start())
        is_clock = bool(part or match["minute"] or match["about"] or match["han"] == "零")
        if not part and (match["sign"] in "点點" or (match["han"] and not is_clock)):
            continue  # 三点要求, 一时疏忽
        hour = int(match["hour"]) if match["hour"] else value_of(match["han"])
        if not part and hour <= 12 and _LATE.search(text, 0, match.start()):
            continue  # 当晚出发，8时许到达 is in the evening, perhaps.
        minute = 30 if match["half"] else value_of(match["minute"]) if match["minute"] else 0
        written = _written(hour, minute, part)
        if written:
            written = f"around {written}" if match["about"] else written
            # By itself a model leaves the preposition out, too.
            alone = _CLAUSE.search(text[: match.start()]) and text[match.end() : match.end() + 1] in _COMMAS
            yield *match.span(), f"at {written}" if alone else written


def _before(text: str, start: int) -> str:
    """Return the part of the day that stands before a time and stays there: 昨晚8时."""
    before = _PART_BEFORE.search(text[max(0, start - _SIGHT) : start])
    return before[0] if before else ""


def _written(hour: int, minute: int, part: str) -> str:
    """Return a time as English writes it; nothing where the part of the day contradicts it.

    >>> [_written(8, 0, "晚"), _written(2, 0, "深夜"), _written(12, 0, "中午"), _written(14, 0, "早")]
    ['8 p.m.', '2 a.m.', 'noon', '']
    """
    hour = _of_the_day(hour, part)
    if hour > 24 or (part and _EARLY.search(part) and hour > 12):
        return ""
    if hour in (0, 12, 24) and not minute:
        return "noon" if hour == 12 else "midnight"
    half = "p.m." if 12 <= hour < 24 else "a.m."
    shown = hour % 12 or 12
    return f"{shown}:{minute:02} {half}" if minute else f"{shown} {half}"


def _of_the_day(hour: int, part: str) -> int:
    """Return the hour on a clock that counts to 24.

    >>> _of_the_day(8, "晚上"), _of_the_day(12, "晚上"), _of_the_day(1, "中午"), _of_the_day(3, "夜间")
    (20, 24, 13, 3)
    """
    if not part or hour > 12 or _EARLY.search(part):
        return hour
    if "晚" in part or "夜" in part:
        return hour + 12 if hour > _SMALL_HOURS else hour
    return hour + 12 if hour < _LATE_MORNING else hour
