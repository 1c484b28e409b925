"""Glyphs to lines and columns. Coordinates are points, y grows upwards."""

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


_Placed = TypeVar("_Placed", Glyph, Line)


@dataclass(slots=True)
class Region:
    """Lines that are read from top to bottom: a page, or a column of it."""

    column: int
    lines: list[Line]


@dataclass(slots=True)
class Page:
    """The stretches of a page in no order, and its height."""

    stretches: list[Line] = field(default_factory=list)
    height: float = 0.0


def place(glyphs: Sequence[Glyph], width: float, height: float) -> Page:
    """Return the stretches of text of a page: glyphs that follow each other on one baseline."""
    if is_vertical(glyphs):
        glyphs, height = turned(glyphs, height), width
    stretches: list[Line] = []
    for row in rows_of(glyphs):
        row.sort(key=lambda glyph: glyph.left)
        stretches += _stretches(list(_once(row)))
    return Page(stretches, height)


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


_LEAST_LINES = 6
"""Lines of a page from which on it may have columns."""
_CROSSING = 0.15
"""The share of lines that may cross the gutter between columns: titles, captions."""
_SIDE = 0.25
"""The share of lines that each column has at least."""
_FILLED = 0.45
"""How much of a column its lines fill on average; a table's cells fill less."""

_TOGETHER = 0.9
"""The share of rows of the side with fewer from which on it stands on the baselines of the other."""
_WIDE_GUTTER, _LOOSE, _FULL = 5.0, 1.9, 0.6
"""Of the size: a stripe and a distance of lines no columns have. The share of filled lines they have."""


def regions_of(stretches: list[Line], column: int) -> list[Region]:
    """Return the columns of a page in the order in which they are read; what crosses them parts them."""
    gutter = _gutter(stretches)
    if gutter is None:
        lines = [_joined_row(row) for row in rows_of(stretches)]
        return [Region(column, lines)] if lines else []
    regions: list[Region] = []
    left: list[Line] = []
    right: list[Line] = []

    def flush() -> None:
        regions.extend(regions_of(left, column + 1))
        regions.extend(regions_of(right, column + 2))
        left.clear()
        right.clear()

    for row in rows_of(stretches):
        crossing = [line for line in row if line.left < gutter < line.right]
        if crossing:
            flush()
            regions.append(Region(column, [_joined_row(row)]))
        else:
            left += [line for line in row if line.right <= gutter]
            right += [line for line in row if line.left >= gutter]
    flush()
    return regions


def _joined_row(row: list[Line]) -> Line:
    row.sort(key=lambda line: line.left)
    size = max(line.size for line in row)
    measured = all(line.measured for line in row)
    cells = any(b.left - a.right > _CELL * size for a, b in itertools.pairwise(row))
    return Line(text_of(row), row[0].left, row[-1].right, row[0].y, size, measured, cells)


def _gutter(stretches: Sequence[Line]) -> float | None:
    """Return where the white stripe between two columns stands, if there is one."""
    if len(stretches) < _LEAST_LINES:
        return None
    start, end = min(line.left for line in stretches), max(line.right for line in stretches)
    covered = [0] * (int(end - start) + 2)
    for line in stretches:
        for x in range(int(line.left - start), int(line.right - start) + 1):
            covered[x] += 1
    allowed = _CROSSING * len(stretches)
    first, last = int(0.2 * (end - start)), int(0.8 * (end - start))
    best: tuple[int, int] = (0, 0)
    begin: int | None = None
    for x in range(first, last + 2):
        white = x <= last and covered[x] <= allowed
        if white and begin is None:
            begin = x
        elif not white and begin is not None:
            best = max(best, (x - begin, begin))
            begin = None
    size = statistics.median(line.size for line in stretches)
    if best[0] < 0.8 * size:
        return None
    gutter = start + best[1] + best[0] / 2
    sides = (
        [line for line in stretches if line.right <= gutter],
        [line for line in stretches if line.left >= gutter],
    )
    rows = len(list(rows_of(stretches)))
    if _is_table(sides, best[0]):
        return None
    widths = gutter - start - best[0] / 2, end - gutter - best[0] / 2
    for side, width in zip(sides, widths, strict=True):
        own = len(list(rows_of(side)))
        if own < _SIDE * rows or sum(line.right - line.left for line in side) < _FILLED * width * own:
            return None
    return gutter


def _is_table(sides: tuple[list[Line], list[Line]], stripe: float) -> bool:
    """Whether two sides are cells of rows and no columns: all on common baselines, and far apart or loose.

    Columns may share baselines too, but a gutter is narrow, and their lines are filled and close.
    """
    both = [*sides[0], *sides[1]]
    rows = [list(rows_of(side)) for side in sides]
    fewer = min(map(len, rows))
    together = len(rows[0]) + len(rows[1]) - len(list(rows_of(both)))
    if together < _TOGETHER * fewer:
        return False
    size = statistics.median(line.size for line in both)
    gaps = [a[0].y - b[0].y for a, b in itertools.pairwise(rows_of(both))]
    ends = [max(line.right for line in side) for side in sides]
    filled = [
        end - line.right < _WIDE_GUTTER * size for side, end in zip(sides, ends, strict=True) for line in side
    ]
    loose = statistics.median(gaps) >= _LOOSE * size and sum(filled) < _FULL * len(filled)
    return stripe > _WIDE_GUTTER * size or loose
