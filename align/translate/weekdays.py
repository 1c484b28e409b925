"""Days of the week in English sources: a small model makes dates of them that nobody said, or other days."""

from __future__ import annotations

import re
from collections.abc import Iterator

from align.translate.datelines import MONTHS
from align.translate.times import Span

_DAYS = {
    "Monday": "一", "Tuesday": "二", "Wednesday": "三", "Thursday": "四", "Friday": "五", "Saturday": "六",
    "Sunday": "日",
}  # fmt: skip
# Black Friday is a day of the year, the Sunday Times a newspaper; Friday, March 4 is a day.
_DAY = re.compile(
    r"(?<!Black )(?<!Good )(?<!Ash )(?<!Easter )(?<!Bloody )(?<!Palm )(?<!Super )(?<!Cyber )"
    rf"\b(?P<day>{'|'.join(_DAYS)})\b(?!(?:’s|'s)? [A-Z][a-z])(?! the \d)"
)
_NAME = re.compile("|".join(_DAYS))
_DATED = re.compile(
    rf"\b(?:{'|'.join(MONTHS)}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b|\b\d{{1,2}}(?:st|nd|rd|th)\b"
)
_SAID = re.compile(
    r"(?<![一二三四五六七八九十两几数每0-9])(?:周|星期|礼拜)(?P<day>[一二三四五六日天])(?![次个天年遍回])"
)
_DATE = re.compile(r"(?:\d{4}年)?(?:\d{1,2}月)?(?P<day>\d{1,2})日(?![本元])")


def weekdays(text: str) -> Iterator[Span]:
    """Yield the days of an English source, as Chinese writes them: of these a model copies most.

    >>> list(weekdays("Police said on Monday that the Sunday Times had called."))
    [(15, 21, '周一')]
    """
    for match in _DAY.finditer(text):
        yield *match.span(), f"周{_DAYS[match['day']]}"


def mend_weekday(source: str, text: str) -> tuple[str, list[tuple[str, str]]]:
    """Write the one day of the week that an English source states where a draft states another, or a date.

    >>> mend_weekday("He set sail on Thursday.", "4月14日，他启航。")
    ('周四，他启航。', [('4月14日', '周四')])
    >>> mend_weekday("It was said late on Saturday.", "周日晚间有人说。")[0]
    '周六晚间有人说。'
    >>> mend_weekday("He set sail on Thursday, April 14.", "4月14日，他启航。")[0]
    '4月14日，他启航。'
    """
    stated = {written for *_, written in weekdays(source)}
    said = list(_SAID.finditer(text))
    if len(stated) != 1 or len(set(_NAME.findall(source))) != 1 or len(said) > 1:
        return text, []
    (day,) = stated
    if said:
        wrong = said[0] if said[0]["day"].replace("天", "日") != day[1] else None
    else:
        dates = [] if _DATED.search(source) else list(_DATE.finditer(text))
        wrong = dates[0] if len(dates) == 1 and not re.search(rf"\b{dates[0]['day']}\b", source) else None
    if wrong is None:
        return text, []
    return text[: wrong.start()] + day + text[wrong.end() :], [(wrong[0], day)]
