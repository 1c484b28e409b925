"""Quantities in a sentence of one language, as sets of values they may stand for, to check that a translation keeps them."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.model import Lang

Strength = Literal["strong", "medium", "support"]
"""How sure it is that a translation must state the number too.

- strong: digits, or a composed numeral of 10 or more;
- medium: a numeral of 2 to 10 that counts something;
- support: what may stand for a number of the other side but need not be matched itself: 一, first, half, names such as COVID-19.
"""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written, its span, and the values it may stand for."""

    start: int
    end: int
    text: str
    values: tuple[float, ...]
    strength: Strength
    rounded: bool
    """Whether a magnitude word makes it approximate: 1.73万 for 17,346."""
    percent: bool
    """Whether it is a share of a hundred: %, percent, 百分之, 成."""


_DIGITS = r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WIDE = {ord("０") + i: ord("0") + i for i in range(10)} | {
    ord("，"): ord(","),
    ord("．"): ord("."),
    ord("％"): ord("%"),
}
_WIDE_MARK = re.compile(r"(?<=[0-9０-９])[，．](?=[0-9０-９])|[０-９％]")
_TOLERANCE = 0.005

# Chinese

_HAN_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "兩": 2}
_FINANCIAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟貳參陸", "一二三四五六七八九十百千二三六")
_UNIT = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_MAGNITUDE = _UNIT | _LARGE
_N = "零〇○一二两兩三四五六七八九十百千万萬亿億壹贰叁肆伍陆柒捌玖拾佰仟貳參陸"
_ZH_NUMBER = re.compile(
    rf"(?P<percent>百分之)?"
    rf"(?P<digits>{_DIGITS})\s?(?P<more>余|多|餘|来|來|几|幾)?(?P<magnitude>[十百千万萬亿億兆]+)?(?P<rest>(?:\d+(?:\.\d+)?[百千万萬亿億])*(?:(?<=[万萬亿億])\d{{3,4}}(?!\d))?)"
    rf"|(?P<percent_han>百分之)?(?P<han>[{_N}]+(?:[点點][零〇一二三四五六七八九]+)?)(?P<han_more>余|多|餘|几|幾)?(?P<han_magnitude>[万萬亿億])?"
)
_ZH_AFTER = re.compile(
    r"\s?(?:余|多|餘)?\s?(?P<unit>%|个百分点|個百分點|成|折|倍|年代|世纪|世紀|点半|點半|分之)?"
)
_ZH_RANGE = re.compile(rf"\s?[-~～—–至到]\s?(?:{_DIGITS})\s?(?:余|多)?([十百千万萬亿億]+|%|成|倍)?")
_ZH_LIST = re.compile(rf"(?:\s?[、,和与及]\s?(?:{_DIGITS}))+\s?(%|个百分点|個百分點)")
_CLASSIFIER = re.compile(
    r"[个個名位人件起条條次年月日天周週岁歲家所辆輛台部支项項类類种種大层層号號米吨噸元角分倍处處批届屆只隻座场場套本封]"
)
_HAN_WORD = re.compile(
    "十分|万一|千万别|一[些般定样樣起直旦切致再向旁下共同行带帶]|统一|統一|唯一|万[分物象民众岁能]|千[方家]|百[姓货貨]|九[牛霄]|五[官谷]|三[角农農]|双十一|十一国庆|十四五|十三五|八[卦路]"
)
_ZH_NOT = re.compile(
    rf"第(?:{_DIGITS}|[{_N}]+)条|^\s*[（(]?(?:\d{{1,2}}|[{_N}]{{1,2}})[）).、](?!\d)|[“\"「](?:\d+[·.]?\d*)[”\"」]|双十一|十四五|十三五|十五五|911|9·11"
)

