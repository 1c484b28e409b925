"""The parser of every command: what it says of a word that it does not know."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import NoReturn

_CHOICE = re.compile(
    r"argument (?P<name>.+): invalid choice: '?(?P<word>[^']*)'? \(choose from (?P<known>.+)\)"
)
_KIND = re.compile(r"argument (?P<name>.+): invalid (?P<kind>int|float) value: (?P<word>.+)")
_KINDS = {"int": "a whole number", "float": "a number"}


class Parser(argparse.ArgumentParser):
    """An argparse parser that suggests what was meant, and takes no abbreviated options."""

    def __init__(self, **given: object) -> None:
        defaults = {"formatter_class": argparse.RawDescriptionHelpFormatter, "allow_abbrev": False}
        super().__init__(**(defaults | given))  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, what was meant, and where the help is; exit code 2."""
        self.exit(2, f"{self.prog}: {self._in_words(message)}\n{self.prog} --help explains, with examples\n")

    def _in_words(self, message: str) -> str:
        """Return what argparse says of a command line as a person would say it."""
        if message.startswith("unrecognized arguments: "):
            options = [name for action in self._actions for name in action.option_strings]
            return _unknown(message.removeprefix("unrecognized arguments: ").split(" ")[0], options)
        if choice := _CHOICE.fullmatch(message):
            known = choice["known"].replace("'", "").split(", ")
            hint = did_you_mean(choice["word"], known)
            return f"{choice['name']} cannot be {choice['word']!r}; there is: {', '.join(known)}{hint}"
        if kind := _KIND.fullmatch(message):
            return f"{kind['name']} takes {_KINDS[kind['kind']]}, which {kind['word']} is not"
        if message.startswith("the following arguments are required: "):
            return f"still to be given: {message.partition(': ')[2]}"
        return message.removeprefix("argument ")


def _unknown(word: str, options: Iterable[str]) -> str:
    if not word.startswith("-"):
        return f"{word!r} is one word too many (a name with spaces needs quotation marks)"
    name = word.partition("=")[0]
    return f"there is no option {name}{did_you_mean(name, options)}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint to what is known and much like a word, or nothing.

    >>> did_you_mean("aling", ["align", "build"])
    '; did you mean align?'
    >>> did_you_mean("xyz", ["align"])
    ''
    """
    # Here and not above: the version and a good command line need no comparison.
    import difflib

    bare = {name.lstrip("-"): name for name in known}  # Dashes would make any two options alike.
    near = difflib.get_close_matches(word.lstrip("-"), bare, 1)
    return f"; did you mean {bare[near[0]]}?" if near else ""
