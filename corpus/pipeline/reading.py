"""Reading and splitting a file, in a process that a bad document may end without ending the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from align.quality.machine_translated import judge
from corpus.model import Document, Metadata, Rejection
from corpus.pipeline.runner import Kit, Stage
from corpus.pipeline.split import Columns, split_document
from corpus.read.translated_pages import translation_mark

File = tuple[Path, str]
"""Where it stands, and its name in the corpus."""

SECONDS, PER_MEGABYTE = 60.0, 5.0
"""How long a file may take, and how much longer for each megabyte of it, which takes text some .1 seconds."""
MEMORY = 6_000_000_000
"""The bytes that a reading process may have: a page of 100 MB takes 1 to 3 GB."""
_A_FILE, _A_MEGABYTE = 0.001, 0.2
"""Seconds that reading usually takes."""
_PAGES = (".html", ".htm", ".xhtml")
_LARGEST = 5_000_000
"""Bytes of a page that are looked at for marks."""


@dataclass(frozen=True, slots=True)
class Read:
    """A document with its segments."""

    split: Columns
    rejections: tuple[Rejection, ...] = ()
    """Its segments that hold nothing to translate."""
    translated: str = ""
    """Why it seems to be translated by a machine."""


Results = tuple[Read | Rejection, ...]
"""What a file gave: its documents, and why parts of it are none."""


@dataclass(frozen=True)
class Reading(Stage[File, Results]):
    """Reads a file as :func:`corpus.read.documents.read_documents` does, and splits its documents."""

    stated: Metadata
    """What is true of documents that say nothing else."""
    judges: bool
    """Whether it is looked for documents that a machine translated."""
    corrections: Mapping[str, str] = field(default_factory=dict)
    """How sentences should read, by the folded sentence, where a person put them right."""
    seconds: float = SECONDS
    memory: int | None = MEMORY

    isolated = True

    def __call__(self, item: File, kit: Kit) -> Results:  # noqa: ARG002 - reading needs no model
        """See :class:`corpus.pipeline.runner.Stage`."""
        # A run whose processes read has no use for the readers itself.
        from corpus.read.documents import read_documents

        path, name = item
        try:
            return tuple(
                self._read(result, path, name) if isinstance(result, Document) else result
                for result in read_documents(path, name)
            )
        except MemoryError:
            what = "needs more memory than one document may have"
        except Exception as error:  # noqa: BLE001 - one document never ends the run, whatever is wrong with its reader
            what = f"the reader failed ({type(error).__name__}: {error}); please report this with the file"
        return (_unreadable(name, what),)

    def _read(self, document: Document, path: Path, name: str) -> Read:
        # Most lines say the same, which is sent and kept once.
        same = {line: line for line in document.lines}
        lines = tuple(same[line] for line in document.lines)
        document = replace(document, metadata=document.metadata.or_else(self.stated), lines=lines)
        split, rejections = split_document(document, self.corrections)
        # The marks of a service are in the page and not in its text.
        mark = _mark(path) if self.judges and document.name == name else ""
        return Read(split, rejections, self._judged(document, mark))

    def _judged(self, document: Document, mark: str) -> str:
        if not self.judges or document.lang != "en":
            return ""
        judgement = judge(document.text, mark)
        return str(judgement) if judgement.is_translated else ""

    def cost(self, item: File) -> float:
        """See :class:`corpus.pipeline.runner.Stage`."""
        return _A_FILE + _A_MEGABYTE * _megabytes(item[0])

    def most(self, item: File) -> float:
        """See :class:`corpus.pipeline.runner.Stage`."""
        return self.seconds + PER_MEGABYTE * _megabytes(item[0])

    def version(self, item: File) -> str:
        """See :class:`corpus.pipeline.runner.Stage`."""
        try:
            stat = item[0].stat()
        except OSError:
            return "gone"
        return f"{stat.st_size}:{stat.st_mtime_ns}"

    def lost(self, item: File, how: str) -> Results:
        """See :class:`corpus.pipeline.runner.Stage`."""
        return (_unreadable(item[1], how if how.startswith("took") else f"the process that read it {how}"),)


def _unreadable(name: str, what: str) -> Rejection:
    return Rejection("read", "unreadable", name, f"cannot be read: {what}", failed=True)


def _mark(path: Path) -> str:
    """Return what a translation service left in a page."""
    if path.suffix.lower() not in _PAGES:
        return ""
    with path.open("rb") as stream:
        return translation_mark(stream.read(_LARGEST))


def _megabytes(path: Path) -> float:
    try:
        return path.stat().st_size / 1e6
    except OSError:
        return 0.0