# English

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
_ORDINALS = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_SMALL: dict[str, float] = (
    {word: float(i) for i, word in enumerate(_ONES)}
    | {word: 20.0 + 10 * i for i, word in enumerate(_TENS)}
    | {word: float(i) for i, word in enumerate(_ORDINALS)}
    | {f"{word[:-1]}ieth": 20.0 + 10 * i for i, word in enumerate(_TENS)}
)
_EN_LARGE = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "mn": 1e6, "mln": 1e6, "bn": 1e9, "tn": 1e12, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_LETTER = {"k": 1e3, "m": 1e6, "b": 1e9}
_SUPPORT_WORDS: dict[str, tuple[float, ...]] = {
    "a": (1,), "an": (1,), "once": (1,), "single": (1,), "only": (1,), "both": (2,), "twice": (2,), "double": (2, 100), "doubled": (2, 100), "doubling": (2, 100),
    "pair": (2,), "couple": (2,), "triple": (3,), "tripled": (3,), "thrice": (3,), "quadruple": (4,), "quadrupled": (4,), "dozen": (12,), "dozens": (12,), "half": (0.5, 50), "halves": (0.5, 50),
    "quarter": (0.25, 25, 4), "quarters": (0.25, 25, 4), "third": (3, 1 / 3), "thirds": (3, 1 / 3), "noon": (12,), "midnight": (0, 24, 12), "decade": (10,), "decades": (10,), "century": (100,),
    "centuries": (100,), "fortnight": (14, 2), "hundreds": (100,), "thousands": (1000,), "teens": (10,), "teenage": (10,), "all": (100,),
    "twenties": (20,), "thirties": (30,), "forties": (40,), "fifties": (50,), "sixties": (60,), "seventies": (70,), "eighties": (80,), "nineties": (90,),
}  # fmt: skip
_ZH_SUPPORT: tuple[tuple[re.Pattern[str], tuple[float, ...]], ...] = (
    (re.compile("半|一半"), (0.5, 50, 30)), (re.compile("翻[一]?番|翻倍|加倍|双|雙"), (2, 100)), (re.compile("首|[单單][个個一身]|每"), (1,)), (re.compile("一刻"), (15,)),
    (re.compile("三刻"), (45,)), (re.compile("俩|倆"), (2,)), (re.compile("仨"), (3,)), (re.compile("元旦"), (1,)), (re.compile("全部|所有|全"), (100,)), (re.compile("季度"), (3, 4)),
    (re.compile("十四五"), (14,)), (re.compile("十三五"), (13,)), (re.compile("十五五"), (15,)), (re.compile("双十一"), (11,)), (re.compile("双十二"), (12,)),
    (re.compile("正午|中午"), (12,)), (re.compile("午夜|零时|零點|零点"), (0, 24, 12)), (re.compile("次日|翌"), (2,)), (re.compile("打"), (12,)),
)  # fmt: skip
_EN_NUMBER = re.compile(
    rf"(?P<digits>{_DIGITS})(?P<suffix>st|nd|rd|th|s|'s)?(?:[\s-]?(?P<magnitude>(?:hundred|thousand|million|billion|trillion|mln|mn|bn|tn|lakh|crore)s?\b|[kKmMbB]\b(?!\.\w)))?(?:\s(?P<again>thousand|million|billion|trillion)\b)?"
    rf"|(?P<words>\b(?:{'|'.join(sorted([*_SMALL, *_EN_LARGE], key=len, reverse=True))})(?:(?:[\s-]+(?:and\s+)?)(?:{'|'.join(sorted([*_SMALL, *_EN_LARGE], key=len, reverse=True))})\b)*\b)",
    re.IGNORECASE,
)
_EN_AFTER = re.compile(r"[\s-]?(?P<unit>%|per\s?cent\b|pct\b|percentage\b)", re.IGNORECASE)
_EN_RANGE = re.compile(
    rf"\s?(?:[-~–—]|to|or|and)\s?[£$€¥]?(?:{_DIGITS})[\s-]?((?:hundred|thousand|million|billion|trillion|bn|mn|mln)\b|[kmb]\b|%|per\s?cent\b)",
    re.IGNORECASE,
)
_EN_LIST = re.compile(rf"(?:,?\s(?:and\s|or\s|to\s)?(?:{_DIGITS}))+,?\s?(%|per\s?cent\b)", re.IGNORECASE)
_EN_CODE = re.compile(r"(?<![\dA-Za-z])[A-Za-z]+-?$")
_EN_NOT = re.compile(
    r"\b9/11\b|\b911\b|^\s*[(]?\d{1,2}[).]\s|[\"“']\d+[.·]?\d*[\"”']|(?<=Article )\d+|\b24/7\b", re.IGNORECASE
)
_EN_WORD = re.compile(r"[A-Za-z]+")
_MONTH = re.compile(
    rf"\b(?:{'|'.join(_MONTHS)}|(?:{'|'.join(word[:3] for word in _MONTHS)}|sept)\.?)(?=\W)", re.IGNORECASE
)


