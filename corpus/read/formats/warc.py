"""Web archives (WARC, ISO 28500; WACZ): each page is a document, its address is its url."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from corpus.errors import CorpusError
from corpus.model import Metadata
from corpus.read.guard import reading
from corpus.read.parts import Member
from corpus.read.safe_zip import open_zip, read_member
from corpus.text.dates import date_in_path, find_date

_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".xhtml", "text/plain": ".txt", "application/pdf": ".pdf",
}  # fmt: skip
_LONGEST = 150
"""Characters of an address that name its document; file systems take 255 bytes."""
_LARGEST = 64 << 20
"""Bytes of one page."""


def read_warc(stream: BinaryIO) -> Iterator[Member]:
    """Yield the pages of a WARC file, gzipped or not; redirects, pictures and scripts are passed over.

    Raises:
        CorpusError: it is damaged, or fastwarc is not installed.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise CorpusError('needs fastwarc to be read: pip install "duizhao[warc]"') from error
    records = 0
    with reading("web archive (.warc)"):
        wanted = WarcRecordType.response | WarcRecordType.resource
        for record in ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=True):
            records += 1
            member = _page(record) if record.record_type & wanted else None
            if member is not None:
                yield member
    if not records:
        raise CorpusError("is damaged, or no web archive (.warc): it holds no record")


def read_wacz(stream: BinaryIO) -> Iterator[Member]:
    """Yield the pages of the archives in a WACZ file.

    Raises:
        CorpusError: it is damaged, holds no archive, or fastwarc is not installed.
    """
    archive = open_zip(stream, "web archive (.wacz)")
    members = [m for m in archive.infolist() if m.filename.lower().endswith((".warc", ".warc.gz"))]
    if not members:
        raise CorpusError("is no web archive (.wacz): it holds no .warc")
    for member in members:
        yield from read_warc(io.BytesIO(read_member(archive, member)))


def _page(record: Any) -> Member | None:
    """Return the page that a record holds; nothing where it is no page, or the server had none."""
    url = str(record.headers.get("WARC-Target-URI") or "").strip("<>")
    kind, _, _ = str(record.http_content_type or record.headers.get("Content-Type") or "").partition(";")
    suffix = _SUFFIXES.get(kind.strip().lower())
    refused = record.http_headers is not None and record.http_headers.status_code not in (200, None)
    if suffix is None or refused or not url:
        return None
    data = record.reader.read(_LARGEST + 1)
    stamp = date_in_path(url) or find_date(str(record.headers.get("WARC-Date") or ""))
    return Member(_label(url), lambda: _whole(data), suffix, Metadata(url=url, date=stamp))


def _label(url: str) -> str:
    """Return an address as the name of a document, which may become one of a file: not too long."""
    name = url.partition("://")[2] or url
    return (
        name
        if len(name) <= _LONGEST
        else f"{name[:_LONGEST]}~{hashlib.sha256(url.encode()).hexdigest()[:12]}"
    )


def _whole(data: bytes) -> bytes:
    if len(data) > _LARGEST:
        raise CorpusError(f"is a page of more than {_LARGEST:,} bytes: not read")
    return data
