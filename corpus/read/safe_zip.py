"""Zip files, and the formats that are zip files: opened within limits, never unpacked to disk."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.read.guard import reading

_MOST_MEMBERS = 100_000
_MOST_BYTES = 4 << 30
"""Unpacked, all members together."""
_LARGEST = 512 << 20
"""Unpacked, one member: it is read into memory."""
_RATIO = 500
"""How many times larger than packed; deflate reaches 1,032, texts 10, XML of office files up to 100."""
_SMALL = 8 << 20
"""Nobody minds what unfolds into less."""
_ENCRYPTED = 0x1
_UTF_8 = 0x800


def open_zip(stream: BinaryIO, kind: str) -> zipfile.ZipFile:
    """Open a zip file and look at its list of members before anything is unpacked.

    Args:
        stream: the file.
        kind: what it should be, for messages.

    Raises:
        CorpusError: it is none, or unfolds into more than is sensible.
    """
    with reading(kind):
        archive = zipfile.ZipFile(stream)
    members = archive.infolist()
    size, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    if len(members) > _MOST_MEMBERS:
        raise CorpusError(f"holds {len(members):,} files, more than {_MOST_MEMBERS:,}: not read")
    if size > _MOST_BYTES or (size > _SMALL and size > _RATIO * max(packed, 1)):
        raise CorpusError(f"unfolds from {packed:,} into {size:,} bytes (a zip bomb?): not read")
    return archive


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a member, no more than its entry promises.

    Raises:
        CorpusError: it is encrypted, damaged or too large.
    """
    if member.flag_bits & _ENCRYPTED:
        raise CorpusError("is encrypted: unpack it with its password and put in what it holds")
    if member.file_size > _LARGEST or (
        member.file_size > _SMALL and member.file_size > _RATIO * max(member.compress_size, 1)
    ):
        raise CorpusError(
            f"unfolds from {member.compress_size:,} into {member.file_size:,} bytes (a zip bomb?): not read"
        )
    with reading("file of a zip archive"), archive.open(member) as stream:
        # zipfile stops at the promised size and then compares the checksum.
        return stream.read(member.file_size + 1)


def open_office(stream: BinaryIO, kind: str) -> zipfile.ZipFile:
    """Open an office file: as :func:`open_zip`, and every part may be unpacked.

    Raises:
        CorpusError: it is none, is encrypted, or a part of it could make a parser expand entities.
    """
    if stream.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        # An encrypted OOXML file is an OLE container (MS-OFFCRYPTO 1.3.3); so are the formats before 2007.
        raise CorpusError(
            f"is encrypted, or in a format older than 2007: open it in your office program and save it as a "
            f"{kind} without a password"
        )
    stream.seek(0)
    archive = open_zip(stream, kind)
    for member in archive.infolist():
        if member.filename.lower().endswith((".xml", ".rels")):
            # No part may have a document type (ISO/IEC 29500-2, 8.1.4): there entities begin.
            if b"<!DOCTYPE" in read_member(archive, member):
                raise CorpusError(f"has a document type in {member.filename}, which no {kind} has: not read")
        elif member.file_size > _LARGEST:
            raise CorpusError(f"holds {member.filename} of {member.file_size:,} bytes: not read")
    stream.seek(0)
    return archive


def name_of(member: zipfile.ZipInfo) -> str:
    """Return the name of a member; what a Chinese Windows wrote is no code page 437.

    >>> name_of(zipfile.ZipInfo("通报.txt".encode("gb18030").decode("cp437")))
    '通报.txt'
    """
    if member.flag_bits & _UTF_8 or member.filename.isascii():
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename
