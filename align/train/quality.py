"""Learn the weights of the quality models from judged and from damaged translations.

    python -m align.train.quality ../shared/eval

reads ``qe/en-zh.train.tsv`` (direct assessment), ``qe/zh-en.ted-mqm.tsv`` (MQM) and the references in ``mt/``, writes the weights beside
this module and prints how well they do on data they have not seen. Both models are logistic regressions with a quadratic
penalty:

- gate: is this pair a translation of each other? References against shuffled, adjacent, truncated, appended, shortened,
  misnumbered, copied and looping ones;
- usable: can the translation be used as it is? In MQM no major and at most one minor error; in direct assessment a z-score above .5.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from align.embed import UseEmbedder
from align.embedder import Embedder
from align.quality.estimate import WEIGHTS
from align.quality.signals import SIGNALS, pair_vectors, signals
from align.translate.embedded import EmbeddedTranslator
from align.translate.engines import Engines
from align.translate.installed import prepare_embedded
from corpus.model import Lang

Doubles = npt.NDArray[np.float64]
Pair = tuple[str, str]

_VECTOR_SCALE = 5.0
_USABLE_PENALTY, _GATE_PENALTY = 1000.0, 1.0
_FOLDS = 5
_PROBED_AT_ONCE = 32
_GOOD_MQM, _GOOD_Z = -1.0, 0.5
_FALSE_ALARMS = 0.05

KINDS = (
    "shuffled",
    "adjacent",
    "truncated",
    "appended",
    "clause dropped",
    "number changed",
    "copied",
    "looping",
)


def damage(kind: str, pairs: Sequence[Pair], i: int, chance: random.Random) -> str | None:
    """Return the target of pair ``i`` with one kind of fault, or nothing where it cannot have it."""
    source, target = pairs[i]
    space = "" if re.search("[\u4e00-\u9fff]", target) else " "
    units = list(target) if not space else target.split(" ")
    if kind == "shuffled":
        near = sorted(
            (chance.randrange(len(pairs)) for _ in range(20)),
            key=lambda j: abs(len(pairs[j][1]) - len(target)),
        )
        return next((pairs[j][1] for j in near if j != i and pairs[j][1] != target), None)
    if kind == "adjacent":
        return pairs[i + 1][1] if i + 1 < len(pairs) else None
    if kind == "truncated":
        return space.join(units[: int(len(units) * chance.uniform(0.4, 0.75))]) if len(units) >= 8 else None
    if kind == "appended":
        other = pairs[chance.randrange(len(pairs))][1]
        more = list(other) if not space else other.split(" ")
        return target + space + space.join(more[: max(3, int(len(units) * chance.uniform(0.3, 0.7)))])
    if kind == "clause dropped":
        clauses = re.findall(r"[^,，;；。.!?！？]+[,，;；。.!?！？]*\s*", target)
        if len(clauses) < 3:
            return None
        gone = chance.randrange(len(clauses))
        return "".join(clauses[:gone] + clauses[gone + 1 :]).strip()
    if kind == "number changed":
        digits = list(re.finditer(r"\d", target))
        if not digits:
            return None
        at = chance.choice(digits)
        return (
            target[: at.start()] + chance.choice([d for d in "0123456789" if d != at[0]]) + target[at.end() :]
        )
    if kind == "copied":
        return source
    part = units[: max(3, len(units) // 4)]
    return space.join([*units, *part * 4]) if len(units) >= 6 else None


def logistic(x: Doubles, y: Doubles, penalty: Doubles) -> Doubles:
    """Return weights and, last, the bias of a logistic regression with this penalty on each weight."""
    from scipy.optimize import minimize

    inputs = np.column_stack([x, np.ones(len(x))])
    penalties = np.append(penalty, 1e-3)

    def loss(weights: Doubles) -> tuple[float, Doubles]:
        z = inputs @ weights
        value = float(np.logaddexp(0, (1 - 2 * y) * z).sum() + (penalties * weights * weights).sum() / 2)
        return value, inputs.T @ (1 / (1 + np.exp(-np.clip(z, -50, 50))) - y) + penalties * weights

    return np.asarray(
        minimize(loss, np.zeros(inputs.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    )


class Standard:
    """Signals in units of their spread."""

    def __init__(self, values: npt.NDArray[np.float32]) -> None:
        self.mean, self.spread = (
            values.mean(axis=0).astype(np.float64),
            values.std(axis=0).astype(np.float64) + 1e-3,
        )

    def __call__(self, values: npt.NDArray[np.float32]) -> Doubles:
        """Return the values in these units."""
        return np.asarray((values - self.mean) / self.spread, dtype=np.float64)

    def plain(self, weights: Doubles, bias: float) -> tuple[dict[str, float], float]:
        """Return weights by signal name, and the bias, for signals as they are."""
        raw = weights / self.spread
        return dict(zip(SIGNALS, (round(float(w), 5) for w in raw), strict=True)), float(
            bias - raw @ self.mean
        )


def auc(scores: Doubles, labels: Doubles) -> float:
    """Return the area under the ROC curve."""
    ranks = np.argsort(np.argsort(scores, kind="stable"), kind="stable")
    good = float(labels.sum())
    return float((ranks[labels == 1].sum() - good * (good - 1) / 2) / (good * (len(labels) - good)))


@dataclass(frozen=True, slots=True)
class Probe:
    """An engine that is asked what it thinks of some of the judged translations."""

    translator: EmbeddedTranslator
    count: int


def learn_usable(
    lang: Lang,
    rows: Sequence[dict[str, str]],
    embedder: Embedder,
    name: str,
    folds: npt.NDArray[np.int64],
    probe: Probe | None,
) -> dict[str, object]:
    """Learn from judged translations; ``folds`` numbers the fold of each row, so that one source is in one fold."""
    pairs = [(row["source"], row["translation"]) for row in rows]
    good = np.array(
        [float(row["mqm"]) >= _GOOD_MQM if "mqm" in row else float(row["z_mean"]) > _GOOD_Z for row in rows],
        dtype=np.float64,
    )
    vectors = pair_vectors(pairs, embedder)
    values = signals(pairs, lang, vectors)
    standard = Standard(values)
    inputs = np.column_stack([standard(values), _VECTOR_SCALE * vectors[0], _VECTOR_SCALE * vectors[1]])
    penalty = np.full(inputs.shape[1], _USABLE_PENALTY)
    penalty[: len(SIGNALS)] *= 0.3
    held_out = np.zeros(len(rows))
    for fold in range(_FOLDS):
        weights = logistic(inputs[folds != fold], good[folds != fold], penalty)
        held_out[folds == fold] = inputs[folds == fold] @ weights[:-1] + weights[-1]
    probability = 1 / (1 + np.exp(-held_out))
    length = -np.array([len(source) + len(target) for source, target in pairs], dtype=np.float64)
    print(
        f"{name}: {len(rows)} judged, {good.mean():.3f} usable; AUC {auc(held_out, good):.4f}, of minus length {auc(length, good):.4f}"
    )
    print("  probability, pairs, mean, share usable")
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        inside = (probability >= low) & (probability < low + 0.1)
        if inside.any():
            error += float(abs(probability[inside].mean() - good[inside].mean()) * inside.mean())
            print(
                f"  {low:.1f}-{low + 0.1:.1f} {inside.sum():5} {probability[inside].mean():.3f} {good[inside].mean():.3f}"
            )
    print(f"  expected calibration error {error:.4f}")
    weights = logistic(inputs, good, penalty)
    named, bias = standard.plain(weights[: len(SIGNALS)], float(weights[-1]))
    engine = learn_engine(rows, good, held_out, probe) if probe else None
    parts = (weights[len(SIGNALS) :][:512] * _VECTOR_SCALE, weights[len(SIGNALS) + 512 : -1] * _VECTOR_SCALE)
    return {
        "bias": round(bias, 5),
        "signals": named,
        "source": _plain(parts[0]),
        "target": _plain(parts[1]),
        "engine": engine,
    }


def learn_engine(
    rows: Sequence[dict[str, str]], good: Doubles, held_out: Doubles, probe: Probe
) -> dict[str, float]:
    """Learn to weigh what the embedded model thinks of a translation beside the other signals, on a sample of the judged ones."""
    chosen = random.Random(1).sample(range(len(rows)), probe.count)  # noqa: S311
    means = []
    for start in range(0, len(chosen), _PROBED_AT_ONCE):
        part = [(rows[i]["source"], rows[i]["translation"]) for i in chosen[start : start + _PROBED_AT_ONCE]]
        means += [sum(values) / len(values) for values in probe.translator.token_log_probabilities(part)]
    inputs = np.column_stack([held_out[chosen], means])
    weights = logistic(inputs, good[chosen], np.full(2, 1e-3))
    both = inputs @ weights[:-1]
    print(
        f"  with the engine's mean log-probability, {probe.count} pairs: AUC {auc(both, good[chosen]):.4f}, without {auc(held_out[chosen], good[chosen]):.4f}"
    )
    return {
        "usable": round(float(weights[0]), 4),
        "log_probability": round(float(weights[1]), 4),
        "bias": round(float(weights[2]), 4),
    }


def learn_gate(lang: Lang, pairs: Sequence[Pair], embedder: Embedder) -> dict[str, object]:
    """Learn from references and damaged ones; what is reported was learned on the first half and seen on the second."""
    chance = random.Random(11)  # noqa: S311
    texts: list[Pair] = list(pairs)
    kinds = ["good"] * len(pairs)
    half = [i * 2 >= len(pairs) for i in range(len(pairs))]
    for kind in KINDS:
        for i in range(len(pairs)):
            target = damage(kind, pairs, i, chance)
            if target and target != pairs[i][1]:
                texts.append((pairs[i][0], target))
                kinds.append(kind)
                half.append(i * 2 >= len(pairs))
    values = signals(texts, lang, pair_vectors(texts, embedder))
    labels = np.array([kind == "good" for kind in kinds], dtype=np.float64)
    second = np.array(half)
    standard = Standard(values)
    inputs = standard(values)
    penalty = np.full(inputs.shape[1], _GATE_PENALTY)
    weights = logistic(inputs[~second], labels[~second], penalty)
    scores = inputs[second] @ weights[:-1] + weights[-1]
    seen = [kind for kind, late in zip(kinds, half, strict=True) if late]
    good = scores[[kind == "good" for kind in seen]]
    threshold = float(np.quantile(good, _FALSE_ALARMS))
    print(f"gate {lang}: kind, pairs, AUC, recall at {_FALSE_ALARMS:.0%} false alarms")
    bad_total = caught_total = 0
    for kind in KINDS:
        bad = scores[[one == kind for one in seen]]
        caught = int((bad < threshold).sum())
        bad_total, caught_total = bad_total + len(bad), caught_total + caught
        area = auc(np.concatenate([good, bad]), np.concatenate([np.ones(len(good)), np.zeros(len(bad))]))
        print(f"  {kind:16} {len(bad):5} {area:.3f} {caught / len(bad):.3f}")
    print(f"  {'all':16} {bad_total:5}       {caught_total / bad_total:.3f}")
    weights = logistic(inputs, labels, penalty)
    scores = inputs @ weights[:-1] + weights[-1]
    named, bias = standard.plain(weights[:-1], float(weights[-1]))
    # Of the examples most are bad; of the pairs to be judged most are good.
    shift = float(
        np.log((labels == 0).sum() / (labels == 1).sum())
        + np.log(_GOOD_AMONG_PAIRS / (1 - _GOOD_AMONG_PAIRS))
    )
    return {"bias": round(bias + shift, 5), "signals": named}


_GOOD_AMONG_PAIRS = 0.9


def _plain(values: Doubles) -> list[float]:
    return [round(float(value), 4) for value in values]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def main(arguments: Sequence[str]) -> int:
    """Run the trainer."""
    parser = argparse.ArgumentParser(
        prog="python -m align.train.quality",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, help="a folder with qe/ and mt/")
    parser.add_argument(
        "--probe",
        type=int,
        default=500,
        metavar="N",
        help="judged pairs a direction that the embedded model is asked about (default: 500)",
    )
    parsed = parser.parse_args(arguments)
    folder: Path = parsed.folder
    engines = Engines(lambda: prepare_embedded(lambda _name, _done, _total: None))

    def probe(lang: Lang) -> Probe | None:
        return Probe(engines.embedded(lang), parsed.probe) if parsed.probe else None

    embedder = UseEmbedder()

    def lines(name: str) -> list[str]:
        return (folder / "mt" / f"wmt22.{name}").read_text(encoding="utf-8").splitlines()

    mqm, assessed = _rows(folder / "qe" / "zh-en.ted-mqm.tsv"), _rows(folder / "qe" / "en-zh.train.tsv")
    folds = (np.array([int(row["segment"]) % _FOLDS for row in mqm]), np.arange(len(assessed)) % _FOLDS)
    weights = {
        "signature": "duizhao-quality-1",
        "usable": {
            "zh-en": learn_usable("zh", mqm, embedder, "usable zh-en", folds[0], probe("zh")),
            "en-zh": learn_usable("en", assessed, embedder, "usable en-zh", folds[1], probe("en")),
        },
        "gate": {
            "zh-en": learn_gate(
                "zh", list(zip(lines("zh-en.src.zh"), lines("zh-en.refA.en"), strict=True)), embedder
            ),
            "en-zh": learn_gate(
                "en", list(zip(lines("en-zh.src.en"), lines("en-zh.refA.zh"), strict=True)), embedder
            ),
        },
    }
    WEIGHTS.write_text(
        json.dumps(weights, ensure_ascii=False, indent=None, separators=(",", ": ")).replace("}, ", "},\n")
        + "\n",
        encoding="utf-8",
    )
    print(f"wrote {WEIGHTS}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
