"""What was translated before: memories of the user's, and what people wrote in this corpus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from align.translate.memory import Memory
from corpus.errors import CorpusError
from corpus.model import Script
from corpus.pipeline.alignment import Link
from corpus.pipeline.decisions import Review
from corpus.pipeline.reporter import Reporter
from corpus.pipeline.review_record import corpus_files
from corpus.text.locale import Locale, is_tag_of
from corpus.text.script import chinese_script, simplified
from export.read_tmx import Entry, read_tmx, read_units

_ORIGINS = ("x-origin", "x-Origin:SingleString")
"""What a unit's origin is called in our own files."""


Pair = tuple[str, str, Script]
"""A Chinese text, its English, and the script of the Chinese."""


@dataclass(frozen=True, slots=True)
class Memories:
    """What was translated before."""

    exact: Memory | None
    """Memories of the user's: what stands in them needs no draft."""
    examples: Memory | None
    """These, and what people wrote in this corpus: shown to an engine where it is much like a sentence."""


def load_memories(paths: Sequence[str], reporter: Reporter) -> list[Pair]:
    """Read translation memories. What a machine drafted and nobody read is no memory.

    Raises:
        CorpusError: a file cannot be read.
    """
    pairs = [pair for path in paths for entry in read_tmx(Path(path)) for pair in _pair(entry)]
    if paths:
        reporter.say(f"memory: {len(pairs)} pairs")
    return pairs


def make_memories(pairs: Sequence[Pair], links: Iterable[Pair], review: Review) -> Memories:
    """Return the memories for a build: the user's, the links of this corpus, what people decided of it."""
    own = [*pairs, *links, *_of_review(review)]
    return Memories(Memory(pairs) if pairs else None, Memory(map(_readable, own)) if own else None)


def _readable(pair: Pair) -> Pair:
    """Return a pair in the script that engines read."""
    zh, en, script = pair
    return simplified(zh) if script == "Hant" else zh, en, "Hans"


def pair_of(link: Link) -> Pair:
    """Return the texts that a link joins."""
    return *link.texts, link.zh.document.script


def last_links(out: Path) -> list[Pair]:
    """Return what the last build aligned, where a person wrote the English: examples of the next one.

    Nothing where it was damaged: a build replaces it.
    """
    try:
        units = [unit for path in corpus_files(out) for unit in read_units(path)] if out.is_dir() else []
    except CorpusError:
        return []
    return [
        (unit.sides["zh"], unit.sides["en"], chinese_script(unit.sides["zh"]))
        for unit in units
        if unit.origin == "aligned" and not any(flag.code == "machine-translated" for flag in unit.flags)
    ]


def _of_review(review: Review) -> Iterator[Pair]:
    for decision in review.standing().values():
        if decision.is_translation:
            sides = decision.unit().sides
            yield sides["zh"], sides["en"], chinese_script(sides["zh"])


def _pair(entry: Entry) -> Iterator[tuple[str, str, Script]]:
    """Yield the Chinese and the English side of an entry and the script of the Chinese, if it has both."""
    if any(entry.properties.get(name) == "drafted" for name in _ORIGINS):
        return
    zh = next(((tag, text) for tag, text in entry.texts.items() if is_tag_of(tag, "zh")), ("", ""))
    en = next((text for tag, text in entry.texts.items() if is_tag_of(tag, "en")), "")
    tag, text = zh
    if text.strip() and en.strip():
        yield text, en, Locale.of(tag).script or chinese_script(text)
