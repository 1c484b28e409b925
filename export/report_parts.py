"""The parts of the report that are charts and tables, in HTML and CSS alone: bars are boxes of a width."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import get_args
from urllib.parse import quote

from lxml import etree
from lxml.html import builder as E  # noqa: N812 - as lxml's documentation calls it

from corpus.flags import FLAGS
from corpus.model import Origin
from corpus.text.normalise import illegal
from export.tally import BANDS, BINS, Tally

_FIGURE = re.compile(r"[\d,.]+%?|–|[\d,]+ \(\d+%\)")
_MOST_ROWS = 200
"""Rows of names and terms; all of them stand in tables of their own."""
_MOST_PAIRS = 5_000
_PROMISES: dict[Origin, str] = {
    "aligned": "that exactly this link is right, and the two sides translate each other",
    "drafted": "that the draft can be used as it is: no major and at most one minor error",
    "reviewed": "nothing is promised: a person wrote or confirmed it",
}


@dataclass(frozen=True, slots=True)
class Flow:
    """What became of the sentences: each is in a unit, or left for a reason."""

    read: int
    left: tuple[tuple[str, str, int], ...]
    """Why sentences are in no unit: the stage, the reason, how many; in the order of the stages."""
    untranslated: int
    units: int

    @property
    def in_units(self) -> int:
        """Sentences that stand in units; a link has those of both sides."""
        return self.read - self.untranslated - sum(count for *_, count in self.left)


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two documents that were aligned."""

    zh: str
    en: str
    confidence: float
    links: int
    unlinked: int


@dataclass(frozen=True, slots=True)
class Term:
    """A Chinese term, and how the corpus says it, the commonest first."""

    zh: str
    renderings: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How far the review of a document is."""

    document: str
    units: int
    decided: int
    reviewers: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What a run did to the units of a document."""

    document: str
    added: int
    removed: int
    changed: int
    """Those that say something else in translation."""


@dataclass(frozen=True, slots=True)
class Warned:
    """Something about a document that somebody should look at."""

    document: str
    said: str


@dataclass(frozen=True, slots=True)
class Refit:
    """How the scores of one kind of units were fitted to what people decided."""

    pair: str
    """The languages."""
    origin: str
    decisions: int
    promised: float
    """The mean score of the reviewed units before."""
    usable: float
    """The share of them that people found usable."""
    slope: float
    offset: float


def table(headings: Sequence[str], rows: Iterable[Sequence[str | etree._Element]]) -> etree._Element:
    """Return a table that scrolls by itself on a small screen; columns of figures are set to the right."""
    cells = [list(row) for row in rows]
    columns = zip(*cells, strict=True) if cells else ([""] for _ in headings)
    kinds = [{"class": "num"} if all(map(_is_figure, column)) else {} for column in columns]
    head = E.TR(*(E.TH(name, scope="col", **kind) for name, kind in zip(headings, kinds, strict=True)))
    body = (E.TR(*(E.TD(cell, **kind) for cell, kind in zip(row, kinds, strict=True))) for row in cells)
    return wide(E.TABLE(E.THEAD(head), E.TBODY(*body)))


def _is_figure(cell: str | etree._Element) -> bool:
    return isinstance(cell, str) and bool(_FIGURE.fullmatch(cell))


def wide(content: etree._Element) -> etree._Element:
    """Return content that scrolls by itself on a small screen, by keyboard too."""
    box: etree._Element = E.DIV(content, tabindex="0", role="region", **{"class": "wide"})
    box.set("aria-label", "table")
    return box


def document_link(name: str) -> etree._Element:
    """Return a link to the units of a document."""
    link: etree._Element = E.A(name, href=f"#document={quote(name, errors='replace')}")
    return link


