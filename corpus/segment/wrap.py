"""Which line breaks end a paragraph, and which only wrap a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LINE = re.compile(r"[^\n]+")
_TERMINATED = re.compile(
    r"(?:[。！？!?.．…；;：:～~][”’」』）)】》\"'\]]*|[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?)\s*\Z"
)
_COMMA = re.compile(r"[，、][”’」』）》]?\Z")
"""At the end of a line: whatever its length, the sentence goes on."""
_HANGING = re.compile(
    r"[a-z]\s(?:a|an|the|of|in|on|at|to|for|from|by|with|than|and|or|that|where|which|who|whose|is|are|was|were)\Z"
)
"""What no line ends with that is whole, but in verse, where each begins with a capital."""
_HANGING_IN_VERSE = re.compile(r"[a-z]\s(?:a|an|the|of|and|or|from|with|than|whose)\Z")
"""What hardly one of verse ends with: the mayor of / Xining."""
_FULL_STOP = re.compile(r"[。！？!?]")
_HAS_PUNCTUATION = re.compile(r"[。！？!?，,；;.．]")
_LABEL = re.compile(r"\s*[^\s:：|｜]{1,8}\s*[:：|｜](?!\s*[“「])")
"""What a field begins with; not 他写道：“."""
_ROW = re.compile(
    r"(?:\s[-+−]?\d[\d,.]*[%％]?[^\s\d]{0,6}){2}|\A[\u4e00-\u9fff]{2,12}\s\d[\d,.]*[^\s\d]{0,6}\Z"
)
"""Figures in columns, or one behind what it counts: 接处警 12.8万起."""
_THOUSANDS, _THREE_DIGITS = re.compile(r"\d,\Z"), re.compile(r"\d{3}(?!\d)")
"""A number that was broken: 6, / 017."""
_CRUMBS = re.compile(r"\S [>›»] \S")
_LIST_ITEM = re.compile(
    r"\s*(?:[-*•·●■◆▲★※–—]|\d{1,3}[.、．)）](?!\d)|[（(](?:[一二三四五六七八九十\d]{1,3}|[a-z]|[ivx]{1,4})[）)]|[一二三四五六七八九十甲乙丙丁戊己庚辛]{1,3}[、.．]"
    r"|第[一二三四五六七八九十百\d]{1,4}[条章节節款項项])"
)
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Messrs|Sgt|Lt|Col|Capt|Maj|Gen|Insp|Supt|Rev|Hon)\.\Z")
_NUMBERED = re.compile(r"\b(?:Art|No|Nos|Sect?|Fig|Vol|Cap|[Pp]aras?)\.\Z")
"""At the end of a line before one that begins with a figure."""
_OF_NEXT, _OF_LONGEST = 0.7, 0.6
"""How long a line is at least that was broken for want of room.

Against the next one, and against the longest of its block.
"""
_FULL = 0.85
"""How long two lines are of the longest that were wrapped though the first begins with a label."""
_CHECKED = 2000
"""Of a very long line only so many characters are looked at."""


def paragraphs(text: str) -> list[tuple[int, int]]:
    r"""Return the spans of the paragraphs of ``text``.

    A paragraph holds more than one line only if they were wrapped. Lines are joined inside a block (lines
    without a blank one between them) when the first ends in the middle of a sentence and is about as long as
    the block's longest: so a heading, a caption or a `label: value` line stays alone.

    >>> text = "警方昨天通报了\n案件的进展情况。\n\n完"
    >>> [text[start:end] for start, end in paragraphs(text)]
    ['警方昨天通报了\n案件的进展情况。', '完']
    """
    return list(each_paragraph(text))


def each_paragraph(text: str) -> Iterator[tuple[int, int]]:
    """Yield what :func:`paragraphs` returns: of a text of 100 MB the spans take as much again."""
    block: list[tuple[int, int]] = []
    for match in _LINE.finditer(text):
        start, end = match.span()
        while start < end and text[end - 1].isspace():
            end -= 1
        if block and (start == end or text.count("\n", block[-1][1], start) > 1):
            yield from _join(text, block)
            block = []
        if start < end:
            block.append((start, end))
    yield from _join(text, block)


def _join(text: str, block: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the paragraphs of a block of lines."""
    if len(block) < 2:
        return block
    longest = max(end - start for start, end in block)
    joined = [block[0]]
    for place in range(1, len(block)):
        if _is_wrapped(text, block, place, longest):
            joined[-1] = (joined[-1][0], block[place][1])
        else:
            joined.append(block[place])
    return joined


def _is_cut(text: str, start: int, end: int, following: int) -> bool:
    """Whether a line ends inside what belongs together: Dr. / Li, Art. / 12, 6, / 017.

    Args:
        text: all lines.
        start: where its last characters begin.
        end: where it ends, behind a comma or a full stop.
        following: where the next line begins.
    """
    if text[end - 1] == ",":
        return bool(_THOUSANDS.search(text, start, end) and _THREE_DIGITS.match(text, following))
    if _TITLE.search(text, start, end):
        return True
    return text[following].isdigit() and _NUMBERED.search(text, start, end) is not None


def _is_wrapped(text: str, block: list[tuple[int, int]], place: int, longest: int) -> bool:
    """Whether a line of the block goes on with the sentence of the line before it."""
    (start, end), (next_start, next_end) = block[place - 1], block[place]
    last = text[end - 1]
    if last in ".," and _is_cut(text, max(start, end - 8), end, next_start):
        return True
    if last in "。！？!?.…；;：:":  # as most lines end
        return False
    line, following = text[max(start, end - _CHECKED) : end], text[next_start:next_end][:_CHECKED]
    if _TERMINATED.search(line) or _LABEL.match(following) or _LIST_ITEM.match(following):
        return False
    if following[:1].isspace() and not line[:1].isspace():
        return False  # An indented line begins a paragraph.
    hanging = _HANGING_IN_VERSE if following.lstrip()[:1].isupper() else _HANGING
    if _COMMA.search(line) or hanging.search(line):
        return True
    latin = line[-1].isascii() and following.lstrip()[:1].isascii()
    if latin and following.lstrip()[:1].islower():
        return True
    if not latin and (_ROW.search(line) or _ROW.search(following)):
        return False
    if _CRUMBS.search(line):
        return False
    size, next_size = end - start, next_end - next_start
    is_full = min(size, next_size) >= _FULL * longest
    if size < max(_OF_NEXT * next_size, _OF_LONGEST * longest) or (_LABEL.match(line) and not is_full):
        return False
    if latin and longest < 40:
        return False  # a list of names, one a line
    ends = _TERMINATED.search(following) or _FULL_STOP.search(following)
    if next_size < _OF_LONGEST * size and not ends:
        return False  # Neither a full line nor the last one of a sentence.
    return bool(
        _HAS_PUNCTUATION.search(line)
        or _HAS_PUNCTUATION.search(text, next_start, min(block[-1][1], next_start + 400))
    )
