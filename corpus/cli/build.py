"""``build-corpus DIR``: the main job."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from align.embed import UseEmbedder
from align.translate.engines import Engines
from align.translate.installed import converted_or_default
from corpus.cache import FILE, Cache, cache_folder
from corpus.cli.options import (
    add_json,
    add_quiet,
    add_settings,
    existing_file,
    existing_folder,
    given_settings,
    output_folder,
    print_json,
)
from corpus.cli.show import show_build, show_failed
from corpus.cli.show_plan import dry_run_as_json, settings_rows, show_dry_run, show_settings
from corpus.cli.terminal import Terminal
from corpus.pipeline.build import build
from corpus.pipeline.dry_run import dry_run
from corpus.pipeline.review_copy import missing_decisions
from corpus.pipeline.tools import Tools
from corpus.settings import SETTINGS_FILE, Settings, load_settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.usage = "build-corpus DIR [OPTION …]"
    parser.description = (
        "Read the documents of a folder, split them into sentences, align documents that translate each "
        "other,\n"
        "draft the rest, score every pair, write TMX."
    )
    parser.epilog = (
        "examples:\n  build-corpus seeds/\n  build-corpus news --out corpus-2025 --chinese zh-TW\n"
        "  build-corpus news --dry-run\n  build-corpus news --engine none --json\n\n"
        f"Every option but --out and those after it is also a key of {SETTINGS_FILE} in the folder, with "
        "underscores.\n"
        "Exit code: 0 all well, 1 some documents failed, 2 wrong usage."
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder, read with all folders in it")
    add_settings(parser)
    parser.add_argument(
        "--out", type=Path, default=Path("export"), metavar="DIR", help="where to write (default: export)"
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="say what would be read, paired and drafted, and about how long that takes; write nothing",
    )
    parser.add_argument(
        "--show-settings", action="store_true", help="show each setting and where it comes from; do nothing"
    )
    add_quiet(parser)
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Build the corpus and say what came out."""
    folder, out = existing_folder(arguments.folder), output_folder(arguments.out)
    given = given_settings(arguments)
    settings = load_settings(folder / SETTINGS_FILE, given)
    for name in settings.memory:
        existing_file(Path(name))
    if arguments.show_settings:
        rows = settings_rows(folder / SETTINGS_FILE, settings, given)
        print_json(rows) if arguments.json else show_settings(rows)
        return 0
    if arguments.dry_run:
        return _dry_run(folder, out, settings, arguments)
    with open_tools(settings, quiet=arguments.quiet) as tools:
        made = build(folder, out, settings, tools)
    if arguments.json:
        print_json(made.summary)
    elif arguments.quiet:
        show_failed(made)
    else:
        show_build(made, folder, out)
    for path in made.written.edited:
        sys.stderr.write(
            f"{path.name} was changed in {out} since the last run: it is kept as it was.\n"
            f"build-corpus review import {path} --into {out} takes what a person did there\n"
        )
    if decisions := missing_decisions(out):
        sys.stderr.write(
            f"{decisions} decisions of people on this corpus are kept, and not in {out}:\n"
            f"build-corpus review restore {out} brings them back\n"
        )
    return 1 if made.corpus.failed else 0


def _dry_run(folder: Path, out: Path, settings: Settings, arguments: argparse.Namespace) -> int:
    with open_tools(settings, quiet=arguments.quiet, convert=False) as tools:
        answer = dry_run(folder, settings, tools, out)
    if arguments.json:
        print_json(dry_run_as_json(answer))
    else:
        show_dry_run(answer)
    return 0


@contextmanager
def open_tools(settings: Settings, *, quiet: bool = False, convert: bool = True) -> Iterator[Tools]:
    """Open the cache, and the engines that the settings ask for when they are needed.

    Args:
        settings: what the user chose.
        quiet: show no progress.
        convert: convert the embedded model if it is not; else only say what it is.
    """
    terminal = Terminal(quiet=quiet)
    engines = Engines(terminal.prepare_embedded if convert else converted_or_default, settings)
    with Cache(cache_folder() / FILE) as cache:
        yield Tools(lambda lang: engines.open(settings.engine, lang), UseEmbedder, cache, terminal)
