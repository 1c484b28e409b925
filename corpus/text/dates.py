"""Dates as documents write them."""

from __future__ import annotations

import datetime
import email.utils
import re

_NUMBERS = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})\s?[-./年]\s?(?P<month>\d{1,2})\s?[-./月]\s?(?P<day>\d{1,2})日?"
    r"(?:[T\s]*(?P<hour>\d{1,2})[:：时](?P<minute>\d{2})(?:[:：分](?P<second>\d{2}))?)?"
)
_FIRST_YEAR = 1900
_HAN = re.compile("[\u4e00-\u9fff]")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAMES = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_WORDS = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+)?(?P<month>{_NAMES})[a-z]*\.?,?[\s-]+"
    r"(?:(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<year>(?:19|20)\d{2})\b",
    re.IGNORECASE,
)

_YEAR_LAST = re.compile(
    r"(?<![\d./-])(?P<first>\d{1,2})(?P<dot>[./])(?P<second>\d{1,2})(?P=dot)(?P<year>(?:19|20)\d{2})(?![\d./])"
)
_SHORT_YEAR = re.compile(
    r"(?<![\d-])(?P<year>\d{2})-(?P<month>\d{2})-(?P<day>\d{2})\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})"
)
"""As Chinese systems shorten `2013-07-09 15:22`; only with its time, and in Chinese."""
_HAN_NUMBER = "[〇○零一二三四五六七八九十百]"
# 二〇二四年五月三日; 民國113年5月3日 and 中華民國一百一十三年五月三日, whose year 1 is 1912.
_IN_HAN = re.compile(
    rf"(?:民[國国]\s?(?P<republic>\d{{1,3}}|{_HAN_NUMBER}{{1,5}}|元)"
    r"|(?<![〇○零一二三四五六七八九十百千万])(?P<year>[一二][〇○零一二三四五六七八九]{3}))"
    rf"\s?[年.．/-]\s?(?P<month>\d{{1,2}}|{_HAN_NUMBER}{{1,2}})\s?[月.．/-]\s?"
    rf"(?P<day>\d{{1,2}}|{_HAN_NUMBER}{{1,3}}|廿{_HAN_NUMBER}?|卅{_HAN_NUMBER}?)(?!\d)[日号號]?"
)
_REPUBLIC = 1911
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "元": 1}
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0D: "-", 0xFF0F: "/", 0xFF1A: ":"}
_IN_PATH = re.compile(
    r"(?:\A|[/_.\-\s(（\[【t\u4e00-\u9fff])"
    r"(?P<year>(?:19|20)\d{2})"
    r"(?:[-_./]?(?P<month>0[1-9]|1[0-2])[-_./]?(?P<day>0[1-9]|[12]\d|3[01])"  # 20240503, 2024-05/03
    r"|[-_/年](?P<month2>\d{1,2})[-_/月](?P<day2>\d{1,2}))(?!\d)"  # 2024-5-3, 2024年5月3日
)


FULL_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d{2}\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}(?!\d)日?"  # 2024-03-18, 2024年3月18日
    r"|[１２][０-９]{3}[－．／年][０-９]{1,2}[－．／月][０-９]{1,2}日?"  # ２０２４年３月１８日
    rf"|{re.sub('[?]P<[a-z]+>', '?:', _IN_HAN.pattern)}"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?:{_NAMES})[a-z]*\.?,?[\s-]+(?:19|20)\d{{2}}\b"
    r"|(?<![\d./-])(?:\d{1,2}\.\d{1,2}\.|\d{1,2}/\d{1,2}/)(?:19|20)\d{2}(?![\d./])"  # 28.02.2017, 09/14/2005
    rf"|\b(?:{_NAMES})[a-z]*\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d{{2}}\b"  # June 4, 2023
)
"""A date with its day."""


def tmx_date(moment: datetime.datetime) -> str:
    """Return ``YYYYMMDDThhmmssZ`` (TMX 1.4b, creationdate); a time without a zone is taken as it stands.

    Raises:
        ValueError: in UTC it falls outside the years 1 to 9999.

    >>> tmx_date(datetime.datetime(2026, 7, 2, 9, 30))
    '20260702T093000Z'
    """
    try:
        moment = moment.astimezone(datetime.UTC) if moment.tzinfo is not None else moment
    except OverflowError as error:
        raise ValueError(f"{moment} is outside the years 1 to 9999 in UTC") from error
    # Not strftime: it writes years before 1000 with fewer than four digits.
    return f"{moment:{moment.year:04d}%m%dT%H%M%SZ}"


_UNIX = datetime.datetime(1970, 1, 1)
_FIRST, _LAST = -62_135_596_800, 253_402_300_799
"""The seconds since 1970 at which the years 1 and 9999 begin and end."""


