"""Translations and references side by side, from text files or from TMX."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from align.evaluate.translations import Tokenizer, measure
from corpus.errors import CorpusError, UsageError
from corpus.model import Lang, language_of
from corpus.text.locale import is_tag_of
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
        raise UsageError("the same translation is given twice")
    if any(name.lower().endswith(".tmx") for name in names):
        if not all(name.lower().endswith(".tmx") for name in names):
            raise UsageError(
                "TMX is matched on sources, which text files do not have: give only TMX, or only text"
            )
        return _from_tmx(systems, references)
    texts = {name: read_lines(name) for name in names}
    sizes = {name: len(lines) for name, lines in texts.items()}
    if len(set(sizes.values())) > 1:
        raise UsageError(
            "each line must translate the same line of the other files: "
            f"{', '.join(f'{name} has {size} lines' for name, size in sizes.items())}"
        )
    count = sizes[names[0]]
    if not count:
        raise UsageError(f"{names[0]} is empty: there is nothing to measure")
    return Bundle(
        {name: texts[name] for name in systems},
        [texts[name] for name in references],
        [""] * count,
        dict.fromkeys(names, 0),
    )


def _from_tmx(systems: Sequence[str], references: Sequence[str]) -> Bundle:
    tables: dict[str, dict[str, tuple[str, str]]] = {}
    sizes: dict[str, int] = {}
    pairs: dict[str, tuple[str, str]] = {}
    for name in (*systems, *references):
        tables[name], sizes[name], pairs[name] = _sources(Path(name))
    if len(set(pairs.values())) > 1:
        directions = ", ".join(f"{name} is {source} to {target}" for name, (source, target) in pairs.items())
        raise CorpusError(f"the files are not of one direction: {directions}")
    common = [source for source in tables[systems[0]] if all(source in table for table in tables.values())]
    if not common:
        raise CorpusError("no source stands in all the files; are they of one text, in the same direction?")
    return Bundle(
        {name: [tables[name][source][0] for source in common] for name in systems},
        [[tables[name][source][0] for source in common] for name in references],
        [tables[systems[0]][source][1] for source in common],
        {name: size - len(common) for name, size in sizes.items()},
    )


def _sources(path: Path) -> tuple[dict[str, tuple[str, str]], int, tuple[str, str]]:
    """Return of a TMX target and document by source, how many units it has, and its two languages."""
    table: dict[str, tuple[str, str]] = {}
    size = 0
    languages: Counter[tuple[str, str]] = Counter()
    strange: set[str] = set()
    for entry in read_tmx(path):
        size += 1
        strange.update(tag for tag in entry.texts if not is_tag_of(tag, "zh", "en"))
        sides = [(tag, text) for tag, text in entry.texts.items() if is_tag_of(tag, "zh", "en")]
        if len(sides) == 2:
            (source_tag, source), (target_tag, target) = sides
            languages[language_of(source_tag), language_of(target_tag)] += 1
            table.setdefault(source, (target, entry.properties.get("x-source-document", "")))
    if not table:
        seen = f" (it holds {', '.join(sorted(strange)[:5])})" if strange else ""
        raise CorpusError(f"{path} holds no unit in Chinese and English{seen}")
    return table, size, languages.most_common(1)[0][0]


def by_document(
    bundle: Bundle, lang: Lang, tokenizer: Tokenizer | None = None
) -> dict[str, dict[str, float]]:
    """Return the corpus scores of each document by ``system metric``.

    Nothing where documents are not known.
    """
    rows: dict[str, list[int]] = {}
    for row, document in enumerate(bundle.documents):
        if document:
            rows.setdefault(document, []).append(row)
    scores: dict[str, dict[str, float]] = {}
    for document, own in rows.items():
        systems = {name: [lines[row] for row in own] for name, lines in bundle.systems.items()}
        references = [[lines[row] for row in own] for lines in bundle.references]
        measured = measure(systems, references, lang, tokenizer)
        scores[document] = {f"{figure.system} {figure.metric}": figure.value for figure in measured}
    return scores
