"""Sentences that are too long for a model, cut where a clause ends."""

from __future__ import annotations

import re
from collections.abc import Callable

_ENDS = (
    re.compile(r"(?<=[。！？；;])|(?<=[.!?])\s+(?=\S)"),
    re.compile(r"(?<=[，：])|(?<=[,:—])\s+(?=\S)|(?<=——)"),
    re.compile(r"(?<=[、）】」』”])|\s+(?=\S)"),
    re.compile(r"(?<=\S)(?=\S)"),
)
"""Where a text may be cut, the best places first; the last is anywhere. A comma inside a number is none."""


def split_clauses(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Return a text in parts that fit, cut as near to the middle as a good place is; nothing is lost.

    Args:
        text: a sentence.
        fits: whether a part is short enough; one character is, whatever it says.

    >>> split_clauses("大桥通车了，市民很高兴；天气很好。", lambda part: len(part) < 9)
    ['大桥通车了，', '市民很高兴；', '天气很好。']
    >>> split_clauses("It cost 1,500 yuan, which is much.", lambda part: len(part) < 20)
    ['It cost 1,500 yuan,', 'which is much.']
    """
    text = text.strip()
    if len(text) < 2 or fits(text):
        return [text] if text else []
    for ends in _ENDS:
        places = [
            match.span() for match in ends.finditer(text) if match.start() > 0 and match.end() < len(text)
        ]
        if places:
            start, end = min(places, key=lambda place: abs(place[0] - len(text) / 2))
            return [*split_clauses(text[:start], fits), *split_clauses(text[end:], fits)]
    return [text]
