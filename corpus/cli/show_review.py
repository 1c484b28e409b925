"""The tables of ``build-corpus review status``."""

from __future__ import annotations

from collections.abc import Sequence

import rich.box
from rich.table import Table

from corpus.cli.options import output_console
from corpus.pipeline.recalibration import LEAST_DECISIONS
from corpus.pipeline.review_status import LinkProgress, Status, Verdicts


def show_status(status: Status) -> None:
    """Print how far the review is, and what it says of drafts."""
    console = output_console()
    table = Table("document", "units", "decided", "how", "by", box=rich.box.SIMPLE)
    for row in status.documents:
        how = ", ".join(f"{kind} {count}" for kind, count in sorted(row.decided.items()))
        table.add_row(row.document, str(row.units), f"{row.share:.0%}", how, ", ".join(row.reviewers))
    console.print(table)
    for heading, rows in (("flag", status.flags), ("engine", status.engines), ("score", status.scores)):
        if rows:
            console.print(_verdicts(heading, rows))
    enough = [f"{pair} ({count})" for pair, count in status.judged.items() if count >= LEAST_DECISIONS]
    if enough:
        pairs = ", ".join(enough)
        console.print(
            f"enough decisions to fit scores to: {pairs}; the next build does, unless --no-recalibrate"
        )
    if status.links:
        console.print(_links(status.links))


def _links(rows: Sequence[LinkProgress]) -> Table:
    table = Table("alignment of", "with", "how", "sentences", "by", box=rich.box.SIMPLE)
    for row in rows:
        how = ", ".join(f"{kind} {count}" for kind, count in row.decided.items())
        sentences = f"{row.zh_sentences} zh, {row.en_sentences} en"
        table.add_row(row.zh_document, row.en_document, how, sentences, ", ".join(row.reviewers))
    return table


def _verdicts(heading: str, rows: Sequence[Verdicts]) -> Table:
    table = Table(heading, "drafts", "usable", "promised", "mean edit", box=rich.box.SIMPLE)
    for row in rows:
        table.add_row(
            row.name, str(row.count), f"{row.usable:.0%}", f"{row.promised:.0%}", f"{row.edits:.1f}"
        )
    return table
