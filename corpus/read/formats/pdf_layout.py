"""Glyphs to lines. Coordinates are points, y grows upwards."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from corpus.read.formats.pdf_text import HORIZONTAL, close_blanks, is_wide, repaired

_SAME_ROW = 0.5
"""Of the size of a font: how far two baselines are apart at most that are one."""
_GUTTER = 0.6
"""Of the size: a wider gap may part columns."""
_CELL = 2.5
"""Of the size: a wider gap parts the cells of a table."""
_RAISED = 0.75
"""Of the size of a line: a smaller digit after Han or at the beginning is the mark of a note."""
_BLANK = 0.15
"""Of the size: a wider gap between Latin letters is a blank, though none is drawn."""
_LEAST_DOWN = 20
"""Pairs of characters, one below the other, from which on a page may be vertical."""
_WIDE_BLANK = 0.9
"""Of the size: a narrower gap between wide characters is no blank, though one is drawn."""


class Glyph(NamedTuple):
    """A character, where it stands on its baseline, and the size of its font."""

    char: str
    left: float
    right: float
    y: float
    size: float
    order: int = 0
    """Its place among the glyphs of the page as they are drawn."""

    @property
    def is_known(self) -> bool:
        """Whether the font says which character this is."""
        code = ord(self.char)
        return (
            code >= 0x20 and not (0xD800 <= code <= 0xF8FF or (code >= 0xFFF0 and code <= 0xFFFF))
        ) or code in (9, 10, 13)


@dataclass(slots=True)
class Line:
    """A stretch of text on one baseline."""

    text: str
    left: float
    right: float
    y: float
    size: float
    measured: bool = True
    """Whether the widths are those of the characters: not where bytes were shown as other letters."""
    cells: bool = False
    """Whether it is a row of cells."""
    table: tuple[tuple[Line, ...], ...] = ()
    """The lines of each cell, where it stands for a table that is drawn."""


_Placed = TypeVar("_Placed", Glyph, Line)


@dataclass(slots=True)
class Page:
    """The stretches of a page in no order, and its height."""

    stretches: list[Line] = field(default_factory=list)
    height: float = 0.0


def place(
    glyphs: Sequence[Glyph], width: float, height: float, tables: Sequence[Sequence[Sequence[Glyph]]] = ()
) -> Page:
    """Return the stretches of text of a page: glyphs that follow each other on one baseline.

    Args:
        glyphs: those of the page that stand in no table.
        width: of the page.
        height: of the page.
        tables: the glyphs of each cell of each table.
    """
    if is_vertical(glyphs):
        glyphs, height = turned(glyphs, height), width
    stretches = [line for cells in tables for line in _table(cells)]
    stretches += _placed(glyphs)
    return Page(stretches, height)


def _table(cells: Sequence[Sequence[Glyph]]) -> Iterator[Line]:
    """Yield a table as one line, at the height of its first row; nothing where it has no text."""
    placed = [_placed(cell) for cell in cells]
    filled = [tuple(joined_row(row) for row in rows_of(stretches)) for stretches in placed if stretches]
    lines = [line for cell in filled for line in cell]
    if lines:
        text = " ".join(line.text for line in lines)
        left, right = min(line.left for line in lines), max(line.right for line in lines)
        size = statistics.median(line.size for line in lines)
        yield Line(text, left, right, max(line.y for line in lines), size, table=tuple(filled))


def _placed(glyphs: Sequence[Glyph]) -> list[Line]:
    stretches: list[Line] = []
    for row in rows_of(glyphs):
        row.sort(key=lambda glyph: glyph.left)
        stretches += _stretches(list(_once(row)))
    return stretches


def is_vertical(glyphs: Sequence[Glyph]) -> bool:
    """Whether the Han characters of a page are drawn below each other, and not beside."""
    down = across = 0
    for before, glyph in itertools.pairwise(glyph for glyph in glyphs if is_wide(glyph.char)):
        x, y, size = glyph.left - before.left, before.y - glyph.y, max(glyph.size, 1.0)
        down += abs(x) < _SAME_ROW * size and _SAME_ROW * size < y < 2 * size
        across += abs(y) < _SAME_ROW * size and 0 < x < 2 * size
    return down >= _LEAST_DOWN and down > 2 * across


def turned(glyphs: Iterable[Glyph], height: float) -> list[Glyph]:
    """Return the glyphs of a vertical page as rows: its columns, from right to left.

    >>> [(g.char, g.left, g.y) for g in turned([Glyph("戏", 500, 512, 770, 12)], 842)]
    [('戏', 72, 506.0)]
    """
    return [
        glyph._replace(
            char=glyph.char.translate(HORIZONTAL),
            left=height - glyph.y,
            right=height - glyph.y + glyph.size,
            y=(glyph.left + glyph.right) / 2,
        )
        for glyph in glyphs
    ]


def _once(row: Iterable[Glyph]) -> Iterator[Glyph]:
    """Leave out what is drawn a second time in nearly the same place: bold type is often made so."""
    last: dict[str, Glyph] = {}
    for glyph in row:
        before = last.get(glyph.char)
        # Two narrow letters, as in "ll", have more than twice this distance; those of one ligature have none.
        if (
            before is None
            or glyph.char.isspace()
            or glyph.left - before.left > 0.1 * glyph.size
            or abs(glyph.order - before.order) == 1
        ):
            last[glyph.char] = glyph
            yield glyph


def rows_of(items: Iterable[_Placed]) -> Iterator[list[_Placed]]:
    """Yield the items of each row, from top to bottom."""
    row: list[_Placed] = []
    for item in sorted(items, key=lambda item: -item.y):
        if row and row[0].y - item.y > _SAME_ROW * max(row[0].size, item.size):
            yield row
            row = []
        row.append(item)
    if row:
        yield row


def _stretches(row: Sequence[Glyph]) -> Iterator[Line]:
    """Cut a row where a gap is wide, and write blanks where they are meant."""
    part: list[Glyph] = []
    for glyph in row:
        if glyph.char.isspace():
            continue
        if part and glyph.left - part[-1].right > _GUTTER * max(glyph.size, part[-1].size):
            yield from _lines(part, row)
            part = []
        part.append(glyph)
    if part:
        yield from _lines(part, row)


def _lines(glyphs: Sequence[Glyph], row: Sequence[Glyph]) -> Iterator[Line]:
    line = _line(glyphs, row)
    if line.text:
        yield line


def _line(glyphs: Sequence[Glyph], row: Sequence[Glyph]) -> Line:
    size = statistics.median(glyph.size for glyph in row)
    glyphs = _without_marks(glyphs, size)
    blanks = sorted(glyph.left for glyph in row if glyph.char.isspace())
    raw = "".join(glyph.char for glyph in glyphs)
    text = repaired(raw)
    measured = text == raw
    if measured:
        text = _spaced(glyphs, blanks)
    size = statistics.median(glyph.size for glyph in glyphs)
    y = statistics.median(glyph.y for glyph in glyphs)
    # An indent that is drawn as wide blanks is one like any other.
    bare = text.lstrip()
    left = glyphs[0].left + (len(text) - len(bare)) * size
    return Line(close_blanks(bare.rstrip()), left, glyphs[-1].right, y, size, measured)


def _without_marks(glyphs: Sequence[Glyph], size: float) -> Sequence[Glyph]:
    """Leave out the marks of notes: small digits after a Han character, a full stop, or at the beginning."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        marked = glyph.char.isdecimal() and glyph.size < _RAISED * size
        if not (marked and (not kept or is_wide(kept[-1].char) or kept[-1].char in ".,;:!?)")):
            kept.append(glyph)
    return kept or glyphs


