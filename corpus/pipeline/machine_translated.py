"""English documents that a machine seems to have translated are no human work: said, or left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.model import Flag, Rejection, in_order
from corpus.pipeline.reading import Read
from corpus.pipeline.units import Candidate
from corpus.settings import MachineTranslated
from corpus.spool import Mapped


class Telling:
    """Does with the documents that seem a machine's what was chosen.

    Flagged ones carry a warning, dropped ones are rejected.
    """

    def __init__(self, choice: MachineTranslated) -> None:
        self._choice = choice
        self.translated: dict[str, str] = {}
        """Why those that are kept seem so, by name."""
        self.rejections: list[Rejection] = []
        """Those left out."""

    def __call__(self, read: Read) -> Read | None:
        """Return what becomes of a document; nothing if it is left out."""
        if not read.translated:
            return read
        document = read.split.document
        if self._choice == "drop":
            self.rejections.append(Rejection("read", "machine-translated", document.name, read.translated))
            return None
        self.translated[document.name] = read.translated
        warned = replace(document, warnings=(*document.warnings, read.translated))
        return replace(read, split=replace(read.split, document=warned))


def flag_translated(candidates: Sequence[Candidate], translated: Mapping[str, str]) -> Sequence[Candidate]:
    """Return the candidates, flagged where their target stood in such a document and nobody took it over."""
    if not translated:
        return candidates
    return Mapped(lambda candidate: _flagged(candidate, translated), candidates)


def _flagged(candidate: Candidate, translated: Mapping[str, str]) -> Candidate:
    unit = candidate.unit
    name = unit.target_document
    if name is None or name not in translated or unit.origin == "reviewed":
        return candidate
    flag = Flag("machine-translated", f"{name} {translated[name]}")
    return replace(candidate, unit=replace(unit, flags=in_order((*unit.flags, flag))))
