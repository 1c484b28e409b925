"""Word documents: paragraphs, tables, text boxes, footnotes and endnotes, insertions; no headers and footers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from corpus.model import Metadata
from corpus.read.guard import limited, reading
from corpus.read.parts import Content
from corpus.read.safe_zip import open_office
from corpus.text.dates import find_date

_MARK = re.compile(r"----(?:foot|end)note\d+----|----(?:media|Image alt text)[^\n]*?----|^(?:foot|end)note\d+\)\s*")
"""What docx2python writes where a note is called, at its beginning, and for pictures."""
_LIST = re.compile(r"^\t*(?:--|\d+\)|[a-z]{1,3}\)|[ivxlcdm]+\))\t", re.IGNORECASE)
"""How it writes the mark of a list item."""


def read_docx(stream: BinaryIO) -> Iterator[Content]:
    """Yield the text of a Word document (.docx, .docm).

    Raises:
        CorpusError: it is damaged, encrypted, or unfolds into too much.
    """
    open_office(stream, "Word document (.docx)")
    from docx2python import docx2python

    with reading("Word document (.docx)"), docx2python(io.BytesIO(stream.read()), duplicate_merged_cells=False) as read:
        parts = (read.body, read.footnotes, read.endnotes)
        paragraphs = limited(_clean(text) for part in parts for text in _flat(part))
        properties = read.core_properties
    yield Content(paragraphs, _metadata(properties))


def _flat(nested: object) -> Iterator[str]:
    """Yield the paragraphs of tables of rows of cells, in order; a table is read row by row."""
    if isinstance(nested, str):
        yield from nested.split("\n")
    elif isinstance(nested, Iterable):
        for inner in nested:
            yield from _flat(inner)


def _clean(text: str) -> str:
    return _LIST.sub("", _MARK.sub("", text)).strip()


def _metadata(properties: dict[str, str | None]) -> Metadata:
    return Metadata(
        title=properties.get("title") or None,
        author=properties.get("creator") or None,
        date=find_date(properties.get("modified") or properties.get("created") or ""),
    )
