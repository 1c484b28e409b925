"""Lines to the columns of a page, and rows whose cells wrap. Coordinates are points, y grows upwards."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.read.formats.pdf_layout import Line, joined_row, rows_of
from corpus.read.formats.pdf_text import is_wide

_LEAST_LINES = 6
"""Lines of a page from which on it may have columns."""
_CROSSING = 0.15
"""The share of lines that may cross the gutter between columns: titles, captions."""
_SIDE = 0.25
"""The share of lines that each column has at least."""
_FILLED = 0.45
"""How much of a column its lines fill on average; a table's cells fill less."""

_WRAPPED = 1.8
"""Of the size: how far the lines of a cell are apart at most."""
_PADDING = 1.6
"""Of the size: what a cell keeps clear of the next at most."""
_ALONE_ABOVE = 0.2
"""The share of rows that may stand above the top of the other column: a title, no paragraphs."""
_TOGETHER = 0.9
"""The share of rows of the side with fewer from which on it stands on the baselines of the other."""
_WIDE_GUTTER, _LOOSE, _FULL = 5.0, 1.9, 0.6
"""Of the size: a stripe and a distance of lines no columns have. The share of filled lines they have."""


@dataclass(slots=True)
class Region:
    """Lines that are read from top to bottom: a page, or a column of it."""

    column: int
    lines: list[Line]


def regions_of(stretches: list[Line], column: int) -> list[Region]:
    """Return the columns of a page in the order in which they are read; what crosses them parts them."""
    gutter = _gutter(stretches)
    if gutter is None:
        lines = [line for rows in _with_wrapped_cells(rows_of(stretches)) for line in _lines_of(rows)]
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
            regions.append(Region(column, list(_lines_of([row]))))
        else:
            left += [line for line in row if line.right <= gutter]
            right += [line for line in row if line.left >= gutter]
    flush()
    return regions


def _with_wrapped_cells(rows: Iterable[list[Line]]) -> Iterator[list[list[Line]]]:
    """Yield each row of cells with the rows in which its cells go on, any other row alone."""
    group: list[list[Line]] = []
    columns: list[float] = []
    for row in rows:
        if not (group and _wraps(group, row, columns)):
            if group:
                yield group
            group, columns = [], _columns(row, columns)
        group.append(row)
    if group:
        yield group


def _columns(row: list[Line], above: Sequence[float]) -> list[float]:
    """Return where the cells of a row begin, if they stand far apart or below those of the row above."""
    begins = sorted(line.left for line in row)
    alike = len(begins) > 1 and len(begins) == len(above)
    alike = alike and all(abs(a - b) < 0.5 * row[0].size for a, b in zip(begins, above, strict=True))
    return begins if alike or joined_row(row).cells else []


def _wraps(group: Sequence[list[Line]], row: Sequence[Line], columns: Sequence[float]) -> bool:
    """Whether a row goes on with cells of the row above: it begins where they do.

    What stands below the first cell may be another row, or a paragraph below the table: it goes on with the
    cell where others are empty and its first word found no room in the line above.
    """
    size = max(line.size for line in row)

    def stands_at(line: Line, x: float) -> bool:
        return abs(line.left - x) < 0.5 * size

    if len(columns) < 2 or group[-1][0].y - row[0].y > _WRAPPED * size:
        return False
    if not all(any(stands_at(line, x) for x in columns) for line in row):
        return False
    below = [line for line in row if stands_at(line, columns[0])]
    above = [line for part in group for line in part if stands_at(line, columns[0])]
    if not below:
        return True
    filled = bool(above) and above[-1].right + _word(below[0]) > columns[1] - _PADDING * size
    return len(row) < len(columns) and below[0].right <= columns[1] and filled


def _word(line: Line) -> float:
    """Return the width of the first word of a line, about; that of a character in Chinese."""
    start = next(iter(line.text.split()), "")
    letters = 1 if is_wide(line.text[0]) else len(start)
    return (line.right - line.left) * letters / len(line.text)


def _lines_of(rows: Sequence[list[Line]]) -> Iterator[Line]:
    """Yield a row as a line, and one whose cells wrap as a table.

    A table that is drawn stays one of its own, below what stands beside its first row.
    """
    text = [line for line in rows[0] if not line.table]
    if len(rows) > 1:
        cells = sorted(text, key=lambda line: line.left)
        wrapped = [line for row in rows[1:] for line in row]
        yield replace(
            joined_row(text),
            table=tuple(
                (cell, *(line for line in wrapped if abs(line.left - cell.left) < 0.5 * line.size))
                for cell in cells
            ),
        )
    elif text:
        yield joined_row(text)
    yield from (line for line in rows[0] if line.table)


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
    tops = [max((line.y for line in side), default=0.0) for side in sides]
    above = sum(1 for row in rows_of(stretches) if row[0].y > min(tops) + size)
    if _is_table(sides) or above > max(3, _ALONE_ABOVE * rows):
        return None
    widths = gutter - start - best[0] / 2, end - gutter - best[0] / 2
    for side, width in zip(sides, widths, strict=True):
        own = len(list(rows_of(side)))
        if own < _SIDE * rows or sum(line.right - line.left for line in side) < _FILLED * width * own:
            return None
    return gutter


def _is_table(sides: tuple[list[Line], list[Line]]) -> bool:
    """Whether two sides are cells of rows and no columns: all on common baselines, and far apart or loose.

    Columns may share baselines too, but a gutter is narrow, and their lines are filled and close.
    """
    top = min(max((line.y for line in side), default=0.0) for side in sides)
    bottom = max(min((line.y for line in side), default=0.0) for side in sides)
    # A title above a table and a paragraph below it stand beside nothing.
    left, right = ([line for line in side if bottom - 1 <= line.y <= top + 1] for side in sides)
    if not left or not right:
        return False
    both = [*left, *right]
    rows = [list(rows_of(left)), list(rows_of(right))]
    fewer = min(map(len, rows))
    together = len(rows[0]) + len(rows[1]) - len(list(rows_of(both)))
    if together < _TOGETHER * fewer:
        return False
    size = statistics.median(line.size for line in both)
    gaps = [a[0].y - b[0].y for a, b in itertools.pairwise(rows_of(both))]
    if not gaps:
        return True  # a row alone
    ends = [max(line.right for line in side) for side in (left, right)]
    filled = [
        end - line.right < _WIDE_GUTTER * size
        for side, end in zip((left, right), ends, strict=True)
        for line in side
    ]
    stripe = min(line.left for line in right) - ends[0]
    loose = statistics.median(gaps) >= _LOOSE * size and sum(filled) < _FULL * len(filled)
    return stripe > _WIDE_GUTTER * size or loose