def date_of_seconds(seconds: float) -> str:
    """Return the date of a file's time stamp, in seconds since 1970, in TMX form.

    File systems hold times that no calendar does; those are the nearest that there is.

    >>> date_of_seconds(0), date_of_seconds(10**18)
    ('19700101T000000Z', '99991231T235959Z')
    """
    return tmx_date(_UNIX + datetime.timedelta(seconds=int(min(max(seconds, _FIRST), _LAST))))


def find_date(text: str) -> str | None:
    """Return the first date in ``text`` from 1900 on in TMX form, or nothing.

    Earlier ones are what programs write for no date.

    >>> find_date("2024-03-18 10:42"), find_date("0001-01-01T00:00:00")
    ('20240318T104200Z', None)
    >>> find_date("09/14/2005"), find_date("05/06/2018"), find_date("13-07-09 15:22 来源：本站")
    ('20050914T000000Z', None, '20130709T152200Z')
    """
    standard = _standard(text.strip())
    if standard is not None:
        return standard if is_plausible(standard, 9999) else None
    text = text.translate(_FULL_WIDTH)
    for pattern in (_NUMBERS, _WORDS, _IN_HAN):
        for match in pattern.finditer(text):
            date = _build(match.groupdict())
            if date:
                return date
    return _year_last(text) or _short_year(text)


def _year_last(text: str) -> str | None:
    """Return a day written with its year at the end, where it is certain which number is the month."""
    for match in _YEAR_LAST.finditer(text):
        day, month = int(match["first"]), int(match["second"])
        if match["dot"] == "/" and day != month:
            if day <= 12 and month <= 12:
                continue  # 05/06/2018 is in May or in June.
            if month > 12:
                day, month = month, day
        date = _build({"year": match["year"], "month": str(month), "day": str(day)})
        if date:
            return date
    return None


def _short_year(text: str) -> str | None:
    match = _SHORT_YEAR.search(text)
    if match is None or not _HAN.search(text):
        return None
    return _build(match.groupdict() | {"year": f"20{match['year']}"})


def date_in_path(path: str) -> str | None:
    """Return the day that the name of a file or an address states, the last of several, or nothing.

    A number is a day where it stands apart: `content_20240503`, `/2024-05/03/`; not `?id=20240503`.

    >>> date_in_path("news/t20240503_12.html"), date_in_path("news/v2024.1.3.txt")
    ('20240503T000000Z', None)
    """
    text = path.translate(_FULL_WIDTH)
    dates = [_build(match.groupdict()) for match in (*_IN_PATH.finditer(text), *_IN_HAN.finditer(text))]
    return next(filter(None, reversed(dates)), None)


def is_plausible(date: str, last_year: int) -> bool:
    """Whether a date in TMX form lies from 1900 to the end of ``last_year``.

    >>> is_plausible("20240318T000000Z", 2025), is_plausible("20990101T000000Z", 2025)
    (True, False)
    """
    return _FIRST_YEAR <= int(date[:4]) <= last_year


def _standard(text: str) -> str | None:
    """Read ISO 8601 and RFC 5322 dates, and YAML's form of the first, with a space before the zone."""
    text = re.sub(r"(?<=\d)\s+(?=[+-]\d{2}(?::?\d{2})?\Z)", "", text)
    for read in (datetime.datetime.fromisoformat, email.utils.parsedate_to_datetime):
        try:
            return tmx_date(read(text))
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _number(text: str) -> int:
    """Read digits of either kind: 2024, 二〇二四, 二十三, 廿三, 一百一十三.

    >>> [_number(text) for text in ("113", "二〇二四", "二十三", "十", "廿三", "一百一十三", "元")]
    [113, 2024, 23, 10, 23, 113, 1]
    """
    if text.isdecimal():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not set(text) & {"十", "百"}:
        return int("".join(str(_DIGITS[char]) for char in text) or 0)
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = 100 * _number(hundreds) + (10 * (_number(tens) or 1) if ten else 0)
    return value + _number(ones)


def _build(parts: dict[str, str | None]) -> str | None:
    month = parts["month"] or parts.get("month2") or ""
    named = month[:3].lower() in _MONTHS
    number = _MONTHS.index(month[:3].lower()) + 1 if named else _number(month)
    day = parts["day"] or parts.get("day2") or "1"
    republic = parts.get("republic")
    year = _REPUBLIC + _number(republic) if republic else _number(parts["year"] or "0")
    try:
        return tmx_date(
            datetime.datetime(
                year, number, _number(day),
                int(parts.get("hour") or 0), int(parts.get("minute") or 0), int(parts.get("second") or 0),
            )
        )  # fmt: skip
    except ValueError:
        return None
