"""Tables of PDF files that are drawn with lines: which glyphs stand in one cell, whatever wraps in it.

A table is a net of horizontal and vertical lines that touch, with two columns at least. Coordinates are
points, y grows upwards.
"""

from __future__ import annotations

import bisect
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.read.formats.pdf_layout import Glyph, rows_of

_TOUCH = 2.0
"""Points: lines that are nearer meet."""
_SAME = 1.5
"""Points: lines that are nearer are one, or the two edges of a thick one."""
_SHORTEST = 4.0
_MOST_LINES = 600
"""A page with more is a drawing or a map."""


class Rule(NamedTuple):
    """A line that is drawn: horizontal at y ``at`` from x ``start`` to ``end``, or vertical at x ``at``."""

    horizontal: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """The lines of a table, and where it stands."""

    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    left: float
    right: float
    bottom: float
    top: float

    def holds(self, glyph: Glyph) -> bool:
        """Whether a glyph stands between the outer lines."""
        middle = (glyph.left + glyph.right) / 2
        return self.left < middle < self.right and self.bottom < glyph.y < self.top


def rule_between(x0: float, y0: float, x1: float, y1: float) -> Rule | None:
    """Return the line between two points, if it is horizontal or vertical and no dot.

    >>> rule_between(10, 700, 200, 700.2)
    Rule(horizontal=True, at=700, start=10, end=200)
    """
    if abs(y0 - y1) < 0.5 and abs(x0 - x1) >= _SHORTEST:
        return Rule(True, y0, min(x0, x1), max(x0, x1))
    if abs(x0 - x1) < 0.5 and abs(y0 - y1) >= _SHORTEST:
        return Rule(False, x0, min(y0, y1), max(y0, y1))
    return None


def grids_of(rules: Iterable[Rule]) -> list[Grid]:
    """Return the tables that lines draw."""
    parts = [*_merged(rules)]
    if len(parts) > _MOST_LINES:
        return []
    return [grid for net in _nets(parts) if (grid := _grid(net)) is not None]


def _merged(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Join what is drawn in pieces, cell by cell."""
    for _, same_direction in itertools.groupby(sorted(rules), key=lambda rule: rule.horizontal):
        group: list[Rule] = []
        for rule in same_direction:
            if group and rule.at - group[0].at > _SAME:
                yield from _joined(group)
                group = []
            group.append(rule)
        yield from _joined(group)


def _joined(group: Sequence[Rule]) -> Iterator[Rule]:
    pieces = sorted(group, key=lambda rule: rule.start)
    current = pieces[0]
    for piece in pieces[1:]:
        if piece.start <= current.end + _TOUCH:
            current = current._replace(end=max(current.end, piece.end))
        else:
            yield current
            current = piece
    yield current


def _nets(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Yield the lines that touch each other, directly or by others."""
    left = set(range(len(rules)))
    while left:
        waiting = [left.pop()]
        net: list[Rule] = []
        while waiting:
            rule = rules[waiting.pop()]
            net.append(rule)
            touching = {other for other in left if _touch(rule, rules[other])}
            left -= touching
            waiting += touching
        yield net


def _touch(a: Rule, b: Rule) -> bool:
    return (
        a.horizontal != b.horizontal
        and b.start - _TOUCH <= a.at <= b.end + _TOUCH
        and a.start - _TOUCH <= b.at <= a.end + _TOUCH
    )


def _grid(net: Sequence[Rule]) -> Grid | None:
    horizontal = tuple(sorted((rule for rule in net if rule.horizontal), key=lambda rule: rule.at))
    vertical = tuple(sorted((rule for rule in net if not rule.horizontal), key=lambda rule: rule.at))
    if len(horizontal) < 2 or not vertical:
        return None
    left = min(vertical[0].at, *(rule.start for rule in horizontal))
    right = max(vertical[-1].at, *(rule.end for rule in horizontal))
    bottom = min(horizontal[0].at, *(rule.start for rule in vertical))
    top = max(horizontal[-1].at, *(rule.end for rule in vertical))
    if not any(left + _TOUCH < rule.at < right - _TOUCH for rule in vertical):
        return None  # a frame around a paragraph
    return Grid(horizontal, vertical, left, right, bottom, top)


def cells_of(grid: Grid, glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Return the glyphs of each cell that has some, row by row; a cell that spans others is one."""
    cells: defaultdict[tuple[float, float], list[Glyph]] = defaultdict(list)
    for row in rows_of(glyphs):
        y = row[0].y
        edges = [rule.at for rule in grid.vertical if rule.start - _TOUCH <= y <= rule.end + _TOUCH]
        for glyph in row:
            middle = (glyph.left + glyph.right) / 2
            column = bisect.bisect(edges, middle)
            left = edges[column - 1] if column else grid.left
            above = (
                rule.at
                for rule in grid.horizontal
                if rule.at > glyph.y and rule.start - _TOUCH <= middle <= rule.end + _TOUCH
            )
            cells[-next(above, grid.top), left].append(glyph)
    return [cells[key] for key in sorted(cells)]
