"""``build-corpus cache``: what is kept from earlier runs, and how to be rid of it."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path

from rich.filesize import decimal

from corpus.cache import DAMAGED, FILE, Cache, cache_folder
from corpus.cli.options import add_json, print_json
from corpus.errors import CorpusError, UsageError


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its actions."""
    parser.description = (
        "Show what is kept in the cache folder (DUIZHAO_CACHE, else the system's), or clean it.\n"
        "Results are drafts, alignments and vectors; without them the next build computes them anew, and\n"
        "drafts of sentences that somebody is reviewing may come out otherwise. Models are removed by\n"
        "`build-corpus models remove`."
    )
    parser.epilog = (
        "examples:\n  build-corpus cache\n  build-corpus cache --json\n"
        "  build-corpus cache clean                      what killed runs and damaged files left\n"
        "  build-corpus cache clean --older-than 90      and results that were made 90 or more days ago"
    )
    parser.add_argument("action", nargs="?", choices=("show", "clean"), default="show", help="default: show")
    parser.add_argument(
        "--older-than",
        type=int,
        metavar="DAYS",
        help="with clean: remove results of that age too, 0 for all of them",
    )
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Show or clean."""
    if arguments.older_than is not None and (arguments.action != "clean" or arguments.older_than < 0):
        raise UsageError("--older-than goes with clean, and is a number of days: cache clean --older-than 90")
    answer = _clean(arguments.older_than) if arguments.action == "clean" else _shown()
    if arguments.json:
        print_json(answer)
        return 0
    for name, value in answer.items():
        print(f"{name.replace('_', ' '):16} {decimal(int(value)) if name.endswith('bytes') else value}")
    return 0


def _shown() -> dict[str, str | int]:
    folder = cache_folder()
    file = folder / FILE
    return {
        "folder": str(folder),
        "results": _results(file),
        "result_bytes": sum(_size(path) for path in folder.glob(f"{FILE}*")),
        "model_bytes": _size(folder / "models"),
        "left_over_bytes": sum(_size(path) for path in _left_overs()),
    }


def _clean(days: int | None) -> dict[str, str | int]:
    freed = 0
    for path in list(_left_overs()):
        freed += _size(path)
        try:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        except OSError as error:
            raise CorpusError(f"cannot remove {path}: {error.strerror}") from error
    file = cache_folder() / FILE
    forgotten = 0
    if days is not None and file.is_file():
        before = _size(file)
        with Cache(file) as cache:
            forgotten = cache.forget(days)
        freed += max(0, before - _size(file))
    return {"folder": str(cache_folder()), "removed_results": forgotten, "freed_bytes": freed}


def _results(file: Path) -> int:
    if not file.is_file():
        return 0
    with Cache(file) as cache:
        return cache.size()


def _left_overs() -> Iterator[Path]:
    """Yield damaged files that were moved aside, and models whose conversion was not finished."""
    yield from cache_folder().glob(f"*{DAMAGED}")
    yield from (cache_folder() / "models").glob(".partial-*")


def _size(path: Path) -> int:
    """Return the bytes of a file, or of all files in a folder; one that goes away counts as none."""
    total = 0
    for file in [path] if path.is_file() else path.rglob("*"):
        try:
            total += file.stat().st_size if file.is_file() else 0
        except OSError:
            continue
    return total
