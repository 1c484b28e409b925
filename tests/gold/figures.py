"""How well the rules do on the gold data: a group of figures for each kind of gold, by name.

To add figures, write a function that returns them and put it into ``FIGURES``; then pin them:
``python -m tests.gold.figures > tests/gold/floors.json``.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Callable

from align.quality.inspect import inspect
from align.quality.numbers import compare_numbers
from corpus.read.page_lines import clean
from corpus.segment.evaluate import GoldUnit, evaluate
from tests.gold import rows
from tests.gold.align_figures import align_figures, pairing_figures
from tests.gold.names_figures import names_figures
from tests.gold.page_figures import page_figures
from tests.gold.rows import FaultyPair, NumberPair, PageLine

TEXT_BEFORE = ("第一段话。", "第二段话。")
"""What stands before a gold line, so that it is not the first of its page."""
NOT_SEEN = "meaning"
"""What the gold calls ``low-similarity``: the embedder tells it, not the characters."""


def segment() -> dict[str, float]:
    """Return F1 of sentence boundaries, in percent."""
    return {
        f"{lang} F1": evaluate(
            [GoldUnit.of(gold.sentences, gold.separators) for gold in rows.paragraphs(lang)], lang
        ).f1
        for lang in rows.LANGS
    }


def numbers() -> dict[str, float]:
    """Return how many of the pairs that are said to be wrong are, and how many wrong ones are found."""
    counts = {lang: Counter[str]() for lang in rows.LANGS}
    for pair in rows.number_pairs():
        if pair.verdict != "ambiguous":
            counts[pair.lang] += _outcome(disagree(pair), pair.verdict == "wrong")
    return {
        f"{lang} {name}": value
        for lang, count in counts.items()
        for name, value in _precision_and_recall(count).items()
    }


def faults() -> dict[str, float]:
    """Return precision and recall of each flag that the gold knows."""
    counts = {code: Counter[str]() for code in sorted(known_flags())}
    for pair in rows.faulty_pairs():
        raised = flags_of(pair)
        for code, count in counts.items():
            count += _outcome(code in raised, code in pair.flags)
    return {
        f"{code} {name}": value
        for code, count in counts.items()
        for name, value in _precision_and_recall(count).items()
    }


def lines() -> dict[str, float]:
    """Return for how many of the lines the right rule applies, or none where there should be none."""
    gold = rows.page_lines()
    return {"accuracy": sum(rule_of(line) == line.rule for line in gold) / len(gold)}


FIGURES: dict[str, Callable[[], dict[str, float]]] = {
    "segment": segment,
    "numbers": numbers,
    "faults": faults,
    "lines": lines,
    "align": align_figures,
    "pairing": pairing_figures,
    "pages": page_figures,
    "names": names_figures,
}


def disagree(pair: NumberPair) -> bool:
    """Whether the numbers of a pair are said to disagree."""
    compared = compare_numbers(pair.source, pair.target, pair.lang)
    return bool(compared.missing or compared.added or compared.percent)


def known_flags() -> frozenset[str]:
    """Return the codes that the gold was written with; it says nothing of flags that came later."""
    return frozenset().union(*(pair.flags for pair in rows.faulty_pairs())) - {NOT_SEEN}


def flags_of(pair: FaultyPair) -> frozenset[str]:
    """Return the codes of the flags of a pair that the gold knows."""
    return frozenset(flag.code for flag in inspect(pair.source, pair.target, pair.lang)) & known_flags()


def rule_of(line: PageLine) -> str:
    """Return the rule that takes a line out after some text, or nothing."""
    removed = clean([*TEXT_BEFORE, line.line]).removed
    return removed[0][0] if removed else ""


def _outcome(said: bool, true: bool) -> Counter[str]:
    return Counter({"said": int(said), "true": int(true), "right": int(said and true)})


def _precision_and_recall(count: Counter[str]) -> dict[str, float]:
    return {
        "precision": _share(count["right"], count["said"]),
        "recall": _share(count["right"], count["true"]),
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _main() -> None:
    """Print the figures as they are pinned: ``python -m tests.gold.figures > tests/gold/floors.json``."""
    pinned = {
        group: {name: math.floor(value * 10_000) / 10_000 for name, value in measure().items()}
        for group, measure in FIGURES.items()
    }
    sys.stdout.write(json.dumps(pinned, indent=2) + "\n")


if __name__ == "__main__":
    _main()
