"""The report of a run as one HTML page that needs no network.

What came out, what was set aside and why, and the units to look at.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote

from lxml import etree, html
from lxml.html import builder as E  # noqa: N812 - as lxml's documentation calls it

from corpus import __version__
from corpus.model import Document, Origin, Rejection, Unit
from export.fields import row
from export.files import atomic_write
from export.omissions import NO_OMISSIONS, Omissions, omissions_section
from export.plot import svg
from export.report_page import SCRIPT, STYLE

REPORT = "report.html"
_MOST = 5000
"""Units that the page holds: the worst; a browser searches so many without lag."""
_BINS = 10
_COUNTED = ("draft", "units", "filter", "review")
"""The stages that set units aside, in their order."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What the report tells of a run."""

    name: str
    units: Sequence[Unit]
    rejections: Sequence[Rejection]
    documents: Sequence[Document]
    untranslated: int
    details: Mapping[str, Any]
    """Settings and versions, as the manifest has them."""
    omissions: Omissions = NO_OMISSIONS


def write_report(path: Path, contents: Contents) -> None:
    """Write the page.

    Raises:
        CorpusError: the file cannot be written.
    """
    rows = _rows(contents)
    page = E.HTML(
        E.HEAD(
            E.META(charset="utf-8"),
            E.META(name="generator", content=f"duizhao {__version__}"),
            E.META(name="viewport", content="width=device-width, initial-scale=1"),
            E.META(
                {"http-equiv": "Content-Security-Policy"},
                content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
            ),
            E.TITLE(f"{contents.name}: parallel corpus"),
            E.STYLE(STYLE),
        ),
        E.BODY(
            E.DIV(E.H1(contents.name), _totals(contents)),
            _section("What was set aside, and why", "waterfall", _waterfall(contents)),
            _section("Scores", "histogram", _histogram(contents.units)),
            _units_section(
                rows,
                len(contents.units) + sum(rejection.stage in _COUNTED for rejection in contents.rejections),
            ),
            _section("Documents", "documents", _documents(contents)),
            *_omissions(contents.omissions),
            _section("Settings and versions", "details", _details(contents.details)),
            E.SCRIPT(_json(rows), id="data", type="application/json"),
            E.SCRIPT(SCRIPT),
        ),
        lang="en",
    )
    with atomic_write(path) as stream:
        stream.write(html.tostring(page, doctype="<!DOCTYPE html>", encoding="utf-8"))


def _json(rows: Sequence[object]) -> str:
    """Return JSON that cannot end the script element it stands in (HTML Living Standard, 4.12.1.3)."""
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


_SHOWN = ("score", "origin", "document", "segment", "source", "target", "flags", "notes", "id")
"""The columns of a unit (see :mod:`export.fields`) that the page's table needs."""


def _rows(contents: Contents) -> list[dict[str, Any]]:
    """Return what the page's table shows: what was set aside, then the units, the worst first."""
    rows = [_rejected(rejection) for rejection in contents.rejections if rejection.stage in _COUNTED]
    rows += map(_shown, sorted(contents.units, key=lambda unit: (unit.score, unit.document, unit.index)))
    return rows[:_MOST]


def _rejected(rejection: Rejection) -> dict[str, Any]:
    source, _, target = rejection.text.partition(" ||| ")
    return {
        "score": None,
        "origin": "set aside",
        "document": rejection.document,
        "segment": None,
        "source": source,
        "target": target,
        "flags": [f"set aside: {rejection.code}"],
        "notes": [rejection.message],
        "id": "",
    }


def _shown(unit: Unit) -> dict[str, Any]:
    columns = row(unit)
    shown = {name: columns[name] for name in _SHOWN} | {"score": unit.score}
    if unit.comment:
        shown["notes"] = [
            *(flag.message for flag in unit.flags),
            f"{unit.reviewer or 'a reviewer'}: {unit.comment}",
        ]
    return shown


