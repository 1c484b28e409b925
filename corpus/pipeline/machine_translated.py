"""English documents that a machine seems to have translated are no human work: said, or left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.model import Flag, Rejection, in_order
from corpus.pipeline.reading import Read
from corpus.pipeline.units import Candidate
from corpus.settings import MachineTranslated


@dataclass(frozen=True, slots=True)
class Told:
    """What was read, which documents of it seem a machine's, and those left out."""

    reads: tuple[Read, ...]
    translated: dict[str, str]
    """Why each seems so, by name."""
    rejections: tuple[Rejection, ...] = ()


def tell(reads: Sequence[Read], choice: MachineTranslated) -> Told:
    """Do with the documents that seem a machine's what was chosen.

    Flagged ones carry a warning, dropped ones are rejected.
    """
    said = {read.split.document.name: read.translated for read in reads if read.translated}
    if choice == "drop":
        kept = tuple(read for read in reads if not read.translated)
        return Told(kept, {}, tuple(Rejection("read", "machine-translated", *row) for row in said.items()))
    return Told(tuple(_warned(read) if read.translated else read for read in reads), said)


def _warned(read: Read) -> Read:
    document = read.split.document
    warned = replace(document, warnings=(*document.warnings, read.translated))
    return replace(read, split=replace(read.split, document=warned))


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
