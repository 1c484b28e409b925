"""The report of a run as one HTML page that needs no network.

What came out, what was set aside and why, and the units to look at.
"""

from __future__ import annotations

import heapq
import itertools
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from lxml import etree, html
from lxml.html import builder as E  # noqa: N812 - as lxml's documentation calls it

from corpus import __version__
from corpus.flags import FLAGS
from corpus.model import Document, Origin, Rejection, Unit
from export import report_parts as parts
from export.fields import row
from export.files import atomic_write
from export.omissions import NO_OMISSIONS, Omissions, omissions_section
from export.report_page import SCRIPT, STYLE
from export.tables import NameRow
from export.tally import OF_UNITS, Aside, Figures, Tally

REPORT = "report.html"
_MOST = 5000
"""Units that the page holds: the worst; a browser searches so many without lag. Documents and pairs, too."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What the report tells of a run."""

    name: str
    units: Sequence[Unit]
    rejections: Sequence[Rejection]
    aside: Aside
    """Their counts."""
    documents: Sequence[Document]
    flow: parts.Flow
    details: Mapping[str, Any]
    """Settings and versions, as the manifest has them."""
    pairs: Sequence[parts.Pairing] = ()
    names: Sequence[NameRow] = ()
    terms: Sequence[parts.Term] = ()
    """What is said in several ways."""
    review: Sequence[parts.Reviewed] = ()
    omissions: Omissions = NO_OMISSIONS
    refits: Sequence[parts.Refit] = ()
    changed: Sequence[parts.Changed] = ()
    """What the last run that changed something did to each document."""
    warnings: Sequence[parts.Warned] = ()


def write_report(path: Path, contents: Contents) -> None:
    """Write the page.

    Raises:
        CorpusError: the file cannot be written.
    """
    rows = _rows(contents)
    names = (document.name for document in itertools.islice(contents.documents, _MOST))
    tally = Tally(contents.units, names)
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
            _main(contents, rows, tally),
            E.SCRIPT(_json(rows), id="data", type="application/json"),
            E.SCRIPT(
                _json({code: flag.severity for code, flag in FLAGS.items()}),
                id="severities",
                type="application/json",
            ),
            E.SCRIPT(SCRIPT),
        ),
        lang="en",
    )
    with atomic_write(path) as stream:
        stream.write(html.tostring(page, doctype="<!DOCTYPE html>", encoding="utf-8"))


def _main(contents: Contents, rows: Sequence[dict[str, Any]], tally: Tally) -> etree._Element:
    """Return what the page shows, with a line of links to its sections at the top."""
    aside = contents.aside.units
    sections = [
        _section("From sentences to units", "waterfall", *_waterfall(contents)),
        _section(
            "Scores, and what they promise",
            "histogram",
            parts.histogram(tally),
            parts.promises(tally),
            *parts.refits(contents.refits),
        ),
        *([_section("Flags", "flags", parts.flags(tally.flags))] if tally.flags else []),
        *([_section("What changed", "changes", *_changed(contents))] if contents.changed else []),
        _units_section(rows, tally.all.units + aside),
        *([_section("Review", "review", parts.review(contents.review))] if contents.review else []),
        _section("Documents", "documents", _documents(contents, tally)),
        *([_section("Warnings", "warnings", parts.warnings(contents.warnings))] if contents.warnings else []),
        *([_section("Aligned documents", "pairs", parts.pairs(contents.pairs))] if contents.pairs else []),
        *_omissions(contents.omissions),
        *(
            [_section("Terms said in several ways", "terms", parts.terms(contents.terms))]
            if contents.terms
            else []
        ),
        *([_section("Names", "names", _names(contents))] if contents.names else []),
        _section("Settings and versions", "details", parts.details(contents.details)),
    ]
    links = [E.A(str(section.findtext("h2")), href=f"#{section.get('id')}") for section in sections]
    main = E.DIV(
        E.H1(contents.name),
        E.P(f"A Chinese–English parallel corpus, made by Duizhao {__version__}", **{"class": "what"}),
        _totals(contents, tally, aside),
        E.DIV(*links, role="navigation", **{"class": "toc"}),
        *sections,
    )
    main.tag = "main"
    whole: etree._Element = main
    return whole


def _json(rows: object) -> str:
    """Return JSON that cannot end the script element it stands in (HTML Living Standard, 4.12.1.3)."""
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


_SHOWN = (
    "score",
    "origin",
    "document",
    "target_document",
    "segment",
    "source",
    "target",
    "flags",
    "notes",
    "id",
)
"""The columns of a unit (see :mod:`export.fields`) that the page's table needs."""


def _rows(contents: Contents) -> list[dict[str, Any]]:
    """Return what the page's table shows: what was set aside, then the units, the worst first."""
    aside = (rejection for rejection in contents.rejections if rejection.stage in OF_UNITS)
    rows = [_rejected(rejection) for rejection in itertools.islice(aside, _MOST)]
    worst = heapq.nsmallest(
        _MOST - len(rows), contents.units, key=lambda unit: (unit.score, unit.document, unit.index)
    )
    return [*rows, *map(_shown, worst)]


def _rejected(rejection: Rejection) -> dict[str, Any]:
    source, _, target = rejection.text.partition(" ||| ")
    return {
        "score": None,
        "origin": "set aside",
        "document": rejection.document,
        "target_document": "",
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


def _totals(contents: Contents, tally: Tally, aside: int) -> etree._Element:
    origins = tally.origins
    figures = [
        (len(contents.documents), "documents", "#documents"),
        (tally.all.units, "units", "#origin=written"),
        *((origins[origin], origin, f"#origin={origin}") for origin in get_args(Origin) if origins[origin]),
        (tally.all.flagged, "flagged", "#flags" if tally.flags else ""),
        (aside, "set aside", "#origin=set aside" if aside else ""),
        *([(contents.flow.untranslated, "untranslated", "")] if contents.flow.untranslated else []),
    ]
    items = [
        E.DIV(E.B(f"{number:,}"), E.A(E.SPAN(name), href=link) if link else E.SPAN(name))
        for number, name, link in figures
    ]
    totals: etree._Element = E.DIV(
        *items, E.DIV(E.B(tally.all.mean), E.SPAN("mean score")), **{"class": "totals"}
    )
    return totals


def _waterfall(contents: Contents) -> list[etree._Element]:
    """Draw what became of the sentences, and say what was not even read as one."""
    removed = Counter(line.code for document in contents.documents for line in document.removed)
    files = Counter("failed" if file.failed else file.code for file in contents.aside.documents)
    said = []
    if removed:
        said.append(
            f"{removed.total():,} lines that belong to a page and not to its text were taken out before, by "
            f"rule: {_listed(removed)}."
        )
    if files:
        said.append(f"Documents or pairs set aside: {_listed(files)}; the reasons stand under Documents.")
    return [parts.waterfall(contents.flow), E.P(" ".join(said))]


def _listed(counts: Counter[str]) -> str:
    """Name each reason with its count, the commonest first."""
    return ", ".join(f"{code} {count}" for code, count in counts.most_common())


def _changed(contents: Contents) -> list[etree._Element]:
    return parts.changed(contents.changed, {document.name for document in contents.documents})


def _names(contents: Contents) -> etree._Element:
    return parts.names([(row.name, row.spelling, row.kind, row.count) for row in contents.names])


def _units_section(rows: Sequence[dict[str, Any]], total: int) -> etree._Element:
    flags = Counter(flag for shown in rows for flag in shown["flags"])
    sides = ({shown["document"], shown["target_document"]} - {"", None} for shown in rows)
    documents = Counter(name for names in sides for name in names)
    origins = Counter(shown["origin"] for shown in rows)
    origins["written"] = len(rows) - origins["set aside"]
    some = (
        f"The page holds the {len(rows):,} worst of {total:,}; all are in the TMX files and set-aside.tsv."
        if len(rows) < total
        else ""
    )

    def choice(name: str, options: Mapping[str, int]) -> etree._Element:
        select: etree._Element = E.SELECT(E.OPTION(f"any {name}", value=""), id=name, **{"aria-label": name})
        select.extend(
            E.OPTION(f"{option} ({count:,})", value=option) for option, count in sorted(options.items())
        )
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


def _documents(contents: Contents, tally: Tally) -> etree._Element:
    rejected = contents.aside.units_of
    partners = {pair.zh: pair.en for pair in contents.pairs}
    partners |= {en: zh for zh, en in partners.items()}
    rows = [
        _document(
            document, tally.documents[document.name], rejected[document.name], partners.get(document.name)
        )
        for document in itertools.islice(contents.documents, _MOST)
    ]
    content = parts.table(_DOCUMENT_COLUMNS, rows)
    body = next(content.iter("tbody"))
    for rejection in contents.aside.documents[:_MOST]:
        what = f"{'failed' if rejection.failed else rejection.code}: {rejection.message}"
        body.append(E.TR(E.TD(rejection.document), E.TD(what, colspan=str(len(_DOCUMENT_COLUMNS) - 1))))
    if len(rows) < len(contents.documents):
        body.append(
            E.TR(
                E.TD(
                    f"The page lists {len(rows):,} of {len(contents.documents):,} documents; all are in "
                    "manifest.json, and what was set aside in set-aside.tsv.",
                    colspan=str(len(_DOCUMENT_COLUMNS)),
                )
            )
        )
    return content


def _omissions(omissions: Omissions) -> list[etree._Element]:
    """Return the section about what editions do not share, where documents are paired."""
    if not omissions.shares:
        return []
    return [_section("What editions do not share", "omissions", *omissions_section(omissions))]


_DOCUMENT_COLUMNS = (
    "document",
    "goes with",
    "language",
    "units",
    "mean score",
    "flagged",
    "set aside",
    "lines taken out",
    "date",
    "licence",
    "address",
)


def _document(
    document: Document, units: Figures, rejected: int, partner: str | None
) -> Sequence[str | etree._Element]:
    """Return what the table says of a document."""
    metadata, encoding = document.metadata, document.encoding
    return (
        parts.document_link(document.name),
        parts.document_link(partner) if partner else "",
        f"{document.lang}-{document.script}" + (f", {encoding}" if encoding != "utf-8" else ""),
        f"{units.units:,}",
        units.mean,
        str(units.flagged),
        str(rejected),
        str(len(document.removed)),
        (metadata.date or "")[:8],
        metadata.licence or "",
        _address(metadata.url),
    )


def _address(url: str | None) -> str | etree._Element:
    """Return an address as a link, where a browser would follow it to a page and nothing else."""
    if url and url.startswith(("http://", "https://")):
        link: etree._Element = E.A(url, href=url, rel="noreferrer")
        return link
    return url or ""
