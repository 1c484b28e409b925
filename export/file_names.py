"""Names of output files that every system can hold, whatever the documents are called.

Windows forbids some characters, device names and a dot or space at the end ("Naming Files, Paths, and
Namespaces", Microsoft); Linux and macOS allow 255 bytes a name; Windows and macOS take two names that
differ in case only for one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

LONGEST = 200
"""Bytes of a name: 255, less suffixes such as ``.zh-CN.untranslated.tsv``."""

_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')
_DEVICE = re.compile(
    r"(?:con|conin\$|conout\$|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?= *(?:\.|\Z))", re.IGNORECASE
)
"""Also with an ending, and with spaces before it: `con .txt`."""
_END = re.compile(r"[. ]\Z")


def file_name(name: str) -> str:
    """Return a name without slashes as a file can bear it: what it cannot is percent-encoded (RFC 3986).

    What is too long is cut, and a hash tells it from others that begin alike.

    >>> file_name("通报 2026.txt"), file_name("con.txt"), file_name("a:b?.")
    ('通报 2026.txt', '%63on.txt', 'a%3Ab%3F%2E')
    """
    allowed = _FORBIDDEN.sub(_encoded, name)
    allowed = _END.sub(_encoded, allowed)
    if _DEVICE.match(allowed):
        allowed = f"%{ord(allowed[0]):02X}{allowed[1:]}"
    return _shortened(allowed, name)


def file_path(name: str) -> str:
    """Return the name of a document, a path with slashes, as files and folders can bear it."""
    return "/".join(file_name(part) for part in name.split("/"))


def file_paths(names: Iterable[str]) -> dict[str, str]:
    """Return a path for each name: two that differ in case only get one each.

    >>> file_paths(["a.txt", "A.txt"])
    {'a.txt': 'a.txt', 'A.txt': 'A~48266a69.txt'}
    """
    paths: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        path = file_path(name)
        if path.casefold() in taken:
            stem, dot, suffix = path.rpartition(".")
            path = f"{stem or suffix}~{_hash(name)}{dot}{suffix if stem else ''}"
        taken.add(path.casefold())
        paths[name] = path
    return paths


def _encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8"))


def _shortened(allowed: str, name: str) -> str:
    if len(allowed.encode("utf-8", "surrogatepass")) <= LONGEST:
        return allowed
    stem, dot, suffix = allowed.rpartition(".")
    if not stem or len(suffix) > 10:
        stem, dot, suffix = allowed, "", ""
    room = LONGEST - len(suffix.encode("utf-8", "surrogatepass")) - 10
    cut = stem.encode("utf-8", "surrogatepass")[:room].decode("utf-8", "ignore")
    return f"{cut}~{_hash(name)}{dot}{suffix}"


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
