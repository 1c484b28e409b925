"""Charts as SVG files, drawn here: two kinds, and no library that a chart of bars needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from lxml import etree
from lxml.builder import ElementMaker  # type: ignore[import-not-found]

from export.files import atomic_write

_STEP = 10
_WIDTH, _HEIGHT, _LEFT, _TOP, _PLOT_WIDTH, _PLOT_HEIGHT = 720, 460, 70, 50, 620, 340
_COLOURS = ("#3b6fb6", "#d98324", "#3f9b57", "#8b5fbf", "#b3261e", "#5f6b7a")
_S = ElementMaker(
    namespace="http://www.w3.org/2000/svg",
    nsmap={None: "http://www.w3.org/2000/svg"},
)


def draw_scores(scores: Mapping[str, Sequence[float]], path: Path) -> None:
    """Draw scores between 0 and 100 by segment.

    Two systems against each other, otherwise how often each range occurs. The same values, the same bytes.

    Raises:
        CorpusError: the file cannot be written.
    """
    drawing = _against(scores) if len(scores) == 2 else _histogram(scores)
    with atomic_write(path) as stream:
        stream.write(etree.tostring(drawing, xml_declaration=True, encoding="UTF-8"))


def _against(scores: Mapping[str, Sequence[float]]) -> etree._Element:
    """Return a dot for each segment; above the line the second system is better."""
    (first, left), (second, right) = scores.items()
    ticks = [(str(value), value / 100) for value in range(0, 101, 20)]
    drawing = _frame("chrF2++ of each segment", f"{first}", f"{second}", ticks, ticks)
    drawing.append(_line(_x(0), _y(0), _x(1), _y(1), dashed=True))
    for a, b in zip(left, right, strict=True):
        dot = _S.circle(cx=_at(_x(a / 100)), cy=_at(_y(b / 100)), r="2.5", fill=_COLOURS[0])
        dot.set("fill-opacity", "0.6")
        dot.append(_S.title(f"{a:.1f}, {b:.1f}"))
        drawing.append(dot)
    return drawing


def _histogram(scores: Mapping[str, Sequence[float]]) -> etree._Element:
    """Return a bar for each range and system."""
    lows = range(0, 100, _STEP)
    counts = {
        name: [sum(low <= value < low + _STEP + (low == 90) for value in values) for low in lows]
        for name, values in scores.items()
    }
    most = max(1, *(count for bars in counts.values() for count in bars))
    below = [(f"{low}–{low + _STEP}", (low + _STEP / 2) / 100) for low in lows]
    beside = [(str(count), count / most) for count in sorted({0, most // 2, most})]
    drawing = _frame("segments by chrF2++", "chrF2++", "segments", below, beside)
    wide = 0.8 * _STEP / 100 / len(counts)
    for k, (name, bars) in enumerate(counts.items()):
        colour = _COLOURS[k % len(_COLOURS)]
        drawing.append(_text(_LEFT + k * 150, 42, name, colour))
        for low, count in zip(lows, bars, strict=True):
            left, high = (low + 0.1 * _STEP) / 100 + k * wide, count / most
            drawing.append(
                _S.rect(
                    _S.title(f"{name}, {low} to {low + _STEP}: {count}"),
                    x=_at(_x(left)),
                    y=_at(_y(high)),
                    width=_at(wide * _PLOT_WIDTH),
                    height=_at(high * _PLOT_HEIGHT),
                    fill=colour,
                )
            )
    return drawing


def _frame(
    title: str,
    below: str,
    beside: str,
    ticks_below: Sequence[tuple[str, float]],
    ticks_beside: Sequence[tuple[str, float]],
) -> etree._Element:
    """Return a drawing with axes; a tick is what it says and where it stands, from 0 to 1."""
    drawing: etree._Element = _S.svg(
        _S.title(title),
        _S.rect(width=str(_WIDTH), height=str(_HEIGHT), fill="#ffffff"),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
    )
    drawing.set("font-family", "sans-serif")
    drawing.set("font-size", "12")
    drawing.append(_text(_LEFT, 22, title, "#1c1e21"))
    drawing.append(_line(_x(0), _y(0), _x(1), _y(0)))
    drawing.append(_line(_x(0), _y(0), _x(0), _y(1)))
    for name, place in ticks_below:
        drawing.append(_text(_x(place), _y(0) + 18, name, "#5f6b7a", anchor="middle"))
    for name, place in ticks_beside:
        drawing.append(_text(_x(0) - 6, _y(place) + 4, name, "#5f6b7a", anchor="end"))
    drawing.append(_text(_x(0.5), _y(0) + 44, below, "#1c1e21", anchor="middle"))
    label = _text(0, 0, beside, "#1c1e21", anchor="middle")
    label.set("transform", f"translate(18 {_at(_y(0.5))}) rotate(-90)")
    drawing.append(label)
    return drawing


def _x(share: float) -> float:
    return _LEFT + share * _PLOT_WIDTH


def _y(share: float) -> float:
    return _TOP + (1 - share) * _PLOT_HEIGHT


def _at(place: float) -> str:
    return f"{place:.1f}"


def _line(x1: float, y1: float, x2: float, y2: float, *, dashed: bool = False) -> etree._Element:
    line: etree._Element = _S.line(x1=_at(x1), y1=_at(y1), x2=_at(x2), y2=_at(y2), stroke="#8a8f98")
    if dashed:
        line.set("stroke-dasharray", "4 4")
    return line


def _text(x: float, y: float, words: str, colour: str, anchor: str = "start") -> etree._Element:
    text: etree._Element = _S.text(words, x=_at(x), y=_at(y), fill=colour)
    text.set("text-anchor", anchor)
    return text
