"""Which numbers of a pair the other side does not state, and which were changed on the way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Lang, other
from corpus.text.numbers import Number, NumberIndex, read_numbers

_HAN_ORDER = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_DAY_ALONE = re.compile(r"(?<![月\d０-９])[\d０-９]{1,2}[日号號](?![线線])")
_MONTH = re.compile(r"\s*(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s*$")
_NUMBERED = re.compile(
    r"\b(?:Article|Chapter|Section|Clause|Paragraph|No\.?|Number|Phase|Round|Session) \n?\Z", re.IGNORECASE
)
_LONGEST_NUMBERED = len("Paragraph \n")
_MARKER = re.compile(rf"\s*[(（]?(\d{{1,2}}|[{''.join(_HAN_ORDER)}])(?:[)）、．]|\.(?!\d))")
_CODE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,6})[-‑]?(\d{1,6})(?![\d.])")

Change = tuple[Number, Number]
"""A number of the source and the one that stands in its place in the target."""


@dataclass(frozen=True, slots=True)
class NumberFaults:
    """What is wrong with the numbers of a pair."""

    missing: list[Number]
    """Numbers of the source that the target does not state."""
    added: list[Number]
    """Numbers of the target that the source does not state."""
    percent: list[Number]
    """Percentages of the source whose number the target states without the percent."""


class _Side:
    """The numbers of a text, and those of the other side to look for them."""

    def __init__(self, text: str, numbers: Sequence[Number], others: NumberIndex) -> None:
        self.text, self.numbers, self.others = text, numbers, others
        self.stated = others.have(numbers)
        """Whether the other side states each number in some way."""
        self.unstated = [number for number, stated in zip(numbers, self.stated, strict=True) if not stated]

    def strong_unstated(self) -> list[Number]:
        """Return those that are sure to be numbers."""
        return [number for number in self.unstated if number.strength == "strong"]


def compare_numbers(source: str, target: str, source_lang: Lang) -> NumberFaults:
    """Compare the numbers of a pair.

    A number that is sure to be one (strong) must find one of its values on the other side. Numbers that stand
    twice on one side and once on the other are no fault by themselves, as languages repeat or spare
    themselves; but where both sides have one left over, one was changed into another.

    >>> faults = compare_numbers("10月10日起，10人参加。", "From October 10 on, 11 took part.", "zh")
    >>> [number.text for number in faults.missing], [number.text for number in faults.added]
    (['10'], ['11'])
    """
    numbers = read_numbers(source, source_lang)
    others = _sure_first(read_numbers(target, other(source_lang)))
    left = _Side(source, numbers, NumberIndex(others))
    right = _Side(target, others, NumberIndex(numbers))
    missing, added = left.strong_unstated(), right.strong_unstated()
    percent, spare, surplus = _left_over(left, right)
    if (spare or missing) and (surplus or added):
        missing += spare
        added += surplus
    chinese, english = (left, right) if source_lang == "zh" else (right, left)
    if _DAY_ALONE.search(chinese.text):
        # Chinese news says 10日 and leaves the month to the reader; English does not.
        if source_lang == "zh":
            added = _without_months(added)
        else:
            missing = _without_months(missing)
    changes: list[Change | None] = []
    if not missing and not added:
        ordinals = _changed_ordinals(chinese, english)
        changes.append(ordinals if source_lang == "zh" or ordinals is None else ordinals[::-1])
    changes += [_changed_markers(source, target), _changed_codes(source, target)]
    for change in changes:
        if change is not None:
            missing.append(change[0])
            added.append(change[1])
    return NumberFaults(missing, added, percent)


def _sure_first(numbers: Sequence[Number]) -> list[Number]:
    return sorted(numbers, key=lambda number: number.strength != "strong")


def _left_over(left: _Side, right: _Side) -> tuple[list[Number], list[Number], list[Number]]:
    """Match each number with one of the other side that no other has, sure ones first.

    Returns percentages whose match is none, and strong numbers of the left and of the right that are stated,
    but for which no match is left.

    >>> zh, en = read_numbers("占8%，8人和8人", "zh"), read_numbers("8 of them, 8 people", "en")
    >>> left, right = _Side("", zh, NumberIndex(en)), _Side("", en, NumberIndex(zh))
    >>> [[number.start for number in numbers] for numbers in _left_over(left, right)]
    [[1], [7], []]
    """
    percent: list[Number] = []
    spare: list[Number] = []
    matched: set[int] = set()
    stated = [number for number, is_stated in zip(left.numbers, left.stated, strict=True) if is_stated]
    for number in _sure_first(stated):
        place = left.others.first(number)
        if place is None:
            if number.strength == "strong":
                spare.append(number)
            continue
        left.others.take(place)
        matched.add(place)
        partner = right.numbers[place]
        if number.percent and not partner.percent and number.strength == partner.strength == "strong":
            percent.append(number)
    surplus = [
        number
        for place, number in enumerate(right.numbers)
        if place not in matched and number.strength == "strong" and right.stated[place]
    ]
    return percent, spare, surplus


def _without_months(numbers: list[Number]) -> list[Number]:
    return [number for number in numbers if not _MONTH.match(number.text)]


def _changed_ordinals(chinese: _Side, english: _Side) -> Change | None:
    """Return an ordinal of each side if neither stands on the other side in any way: 第十三届 and 11th."""
    zh, en = (
        next((number for number in side.unstated if is_ordinal(side.text, number)), None)
        for side, is_ordinal in ((chinese, _is_chinese_ordinal), (english, _is_english_ordinal))
    )
    return (zh, en) if zh is not None and en is not None else None


def _is_chinese_ordinal(text: str, number: Number) -> bool:
    return text.endswith("第", 0, number.start)


def _is_english_ordinal(text: str, number: Number) -> bool:
    """Whether a number in digits is an ordinal: 11th, No. 11, Article 11.

    One in words is not looked at: "second" is a part of a minute too.
    """
    if not number.text[:1].isdigit():
        return False
    if number.text[-2:].lower() in ("st", "nd", "rd", "th"):
        return True
    start = number.start
    return _NUMBERED.search(text, max(0, start - _LONGEST_NUMBERED), start) is not None


def _changed_markers(source: str, target: str) -> Change | None:
    """Return the numbers before two items of a list if they differ.

    >>> [number.values for number in _changed_markers("（三）加强巡逻。", "4) Step up patrols.")]
    [(3.0,), (4.0,)]
    """
    left, right = _MARKER.match(source), _MARKER.match(target)
    if left is None or right is None:
        return None
    before, after = (
        _HAN_ORDER.index(marker[1]) + 1 if marker[1] in _HAN_ORDER else int(marker[1])
        for marker in (left, right)
    )
    return (_written(left, before), _written(right, after)) if before != after else None


def _changed_codes(source: str, target: str) -> Change | None:
    """Return a code of each side if the target has one, G9, where the source has another, G7.

    Only codes with the same letters are compared, as others may have been translated. Of those of the source,
    one that the target lacks is preferred.

    >>> [number.text for number in _changed_codes("G7高速和G15", "the G7 and the G16 expressway")]
    ['G15', 'G16']
    """
    stated = {(code[1].lower(), int(code[2])) for code in _CODE.finditer(target)}
    known: set[tuple[str, int]] = set()
    by_letters: dict[str, re.Match[str]] = {}
    lost: dict[str, re.Match[str]] = {}
    for code in _CODE.finditer(source):
        letters, digits = code[1].lower(), int(code[2])
        known.add((letters, digits))
        by_letters.setdefault(letters, code)
        if (letters, digits) not in stated:
            lost.setdefault(letters, code)
    for code in _CODE.finditer(target):
        letters, digits = code[1].lower(), int(code[2])
        if (letters, digits) not in known and letters in by_letters:
            original = lost.get(letters, by_letters[letters])
            return _written(original, int(original[2])), _written(code, digits)
    return None


def _written(match: re.Match[str], value: int) -> Number:
    return Number(
        match.start(), match.end(), match[0], (float(value),), "strong", rounded=False, percent=False
    )


def missing_numbers(source: str, target: str, source_lang: Lang) -> list[str]:
    """Return the source's numbers that the target does not state, as they are written."""
    return [number.text.strip() for number in compare_numbers(source, target, source_lang).missing]
