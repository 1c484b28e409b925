"""Learn how far posteriors can be believed, on texts of which a part is missing.

Hand-aligned texts, and texts of our own in which some sentences were joined, are aligned as they are, with 6%
and with a quarter of one side missing, single sentences or runs of them.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from align.beads.aligner import WIDTH, bead_scores, decode, default_model
from align.beads.anchors import find_band
from align.beads.calibration import NAMES, Doubles, features
from align.beads.features import compute
from align.beads.text import read_text
from align.embedder import Embedder
from align.evaluate.alignments import Gold, Link
from align.train.damage import thinned
from corpus.model import Bead, Lang

OWN = Path(__file__).with_name("adapter") / "texts"
_LONG = 60
"""Pairs of a text of our own."""
_TEXTS, _STEP = 39, 5
"""How many of these are used, and how many are passed over each time."""
_JOINED = 0.12
"""The share of pairs of which one side is joined with the next."""
_MISSING = (0.06, 0.25)
_KINDS: tuple[tuple[bool, Lang], ...] = ((False, "zh"), (False, "en"), (True, "zh"), (True, "en"))
"""Whether runs are missing, and of which side."""
_PENALTY = 3.0
"""In units of each feature's spread, towards the posterior as it is."""

Sample = tuple[float, Doubles, Doubles]
"""The share that is missing, the features of the beads, and which of them are right."""


def train(texts: Sequence[Gold], embedder: Embedder, path: Path, say: Callable[[str], None]) -> None:
    """Learn from texts and those of our own, write the weights, and tell how reliable they are.

    What is told is by cross-validation over texts.
    """
    own = own_texts()
    chosen = [*texts, *(own[k * _STEP % len(own)] for k in range(_TEXTS))]
    groups = [list(_samples(text, number, embedder)) for number, text in enumerate(chosen)]
    for line in report(groups):
        say(line)
    weights = learn([sample for group in groups for sample in group])
    named = dict(zip(NAMES, (round(float(weight), 4) for weight in weights), strict=True))
    digest = hashlib.sha256(json.dumps(named).encode()).hexdigest()[:12]
    data = {"signature": f"duizhao-calibration-1:{digest}", "weights": named}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def own_texts() -> list[Gold]:
    """Return texts of our own, some of whose sentences are joined on one side."""
    chance = random.Random(9)  # noqa: S311
    texts = []
    for file in sorted(OWN.glob("*/*.tsv")):
        pairs = []
        for line in file.read_text(encoding="utf-8").splitlines():
            if "\t" in line and not line.startswith("#"):
                first, second = line.split("\t")[:2]
                pairs.append((first, second) if file.parent.name == "zh-en" else (second, first))
        name = f"{file.parent.name}/{file.stem}"
        texts += [
            _joined(f"{name}/{start}", pairs[start : start + _LONG], chance)
            for start in range(0, len(pairs) - _LONG, _LONG)
        ]
    return texts


def _joined(name: str, pairs: Sequence[tuple[str, str]], chance: random.Random) -> Gold:
    zh: list[str] = []
    en: list[str] = []
    links: list[Link] = []
    k = 0
    while k < len(pairs):
        (first_zh, first_en), at = pairs[k], (len(zh), len(en))
        joins = chance.random() < _JOINED and first_zh[-1] == "。" and first_en[-1] == "."
        k += 1
        if not joins or k == len(pairs):
            links.append(Link(*at, 1, 1))
            zh.append(first_zh)
            en.append(first_en)
            continue
        next_zh, next_en = pairs[k]
        k += 1
        if chance.random() < 0.5:
            links.append(Link(*at, 2, 1))
            zh += [first_zh, next_zh]
            en.append(f"{first_en[:-1]}, and {next_en[0].lower()}{next_en[1:]}")
        else:
            links.append(Link(*at, 1, 2))
            zh.append(f"{first_zh[:-1]}，{next_zh}")
            en += [first_en, next_en]
    return Gold(name, tuple(zh), tuple(en), tuple(links))


def _samples(text: Gold, number: int, embedder: Embedder) -> Iterator[Sample]:
    """Yield the beads of a text as it is and with parts missing, of another kind each time."""
    yield 0.0, *_of(text, embedder)
    for share in _MISSING:
        runs, side = _KINDS[number % len(_KINDS)]
        yield share, *_of(thinned(text, share, side, runs=runs), embedder)


def _of(text: Gold, embedder: Embedder) -> tuple[Doubles, Doubles]:
    zh, en = read_text(text.zh, embedder), read_text(text.en, embedder)
    band = find_band(zh.runs[0], en.runs[0], WIDTH)
    beads = decode(band, bead_scores(band, compute(zh, en, band), default_model()))
    return features(beads), right(beads, text.links)


def right(beads: Sequence[Bead], links: Sequence[Link]) -> Doubles:
    """Return 1 for each bead that is one of the links, else 0."""
    gold = set(links)
    return np.array([Link.of(bead) in gold for bead in beads], dtype=np.float64)


def learn(samples: Sequence[Sample]) -> Doubles:
    """Return the weights by which beads are right as often as they say."""
    from scipy.optimize import minimize

    values = np.concatenate([sample[1] for sample in samples])
    truth = np.concatenate([sample[2] for sample in samples])
    spread = values.std(axis=0) + 1e-3
    spread[NAMES.index("bias")] = 1.0
    scaled = values / spread
    start = np.where(np.array(NAMES) == "log-odds", spread, 0.0)

    def objective(point: Doubles) -> tuple[float, Doubles]:
        odds = scaled @ point
        off = point - start
        loss = float(np.logaddexp(0, np.where(truth > 0, -odds, odds)).sum()) + _PENALTY / 2 * float(
            off @ off
        )
        return loss, scaled.T @ (1 / (1 + np.exp(-odds)) - truth) + _PENALTY * off

    return np.asarray(minimize(objective, start, jac=True, method="L-BFGS-B").x / spread, dtype=np.float64)


def report(groups: Sequence[Sequence[Sample]], folds: int = 6) -> Iterator[str]:
    """Yield how reliable posteriors are, and confidences learned from the other texts, by what is missing."""
    by_share: dict[tuple[str, float], list[tuple[Doubles, Doubles]]] = {}
    for fold in range(folds):
        others = [sample for k, group in enumerate(groups) if k % folds != fold for sample in group]
        weights = learn(others)
        for share, values, truth in (sample for group in groups[fold::folds] for sample in group):
            odds = {"posterior": values[:, NAMES.index("log-odds")], "calibrated": values @ weights}
            for name, log_odds in odds.items():
                by_share.setdefault((name, share), []).append((1 / (1 + np.exp(-log_odds)), truth))
    for (name, share), parts in sorted(by_share.items()):
        said, truth = (np.concatenate(column) for column in zip(*parts, strict=True))
        yield f"{name}, {share:.0%} missing: beads, mean confidence, share right"
        for low, high in ((0.0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 0.99), (0.99, 2.0)):
            inside = (said >= low) & (said < high)
            if inside.any():
                count, confidence, share_right = inside.sum(), said[inside].mean(), truth[inside].mean()
                yield f"  {low:.2f}-{min(high, 1.0):.2f}  {count:5}  {confidence:.3f}  {share_right:.3f}"
