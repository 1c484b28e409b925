"""Glyphs to paragraphs: lines, columns, running heads, page numbers. Coordinates are points, y grows upwards."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from corpus.read.formats.pdf_text import close_blanks, is_wide, joined, repaired

_SAME_ROW = 0.5
"""Of the size of a font: how far two baselines are apart at most that are one."""
_GUTTER = 0.6
"""Of the size: a wider gap may part columns."""
_CELL = 2.5
"""Of the size: a wider gap parts the cells of a table."""
_RAISED = 0.75
"""Of the size of a line: a smaller digit after Han or at the beginning is the mark of a note."""
_BLANK = 0.2
"""Of the size: a wider gap between Latin letters is a blank, though none is drawn."""
_WIDE_BLANK = 0.9
"""Of the size: a narrower gap between wide characters is no blank, though one is drawn."""
_EDGE = 0.12
"""Of the height of a page: running heads and page numbers stand no farther from its edge."""
_NUMBER = re.compile(
    r"[-–—·•.\s]*(?:第|page|p\.)?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*页?(?:\s*(?:/|／|,|，|共|of|\s)+\s*\d{1,4}\s*页?)?[-–—·•.\s]*",
    re.IGNORECASE,
)
_PRINTED = re.compile(r"^\d{1,4}/\d{1,2}/\d{1,4},? \d{1,2}:\d{2}\b|^(?:https?|file)://\S+ \d+/\d+$")
"""What browsers print above and below a page."""
_ENDS = re.compile(r"[。！？；：!?.:;…][”’\"'）)\]】]*\Z")
_ITEM = re.compile(r"(?:[-•·●○■▪–—*]|[（(]?[\dA-Za-z一二三四五六七八九十]{1,3}[.、．)）])")


class Glyph(NamedTuple):
    """A character, where it stands on its baseline, and the size of its font."""

    char: str
    left: float
    right: float
    y: float
    size: float

    @property
    def is_known(self) -> bool:
        """Whether the font says which character this is."""
        code = ord(self.char)
        return (
            code >= 0x20
            and not (0xD800 <= code <= 0xF8FF or code >= 0xFFF0 and code <= 0xFFFF)
            or code in (9, 10, 13)
        )


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


def place(glyphs: Sequence[Glyph], width: float, height: float) -> Page:  # noqa: ARG001
    """Return the stretches of text of a page: glyphs that follow each other on one baseline."""
    seen: set[tuple[str, int, int]] = set()
    kept: list[Glyph] = []
    for glyph in glyphs:
        # Bold type is often the same text drawn twice.
        unit = max(glyph.size, 1.0) * 0.25
        key = (glyph.char, round(glyph.left / unit), round(glyph.y / unit))
        if glyph.char.isspace() or key not in seen:
            seen.add(key)
            kept.append(glyph)
    stretches: list[Line] = []
    for row in _rows(kept):
        row.sort(key=lambda glyph: glyph.left)
        stretches += _stretches(row)
    return Page(stretches, height)


def _rows(items: Iterable[_Placed]) -> Iterator[list[_Placed]]:
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
    for before, glyph in zip(glyphs, glyphs[1:], strict=False):
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


def paragraphs_of(pages: Sequence[Page]) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the paragraphs of a document, and the lines that belong to its pages, each with its rule."""
    removed: list[tuple[str, str]] = []
    running = _running(pages)
    regions: list[Region] = []
    for page in pages:
        kept = []
        for row, at_edge in _edges(page):
            rule = _rule(row, running, len(pages)) if at_edge else ""
            if rule:
                removed.append((rule, _text(row)))
            else:
                kept += row
        regions += _regions(kept, 0)
    return list(_paragraphs(regions)), removed


def _text(row: Iterable[Line]) -> str:
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


Key = tuple[str, int]


def _key(row: Sequence[Line]) -> Key:
    """Return what is the same in a running head of every page: its text without numbers, and its height."""
    return re.sub(r"\d+", "#", _text(row)), round(row[0].y / 4)


