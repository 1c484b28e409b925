"""Abbreviations and other words that tell where English sentences end, from the files in ``data``."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

_DATA = Path(__file__).with_name("data")


@dataclass(frozen=True, slots=True)
class EnglishWords:
    """What the files hold; each says at its head what it is for."""

    titles: frozenset[str]
    """As they are written; all others are in lower case."""
    numbered: frozenset[str]
    may_end: frozenset[str]
    units: frozenset[str]
    labelled: frozenset[str]
    starters: frozenset[str]
    common: frozenset[str]


@functools.cache
def english_words() -> EnglishWords:
    """Read the files when they are first needed.

    >>> "Mr" in english_words().titles, "inc" in english_words().may_end
    (True, True)
    """
    return EnglishWords(
        titles=_read("en-titles.txt"),
        numbered=_read("en-numbered.txt"),
        may_end=_read("en-may-end.txt"),
        units=_read("en-units.txt"),
        labelled=_read("en-labelled.txt"),
        starters=_read("en-starters.txt"),
        common=_read("en-common.txt"),
    )


def _read(name: str) -> frozenset[str]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
