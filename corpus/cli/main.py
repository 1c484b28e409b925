"""The command line: finds the command, runs it, and turns its end into an exit code."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import Protocol

from corpus import __version__
from corpus.cli.parser import Parser, did_you_mean
from corpus.errors import CorpusError, UsageError

COMMANDS = {
    "build": "read, split, align, draft, score and write a folder of documents",
    "watch": "build what arrives in a folder, as it arrives",
    "segment": "split text into sentences",
    "align": "align two documents that translate each other",
    "translate": "draft translations, a line in, a line out",
    "serve": "draft for other programs over HTTP, as LibreTranslate does",
    "quality": "score translations without a reference",
    "score": "measure translations against references: BLEU, chrF2++, TER",
    "audit": "draw units for a person to judge, and state what follows for all",
    "terms": "propose terms for a glossary",
    "check": "would a TMX load in OmegaT, Okapi, translate-toolkit, Trados, memoQ",
    "review": "hand a corpus to a reviewer, and take the review back",
    "train": "learn weights of your own from what people decided",
    "tables": "write a corpus as Moses pairs, TSV, JSON lines or Parquet, split by document",
    "models": "list, install, remove and compare translation models",
    "cache": "show what is kept from earlier runs, and clean it",
    "explain": "say what a flag means, with an example, and what to do",
    "doctor": "look whether everything that is needed is here and works",
    "completion": "print a script that completes commands in bash or zsh",
}
"""Each is a module of this package; what is first on the command line and no command is a folder to build."""


_COLLECTIONS = 50_000, 20, 100
"""Objects, and collections of younger ones, between two collections of garbage.

A corpus is many small objects that live long and hold no cycles: looking for those took a tenth of a run.
"""


class Command(Protocol):
    """What a module of a command holds."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Describe the command and its options."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it, and return the exit code."""


class Terminated(KeyboardInterrupt):
    """The process was asked to end (SIGTERM): what can be kept is kept, as after Ctrl-C."""


def run() -> None:
    """Run the command and leave.

    0 is all well, 1 something failed, 2 wrong usage, 130 interrupted (SIGINT), 143 terminated (SIGTERM).
    """
    signal.signal(signal.SIGTERM, _terminate)
    gc.set_threshold(*_COLLECTIONS)
    try:
        code = main(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt as interrupt:
        print(
            "\ninterrupted; what was drafted is kept in the cache: the same command goes on from there",
            file=sys.stderr,
        )
        sys.stderr.flush()
        # CTranslate2 would first finish its batch, which can take a minute.
        os._exit(143 if isinstance(interrupt, Terminated) else 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    # Python looks for garbage once more when it ends: a third of a second for what is gone anyway.
    gc.freeze()
    sys.exit(code)


def _terminate(_number: int, _frame: object) -> None:
    raise Terminated


def main(arguments: Sequence[str]) -> int:
    """Run the command with these arguments and return its exit code."""
    given = list(arguments)
    if not given or given[0] in ("-h", "--help", "--version"):
        _overview().parse_args(given)
        _overview().error("say what to build: build-corpus DIR, or a command")
    name = given.pop(0) if given[0] in COMMANDS else "build"
    try:
        if name == "build" and given:
            _must_be_a_folder(given[0])
        command = load_command(name)
        return command.run(command_parser(name, command).parse_args(given))
    except UsageError as error:
        print(f"build-corpus: {error}", file=sys.stderr)
        return 2
    except CorpusError as error:
        print(f"build-corpus: {error}", file=sys.stderr)
        return 1


def _must_be_a_folder(word: str) -> None:
    """Say so where what should be a folder looks like a command: ``aling``.

    Raises:
        UsageError: no folder has that name, and it is none of the commands.
    """
    looks_like_a_path = word.startswith("-") or "." in word or "/" in word or os.sep in word
    if not looks_like_a_path and not os.path.lexists(word):  # pathlib would cost --version 10 ms
        hint = did_you_mean(word, COMMANDS) or "; build-corpus --help lists the commands"
        raise UsageError(f"{word} is no command, and no folder of that name exists{hint}")


def load_command(name: str) -> Command:
    """Return the module of a command: only now, since what a command needs may take a second to import."""
    module: Command = importlib.import_module(f"corpus.cli.{name}")
    return module


def command_parser(name: str, command: Command) -> argparse.ArgumentParser:
    """Return the parser of one command."""
    parser = Parser(prog=f"build-corpus {name}")
    command.configure(parser)
    return parser


def _overview() -> argparse.ArgumentParser:
    """Return the parser that knows no command: help and version."""
    width = max(map(len, COMMANDS))
    parser = Parser(
        prog="build-corpus",
        usage="build-corpus DIR [OPTION …]\n       build-corpus COMMAND [OPTION …]",
        description="Build a Chinese-English parallel corpus from a folder of documents, offline.\n\n"
        "  build-corpus DIR            is short for: build-corpus build DIR",
        epilog="commands:\n"
        + "\n".join(f"  {name:{width}}  {text}" for name, text in COMMANDS.items())
        + "\n\nexample:\n  build-corpus seeds/          writes export/seeds.zh-CN.en-US.tmx and its "
        "company\n\n"
        "build-corpus COMMAND --help explains each.",
    )
    parser.add_argument("--version", action="version", version=f"build-corpus {__version__}")
    return parser