def read_numbers(text: str, lang: Lang) -> list[Number]:
    """Return the numbers of a sentence in order. Half and full width, and thousands separators, make no difference."""
    folded = _WIDE_MARK.sub(lambda match: match[0].translate(_WIDE), text)
    found = list(_chinese(folded) if lang == "zh" else _english(folded))
    found.sort(key=lambda number: number.start)
    return [
        Number(n.start, n.end, text[n.start : n.end], n.values, n.strength, n.rounded, n.percent)
        for n in found
    ]


def all_values(text: str, lang: Lang) -> dict[float, bool]:
    """Return every value that ``text`` may state, and whether a magnitude word rounds it."""
    values: dict[float, bool] = {}
    for number in read_numbers(text, lang):
        for value in number.values:
            values[value] = values.get(value, False) or number.rounded
    return values


def states(number: Number, others: Sequence[Number]) -> Number | None:
    """Return the first of ``others`` that has one of the number's values.

    Where either has a magnitude word, they may differ by half a percent, but not by more than the last digit that is written: 1.73万 is 17,346, and
    4.244亿 is not 424.2 million.
    """
    near = None
    for other in others:
        tolerance = _TOLERANCE if number.rounded or other.rounded else 0.0
        last = max(_last_digit(number), _last_digit(other))
        if any(
            abs(a - b) <= min(tolerance * abs(a), last) * (1 + 1e-9) + 1e-9
            for a in number.values
            for b in other.values
        ):
            if other.percent == number.percent:
                return other
            near = near or other
    return near


def _last_digit(number: Number) -> float:
    """Return what one more in the last written digit is worth; without limit where that cannot be told, as in words and ranges."""
    digits = list(_PLAIN_DIGITS.finditer(number.text.translate(_WIDE)))
    if not number.rounded or not digits or len(number.values) != 1:
        return math.inf if number.rounded else 0.0
    last = digits[-1]
    decimals = len(last[1] or "")
    if len(digits) > 1:  # 2万4801, 3万5千
        return float(_HAN_UNIT.get(number.text[last.end() : last.end() + 1], 1)) / 10.0**decimals
    written = float(last[0].replace(",", ""))
    return number.values[0] / written / 10.0**decimals if written else math.inf


_PLAIN_DIGITS = re.compile(r"\d[\d,]*(?:\.(\d+))?")
_HAN_UNIT = {
    "十": 10,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "萬": 10_000,
    "亿": 100_000_000,
    "億": 100_000_000,
}


def _chinese(text: str) -> Iterator[Number]:
    ignored = [match.span() for match in _ZH_NOT.finditer(text)] + [
        match.span() for match in _HAN_WORD.finditer(text)
    ]
    for pattern, values in _ZH_SUPPORT:
        for match in pattern.finditer(text):
            yield Number(
                match.start(), match.end(), match[0], values, "support", rounded=False, percent=False
            )
    for match in _ZH_NUMBER.finditer(text):
        number = _chinese_digits(text, match) if match["digits"] else _chinese_numeral(text, match)
        if number is not None:
            inside = any(start <= number.start and number.end <= end for start, end in ignored)
            yield (
                number
                if not inside
                else Number(
                    number.start,
                    number.end,
                    number.text,
                    number.values,
                    "support",
                    number.rounded,
                    number.percent,
                )
            )


