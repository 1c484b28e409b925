"""English documents that a machine seems to have translated are no human work: said, or left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from align.quality.machine_translated import judge
from corpus.model import Document, Flag, Rejection, in_order
from corpus.pipeline.units import Candidate
from corpus.read.translated_pages import translation_mark
from corpus.settings import MachineTranslated

_PAGES = (".html", ".htm", ".xhtml")
_LARGEST = 5_000_000
"""Bytes of a page that are looked at for marks."""


@dataclass(frozen=True, slots=True)
class Told:
    """Documents, those of them that seem a machine's, and those left out."""

    documents: tuple[Document, ...]
    translated: dict[str, str]
    """Why each seems so, by name."""
    rejections: tuple[Rejection, ...] = ()


def tell(documents: Sequence[Document], paths: Mapping[str, Path], choice: MachineTranslated) -> Told:
    """Judge every English document; flagged ones carry a warning, dropped ones are rejected.

    Args:
        documents: all that were read.
        paths: where each stands, by name: the marks of a service are in the page and not in its text.
        choice: what is to be done.
    """
    if choice == "keep":
        return Told(tuple(documents), {})
    said = {d.name: reason for d in documents if d.lang == "en" and (reason := _reason(d, paths))}
    if choice == "flag":
        warned = (
            replace(d, warnings=(*d.warnings, said[d.name])) if d.name in said else d for d in documents
        )
        return Told(tuple(warned), said)
    kept = tuple(document for document in documents if document.name not in said)
    return Told(kept, {}, tuple(Rejection("read", "machine-translated", *row) for row in said.items()))


def _reason(document: Document, paths: Mapping[str, Path]) -> str:
    judgement = judge(document.text, _mark(paths.get(document.name)))
    return str(judgement) if judgement.is_translated else ""


def _mark(path: Path | None) -> str:
    if path is None or path.suffix.lower() not in _PAGES:
        return ""
    with path.open("rb") as stream:
        return translation_mark(stream.read(_LARGEST))


def flag_translated(candidates: Iterable[Candidate], translated: Mapping[str, str]) -> list[Candidate]:
    """Return the candidates, flagged where their target stood in such a document and nobody took it over."""
    return [_flagged(candidate, translated) for candidate in candidates]


def _flagged(candidate: Candidate, translated: Mapping[str, str]) -> Candidate:
    unit = candidate.unit
    name = unit.target_document
    if name is None or name not in translated or unit.origin == "reviewed":
        return candidate
    flag = Flag("machine-translated", f"{name} {translated[name]}")
    return replace(candidate, unit=replace(unit, flags=in_order((*unit.flags, flag))))