def _section(title: str, name: str, *content: etree._Element) -> etree._Element:
    section: etree._Element = E.DIV(E.H2(title), *content, id=name, **{"class": "section"})
    return section


def _totals(contents: Contents) -> etree._Element:
    units = contents.units
    origins = Counter(unit.origin for unit in units)
    figures = [
        (len(contents.documents), "documents"),
        (len(units), "units"),
        *((origins[origin], origin) for origin in get_args(Origin) if origins[origin]),
        (sum(bool(unit.flags) for unit in units), "flagged"),
        (sum(rejection.stage in _COUNTED for rejection in contents.rejections), "set aside"),
        *([(contents.untranslated, "untranslated")] if contents.untranslated else []),
    ]
    mean = f"{sum(unit.score for unit in units) / len(units):.3f}" if units else "–"
    items = [E.DIV(E.B(f"{number:,}"), E.SPAN(name)) for number, name in figures]
    totals: etree._Element = E.DIV(*items, E.DIV(E.B(mean), E.SPAN("mean score")), **{"class": "totals"})
    return totals


def _style() -> Any:
    from pygal.style import Style

    # The page's own colours, so that the charts follow light and dark.
    return Style(
        background="transparent",
        plot_background="transparent",
        foreground="var(--ink)",
        foreground_strong="var(--ink)",
        foreground_subtle="var(--faint)",
        colors=("var(--a)", "var(--b)", "var(--c)", "var(--d)"),
        font_family="inherit",
    )


def _waterfall(contents: Contents) -> etree._Element:
    """Draw how the candidates became units.

    Each bar is what a reason took away, from where the one before it ended.
    """
    import pygal

    drops = Counter(
        (rejection.stage, rejection.code) for rejection in contents.rejections if rejection.stage in _COUNTED
    )
    left = len(contents.units) + sum(drops.values()) + contents.untranslated
    steps: list[tuple[str, int, int, str]] = [("candidates", 0, left, "")]
    for (_, code), count in sorted(
        drops.items(), key=lambda item: (_COUNTED.index(item[0][0]), -item[1], item[0][1])
    ):
        left -= count
        steps.append((code, left, count, f"#flag=set aside: {code}"))
    if contents.untranslated:
        left -= contents.untranslated
        steps.append(("untranslated", left, contents.untranslated, ""))
    steps.append(("units", 0, len(contents.units), "#origin=written"))
    chart = pygal.HorizontalStackedBar(
        style=_style(), width=800, height=70 + 34 * len(steps), show_legend=False
    )
    chart.x_labels = [f"{name}: {count:,}" for name, _, count, _ in reversed(steps)]
    chart.add("", [{"value": base, "style": "fill: none; stroke: none"} for _, base, *_ in reversed(steps)])
    chart.add("", [_bar(count, link) for _, _, count, link in reversed(steps)])
    return svg(chart, "waterfall-chart")


def _histogram(units: Sequence[Unit]) -> etree._Element:
    import pygal

    chart = pygal.StackedBar(
        style=_style(), width=800, height=300, legend_at_bottom=True, x_title="score", y_title="units"
    )
    chart.x_labels = [f"{k / _BINS:.1f}–{(k + 1) / _BINS:.1f}" for k in range(_BINS)]
    for origin in get_args(Origin):
        counts = Counter(min(int(unit.score * _BINS), _BINS - 1) for unit in units if unit.origin == origin)
        if counts:
            links = [f"#origin={origin}&low={k / _BINS:.1f}&high={(k + 1) / _BINS:.1f}" for k in range(_BINS)]
            chart.add(origin, [_bar(counts[k], links[k]) for k in range(_BINS)])
    return svg(chart, "histogram-chart")


def _bar(value: int, link: str) -> dict[str, object]:
    return {"value": value, "xlink": {"href": link, "target": "_self"}} if link else {"value": value}


