"""One spelling a name in the whole corpus, kept in a table that a person may edit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from align.quality.names import Name
from align.translate.names import find_names, learn_names
from corpus.pipeline.split import SplitCorpus
from corpus.text.script import simplified
from export.tables import NameRow, read_names

NAMES = "names.tsv"
_FOUND, _EDITED = "found", "edited"


def collect_names(corpus: SplitCorpus, table: Path | None) -> tuple[dict[str, Name], tuple[NameRow, ...]]:
    """Return the names of a corpus by their Chinese text, and the table of them, the commonest first.

    Args:
        corpus: all documents.
        table: that of an earlier build, if there was one. A spelling that a person changed there holds; a
            row whose spelling was emptied is no name.

    Raises:
        CorpusError: the table was damaged.
    """
    names = learn_names(text for _, text in _sentences(corpus))
    edits = _edits(read_names(table) if table and table.is_file() else (), names)
    for text, row in edits.items():
        if row.spelling:
            names[text] = Name(0, 0, text, row.spelling, row.kind)
        else:
            names.pop(text, None)
    rows = _rows(_sentences(corpus), names, edits)
    return names, tuple(sorted(rows, key=lambda row: (-row.count, row.name)))


def _edits(rows: Iterable[NameRow], names: Mapping[str, Name]) -> dict[str, NameRow]:
    """Return the rows that a person changed, now or before: their spelling is not what is found."""
    edits = {}
    for row in rows:
        name = names.get(row.name)
        if row.sure == _EDITED or (name is not None and name.spelling != row.spelling):
            edits[row.name] = replace(row, sure=_EDITED)
    return edits


def _rows(
    texts: Iterable[tuple[str, str]], names: Mapping[str, Name], edits: Mapping[str, NameRow]
) -> list[NameRow]:
    counts: Counter[str] = Counter()
    first: dict[str, Name] = {}
    where: dict[str, str] = {}
    for document, text in texts:
        for name in find_names(text, names):
            counts[name.text] += 1
            first.setdefault(name.text, name)
            where.setdefault(name.text, document)
    rows = [
        NameRow(
            text, name.spelling, name.kind, _EDITED if text in edits else _FOUND, counts[text], where[text]
        )
        for text, name in first.items()
    ]
    gone = (row for text, row in edits.items() if text not in first)
    return [*rows, *(replace(row, count=0) for row in gone)]


def _sentences(corpus: SplitCorpus) -> Iterable[tuple[str, str]]:
    """Yield document and text of every Chinese sentence, in Simplified characters."""
    for split in corpus.documents.values():
        for segment in split.segments:
            if segment.lang == "zh":
                text = simplified(segment.text) if segment.script == "Hant" else segment.text
                yield split.document.name, text
