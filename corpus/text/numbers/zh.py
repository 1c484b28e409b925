"""Numbers in Chinese of either script: digits with 万 and 亿, numerals, and words that imply a number."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterator

from corpus.text.numbers.number import DIGITS, LARGEST, Number, Strength, bounded
from corpus.text.numbers.sentence import Sentence, follows_letters, year_and_month

_DIGIT = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "两": 2, "兩": 2,
}  # fmt: skip
_ZEROS = "零〇○"
_FINANCIAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟貳參陸", "一二三四五六七八九十百千二三六")
"""The elaborate characters of cheques and contracts, which nobody can alter with a stroke."""
_UNIT = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_MAGNITUDE = _UNIT | _LARGE

_NUMERAL = "[零〇○一二两兩三四五六七八九十百千万萬亿億壹贰叁肆伍陆柒捌玖拾佰仟貳參陸]"
_MORE = "余|多|餘|来|來|几|幾"
_NUMBER = re.compile(
    rf"""
    (?: (?P<tenths>(?<!{_NUMERAL})[一二三四五六七八九]成[一二三四五六七八九半])  # 九成五
        (?!{_NUMERAL}|[个個名人家次件起年])
      | (?P<percent>百分之)? (?P<digits>{DIGITS})\s?            # 百分之3.5, 3余万, 2.4亿
        (?P<more>{_MORE})? (?P<magnitude>(?:[十百万萬亿億兆]|千(?![米克瓦卡伏帕赫]))+)?   # 5千米 is 5 km
        (?P<rest> (?:\d+(?:\.\d+)?[百千万萬亿億])*               # 2万4千
                  (?:(?<=[万萬亿億])\d{{3,4}}(?!\d))? )          # 2万4801
      | (?P<percent_han>百分之)?                                # 百分之三点五, 三十余万
        (?P<han>{_NUMERAL}+(?:[点點][零〇一二三四五六七八九]+)?)
        (?:余|多|餘|几|幾)? (?P<han_magnitude>[万萬亿億])?
    )
    # What follows it, where it is of one of these kinds:
    (?:(?= \s?(?:余|多|餘)?\s?(?P<unit>%|个百分点|個百分點|成|折|倍|年代|世纪|世紀|点半|點半|分之) )|)
    (?:(?= \s?[-~～—–至到]\s?{DIGITS}\s?(?:余|多)?(?P<limit>[十百千万萬亿億]+|%|成|倍) )|)
    (?:(?= \s?[、,和与及]\s?\d )(?P<listed>)|)
    (?:(?= 分之(?P<fraction>{_NUMERAL}+) )|)
    """,
    re.VERBOSE,
)
_REST = re.compile(r"(\d+(?:\.\d+)?)([百千万萬亿億])")
_SEVERAL = re.compile("([一二三四五六七八九])([一二三四五六七八九])([十百千])")
_PERCENT = frozenset(["%", "个百分点", "個百分點"])
_LIST = re.compile(
    r"(?P<items>(?>(?:\s?[、,和与及]\s?\d++(?:\.\d++)?)+))"  # 、15和18, 及3.5; 1,234 is a list here too.
    r"\s?(?P<unit>%|个百分点|個百分點)?"
)
_THREE_DIGITS = re.compile(r"\d{3}\Z")
_OF_CLOCK = frozenset("点點时時:：")
_OF_YEAR = frozenset("年后後")

_COUNTED = frozenset(
    "个個名位人件起条條次年月日天周週岁歲家所辆輛台部支项項类類种種大层層号號米吨噸元角分倍处處批届屆"
    "只隻座场場套本封"
)
"""What follows a numeral that counts: classifiers, and what needs none."""
_ROUND = frozenset("十百千万亿萬億")
"""A numeral of these alone may mean "very many"."""

# Numerals in words that count nothing: 十分 is "very", 万一 "in case", 老百姓 the people.
_SET_WORD = re.compile(
    "十分|万一|千万别|一[些般定样樣起直旦切致再向旁下共同行带帶]|统一|統一|唯一|万[分物象民众岁能]"
    "|千[方家]|百[姓货貨]|九[牛霄]|五[官谷]|三[角农農]|双十一|十一国庆|十四五|十三五|八[卦路]"
)
# Numbers that a translation may spell otherwise or leave out.
_NO_QUANTITY = re.compile(
    rf"第(?:{DIGITS}|{_NUMERAL}+)条"  # 第5条
    rf"|^\s*[（(]?(?:\d{{1,2}}|{_NUMERAL}{{1,2}})[）).、](?!\d)"  # （三） at the head of an item
    r"|[“\"「]\d++(?:[·.]\d*+)?[”\"」]"  # “9·18”
    "|双十一|十四五|十三五|十五五|911|9·11"
)

# What implies a number without being a numeral.
_IMPLIED: tuple[tuple[re.Pattern[str], tuple[float, ...]], ...] = tuple(
    (re.compile(words), values)
    for words, values in (
        ("半|一半", (0.5, 50, 30)),  # half, 50 percent, half past
        ("翻[一]?番|翻倍|加倍|双|雙", (2, 100)),
        ("首|[单單][个個一身]|每", (1,)),
        ("一刻", (15,)),
        ("三刻", (45,)),
        ("俩|倆", (2,)),
        ("仨", (3,)),
        ("元旦", (1,)),  # January 1
        ("全部|所有|全", (100,)),  # 100 percent
        ("季度", (3, 4)),
        ("十四五", (14,)),  # the 14th Five-Year Plan
        ("十三五", (13,)),
        ("十五五", (15,)),
        ("双十一", (11,)),  # the sales of November 11
        ("双十二", (12,)),
        ("正午|中午", (12,)),
        ("午夜|零时|零點|零点", (0, 24, 12)),
        ("次日|翌", (2,)),
        ("打", (12,)),  # a dozen
    )
)

# What the word after a number makes of it: every value that a translation may state.
_BY_UNIT: dict[str, Callable[[float], tuple[float, ...]]] = {
    "成": lambda value: (value * 10, value, value / 10),  # 三成: 30 percent
    "折": lambda value: (value, value * 10, 100 - value * 10, value / 10),  # 八折: 20 percent off
    "倍": lambda value: (value, value - 1, value * 100, (value - 1) * 100),  # 3倍: up by 200 percent
    "年代": lambda value: (
        value,
        1900 + value if value < 100 else value,  # 80年代: the 1980s
        2000 + value if value < 30 else value,
    ),
    "点半": lambda value: (value, value + 12, value + 0.5, 30),  # 3点半: 15:30
    "分之": lambda value: (value, bounded(1 / value) if value else 0),  # 4分之一: a quarter
    "世纪": lambda value: (value, 100 * (value - 1)),  # 19世纪: the 1800s
}
_BY_UNIT |= {"點半": _BY_UNIT["点半"], "世紀": _BY_UNIT["世纪"]}


def chinese_numbers(text: str) -> Iterator[Number]:
    """Yield the numbers of a Chinese sentence: first what words imply, then numbers in order."""
    sentence = Sentence(text, (_NO_QUANTITY, _SET_WORD), _LIST)
    for pattern, values in _IMPLIED:
        for match in pattern.finditer(sentence.text):
            yield sentence.implied(match, values, "support")
    for match in _NUMBER.finditer(sentence.text):
        if match["tenths"]:
            yield _in_tenths(sentence, match)
        else:
            yield _in_digits(sentence, match) if match["digits"] else _in_numerals(sentence, match)


def _in_digits(sentence: Sentence, match: re.Match[str]) -> Number:
    """Return a number that is written in digits.

    >>> [number] = chinese_numbers("2万4801元")
    >>> number.values, number.rounded
    ((24801.0,), True)
    """
    _, mark, digits, more, magnitude, rest, _, _, _, unit, limit, listed, _ = match.groups()
    text, (start, end) = sentence.text, match.span()
    values, percent = _stated(digits, magnitude, rest, unit, limit, text[end : end + 1])
    percent = percent or mark is not None or (listed is not None and sentence.is_share(end))
    strength: Strength = "support" if follows_letters(text, start) else "strong"
    return sentence.quantity(start, end, values, strength, bool(magnitude or more), percent)


@functools.lru_cache(maxsize=1 << 14)
def _stated(
    digits: str, magnitude: str | None, rest: str, unit: str | None, limit: str | None, following: str
) -> tuple[tuple[float, ...], bool]:
    """Return what a number in digits may stand for, given what surrounds it, and whether it is a percentage.

    It is remembered, as small numbers and years come again and again.

    >>> _stated("2", "万", "4801", None, None, "元"), _stated("3", None, "", None, "万", "-")  # 3-5万
    (((24801.0,), False), ((3.0, 30000.0), False))
    """
    value = min(LARGEST, float(digits.replace(",", "")))
    if magnitude:
        value = bounded(value * worth_of(magnitude))
    if rest:
        value = _with_rest(value, rest)
    is_year = following in _OF_YEAR and not _THREE_DIGITS.search(digits)  # 022年 is no year.
    values, percent = _with_unit(value, unit, following if is_year or following in _OF_CLOCK else "")
    if "." in digits:
        values += year_and_month(digits)
    if limit and not magnitude:
        if limit[0] in _MAGNITUDE:
            values += (bounded(value * worth_of(limit)),)  # 3-5万: 3 or 30,000
        percent = percent or limit == "%"
    return values, percent


def _with_rest(value: float, rest: str) -> float:
    """Return a value with what follows its magnitude.

    >>> _with_rest(20_000.0, "4千"), _with_rest(20_000.0, "4801"), _with_rest(1e8, "3千5百20")
    (24000.0, 24801.0, 100003520.0)
    """
    end = 0
    for part in _REST.finditer(rest):
        value += float(part[1]) * _MAGNITUDE[part[2]]
        end = part.end()
    return bounded(value + float(rest[end:] or 0))


def _with_unit(value: float, unit: str | None, following: str) -> tuple[tuple[float, ...], bool]:
    """Return the values that the word after a number makes possible, and whether it is a percentage.

    >>> _with_unit(3.0, "成", "成")
    ((30.0, 3.0, 0.3), True)
    >>> _with_unit(3.0, None, "点"), _with_unit(5.0, None, "年")
    (((3.0, 15.0), False), ((5.0, 2005.0, 1905.0), False))
    """
    if unit:
        return (_BY_UNIT[unit](value), unit == "成") if unit in _BY_UNIT else ((value,), unit in _PERCENT)
    if following in _OF_CLOCK and value <= 24:
        return (value, value + 12 if value < 12 else value - 12), False
    if following in _OF_YEAR and value < 100:
        return (value, 2000 + value, 1900 + value), False
    return (value,), False


def _in_tenths(sentence: Sentence, match: re.Match[str]) -> Number:
    """Return a share in tenths and hundredths.

    >>> [number.values for number in chinese_numbers("九成五") if number.percent]
    [(95.0, 9.5, 0.95)]
    """
    tenths, _, rest = match["tenths"].partition("成")
    value = 10 * value_of_units(tenths) + (5 if rest == "半" else value_of_units(rest))
    return sentence.quantity(*match.span(), (value, value / 10, value / 100), "strong", False, True)


def _in_numerals(sentence: Sentence, match: re.Match[str]) -> Number:
    """Return a number that is written in numerals.

    >>> [number] = chinese_numbers("三四百人")
    >>> number.values, number.strength
    ((400.0, 300.0, 400.0), 'support')
    """
    text, (start, end) = sentence.text, match.span()
    whole, _, decimals = match["han"].translate(_FINANCIAL).replace("點", "点").partition("点")
    places = [_DIGIT[char] for char in whole] if _DIGIT.keys() >= set(whole) else []
    value = float("".join(map(str, places))) if places else value_of_units(whole)
    if decimals:
        value += float("0." + "".join(str(_DIGIT[char]) for char in decimals))
    value = bounded(value)
    factor = _LARGE[match["han_magnitude"]] if match["han_magnitude"] else 1
    values, percent = _with_unit(bounded(value * factor), match["unit"], text[end : end + 1])
    percent = percent or match["percent_han"] is not None
    values += _either(whole, places, text[end : end + 1])
    fraction = match["fraction"]
    if fraction and value:
        parts = value_of_units(fraction.translate(_FINANCIAL))
        values += (bounded(parts / value), bounded(100 * parts / value))  # 三分之二
    strength: Strength = "strong"
    if not percent:
        ordinal_or_part = fraction or text.endswith(("第", "分之"), 0, start)
        strength = "support" if ordinal_or_part else _strength(whole, places, value, text[end : end + 1])
    rounded = factor > 1 or not _LARGE.keys().isdisjoint(whole)
    return sentence.quantity(start, end, values, strength, rounded, percent)


def _either(whole: str, places: list[int], following: str) -> tuple[float, ...]:
    """Return the values of a numeral that names two numbers, or spells a number digit by digit.

    >>> _either("三四", [3, 4], "个"), _either("三四十", [], "个"), _either("一二", [1, 2], "年")
    ((3.0, 4.0), (30.0, 40.0), (1.0, 2.0))
    >>> _either("九一", [9, 1], "年")  # 1991
    ()
    """
    if _rises(places) or (len(places) in (2, 3) and following and following not in "年号號"):
        return tuple(float(place) for place in places)
    several = _SEVERAL.fullmatch(whole)
    return tuple(float(_DIGIT[several[k]] * _UNIT[several[3]]) for k in (1, 2)) if several else ()


def _rises(places: list[int]) -> bool:
    return len(places) > 1 and all(after > before for before, after in itertools.pairwise(places))


def _strength(whole: str, places: list[int], value: float, following: str) -> Strength:
    """Return how sure a numeral is that says neither an order nor a part.

    >>> _strength("二十", [], 20.0, "人"), _strength("三", [3], 3.0, "人")
    ('strong', 'medium')
    >>> _strength("二〇二一", [2, 0, 2, 1], 2021.0, "年")
    'strong'
    >>> _strength("千万", [], 1e7, "要")  # 千万要小心: be sure to take care
    'support'
    """
    if value > 10 and _ROUND.issuperset(whole):
        return "support"
    year = len(places) == 4 and not _rises(places) and following == "年"
    composed = value >= 10 and len(whole) > 1 and _SEVERAL.fullmatch(whole) is None
    if composed and (year or not places):
        return "strong"
    return "medium" if 2 <= value <= 10 and following in _COUNTED else "support"


def worth_of(magnitude: str) -> float:
    """Return what units in a row multiply by.

    >>> worth_of("百万"), worth_of("亿")
    (1000000.0, 100000000.0)
    """
    value = 1.0
    for char in magnitude:
        value = bounded(value * _MAGNITUDE.get(char, 1))
    return value


def value_of_units(numeral: str) -> float:
    """Return the value of a numeral that is written with units.

    >>> value_of_units("一百二十"), value_of_units("一亿两千万"), value_of_units("三百零五")
    (120.0, 120000000.0, 305.0)
    >>> value_of_units("两万五"), value_of_units("三百二")  # They end in the next smaller unit.
    (25000.0, 320.0)
    """
    total, section, digit, last = 0.0, 0.0, 0, 1
    for char in numeral:
        if char in _DIGIT:
            digit = _DIGIT[char]
            if char in _ZEROS:
                last = 1
        elif char in _UNIT:
            section += (digit or 1) * _UNIT[char]
            digit, last = 0, _UNIT[char]
        else:
            last = _LARGE[char]
            total = bounded(_times_large(total, section + digit, last))
            section, digit = 0.0, 0
    if digit and last > 10 and len(numeral) > 1:
        digit *= last // 10
    return total + section + digit


def _times_large(total: float, section: float, large: int) -> float:
    """Return what stands before 万 or 亿 times its worth.

    亿 counts all that stands before it (三万亿), 万 only the last part (一亿两千万).
    """
    if large > 10**4 and total < large:
        return (total + section) * large
    return total + (section or 1) * large