def _chinese_digits(text: str, match: re.Match[str]) -> Number:
    digits, magnitude = match["digits"], match["magnitude"] or ""
    value = float(digits.replace(",", "")) * _product(magnitude)
    for part in re.finditer(r"(\d+(?:\.\d+)?)([百千万萬亿億])", match["rest"] or ""):
        value += float(part[1]) * _MAGNITUDE[part[2]]
    value += float(re.sub(r".*[百千万萬亿億]", "", match["rest"] or "") or 0)
    values, percent = _chinese_unit(text, match.end(), value)
    percent = percent or bool(match["percent"])
    values += _date_parts(digits)
    range_end = _ZH_RANGE.match(text, match.end())
    if range_end and range_end[1] and not magnitude:
        values += (value * _product(range_end[1]),) if range_end[1][0] in _MAGNITUDE else ()
        percent = percent or range_end[1] == "%"
    if not percent and _ZH_LIST.match(text, match.end()):
        percent = True
    code = bool(re.search(r"(?<![\dA-Za-z])[A-Za-z]+-?$", text[: match.start()]))
    return Number(
        match.start(),
        match.end(),
        match[0],
        values,
        "support" if code else "strong",
        bool(magnitude) or bool(match["more"]),
        percent,
    )


_THREE_DIGITS = re.compile(r"\d{3}\s*$")


def _chinese_unit(text: str, end: int, value: float) -> tuple[tuple[float, ...], bool]:
    """Return the values that the word after a number makes possible, and whether it is a percentage."""
    after = _ZH_AFTER.match(text, end)
    unit = after["unit"] if after else None
    if unit == "成":
        return (value * 10, value, value / 10), True
    if unit == "折":
        return (value, value * 10, 100 - value * 10, value / 10), False
    if unit == "倍":
        return (value, value - 1, value * 100, (value - 1) * 100), False
    if unit == "年代":
        return (value, 1900 + value if value < 100 else value, 2000 + value if value < 30 else value), False
    if unit in ("点半", "點半"):
        return (value, value + 12, value + 0.5, 30), False
    if unit == "分之":
        return (value, 1 / value if value else 0), False
    following = text[end : end + 1]
    if following in "点點时時:：" and following and value <= 24:
        return (value, value + 12 if value < 12 else value - 12), False
    if unit in ("世纪", "世紀"):
        return (value, 100 * (value - 1)), False
    if (
        following in "年后後" and following and value < 100 and not _THREE_DIGITS.search(text, 0, end)
    ):  # 022年 is no year.
        return (value, 2000 + value, 1900 + value), False
    if following == "月" and value.is_integer():
        return (value,), False
    return (value,), unit in ("%", "个百分点", "個百分點")


def _chinese_numeral(text: str, match: re.Match[str]) -> Number | None:
    numeral = match["han"].translate(_FINANCIAL)
    whole, _, decimals = numeral.replace("點", "点").partition("点")
    places = [_HAN_DIGIT[char] for char in whole] if all(char in _HAN_DIGIT for char in whole) else []
    if not whole:
        return None
    value = float("".join(map(str, places))) if places else _by_units(whole)
    if decimals:
        value += float("0." + "".join(str(_HAN_DIGIT[char]) for char in decimals))
    factor = _LARGE[match["han_magnitude"]] if match["han_magnitude"] else 1
    values, percent = _chinese_unit(text, match.end(), value * factor)
    percent = percent or bool(match["percent_han"])
    rising = len(places) > 1 and all(b > a for a, b in itertools.pairwise(places))
    if rising or (len(places) in (2, 3) and text[match.end() : match.end() + 1] not in "年号號"):
        values += tuple(float(place) for place in places)  # 三四个: three or four.
    several = re.fullmatch("([一二三四五六七八九])([一二三四五六七八九])([十百千])", whole)
    if several:
        values += tuple(float(_HAN_DIGIT[several[k]] * _UNIT[several[3]]) for k in (1, 2))
    fraction = re.match(rf"分之([{_N}]+)", text[match.end() :])
    if fraction and value:
        values += (
            _by_units(fraction[1].translate(_FINANCIAL)) / value,
            100 * _by_units(fraction[1].translate(_FINANCIAL)) / value,
        )
    before = text[max(0, match.start() - 1) : match.start()]
    strength: Strength = "support"
    if before != "第" and not fraction and not text[: match.start()].endswith("分之"):
        if (
            value >= 10
            and len(whole) > 1
            and not several
            and (
                not places
                or (len(places) == 4 and not rising and text[match.end() : match.end() + 1] == "年")
            )
        ):
            strength = "strong"
        elif 2 <= value <= 10 and _CLASSIFIER.match(text, match.end()):
            strength = "medium"
    if whole in ("十", "百", "千", "百万", "千万", "百千") or set(whole) <= set("十百千万亿萬億"):
        strength = "support" if value > 10 else strength
    if percent:
        strength = "strong"
    return Number(
        match.start(),
        match.end(),
        match[0],
        values,
        strength,
        any(char in _LARGE for char in whole) or factor > 1,
        percent,
    )


