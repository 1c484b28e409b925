"""Word documents: paragraphs, tables, text boxes, notes, insertions; no headers and footers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from lxml import etree

from corpus.read.formats.office import core_metadata
from corpus.read.guard import limited, reading
from corpus.read.parts import Content
from corpus.read.safe_zip import open_office, read_member
from corpus.read.xml import parse

_KIND = "Word document (.docx)"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NOT_READ = {
    f"{{{_MC}}}Fallback": b"Fallback",  # what old programs are to show: the same text boxes a second time
    f"{{{_W}}}moveFrom": b"moveFrom",  # the place that tracked text was moved from
    f"{{{_W}}}rt": b"<w:rt>",  # the reading above a character
    f"{{{_W}}}sym": b"<w:sym",  # a tick or a bullet: a place in a font of pictures
}
"""Elements whose text is none of the document's, and how they look in a part that has some."""
_HIDDEN = b"<w:vanish"
_MARK = re.compile(
    r"----(?:foot|end)note\d+----|----(?:media|Image alt text)[^\n]*?----|^(?:foot|end)note\d+\)\s*"
)
"""What docx2python writes where a note is called, at its beginning, and for pictures."""
_LIST = re.compile(r"^\t*(?:--|\d+\)|[a-z]{1,3}\)|[ivxlcdm]+\))\t", re.IGNORECASE)
"""How it writes the mark of a list item."""


def read_docx(stream: BinaryIO) -> Iterator[Content]:
    """Yield the text of a Word document (.docx, .docm).

    Raises:
        CorpusError: it is damaged, encrypted, or unfolds into too much.
    """
    archive = open_office(stream, _KIND)
    from docx2python import docx2python

    with reading(_KIND), docx2python(_as_shown(archive), duplicate_merged_cells=False) as read:
        parts = (read.body, read.footnotes, read.endnotes)
        paragraphs = limited(_clean(text) for part in parts for text in _flat(part))
    yield Content(paragraphs, core_metadata(archive))


def _as_shown(archive: zipfile.ZipFile) -> io.BytesIO:
    """Return the document with the text that a reader sees, once: ISO/IEC 29500-1, 17.3.2.41, 17.3.3.25.

    A part that has nothing to take out is copied as it stands.
    """
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as packed:
        for member in archive.infolist():
            data = read_member(archive, member)
            if member.filename.endswith(".xml") and any(
                mark in data for mark in (*_NOT_READ.values(), _HIDDEN)
            ):
                root = parse(data)
                etree.strip_elements(root, *_NOT_READ, with_tail=False)
                _leave_out_hidden(root)
                data = etree.tostring(root)
            packed.writestr(member.filename, data)
    copy.seek(0)
    return copy


def _leave_out_hidden(root: etree._Element) -> None:
    """Take runs of hidden text out (`w:vanish`), in the text and not in the styles."""
    for mark in list(root.iter(f"{{{_W}}}vanish")):
        properties = mark.getparent()
        run = properties.getparent() if properties is not None else None
        if run is None or run.tag != f"{{{_W}}}r" or mark.get(f"{{{_W}}}val") in ("0", "false"):
            continue
        parent = run.getparent()
        if parent is not None:
            parent.remove(run)


def _flat(nested: object) -> Iterator[str]:
    """Yield the paragraphs of tables of rows of cells, in order; a table is read row by row."""
    if isinstance(nested, str):
        yield from nested.split("\n")
    elif isinstance(nested, Iterable):
        for inner in nested:
            yield from _flat(inner)


def _clean(text: str) -> str:
    return _LIST.sub("", _MARK.sub("", text)).strip()
