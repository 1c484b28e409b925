"""``build-corpus terms``: candidates for a glossary."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from align.terms.candidates import Candidate, find_candidates
from align.terms.glossary import load_glossary
from corpus.cli.build import open_tools
from corpus.cli.options import (
    ENGINE_SETTINGS,
    add_json,
    add_quiet,
    add_settings,
    existing_folder,
    given_settings,
    print_json,
)
from corpus.errors import UsageError
from corpus.pipeline.line import make_corpus
from corpus.settings import SETTINGS_FILE, load_settings
from export.tables import cell

_COLUMNS = ("source", "target", "note", "units", "documents", "in_glossary")


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = (
        "Propose names, offices and campaigns that recur in a folder of documents, with what the corpus says "
        "for\n"
        "them, those first that it says in several ways. Drafts come from the cache where the corpus was "
        "built\n"
        "before. The table can be edited into a glossary.tsv: source, target (the commonest first, separated "
        "by\n"
        "|), note."
    )
    parser.epilog = "example:\n  build-corpus terms seeds/ > candidates.tsv"
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder of documents")
    parser.add_argument(
        "--least", type=int, default=3, metavar="N", help="in how many units a term must stand (default: 3)"
    )
    add_settings(parser, ["engine", *ENGINE_SETTINGS])
    add_json(parser)
    add_quiet(parser)


def run(arguments: argparse.Namespace) -> int:
    """Make the corpus, without writing it, and print its candidates."""
    folder = existing_folder(arguments.folder)
    if arguments.least < 2:
        raise UsageError("--least must be 2 or more: what occurs once does not recur")
    settings = load_settings(folder / SETTINGS_FILE, given_settings(arguments))
    with open_tools(settings, quiet=arguments.quiet) as tools:
        corpus = make_corpus(folder, settings, tools)
    candidates = find_candidates(corpus.units, load_glossary(folder), arguments.least)
    if arguments.json:
        print_json([dict(zip(_COLUMNS, _row(candidate), strict=True)) for candidate in candidates])
        return 1 if corpus.failed else 0
    writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    writer.writerow(_COLUMNS)
    for candidate in candidates:
        writer.writerow([cell(value) for value in _row(candidate)])
    return 1 if corpus.failed else 0


def _row(candidate: Candidate) -> tuple[object, ...]:
    renderings = candidate.renderings
    ways = ", ".join(f"{rendering.phrase} {rendering.count}" for rendering in renderings)
    note = f"said in {len(renderings)} ways: {ways}" if len(renderings) > 1 else ""
    targets = "|".join(rendering.phrase for rendering in renderings)
    known = "yes" if candidate.known else "no"
    return candidate.zh, targets, note, candidate.count, candidate.documents, known
