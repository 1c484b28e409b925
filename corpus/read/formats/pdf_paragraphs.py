"""Pages to paragraphs: running heads and page numbers go, lines are joined across columns and pages."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.read.formats.pdf_columns import Region, regions_of
from corpus.read.formats.pdf_layout import Line, Page, rows_of, text_of
from corpus.read.formats.pdf_text import is_wide, joined

_EDGE = 0.12
"""Of the height of a page: running heads and page numbers stand no farther from its edge."""
_ROWS = 3
"""How many rows a running head has at most."""
_NUMBER = re.compile(
    r"[-–—·•.\s]*(?:第|page|p\.)?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*页?(?:\s*(?:/|／|,|，|共|of|\s)+\s*\d{1,4}\s*页?)?[-–—·•.\s]*",
    re.IGNORECASE,
)
_PRINTED = re.compile(r"^\d{1,4}/\d{1,2}/\d{1,4},? \d{1,2}:\d{2}\b|^(?:https?|file)://\S+ \d+/\d+$")
"""What browsers print above and below a page."""
_ENDS = re.compile(r"[。！？；：!?.:;…][”’\"'）)\]】]*\Z")
_ITEM = re.compile(r"(?:[-•·●○■▪–—*]|[（(]?[\dA-Za-z一二三四五六七八九十]{1,3}[.、．)）])")


def paragraphs_of(pages: Sequence[Page]) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the paragraphs of a document, and the lines that belong to its pages, each with its rule."""
    removed: list[tuple[str, str]] = []
    running, offset = _running(pages), _offset(pages)
    regions: list[Region] = []
    for number, page in enumerate(pages):
        kept = []
        for row, at_edge in _edges(page):
            rule = _rule(row, running, len(pages)) if at_edge else ""
            if at_edge and not rule and offset is not None and number + offset in _numbers(row):
                rule = "running-head"
            if rule:
                removed.append((rule, text_of(row)))
            else:
                kept += row
        regions += regions_of(kept, 0)
    return list(_paragraphs(regions)), removed


Key = tuple[str, int]


def _key(row: Sequence[Line]) -> Key:
    """Return what is the same in a running head of every page: its text without numbers, and its height."""
    return re.sub(r"\d+", "#", text_of(row)), round(row[0].y / 4)


def _edges(page: Page) -> Iterator[tuple[list[Line], bool]]:
    """Yield the rows of a page, and whether each stands at its edge, apart from the text."""
    rows = list(rows_of(page.stretches))
    gaps = [a[0].y - b[0].y for a, b in itertools.pairwise(rows)]
    # A page has more gaps between lines than others; one with few lines may not.
    wide = 1.5 * sorted(gaps)[len(gaps) // 4] if gaps else 0.0
    apart = [
        gap > wide or abs(a[0].size - b[0].size) > 0.08 * a[0].size
        for gap, (a, b) in zip(gaps, itertools.pairwise(rows), strict=True)
    ]
    top = next((i + 1 for i, is_apart in enumerate(apart[:_ROWS]) if is_apart), 0 if gaps else 1)
    bottom = next(
        (i + 1 for i, is_apart in enumerate(apart[: -_ROWS - 1 : -1]) if is_apart), 0 if gaps else 1
    )
    for i, row in enumerate(rows):
        y = row[0].y
        is_top = i < top and y > (1 - _EDGE) * page.height
        yield row, is_top or (i >= len(rows) - bottom and y < _EDGE * page.height)


def _running(pages: Sequence[Page]) -> set[Key]:
    """Return what stands at the edge of several pages, always at the same height."""
    counts: Counter[Key] = Counter()
    for page in pages:
        keys = {_key(row) for row, at_edge in _edges(page) if at_edge}
        # Rounding parts what stands at the border of two heights: both count.
        counts.update(keys | {(text, y + 1) for text, y in keys})
    least = 3 if len(pages) > 3 else 2
    # A sentence is no head: two pages may begin with the same one by chance.
    sentence = max(3, len(pages) // 2 + 1)
    return {
        key
        for key, count in counts.items()
        if count >= (sentence if key[0].endswith(("。", "！", "？")) else least)
    }


def _numbers(row: Sequence[Line]) -> set[int]:
    """Return the numbers at the two ends of a row: one of them may be that of the page.

    >>> sorted(_numbers([Line("12 Chapter 3: Fire", 0, 9, 0, 9)]))
    [12]
    """
    words = text_of(row).split()
    return {int(word) for word in (words[:1] + words[-1:]) if word.isdecimal() and len(word) < 5}


def _offset(pages: Sequence[Page]) -> int | None:
    """Return what the number that is printed on a page is larger than its place, if most pages print one."""
    counts: Counter[int] = Counter()
    for number, page in enumerate(pages):
        printed = {n for row, at_edge in _edges(page) if at_edge for n in _numbers(row)}
        counts.update(n - number for n in printed)
    offset, count = max(counts.items(), key=lambda item: item[1], default=(0, 0))
    return offset if count >= 3 and 2 * count > len(pages) else None


def _rule(row: Sequence[Line], running: set[Key], pages: int) -> str:
    """Return which rule takes a row at the edge out: a running head, or a page number; nothing for text."""
    text, y = _key(row)
    if _NUMBER.fullmatch(text_of(row)):
        return "page-number"
    if _PRINTED.search(text_of(row)):
        return "printed-by-browser"
    if pages > 1 and ((text, y) in running or (text, y + 1) in running):
        return "running-head"
    return ""


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
        # The distance of lines, not that of paragraphs, of which a page of short ones has more.
        leading = sorted(gaps)[len(gaps) // 4] if gaps else 0.0
        for number, line in enumerate(region.lines):
            if line.table:
                if parts:
                    yield joined(parts)
                parts, last = [], None
                for cell in line.table:
                    yield from _paragraphs([Region(0, list(cell))])
                continue
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