def _units_section(rows: Sequence[dict[str, Any]], total: int) -> etree._Element:
    flags = sorted({flag for shown in rows for flag in shown["flags"]})
    documents = sorted({shown["document"] for shown in rows})
    origins = ["written", *sorted({shown["origin"] for shown in rows})]
    some = (
        f"The page holds the {len(rows):,} worst of {total:,}; all are in the TMX files and set-aside.tsv."
        if len(rows) < total
        else ""
    )

    def choice(name: str, options: Sequence[str]) -> etree._Element:
        select: etree._Element = E.SELECT(E.OPTION(f"any {name}", value=""), id=name, **{"aria-label": name})
        select.extend(E.OPTION(option, value=option) for option in options)
        return select

    number = {"type": "number", "min": "0", "max": "1", "step": "0.05"}
    controls = E.FORM(
        E.INPUT(type="search", id="search", placeholder="search both sides", **{"aria-label": "search"}),
        E.LABEL("score ", E.INPUT(number, id="low", value="0", **{"aria-label": "lowest score"})),
        E.LABEL(" to ", E.INPUT(number, id="high", value="1", **{"aria-label": "highest score"})),
        choice("flag", flags),
        choice("document", documents),
        choice("origin", origins),
        E.BUTTON("reset", type="reset"),
        id="filters",
    )
    return _section(
        "Units, the worst first",
        "units",
        controls,
        E.P(id="count", **{"aria-live": "polite"}),
        E.P(some) if some else E.SPAN(),
        E.DIV(id="list"),
        E.BUTTON("show more", id="more", type="button"),
    )


def _documents(contents: Contents) -> etree._Element:
    units: dict[str, list[Unit]] = {}
    for unit in contents.units:
        units.setdefault(unit.document, []).append(unit)
    rejected = Counter(r.document for r in contents.rejections if r.stage in _COUNTED)
    rows = [_document(d, units.get(d.name, []), rejected[d.name]) for d in contents.documents]
    names = list(rows[0]) if rows else ["document", "reason"]
    table = E.TABLE(E.THEAD(E.TR(*(E.TH(name) for name in names))))
    body = etree.SubElement(table, "tbody")
    for cells in rows:
        (_, name), *others = cells.items()
        link = E.A(name, href=f"#document={quote(name, errors='replace')}")
        body.append(E.TR(E.TD(link), *(E.TD(text, **{"data-name": column}) for column, text in others)))
    for rejection in contents.rejections:
        if rejection.stage not in (*_COUNTED, "segment"):
            what = f"{'failed' if rejection.failed else rejection.code}: {rejection.message}"
            body.append(E.TR(E.TD(rejection.document), E.TD(what, colspan=str(max(len(names) - 1, 1)))))
    return _wide(table)


def _omissions(omissions: Omissions) -> list[etree._Element]:
    """Return the section about what editions do not share, where documents are paired."""
    if not omissions.shares:
        return []
    return [_section("What editions do not share", "omissions", *omissions_section(omissions))]


def _document(document: Document, units: Sequence[Unit], rejected: int) -> dict[str, str]:
    """Return what the table says of a document."""
    metadata = document.metadata
    return {
        "document": document.name,
        "language": f"{document.lang}-{document.script}",
        "units": f"{len(units):,}",
        "mean score": f"{sum(unit.score for unit in units) / len(units):.3f}" if units else "–",
        "flagged": str(sum(bool(unit.flags) for unit in units)),
        "set aside": str(rejected),
        "lines taken out": str(len(document.removed)),
        "date": (metadata.date or "")[:8],
        "licence": metadata.licence or "",
        "address": metadata.url or "",
    }


def _wide(table: etree._Element) -> etree._Element:
    """Let the table scroll by itself on a small screen."""
    scrolling: etree._Element = E.DIV(table, **{"class": "wide"})
    return scrolling


def _details(details: Mapping[str, Any]) -> etree._Element:
    table = E.TABLE()
    for group, values in details.items():
        for name, value in (values if isinstance(values, Mapping) else {group: values}).items():
            table.append(E.TR(E.TD(str(name)), E.TD(str(value))))
    return _wide(table)
