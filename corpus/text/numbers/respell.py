"""Numbers written as the other language writes them, so that a small model need only copy them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.model import Lang
from corpus.text.numbers.number import Number
from corpus.text.numbers.read import read_numbers
from corpus.text.numbers.zh import worth_of

_FIGURES = frozenset("0123456789０１２３４５６７８９")
_ENGLISH = (("trillion", 1e12), ("billion", 1e9), ("million", 1e6))
_CHINESE = (("亿", 1e8), ("万", 1e4))
_MORE = frozenset("余多餘")
_PLAIN = re.compile(r"\d{4,7}")
_JOINED = re.compile(r"[\w.,·\-/:：]")
"""What stands beside the digits of a code, a date or a telephone number: A1234, 2023-01, 8:15."""
_CODE_AFTER = re.compile("[年号號万亿萬億届]|热线|熱線|电话|電話|平台|专线|报警")
_YEARS = range(1900, 2100)
_LEAST_IN_HAN = 10
"""Smaller numbers in Han a small model knows, and many of them are no counts."""
_CURRENCIES = {
    "$": "美元", "US$": "美元", "HK$": "港元", "NT$": "新台币", "€": "欧元", "£": "英镑", "RMB": "元",
    "¥": "元", "yuan": "元", "us dollars": "美元", "hong kong dollars": "港元", "euros": "欧元",
}  # fmt: skip
_CURRENCY_BEFORE = re.compile(r"(?<![A-Za-z])(?P<sign>(?:US|HK|NT)?\$|[€£¥]|RMB) ?\Z")
_LONGEST_SIGN = 5
_CURRENCY_AFTER = re.compile(r" ?(?P<name>yuan|U\.?S\.? dollars|Hong Kong dollars|euros)\b", re.IGNORECASE)
# 不超过, 附近, 最近, 节约 and 做不到 are words of their own.
BOUNDS = {
    "more than ": re.compile(r"(?<![不未没沒勿])(?:超过|超過|超|逾)\Z"),
    "nearly ": re.compile(r"(?:将近|將近|接近|(?<![附最靠邻鄰贴貼走临臨逼就相远遠])近)\Z"),
    "about ": re.compile(r"(?:大约|大約|(?<![条條合公制节節契预預邀签簽违違])[约約])\Z"),
    "less than ": re.compile(r"(?:不足|(?<![做达達见見看得找想碰遇等收办辦])不到)\Z"),
}
"""What Chinese says right before a number that is exceeded, nearly reached and so on, by the English."""
_UPWARDS = re.compile(
    r"(?<![以网網线線路街身手马馬晚早])上(?P<size>[百千]?[万萬亿億])(?=[名人位个個户戶次场場元家])"
)
_FRACTION = re.compile(
    r"(?<![一二三四五六七八九十百千万\d])(?P<below>[二三四五六七八九十])分之(?P<above>[一二三四五六七八九])(?![十百\d])"
)
_PARTS = ("half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_OF_TIME = re.compile("[年月天日周季届屆期]|个月|星期")
"""近30天 is the past 30 days."""
_COMPARED = frozenset("超逾近约約过過")
"""Before 千万 these say that ten million is meant, and not very many; 过 only of what is counted: 过万人."""
_TENTHS = re.compile("成(?P<more>以上|多|余)?")
_COUNTED = frozenset(
    "名人位个個件起家户戶次场場辆輛台套条條项項种種类類天年岁歲小元块塊吨噸米公平亩畝斤份张張间間所座处處支批组組只头頭棵层層"
)
"""What begins a measure word after which a number in Han is a count, and not a name or a saying."""


def respell(text: str, lang: Lang) -> str:
    """Write the numbers of ``text``, which is in ``lang``, as the other language does.

    A small model confuses 亿 with billion, forgets 余, and gives a plain number of four digits a fifth; it
    copies what already stands in its own form.

    >>> respell("投入2.4亿元", "zh"), respell("It cost 1.3 million yuan.", "en")
    ('投入240 million 元', 'It cost 130万元.')
    >>> respell("建成5万余个，抓获4112人，2024年行5千米", "zh")
    '建成more than 50,000 个，抓获4,112人，2024年行5千米'
    """
    parts: list[str] = []
    end = 0
    numbers = read_numbers(text, lang)
    if lang == "zh":
        own = (*_plain(text), *_in_han(text, numbers), *_upwards(text), *_fractions(text))
    else:
        own = tuple(_money(text, numbers))
    spans = [*_magnitudes(text, lang, numbers), *own]
    for start, stop, written in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < end:
            continue  # The 1000 of 1000千万 is no number by itself.
        bound = _bound(text, end, start, stop) if lang == "zh" else None
        if bound:
            start, written = bound[0], bound[1] + written.removeprefix("more than ")
        parts += [text[end:start], written]
        if (" " in written or "-" in written) and lang == "zh" and text[stop : stop + 1].strip():
            parts.append(" ")
        end = stop
    return "".join([*parts, text[end:]])


def _bound(text: str, end: int, start: int, stop: int) -> tuple[int, str] | None:
    """Return where it is said that a number is exceeded or not reached, and how English says so.

    >>> _bound("投入近5万元", 0, 3, 5), _bound("近三十年", 0, 1, 3)
    ((2, 'nearly '), None)
    """
    for word, pattern in BOUNDS.items():
        said = pattern.search(text, end, start)
        if said and not (word == "nearly " and _OF_TIME.match(text, stop)):
            return said.start(), word
    return None


def _magnitudes(text: str, lang: Lang, numbers: Sequence[Number]) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of numbers with a magnitude word, and how they are written in the other language."""
    for number in numbers:
        if not number.rounded or number.text[0] not in _FIGURES:
            continue
        written, stop = spelled(number.values[0], lang), number.end
        if lang == "zh" and _says_more(text, number):
            written = f"more than {written}"
            stop += text[stop : stop + 1] in _MORE if text[stop : stop + 1] else 0
        yield number.start, stop, written


