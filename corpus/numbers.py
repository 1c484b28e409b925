"""Numbers in text of one language, with their values, for checking that a translation keeps them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from corpus.model import Lang

_MAGNITUDE = {
    "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "百万": 1e6, "百萬": 1e6, "千万": 1e7, "千萬": 1e7, "亿": 1e8, "億": 1e8, "万亿": 1e12, "萬億": 1e12,
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "bn": 1e9,
}  # fmt: skip
_DIGITS = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s?(?:余|多|餘|來|来|几|幾)?(?P<magnitude>万亿|萬億|百万|百萬|千万|千萬|[百千万萬亿億]|(?:hundred|thousand|million|billion|trillion|bn)\b))?",
    re.IGNORECASE,
)
_RANGE_END = re.compile(
    r"\s?[-~～—–至到]\s?\d+(?:\.\d+)?\s?(万亿|萬億|百万|百萬|千万|千萬|[百千万萬亿億]|(?:hundred|thousand|million|billion|trillion|bn)\b)",
    re.IGNORECASE,
)
_HAN_NUMERAL = re.compile(r"[〇零一二两兩三四五六七八九十百千万萬亿億]+")
_HAN_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_HAN_UNIT = {"十": 10, "百": 100, "千": 1000}
_HAN_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = ["zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"]
_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_WORD_VALUES: dict[str, float] = (
    {word: float(i) for i, word in enumerate(_ONES)}
    | {word: 20.0 + 10 * i for i, word in enumerate(_TENS)}
    | {word: float(i) for i, word in enumerate(_ORDINALS)}
    | {word: float(i) for i, word in enumerate(_MONTHS, 1)}
    | {word[:3]: float(i) for i, word in enumerate(_MONTHS, 1)}
    | {"a": 1.0, "an": 1.0, "once": 1.0, "single": 1.0, "both": 2.0, "twice": 2.0, "double": 2.0, "pair": 2.0, "dozen": 12.0, "half": 0.5}
    | {"twentieth": 20.0, "sept": 9.0, "noon": 12.0, "midnight": 0.0, "hundred": 100.0, "thousand": 1000.0}
)
_WORDS = re.compile(r"[a-z]+(?:-[a-z]+)?")
_TOLERANCE = 0.005


@dataclass(frozen=True, slots=True)
class Number:
    """A number in digits: its span, and the values it may stand for.

    There is one value, unless it begins a range (3-5万), whose magnitude word may go for both ends or not.
    """

    start: int
    end: int
    text: str
    values: tuple[float, ...]
    rounded: bool
    """Whether a magnitude word makes it approximate."""


def read_numbers(text: str) -> list[Number]:
    """Return the numbers that are written in digits, half or full width, with 万, 亿, million and the like."""
    folded = "".join(unicodedata.normalize("NFKC", char) if "０" <= char <= "９" or char in "．，％" else char for char in text)
    numbers = []
    for match in _DIGITS.finditer(folded):
        value = float(match["digits"].replace(",", ""))
        magnitude = (match["magnitude"] or "").lower()
        values: tuple[float, ...] = (value * _MAGNITUDE[magnitude],) if magnitude else (value,)
        range_end = None if magnitude else _RANGE_END.match(folded, match.end())
        if range_end:
            values = (value, value * _MAGNITUDE[range_end[1].lower()])
        numbers.append(Number(match.start(), match.end(), text[match.start() : match.end()], values, bool(magnitude)))
    return numbers


def all_values(text: str, lang: Lang) -> dict[float, bool]:
    """Return every value that ``text`` may state, in digits or in words, and whether a magnitude word rounds it."""
    values = {value: number.rounded for number in read_numbers(text) for value in number.values}
    if lang == "zh":
        return values | {value: value >= 10_000 for match in _HAN_NUMERAL.finditer(text) for value in _han_values(match[0])}
    for match in _WORDS.finditer(text.lower()):
        first, _, second = match[0].partition("-")
        if first in _WORD_VALUES:
            values.setdefault(_WORD_VALUES[first] + (_WORD_VALUES.get(second, 0.0) if second else 0.0), False)
            values.setdefault(_WORD_VALUES[first], False)
    return values


def is_stated(number: Number, values: dict[float, bool]) -> bool:
    """Whether ``number`` is among ``values``, within half a percent where either has a magnitude word."""
    return any(
        abs(value - other) <= (_TOLERANCE if number.rounded or rounded else 1e-9) * value
        for value in number.values
        for other, rounded in values.items()
    )


def respell(text: str, lang: Lang) -> str:
    """Write the magnitudes of ``text``, which is in ``lang``, as the other language does: 2.4亿 as 240 million.

    A small model confuses 亿 with billion; it copies a number that already stands in its own units.
    """
    parts, end = [], 0
    for number in read_numbers(text):
        if number.rounded:
            gap = " " if lang == "zh" and text[number.end : number.end + 1].strip() else ""
            parts += [text[end : number.start], _english(number.values[0]) if lang == "zh" else _chinese(number.values[0]), gap]
            end = number.end
    return "".join([*parts, text[end:]])


def _english(value: float) -> str:
    for name, size in (("trillion", 1e12), ("billion", 1e9), ("million", 1e6)):
        if value >= size:
            return f"{value / size:.10g} {name}"
    return f"{value:,.10g}"


def _chinese(value: float) -> str:
    for name, size in (("亿", 1e8), ("万", 1e4)):
        if value >= size:
            return f"{value / size:.10g}{name}"
    return f"{value:.10g}"


def _han_values(numeral: str) -> set[float]:
    """Return the value of a Chinese numeral: by place (二〇二一) or by units (一百二十); nothing where it is neither."""
    if all(char in _HAN_DIGIT for char in numeral):
        return {float("".join(str(_HAN_DIGIT[char]) for char in numeral))} | {float(_HAN_DIGIT[char]) for char in numeral}
    total, section, digit = 0, 0, 0
    for char in numeral:
        if char in _HAN_DIGIT:
            digit = _HAN_DIGIT[char]
        elif char in _HAN_UNIT:
            section += (digit or 1) * _HAN_UNIT[char]
            digit = 0
        else:
            total = (total + section + digit) * _HAN_LARGE[char] if char in "亿億" else total + (section + digit) * _HAN_LARGE[char]
            section = digit = 0
    return {float(total + section + digit)}
