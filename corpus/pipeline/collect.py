"""The first stage: a folder of files to documents and their segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from align.terms.glossary import GLOSSARIES
from corpus.errors import UsageError
from corpus.model import Document, Metadata, Rejection
from corpus.pipeline.machine_translated import Telling
from corpus.pipeline.reading import Read, Reading
from corpus.pipeline.reporter import Reporter
from corpus.pipeline.runner import Runner
from corpus.pipeline.split import Documents, SplitCorpus
from corpus.read.files import find_files
from corpus.read.readers import READABLE
from corpus.settings import Settings
from corpus.spool import Mapped, Spool
from corpus.text.normalise import illegal
from export.manifest import own_files

_README = "README.md"


@dataclass(frozen=True, slots=True)
class Collected:
    """The documents of a folder in the order of their names, and why files are no documents."""

    corpus: SplitCorpus
    rejections: Sequence[Rejection]
    translated: dict[str, str]
    """Why English documents seem to be translated by a machine, by name."""

    @property
    def documents(self) -> Sequence[Document]:
        """The documents."""
        return Mapped(self.corpus.documents.document, tuple(self.corpus.documents))


def collect(
    folder: Path,
    leave_out: Path | None,
    settings: Settings,
    runner: Runner,
    reporter: Reporter,
    corrections: Mapping[str, str] = MappingProxyType({}),
) -> Collected:
    """Read and split every file of a folder.

    ``leave_out`` is the output folder, which may stand inside the input; ``corrections`` say how sentences
    should read, by the folded sentence, where a person put them right.

    Raises:
        CorpusError: there is nothing to read.
    """
    # A memory that stands in the folder is one, and not a document.
    memories = {Path(name).resolve() for name in settings.memory}
    files = [
        (path, name)
        for path, name in find_files(folder, leave_out, GLOSSARIES, own_files)
        if path.resolve() not in memories
    ]
    if not files:
        raise UsageError(f"{folder} holds no files; put documents into it ({' '.join(READABLE)})")
    files, rejections = _without_readme(files)
    reading = Reading(
        Metadata(licence=illegal(settings.licence) or None),
        judges=settings.machine_translated != "keep",
        corrections=dict(corrections),
    )
    documents = Documents()
    wordless: Spool[Rejection] = Spool()
    told = Telling(settings.machine_translated)
    with reporter.stage("reading", len(files)) as step:
        for results in runner.map(reading, files):
            for result in results:
                if not isinstance(result, Read):
                    rejections.append(result)
                elif read := told(result):
                    documents.add(read.split)
                    wordless.extend(read.rejections)
            step(1)
    return Collected(SplitCorpus(documents, wordless), (*rejections, *told.rejections), told.translated)


Files = list[tuple[Path, str]]


def _without_readme(files: Files) -> tuple[Files, list[Rejection]]:
    """Take out the README.md at the top of a folder, which says what stands there.

    With a translation beside it (``README.zh.md``), or alone, it is a document like any other.
    """
    names = [name for _, name in files]
    beside = [name for name in names if name.upper().startswith("README") and name != _README]
    if _README not in names or beside or len(names) == 1:
        return files, []
    message = "says what the folder holds: no document; rename it to have it read"
    return [file for file in files if file[1] != _README], [Rejection("read", "readme", _README, message)]
