"""Every reader that is given files of others, and good files for each to begin with."""

from __future__ import annotations

import functools
import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from align.terms.glossary import load_glossary
from align.translate.argos import _check
from align.translate.gguf import convert
from corpus.pipeline.decisions import Decision
from corpus.pipeline.review_record import read_ledger
from corpus.read.documents import read_documents
from corpus.read.front_matter import split_front_matter
from corpus.settings import load_settings
from export.manifest import read_manifest
from export.read_tmx import read_units
from export.returned import read_returned
from export.tables import read_names
from export.write_tmx import write_tmx
from export.xliff import write_xliff
from export.xlsx import write_sheet
from tests.corpus.read.formats.folder import files
from tests.factories import SEEDS, unit
from tests.tiny_models import random_weights, write_argos_package, write_gguf


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its name, what reads it, what good ones there are, and its part of a campaign's inputs."""

    name: str
    read: Callable[[Path], object]
    seeds: Callable[[Path], list[bytes]]
    weight: float = 1.0


_BEGINNING = 1_500
"""Bytes."""


def _documents(path: Path) -> object:
    return list(read_documents(path, path.name))


def _format(suffix: str, _folder: Path) -> list[bytes]:
    return [data for name, data in files().items() if name.endswith(suffix)]


def _texts(*suffixes: str) -> list[bytes]:
    # Their beginnings: of short inputs many are read in the time of a long one.
    return [path.read_bytes()[:_BEGINNING] for path in sorted(SEEDS.rglob("*")) if path.suffix in suffixes]


_UNITS = [unit("警方通报。", "Police notice.", 0), unit("共3人。", "Three people.", 1)]


def _written(write: Callable[[Path], object], name: str, folder: Path) -> list[bytes]:
    write(folder / name)
    return [(folder / name).read_bytes()]


def _ledger() -> bytes:
    decision = Decision(
        "edited", "警方通报。", "Notice.", "Police notice.", "zh-CN", "en-US", "Hans", "a.txt", 0,
        "20240301T080000Z", "anna", "20260105T101500Z",
    )  # fmt: skip
    return json.dumps(asdict(decision), ensure_ascii=False).encode() + b"\n"


def _convert(path: Path) -> object:
    with tempfile.TemporaryDirectory() as folder:
        convert(path, Path(folder))
    return None


def _gguf(folder: Path) -> list[bytes]:
    return _written(lambda path: write_gguf(path, random_weights()), "seed.gguf", folder)


def _argos(folder: Path) -> list[bytes]:
    return _written(write_argos_package, "seed.argosmodel", folder)


def _front_matter(path: Path) -> object:
    text = path.read_text("utf-8", errors="replace")
    return list(split_front_matter(f"---\n{text}\n---\n正文。"))


_YAML = b"""title: \xe8\xad\xa6\xe6\x96\xb9\xe9\x80\x9a\xe6\x8a\xa5
date: !!timestamp 2024-03-01T08:00:00+08:00
author: [anna, "ben"]
licence: &l {name: CC BY 4.0, years: [0x7e8, 2_024, 33:44]}
source: |
  a
  b
"""
_TOML = b'engine = "none"\nchinese = "zh-TW"\nmin_score = 0.5\nmine = true\nmemory = ["a.tmx"]\n'
_NAMES = "name\tspelling\tkind\tsure\tcount\tfirst\n温州\tWenzhou\tplace\tfound\t3\ta.txt\n"
_TBX = (
    '<martif type="TBX"><text><body><termEntry><langSet xml:lang="zh"><tig><term>辅警</term></tig></langSet>'
    '<langSet xml:lang="en"><tig><term>auxiliary officer</term></tig></langSet></termEntry></body></text></martif>'
)

KINDS: dict[str, Kind] = {
    **{
        suffix[1:]: Kind(f"x{suffix}", _documents, functools.partial(_format, suffix), weight)
        for suffix, weight in {
            ".docx": 0.5, ".odt": 1, ".epub": 0.5, ".pptx": 0.2, ".pdf": 0.02, ".xlsx": 0.5, ".tsv": 1, ".csv": 1, ".srt": 1,
            ".vtt": 1, ".ass": 1, ".po": 1, ".tmx": 1, ".tmx.gz": 1, ".xlf": 1, ".xliff": 1, ".sdlxliff": 1, ".zip": 1,
            ".warc.gz": 1, ".wacz": 0.5,
        }.items()
    },
    "txt": Kind("x.txt", _documents, lambda _: _texts(".txt")),
    "md": Kind("x.md", _documents, lambda _: _texts(".md")),
    "html": Kind("x.html", _documents, lambda _: _texts(".html", ".htm")),
    "back-tmx": Kind("x.tmx", read_returned, lambda folder: _written(lambda p: write_tmx(p, _UNITS, "zh-CN"), "s.tmx", folder)),
    "own-tmx": Kind("x.tmx", lambda p: list(read_units(p)), lambda folder: _written(lambda p: write_tmx(p, _UNITS, "zh-CN"), "s.tmx", folder)),
    "back-xlsx": Kind("x.xlsx", read_returned, lambda folder: _written(lambda p: write_sheet(p, _UNITS), "s.xlsx", folder), 0.5),
    "back-xlf": Kind("x.xlf", read_returned, lambda folder: _written(lambda p: write_xliff(p, _UNITS, "2.1", "anna"), "s.xlf", folder)),
    "back-xlf1": Kind("x.xlf", read_returned, lambda folder: _written(lambda p: write_xliff(p, _UNITS, "1.2", "anna"), "s.xlf", folder)),
    "back-sdl": Kind("x.sdlxliff", read_returned, functools.partial(_format, ".sdlxliff")),
    "glossary": Kind("glossary.tsv", lambda p: load_glossary(p.parent), lambda _: [(SEEDS / "glossary.tsv").read_bytes()]),
    "tbx": Kind("glossary.tbx", lambda p: load_glossary(p.parent), lambda _: [_TBX.encode()]),
    "yaml": Kind("x.yaml", _front_matter, lambda _: [_YAML]),
    "toml": Kind("corpus.toml", lambda p: load_settings(p, {}), lambda _: [_TOML]),
    "jsonl": Kind("review.jsonl", lambda p: list(read_ledger(p)), lambda _: [_ledger()]),
    "manifest": Kind("manifest.json", lambda p: read_manifest(p.parent), lambda _: [b'{"name": "x", "files": []}']),
    "names": Kind("names.tsv", lambda p: list(read_names(p)), lambda _: [_NAMES.encode()]),
    "argosmodel": Kind("x.argosmodel", _check, _argos, 0.1),
    "gguf": Kind("x.gguf", _convert, _gguf, 0.1),
}  # fmt: skip
