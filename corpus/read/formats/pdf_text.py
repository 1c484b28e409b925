"""What the text of a PDF needs: blanks that are none, bytes that were read as Latin-1."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’—…·]")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_APART = r"\d(?: \d)+"
_DIGITS = re.compile(
    rf"(?<=[{_HAN}]) ?{_APART} ?(?=[{_HAN}])|(?<=[{_HAN}]) ?{_APART}(?![\d.,])"
    rf"|(?<![\d.,]){_APART} ?(?=[{_HAN}])"
)
"""Single digits with blanks between them, beside a Han character: one number."""
_LETTERSPACED = re.compile(rf"(?:(?<=\s)|(?<=\A))[{_HAN}](?: [{_HAN}]){{2,}}(?=\s|\Z)")
"""Three Han characters and more that stand apart: a title."""
_LEADERS = re.compile(r"(?: ?[.·…]){6,} ?\w*\Z")
"""The dots of a table of contents, and the page."""
_HIGH = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)

HORIZONTAL = str.maketrans(
    "︐︑︒︓︔︕︖︗︘︙︰︱︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄",
    "，、。：；！？〖〗…：—（）｛｝〔〕【】《》〈〉「」『』",
)
"""The marks of vertical text, and what they are in horizontal text."""


def is_wide(char: str) -> bool:
    """Whether a character fills the square of a Han character."""
    return bool(_WIDE.match(char))


def close_blanks(text: str) -> str:
    """Return a line without the blanks that typesetting put inside numbers and words.

    >>> close_blanks("共有 1 2 7 人参加"), close_blanks("关 于 通 知"), close_blanks("Index . . . . . . . 32")
    ('共有127人参加', '关于通知', 'Index')
    """
    text = _LEADERS.sub("", text)
    text = _DIGITS.sub(lambda match: match[0].replace(" ", ""), text)
    return _LETTERSPACED.sub(lambda match: match[0].replace(" ", ""), text)


def joined(lines: Sequence[str]) -> str:
    """Return the lines of a paragraph as one; a word that was hyphenated is whole again.

    >>> joined(["the environ-", "ment of", "well-known"]), joined(["警方", "通报"])
    ('the environment of well-known', '警方通报')
    """
    text = _BULLET.sub("", lines[0]) if lines else ""
    for line in lines[1:]:
        if not text or not line:
            text += line
        elif is_wide(text[-1]) or is_wide(line[0]):
            # Between Han and Latin typesetters leave no blank that a line's end could stand for.
            text += line
        elif text[-1].isdecimal() and line[0].isdecimal() and _WIDE.search(text) and _WIDE.search(line):
            # Chinese set on a grid breaks numbers too, and has no two of them with a blank between.
            text += line
        elif _HYPHENATED.search(text) and line[0].islower():
            text = text[:-1] + line
        else:
            text += line if text.endswith("-") else f" {line}"
    return text


_BULLET = re.compile(r"\A[•●○■▪◦‣◆]\s*")
_HYPHENATED = re.compile(r"[a-z]{2}[-‐\u00ad]\Z")


def repaired(text: str) -> str:
    """Return a text whose GB18030 bytes a font without a map showed as Latin-1, or the text as it is.

    It is repaired where nearly all pairs of bytes are punctuation or the 3,755 commonest characters (GB 2312,
    level 1): other Latin text gives rare ones, or none.

    >>> repaired("Òâ´óÀûÓÎÂÖ"), repaired("élève à Besançon")
    ('意大利游轮', 'élève à Besançon')
    """
    if len(_HIGH.findall(text)) * 2 < len(text.replace(" ", "")):
        return text
    try:
        data = b"".join(_byte(char) for char in text)
        decoded = data.decode("gb18030")
    except UnicodeError:
        return text
    wide = [char.encode("gb18030") for char in decoded if char > "\x7f"]
    common = sum(0xA1 <= pair[0] <= 0xA3 or 0xB0 <= pair[0] <= 0xD7 for pair in wide)
    return decoded if wide and common >= 0.85 * len(wide) else text


def _byte(char: str) -> bytes:
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")
