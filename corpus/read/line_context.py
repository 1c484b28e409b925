"""Whether a line that looks like the page's is: by where it stands and what stands beside it.

`搜索` above the first sentence is a button; between two paragraphs it is a heading. What follows the end of
an article is dropped only if it reads like the titles and links below one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text.dates import FULL_DATE

_AT_THE_EDGE = 8
"""Lines at the top and at the bottom of a document among which its posting lines stand."""
# A teaser ends in an ellipsis, where it was cut.
_PROSE = re.compile(r"(?<!\.)[。！？；!?.][”’」』）)\"']*\Z")
_HEAD = 0.3
"""What ends a text is taken for something else in this part of its lines: a page may begin with its menus."""
_PROSE_OF_AN_ARTICLE = {"end-mark": 0.6, "related": 0.8}
"""The share of characters in sentences from which on what follows is another article, or a section."""
_CELL = re.compile(r"[|｜│]")
_MANY = 3
_LONGEST_ROW = 1000

_AFTER = {"end-mark": "after-end", "related": "related"}
"""Rules that end the text, and by which rule the lines after are taken out."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, the rule that would take it out, and whether it would wherever it stands."""

    text: str
    rule: str
    sure: bool

    @property
    def is_prose(self) -> bool:
        """Whether it is a sentence of the text."""
        return not self.rule and len(self.text) > 3 and _PROSE.search(self.text[-4:]) is not None


def in_context(lines: Sequence[Line]) -> list[str]:
    """Return for each line the rule that takes it out where it stands, or nothing."""
    prose = [place for place, line in enumerate(lines) if line.is_prose]
    decided = [
        line.rule if line.rule and _applies(lines, place, prose) else "" for place, line in enumerate(lines)
    ]
    _drop_tails(lines, decided)
    return decided


def _applies(lines: Sequence[Line], place: int, prose: Sequence[int]) -> bool:
    line = lines[place]
    counted_edge = place < _AT_THE_EDGE or place >= len(lines) - _AT_THE_EDGE
    above = place < prose[0] if prose else counted_edge
    below = place > prose[-1] if prose else counted_edge
    if line.rule in _AFTER:
        before_it = lines[place - 1].is_prose if place else False
        return place >= _HEAD * len(lines) or (line.rule == "end-mark" and before_it)
    if line.rule == "posting-line":
        # `时间：3月5日` below the text or in the middle is part of an announcement, and a day below an office
        # that signs is that of the notice.
        before = lines[place - 1]
        signed = (
            place > 0 and below and not (before.rule or before.is_prose) and FULL_DATE.fullmatch(line.text)
        )
        return counted_edge and not signed and (line.sure or above)
    if line.rule == "contact" and _above_a_signature(lines, place):
        return False
    if line.rule == "menu" and _in_a_table(lines, place):
        return False
    if line.sure:
        return True
    if line.rule == "copyright":
        return counted_edge  # In a law the same words are text.
    if line.rule == "page-tools" and place == 0 and not any(beside.rule for beside in lines[1:2]):
        return False  # a title
    return above or below or _neighbours(lines, place)


def _above_a_signature(lines: Sequence[Line], place: int) -> bool:
    """Whether the office that signs a notice and its day follow: whom to ask is a part of the notice."""
    below = [line for line in lines[place + 1 : place + _AT_THE_EDGE] if line.rule != "contact"][:3]
    days = [i for i, line in enumerate(below) if FULL_DATE.fullmatch(line.text)]
    return bool(days) and days[0] > 0 and not any(line.rule for line in below[: days[0]])


def _neighbours(lines: Sequence[Line], place: int) -> bool:
    """Whether a line stands beside one that is surely the page's, or in a row of many that may be."""
    beside = [lines[i] for i in (place - 1, place + 1) if 0 <= i < len(lines)]
    if any(line.rule and line.sure and line.rule not in _AFTER for line in beside):
        return True
    row = 1
    for step in (-1, 1):
        i = place + step
        while 0 <= i < len(lines) and lines[i].rule and row < _MANY:
            row, i = row + 1, i + step
    return row >= _MANY


def _in_a_table(lines: Sequence[Line], place: int) -> bool:
    """Whether a row of cells has rows with as many cells beside it, and a number in one of them."""
    cells = _cells(lines[place])
    rows = [lines[place].text]
    for step in (-1, 1):
        i = place + step
        while 0 <= i < len(lines) and _cells(lines[i]) == cells and len(rows) < 9:
            rows.append(lines[i].text)
            i += step
    return cells > 1 and len(rows) > 1 and any(any(map(str.isdigit, row)) for row in rows)


def _cells(line: Line) -> int:
    return len(_CELL.findall(line.text)) if len(line.text) <= _LONGEST_ROW else 0


def _drop_tails(lines: Sequence[Line], decided: list[str]) -> None:
    """Take out what follows an end, up to the next end mark, if it is no article."""
    ends = [place for place, rule in enumerate(decided) if rule in _AFTER]
    marks = [place for place in ends if decided[place] == "end-mark"]
    dropped_to = 0
    for place in ends:
        if place < dropped_to:
            continue
        rule = decided[place]
        stop = next((mark for mark in marks if mark > place), len(lines))
        if is_article(lines[place + 1 : stop], _PROSE_OF_AN_ARTICLE[rule]):
            if rule == "related":
                decided[place] = ""  # a heading of the text
        elif place >= _HEAD * len(lines):
            decided[place + 1 : stop] = [_AFTER[rule]] * (stop - place - 1)
            dropped_to = stop


def is_article(lines: Sequence[Line], share: float) -> bool:
    """Whether lines are sentences to a share of their characters, those of the page left out."""
    prose = [len(line.text) for line in lines if line.is_prose]
    return len(prose) > 1 and sum(prose) >= share * sum(len(line.text) for line in lines if not line.rule)