def _date_parts(digits: str) -> tuple[float, ...]:
    """Return year and month of a date written with points, as far as one number goes: 2021.6."""
    match = re.fullmatch(r"((?:19|20)\d\d)\.(\d{1,2})", digits)
    return (float(match[1]), float(match[2])) if match and int(match[2]) <= 12 else ()


def _product(magnitude: str) -> float:
    value = 1.0
    for char in magnitude:
        value *= _MAGNITUDE.get(char, 1)
    return value


def _by_units(numeral: str) -> float:
    """Return the value of a numeral written with units: 一百二十, 一亿两千万; 两万五 and 三百二 end in the next smaller unit."""
    total, section, digit, last = 0.0, 0.0, 0.0, 1
    for char in numeral:
        if char in _HAN_DIGIT:
            digit = _HAN_DIGIT[char]
            if char in "零〇○":
                last = 1
        elif char in _UNIT:
            section += (digit or 1) * _UNIT[char]
            digit, last = 0, _UNIT[char]
        else:
            large = _LARGE[char]
            total = (
                (total + section + digit) * large
                if large > 10**4 and total < large
                else total + (section + digit or 1) * large
            )
            section, digit, last = 0, 0, large
    if digit and last > 10 and len(numeral) > 1:
        digit *= last // 10
    return total + section + digit


def _english(text: str) -> Iterator[Number]:
    ignored = [match.span() for match in _EN_NOT.finditer(text)]
    for match in _EN_WORD.finditer(text):
        values = _SUPPORT_WORDS.get(match[0].lower())
        if values:
            yield Number(
                match.start(), match.end(), match[0], values, "support", rounded=False, percent=False
            )
    for match in _MONTH.finditer(text):
        month = next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(match[0].lower()[:3]))
        dated = re.match(r"\s\d", text[match.end() :]) or re.search(
            r"\d(?:st|nd|rd|th)?(?: of)?\s$", text[: match.start()]
        )
        yield Number(
            match.start(),
            match.end(),
            match[0],
            (float(month),),
            "strong" if dated else "support",
            rounded=False,
            percent=False,
        )
    for match in _EN_NUMBER.finditer(text):
        number = _english_digits(text, match) if match["digits"] else _english_words(text, match)
        inside = any(start <= number.start and number.end <= end for start, end in ignored)
        yield (
            number
            if not inside
            else Number(
                number.start,
                number.end,
                number.text,
                number.values,
                "support",
                number.rounded,
                number.percent,
            )
        )


