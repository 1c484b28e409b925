"""How Chinese text addresses people, as English writes it: 周先生 is Mr. Zhou, 小邓 is Xiao Deng.

A small model takes such surnames for words: 黄员警 became "the yellow officers", 小邓 "Small Dong".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from align.lexicon import entries
from align.terms.spelling import surname
from align.translate.people import (
    FUNCTION_SURNAMES,
    common_surnames,
    crosses_word,
    follows_title,
    given_characters,
    is_subject,
)
from align.translate.times import Span

_HAN = "\u3400-\u9fff"
_TITLES = {
    "先生": "Mr. ", "女士": "Ms. ", "小姐": "Ms. ", "警官": "Officer ", "员警": "Officer ",
    "警员": "Officer ", "医生": "Dr. ", "阿姨": "Aunt ", "大妈": "Aunt ", "大娘": "Aunt ", "大婶": "Aunt ",
    "大爷": "Uncle ",
    "大伯": "Uncle ", "大叔": "Uncle ", "奶奶": "Grandma ", "爷爷": "Grandpa ", "大姐": "", "大哥": "",
    "师傅": "", "老师": "",
}  # fmt: skip
"""What English puts before the surname: of a driver or a teacher it tells the name alone."""
_ADDRESS = re.compile(rf"(?P<family>[{_HAN}])(?P<title>{'|'.join(_TITLES)})")
_FAMILIAR = re.compile(rf"(?P<by>[小老])(?P<family>[{_HAN}])")
_FAMILIARS = {"小": "Xiao", "老": "Lao"}


def addressed(text: str) -> Iterator[Span]:
    """Yield where a Simplified Chinese sentence addresses somebody by the surname, and how English does.

    >>> [written for *_, written in addressed("黄警官对单女士说，辅警小邓和欧阳先生来过。")]
    ['Officer Huang', 'Ms. Shan', 'Mr. Ouyang', 'Xiao Deng']
    """
    for match in _ADDRESS.finditer(text):
        start = match.start() - 1 if surname(text[match.start() - 1 : match.start() + 1]) else match.start()
        family = text[start : match.start() + 1]
        if len(family) == 2 or _is_surname_here(text, start):
            yield start, match.end(), f"{_TITLES[match['title']]}{surname(family)}"
    for match in _FAMILIAR.finditer(text):
        start, end = match.span()
        if match["family"] not in common_surnames() or entries(match[0]) or crosses_word(text, end):
            continue
        if follows_title(text, start) or is_subject(text, start, end):
            yield start, end, f"{_FAMILIARS[match['by']]} {surname(match['family'])}"


def _is_surname_here(text: str, at: int) -> bool:
    """Whether the character before a form of address is a surname, and no end of a word or of a full name."""
    before = text[max(at - 2, 0) : at]
    full_name = _is_surname(before[-1:]) or (_is_surname(before[:1]) and before[-1:] in given_characters())
    return _is_surname(text[at]) and not crosses_word(text, at) and not full_name  # 朴顺姬大娘


def _is_surname(char: str) -> bool:
    return char in common_surnames() and char not in FUNCTION_SURNAMES
