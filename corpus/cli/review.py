"""``build-corpus review``: to a reviewer and back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from align.terms.glossary import NO_TERMS, load_glossary
from corpus.cli import review_serve
from corpus.cli.options import add_json, existing_folder, output_folder, print_json
from corpus.cli.show_import import imported_as_json, show_imported
from corpus.cli.show_review import show_status
from corpus.errors import CorpusError, UsageError
from corpus.model import Unit
from corpus.pipeline.review_copy import ReviewCopy, copy_of, keep_copy, restore
from corpus.pipeline.review_import import import_review
from corpus.pipeline.review_record import load_review, standing_corpus
from corpus.pipeline.review_status import review_status
from export.locking import locked
from export.omegat import write_omegat_project
from export.read_tmx import read_units
from export.xliff import write_xliff
from export.xlsx import write_sheet

_SUFFIXES = {"omegat": "", "xlsx": ".xlsx", "xliff": ".xlf", "xliff-1.2": ".xlf"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its actions."""
    parser.description = "Hand a corpus to a reviewer, and take the review back."
    parser.epilog = (
        "examples:\n  build-corpus review export export --documents seeds\n"
        "  build-corpus review import review/zh-CN.en-US"
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    _configure_export(actions)
    _configure_import(actions)
    _configure_restore(actions)
    _configure_status(actions)
    review_serve.configure(actions)


def _configure_export(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    action = actions.add_parser(
        "export",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        help="write an OmegaT project, a spreadsheet or XLIFF for each language pair",
        description="Write an OmegaT project for each language pair: sources by document, terms as its "
        "glossary,\n"
        "units in the folders of its memory: tm/auto (reviewed, or score .8 or more and no flag: inserted),\n"
        "tm/penalty-30 (.5 or more, and aligned pairs), tm/mt (the rest: only suggested). Or a spreadsheet, "
        "worst\n"
        "units first, with columns for a verdict and a comment. Or XLIFF.",
        epilog="examples:\n  build-corpus review export export --documents seeds --out review\n"
        "  build-corpus review export export --to xlsx",
    )
    action.add_argument(
        "--to",
        choices=tuple(_SUFFIXES),
        default="omegat",
        help="what to write; xliff is version 2.1 (default: omegat)",
    )
    action.add_argument(
        "folder", type=Path, metavar="DIR", help="the folder that build-corpus wrote (export)"
    )
    action.add_argument(
        "--documents", type=Path, metavar="DIR", help="the folder of documents, for its glossary"
    )
    action.add_argument(
        "--out", type=Path, default=Path("review"), metavar="DIR", help="where to write (default: review)"
    )
    action.add_argument(
        "--for",
        dest="reviewer",
        default="",
        metavar="NAME",
        help="who will review: what comes back in a spreadsheet or XLIFF is theirs",
    )
    add_json(action)
    action.set_defaults(action=_export)


def _configure_import(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    action = actions.add_parser(
        "import",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        help="take a review back",
        description="Find what people changed, approved, rejected or said in files that came back: OmegaT "
        "projects\n"
        "(or their project_save.tmx), TMX edited in any tool, spreadsheets, XLIFF. It is remembered beside "
        "the\n"
        "corpus (review.jsonl, and reviewed.tmx for tools): the next build into that folder uses human work "
        "first,\n"
        "in both directions. Importing the same file again changes nothing.",
        epilog="examples:\n  build-corpus review import review/zh-CN.en-US\n"
        "  build-corpus review import anna.xlsx bo.xlsx --into export --json",
    )
    action.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="a project, or .tmx, .xlsx, .xlf, .sdlxliff",
    )
    action.add_argument(
        "--into",
        type=Path,
        default=Path("export"),
        metavar="DIR",
        help="the folder that build-corpus wrote (default: export)",
    )
    action.add_argument(
        "--correct-sources",
        action="store_true",
        help="take a changed source for a correction of the document's sentence, which later builds read so",
    )
    add_json(action)
    action.set_defaults(action=_import)


def _configure_restore(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    action = actions.add_parser(
        "restore",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        help="bring back a review whose folder was deleted",
        description="Every import and every act in the page is also kept in your own data folder (or in\n"
        "DUIZHAO_DATA), by the path of the corpus. This brings it back into that folder; the next\n"
        "build uses it.",
        epilog="examples:\n  build-corpus review restore export\n"
        "  build-corpus review restore moved/export --copy ~/.local/share/duizhao/reviews/0123456789abcdef",
    )
    action.add_argument(
        "folder", type=Path, metavar="DIR", help="the folder that build-corpus wrote (export)"
    )
    action.add_argument(
        "--copy",
        type=Path,
        metavar="DIR",
        help="the copy of another path (they are listed if none is of DIR)",
    )
    add_json(action)
    action.set_defaults(action=_restore)


def _configure_status(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    action = actions.add_parser(
        "status",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        help="how far a review is, and which scores and flags were right",
        description="Show how much of each document was decided and by whom, what people did to drafts by\n"
        "flag, engine and score, and what they decided of alignment. A draft was usable if it was\n"
        "confirmed, or edited in at most a tenth of its characters; its score promised that.",
        epilog="examples:\n  build-corpus review status export\n  build-corpus review status export --json",
    )
    action.add_argument(
        "folder", type=Path, metavar="DIR", help="the folder that build-corpus wrote (export)"
    )
    add_json(action)
    action.set_defaults(action=_status)


def run(arguments: argparse.Namespace) -> int:
    """Do what the action says."""
    code: int = arguments.action(arguments)
    return code


def _export(arguments: argparse.Namespace) -> int:
    folder = existing_folder(arguments.folder)
    if arguments.documents:
        existing_folder(arguments.documents)
    output_folder(arguments.out)
    pairs: dict[tuple[str, str], list[Unit]] = {}
    for path in standing_corpus(folder):
        for unit in read_units(path):
            pairs.setdefault((unit.source_tag, unit.target_tag), []).append(unit)
    suffix = _SUFFIXES[arguments.to]
    places = {tags: arguments.out / f"{tags[0]}.{tags[1]}{suffix}" for tags in pairs}
    taken = [str(place) for place in places.values() if suffix and place.exists()]
    if taken:
        raise UsageError(
            f"{', '.join(taken)}: already there, and may hold a review; choose another folder with --out, or "
            "remove it"
        )
    with locked(arguments.out, "build-corpus review export"):
        said = {tags: _export_pair(places[tags], units, arguments) for tags, units in pairs.items()}
    if arguments.json:
        print_json([{"path": str(places[tags]), "units": len(units)} for tags, units in pairs.items()])
        return 0
    print("\n".join(said.values()))
    return 0


def _export_pair(place: Path, units: Sequence[Unit], arguments: argparse.Namespace) -> str:
    """Write the units of one language pair and return what to say of it."""
    if arguments.to == "xlsx":
        return f"{place}: {write_sheet(place, units, arguments.reviewer)} units, the worst first"
    if arguments.to == "xliff":
        return f"{place}: {write_xliff(place, units, '2.1', arguments.reviewer)} units, XLIFF 2.1"
    if arguments.to == "xliff-1.2":
        return f"{place}: {write_xliff(place, units, '1.2', arguments.reviewer)} units, XLIFF 1.2"
    glossary = load_glossary(arguments.documents) if arguments.documents else NO_TERMS
    bands = write_omegat_project(place, units, glossary)
    counts = ", ".join(f"tm/{name} {count}" for name, count in bands.items())
    return f"{place}: {len(units)} units ({counts}); open it in OmegaT"


def _import(arguments: argparse.Namespace) -> int:
    into: Path = arguments.into
    if not into.is_dir():
        raise UsageError(f"{into} does not exist; say with --into where build-corpus wrote the corpus")
    missing = [str(path) for path in arguments.paths if not path.exists()]
    if missing:
        raise UsageError(f"{', '.join(missing)} does not exist; nothing was imported")
    imported = import_review(into, arguments.paths, correct_sources=arguments.correct_sources)
    copy = _keep_copy(into)
    if arguments.json:
        print_json(imported_as_json(imported))
    else:
        show_imported(imported)
        if copy and imported.new:
            print(f"kept also in {copy.path}: build-corpus review restore {into} brings it back")
    return 0


def _keep_copy(into: Path) -> ReviewCopy | None:
    """Keep the review in a second place too; it stands in the first if that fails, which is said."""
    try:
        review = load_review(into)
        return keep_copy(into, review) if review.decisions or review.links else None
    except CorpusError as error:
        sys.stderr.write(f"build-corpus: warning: no second copy of the review is kept: {error}\n")
        return None


def _restore(arguments: argparse.Namespace) -> int:
    copy = copy_of(arguments.folder)
    if arguments.copy:
        copy = ReviewCopy(existing_folder(arguments.copy), str(arguments.copy))
    count = restore(arguments.folder, copy)
    if arguments.json:
        print_json({"folder": str(arguments.folder), "decisions": count, "copy": str(copy.path)})
    else:
        print(f"{arguments.folder}: {count} decisions were brought back from {copy.path}")
    return 0


def _status(arguments: argparse.Namespace) -> int:
    folder = existing_folder(arguments.folder)
    standing_corpus(folder)
    status = review_status(folder)
    if arguments.json:
        print_json(asdict(status))
    else:
        show_status(status)
    return 0
