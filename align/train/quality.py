"""Learn the weights of the quality models from judged and from damaged translations.

Both models are logistic regressions with a quadratic penalty:

- adequacy: is this pair a translation of each other? References against shuffled, adjacent, truncated,
  appended, shortened, misnumbered, copied and looping ones (:mod:`align.train.faults`);
- usable: can the translation be used as it is? In MQM no major and at most one minor error; in direct
  assessment a z-score above .5.

``python -m align.train quality`` runs this.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from align.embedder import Embedder
from align.quality.estimate import WEIGHTS
from align.quality.signals import SIGNALS, pair_vectors, signals
from align.train.faults import KINDS, Pair, damage
from align.train.regression import Doubles, Standard, auc, fit, probability
from corpus.errors import CorpusError
from corpus.model import Lang

_SIGNATURE = "duizhao-quality-1"
_VECTOR_SCALE = 5.0
"""Brings the numbers of a unit vector near those of signals in units of their spread."""
_USABLE_PENALTY, _SIGNALS_SHARE = 1000.0, 0.3
"""On the numbers of vectors, of which there are many, and how much of it on the signals."""
_ADEQUACY_PENALTY, _ENGINE_PENALTY = 1.0, 1e-3
_FOLDS = 5
_GOOD = "good"
_PROBED_AT_ONCE = 32
_GOOD_MQM, _GOOD_Z = -1.0, 0.5
_FALSE_ALARMS = 0.05
_GOOD_AMONG_PAIRS = 0.9
"""What share of the pairs that are to be judged translate each other, one supposes."""
_SAID = 0.1
"""Width of the bands of probability in which calibration is looked at."""

Weights = dict[str, Any]
"""As they stand in weights.json."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Translations of one direction that people judged, and references."""

    lang: Lang
    """Of the sources."""
    pairs: tuple[Pair, ...]
    usable: Doubles
    """1 or 0, shape (pairs,)."""
    folds: npt.NDArray[np.int64]
    """The fold of each pair, shape (pairs,), so that all translations of one source are in one."""
    references: tuple[Pair, ...]

    @property
    def direction(self) -> str:
        """As it is called in weights.json."""
        return "zh-en" if self.lang == "zh" else "en-zh"


class Reader(Protocol):
    """An engine that can say what it thinks of a translation, as the embedded model does."""

    def token_log_probabilities(self, pairs: Sequence[Pair]) -> list[list[float]]:
        """Return for each pair the log-probability of each token of the target."""


@dataclass(frozen=True, slots=True)
class Probe:
    """An engine that is asked what it thinks of some of the judged translations."""

    reader: Reader
    count: int


def read_judged(folder: Path) -> list[Judged]:
    """Read the files that ``python -m align.train quality --help`` describes, out of Chinese first.

    Raises:
        CorpusError: a file cannot be read, or lacks a column.
    """
    try:
        mqm = _rows(folder / "qe" / "zh-en.ted-mqm.tsv")
        assessed = _rows(folder / "qe" / "en-zh.train.tsv")
        return [
            Judged(
                "zh",
                _pairs(mqm),
                np.array([float(row["mqm"]) >= _GOOD_MQM for row in mqm], dtype=np.float64),
                np.array([int(row["segment"]) % _FOLDS for row in mqm]),
                _references(folder, "zh-en.src.zh", "zh-en.refA.en"),
            ),
            Judged(
                "en",
                _pairs(assessed),
                np.array([float(row["z_mean"]) > _GOOD_Z for row in assessed], dtype=np.float64),
                np.arange(len(assessed)) % _FOLDS,
                _references(folder, "en-zh.src.en", "en-zh.refA.zh"),
            ),
        ]
    except OSError as error:
        raise CorpusError(f"{error.filename}: {error.strerror}") from error
    except (KeyError, ValueError) as error:
        raise CorpusError(f"the files in {folder} are not those of the trainer: {error}") from error


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def _pairs(rows: Sequence[dict[str, str]]) -> tuple[Pair, ...]:
    return tuple((row["source"], row["translation"]) for row in rows)


def _references(folder: Path, source: str, target: str) -> tuple[Pair, ...]:
    lines = ((folder / "mt" / f"wmt22.{name}").read_text(encoding="utf-8") for name in (source, target))
    return tuple(zip(*(text.splitlines() for text in lines), strict=True))


