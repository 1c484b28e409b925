"""``build-corpus DIR``: the main job."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from align.embed import UseEmbedder
from align.translate.engines import Engines
from corpus.cache import FILE, Cache, cache_folder
from corpus.cli.options import add_settings, existing_folder, given_settings
from corpus.cli.show import show_build
from corpus.cli.terminal import Terminal
from corpus.pipeline.build import build
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
        "  build-corpus news --engine none --json\n\n"
        f"Every option but --out and --json is also a key of {SETTINGS_FILE} in the folder, with "
        "underscores.\n"
        "Exit code: 0 all well, 1 some documents failed, 2 wrong usage."
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder, read with all folders in it")
    parser.add_argument(
        "--out", type=Path, default=Path("export"), metavar="DIR", help="where to write (default: export)"
    )
    add_settings(parser)
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Build the corpus and say what came out."""
    folder = existing_folder(arguments.folder)
    settings = load_settings(folder / SETTINGS_FILE, given_settings(arguments))
    with open_tools(settings) as tools:
        made = build(folder, arguments.out, settings, tools)
    if arguments.json:
        print(json.dumps(made.summary, ensure_ascii=False, indent=2))
    else:
        show_build(made, arguments.out)
    if decisions := missing_decisions(arguments.out):
        sys.stderr.write(
            f"{decisions} decisions of people on this corpus are kept, and not in {arguments.out}:\n"
            f"build-corpus review restore {arguments.out} brings them back\n"
        )
    return 1 if made.corpus.failed else 0


@contextmanager
def open_tools(settings: Settings) -> Iterator[Tools]:
    """Open the cache, and the engines that the settings ask for when they are needed."""
    terminal = Terminal()
    engines = Engines(terminal.prepare_embedded)
    with Cache(cache_folder() / FILE) as cache:
        yield Tools(lambda lang: engines.open(settings.engine, lang), UseEmbedder, cache, terminal)
