"""The first stage: a folder of files to documents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from align.terms.glossary import GLOSSARIES
from corpus.errors import CorpusError
from corpus.model import Document, Metadata, Rejection
from corpus.pipeline.machine_translated import tell
from corpus.pipeline.tools import Tools
from corpus.read.documents import READABLE, find_files
from corpus.settings import Settings
from corpus.text.normalise import illegal
from export.manifest import own_files

_README = "README.md"


@dataclass(frozen=True, slots=True)
class Collected:
    """The documents of a folder in the order of their names, and why files are no documents."""

    documents: tuple[Document, ...]
    rejections: tuple[Rejection, ...]
    translated: dict[str, str]
    """Why English documents seem to be translated by a machine, by name."""


def collect(folder: Path, leave_out: Path | None, settings: Settings, tools: Tools) -> Collected:
    """Read every file of a folder. ``leave_out`` is the output folder, which may stand inside the input.

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
        raise CorpusError(f"{folder} holds no files; put documents into it ({' '.join(READABLE)})")
    files, rejections = _without_readme(files)
    stated = Metadata(licence=illegal(settings.licence) or None)
    documents: list[Document] = []
    with tools.reporter.stage("reading", len(files)) as step:
        for results in tools.read_files(files):
            for result in results:
                if isinstance(result, Document):
                    documents.append(replace(result, metadata=result.metadata.or_else(stated)))
                else:
                    rejections.append(result)
            step(1)
    told = tell(documents, {name: path for path, name in files}, settings.machine_translated)
    return Collected(told.documents, (*rejections, *told.rejections), told.translated)


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
