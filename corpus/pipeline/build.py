"""The main job: a folder of documents to a corpus in files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.pipeline.changes import NO_UNITS, Changes, compare, last_changes, read_last_units, with_dates
from corpus.pipeline.corpus import Corpus
from corpus.pipeline.line import Before, make_corpus
from corpus.pipeline.review_record import load_review
from corpus.pipeline.summary import summarise
from corpus.pipeline.tools import Tools
from corpus.pipeline.write import Written, prepare, write
from corpus.settings import Settings


@dataclass(frozen=True, slots=True)
class Build:
    """A corpus, the files it was written to, and what they changed."""

    corpus: Corpus
    written: Written
    changes: Changes | None
    """Nothing where no corpus stood before."""

    @property
    def summary(self) -> dict[str, object]:
        """The counts of the run by stage and reason."""
        return summarise(self.corpus, self.written.files, self.written.untranslated)


def build(folder: Path, out: Path, settings: Settings, tools: Tools) -> Build:
    """Make the corpus of a folder and write it. Documents with faults are reported; the others are finished.

    Raises:
        CorpusError: there is nothing to read, an engine fails, or the output cannot be written.
    """
    prepare(out, folder.resolve().name)
    before = read_last_units(out)
    corpus = make_corpus(folder, settings, tools, Before(load_review(out), before or NO_UNITS), out.resolve())
    changes = None
    if before is not None:
        corpus = with_dates(corpus, before)
        changes = compare(before, corpus.units)
    written = write(corpus, out, changes.documents if changes else last_changes(out))
    corpus.settle()
    return Build(corpus, written, changes)
