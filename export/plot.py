"""Charts as SVG files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from export.files import atomic_write

_STEP = 10


def draw_scores(scores: Mapping[str, Sequence[float]], path: Path) -> None:
    """Draw scores between 0 and 100 by segment.

    Two systems against each other, otherwise how often each range occurs.

    Raises:
        CorpusError: the file cannot be written.
    """
    import pygal

    if len(scores) == 2:
        (first, left), (second, right) = scores.items()
        chart = pygal.XY(
            stroke=False,
            show_legend=False,
            dots_size=2,
            title="chrF2++ of each segment",
            x_title=first,
            y_title=second,
        )
        chart.add("", list(zip(left, right, strict=True)))
    else:
        chart = pygal.Bar(title="segments by chrF2++", x_title="chrF2++", y_title="segments")
        chart.x_labels = [f"{low}-{low + _STEP}" for low in range(0, 100, _STEP)]
        for name, values in scores.items():
            chart.add(
                name,
                [
                    sum(low <= value < low + _STEP + (low == 90) for value in values)
                    for low in range(0, 100, _STEP)
                ],
            )
    with atomic_write(path) as stream:
        stream.write(etree.tostring(svg(chart, "scores"), xml_declaration=True, encoding="UTF-8"))


def svg(chart: Any, name: str) -> etree._Element:
    """Return a pygal chart without a script, a clock or a random name.

    The same values give the same bytes.
    """
    chart.config.js = []
    chart.uuid = name
    root = etree.fromstring(chart.render())
    etree.strip_tags(root, etree.Comment)
    return root
