"""OpenDocument text: paragraphs, headings, tables, text boxes, notes; no deleted text, no comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from corpus.errors import CorpusError
from corpus.model import Metadata
from corpus.read.guard import limited, reading
from corpus.read.parts import Content
from corpus.read.safe_zip import open_office, read_member
from corpus.read.xml import local, parse
from corpus.text.dates import find_date

_BLOCKS = frozenset(["p", "h"])
_SKIPPED = frozenset(["tracked-changes", "annotation", "note-citation", "bookmark", "desc", "title"])
_WHITE = {"s": " ", "tab": " ", "line-break": "\n"}
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def read_odt(stream: BinaryIO) -> Iterator[Content]:
    """Yield the text of an OpenDocument text, presentation or spreadsheet: all its paragraphs.

    Raises:
        CorpusError: it is damaged, encrypted, or unfolds into too much.
    """
    kind = "OpenDocument file (.odt)"
    archive = open_office(stream, kind)
    with reading(kind):
        manifest = read_member(archive, archive.getinfo("META-INF/manifest.xml"))
        if b"encryption-data" in manifest:
            raise CorpusError("is encrypted: save it without a password")
        body = parse(read_member(archive, archive.getinfo("content.xml")))
        paragraphs = limited(_paragraphs(body))
        meta = "meta.xml"
        metadata = (
            _metadata(parse(read_member(archive, archive.getinfo(meta))))
            if meta in archive.namelist()
            else Metadata()
        )
    yield Content(paragraphs, metadata)


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """Yield the text of each paragraph; one inside another, of a note or a text box, comes after it."""
    waiting: list[tuple[etree._Element, list[str]]] = []
    inner: list[str] = []
    skip: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element)
        if event == "start" and skip is None:
            if not name or name in _SKIPPED:
                skip = element
            elif name in _BLOCKS and element.tag.startswith(_TEXT):
                waiting.append((element, [element.text or ""]))
            elif waiting:
                waiting[-1][1].append(_WHITE.get(name, "") + (element.text or ""))
        elif event == "end":
            if waiting and waiting[-1][0] is element:
                text = "".join(waiting.pop()[1])
                if waiting:
                    inner.append(text)
                else:
                    yield text
                    yield from inner
                    inner.clear()
            if skip is element:
                skip = None
            if waiting and skip is None:
                waiting[-1][1].append(element.tail or "")


def _metadata(root: etree._Element) -> Metadata:
    values = {local(element): (element.text or "").strip() for element in root.iter() if element.text}
    return Metadata(
        title=values.get("title") or None,
        author=values.get("creator") or values.get("initial-creator") or None,
        date=find_date(values.get("date") or values.get("creation-date") or ""),
    )
