"""What a run makes, as a value: nothing of it is in the output folder yet.

Its documents, units and rejections are in files (see :mod:`corpus.spool`), and read when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from corpus.model import Document, Rejection, Unit
from corpus.pipeline.alignment import Alignment
from corpus.pipeline.decisions import Decision, Review
from corpus.pipeline.plan import Sentences, Tags
from corpus.pipeline.recalibration import Recalibration
from corpus.pipeline.units import Candidate
from corpus.settings import Settings
from corpus.spool import Joined, Mapped
from export.omissions import NO_OMISSIONS, Omissions
from export.tables import NameRow
from export.tally import Aside


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """The units of one language pair and script, and the sentences that nothing could draft, in order."""

    tags: Tags
    candidates: Sequence[Candidate]
    """Units, each with the segments that it stands for."""
    untranslated: Sentences
    recalibrations: tuple[Recalibration, ...] = ()
    """How scores were fitted to what people decided."""

    @property
    def units(self) -> Sequence[Unit]:
        """The units."""
        return Mapped(_unit_of, self.candidates)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that a folder of documents became."""

    name: str
    """That of the folder."""
    settings: Settings
    documents: Sequence[Document]
    files: tuple[CorpusFile, ...]
    rejections: Sequence[Rejection]
    """Why documents, sentences and units are in no file; the lines taken out of a document stand in its
    ``removed``."""
    aside: Aside = field(compare=False)
    """The counts of the rejections."""
    alignments: tuple[Alignment, ...]
    bead_model: str | None
    """The signature of what aligned documents, if any were."""
    engines: dict[str, str]
    """What drafted, by direction."""
    embedder: str | None
    """Its signature, if it was needed."""
    glossary_terms: int
    names: tuple[NameRow, ...]
    """Names in the Chinese documents and their spelling, if anything was drafted."""
    review: Review
    """What people decided so far; the units follow it."""
    orphans: tuple[Decision, ...] = ()
    """Human translations and rejections whose sentence no longer stands in any document."""
    omissions: Omissions = NO_OMISSIONS
    """What the editions of paired documents do not share."""
    settle: Callable[[], None] = field(default=lambda: None, compare=False, repr=False)
    """Keeps the drafts of this run for later ones: to be called when the corpus has been written."""

    @property
    def units(self) -> Sequence[Unit]:
        """All units, file by file."""
        return Joined([file.units for file in self.files])

    @property
    def candidates(self) -> Sequence[Candidate]:
        """All units with the segments that they stand for."""
        return Joined([file.candidates for file in self.files])

    @property
    def failed(self) -> list[Rejection]:
        """The documents that could not be read."""
        return self.aside.failed

    @property
    def untranslated(self) -> int:
        """How many sentences nothing could draft."""
        return sum(len(file.untranslated) for file in self.files)


def _unit_of(candidate: Candidate) -> Unit:
    return candidate.unit
