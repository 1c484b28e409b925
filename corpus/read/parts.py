"""What a reader of a format gives: text, pairs of text, or files inside the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from corpus.model import Lang, Line, Metadata, Script

NO_LINE = Line()
NO_METADATA = Metadata()


@dataclass(frozen=True, slots=True)
class Content:
    """The text of a document, a paragraph each, and what it says of itself."""

    paragraphs: tuple[str, ...]
    metadata: Metadata = NO_METADATA
    encoding: str = "utf-8"
    removed: tuple[tuple[str, str], ...] = ()
    """Lines that are none of the text: the name of the rule, and the line."""
    warnings: tuple[str, ...] = ()
    label: str = ""
    """What tells it from the other documents of the file."""
    times: tuple[str, ...] = ()
    """Of subtitles, when each paragraph is shown."""


@dataclass(frozen=True, slots=True)
class Row:
    """A Chinese and an English text that a file says translate each other; one may be empty."""

    zh: str
    en: str
    line: Line = NO_LINE
    source: Lang = "zh"
    """Which of the two was translated: the other one is a draft, if the line says so."""
    script: Script | None = None
    """That of the Chinese, where the file states it."""


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The rows of a file that is bilingual already."""

    rows: tuple[Row, ...]
    kind: str
    """The format, as units name it: ``tmx``."""
    metadata: Metadata = NO_METADATA
    label: str = ""
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a file. It is read when ``read`` is called, which may say that it cannot be."""

    label: str
    read: Callable[[], bytes]
    suffix: str = ""
    """Its format, where its name does not tell."""
    metadata: Metadata = NO_METADATA


Part = Content | Bilingual | Member
Reader = Callable[[BinaryIO], Iterable[Part]]
"""Takes a file that is open for reading and seeking; raises CorpusError where it cannot be read."""
