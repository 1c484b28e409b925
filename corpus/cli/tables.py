"""``build-corpus tables``: a corpus for training."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import get_args

from corpus.cli.options import add_json, existing_folder, output_folder, print_json, probability
from corpus.errors import UsageError
from corpus.model import Origin, Unit
from corpus.pipeline.review_record import standing_corpus
from export.datasets import SPLITS, Dataset, Format, split_documents
from export.files import OutputSet
from export.locking import locked
from export.read_tmx import read_units


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = (
        "Write the corpus of a folder as tables for training, one for each language pair. moses is NAME.zh "
        "and\n"
        "NAME.en, line by line, and NAME.provenance.tsv with a header; the others have the same columns, "
        "and\n"
        "Parquet says in its schema what each of them is. In TSV a cell that a spreadsheet would run begins "
        "with\n"
        "an apostrophe. --split puts no document into two splits."
    )
    parser.epilog = (
        "examples:\n  build-corpus tables export --to parquet --split --out tables\n"
        "  build-corpus tables export --to moses --min-score 0.7 --origin aligned --split 80,10,10"
    )
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="the folder that build-corpus wrote (export)"
    )
    parser.add_argument("--to", choices=get_args(Format), default="jsonl", help="the format (default: jsonl)")
    parser.add_argument(
        "--min-score",
        type=probability,
        default=0.0,
        metavar="P",
        help="only units that score at least this (default: 0)",
    )
    parser.add_argument(
        "--origin",
        action="append",
        choices=get_args(Origin),
        help="only units of this origin; may be given several times (default: all)",
    )
    parser.add_argument(
        "--split",
        type=shares,
        nargs="?",
        const="90,5,5",
        metavar="TRAIN,DEV,TEST",
        help="split by document, about in these shares (default: no; without numbers: 90,5,5)",
    )
    parser.add_argument(
        "--out", type=Path, default=Path("tables"), metavar="DIR", help="where to write (default: tables)"
    )
    add_json(parser)


def shares(text: str) -> list[float]:
    """Read three shares, which need not add up to anything."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != len(SPLITS) or min(numbers) < 0 or not sum(numbers):
        raise argparse.ArgumentTypeError(f"{text!r} is not three shares, such as 90,5,5")
    return [number / sum(numbers) for number in numbers]


def run(arguments: argparse.Namespace) -> int:
    """Write the tables and say how many units each holds."""
    folder = existing_folder(arguments.folder)
    origins = arguments.origin or get_args(Origin)

    def units() -> Iterator[Unit]:
        everything = (unit for path in standing_corpus(folder) for unit in read_units(path))
        return (u for u in everything if u.score >= arguments.min_score and u.origin in origins)

    places = [(unit.document, unit.target_document) for unit in units()]
    if not places:
        raise UsageError(f"{folder} holds no units with these scores and origins; ask for less")
    splits = split_documents(places, arguments.split) if arguments.split else {}
    out: Path = output_folder(arguments.out)
    with locked(out, "build-corpus tables"), OutputSet(out) as output:
        tables = _write(output, units(), splits, arguments)
        output.commit()
    if arguments.json:
        print_json({str(out / path.name): count for table in tables for path, count in table.counts.items()})
        return 0
    for table in tables:
        _show(table, out, marked=arguments.to == "tsv")
    return 0


def _write(
    output: OutputSet, units: Iterable[Unit], splits: Mapping[str, str], arguments: argparse.Namespace
) -> list[Dataset]:
    """Write each unit to the table of its language pair and the split of its document."""
    tables: dict[str, Dataset] = {}
    with contextlib.ExitStack() as stack:
        for unit in units:
            name = f"{unit.source_tag}.{unit.target_tag}"
            if name not in tables:
                table = Dataset(output.path(name), arguments.to, SPLITS if arguments.split else ("",))
                tables[name] = stack.enter_context(table)
            tables[name].write(unit, splits.get(unit.document, ""))
    return list(tables.values())


def _show(table: Dataset, out: Path, *, marked: bool) -> None:
    for path, count in table.counts.items():
        print(f"{out / path.name}: {count} units")
    if table.changed:
        print(f"  {table.changed} texts were put on one line{' or marked as text' if marked else ''}")