def _english_digits(text: str, match: re.Match[str]) -> Number:
    value = float(match["digits"].replace(",", ""))
    magnitude = (match["magnitude"] or "").lower()
    if magnitude:
        value *= _LETTER.get(magnitude) or _EN_LARGE[magnitude.rstrip("s")]
    if match["again"]:
        value *= _EN_LARGE[match["again"].lower()]
    values: tuple[float, ...] = (value, *_date_parts(match["digits"]))
    if magnitude in _LETTER:
        values += (value / _LETTER[magnitude],)  # 4K, 14k gold
    if match["suffix"] in ("s", "'s"):
        century = value // 100
        # 80年代 is said of the centuries that people remember.
        values += (
            (value + 1900,)
            if value < 100
            else (value % 100, century + 1)
            if 18 <= century <= 20
            else (century + 1,)
        )
    if text[match.end() :].lower().startswith((" decade", " dozen")):
        values += (value * 10, value * 12)
    after = _EN_AFTER.match(text, match.end())
    percent = bool(after)
    range_end = _EN_RANGE.match(text, match.end())
    if range_end and not magnitude:
        unit = range_end[1].lower()
        if unit in _EN_LARGE or unit in _LETTER:
            values += (value * (_LETTER.get(unit) or _EN_LARGE[unit]),)
        else:
            percent = True
    if not percent and _EN_LIST.match(text, match.end()):
        percent = True
    if re.match(r"\s?(?::\d\d)?\s?[ap]\.?m\b", text[match.end() :], re.IGNORECASE) and value <= 13:
        hour, _, minute = match["digits"].partition(".")
        values += (float(hour), float(hour) + 12, *([float(minute)] if minute else []))
    if re.match(r"(?:-|\s)?(?:fold|times)\b", text[match.end() :]):
        values += (value - 1, value + 1)
    code = bool(_EN_CODE.search(text[: match.start()])) and not magnitude
    minutes = match["digits"] == "00" and text[: match.start()].endswith(":")
    named = match["suffix"] in ("st", "nd", "rd", "th") and re.match(r"\s[A-Z]?[a-z]+", text[match.end() :])
    strength: Strength = "support" if code or minutes else "medium" if named else "strong"
    return Number(match.start(), match.end(), match[0], values, strength, bool(magnitude), percent)


def _english_words(text: str, match: re.Match[str]) -> Number:
    words = [word for word in re.split(r"[\s-]+", match["words"].lower()) if word != "and"]
    total, section = 0.0, 0.0
    parts: list[float] = []
    for word in words:
        if word in _SMALL:
            if (
                section
                and section % 100
                and not (section % 100 >= 20 and section % 10 == 0 and _SMALL[word] < 10)
            ):
                parts.append(total + section)
                total, section = 0.0, 0.0
            section += _SMALL[word]
        elif word == "hundred":
            section = (section or 1) * 100
        else:
            total += (section or 1) * _EN_LARGE[word]
            section = 0.0
    parts.append(total + section)
    values = tuple(dict.fromkeys(parts))
    if len(parts) == 2 and parts[0] < 100 and parts[1] < 100:
        values += (parts[0] * 100 + parts[1],)  # nineteen eighty-four
    before = text[max(0, match.start() - 8) : match.start()].lower()
    if before.endswith("half a "):
        values += (values[0] / 2,)
    following = text[match.end() : match.end() + 12].lower()
    if following.startswith(" and a half"):
        values += (values[0] + 0.5, values[0] * 1.5)
    percent = bool(_EN_AFTER.match(text, match.end()))
    value = values[0]
    strength: Strength = "support"
    if percent or (
        value >= 10
        and words != ["hundred"]
        and not words[-1].endswith(("th", "st", "nd", "rd"))
        and words[0] not in _EN_LARGE
    ):
        strength = "strong"
    elif 2 <= value <= 10 and words[0] in _ONES:
        strength = "medium"
    return Number(
        match.start(),
        match.end(),
        match[0],
        values,
        strength,
        any(word in _EN_LARGE for word in words),
        percent,
    )


def respell(text: str, lang: Lang) -> str:
    """Write the magnitudes of ``text``, which is in ``lang``, as the other language does: 2.4亿 as 240 million.

    A small model confuses 亿 with billion; it copies a number that already stands in its own units.
    """
    parts, end = [], 0
    for number in read_numbers(text, lang):
        if number.rounded and number.start >= end and number.text[0] in "0123456789０１２３４５６７８９":
            gap = " " if lang == "zh" and text[number.end : number.end + 1].strip() else ""
            parts += [
                text[end : number.start],
                _in_english(number.values[0]) if lang == "zh" else _in_chinese(number.values[0]),
                gap,
            ]
            end = number.end
    return "".join([*parts, text[end:]])


def _in_english(value: float) -> str:
    for name, size in (("trillion", 1e12), ("billion", 1e9), ("million", 1e6)):
        if value >= size:
            return f"{value / size:.10g} {name}"
    return f"{value:,.10g}"


def _in_chinese(value: float) -> str:
    for name, size in (("亿", 1e8), ("万", 1e4)):
        if value >= size:
            return f"{value / size:.10g}{name}"
    return f"{value:.10g}"
