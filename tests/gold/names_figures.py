"""How well names are found: on sentences of our own with their names marked (``names/zh.txt``, ``names/en.txt``)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from align.quality.names import Name
from align.translate.english_names import find_english_names
from align.translate.names import find_names
from corpus.text.script import simplified

_FOLDER = Path(__file__).with_name("names")
_MARK = re.compile(r"\{(?P<kind>[pl]):(?P<name>[^}=]+)(?:=(?P<characters>[^}]+))?\}")
_KINDS = {"p": "person", "l": "place"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence and its names: kind, start, text, and of English names the characters."""

    text: str
    names: frozenset[tuple[str, int, str, str]]


def marked(lang: str) -> Iterator[Marked]:
    """Yield the sentences of a language."""
    for line in (_FOLDER / f"{lang}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        names = set()
        text, end = "", 0
        for match in _MARK.finditer(line):
            text += line[end : match.start()]
            names.add((_KINDS[match["kind"]], len(text), match["name"], match["characters"] or ""))
            text += match["name"]
            end = match.end()
        yield Marked(text + line[end:], frozenset(names))


def names_figures() -> dict[str, float]:
    """Return precision and recall by language and kind; of English names also how many characters are right."""
    figures: dict[str, float] = {}
    for lang in ("zh", "en"):
        counts: Counter[tuple[str, str]] = Counter()
        for sentence in marked(lang):
            named = {(name.kind, name.start, name.text) for name in _names(sentence.text, lang)}
            wanted = {name[:3] for name in sentence.names}
            for group, found in (
                ("right", named & wanted),
                ("added", named - wanted),
                ("missed", wanted - named),
            ):
                counts.update((name[0], group) for name in found)
        for kind in ("person", "place"):
            right, added, missed = (counts[kind, group] for group in ("right", "added", "missed"))
            figures[f"{lang} {kind} precision"] = right / (right + added)
            figures[f"{lang} {kind} recall"] = right / (right + missed)
    return figures | {"en characters": _characters()}


def _characters() -> float:
    """Return the share of the marked English names that get the characters that are right for them."""
    right = total = 0
    for sentence in marked("en"):
        written = {name.text: name.spelling for name in _names(sentence.text, "en")}
        total += len(sentence.names)
        right += sum(written.get(name) == characters for _, _, name, characters in sentence.names)
    return right / total


def _names(text: str, lang: str) -> list[Name]:
    return find_names(simplified(text)) if lang == "zh" else find_english_names(text, {})
