"""Learn how far the embedded model foresees translations of people and of machines.

Both translate the same sort of text; where both translate the same sentences, these are never on both sides
of a test.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from align.quality.foreseen import MOST, Foresees, surprise, tells
from align.quality.machine_translated import THRESHOLD
from align.train.regression import auc, fit, probability

_PENALTY = 0.001
"""Surprises differ by some tenths: weights are large."""
_FOLDS = 5
_FEWEST = 4
"""Sentences of a document to learn from: fewer than of one that is judged: figures promise too little."""
_LINES = 24
"""Of a block of references that are looked at."""
_BLOCKS = (0, 100, 200, 300)
"""First lines of these blocks."""
_ORIGINALS = (0, 500, 1000, 1500)
"""The same of what was written in English: news, talk among people, of a shop and of others."""
_TALK = 40
"""Segments of the talks from one document to the next."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A few sentences that one translator made."""

    kind: str
    group: str
    """What has one is never on both sides of a test."""
    by_machine: bool
    pairs: tuple[tuple[str, str], ...]


def read_translations(folder: Path, drafts: Sequence[Path]) -> list[Translation]:
    """Return references, English originals, talks by each of the systems in turn, and drafts.

    Args:
        folder: with ``mt/wmt22.zh-en.{src.zh,refA.en,refB.en}``, ``mt/wmt22.en-zh.{src.en,refA.zh}`` and
            ``qe/zh-en.ted-mqm.tsv``.
        drafts: files with a source and a draft of it in each line.
    """
    source = _lines(folder / "mt" / "wmt22.zh-en.src.zh")
    places = {text: at for at, text in enumerate(source)}
    made: list[Translation] = []
    for reference in "AB":
        target = _lines(folder / "mt" / f"wmt22.zh-en.ref{reference}.en")
        for first in _BLOCKS:
            rows = list(zip(source, target, strict=True))[first : first + _LINES]
            made += _documents(f"reference {reference}", f"news {first}", rows, by_machine=False)
    originals = list(
        zip(
            _lines(folder / "mt" / "wmt22.en-zh.refA.zh"),
            _lines(folder / "mt" / "wmt22.en-zh.src.en"),
            strict=True,
        )
    )
    for first in _ORIGINALS:
        made += _documents(
            "original", f"english {first}", originals[first : first + _LINES], by_machine=False
        )
    for path in drafts:
        blocks: dict[str, list[tuple[str, str]]] = {}
        for text, draft in _rows(path):
            at = places.get(text)
            group = f"news {at // 100 * 100}" if at is not None else path.stem
            blocks.setdefault(group, []).append((text, draft))
        for group, rows in blocks.items():
            made += _documents("draft", group, rows, by_machine=True)
    return made + _talks(folder / "qe" / "zh-en.ted-mqm.tsv")


def _talks(path: Path) -> list[Translation]:
    """Return stretches of the talks, each by another system than the last."""
    by_system: dict[str, list[tuple[str, str]]] = {}
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            by_system.setdefault(row["system"], []).append((row["source"], row["translation"]))
    systems = sorted(by_system)
    made: list[Translation] = []
    for number, first in enumerate(range(0, len(by_system[systems[0]]) - MOST, _TALK)):
        system = systems[number % len(systems)]
        rows = by_system[system][first : first + MOST]
        made += _documents(f"system {system}", f"talk {first}", rows, by_machine=True)
    return made


def _documents(
    kind: str, group: str, rows: Sequence[tuple[str, str]], *, by_machine: bool
) -> list[Translation]:
    """Return documents of up to eight of the sentences that tell something."""
    telling = [row for row in rows if tells(row[0])]
    parts = (tuple(telling[at : at + MOST]) for at in range(0, len(telling), MOST))
    return [Translation(kind, group, by_machine, part) for part in parts if len(part) >= _FEWEST]


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _rows(path: Path) -> list[tuple[str, str]]:
    rows = (line.partition("\t") for line in _lines(path))
    return [(source, draft) for source, _, draft in rows if draft]


def train(
    translations: Sequence[Translation], engine: Foresees, path: Path, say: Callable[[str], None]
) -> None:
    """Learn, say what documents get from a model that was learned from the others, and write the weights."""
    surprises = [
        [surprise(tokens) for tokens in engine.token_log_probabilities(translation.pairs)]
        for translation in translations
    ]
    labels = np.array([float(translation.by_machine) for translation in translations])
    means = np.array([np.mean(values) for values in surprises])
    # As :func:`align.quality.foreseen.log_odds_of` has it: weight * (middle - mean) * shrink.
    shrink = np.array([len(values) / (len(values) + 1) for values in surprises])
    inputs = (-shrink * means)[:, None]
    groups = sorted({translation.group for translation in translations})
    fold = np.array([groups.index(translation.group) % _FOLDS for translation in translations])
    penalty = np.full(1, _PENALTY)
    held_out = np.zeros(len(labels))
    for k in range(_FOLDS):
        if (fold == k).any():
            model = fit(inputs[fold != k], labels[fold != k], penalty)
            held_out[fold == k] = model.log_odds(inputs[fold == k])
    said = probability(held_out) >= THRESHOLD
    say(
        f"{len(labels)} documents of {_FEWEST} to {MOST} sentences, {int(labels.sum())} by machines; "
        f"held out: AUC {auc(held_out, labels):.3f}"
    )
    for kind in dict.fromkeys(translation.kind for translation in translations):
        at = np.array([translation.kind == kind for translation in translations])
        say(f"{kind:24} {at.sum():3} mean surprise {means[at].mean():.2f}  flagged {said[at].mean():.3f}")
    whole = fit(inputs, labels, penalty)
    weight = float(whole.weights[0])
    data = {
        "trained_on": f"{len(labels)} documents, {int(labels.sum())} by machines; {engine.signature}",
        "weight": round(weight, 4),
        "middle": round(whole.bias / (weight * float(shrink.mean())), 4),
        "usual": {
            "people": round(float(means[labels == 0].mean()), 2),
            "machines": round(float(means[labels == 1].mean()), 2),
        },
    }
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
