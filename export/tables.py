"""Plain tables: what was set aside, and what is still to be translated."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from corpus.model import Reason
from export.files import atomic_write

_RUN = (
    "=+-@＝＋－＠"  # What begins so is a formula to a spreadsheet; the wide ones too, in East Asian editions.
)


def write_set_aside(path: Path, reasons: Iterable[Reason]) -> None:
    """Write the ledger of what is in no corpus file: every line taken out, every document and sentence left out."""
    _write(
        path,
        ("stage", "reason", "document", "message", "text"),
        ((reason.stage, reason.code, reason.document, reason.message, reason.text) for reason in reasons),
    )


def write_untranslated(path: Path, rows: Iterable[tuple[str, int, str]]) -> None:
    """Write the sentences that no engine could draft: document, position in it, source."""
    _write(path, ("document", "segment", "source"), rows)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with atomic_write(path) as stream:
        write_rows(stream, [header])
        write_rows(stream, rows)


def write_rows(stream: BinaryIO, rows: Iterable[Sequence[object]]) -> int:
    """Write rows of a table that a person may open in a spreadsheet, and return how many: see :func:`cell`."""
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    count = 0
    for row in rows:
        writer.writerow([cell(value) for value in row])
        count += 1
    text.detach()
    return count


def cell(value: object) -> str:
    """Return a value as a cell: on one line, and a text that a spreadsheet would run with an apostrophe before it.

    OWASP, "CSV injection". Numbers stay numbers.
    """
    if isinstance(value, int | float):
        return str(value)
    text = " ".join(str(value).split())
    return f"'{text}" if text[:1] and text[0] in _RUN else text
