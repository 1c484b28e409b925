"""Whether a translation says the names of its source as they are spelled."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Flag, NameKind
from corpus.text.script import HAN

_POSSESSIVE = re.compile(r"['’]s\b")
_INSIDE_WORD = re.compile(r"['’-]")
_LETTERS = re.compile(r"[a-zü]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text: its span, how the other language writes it, and what it names."""

    start: int
    end: int
    text: str
    spelling: str
    kind: NameKind
    guessed: bool = False
    """Whether the spelling is one of several that may be right, so that another is no fault."""


def name_flag(target: str, names: Sequence[Name]) -> list[Flag]:
    """Return a flag where an English target says a name of its source in another way.

    >>> [flag.code for flag in name_flag("Police in Guangnan.", [Name(0, 2, "苍南", "Cangnan", "place")])]
    ['name']
    """
    lost = {name.text: name for name in names if not (name.guessed or says_name(target, name.spelling))}
    if not lost:
        return []
    said = ", ".join(f"{name.text} ({name.spelling})" for name in lost.values())
    spans = tuple(("source", name.start, name.end) for name in lost.values())
    return [Flag("name", f"names that are not spelled as they are known: {said}", spans)]


def says_name(text: str, spelling: str) -> bool:
    """Whether a text says a name; hyphens, apostrophes, case and the order of two words make no difference.

    >>> says_name("Officers of Xian met Song Mei-jun.", "Song Meijun")
    True
    >>> says_name("Meijun Song", "Song Meijun")
    True
    """
    if not spelling.isascii() and HAN.search(spelling):
        return spelling in text
    words = _folded(text)
    parts = fold_name(spelling).split()
    return f" {' '.join(parts)} " in words or f" {' '.join(reversed(parts))} " in words


@functools.lru_cache(maxsize=4)
def _folded(text: str) -> str:
    """Return a text in which many names are looked for, folded once."""
    return f" {fold_name(text)} "


def fold_name(text: str) -> str:
    """Return the words of a text without what spellings differ in; a possessive ends a word.

    >>> fold_name("Xi'an's police, Mei-jun")
    'xian police meijun'
    """
    plain = _INSIDE_WORD.sub("", _POSSESSIVE.sub(" ", text.lower()))
    return " ".join(_LETTERS.findall(plain))
