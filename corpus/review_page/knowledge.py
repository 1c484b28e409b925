"""What is known of a corpus's language: its terms and names, and what they and the checks say of a pair."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from align.quality.inspect import inspect
from align.quality.names import Name, says_name
from align.quality.numbers import compare_numbers
from align.terms.glossary import GLOSSARIES, NO_TERMS, Glossary, load_glossary, with_termbase
from align.translate.annotate import Annotator
from corpus.errors import CorpusError
from corpus.model import Flag, Lang, Unit
from corpus.model import other as other_language
from corpus.pipeline.checking import readable
from corpus.pipeline.names import NAMES
from corpus.pipeline.units import script_of
from corpus.text.numbers import Number, read_numbers
from export.manifest import read_manifest
from export.tables import read_names

_OF_THE_DRAFT = frozenset(["cut-off", "second-draft", "repaired", "low-similarity", "unsure"])
"""Flags that hold as long as nobody changes the draft."""
_OF_THE_DOCUMENT = frozenset(["review-outdated", "machine-translated", "unaligned"])


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text that has a counterpart on the other side, or should have one."""

    start: int
    end: int
    kind: str
    """``number``, ``name``, ``term`` or ``fault``."""
    said: str
    """What it is, in words."""
    matched: bool
    """Whether the other side has its counterpart."""


class Knowledge:
    """The glossary beside the documents and the table of names beside the corpus, as they are now.

    Args:
        out: the folder that build-corpus wrote.
        documents: the folder that it was built from, if that is known.
    """

    def __init__(self, out: Path, documents: Path | None) -> None:
        self._out, self._documents = out, documents
        self._lock = threading.Lock()
        self._stamp: tuple[object, ...] | None = None
        self._annotator = Annotator()

    def annotator(self) -> Annotator:
        """Return the terms and names.

        Raises:
            CorpusError: a table was damaged.
        """
        with self._lock:
            stamp = tuple(map(_stamp, self._files()))
            if stamp != self._stamp:
                self._annotator = Annotator(self._glossary(), self._names())
                self._stamp = stamp
            return self._annotator

    def warm(self) -> None:
        """Load what is needed to look at a unit."""
        with contextlib.suppress(CorpusError):  # Who opens a unit is told.
            annotator = self.annotator()
            annotator.names_in("苍南公安局", "zh")
            inspect("苍南公安局。", "Police.", "zh", annotator.glossary)

    def _files(self) -> Iterator[Path]:
        yield self._out / NAMES
        if self._documents:
            yield from (self._documents / name for name in GLOSSARIES)

    def _glossary(self) -> Glossary:
        glossary = load_glossary(self._documents) if self._documents else NO_TERMS
        settings = read_manifest(self._out).get("settings")
        wanted = not isinstance(settings, dict) or settings.get("termbase", True)
        return with_termbase(glossary) if wanted else glossary

    def _names(self) -> dict[str, Name]:
        path = self._out / NAMES
        rows = read_names(path) if path.is_file() else ()
        return {row.name: Name(0, 0, row.name, row.spelling, row.kind) for row in rows if row.spelling}

    def names_in(self, unit: Unit) -> list[Name]:
        """Return the names of a unit's source."""
        return self.annotator().names_in(readable(unit.source), unit.source_lang)

    def flags(self, unit: Unit, target: str) -> tuple[Flag, ...]:
        """Return what is to be said of a unit with this target, which may be another than its own."""
        kept = _OF_THE_DOCUMENT | _OF_THE_DRAFT if target == unit.target else _OF_THE_DOCUMENT
        return inspect(
            unit.source,
            target,
            unit.source_lang,
            self.annotator().glossary,
            chinese=script_of(unit.target_tag),
            said=[flag for flag in unit.flags if flag.code in kept],
            names=self.names_in(unit),
        )

    def marks(self, unit: Unit, target: str, flags: Sequence[Flag]) -> tuple[list[Mark], list[Mark]]:
        """Return the marks of the source and of this target, in order, without overlaps."""
        source_marks: list[Mark] = []
        target_marks: list[Mark] = []
        glossary = self.annotator().glossary
        for one_side, marks in (
            _names(unit.source, target, self.names_in(unit)),
            _terms(unit.source, target, unit.source_lang, glossary),
            _numbers(unit.source, target, unit.source_lang),
        ):
            source_marks += one_side
            target_marks += marks
        for flag in flags:
            for side, start, end in flag.spans:
                fault = Mark(start, end, "fault", flag.message, matched=False)
                (source_marks if side == "source" else target_marks).append(fault)
        return _in_order(source_marks, unit.source), _in_order(target_marks, target)


def _stamp(path: Path) -> object:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _numbers(source: str, target: str, lang: Lang) -> tuple[list[Mark], list[Mark]]:
    faults = compare_numbers(source, target, lang)
    return (
        list(_number_marks(read_numbers(source, lang), [*faults.missing, *faults.percent], "translation")),
        list(_number_marks(read_numbers(target, other_language(lang)), faults.added, "source")),
    )


def _number_marks(numbers: Sequence[Number], faults: Iterable[Number], there: str) -> Iterator[Mark]:
    wrong = {(number.start, number.text) for number in faults}
    for number in numbers:
        is_wrong = (number.start, number.text) in wrong
        if is_wrong or number.strength == "strong":
            said = f"number, not in the {there}" if is_wrong else f"number, also in the {there}"
            yield Mark(number.start, number.start + len(number.text), "number", said, not is_wrong)


def _names(source: str, target: str, names: Sequence[Name]) -> tuple[list[Mark], list[Mark]]:
    left, right = [], []
    for name in names:
        is_said = says_name(target, name.spelling)
        said = f"name: {name.spelling}" + ("" if is_said else ", not in the translation")
        left.append(Mark(name.start, name.end, "name", said, is_said or name.guessed))
        right += [
            Mark(*match.span(), "name", f"name: {source[name.start : name.end]}", matched=True)
            for match in re.finditer(re.escape(name.spelling), target, re.IGNORECASE)
        ]
    return left, right


def _terms(source: str, target: str, lang: Lang, glossary: Glossary) -> tuple[list[Mark], list[Mark]]:
    missing = {
        (start, end)
        for flag in glossary.check(source, target, lang)
        if flag.code == "term"
        for _, start, end in flag.spans
    }
    there = glossary.find(target, other_language(lang))
    said_there = {term.zh for *_, term in there}
    left, known = [], set()
    for start, end, term in glossary.find(source, lang):
        known.add(term.zh)
        phrases = " or ".join(term.en) if lang == "zh" else term.zh
        if (start, end) in missing:
            left.append(Mark(start, end, "term", f"term: {phrases}, not in the translation", matched=False))
        elif term.checked or term.zh in said_there:
            left.append(Mark(start, end, "term", f"term: {phrases}", matched=True))
    right = [
        Mark(start, end, "term", f"term: {term.zh}", matched=True)
        for start, end, term in there
        if term.zh in known
    ]
    return left, right


def _in_order(marks: Iterable[Mark], text: str) -> list[Mark]:
    """Return the marks in order; of two that overlap the one that was found first stays."""
    kept: list[Mark] = []
    for mark in marks:
        fits = 0 <= mark.start < mark.end <= len(text)
        if fits and all(mark.end <= other.start or other.end <= mark.start for other in kept):
            kept.append(mark)
    return sorted(kept, key=lambda mark: mark.start)
