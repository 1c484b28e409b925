"""``build-corpus completion``: a script for the shell."""

from __future__ import annotations

import argparse

from corpus.cli.main import COMMANDS, load_command
from corpus.cli.parser import Parser


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = "Print a script that completes commands, options and their values in your shell."
    parser.epilog = (
        "examples:\n"
        "  build-corpus completion bash > ~/.local/share/bash-completion/completions/build-corpus\n"
        "  build-corpus completion zsh > ~/.zfunc/_build-corpus          with fpath+=~/.zfunc in ~/.zshrc"
    )
    parser.add_argument("shell", choices=("bash", "zsh"), help="the shell")


def run(arguments: argparse.Namespace) -> int:
    """Print the script."""
    import shtab

    print(shtab.complete(whole_parser(), arguments.shell))
    return 0


def whole_parser() -> argparse.ArgumentParser:
    """Return one parser that knows every command with its options; imports them all."""
    parser = Parser(prog="build-corpus")
    commands = parser.add_subparsers(metavar="COMMAND")
    for name, text in COMMANDS.items():
        load_command(name).configure(commands.add_parser(name, help=text))
    return parser