def waterfall(flow: Flow) -> etree._Element:
    """Draw how the sentences that were read became units.

    Each bar is what a reason took away, from where the one before it ended.
    """
    left = flow.read
    rows = [_step("sentences read", 0, left, flow.read, kind="whole")]
    for stage, code, count in flow.left:
        left -= count
        link = "" if stage == "segment" else f"#flag=set aside: {code}"
        rows.append(_step(code, left, count, flow.read, link=link, kind="gone"))
    if flow.untranslated:
        left -= flow.untranslated
        rows.append(_step("not drafted yet", left, flow.untranslated, flow.read, kind="gone"))
    joined = flow.in_units - flow.units
    if joined:
        rows.append(_step("joined: two sides of a link", flow.units, joined, flow.read, kind="joined"))
    rows.append(_step("units written", 0, flow.units, flow.read, link="#origin=written", kind="whole"))
    chart: etree._Element = E.TABLE(E.TBODY(*rows), **{"class": "bars"})
    return chart


def _step(
    name: str, start: int, count: int, whole: int, link: str = "", kind: str = "whole"
) -> etree._Element:
    total = max(whole, 1)
    style = f"margin-left:{100 * start / total:.3f}%;width:{100 * count / total:.3f}%"
    label = E.A(name, href=link) if link else E.SPAN(name)
    bar = E.TD(E.DIV(style=style, title=f"{name}: {count:,}", **{"class": f"bar {kind}"}))
    minus = "−" if kind == "gone" else ""
    row: etree._Element = E.TR(E.TH(label, scope="row"), bar, E.TD(f"{minus}{count:,}", **{"class": "n"}))
    return row


def histogram(tally: Tally) -> etree._Element:
    """Draw how many units of each origin have which score; each part leads to its units."""
    origins, counts = _origins(tally), tally.bins
    most = max((sum(counts[k, origin] for origin in origins) for k in range(BINS)), default=1)
    rows = []
    for k in reversed(range(BINS)):
        low, high = f"{k / BINS:.1f}", f"{(k + 1) / BINS:.1f}"
        parts = [_part(origin, low, high, counts[k, origin], most) for origin in origins if counts[k, origin]]
        total = sum(counts[k, origin] for origin in origins)
        bars = E.TD(E.DIV(*parts, **{"class": "stack"}))
        rows.append(E.TR(E.TH(f"{low}–{high}", scope="row"), bars, E.TD(f"{total:,}", **{"class": "n"})))
    legend = E.P(*(E.SPAN(origin, **{"class": f"key {origin}"}) for origin in origins))
    chart: etree._Element = E.DIV(legend, E.TABLE(E.TBODY(*rows), **{"class": "bars"}))
    return chart


def _part(origin: str, low: str, high: str, count: int, most: int) -> etree._Element:
    words = f"{count:,} {origin} units score {low} to {high}"
    part: etree._Element = E.A(
        href=f"#origin={origin}&low={low}&high={high}",
        style=f"width:{100 * count / max(most, 1):.3f}%",
        title=words,
        **{"class": f"bar {origin}", "aria-label": words},
    )
    return part


def promises(tally: Tally) -> etree._Element:
    """Say for each origin and band of scores how many units are right, if scores keep their promise."""
    rows: list[Sequence[str | etree._Element]] = []
    origins = _origins(tally)
    for origin, (low, high) in product(origins, BANDS):
        part = tally.bands.get((origin, (low, high)))
        if part:
            band = f"{low:.1f}–{min(high, 1.0):.1f}"
            link = E.A(origin, href=f"#origin={origin}&low={low:.1f}&high={min(high, 1.0):.1f}")
            right = "–" if origin == "reviewed" else f"{part.score:,.0f} ({part.score / part.units:.0%})"
            rows.append((link, band, f"{part.units:,}", right))
    said = [E.LI(E.B(origin), f": {text}") for origin, text in _PROMISES.items() if origin in origins]
    box: etree._Element = E.DIV(E.P("A score is a probability:"), E.UL(*said), table(_PROMISED, rows))
    return box


def _origins(tally: Tally) -> list[Origin]:
    """Return the origins of which there are units, in their order."""
    return [origin for origin in get_args(Origin) if tally.origins[origin]]


def refits(rows: Sequence[Refit]) -> list[etree._Element]:
    """Say which scores were fitted to a review, and how to go back."""
    if not rows:
        return []
    said = (
        "Scores were fitted to what people decided of this corpus: their log-odds times a slope plus an "
        "offset (Platt). The order of units stays. To have them as they were, build with --no-recalibrate."
    )
    cells = [
        (
            *(r.pair, r.origin, f"{r.decisions:,}"),
            *(f"{r.promised:.0%}", f"{r.usable:.0%}", f"{r.slope:.3f}", f"{r.offset:.3f}"),
        )
        for r in rows
    ]
    return [E.P(said), table(_REFIT, cells)]


