"""Fixed examples of police news, for who asks for them, and a check that nothing of them stays in a draft."""

from __future__ import annotations

import csv
import functools
import re
from dataclasses import dataclass
from pathlib import Path

from corpus.model import Lang, other

_FILE = Path(__file__).with_name("data") / "domain_examples.tsv"
_RUNS: dict[Lang, tuple[str, int]] = {"en": (r"[A-Za-z0-9]+", 7), "zh": (r"\w", 12)}
"""What is counted of a text, words or characters; how many in a row no other sentence shares by chance."""


@dataclass(frozen=True, slots=True)
class Example:
    """A Chinese sentence and its translation."""

    zh: str
    en: str
    particular: tuple[tuple[str, str], ...]
    """Its names and figures, Chinese and English: what another sentence has only if its source has it too."""


@functools.cache
def domain_examples() -> tuple[Example, ...]:
    """Return the examples that ship."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(Example(row["zh"], row["en"], tuple(_pairs(row["particular"]))) for row in rows)


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(zh, en) for zh, _, en in (item.partition("=") for item in text.split("|"))]


def turns(source_lang: Lang) -> list[tuple[str, str]]:
    """Return source and translation of each example, as an engine is shown them."""
    return [(e.zh, e.en) if source_lang == "zh" else (e.en, e.zh) for e in domain_examples()]


def taken_over(source: str, draft: str, source_lang: Lang) -> list[str]:
    """Return what stands in a draft and comes from an example: names, figures, long runs of words.

    >>> taken_over("金桥派出所来了人。", "Someone came to the Binjiang Police Station.", "zh")
    ['Binjiang']
    >>> taken_over("滨江派出所来了人。", "Someone came to the Binjiang Police Station.", "zh")
    []
    """
    target_lang = other(source_lang)
    taken: list[str] = []
    for example in domain_examples():
        for zh, en in example.particular:
            theirs, ours = (zh, en) if source_lang == "zh" else (en, zh)
            if theirs not in source and _stands(ours, draft):
                taken.append(ours)
        taken += _long_run(example.zh if target_lang == "zh" else example.en, draft, target_lang)
    return list(dict.fromkeys(taken))


def _stands(piece: str, text: str) -> bool:
    whole = rf"(?<![0-9A-Za-z.,]){re.escape(piece)}(?![0-9A-Za-z]|[.,][0-9])"
    return re.search(whole, text) is not None


def _long_run(example: str, draft: str, lang: Lang) -> list[str]:
    """Return the first run of an example that a draft repeats, if there is one.

    >>> _long_run("the homes of old people who live alone", "In homes of old people who live alone.", "en")
    ['homes of old people who live alone']
    """
    pattern, most = _RUNS[lang]
    theirs, ours = (re.findall(pattern, text) for text in (example, draft))
    given = {tuple(ours[at : at + most]) for at in range(len(ours) - most + 1)}
    runs = (theirs[at : at + most] for at in range(len(theirs) - most + 1))
    return [" ".join(run) for run in runs if tuple(run) in given][:1]
