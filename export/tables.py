"""Plain tables: what was set aside, and what is still to be translated."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus.model import Reason
from export.files import atomic_write


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
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        writer = csv.writer(text, delimiter="\t", lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([" ".join(str(value).split()) for value in row])
        text.detach()
