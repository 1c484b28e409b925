"""What a run makes, as a value: nothing of it is written yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from corpus.model import Document, Rejection, Unit
from corpus.pipeline.alignment import Alignment
from corpus.pipeline.decisions import Decision, Review
from corpus.pipeline.plan import Sentence, Tags
from corpus.pipeline.recalibration import Recalibration
from corpus.pipeline.units import Candidate
from corpus.settings import Settings
from export.omissions import NO_OMISSIONS, Omissions
from export.tables import NameRow


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """The units of one language pair and script, and the sentences that nothing could draft, in order."""

    tags: Tags
    candidates: tuple[Candidate, ...]
    """Units, each with the segments that it stands for."""
    untranslated: tuple[Sentence, ...] = ()
    recalibrations: tuple[Recalibration, ...] = ()
    """How scores were fitted to what people decided."""

    @property
    def units(self) -> list[Unit]:
        """The units."""
        return [candidate.unit for candidate in self.candidates]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that a folder of documents became."""

    name: str
    """That of the folder."""
    settings: Settings
    documents: tuple[Document, ...]
    files: tuple[CorpusFile, ...]
    rejections: tuple[Rejection, ...]
    """Why documents, sentences and units are in no file; the lines taken out of a document stand in its
    ``removed``."""
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
    def units(self) -> list[Unit]:
        """All units, file by file."""
        return [unit for file in self.files for unit in file.units]

    @property
    def candidates(self) -> list[Candidate]:
        """All units with the segments that they stand for."""
        return [candidate for file in self.files for candidate in file.candidates]

    @property
    def failed(self) -> list[Rejection]:
        """The documents that could not be read."""
        return [rejection for rejection in self.rejections if rejection.failed]

    @property
    def untranslated(self) -> int:
        """How many sentences nothing could draft."""
        return sum(len(file.untranslated) for file in self.files)