def _spaced(glyphs: Sequence[Glyph], blanks: Sequence[float]) -> str:
    """Return the text of glyphs with a blank where one is drawn, or where Latin letters stand apart."""
    parts = [glyphs[0].char]
    at = 0
    for before, glyph in itertools.pairwise(glyphs):
        while at < len(blanks) and blanks[at] < before.left:
            at += 1
        drawn = at < len(blanks) and blanks[at] < glyph.left
        gap = (glyph.left - before.right) / max(glyph.size, 1.0)
        if is_wide(before.char) and is_wide(glyph.char):
            blank = gap > _WIDE_BLANK
        elif is_wide(before.char) or is_wide(glyph.char):
            blank = drawn
        else:
            blank = drawn or gap > _BLANK
        parts.append(f" {glyph.char}" if blank else glyph.char)
    return "".join(parts)


def text_of(row: Iterable[Line]) -> str:
    """Return the text of stretches in one row; a narrow gap between wide characters is no blank."""
    text = ""
    right = 0.0
    for line in sorted(row, key=lambda line: line.left):
        close = (
            text
            and is_wide(text[-1])
            and is_wide(line.text[0])
            and line.left - right < _WIDE_BLANK * line.size
        )
        text += line.text if close or not text else f" {line.text}"
        right = line.right
    return close_blanks(text)


def joined_row(row: list[Line]) -> Line:
    """Return the stretches of a row as one line, which knows whether they are cells."""
    row.sort(key=lambda line: line.left)
    size = max(line.size for line in row)
    measured = all(line.measured for line in row)
    cells = any(b.left - a.right > _CELL * size for a, b in itertools.pairwise(row))
    return Line(text_of(row), row[0].left, row[-1].right, row[0].y, size, measured, cells)
