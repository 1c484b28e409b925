"""Plain tables: what was set aside, and what is still to be translated."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from corpus.errors import UsageError
from corpus.model import NameKind, Rejection
from export.files import atomic_write

_RUN = (
    "=+-@＝＋－＠"  # What begins so is a formula to a spreadsheet; the wide ones too, in East Asian editions.
)


def write_rejections(path: Path, rejections: Iterable[Rejection]) -> None:
    """Write the ledger of what is in no corpus file.

    Every line taken out, every document and sentence left out.
    """
    write_table(
        path,
        ("stage", "reason", "document", "message", "text"),
        ((r.stage, r.code, r.document, r.message, r.text) for r in rejections),
    )


def write_untranslated(path: Path, rows: Iterable[tuple[str, int, str]]) -> None:
    """Write the sentences that no engine could draft: document, position in it, source."""
    write_table(path, ("document", "segment", "source"), rows)


@dataclass(frozen=True, slots=True)
class NameRow:
    """A row of the table of names."""

    name: str
    spelling: str
    """Empty where a person says that it is no name."""
    kind: NameKind
    sure: str
    """How the spelling is known: ``found`` by rules, or ``edited`` by a person."""
    count: int
    """In how many places the name stands."""
    where: str
    """The first document that has it."""


_NAME_COLUMNS = ("name", "spelling", "kind", "sure", "count", "where")
_NAME_KINDS: dict[str, NameKind] = {"person": "person", "place": "place"}


def write_names(path: Path, rows: Iterable[NameRow]) -> None:
    """Write the table of names, which a person may edit."""
    write_table(path, _NAME_COLUMNS, ((r.name, r.spelling, r.kind, r.sure, r.count, r.where) for r in rows))


def read_names(path: Path) -> list[NameRow]:
    """Read a table of names back, as a person may have edited it.

    Raises:
        UsageError: it cannot be read, or lines of it are wrong; all of them are named.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            table = list(csv.DictReader(stream, delimiter="\t"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path}: cannot be read ({error})") from error
    rows, wrong = [], []
    for number, row in enumerate(table, 2):
        name, kind = (row.get("name") or "").strip(), (row.get("kind") or "").strip()
        if not name or kind not in _NAME_KINDS:
            wrong.append(str(number))
            continue
        spelling, sure = (row.get("spelling") or "").strip(), (row.get("sure") or "").strip()
        count, where = (row.get("count") or "").strip(), (row.get("where") or "").strip()
        rows.append(
            NameRow(name, spelling, _NAME_KINDS[kind], sure, int(count) if count.isdecimal() else 0, where)
        )
    if wrong:
        raise UsageError(
            f"{path}: no name, or a kind that is not person or place, in line {', '.join(wrong[:20])}"
        )
    return rows


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table with a header."""
    with atomic_write(path) as stream:
        write_rows(stream, [header])
        write_rows(stream, rows)


def write_rows(stream: BinaryIO, rows: Iterable[Sequence[object]]) -> int:
    """Write rows of a table that a person may open in a spreadsheet, and return how many.

    See :func:`cell`.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    count = 0
    for row in rows:
        writer.writerow([cell(value) for value in row])
        count += 1
    text.detach()
    return count


def cell(value: object) -> str:
    """Return a value as a cell: on one line, with an apostrophe before a text that a spreadsheet would run.

    OWASP, "CSV injection". Numbers stay numbers.
    """
    if isinstance(value, int | float):
        return str(value)
    text = " ".join(str(value).split())
    return f"'{text}" if text[:1] and text[0] in _RUN else text