def train(
    judged: Sequence[Judged],
    embedder: Embedder,
    probe: Callable[[Lang], Probe | None],
    path: Path,
    say: Callable[[str], None],
) -> None:
    """Learn both models of each direction and write the weights by name.

    Args:
        judged: both directions.
        embedder: gives the sentence vectors.
        probe: gives for a source language the engine to ask, if any.
        path: the file to write.
        say: is told line by line how well the models do.
    """
    weights: Weights = {"signature": _SIGNATURE, "usable": {}, "adequacy": {}}
    before = json.loads(WEIGHTS.read_text(encoding="utf-8"))["usable"]
    for direction in judged:
        usable, lines = learn_usable(direction, embedder, probe(direction.lang))
        # They lean on what was just learned: align.train.drafts learns them anew.
        usable["drafts"] = before[direction.direction]["drafts"]
        weights["usable"][direction.direction] = usable
        say("\n".join(lines))
    for direction in judged:
        adequacy, lines = learn_adequacy(direction.lang, direction.references, embedder)
        weights["adequacy"][direction.direction] = adequacy
        say("\n".join(lines))
    text = json.dumps(weights, ensure_ascii=False, separators=(",", ": ")).replace("}, ", "},\n")
    path.write_text(text + "\n", encoding="utf-8")


def learn_usable(judged: Judged, embedder: Embedder, probe: Probe | None) -> tuple[Weights, list[str]]:
    """Learn from judged translations; what is reported of a fold was learned from the others."""
    vectors = pair_vectors(judged.pairs, embedder)
    values = signals(judged.pairs, judged.lang, vectors)
    standard = Standard(values)
    inputs = np.column_stack([standard(values), _VECTOR_SCALE * vectors[0], _VECTOR_SCALE * vectors[1]])
    penalty = np.full(inputs.shape[1], _USABLE_PENALTY)
    penalty[: len(SIGNALS)] *= _SIGNALS_SHARE
    held_out = np.zeros(len(inputs))
    for fold in range(_FOLDS):
        inside = judged.folds == fold
        held_out[inside] = fit(inputs[~inside], judged.usable[~inside], penalty).log_odds(inputs[inside])
    lines = _usable_report(judged, held_out)
    model = fit(inputs, judged.usable, penalty)
    by_name, bias = standard.plain(SIGNALS, model.weights[: len(SIGNALS)], model.bias)
    source, target = np.split(model.weights[len(SIGNALS) :] * _VECTOR_SCALE, 2)
    engine = None
    if probe:
        engine, line = learn_engine(judged, held_out, probe)
        lines.append(line)
    weights = {
        "bias": round(bias, 5),
        "signals": by_name,
        "source": _plain(source),
        "target": _plain(target),
        "engine": engine,
    }
    return weights, lines


def _usable_report(judged: Judged, log_odds: Doubles) -> list[str]:
    """Return lines that say how well log-odds, shape (pairs,), tell usable pairs, and how true they are."""
    good, said = judged.usable, probability(log_odds)
    # The longer a translation, the more likely is some fault: what knows no more than that knows nothing.
    brevity = -np.array([len(source) + len(target) for source, target in judged.pairs], dtype=np.float64)
    figures = f"AUC {auc(log_odds, good):.4f}, of minus length {auc(brevity, good):.4f}"
    lines = [
        f"usable {judged.direction}: {len(good)} judged, {good.mean():.3f} usable; {figures}",
        "  probability, pairs, mean, share usable",
    ]
    error = 0.0
    for low in np.arange(0, 1, _SAID):
        inside = (said >= low) & (said < low + _SAID)
        if inside.any():
            mean, share = said[inside].mean(), good[inside].mean()
            error += float(abs(mean - share) * inside.mean())
            lines.append(f"  {low:.1f}-{low + _SAID:.1f} {inside.sum():5} {mean:.3f} {share:.3f}")
    return [*lines, f"  expected calibration error {error:.4f}"]


