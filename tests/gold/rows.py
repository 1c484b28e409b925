"""The gold data of sentences and pairs, as values. What it means stands in the READMEs beside it."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from corpus.model import Lang
from tests.tables import read_table

FOLDER = Path(__file__).parent
LANGS: tuple[Lang, ...] = ("zh", "en")
_XFAIL = "xfail:"


class Row(Protocol):
    """A case, whose ``id`` is its class and line, and why it is known to fail, if it is."""

    @property
    def id(self) -> str: ...

    @property
    def xfail(self) -> str: ...


def params(rows: Iterable[Row]) -> list[Any]:
    """Return the cases for ``pytest.mark.parametrize``; one that is known to fail must not pass."""
    return [
        pytest.param(
            row, id=row.id, marks=pytest.mark.xfail(strict=True, reason=row.xfail) if row.xfail else ()
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class NumberPair:
    """A pair and whether its numbers agree: right, wrong, or ambiguous."""

    id: str
    verdict: str
    lang: Lang
    source: str
    target: str
    xfail: str


@dataclass(frozen=True, slots=True)
class FaultyPair:
    """A pair and the codes of the flags that it should have."""

    id: str
    lang: Lang
    source: str
    target: str
    flags: frozenset[str]
    xfail: str


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line and the rule that should take it out, if any."""

    id: str
    rule: str
    line: str
    xfail: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences and what stands between them."""

    id: str
    lang: Lang
    sentences: tuple[str, ...]
    separators: tuple[str, ...]
    xfail: str


@functools.cache
def number_pairs() -> Sequence[NumberPair]:
    """The pairs of ``numbers/pairs.tsv``."""
    return [
        NumberPair(
            row["id"],
            row["verdict"],
            _lang(row["lang"]),
            row["source"],
            row["target"],
            _xfail(row["comment"]),
        )
        for row in read_table(FOLDER / "numbers" / "pairs.tsv")
    ]


@functools.cache
def faulty_pairs() -> Sequence[FaultyPair]:
    """The pairs of ``faults/pairs.jsonl``."""
    return [
        FaultyPair(
            f"{row['label']}:{number}",
            _lang(row["lang"]),
            row["source"],
            row["target"],
            frozenset(row["flags"]),
            row.get("xfail", ""),
        )
        for number, row in _json_lines(FOLDER / "faults" / "pairs.jsonl")
    ]


@functools.cache
def page_lines() -> Sequence[PageLine]:
    """The lines of ``lines/cases.tsv``."""
    return [
        PageLine(row["id"], row["rule"], row["line"], _xfail(row["comment"]))
        for row in read_table(FOLDER / "lines" / "cases.tsv")
    ]


@functools.cache
def paragraphs(lang: Lang) -> Sequence[Paragraph]:
    """The paragraphs of ``segment/zh.jsonl`` or ``segment/en.jsonl``, and of the hard and the web forms beside it."""
    usual = "" if lang == "zh" else " "
    return [
        Paragraph(
            f"{name}:{row['label']}:{number}",
            lang,
            tuple(row["sents"]),
            tuple(row.get("seps", [usual] * (len(row["sents"]) - 1))),
            row.get("xfail", ""),
        )
        for name in (lang, f"{lang}-hard", f"{lang}-web")
        for number, row in _json_lines(FOLDER / "segment" / f"{name}.jsonl")
    ]


def _json_lines(path: Path) -> list[tuple[int, dict[str, Any]]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(number, json.loads(line)) for number, line in enumerate(lines, 1)]


def _xfail(comment: str) -> str:
    return comment.removeprefix(_XFAIL).strip() if comment.startswith(_XFAIL) else ""


def _lang(code: str) -> Lang:
    return "zh" if code == "zh" else "en"
