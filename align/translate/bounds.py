"""Saying of a number in a draft that it is exceeded or not reached, or about right, as its source does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.model import Lang, other
from corpus.text.numbers import Number, read_numbers
from corpus.text.numbers.respell import BOUNDS


@dataclass(frozen=True, slots=True)
class Bound:
    """How a number is said to be exceeded or not reached: what stands right before and after it."""

    before: dict[Lang, re.Pattern[str]]
    after: dict[Lang, re.Pattern[str]]
    contrary: dict[Lang, re.Pattern[str]]
    """What says the contrary right before the number, or before a half."""
    word: dict[Lang, str]
    """What is written before the number where nothing of the kind is said."""


_NO_WORD = re.compile(r"(?!)")
_NOT_DENIED = "(?<!no )(?<!not )"
"""No more than 40 is not more."""
_EXCEEDED = re.compile(
    rf"{_NOT_DENIED}\b(?:more than|over|at least|in excess of|upwards of) \Z", re.IGNORECASE
)
_MORE = Bound(
    before={
        "zh": BOUNDS["more than "],
        "en": re.compile(rf"{_NOT_DENIED}\b(?:more than|in excess of|upwards of)[ $¥€£]*\Z", re.IGNORECASE),
    },
    after={"zh": re.compile(r"[余多餘]|[%％]?以上"), "en": re.compile(r" or more\b|-plus\b|\+")},
    contrary={
        "zh": re.compile(r"(?:将近|接近|不到|不足|近)\Z"),
        "en": re.compile(
            rf"{_NOT_DENIED}\b(?:nearly|almost|close to|less than|fewer than) \Z", re.IGNORECASE
        ),
    },
    word={"zh": "超过", "en": "more than "},
)
_NEARLY = Bound(
    before={
        "zh": BOUNDS["nearly "],
        "en": re.compile(r"\b(?:nearly|almost|close to)[ $¥€£]*\Z", re.IGNORECASE),
    },
    after={"zh": _NO_WORD, "en": _NO_WORD},
    contrary={"zh": BOUNDS["more than "], "en": _EXCEEDED},
    word={"zh": "近", "en": "nearly "},
)
_LESS = Bound(
    before={
        "zh": BOUNDS["less than "],
        "en": re.compile(rf"{_NOT_DENIED}\b(?:less than|fewer than)[ $¥€£]*\Z", re.IGNORECASE),
    },
    after={"zh": _NO_WORD, "en": _NO_WORD},
    contrary={
        "zh": re.compile(r"(?<![不未没沒勿])(?:超过|超過|超|逾|仅有?|僅有?|只有)\Z"),
        "en": _EXCEEDED,
    },
    word={"zh": "不到", "en": "less than "},
)
_ABOUT = Bound(
    before={
        "zh": BOUNDS["about "],
        "en": re.compile(r"\b(?:about|around|approximately|roughly)[ $¥€£]*\Z", re.IGNORECASE),
    },
    after={"zh": re.compile("左右"), "en": _NO_WORD},
    contrary={"zh": BOUNDS["more than "], "en": _EXCEEDED},
    word={"zh": "约", "en": "about "},
)
_BOUNDS = (_MORE, _NEARLY, _LESS, _ABOUT)

_OF_TIME: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(r"余?多?(?:个(?:多)?)?(?:[年月天日周季届屆期]|星期)"),
    "en": re.compile(r" (?:years?|months?|days?|weeks?)\b"),
}
"""近30天 is the past 30 days."""
_SAID: dict[Lang, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "zh": (
        re.compile(r"[超逾近约約达達上至破足几幾]|左右|不到|[多少高低]于|少于"),
        re.compile(r"[余多餘来來]|以上|左右|以内"),
    ),
    "en": (
        re.compile(
            r"\b(?:more|over|exceed\w*|above|beyond|least|past|some|about|around|nearly|almost|up|upwards|excess|"
            r"surpass\w*|top\w*|greater|higher|less|under|below|close|approach\w*|approximately|roughly|fewer|"
            r"limited|maximum|minimum)\b",
            re.IGNORECASE,
        ),
        re.compile(
            r"\A(?: ?%| percent| per cent)?[\s-]*(?:or more|plus|odd|and more|and above|or above)\b|\A\+",
            re.IGNORECASE,
        ),
    ),
}
"""What says before or after a number, in a draft, that it is not exactly that one."""
_REACH_BEFORE: dict[Lang, int] = {"zh": 6, "en": 30}
_REACH_AFTER = 20
_TWICE = re.compile(r"\b(?:more than|over) (?P<number>[\d.,]+(?: ?%| percent)? or (?:more|above|higher))\b")
_CURRENCY = re.compile(r"[$¥€£] ?\Z|(?:US|HK|RMB) ?\$? ?\Z")
_JOINED = frozenset("-/.:–—")
_LEAST = 10
"""Smaller numbers are written in words, in many ways."""
_HALF = re.compile(r"\bhalf\b", re.IGNORECASE)
_HALF_OF = re.compile("(?:一半|半数|半數|半)")

Change = tuple[str, str]
"""What stood in a draft, and what stands there now."""


def say_bounds(source: str, draft: str, lang: Lang) -> tuple[str, list[Change]]:
    """Return a draft in which numbers are exceeded or not reached as in its source, and the changes.

    >>> say_bounds("降幅超过75%。", "It fell by 75 percent.", "zh")[0]
    'It fell by more than 75 percent.'
    >>> say_bounds("近300名警力参战。", "More than 300 officers took part.", "zh")[0]
    'Nearly 300 officers took part.'
    >>> say_bounds("Police caught more than 160 people.", "警方抓获160人。", "en")[0]
    '警方抓获超过160人。'
    """
    changes: list[Change] = []
    draft = _once(draft, changes)
    for number, bound in _bounded(source, lang):
        place = _place(number, draft, other(lang))
        if place is None:
            continue
        contrary = bound.contrary[other(lang)].search(draft, 0, place[0])
        if contrary:
            draft = _replaced(draft, contrary.start(), place[0], bound, lang, changes)
        elif not _is_said(draft, *place, other(lang)):
            changes.append((draft[slice(*place)], bound.word[other(lang)] + draft[slice(*place)]))
            draft = draft[: place[0]] + bound.word[other(lang)] + draft[place[0] :]
    return _half(source, draft, lang, changes), changes


def _once(draft: str, changes: list[Change]) -> str:
    """Say once that a number is exceeded.

    >>> _once("more than 95 percent or more", [])
    '95 percent or more'
    """

    def shorter(match: re.Match[str]) -> str:
        changes.append((match[0], match["number"]))
        return match["number"]

    return _TWICE.sub(shorter, draft)


def _replaced(draft: str, start: int, end: int, bound: Bound, lang: Lang, changes: list[Change]) -> str:
    """Write what a bound says in the place of what says the contrary."""
    old, word = draft[start:end], bound.word[other(lang)]
    word = _cased(word, old)
    changes.append((old.strip(), word.strip()))
    return draft[:start] + word + draft[end:]


def _half(source: str, draft: str, lang: Lang, changes: list[Change]) -> str:
    """Mend what a draft says of the only half of its source: 近一半 is neither half nor more than half."""
    if lang != "zh":
        return draft
    halves, drafted = list(_HALF_OF.finditer(source)), list(_HALF.finditer(draft))
    if len(halves) != 1 or len(drafted) != 1:
        return draft
    start, end = drafted[0].span()
    for bound in _BOUNDS:
        if bound.before["zh"].search(source, 0, halves[0].start()):
            contrary = bound.contrary["en"].search(draft, 0, start)
            if contrary:
                return _replaced(draft, contrary.start(), start, bound, lang, changes)
            if not _is_said(draft, start, end, "en"):
                written = _cased(f"{bound.word['en']}half", drafted[0][0])
                changes.append((drafted[0][0], written))
                return draft[:start] + written + draft[end:]
    return draft


def _cased(word: str, like: str) -> str:
    """Return a word with a capital where another has one."""
    return word[0].upper() + word[1:] if like[0].isupper() else word


def _bounded(source: str, lang: Lang) -> Iterator[tuple[Number, Bound]]:
    """Yield the numbers that a source says are exceeded or not reached, and that stand in it once."""
    numbers = read_numbers(source, lang)
    for number in numbers:
        bound = _bound_of(number, source, lang) if number.values[0] >= _LEAST else None
        if bound and sum(bool(set(number.values) & set(twin.values)) for twin in numbers) == 1:
            yield number, bound


def _bound_of(number: Number, source: str, lang: Lang) -> Bound | None:
    if lang == "zh" and set("余多餘") & set(number.text):
        return _MORE
    for bound in _BOUNDS:
        if bound.before[lang].search(source[: number.start]) or bound.after[lang].match(source, number.end):
            return None if bound is _NEARLY and _OF_TIME[lang].match(source, number.end) else bound
    return None


def _place(number: Number, draft: str, lang: Lang) -> tuple[int, int] | None:
    """Return where a draft states a number, with its currency; nothing if it does not, or twice."""
    places = [
        twin
        for twin in read_numbers(draft, lang)
        if number.values[0] in twin.values and twin.percent == number.percent and twin.strength != "support"
    ]
    if len(places) != 1:
        return None
    start, end = places[0].start, places[0].end
    currency = _CURRENCY.search(draft[:start])
    start = currency.start() if currency else start
    if draft[start - 1 : start] in _JOINED and start:
        return None  # The day of 2022-01-17.
    return start, end


def _is_said(draft: str, start: int, end: int, lang: Lang) -> bool:
    """Whether a draft says in some way that a number is not exactly that one."""
    before, after = _SAID[lang]
    reach = draft[max(0, start - _REACH_BEFORE[lang]) : start]
    inside = set("余多餘来來") & set(draft[start:end])
    return bool(before.search(reach) or inside or after.search(draft[end : end + _REACH_AFTER]))
