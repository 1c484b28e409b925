"""``build-corpus watch DIR``: builds what arrives in a folder."""

from __future__ import annotations

import argparse
import json
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from corpus.cli.build import open_tools
from corpus.cli.options import (
    add_quiet,
    add_settings,
    existing_file,
    existing_folder,
    given_settings,
    output_folder,
)
from corpus.cli.show import said_changes, show_failed
from corpus.errors import CorpusError, UsageError
from corpus.pipeline.build import Build, build
from corpus.pipeline.tools import Tools
from corpus.pipeline.watch import look, watch
from corpus.settings import SETTINGS_FILE, Settings, load_settings

_INTERVAL = 5.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = (
        "Build a folder, and again whenever documents, its glossary or its settings change and stand still:\n"
        "only what is new is drafted. Ctrl-C ends it."
    )
    parser.epilog = (
        "examples:\n  build-corpus watch incoming --out corpus\n"
        "  build-corpus watch incoming --interval 60 --json >> builds.jsonl"
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder, read with all folders in it")
    parser.add_argument(
        "--interval",
        type=float,
        default=_INTERVAL,
        metavar="SECONDS",
        help=f"how often to look (default: {_INTERVAL:g})",
    )
    add_settings(parser)
    parser.add_argument(
        "--out", type=Path, default=Path("export"), metavar="DIR", help="where to write (default: export)"
    )
    add_quiet(parser)
    parser.add_argument(
        "--json", action="store_true", help="print the summary of each build as JSON, a line each"
    )


def run(arguments: argparse.Namespace) -> int:
    """Build until it is ended."""
    if not 0 < arguments.interval < float("inf"):
        raise UsageError(f"--interval {arguments.interval:g}: give a number of seconds above 0")
    folder, out = existing_folder(arguments.folder), output_folder(arguments.out)
    with ExitStack() as stack:
        bench = _Bench(arguments, folder, out, stack)
        bench.settings()  # What is wrong at the beginning is said as for a build.
        try:
            watch(lambda: look(folder, out), bench.build, time.sleep, arguments.interval)
        except KeyboardInterrupt:
            if bench.is_building:
                raise  # Something is interrupted, which is said as of any build.
    return 0


@dataclass(slots=True)
class _Bench:
    """Builds with tools that stay open from one build to the next, as long as the settings stay."""

    arguments: argparse.Namespace
    folder: Path
    out: Path
    stack: ExitStack
    _tools: Tools | None = None
    _opened_for: Settings | None = None
    _said: str = field(default="", init=False)
    is_building: bool = field(default=False, init=False)

    def settings(self) -> Settings:
        """Return the settings as the folder has them now."""
        settings = load_settings(self.folder / SETTINGS_FILE, given_settings(self.arguments))
        for name in settings.memory:
            existing_file(Path(name))
        return settings

    def build(self) -> bool:
        """Build once and say what came out; what fails is said once, and the watch goes on."""
        self.is_building = True
        try:
            settings = self.settings()
            made = build(self.folder, self.out, settings, self._open(settings))
        except CorpusError as error:
            self.is_building = False
            if str(error) != self._said:
                sys.stderr.write(f"build-corpus: {error}\n")
            self._said = str(error)
            return False
        self.is_building = False
        self._said = ""
        self._show(made)
        return True

    def _open(self, settings: Settings) -> Tools:
        if self._tools is None or settings != self._opened_for:
            self.stack.close()
            self._tools = self.stack.enter_context(open_tools(settings, quiet=self.arguments.quiet))
            self._opened_for = settings
        return self._tools

    def _show(self, made: Build) -> None:
        if self.arguments.json:
            print(json.dumps(made.summary, ensure_ascii=False), flush=True)
            return
        show_failed(made)
        changes = said_changes(made.changes) if made.changes is not None else "the first run"
        print(f"{len(made.corpus.units)} units in {self.out}; {changes}", flush=True)
