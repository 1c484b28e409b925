"""Plain tables: what was set aside, and what is still to be translated."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from corpus.model import Rejection
from export.files import atomic_write

_RUN = (
    "=+-@＝＋－＠"  # What begins so is a formula to a spreadsheet; the wide ones too, in East Asian editions.
)


def write_rejections(path: Path, rejections: Iterable[Rejection]) -> None:
    """Write the ledger of what is in no corpus file.

    Every line taken out, every document and sentence left out.
    """
    _write(
        path,
        ("stage", "reason", "document", "message", "text"),
        ((r.stage, r.code, r.document, r.message, r.text) for r in rejections),
    )


def write_untranslated(path: Path, rows: Iterable[tuple[str, int, str]]) -> None:
    """Write the sentences that no engine could draft: document, position in it, source."""
    _write(path, ("document", "segment", "source"), rows)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
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
