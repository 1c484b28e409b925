"""Times and changes in Chinese that a small model shortens, drops or gets wrong, as English writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from align.translate.datelines import MONTHS
from corpus.text.numbers.zh import value_of_units

Span = tuple[int, int, str]
"""Start and end in a source, and what is written there instead."""

_SPAN_OF_MONTHS = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年)?(?P<first>1[0-2]|[1-9])月?[至到—\-~](?P<last>1[0-2]|[1-9])月(?:份|(?!\d))"
)
_IN_A_ROW = re.compile(r"连续(?P<count>[2-9]|1\d|[二三四五六七八九十]|两)(?P<unit>年|个月|周|届)(?!度)")
_AGO = re.compile(
    r"(?<![0-9.．零〇一二三四五六七八九十百千万第])(?P<count>[1-9]\d?|[二三四五六七八九十两])(?P<unit>年|个月|周|天)(?:以前|之前|前)(?!后)"
)
_THIS_YEAR = re.compile(
    r"(?:(?<=[，。；：“])|\A)(?P<year>去年|今年|明年|前年|上月|本月|上周|本周)(?!同期|上半年|下半年|底|末|初|以来|年|的|[\d春夏秋冬第一二三四五六日末全])"
)
_RECORD = re.compile(
    r"创下?(?P<years>[1-9]\d?|[二三四五六七八九十]{1,2})年以?来(?:的|同期)?新(?P<end>高|低)(?!点)"
)
_YEARS = {
    "去年": "last year", "今年": "this year", "明年": "next year", "前年": "the year before last",
    "上月": "last month", "本月": "this month", "上周": "last week", "本周": "this week",
}  # fmt: skip
_COUNTS = {
    "两": "two", "二": "two", "三": "three", "四": "four", "五": "five", "六": "six", "七": "seven",
    "八": "eight", "九": "nine", "十": "ten",
}  # fmt: skip
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_UNITS = {"年": "years", "个月": "months", "周": "weeks", "天": "days", "届": "sessions"}
_PART_OF_DAY = re.compile(
    r"(?P<month>1[0-2]|0?[1-9])月(?P<day>3[01]|[12]\d|0?[1-9])日(?P<part>凌晨|清晨|上午|中午|下午|傍晚|晚上|晚|深夜)(?![\d一二三四五六七八九十])"
)
_PARTS = {
    "凌晨": "in the early hours of", "清晨": "early in the morning of", "上午": "on the morning of",
    "中午": "at noon on", "下午": "on the afternoon of", "傍晚": "at dusk on", "晚上": "on the evening of",
    "晚": "on the evening of", "深夜": "late at night on",
}  # fmt: skip
_DURATION = re.compile(
    r"(?<![第\d.])(?P<years>[1-9]\d?|[一二两三四五六七八九十]{1,3})年(?:零|又)?(?P<months>1[01]|[1-9]|[一二两三四五六七八九]|十一?)个月"
)
_THIRD_OF_MONTH = re.compile(r"(?:(?P<month>1[0-2]|[1-9])月份?|(?P<said>上|本|下)个?月)(?P<third>[上中下])旬")
_THIRDS = {"上": "early", "中": "mid", "下": "late"}
_SAID_MONTHS = {"上": "last month", "本": "this month", "下": "next month"}
_FIGURE = r"\d+(?:\.\d+)?(?:[%％]|个百分点)"
_CHANGE = re.compile(
    r"(?:分别)?(?:同比|较(?:上年|去年)(?:同期)?|比(?:上年|去年)(?:同期)?)(?:分别)?"
    r"(?P<verb>上升|增长|提高|提升|增加|上涨|下降|减少|下跌|回落|降低)了?"
    rf"(?P<figures>{_FIGURE}(?:(?:、|，|和|及|以及){_FIGURE})*)"
)
_RISES = frozenset(["上升", "增长", "提高", "提升", "增加", "上涨"])


def times_and_changes(text: str) -> Iterator[Span]:
    """Yield spans of months, years as seen from now, parts of a day and changes against the year before.

    >>> [written for *_, written in times_and_changes("2021年1至8月，破案率连续三年第一，五年前还在末尾")]
    ['January to August 2021', 'for three consecutive years', 'five years ago']
    >>> [written for *_, written in times_and_changes("3月27日凌晨收网，发案同比下降33%。")]
    ['in the early hours of March 27', 'fell by 33 percent year on year']
    >>> [written for *_, written in times_and_changes("盗窃、诈骗同比分别下降7.1%、14%")]
    ['fell by 7.1 percent and 14 percent respectively year on year']
    """
    for match in _SPAN_OF_MONTHS.finditer(text):
        first, last = (_month(match[name]) for name in ("first", "last"))
        yield *match.span(), f"{first} to {last}" + (f" {match['year']}" if match["year"] else "")
    for match in _IN_A_ROW.finditer(text):
        yield *match.span(), f"for {_count(match)} consecutive {_UNITS[match['unit']]}"
    for match in _AGO.finditer(text):
        yield *match.span(), f"{_count(match)} {_UNITS[match['unit']]} ago"
    for match in _RECORD.finditer(text):
        # A model makes a year of it: "a new low since 2010".
        end = "high" if match["end"] == "高" else "low"
        yield *match.span(), f"hit a {_of(match['years'], 'year').replace(' ', '-').removesuffix('s')} {end}"
    for match in _THIS_YEAR.finditer(text):
        # Before a figure a model makes a year of it: 去年有315人, "In 2016, 315 people".
        yield *match.span(), _YEARS[match["year"]]
    for match in _PART_OF_DAY.finditer(text):
        yield *match.span(), f"{_PARTS[match['part']]} {_month(match['month'])} {int(match['day'])}"
    for match in _THIRD_OF_MONTH.finditer(text):
        yield *match.span(), _third(match)
    for match in _DURATION.finditer(text):
        # 三年六个月 is "three and six months" to a model.
        yield *match.span(), f"{_of(match['years'], 'year')} and {_of(match['months'], 'month')}"
    for match in _CHANGE.finditer(text):
        # Beside a term and a number a model writes "from 33 percent": the whole is written for it.
        way = "rose" if match["verb"] in _RISES else "fell"
        yield *match.span(), f"{way} by {_figures(match['figures'])} year on year"


def _figures(text: str) -> str:
    """Return percentages as English lists them.

    >>> _figures("7.1%、14%和2个百分点")
    '7.1 percent, 14 percent and 2 percentage points respectively'
    """
    figures = [
        re.sub("[%％]", " percent", figure).replace("个百分点", " percentage points")
        for figure in re.findall(_FIGURE, text)
    ]
    *before, last = figures
    return f"{', '.join(before)} and {last} respectively" if before else last


def _third(match: re.Match[str]) -> str:
    """Return ten days of a month in words: of 下月中旬 a model makes the end of next month.

    >>> [_third(match) for match in _THIRD_OF_MONTH.finditer("6月中旬，下月上旬")]
    ['mid-June', 'early next month']
    """
    third = _THIRDS[match["third"]]
    if match["month"]:
        return f"{third}{'-' if third == 'mid' else ' '}{_month(match['month'])}"
    said = _SAID_MONTHS[match["said"]]
    return f"the middle of {said}" if third == "mid" else f"{third} {said}"


def value_of(numeral: str) -> int:
    """Return the value of a numeral below a hundred.

    >>> value_of("二十三"), value_of("十"), value_of("05"), value_of("零五")
    (23, 10, 5, 5)
    """
    return int(numeral) if numeral.isdecimal() else int(value_of_units(numeral))


def _of(numeral: str, unit: str) -> str:
    """Return a time in words: 三 as three years, 十二 as 12 years.

    >>> _of("三", "year"), _of("十二", "year"), _of("1", "month")
    ('three years', '12 years', 'one month')
    """
    value = value_of(numeral)
    return f"{_WORDS[value] if value < len(_WORDS) else value} {unit}{'s' if value > 1 else ''}"


def _month(number: str) -> str:
    return MONTHS[int(number) - 1]


def _count(match: re.Match[str]) -> str:
    return _COUNTS.get(match["count"], match["count"])
