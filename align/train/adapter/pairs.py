"""The parallel texts that the adapter is learned from.

A file of ``texts/zh-en`` or ``texts/en-zh`` holds documents, each begun by a line ``# what it is``; a pair is
a line ``source TAB target``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError
from corpus.model import Lang, other

TEXTS = Path(__file__).with_name("texts")
LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and its translation."""

    document: str
    source: str
    target: str
    lang: Lang
    """Of the source."""


def read_texts(folder: Path = TEXTS) -> list[Pair]:
    """Read all texts of a folder.

    Raises:
        CorpusError: lines are wrong; all of them are named.
    """
    pairs: list[Pair] = []
    wrong: list[str] = []
    for lang in LANGS:
        for path in sorted((folder / f"{lang}-{other(lang)}").glob("*.tsv")):
            pairs += _read(path, lang, wrong)
    if wrong:
        raise CorpusError("\n".join(wrong))
    return pairs


def _read(path: Path, lang: Lang, wrong: list[str]) -> Iterator[Pair]:
    """Yield the pairs of a file, and add what is wrong with it to ``wrong``."""
    document = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        sides = line.split("\t")
        if line.startswith("# "):
            document = f"{path.stem}: {line[2:].strip()}"
        elif len(sides) == 2 and document and all(side.strip() == side != "" for side in sides):
            yield Pair(document, sides[0], sides[1], lang)
        elif line:
            wrong.append(
                f"{path}:{number}: not a source, a tab and its translation in a document: {line[:60]}"
            )


def read_references(folder: Path) -> list[Pair]:
    """Read translations of a shared task, a sentence a line: ``mt/wmt22.zh-en.{src.zh,refA.en}`` and back.

    Raises:
        OSError: a file is missing.
    """
    pairs = []
    for lang in LANGS:
        name = f"wmt22.{lang}-{other(lang)}"
        sides = (f"{name}.src.{lang}", f"{name}.refA.{other(lang)}")
        lines = [(folder / "mt" / side).read_text(encoding="utf-8").splitlines() for side in sides]
        pairs += [
            Pair(f"{name} {number // 50}", source.strip(), target.strip(), lang)
            for number, (source, target) in enumerate(zip(*lines, strict=True))
            if source.strip() and target.strip()
        ]
    return pairs