def _edges(page: Page) -> Iterator[tuple[list[Line], bool]]:
    """Yield the rows of a page, and whether each stands at its edge: by itself, or the outermost.

    What stands at the edge is a row or two, and then a gap that is wider than between lines.
    """
    rows = list(_rows(page.stretches))
    gaps = [a[0].y - b[0].y for a, b in itertools.pairwise(rows)]
    # A page has more gaps between lines than others; one with few lines may not.
    wide = 1.5 * sorted(gaps)[len(gaps) // 4] if gaps else 0.0
    top = next((i for i, gap in enumerate(gaps) if gap > wide), 0) + 1
    bottom = len(rows) - 1 - next((i for i, gap in enumerate(reversed(gaps)) if gap > wide), 0)
    for i, row in enumerate(rows):
        y = row[0].y
        yield row, (i < top and y > (1 - _EDGE) * page.height) or (i >= bottom and y < _EDGE * page.height)


def _running(pages: Sequence[Page]) -> set[Key]:
    """Return what stands at the edge of several pages, always at the same height."""
    counts: Counter[Key] = Counter()
    for page in pages:
        keys = {_key(row) for row, at_edge in _edges(page) if at_edge}
        # Rounding parts what stands at the border of two heights: both count.
        counts.update(keys | {(text, y + 1) for text, y in keys})
    least = 3 if len(pages) > 3 else 2
    return {key for key, count in counts.items() if count >= least}


def _rule(row: Sequence[Line], running: set[Key], pages: int) -> str:
    """Return which rule takes a row at the edge out: a running head, or a page number; nothing for text."""
    text, y = _key(row)
    if _NUMBER.fullmatch(_text(row)):
        return "page-number"
    if _PRINTED.search(_text(row)):
        return "printed-by-browser"
    if pages > 1 and ((text, y) in running or (text, y + 1) in running):
        return "running-head"
    return ""


_LEAST_LINES = 6
"""Lines of a page from which on it may have columns."""
_CROSSING = 0.15
"""The share of lines that may cross the gutter between columns: titles, captions."""
_SIDE = 0.25
"""The share of lines that each column has at least."""
_FILLED = 0.45
"""How much of a column its lines fill on average; a table's cells fill less."""


def _regions(stretches: list[Line], column: int) -> list[Region]:
    """Return the columns of a page in the order in which they are read; what crosses them parts them."""
    gutter = _gutter(stretches)
    if gutter is None:
        lines = [_joined_row(row) for row in _rows(stretches)]
        return [Region(column, lines)] if lines else []
    regions: list[Region] = []
    left: list[Line] = []
    right: list[Line] = []

    def flush() -> None:
        regions.extend(_regions(left, column + 1))
        regions.extend(_regions(right, column + 2))
        left.clear()
        right.clear()

    for row in _rows(stretches):
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
    return Line(_text(row), row[0].left, row[-1].right, row[0].y, size, measured, cells)


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
    widths = gutter - start - best[0] / 2, end - gutter - best[0] / 2
    rows = len(list(_rows(stretches)))
    for side, width in zip(sides, widths, strict=True):
        own = len(list(_rows(side)))
        if own < _SIDE * rows or sum(line.right - line.left for line in side) < _FILLED * width * own:
            return None
    return gutter


def _paragraphs(regions: Sequence[Region]) -> Iterator[str]:
    """Join the lines of all regions into paragraphs; one may go on in the next column or on the next page."""
    rights: dict[int, list[float]] = {}
    for region in regions:
        rights.setdefault(region.column, []).append(max(line.right for line in region.lines))
    parts: list[str] = []
    last: tuple[Line, float] | None = None
    for region in regions:
        left = min(line.left for line in region.lines)
        right = max(line.right for line in region.lines)
        if len(region.lines) < 4:
            right = max(right, statistics.median(rights[region.column]))
        gaps = [a.y - b.y for a, b in zip(region.lines, region.lines[1:], strict=False)]
        leading = statistics.median(gaps) if gaps else 0.0
        for number, line in enumerate(region.lines):
            if last is not None:
                before, edge = last
                goes_on = (
                    _goes_on(before, line, left, edge, leading)
                    if number
                    else _continues(before, line, left, edge)
                )
                if not goes_on:
                    yield joined(parts)
                    parts = []
            parts.append(line.text)
            last = (line, right)
    if parts:
        yield joined(parts)


def _goes_on(before: Line, line: Line, left: float, right: float, leading: float) -> bool:
    """Whether a line goes on with the paragraph of the line above it."""
    em = max(line.size, 1.0)
    if before.cells or line.cells:
        return False
    if before.y - line.y > 1.4 * leading + 0.1 * em or _sizes_differ(before, line):
        return False
    indented = line.left - left > 0.8 * em and line.left - before.left > 0.8 * em
    if indented and not _ITEM.match(before.text):
        return False
    if (
        _ITEM.match(line.text)
        and (_ITEM.match(before.text) or _ENDS.search(before.text))
        and _is_list(before, line)
    ):
        return False
    return not _is_short(before, line, right)


def _is_list(before: Line, line: Line) -> bool:
    """Whether a mark at the beginning of a line is one of a list, and no year or initial in running text."""
    return abs(before.left - line.left) < 0.3 * line.size or not before.text[-1:].isalnum()


def _continues(before: Line, line: Line, left: float, right: float) -> bool:
    """Whether the first line of a column goes on with the last one of the column before."""
    indented = line.left - left > 0.8 * line.size
    return not (
        _sizes_differ(before, line) or indented or _ENDS.search(before.text) or _is_short(before, line, right)
    )


def _sizes_differ(before: Line, line: Line) -> bool:
    return abs(before.size - line.size) > 0.12 * max(before.size, line.size)


def _is_short(before: Line, line: Line, right: float) -> bool:
    """Whether the first word of a line would have stood on the line before it: then that one was the last."""
    if not before.measured:
        return bool(_ENDS.search(before.text))
    first = line.text[:2] if is_wide(line.text[0]) else line.text.split(" ", 1)[0]
    width = (line.right - line.left) / max(len(line.text), 1) * len(first)
    slack = 1.2 if is_wide(before.text[-1]) else 0.8
    return right - before.right > width + slack * before.size
