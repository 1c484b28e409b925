"""Numbers in English: digits with million and billion, numerals, months, and words that imply a number."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from corpus.text.numbers.number import DIGITS, LARGEST, Number, Strength, bounded
from corpus.text.numbers.sentence import Sentence, follows_letters, year_and_month

# fmt: off
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_ORDINALS = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)
_LARGE = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "mn": 1e6, "mln": 1e6, "bn": 1e9, "tn": 1e12, "lakh": 1e5, "crore": 1e7,
}
# fmt: on
_ORDINAL = ("st", "nd", "rd", "th")
_LETTER = {"k": 1e3, "m": 1e6, "b": 1e9}
_SMALL: dict[str, float] = (
    {word: float(value) for value, word in enumerate(_ONES)}
    | {word: 20.0 + 10 * tens for tens, word in enumerate(_TENS)}
    | {word: float(value) for value, word in enumerate(_ORDINALS)}
    | {f"{word[:-1]}ieth": 20.0 + 10 * tens for tens, word in enumerate(_TENS)}
)

# What implies a number without being a numeral, and every value that Chinese may state for it.
_IMPLIED: dict[str, tuple[float, ...]] = {
    word: values
    for words, values in (
        ("a an once single only", (1,)),
        ("both twice pair couple", (2,)),
        ("double doubled doubling", (2, 100)),  # up by 100 percent
        ("triple tripled thrice", (3,)),
        ("quadruple quadrupled", (4,)),
        ("third thirds", (3, 1 / 3)),
        ("half halves", (0.5, 50)),
        ("quarter quarters", (0.25, 25, 4)),  # a fourth, 25 percent, one of four
        ("dozen dozens noon", (12,)),
        ("midnight", (0, 24, 12)),
        ("fortnight", (14, 2)),  # two weeks
        ("decade decades teens teenage", (10,)),
        ("century centuries hundreds all", (100,)),  # all: 100 percent
        ("thousands", (1000,)),
        ("twenties", (20,)),
        ("thirties", (30,)),
        ("forties", (40,)),
        ("fifties", (50,)),
        ("sixties", (60,)),
        ("seventies", (70,)),
        ("eighties", (80,)),
        ("nineties", (90,)),
    )
    for word in words.split()
}
_WORD = re.compile(r"[A-Za-z]+")

_MAGNITUDE = r"(?:hundred|thousand|million|billion|trillion|mln|mn|bn|tn|lakh|crore)s?\b"
_NEXT = r",?\s(?:and\s|or\s|to\s)?"
_NUMERAL = f"(?:{'|'.join(sorted([*_SMALL, *_LARGE], key=len, reverse=True))})"
_NUMBER = re.compile(
    rf"""
    (?: (?P<digits>{DIGITS}) (?P<suffix>st|nd|rd|th|s|'s)?         # 3.5, 20th, 1980s
        (?:[\s-]?+(?=[^\W\d])(?P<magnitude>{_MAGNITUDE}|[kKmMbB]\b(?!\.\w)))?  # 3-million, 5k; not 5 b.c
        (?:\s(?P<again>thousand|million|billion|trillion)\b)?      # 3 hundred million
      | (?P<words>\b(?=[a-z]){_NUMERAL}                            # two hundred and twenty-one
        (?:(?:[\s-]+(?:and\s+)?){_NUMERAL}\b)*\b)
    )
    # What follows it, where it is of one of these kinds:
    (?:(?= [\s-]?(?P<percent>%|per\s?cent\b|pct\b|percentage\b) )|)
    (?:(?= \s?(?:[-~–—]|to|or|and)\s?[£$€¥]?{DIGITS}[\s-]?+
        (?=[^\W\d]|%)  # Most numbers end here.
        (?P<limit>(?:hundred|thousand|million|billion|trillion|bn|mn|mln)\b|[kmb]\b|%|per\s?cent\b) )|)
    (?:(?= {_NEXT}\d )(?P<listed>)|)
    (?:(?= \s?(?::\d\d)?\s?[ap]\.?m\b )(?P<clock>)|)                # 3 p.m.
    (?:(?= (?-i:[-\s]?(?:fold|times)\b) )(?P<times>)|)              # 3-fold
    (?:(?= [ ](?:decade|dozen) )(?P<tens>)|)
    (?:(?= (?-i:\s[A-Z]?[a-z]) )(?P<noun>)|)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LIST = re.compile(
    rf"(?P<items>(?>(?:{_NEXT}(?>{DIGITS}))+)),?\s?(?P<unit>%|per\s?cent\b)?",  # 12, 15 and 18%
    re.IGNORECASE,
)

# Numbers that a translation may spell otherwise or leave out.
_NO_QUANTITY = re.compile(
    r"\b9/11\b|\b911\b"
    r"|^\s*[(]?\d{1,2}[).]\s"  # (3) at the head of an item
    r"|[\"“']\d++(?:[.·]\d*+)?[\"”']"  # “9·18”
    r"|(?<=Article )\d+"
    r"|\b24/7\b",
    re.IGNORECASE,
)

_MONTH = re.compile(
    rf"\b(?=[a-z])(?:{'|'.join(_MONTHS)}|(?:{'|'.join(word[:3] for word in _MONTHS)}|sept)\.?)(?=\W)",
    re.IGNORECASE,
)
_DAY_AFTER = re.compile(r"\s\d")
_DAY_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?(?: of)?\s\n?\Z")
_LONGEST_DAY = len("1st of \n")

# Letters that stand for these where a pattern ignores the case.
_LIKE_LETTERS = str.maketrans("ıİſK", "iisk")


def english_numbers(text: str) -> Iterator[Number]:
    """Yield the numbers of an English sentence: what words imply, then months, then numbers in order."""
    sentence = Sentence(text, [_NO_QUANTITY], _LIST)
    for match in _WORD.finditer(sentence.text):
        values = _IMPLIED.get(match[0].lower())
        if values:
            yield sentence.implied(match, values, "support")
    for match in _MONTH.finditer(sentence.text):
        yield _month(sentence, match)
    for match in _NUMBER.finditer(sentence.text):
        yield _in_digits(sentence, match) if match["digits"] else _in_numerals(sentence, match)


def _lower(text: str) -> str:
    return text.translate(_LIKE_LETTERS).lower()


def _month(sentence: Sentence, match: re.Match[str]) -> Number:
    """Return a month as its number, which is sure where a day stands beside it: May 5, 5 May, 5th of May."""
    text, start = sentence.text, match.start()
    name = _lower(match[0])[:3]
    month = next(number for number, full in enumerate(_MONTHS, 1) if full.startswith(name))
    dated = _DAY_AFTER.match(text, match.end()) or _DAY_BEFORE.search(
        text, max(0, start - _LONGEST_DAY), start
    )
    return sentence.implied(match, (float(month),), "strong" if dated else "support")


def _in_digits(sentence: Sentence, match: re.Match[str]) -> Number:
    """Return a number that is written in digits.

    >>> [number] = english_numbers("$1.2-million")
    >>> number.values, number.rounded
    ((1200000.0,), True)
    """
    start, end = match.span()
    values, strength, rounded, percent = _stated(match.groups())
    if match["listed"] is not None and sentence.is_share(end):
        percent = True
    text = sentence.text
    if match["digits"] == "00" and text.endswith(":", 0, start):
        strength = "support"  # The minutes of 10:00.
    elif not rounded and follows_letters(text, start):
        strength = "support"
    return sentence.quantity(start, end, values, strength, rounded, percent)


@functools.lru_cache(maxsize=1 << 14)
def _stated(groups: tuple[str | None, ...]) -> tuple[tuple[float, ...], Strength, bool, bool]:
    """Return what a number in digits may stand for, how sure it is, whether it is rounded, and a percentage.

    It goes by what ``_NUMBER`` found of it and around it, and is remembered, as small numbers and years come
    again and again.

    >>> _stated(_NUMBER.search("3-5 million").groups())
    ((3.0, 3000000.0), 'strong', False, False)
    """
    digits, suffix, magnitude, again, _, mark, limit, _, clock, times, tens, noun = groups
    share = limit is not None and not magnitude and limit[0] in "%pP"
    ordinal = suffix in _ORDINAL and noun is not None  # the 20th Congress
    values = _values(
        digits or "", suffix, magnitude, again, limit, clock is None, times is None, tens is None
    )
    return values, "medium" if ordinal else "strong", bool(magnitude), mark is not None or share


def _values(
    digits: str,
    suffix: str | None,
    magnitude: str | None,
    again: str | None,
    limit: str | None,
    no_clock: bool,
    no_times: bool,
    no_tens: bool,
) -> tuple[float, ...]:
    """Return what a number in digits may stand for, given what surrounds it.

    >>> _values("3", None, None, None, "million", True, True, True)  # 3-5 million
    (3.0, 3000000.0)
    """
    value = min(LARGEST, float(digits.replace(",", "")))
    if magnitude:
        value = bounded(value * _worth(magnitude))
    if again:
        value = bounded(value * _worth(again))
    values: tuple[float, ...] = (value,)
    if "." in digits:
        values += year_and_month(digits)
    if magnitude and len(magnitude) == 1:
        values += (value / _worth(magnitude),)  # 4K, 14k gold
    if suffix:
        values += _of_suffix(suffix, value)
    if not no_tens:
        values += (value * 10, value * 12)  # 3 decades, 3 dozen
    if limit and not magnitude and limit[0] not in "%pP":
        values += (bounded(value * _worth(limit)),)
    if not no_clock and value <= 13:
        values += _of_clock(digits)
    if not no_times:
        values += (value - 1, value + 1)  # 3 times as much, 2 times more
    return values


def _worth(magnitude: str) -> float:
    """Return what a magnitude multiplies by: k, thousand, millions.

    >>> _worth("K"), _worth("Millions")
    (1000.0, 1000000.0)
    """
    name = _lower(magnitude)
    return _LETTER.get(name) or _LARGE[name.rstrip("s")]


def _of_suffix(suffix: str, value: float) -> tuple[float, ...]:
    """Return what decades and centuries may be said as.

    80年代 is said of the centuries that people remember.

    >>> _of_suffix("s", 80.0), _of_suffix("s", 1980.0), _of_suffix("s", 1100.0), _of_suffix("th", 19.0)
    ((1980.0,), (80.0, 20.0), (12.0,), ())
    """
    if suffix not in ("s", "'s"):
        return ()
    if value < 100:
        return (value + 1900,)
    century = value // 100
    return (value % 100, century + 1) if 18 <= century <= 20 else (century + 1,)


def _of_clock(digits: str) -> tuple[float, ...]:
    """Return what a time of day may be said as: either half of the day, and the minutes by themselves.

    >>> _of_clock("3.30"), _of_clock("9")
    ((3.0, 15.0, 30.0), (9.0, 21.0))
    """
    hour, _, minute = digits.replace(",", "").partition(".")
    return float(hour), float(hour) + 12, *([float(minute)] if minute else [])


def _in_numerals(sentence: Sentence, match: re.Match[str]) -> Number:
    """Return a number that is written in words.

    >>> [number] = english_numbers("two hundred and twenty-one")
    >>> number.values, number.strength
    ((221.0,), 'strong')
    """
    text, (start, end) = sentence.text, match.span()
    words = [word for word in re.split(r"[\s-]+", _lower(match["words"])) if word != "and"]
    parts = _parts(words)
    values = tuple(dict.fromkeys(parts))
    if len(parts) == 2 and parts[0] < 100 and parts[1] < 100:
        values += (parts[0] * 100 + parts[1],)  # nineteen eighty-four
    value = values[0]
    if text[max(0, start - 8) : start].lower().endswith("half a "):
        values += (value / 2,)  # half a million
    if text[end : end + 12].lower().startswith(" and a half"):
        values += (value + 0.5, value * 1.5)  # two and a half, one million and a half
    percent = match["percent"] is not None
    rounded = not _LARGE.keys().isdisjoint(words)
    return sentence.quantity(start, end, values, _of_words(words, value, percent), rounded, percent)


def _parts(words: list[str]) -> list[float]:
    """Return the numbers that stand in a row of numerals: a new one begins where the next word cannot go on.

    >>> _parts(["two", "hundred", "thirty", "five"]), _parts(["nineteen", "eighty", "four"])
    ([235.0], [19.0, 84.0])
    """
    parts: list[float] = []
    total, section = 0.0, 0.0
    for word in words:
        if word in _SMALL:
            if not _goes_on(section, _SMALL[word]):
                parts.append(total + section)
                total, section = 0.0, 0.0
            section += _SMALL[word]
        elif word == "hundred":
            section = min((section or 1) * 100, LARGEST)
        else:
            total = bounded(total + (section or 1) * _LARGE[word])
            section = 0.0
    return [*parts, bounded(total + section)]


def _goes_on(section: float, small: float) -> bool:
    """Whether a numeral below a hundred can follow what stands before it.

    Any can after a hundred, and one to nine after tens.
    """
    below = section % 100
    return not below or (below >= 20 and section % 10 == 0 and small < 10)


def _of_words(words: list[str], value: float, percent: bool) -> Strength:
    """Return how sure a number in words is.

    >>> _of_words(["twenty", "one"], 21.0, False), _of_words(["three"], 3.0, False)
    ('strong', 'medium')
    >>> _of_words(["million"], 1e6, False)  # Millions of people are no number.
    'support'
    """
    if percent:
        return "strong"
    ordinal = words[-1].endswith(_ORDINAL)  # Also "thousand": it ends like "second".
    if value >= 10 and not ordinal and words[0] not in _LARGE:
        return "strong"
    return "medium" if 2 <= value <= 10 and words[0] in _ONES else "support"