_REFIT = ("languages", "origin", "decisions", "promised before", "usable", "slope", "offset")
_PROMISED = ("origin", "score", "units", "right, as promised")


def flags(counts: Counter[str]) -> etree._Element:
    """Explain the flags that units have."""
    rows = [
        (
            E.A(code, href=f"#flag={code}"),
            f"{count:,}",
            E.SPAN(FLAGS[code].severity, **{"class": FLAGS[code].severity}),
            FLAGS[code].sentence,
            FLAGS[code].remedy,
        )
        for code, count in counts.most_common()
    ]
    return table(("flag", "units", "severity", "what it means", "what to do"), rows)


def pairs(pairings: Sequence[Pairing]) -> etree._Element:
    """List the documents that were aligned, the doubtful ones first; both lead to their units."""
    rows = [
        (document_link(p.zh), document_link(p.en), f"{p.confidence:.2f}", f"{p.links:,}", f"{p.unlinked:,}")
        for p in heapq.nsmallest(_MOST_PAIRS, pairings, key=lambda p: (p.confidence, -p.unlinked, p.zh))
    ]
    return table(("Chinese", "English", "confidence", "links", "sentences alone"), rows)


def names(rows: Sequence[tuple[str, str, str, int]]) -> etree._Element:
    """List the names of the corpus: name, spelling, kind, how often."""
    return table(
        ("name", "spelling", "kind", "places"),
        [(_search(name), spelling, kind, f"{count:,}") for name, spelling, kind, count in rows[:_MOST_ROWS]],
    )


def terms(rows: Sequence[Term]) -> etree._Element:
    """List the terms that the corpus says in several ways."""
    return table(
        ("term", "said as"),
        [
            (_search(term.zh), "; ".join(f"{phrase} ({count})" for phrase, count in term.renderings))
            for term in rows[:_MOST_ROWS]
        ],
    )


def _search(text: str) -> etree._Element:
    link: etree._Element = E.A(text, href=f"#search={quote(text, errors='replace')}")
    return link


def review(rows: Sequence[Reviewed]) -> etree._Element:
    """Show how far the review of each document is."""
    return table(
        ("document", "decided", "of", "share", "by"),
        [
            (
                document_link(r.document),
                f"{r.decided:,}",
                f"{r.units:,}",
                f"{r.decided / r.units:.0%}",
                r.reviewers,
            )
            for r in rows
        ],
    )


def changed(rows: Sequence[Changed], standing: Container[str]) -> list[etree._Element]:
    """Tell what the last run that changed something did, in all and by document.

    A link leads to the units of those documents that stand.
    """
    counts = {
        "added": sum(row.added for row in rows),
        "removed": sum(row.removed for row in rows),
        "changed in translation": sum(row.changed for row in rows),
    }
    said = ", ".join(
        f"{number:,} {'unit' if number == 1 else 'units'} {what}" for what, number in counts.items() if number
    )
    cells = [
        (
            document_link(row.document) if row.document in standing else row.document,
            *(f"{count:,}" for count in (row.added, row.removed, row.changed)),
        )
        for row in heapq.nlargest(_MOST_ROWS, rows, key=lambda row: row.added + row.removed + row.changed)
    ]
    return [
        E.P(f"The last run that changed units: {said}."),
        table(("document", "added", "removed", "changed"), cells),
    ]


def warnings(rows: Sequence[Warned]) -> etree._Element:
    """List what somebody should look at."""
    return table(
        ("document", "what"), [(document_link(row.document), row.said) for row in rows[:_MOST_PAIRS]]
    )


def details(values: Mapping[str, object]) -> etree._Element:
    """List settings and versions."""
    rows = [
        (str(name), illegal(str(value)))  # A setting may hold what XML cannot.
        for group, inner in values.items()
        for name, value in (inner if isinstance(inner, Mapping) else {group: inner}).items()
    ]
    return table(("name", "value"), rows)
