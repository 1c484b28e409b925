"""What the stages work with besides their input: engines, embedder, cache, and somebody to tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from align.embedder import Embedder
from align.translate.translator import Translator
from corpus.cache import Cache
from corpus.model import Document, Lang, Rejection
from corpus.pipeline.reading import read_in_processes
from corpus.pipeline.reporter import Reporter

ReadFiles = Callable[[Sequence[tuple[Path, str]]], Iterable[Sequence[Document | Rejection]]]


@dataclass(frozen=True, slots=True)
class Tools:
    """One set of tools for a run."""

    open_translator: Callable[[Lang], Translator | None]
    """Opens the engine that drafts out of a language, or nothing where none shall."""
    make_embedder: Callable[[], Embedder]
    """Loads the sentence embedder; called at most once, and only if something is to be aligned or scored."""
    cache: Cache
    reporter: Reporter
    read_files: ReadFiles = read_in_processes
    """Reads the files of a folder: path and name of each."""
