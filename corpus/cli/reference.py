"""The pages of all options, made from the parsers: ``python -m corpus.cli.reference`` writes them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from corpus.cli.completion import whole_parser
from corpus.cli.main import COMMANDS
from corpus.flags import FLAGS
from corpus.settings import SETTINGS_FILE, TABLE

MARKDOWN, MAN = Path(__file__).with_name("OPTIONS.md"), Path(__file__).with_name("build-corpus.1")
_MADE = "Made by `python -m corpus.cli.reference`; a test holds it true."


def markdown() -> str:
    """Return the reference of commands, settings and flags in Markdown."""
    lines = ["# All commands, settings and flags", "", _MADE, ""]
    for name, parser in _commands():
        lines += [f"## build-corpus {name}", "", " ".join((parser.description or "").split()), ""]
        lines += [f"    {line.strip()}" for line in _examples(parser)]
        lines += ["", *(f"- `{option}`: {text}" for option, text in _options(parser)), ""]
    lines += ["## Settings", "", f"Options of `build`, and keys of `{SETTINGS_FILE}` in the folder.", ""]
    lines += ["| setting | default | what it does |", "|---|---|---|", *_settings(), ""]
    lines += ["## Flags", "", "| flag | severity | what it means | what to do |", "|---|---|---|---|"]
    lines += [f"| `{f.code}` | {f.severity} | {f.sentence} | {f.remedy} |" for f in FLAGS.values()]
    return "\n".join([*lines, ""])


def man() -> str:
    """Return the manual page, in troff with the macros of the man package."""
    lines = ['.TH BUILD\\-CORPUS 1 "" Duizhao', ".SH NAME"]
    lines += ["build\\-corpus \\- build a Chinese\\-English parallel corpus, offline", ".SH SYNOPSIS"]
    lines += [".B build\\-corpus", "DIR [OPTION ...]", ".br", ".B build\\-corpus", "COMMAND [OPTION ...]"]
    lines += [".SH COMMANDS"]
    for name, parser in _commands():
        lines += [f".SS {_troff(name)}", _troff(" ".join((parser.description or "").split()))]
        for option, text in _options(parser):
            lines += [".TP", f".B {_troff(option)}", _troff(text)]
        lines += [".PP", ".nf", *(_troff(line) for line in _examples(parser)), ".fi"]
    lines += [".SH EXIT STATUS", "0 all well; 1 something failed; 2 wrong usage; 130 and 143 interrupted."]
    lines += [".SH FILES", f"{SETTINGS_FILE} in the folder holds its settings."]
    lines += [".SH ENVIRONMENT", "DUIZHAO_CACHE is the folder of models and drafts;", "DUIZHAO_DATA that of"]
    lines += ["the second copy of reviews; NO_COLOR takes the colours out of tables and bars."]
    return "\n".join([*lines, ""])


def _commands() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield every command and action with its parser."""
    commands = _subparsers(whole_parser())
    for name in COMMANDS:
        actions = _subparsers(commands[name])
        if actions:
            yield from ((f"{name} {action}", parser) for action, parser in actions.items())
        else:
            yield name, commands[name]


def _subparsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return {
        name: sub
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, sub in action.choices.items()
    }


def _options(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    """Yield how each argument is written, and what it is for."""
    for action in parser._actions:
        if action.help is argparse.SUPPRESS or "--help" in action.option_strings:
            continue
        value = "|".join(map(str, action.choices)) if action.choices else action.metavar or ""
        name = " ".join(
            filter(None, (", ".join(action.option_strings), "" if action.nargs == 0 else str(value)))
        )
        yield name, " ".join((action.help or "").split())


def _examples(parser: argparse.ArgumentParser) -> list[str]:
    lines = [line for line in (parser.epilog or "").splitlines() if "build-corpus " in line]
    return [line.partition("example: ")[2] or line for line in lines]


def _settings() -> Iterator[str]:
    for row in TABLE.values():
        shown = str(row.default).lower() if row.default not in ((), "") else "none"
        choices = f" ({', '.join(row.choices)})" if row.choices else ""
        yield f"| `{row.name}` | {shown} | {row.help}{choices} |"


def _troff(text: str) -> str:
    """Return a text in which nothing is a command of troff."""
    escaped = text.strip().replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped[:1] in (".", "'") else escaped


if __name__ == "__main__":
    MARKDOWN.write_text(markdown(), encoding="utf-8")
    MAN.write_text(man(), encoding="utf-8")
