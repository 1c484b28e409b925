"""Personal data in text.

Telephone numbers, identity-card numbers, e-mail addresses and licence plates of China, Hong Kong and Taiwan.
"""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

Kind = Literal["phone", "identity-card", "e-mail", "plate"]
Marks = defaultdict[Kind, dict[str, str]]
"""The marks of each kind of data, by the data without its punctuation."""

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE_CHAR = "A-HJ-NP-Z0-9"  # I and O look like digits.
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    # What could begin an address but does not is read too, as a whole, lest each letter of it be tried.
    ("e-mail", re.compile(r"(?P<data>[A-Za-z0-9_.+-]++@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})|[A-Za-z0-9_.+-]++")),
    (
        "identity-card",
        re.compile(
            r"(?<![0-9A-Za-z])(?P<data>[1-9]\d{5}"  # the district
            r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"  # the date of birth
            r"\d{3}[\dXx])(?![0-9A-Za-z])"  # a serial number and the check digit
        ),
    ),
    (
        "plate",
        re.compile(
            rf"(?P<data>[{_PROVINCES}][A-HJ-NP-Z][·・ ]?"
            rf"[{_PLATE_CHAR}]{{4,5}}[{_PLATE_CHAR}挂学警港澳])(?![0-9A-Za-z])"
        ),
    ),
    # Mobile: 138 0000 1234, +86 13800001234.
    (
        "phone",
        re.compile(r"(?<![\d.,-])(?P<data>(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?![\d-]|\.\d)"),
    ),
    # Landline: 0734-2225550, (010)62345678.
    (
        "phone",
        re.compile(r"(?<![\d.,-])(?P<data>(?:\(0\d{2,3}\)|（0\d{2,3}）|0\d{2,3})[- ]?[2-9]\d{6,7})(?![\d-])"),
    ),
    # Mobile in Taiwan: 0912-345-678, +886 912 345 678.
    (
        "phone",
        re.compile(r"(?<![\d.,-])(?P<data>(?:\+?886[- ]?|0)9\d{2}[- ]?\d{3}[- ]?\d{3})(?![\d-])"),
    ),
)
"""Where two would overlap, the earlier kind counts."""
_NOT_COMPARED = re.compile(r"[^0-9A-Za-z@.]")


@dataclass(frozen=True, slots=True)
class Personal:
    """A piece of personal data and its span."""

    kind: Kind
    start: int
    end: int
    text: str


def find_personal(text: str) -> list[Personal]:
    """Return the personal data of a text in order, without overlaps.

    What has the form of an identity-card number (GB 11643) with a date of birth in it counts whatever its
    check digit: a typing error makes it no less personal.

    >>> [(piece.kind, piece.text) for piece in find_personal("请拨打0734-2225550，或写信到 li@example.com。")]
    [('phone', '0734-2225550'), ('e-mail', 'li@example.com')]
    """
    pieces: list[Personal] = []
    for kind, pattern in _PATTERNS:
        new = [
            Personal(kind, match.start(), match.end(), match[0])
            for match in pattern.finditer(text)
            if match["data"] is not None and _is_free(match.span(), pieces)
        ]
        if new:
            pieces = sorted([*pieces, *new], key=_start)
    return pieces


def _start(piece: Personal) -> int:
    return piece.start


def _is_free(span: tuple[int, int], pieces: list[Personal]) -> bool:
    """Whether a span overlaps none of the pieces, which are in order."""
    place = bisect.bisect(pieces, span[0], key=_start)
    free_before = place == 0 or pieces[place - 1].end <= span[0]
    return free_before and (place == len(pieces) or span[1] <= pieces[place].start)


def mask_pair(source: str, target: str) -> tuple[str, str]:
    """Return both texts with personal data replaced by ``[phone 1]`` and the like.

    The same data has the same mark on both sides.

    >>> mask_pair("请拨打13800138000。", "Call 138 0013 8000.")
    ('请拨打[phone 1]。', 'Call [phone 1].')
    """
    marks: Marks = defaultdict(dict)
    return _masked(source, marks), _masked(target, marks)


def mask(text: str) -> str:
    """Return one text with personal data replaced by such marks."""
    return _masked(text, defaultdict(dict))


def _masked(text: str, marks: Marks) -> str:
    """Replace personal data by the marks it has already, and by new ones, which are added to ``marks``."""
    parts: list[str] = []
    end = 0
    for piece in find_personal(text):
        given = marks[piece.kind]
        key = _NOT_COMPARED.sub("", piece.text).upper()
        parts += [text[end : piece.start], given.setdefault(key, f"[{piece.kind} {len(given) + 1}]")]
        end = piece.end
    return "".join([*parts, text[end:]])
