"""Changing bytes so that readers stumble: at random, inside archives too, with what has hurt parsers before."""

from __future__ import annotations

import gzip
import io
import random
import warnings
import zipfile
import zlib
from collections.abc import Sequence

_TEXTS = (
        "\0",
        "\x01",
        "\x1b[31m",
        "\ud800",
        "\ufeff",
        "\u2028",
        "\U0010ffff",
        "]]>",
        "<!--",
        "-->",
        "<![CDATA[",
        "&lt;",
        "&#0;",
        "&#x110000;",
        "&a;",
        '<!DOCTYPE a [<!ENTITY a "b">]>',
        '<?xml version="1.1" encoding="utf-7"?>',
        "<",
        ">",
        '"',
        "'",
        "0001-01-01T00:00:00+08:00",
        "9999-12-31T23:59:59-08:00",
        "-1",
        "0",
        "1e999",
        "NaN",
        "9" * 400,
        "0x" + "f" * 300,
        "---\n",
        "+++\n",
        "!!timestamp x",
        '!!int ""',
        "&x [*x]",
        "%YAML 9.9",
        "\t",
        "\r",
        "\n\n\n",
        "{" * 50,
        "[" * 50,
        "(" * 50,
        "../../x",
        "/etc/passwd",
        "C:\\x",
        "con",
        "xml:lang",
        'xml:lang="zh"',
        "zh-Hant",
        "en",
        "\\u0000",
        "\\ud800",
        "=1+1",
        "00:00:00,000 --> 99:99:99,999",
        'msgid "',
        "#, fuzzy",
        "obj",
        "endobj",
        "stream",
        "xref",
        "/Length 99999999",
        "<<" * 30,
)  # fmt: skip
TOKENS = tuple(text.encode("utf-8", "surrogatepass") for text in _TEXTS)
_MOST_BYTES = 200_000
_REPEATS = (2, 2, 2, 2, 10, 10, 10, 10, 10, 300)


def mutated(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Return the data with some changes, in the members of an archive or in what is packed more often than outside."""
    if chance.random() < 0.7:
        if data[:2] == b"PK":
            return _in_archive(data, others, chance)
        if data[:2] == b"\x1f\x8b":
            return _in_gzip(data, others, chance)
    return _changed(data, others, chance)


def _changed(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        data = chance.choice(_CHANGES)(data, others, chance)[:_MOST_BYTES]
    return data


def _flip(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    if not data:
        return data
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 8))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _insert(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    place = chance.randint(0, len(data))
    return data[:place] + chance.choice(TOKENS) + data[place:]


def _replace(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + chance.choice(TOKENS) + data[end:]


def _drop(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _repeat(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:end] + data[start:end] * chance.choice(_REPEATS) + data[end:]


def _splice(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    other = chance.choice(others)
    start, end = _span(other, chance)
    place = chance.randint(0, len(data))
    return data[:place] + other[start:end] + data[place:]


def _cut(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))]


_CHANGES = (_flip, _insert, _insert, _replace, _drop, _repeat, _splice, _cut)


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.choice((1, 4, 32, 256)))


def _in_gzip(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    try:
        inside = gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return _changed(data, others, chance)
    return gzip.compress(_changed(inside, others, chance), 1, mtime=0)


def _in_archive(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Return an archive in which a member is changed, lost, doubled or renamed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(item.filename, archive.read(item)) for item in archive.infolist()]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return _changed(data, others, chance)
    if not members:
        return _changed(data, others, chance)
    place = chance.randrange(len(members))
    name, content = members[place]
    what = chance.random()
    if what < 0.8:
        members[place] = name, mutated(content, [content, *(c for _, c in members)], chance)
    elif what < 0.9:
        del members[place]
    else:
        members.append((chance.choice((name, "../x", "a/" * 40 + "b", name + "\0", "x.zip")), content))
    packed = io.BytesIO()
    with (
        warnings.catch_warnings(),
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        warnings.simplefilter("ignore", UserWarning)  # Two members of one name are meant.
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name or "x"), content)
    return packed.getvalue()
