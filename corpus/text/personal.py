"""Personal data in text: telephone numbers, identity-card numbers, e-mail addresses and licence plates of China, Hong Kong and Taiwan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["phone", "identity-card", "e-mail", "plate"]

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("e-mail", re.compile(r"[\w.+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")),
    (
        "identity-card",
        re.compile(
            r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
        ),
    ),
    (
        "plate",
        re.compile(
            rf"[{_PROVINCES}][A-HJ-NP-Z][·・ ]?[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳](?![0-9A-Za-z])"
        ),
    ),
    ("phone", re.compile(r"(?<![\d.,-])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\d-]|\.\d)")),
    ("phone", re.compile(r"(?<![\d.,-])(?:\(0\d{2,3}\)|（0\d{2,3}）|0\d{2,3})[- ]?[2-9]\d{6,7}(?![\d-])")),
    ("phone", re.compile(r"(?<![\d.,-])(?:\+?886[- ]?|0)9\d{2}[- ]?\d{3}[- ]?\d{3}(?![\d-])")),
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Personal:
    """A piece of personal data and its span."""

    kind: Kind
    start: int
    end: int
    text: str


def find_personal(text: str) -> list[Personal]:
    """Return the personal data of a text in order, without overlaps. An identity-card number counts only with a right check digit (GB 11643)."""
    found: list[Personal] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if kind == "identity-card" and not _is_identity_card(match[0]):
                continue
            if all(match.end() <= one.start or one.end <= match.start() for one in found):
                found.append(Personal(kind, match.start(), match.end(), match[0]))
    return sorted(found, key=lambda one: one.start)


def mask_pair(source: str, target: str) -> tuple[str, str]:
    """Return both texts with personal data replaced by ``[phone 1]`` and the like: the same data by the same mark on both sides."""
    marks: dict[tuple[Kind, str], str] = {}

    def masked(text: str) -> Iterator[str]:
        end = 0
        for one in find_personal(text):
            key = (one.kind, re.sub(r"[^0-9A-Za-z@.]", "", one.text).upper())
            number = sum(kind == one.kind for kind, _ in marks) + 1
            yield text[end : one.start] + marks.setdefault(key, f"[{one.kind} {number}]")
            end = one.end
        yield text[end:]

    return "".join(masked(source)), "".join(masked(target))


def _is_identity_card(number: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return _CHECKS[total % 11] == number[-1].upper()
