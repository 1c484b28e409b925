"""What every reader of a foreign format stands behind: plain words instead of a traceback, and an end."""

from __future__ import annotations

import csv
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from lxml import etree

from corpus.errors import CorpusError

MOST_CHARACTERS = 50_000_000
"""Characters of one document: more than any book; a file that unfolds into more is an attack or a fault."""

# What libraries raise on damaged or hostile files: nearly anything, but no fault of the machine.
_DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    StopIteration,
    SyntaxError,
    TypeError,
    ValueError,
    csv.Error,
    etree.LxmlError,
    struct.error,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
)


@contextmanager
def reading(kind: str, *more: type[Exception]) -> Iterator[None]:
    """Turn whatever a library raises on a file into a sentence; ``more`` are errors of its own.

    Raises:
        CorpusError: the file is damaged, or is no file of this kind.

    >>> with reading("Word document"):
    ...     {}["word/document.xml"]
    Traceback (most recent call last):
        ...
    corpus.errors.CorpusError: is damaged, or no Word document (KeyError: 'word/document.xml')
    """
    caught: tuple[type[Exception], ...] = (*_DAMAGE, *more)
    try:
        yield
    except caught as error:
        said = " ".join(str(error).split())[:200]
        raise CorpusError(
            f"is damaged, or no {kind} ({type(error).__name__}{': ' if said else ''}{said})"
        ) from error


def limited(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """Return the paragraphs that hold anything.

    Raises:
        CorpusError: they hold more characters than any document.
    """
    kept: list[str] = []
    room = MOST_CHARACTERS
    for paragraph in paragraphs:
        room -= len(paragraph)
        if room < 0:
            raise CorpusError(f"unfolds into more than {MOST_CHARACTERS:,} characters: not read")
        if paragraph.strip():
            kept.append(paragraph)
    return tuple(kept)
