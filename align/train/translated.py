"""Learn what broken spacing says: documents that people wrote, and the same as old translators broke them.

There is no corpus of such translations at hand; how they break text is taken from pages that are.
Every document stands on both sides, so that subject and style tell nothing.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from align.quality.machine_translated import THRESHOLD, features
from align.train.regression import auc, fit, probability

_PENALTY = 1.0
_FOLDS = 5
_SENTENCES = 20
"""Of a document where a file has no documents."""
_REFERENCES = ("mt/wmt22.zh-en.refA.en", "mt/wmt22.zh-en.refB.en", "mt/wmt22.en-zh.src.en")
_DOCUMENTS = ("segment/en_gum_dev.jsonl", "segment/en_ewt_dev.jsonl")


@dataclass(frozen=True, slots=True)
class Written:
    """A document that people wrote. What has one ``group`` is never on both sides of a test."""

    group: str
    text: str


def read_written(root: Path) -> list[Written]:
    """Return documents: references of news, and paragraphs by document."""
    documents = []
    for name in _REFERENCES:
        lines = (root / name).read_text(encoding="utf-8").splitlines()
        parts = (lines[at : at + _SENTENCES] for at in range(0, len(lines), _SENTENCES))
        # Both references are of the same news, hence of one group.
        kind = name.split(".")[1]
        documents += [Written(f"{kind} {k}", " ".join(part)) for k, part in enumerate(parts)]
    for name in _DOCUMENTS:
        texts: dict[str, list[str]] = {}
        for line in (root / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            texts.setdefault(row["doc"], []).extend(row["sents"])
        documents += [Written(group, " ".join(sentences)) for group, sentences in texts.items()]
    return documents


def broken(text: str, chance: random.Random) -> str:
    """Return a text with compounds, percentages and quotations spaced as old translators did, more or less.

    >>> broken("A 100-day, year-on-year rise.", random.Random(2))
    'A 100 -day, year -on -year rise.'
    """
    often = chance.uniform(0.3, 1.0)
    rules: tuple[tuple[str, str, float], ...] = (
        (r"(?<=\w)-(?=\w)", " -", often),
        (r"(?<=%) (?=[a-z])", "", often),
        (r"(?<=[a-z][!?]) (?=[A-Z])", "", often / 2),
        (r"(?<=[a-z]) [\"“](?=[A-Z])", '" ', often / 4),
        (r"(?<=[a-z])[\"”] (?=[a-z])", ' "', often / 4),
        (r"(?<=[a-z],) (?=[a-z])", "", often / 50),
    )
    for pattern, replacement, share in rules:
        text = _sometimes(pattern, replacement, share, text, chance)
    return text


def _sometimes(pattern: str, replacement: str, share: float, text: str, chance: random.Random) -> str:
    """Replace some matches."""
    return re.sub(pattern, lambda match: replacement if chance.random() < share else match[0], text)


def train(documents: Sequence[Written], path: Path, say: Callable[[str], None]) -> None:
    """Learn, say what documents get from a model that was learned from the others, and write the weights."""
    chance = random.Random(1)  # noqa: S311
    both = [(d.group, features(text), label) for d in documents for text, label in _sides(d, chance)]
    names = list(both[0][1])
    inputs = np.array([[counted[name] for name in names] for _, counted, _ in both])
    labels = np.array([label for *_, label in both])
    groups = sorted({group for group, *_ in both})
    fold = np.array([groups.index(group) % _FOLDS for group, *_ in both])
    penalty = np.full(len(names), _PENALTY)
    held_out = np.zeros(len(both))
    for k in range(_FOLDS):
        held_out[fold == k] = fit(inputs[fold != k], labels[fold != k], penalty).log_odds(inputs[fold == k])
    said = probability(held_out) >= THRESHOLD
    say(f"{len(documents)} documents and as many broken copies; held out: AUC {auc(held_out, labels):.3f}")
    say(f"flagged: of broken ones {said[labels == 1].mean():.3f}, of others {said[labels == 0].mean():.4f}")
    model = fit(inputs, labels, penalty)
    weights = {name: round(float(weight), 4) for name, weight in zip(names, model.weights, strict=True)}
    data = {
        "trained_on": f"{len(documents)} documents and broken copies",
        "weights": weights,
        "bias": round(model.bias, 4),
    }
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def _sides(document: Written, chance: random.Random) -> list[tuple[str, float]]:
    copy = broken(document.text, chance)
    return [(document.text, 0.0)] if copy == document.text else [(document.text, 0.0), (copy, 1.0)]
