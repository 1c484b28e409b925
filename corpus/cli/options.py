"""What several commands ask for: settings as options, files and folders, shares and probabilities."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import rich.box
from rich.console import Console
from rich.table import Table

from corpus.errors import CorpusError, UsageError
from corpus.model import Lang
from corpus.read.encodings import decode
from corpus.settings import TABLE, Setting, Settings
from corpus.text.script import document_language

_PIPE_WIDTH = 200
"""Columns where nobody says how many there are."""


def add_settings(parser: argparse.ArgumentParser, names: Iterable[str] = TABLE) -> None:
    """Add an option for each of these settings; one that is not given is nothing.

    So corpus.toml can speak.
    """
    for name in names:
        _add_setting(parser, TABLE[name])


def _add_setting(parser: argparse.ArgumentParser, row: Setting) -> None:
    default = (
        f" (default: {row.default})" if isinstance(row.default, int | float | str) and row.default else ""
    )
    help_text = row.help + default
    if row.choices:
        parser.add_argument(row.option, choices=row.choices, help=help_text)
    elif isinstance(row.default, bool) and row.default:
        name = row.option.replace("--", "--no-")
        parser.add_argument(name, action="store_const", const=False, dest=row.name, help=f"do not {row.help}")
    elif isinstance(row.default, bool):
        parser.add_argument(row.option, action="store_const", const=True, help=help_text)
    elif isinstance(row.default, tuple):
        parser.add_argument(row.option, action="append", metavar=row.metavar, help=help_text)
    else:
        parser.add_argument(row.option, type=type(row.default), metavar=row.metavar, help=help_text)


def given_settings(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the settings that the command line gives."""
    values = {name: getattr(arguments, name, None) for name in TABLE}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


ENGINE_SETTINGS = ("adapter", "server", "model", "prompt", "allow_remote")
"""What an engine is told besides its name."""


def engine_settings(arguments: argparse.Namespace) -> Settings:
    """Return settings that say of an engine what the command line does, and are else as they come.

    Raises:
        UsageError: they make no sense.
    """
    given = given_settings(arguments)
    return Settings(**{name: given[name] for name in ENGINE_SETTINGS if given[name] is not None})


def probability(text: str) -> float:
    """Read a probability below 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"{text} is no probability: at least 0 and below 1")
    return value


def existing_folder(folder: Path) -> Path:
    """Return a folder that is one.

    Raises:
        UsageError: it is a file, or does not exist.
    """
    if not folder.is_dir():
        what = (
            "is a file; give the folder it stands in"
            if folder.exists()
            else "does not exist; is the name right?"
        )
        raise UsageError(f"{folder} {what}")
    return folder


def existing_file(path: Path) -> Path:
    """Return a file that is one.

    Raises:
        UsageError: it is a folder, or does not exist.
    """
    if not path.is_file():
        what = "is a folder; give a file" if path.is_dir() else "does not exist; is the name right?"
        raise UsageError(f"{path} {what}")
    return path


def output_folder(out: Path) -> Path:
    """Return the folder that a command is to write into.

    Raises:
        UsageError: it, or what it is to stand in, is a file.
    """
    for place in (out, *out.parents):
        if place.is_file():
            raise UsageError(f"{place} is a file; --out names a folder, which is made if it is missing")
    return out


def valid_port(port: int) -> None:
    """Check that a port can be listened on; 0 takes a free one.

    Raises:
        UsageError: there is no such port.
    """
    if not 0 <= port < 1 << 16:
        raise UsageError(f"--port cannot be {port}; choose one from 1024 to 65535")


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add the option for programs that read the answer."""
    parser.add_argument("--json", action="store_true", help="print as JSON")


def add_quiet(parser: argparse.ArgumentParser) -> None:
    """Add the option for those who want to hear of nothing but results and errors."""
    parser.add_argument("--quiet", action="store_true", help="show no progress and no remarks")


def print_json(value: object) -> None:
    """Print a value as JSON for people and programs."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def read_input(name: str) -> str:
    """Return the text of a file, or of standard input for ``-``, whatever its encoding.

    Raises:
        UsageError: it cannot be read.
        CorpusError: it is no text.
    """
    try:
        data = sys.stdin.buffer.read() if name == "-" else existing_file(Path(name)).read_bytes()
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror}") from error
    try:
        return decode(data).text
    except CorpusError as error:
        raise CorpusError(f"{'standard input' if name == '-' else name} {error}") from error


def read_lines(name: str) -> list[str]:
    """Return the lines of a file; only line feeds end them, so that line-aligned files stay so."""
    text = read_input(name).replace("\r\n", "\n")
    return text.removesuffix("\n").split("\n") if text else []


def language_of_text(text: str, what: str) -> Lang:
    """Return the language of a text, ``what`` in words.

    Raises:
        UsageError: it cannot be told.
    """
    language = document_language(text)
    if isinstance(language, str):
        if not text.strip():
            raise UsageError(f"{what} is empty: there is nothing to do")
        seems = f" (it seems to be {language})" if language else " (it holds no words)"
        raise UsageError(f"the language of {what} cannot be told{seems}: say --lang zh or --lang en")
    return language[0]


def warn_of_language(lines: Sequence[str], lang: Lang, what: str) -> None:
    """Say so if a text is in the other language than it should be: files are easily swapped."""
    seems = document_language("\n".join(lines))
    if not isinstance(seems, str) and seems[0] != lang:
        names = {"zh": "Chinese", "en": "English"}
        message = f"{what} should be {names[lang]} and looks {names[seems[0]]}: are the files swapped?"
        sys.stderr.write(f"build-corpus: warning: {message}\n")


def two_languages(source: Lang, target: str) -> None:
    """Check that a command goes from one language to the other.

    Raises:
        UsageError: it does not.
    """
    if target[:2] == source:
        raise UsageError(f"--from {source} --to {target}: choose two languages")


def duration(seconds: float) -> str:
    """Return a time for people.

    >>> duration(12), duration(150), duration(7300)
    ('12 seconds', '3 minutes', '2.0 hours')
    """
    if seconds < 90:
        return f"{max(1, round(seconds))} seconds"
    return f"{math.ceil(seconds / 60)} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"


def output_console(piped: int = _PIPE_WIDTH) -> Console:
    """Return what prints answers: as wide as the terminal, or ``piped`` columns where there is none."""
    return Console(width=None if sys.stdout.isatty() else piped, highlight=False, markup=False)


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table, as wide as the terminal, or wide enough where it goes into a pipe."""
    table = Table(*headings, box=rich.box.SIMPLE)
    for row in rows:
        table.add_row(*row)
    output_console().print(table)


def short(text: str, most: int = 60) -> str:
    """Return a text cut to be shown in one line of a terminal."""
    return text if len(text) <= most else text[: most - 1] + "…"
