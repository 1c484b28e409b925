"""Saying of a number in a draft that it is exceeded, where the source says so: a small model drops it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.model import Lang, other
from corpus.text.numbers import Number, read_numbers

_BEFORE: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(r"(?:超过|超過|超|逾)\Z"),
    "en": re.compile(r"\b(?:more than|in excess of|upwards of)[ $¥€£]*\Z", re.IGNORECASE),
}
_AFTER: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(r"[余多餘]|[%％]?以上"),
    "en": re.compile(r" or more\b|-plus\b|\+"),
}
_SAID: dict[Lang, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "zh": (
        re.compile(r"[超逾近约約达達上至破足]|左右|大约|不到|不足|至少|将近"),
        re.compile(r"[余多餘来來]|以上|左右|以内"),
    ),
    "en": (
        re.compile(
            r"\b(?:more|over|exceed\w*|above|beyond|least|past|some|about|around|nearly|almost|up|upwards|excess|"
            r"surpass\w*|top\w*|greater|higher|less|under)\b",
            re.IGNORECASE,
        ),
        re.compile(r"\A[\s-]*(?:or more|plus|odd|and more|and above|or above)\b|\A\+", re.IGNORECASE),
    ),
}
"""What says before or after a number, in a draft, that it is not exactly that one."""
_REACH_BEFORE: dict[Lang, int] = {"zh": 6, "en": 30}
_REACH_AFTER = 12
_MORE: dict[Lang, str] = {"zh": "超过", "en": "more than "}
_CURRENCY = re.compile(r"[$¥€£] ?\Z|(?:US|HK|RMB) ?\$? ?\Z")
_JOINED = frozenset("-/.:–—")
_LEAST = 10
"""Smaller numbers are written in words, in many ways."""


def say_exceeded(source: str, draft: str, lang: Lang) -> tuple[str, list[tuple[str, str]]]:
    """Return a draft in which numbers are exceeded that are in its source, and what was changed.

    >>> say_exceeded("降幅超过75%。", "It fell by 75 percent.", "zh")[0]
    'It fell by more than 75 percent.'
    >>> say_exceeded("Police caught more than 160 people.", "警方抓获160人。", "en")[0]
    '警方抓获超过160人。'
    """
    changes: list[tuple[str, str]] = []
    for number in _exceeded(source, lang):
        place = _plain_place(number, draft, other(lang))
        if place is None:
            continue
        start, end = place
        changes.append((draft[start:end], _MORE[other(lang)] + draft[start:end]))
        draft = draft[:start] + _MORE[other(lang)] + draft[start:]
    return draft, changes


def _exceeded(source: str, lang: Lang) -> Iterator[Number]:
    """Yield the numbers that a source says are exceeded and that stand in it once."""
    numbers = read_numbers(source, lang)
    for number in numbers:
        inside = lang == "zh" and bool(set("余多餘") & set(number.text))
        around = _BEFORE[lang].search(source[: number.start]) or _AFTER[lang].match(source, number.end)
        alone = sum(bool(set(number.values) & set(twin.values)) for twin in numbers) == 1
        if (inside or around) and alone and number.values[0] >= _LEAST:
            yield number


def _plain_place(number: Number, draft: str, lang: Lang) -> tuple[int, int] | None:
    """Return where a draft states a number as if it were exact; nothing if it does not, or twice."""
    places = [
        twin
        for twin in read_numbers(draft, lang)
        if number.values[0] in twin.values and twin.percent == number.percent
    ]
    if len(places) != 1:
        return None
    start, end = places[0].start, places[0].end
    currency = _CURRENCY.search(draft[:start])
    start = currency.start() if currency else start
    if draft[start - 1 : start] in _JOINED and start:
        return None  # The day of 2022-01-17.
    before, after = _SAID[lang]
    reach = draft[max(0, start - _REACH_BEFORE[lang]) : start]
    if before.search(reach) or set("余多餘来來") & set(draft[start:end]):
        return None
    return None if after.search(draft[end : end + _REACH_AFTER]) else (start, end)
