"""Archives: every file in a .zip is a document of its own; archives inside archives are opened too."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.read.parts import Member
from corpus.read.safe_zip import name_of, open_zip, read_member

_DEEPEST = 3
"""Archives inside archives."""
_MOST_BYTES = 4 << 30
"""Unpacked, of an archive and all those in it."""


def read_zip(stream: BinaryIO) -> Iterator[Member]:
    """Yield the files of an archive. A place outside the archive, a link or a locked file says so when read.

    Raises:
        CorpusError: it is damaged, or unfolds into more than is sensible.
    """
    yield from _members(stream, "", [_MOST_BYTES], 1)


def _members(stream: BinaryIO, prefix: str, room: list[int], depth: int) -> Iterator[Member]:
    archive = open_zip(stream, "zip archive")
    for member in sorted(archive.infolist(), key=lambda info: info.filename):
        name = name_of(member).replace("\\", "/")
        parts = name.split("/")
        # Not member.is_dir: what has no name, or one that begins with NUL, has no last character.
        if name.endswith("/") or "__MACOSX" in parts or any(p.startswith(".") and p != ".." for p in parts):
            continue
        label = f"{prefix}{name or '?'}"
        read = _reader(archive, member, parts, room)
        if not name.lower().endswith(".zip"):
            yield Member(label, read)
        elif depth == _DEEPEST:
            yield Member(
                label, _refuse(f"is an archive {depth} archives deep: unpack it and put in what it holds")
            )
        else:
            yield from _nested(label, read, room, depth)


def _nested(label: str, read: Callable[[], bytes], room: list[int], depth: int) -> Iterator[Member]:
    """Yield the files of an archive inside an archive, or what is wrong with it."""
    try:
        yield from _members(io.BytesIO(read()), f"{label}/", room, depth + 1)
    except CorpusError as error:
        yield Member(label, _refuse(str(error)))


def _reader(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, parts: list[str], room: list[int]
) -> Callable[[], bytes]:
    if parts == [""]:
        return _refuse("has no name: not read")
    if ".." in parts or not parts[0] or parts[0].endswith(":"):
        return _refuse("names a place outside its archive: not read")
    if stat.S_ISLNK(member.external_attr >> 16):
        return _refuse("is a link: not read")
    return partial(_read, archive, member, room)


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: list[int]) -> bytes:
    room[0] -= member.file_size
    if room[0] < 0:
        raise CorpusError("stands in archives that unfold into too much: not read")
    return read_member(archive, member)


def _refuse(message: str) -> Callable[[], bytes]:
    def read() -> bytes:
        raise CorpusError(message)

    return read
