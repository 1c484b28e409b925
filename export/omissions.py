"""What two editions of one text do not share, as a table and as a part of the report."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from lxml.html import builder as E  # noqa: N812 - as lxml's documentation calls it

from export.report_parts import wide
from export.tables import write_table

OMISSIONS = "omissions.tsv"
_MOST = 500
"""Rows that the report shows; all are in the table."""
_MOST_SHARES = 5_000
_SHORT = 160


@dataclass(frozen=True, slots=True)
class Omission:
    """Neighbouring sentences of a document that the other edition lacks."""

    document: str
    partner: str
    first: int
    """Segment of the document."""
    last: int
    sentences: int
    probability: float
    """The mean posterior of the sentences having no counterpart."""
    numbers: tuple[str, ...]
    """Numbers that stand here and nowhere in the other edition."""
    names: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a document stands in the other edition."""

    document: str
    partner: str
    share: float
    """Of its characters, those of sentences that have a counterpart."""
    abridged: bool
    """Whether the other edition is an abridgement of this document."""
    numbers: tuple[str, ...]
    """Numbers of the whole document that the other edition states nowhere."""
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Omissions:
    """What all pairs do not share."""

    shares: tuple[Share, ...] = ()
    runs: Sequence[Omission] = ()


NO_OMISSIONS = Omissions()
_COLUMNS = (
    "kind", "document", "partner", "share", "first", "last", "sentences", "probability", "numbers", "names",
    "text",
)  # fmt: skip


def write_omissions(path: Path, omissions: Omissions) -> None:
    """Write a line ``document`` for each document of a pair, and a line ``missing`` for each run of it."""
    places: dict[str, list[int]] = {}
    for place, run in enumerate(omissions.runs):
        places.setdefault(run.document, []).append(place)
    write_table(path, _COLUMNS, _rows(omissions, places))


def _rows(omissions: Omissions, places: Mapping[str, Sequence[int]]) -> Iterable[Sequence[str]]:
    for share in omissions.shares:
        numbers, names = "; ".join(share.numbers), "; ".join(share.names)
        yield ("document", share.document, share.partner, f"{share.share:.3f}", *[""] * 4, numbers, names, "")
        for run in (omissions.runs[place] for place in places.get(share.document, ())):
            yield (
                "missing",
                run.document,
                run.partner,
                "",
                str(run.first),
                str(run.last),
                str(run.sentences),
                f"{run.probability:.3f}",
                "; ".join(run.numbers),
                "; ".join(run.names),
                run.text,
            )


def omissions_section(omissions: Omissions) -> list[etree._Element]:
    """Return what the report shows: how much of each document the other edition has, and what it lacks."""
    shares = E.TABLE(_heads("document", "other edition", "shared", "numbers", "names"))
    for share in omissions.shares[:_MOST_SHARES]:
        shared = f"{share.share:.0%}" + (" (abridged there)" if share.abridged else "")
        cells = (share.document, share.partner, shared, ", ".join(share.numbers), ", ".join(share.names))
        shares.append(E.TR(*map(E.TD, cells)))
    runs = E.TABLE(_heads("document", "sentences", "probability", "what the other edition lacks"))
    for run in heapq.nsmallest(_MOST, omissions.runs, key=lambda run: -run.sentences * run.probability):
        text = run.text if len(run.text) <= _SHORT else f"{run.text[:_SHORT]}…"
        texts = (run.document, str(run.sentences), f"{run.probability:.2f}", text)
        runs.append(E.TR(*map(E.TD, texts)))
    about = "Numbers and names are those that the other edition has nowhere. All is in omissions.tsv."
    return [E.P(about), wide(shares), wide(runs)]


def _heads(*names: str) -> etree._Element:
    heads: etree._Element = E.THEAD(E.TR(*map(E.TH, names)))
    return heads
