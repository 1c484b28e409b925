"""Sentences that were wrapped over several lines, on one line."""

from __future__ import annotations

import re

_BREAK = re.compile(r"[ \t\u3000]*\n[ \t\u3000]*")
_WIDE = re.compile(r"[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff“”‘’—…]")


def unwrap(text: str) -> str:
    r"""Return a text on one line: a wrap between Chinese characters goes, any other becomes a space.

    >>> unwrap("警方\n通报"), unwrap("the\npolice")
    ('警方通报', 'the police')
    """
    if "\n" not in text:
        return text

    def joint(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        return "" if _WIDE.match(before) and _WIDE.match(after) else " "

    return _BREAK.sub(joint, text)
