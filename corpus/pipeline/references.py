"""Translations and references side by side, from text files or from TMX."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from align.evaluate.translations import Tokenizer, measure
from corpus.errors import CorpusError
from corpus.model import Lang
from export.read_tmx import read_tmx


@dataclass(frozen=True, slots=True)
class Bundle:
    """Segments that all files have: translations by system, references, and the document of each segment."""

    systems: dict[str, list[str]]
    references: list[list[str]]
    documents: list[str]
    unmatched: dict[str, int]
    """By file, how many units have a source that not all the other files have."""


def read_bundle(
    systems: Sequence[str], references: Sequence[str], read_lines: Callable[[str], list[str]]
) -> Bundle:
    """Read all files: text is matched line by line, TMX on its sources.

    Raises:
        CorpusError: the files do not go together.
    """
    names = [*systems, *references]
    if len(set(systems)) != len(systems):
        raise CorpusError("the same translation is given twice")
    if any(name.lower().endswith(".tmx") for name in names):
        if not all(name.lower().endswith(".tmx") for name in names):
            raise CorpusError(
                "TMX is matched on sources, which text files do not have: give only TMX, or only text"
            )
        return _from_tmx(systems, references)
    texts = {name: read_lines(name) for name in names}
    sizes = {name: len(lines) for name, lines in texts.items()}
    if len(set(sizes.values())) > 1:
        raise CorpusError(
            "the files must be line by line: "
            f"{', '.join(f'{name} has {size} lines' for name, size in sizes.items())}"
        )
    count = sizes[names[0]]
    if not count:
        raise CorpusError(f"{names[0]} is empty")
    return Bundle(
        {name: texts[name] for name in systems},
        [texts[name] for name in references],
        [""] * count,
        dict.fromkeys(names, 0),
    )


def _from_tmx(systems: Sequence[str], references: Sequence[str]) -> Bundle:
    tables: dict[str, dict[str, tuple[str, str]]] = {}
    sizes: dict[str, int] = {}
    for name in (*systems, *references):
        table: dict[str, tuple[str, str]] = {}
        sizes[name] = 0
        for entry in read_tmx(Path(name)):
            texts = list(entry.texts.values())
            sizes[name] += 1
            if len(texts) == 2:
                table.setdefault(texts[0], (texts[1], entry.properties.get("x-source-document", "")))
        tables[name] = table
    common = [source for source in tables[systems[0]] if all(source in table for table in tables.values())]
    if not common:
        raise CorpusError("no source stands in all the files; are they of one text, in the same direction?")
    return Bundle(
        {name: [tables[name][source][0] for source in common] for name in systems},
        [[tables[name][source][0] for source in common] for name in references],
        [tables[systems[0]][source][1] for source in common],
        {name: size - len(common) for name, size in sizes.items()},
    )


def by_document(
    bundle: Bundle, lang: Lang, tokenizer: Tokenizer | None = None
) -> dict[str, dict[str, float]]:
    """Return the corpus scores of each document by ``system metric``.

    Nothing where documents are not known.
    """
    by_name: dict[str, dict[str, float]] = {}
    for document in dict.fromkeys(bundle.documents):
        if document:
            rows = [i for i, name in enumerate(bundle.documents) if name == document]
            systems = {name: [lines[i] for i in rows] for name, lines in bundle.systems.items()}
            scores = measure(
                systems, [[lines[i] for i in rows] for lines in bundle.references], lang, tokenizer
            )
            by_name[document] = {f"{s.system} {s.metric}": s.value for s in scores}
    return by_name