def _money(text: str, numbers: Sequence[Number]) -> Iterator[tuple[int, int, str]]:
    """Yield sums of money in English with their currency in Chinese, which a small model drops.

    >>> text = "It cost $8.6 million, or 2,000 yuan a day."
    >>> [written for *_, written in _money(text, read_numbers(text, "en"))]
    ['860万美元', '2000元']
    """
    for number in numbers:
        before = _CURRENCY_BEFORE.search(text, max(0, number.start - _LONGEST_SIGN), number.start)
        after = _CURRENCY_AFTER.match(text, number.end)
        if before and len(number.values) == 1:
            yield before.start(), number.end, spelled(number.values[0], "en") + _CURRENCIES[before["sign"]]
        elif after and len(number.values) == 1:
            name = after["name"].lower().replace(".", "")
            yield number.start, after.end(), spelled(number.values[0], "en") + _CURRENCIES[name]


def _in_han(text: str, numbers: Sequence[Number]) -> Iterator[tuple[int, int, str]]:
    """Yield the counts and shares in Han that a small model gets wrong, from ten upwards.

    >>> text = "四十多户，一百二十人，三千余万元，九成居民，二十大，十二月"
    >>> [written for *_, written in _in_han(text, read_numbers(text, "zh"))]
    ['more than 40', '120', 'more than 30 million', '90 percent']
    """
    for number in numbers:
        value, more = number.values[0], _says_more(text, number)
        before = text[number.start - 1 : number.start]
        compared = more or before in _COMPARED
        is_sure = number.strength == "strong" or (number.rounded and compared) or number.text[-1] in _MORE
        if not is_sure or value < _LEAST_IN_HAN or (_FIGURES | {"〇"}) & set(number.text):
            continue
        if number.percent:
            yield from _share(text, number)
        elif text[number.end : number.end + 1] in _COUNTED or (
            number.rounded and compared and before not in "过過"
        ):
            written = spelled(value, "zh") if number.rounded else f"{value:,.0f}"
            yield number.start, number.end, f"more than {written}" if more else written


def _upwards(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield sizes that are said to be reached, 上亿元, of which a small model makes another.

    >>> [written for *_, written in _upwards("金额上亿元，上百万人，以上万元")]
    ['more than 100 million', 'more than 1 million']
    """
    for match in _UPWARDS.finditer(text):
        yield *match.span(), f"more than {spelled(worth_of(match['size']), 'zh')}"


def _fractions(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield fractions in words: of 三分之二 a small model makes more than two-thirds.

    >>> [written for *_, written in _fractions("三分之二的人，减少四分之一，百分之五")]
    ['two-thirds', 'one-quarter']
    """
    for match in _FRACTION.finditer(text):
        below, above = ("一二三四五六七八九十".index(match[name]) for name in ("below", "above"))
        if above < below:
            yield *match.span(), f"{_ONES[above]}-{_PARTS[below - 1]}{'s' if above else ''}"


def _share(text: str, number: Number) -> Iterator[tuple[int, int, str]]:
    """Yield a share in tenths (九成, 两成多, 九成五) as a percentage; what says 百分之 is known."""
    if "成" in number.text[1:-1]:
        yield number.start, number.end, f"{number.values[0]:g} percent"
        return
    tenths = _TENTHS.match(text, number.end - number.text.endswith("成"))
    if tenths:
        more = "more than " if tenths["more"] else ""
        yield number.start, tenths.end(), f"{more}{number.values[0]:g} percent"


def _says_more(text: str, number: Number) -> bool:
    """Whether a number is said to be exceeded: 5万余个, 230余万."""
    return bool(_MORE & set(text[number.start : number.end + 1]))


def _plain(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the plain numbers of four digits and more with their thousands set off; years and codes stay."""
    for match in _PLAIN.finditer(text):
        before = text[match.start() - 1 : match.start()]  # Nothing at the start of the text.
        after = text[match.end() : match.end() + 1]
        joined = _is_joined(before) or _is_joined(after) or _CODE_AFTER.match(text, match.end())
        value = int(match[0])
        if joined or match[0][0] == "0" or (len(match[0]) == 4 and value in _YEARS):
            continue
        if after in _MORE and after:
            yield match.start(), match.end() + 1, f"more than {value:,}"
        else:
            yield *match.span(), f"{value:,}"


def _is_joined(char: str) -> bool:
    return bool(char) and char.isascii() and bool(_JOINED.match(char))


def spelled(value: float, lang: Lang) -> str:
    """Return a value as it is written in the other language than ``lang``.

    >>> spelled(2.61e9, "zh"), spelled(50_000, "zh"), spelled(2.61e9, "en")
    ('2.61 billion', '50,000', '26.1亿')
    """
    for magnitude, worth in _ENGLISH if lang == "zh" else _CHINESE:
        if value >= worth:
            return f"{value / worth:.10g}{' ' if lang == 'zh' else ''}{magnitude}"
    return f"{value:,.10g}" if lang == "zh" else f"{value:.10g}"