def learn_engine(judged: Judged, held_out: Doubles, probe: Probe) -> tuple[dict[str, float], str]:
    """Learn to weigh what the embedded model thinks of a translation beside the other signals.

    On a sample of the judged ones, as the engine takes its time; ``held_out`` are the log-odds of the other
    signals.
    """
    chosen = random.Random(1).sample(range(len(judged.pairs)), probe.count)  # noqa: S311
    means: list[float] = []
    for start in range(0, len(chosen), _PROBED_AT_ONCE):
        part = [judged.pairs[i] for i in chosen[start : start + _PROBED_AT_ONCE]]
        means += [sum(values) / len(values) for values in probe.reader.token_log_probabilities(part)]
    good = judged.usable[chosen]
    inputs = np.column_stack([held_out[chosen], means])
    model = fit(inputs, good, np.full(2, _ENGINE_PENALTY))
    line = (
        f"  with the engine's mean log-probability, {probe.count} pairs: "
        f"AUC {auc(inputs @ model.weights, good):.4f}, without {auc(held_out[chosen], good):.4f}"
    )
    usable, log_probability = (round(float(weight), 4) for weight in model.weights)
    return {"usable": usable, "log_probability": log_probability, "bias": round(model.bias, 4)}, line


def learn_adequacy(lang: Lang, pairs: Sequence[Pair], embedder: Embedder) -> tuple[Weights, list[str]]:
    """Learn from references and damaged ones; what is reported of one half was learned on the other."""
    examples = _examples(pairs)
    texts = [(example.source, example.target) for example in examples]
    values = signals(texts, lang, pair_vectors(texts, embedder))
    is_good = np.array([example.kind == _GOOD for example in examples])
    labels = is_good.astype(np.float64)
    standard = Standard(values)
    inputs = standard(values)
    penalty = np.full(inputs.shape[1], _ADEQUACY_PENALTY)
    is_late = np.array([2 * example.i >= len(pairs) for example in examples])
    log_odds = fit(inputs[~is_late], labels[~is_late], penalty).log_odds(inputs[is_late])
    kinds = [example.kind for example, late in zip(examples, is_late, strict=True) if late]
    lines = [f"adequacy {lang}: kind, pairs, AUC, recall at {_FALSE_ALARMS:.0%} false alarms"]
    lines += _adequacy_report(kinds, log_odds)
    model = fit(inputs, labels, penalty)
    by_name, bias = standard.plain(SIGNALS, model.weights, model.bias)
    # Of the examples most are bad; of the pairs to be judged most are good.
    shift = float(
        np.log((labels == 0).sum() / (labels == 1).sum())
        + np.log(_GOOD_AMONG_PAIRS / (1 - _GOOD_AMONG_PAIRS))
    )
    return {"bias": round(bias + shift, 5), "signals": by_name}, lines


@dataclass(frozen=True, slots=True)
class _Example:
    """A pair that translates each other, or was made to do so no longer."""

    source: str
    target: str
    kind: str
    """``good``, or the kind of fault."""
    i: int
    """Which of the references it is, or was made of."""


def _examples(pairs: Sequence[Pair]) -> list[_Example]:
    """Return the references, and each with every kind of fault that it can have."""
    chance = random.Random(11)  # noqa: S311
    examples = [_Example(source, target, _GOOD, i) for i, (source, target) in enumerate(pairs)]
    for kind in KINDS:
        for i, (source, target) in enumerate(pairs):
            damaged = damage(kind, pairs, i, chance)
            if damaged and damaged != target:
                examples.append(_Example(source, damaged, kind, i))
    return examples


def _adequacy_report(kinds: Sequence[str], log_odds: Doubles) -> Iterator[str]:
    """Yield a line for each kind of fault: how many, the AUC, which share falls below most good ones."""
    of_kind = {kind: log_odds[[other == kind for other in kinds]] for kind in (_GOOD, *KINDS)}
    good = of_kind.pop(_GOOD)
    threshold = float(np.quantile(good, _FALSE_ALARMS))
    count = caught = 0
    for kind, bad in of_kind.items():
        if not len(bad):
            continue
        below = int((bad < threshold).sum())
        count, caught = count + len(bad), caught + below
        area = auc(np.concatenate([good, bad]), np.concatenate([np.ones(len(good)), np.zeros(len(bad))]))
        yield f"  {kind:16} {len(bad):5} {area:.3f} {below / len(bad):.3f}"
    yield f"  {'all':16} {count:5}       {caught / max(count, 1):.3f}"


def _plain(values: Doubles) -> list[float]:
    """Return numbers with four decimals, as they are written."""
    return [round(float(value), 4) for value in values]
