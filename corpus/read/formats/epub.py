"""E-books: the chapters of an EPUB in the order of its spine, each read as HTML."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import unquote

from lxml import etree

from corpus.errors import CorpusError
from corpus.model import Metadata
from corpus.read.encodings import decode
from corpus.read.formats.html import read_html
from corpus.read.guard import limited, reading
from corpus.read.parts import Content
from corpus.read.safe_zip import open_zip, read_member
from corpus.read.xml import local, parse
from corpus.text.dates import find_date

_CHAPTERS = ("application/xhtml+xml", "text/html", "application/x-dtbncx+xml+xhtml")
_NOTE_MARK = re.compile(
    r"<a\b[^>]*\b(?:epub:type|role)=[\"'](?:doc-)?noteref[\"'][^>]*>.{,200}?</a>"
    r"|<sup\b[^>]*>\s*<a\b[^>]*#[^>]*>\W*\d{1,4}\W*</a>\s*</sup>",
    re.DOTALL,
)
"""Where a note is called (EPUB Structural Semantics 1.1), and the way back from it."""
_ASIDE = re.compile(r"(</?)aside\b")
"""In a page it holds what is none of the text, in a book the notes."""
_FIELDS = {"title": "title", "creator": "author", "publisher": "source", "rights": "licence", "date": "date"}


def read_epub(stream: BinaryIO) -> Iterator[Content]:
    """Yield the text of an e-book (EPUB 2 and 3).

    Raises:
        CorpusError: it is damaged, its chapters are encrypted (DRM), or it unfolds into too much.
    """
    archive = open_zip(stream, "e-book (.epub)")
    with reading("e-book (.epub)"):
        container = parse(_read(archive, "META-INF/container.xml"))
        root = next(e.get("full-path", "") for e in container.iter() if local(e) == "rootfile")
        package = parse(_read(archive, root))
        chapters = [
            posixpath.normpath(posixpath.join(posixpath.dirname(root), name)) for name in _spine(package)
        ]
        _check_free(archive, chapters)
        paragraphs = limited(text for chapter in chapters for text in _chapter(archive, chapter))
    yield Content(paragraphs, _metadata(package))


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    return read_member(archive, archive.getinfo(name))


def _spine(package: etree._Element) -> Iterator[str]:
    """Yield the paths of the chapters; the table of contents is none."""
    items = {e.get("id"): e for e in package.iter() if local(e) == "item"}
    for reference in (e for e in package.iter() if local(e) == "itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "nav" in (item.get("properties") or "").split():
            continue
        if item.get("media-type") in _CHAPTERS:
            yield unquote(item.get("href") or "")


def _check_free(archive: zipfile.ZipFile, chapters: list[str]) -> None:
    """Raise where chapters are encrypted; fonts may be obfuscated (EPUB OCF 3.3, 4.4)."""
    name = "META-INF/encryption.xml"
    if name not in archive.namelist():
        return
    locked = {
        unquote(e.get("URI") or "")
        for e in parse(_read(archive, name)).iter()
        if local(e) == "CipherReference"
    }
    if locked & set(chapters):
        raise CorpusError("is encrypted (DRM): its chapters cannot be read")


def _chapter(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    if name not in archive.namelist():
        raise CorpusError(f"has lost its chapter {name}")
    # The body alone: a book has no navigation around its text that would have to be told from it.
    markup = _ASIDE.sub(r"\1div", _NOTE_MARK.sub("", decode(_read(archive, name)).text))
    start = markup.lower().find("<body")
    start = markup.find(">", start) + 1 if start >= 0 else 0
    end = markup.lower().rfind("</body")
    yield from read_html(f"<div>{markup[start : end if end >= 0 else None]}</div>").paragraphs


def _metadata(package: etree._Element) -> Metadata:
    values: dict[str, str] = {}
    for element in package.iter():
        field = _FIELDS.get(local(element))
        text = " ".join((element.text or "").split())
        parent = element.getparent()
        if field and text and parent is not None and local(parent) == "metadata":
            values.setdefault(field, text)
    date = find_date(values.pop("date", ""))
    return Metadata(**values, date=date)
