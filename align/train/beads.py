"""Learn the weights of the bead model from hand-aligned texts.

The conditional likelihood of the gold tilings is maximised by L-BFGS with a quadratic penalty (Lafferty et
al. 2001; Sarawagi and Cohen 2004). Each text is also learned in damaged copies (:mod:`align.train.damage`),
or the model would never see a sentence without counterpart. ``python -m align.train beads`` runs this.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from align.beads.aligner import WIDTH, BeadModel, align, decode, default_model
from align.beads.anchors import find_band
from align.beads.band import Band, Floats
from align.beads.bead_types import LINKS, TYPES
from align.beads.features import LINK_NAMES, NULL_NAMES, BeadFeatures, compute
from align.beads.semi_markov import allowed, forward_backward, posteriors
from align.beads.text import read_text
from align.embedder import Embedder
from align.evaluate.alignments import Gold, Link, reliability, strict_f1
from align.train.damage import damaged
from corpus.errors import CorpusError
from corpus.model import Bead

Doubles = npt.NDArray[np.float64]

_PENALTY = 25.0
"""In units of each feature's spread: chosen by what texts get that were left out."""
_STEPS = 60
_LEAST_RUNS, _FOLDS = 20, 5
_DAMAGED_WEIGHT = 0.2
"""What a damaged copy counts beside its text; there are four."""
_SAMPLED = 17
"""The spread of features is taken from every so manieth of them."""


def train(texts: Sequence[Gold], embedder: Embedder, path: Path) -> float:
    """Learn from texts, write the weights by name, and return their strict F1 on the same texts."""
    groups = examples_of(texts, embedder)
    model = learn([example for group in groups for example in group], _signature(texts))
    trained_on = f"{len(texts)} texts, {sum(len(text.links) for text in texts)} beads, and damaged copies"
    _write(model, trained_on, path)
    written = BeadModel.load(path)
    return strict_f1((text.links, align(text.zh, text.en, embedder, written)) for text in texts)


@dataclass(frozen=True, slots=True)
class Adapted:
    """How well links of people are told, in nats a run of sentences: less is better."""

    runs: int
    shipped: float
    """By the weights that come with the package."""
    own: float
    """By weights learned from the other runs."""


def adapt(runs: Sequence[Gold], embedder: Embedder, path: Path) -> Adapted:
    """Learn from links that people made, starting from the shipped weights, and write the weights by name.

    The penalty is on the distance from the shipped weights: what the links say nothing of stays as it is.

    Args:
        runs: runs of sentences whose links people made.
        embedder: gives the sentence vectors.
        path: the file to write.

    Raises:
        CorpusError: there are too few runs to learn from.
    """
    examples = [example for run in runs if (example := Example(run, embedder, 1.0)).is_reachable]
    if len(examples) < _LEAST_RUNS:
        raise CorpusError(
            f"{len(examples)} decisions on alignment are too few to learn from: {_LEAST_RUNS} are needed"
        )
    shipped = default_model()
    own = 0.0
    for fold in range(_FOLDS):
        kept = [example for i, example in enumerate(examples) if i % _FOLDS != fold]
        model = learn(kept, prior=shipped)
        own += sum(example.loss(model)[0] for example in examples[fold::_FOLDS])
    count = len(examples)
    trained_on = f"{count} runs of sentences that people linked, from {shipped.signature}"
    _write(learn(examples, _signature(runs), shipped), trained_on, path)
    return Adapted(count, sum(example.loss(shipped)[0] for example in examples) / count, own / count)


def _write(model: BeadModel, trained_on: str, path: Path) -> None:
    """Write weights by name."""
    weights = {
        "signature": model.signature,
        "trained_on": trained_on,
        "links": dict(zip(LINK_NAMES, _plain(model.links), strict=True)),
        "nulls": {
            side: dict(zip(NULL_NAMES, _plain(row), strict=True))
            for side, row in zip(("zh", "en"), model.nulls, strict=True)
        },
        "types": {f"{a}:{b}": weight for (a, b), weight in zip(TYPES, _plain(model.types), strict=True)},
    }
    try:
        path.write_text(json.dumps(weights, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise CorpusError(f"{path} cannot be written: {error.strerror}") from error


def _signature(texts: Sequence[Gold]) -> str:
    """Return the version of the model and a hash of what it is learned from."""
    links = {text.name: repr(tuple(tuple(link) for link in text.links)) for text in texts}
    lines = "\0".join(line for text in texts for line in (*text.zh, *text.en, links[text.name]))
    return f"duizhao-beads-1:{hashlib.sha256(lines.encode()).hexdigest()[:12]}"


def _plain(values: Floats) -> list[float]:
    """Return numbers with four decimals, as they are written."""
    return [round(float(value), 4) for value in values]


def examples_of(texts: Sequence[Gold], embedder: Embedder) -> list[list[Example]]:
    """Return each text with its damaged copies, leaving out copies whose gold tiling the band misses."""
    groups = []
    for k, text in enumerate(texts):
        copies = damaged(text, texts[k - 1], "damage")
        group = [Example(text, embedder, 1.0), *(Example(copy, embedder, _DAMAGED_WEIGHT) for copy in copies)]
        groups.append([example for example in group if example.is_reachable])
    return groups


class Example:
    """A text with its features, ready for learning."""

    def __init__(self, text: Gold, embedder: Embedder, weight: float) -> None:
        self.text, self.weight = text, weight
        zh, en = read_text(text.zh, embedder), read_text(text.en, embedder)
        self.band: Band = find_band(zh.runs[0], en.runs[0], WIDTH)
        self.features = _joined(compute(zh, en, self.band))
        self.gold = allowed(self.band, TYPES, text.links) & self.features.fits
        self.is_single = bool(self.gold.sum() == len(text.links))
        """Whether every gold bead has a type, so that the gold tiling is one and not several."""
        gold_alone = np.where(self.gold, 0.0, -np.inf).astype(np.float32)
        self.is_reachable = bool(np.isfinite(forward_backward(self.band, gold_alone, TYPES).total))
        """Whether the gold tiling lies in the band."""

    def expectation(self, weights: Floats) -> Doubles:
        """Return the features of beads summed with these weights, shape (cells, len(TYPES)), as one vector.

        Its order is that of :func:`_model`: link features, null features of zh and of en, types.
        """
        links = np.einsum("ct,ctf->f", weights[:, :LINKS], self.features.links, optimize=True)
        nulls = np.einsum("cs,csf->sf", weights[:, LINKS:], self.features.nulls)
        return np.concatenate([links, nulls.ravel(), weights.sum(axis=0)]).astype(np.float64)

    def loss(self, model: BeadModel) -> tuple[float, Doubles]:
        """Return the negative log-likelihood of the gold tiling and its gradient."""
        scores = model.score(self.features)
        sums = forward_backward(self.band, scores, TYPES)
        expected = posteriors(self.band, scores, TYPES, sums)
        gold_total, gold = self._gold_sums(scores)
        return self.weight * (sums.total - gold_total), self.weight * self.expectation(expected - gold)

    def _gold_sums(self, scores: Floats) -> tuple[float, Floats]:
        """Return the logarithm of the sum over the gold tilings, and each bead's probability among them."""
        if self.is_single:
            return float(scores[self.gold].sum(dtype=np.float64)), self.gold.astype(np.float32)
        gold_scores = np.where(self.gold, scores, -np.inf).astype(np.float32)
        sums = forward_backward(self.band, gold_scores, TYPES)
        return sums.total, posteriors(self.band, gold_scores, TYPES, sums)


def _joined(parts: Iterable[BeadFeatures]) -> BeadFeatures:
    """Return the features of consecutive parts as one."""
    every = list(parts)
    return BeadFeatures(
        np.concatenate([part.links for part in every]),
        np.concatenate([part.nulls for part in every]),
        np.concatenate([part.fits for part in every]),
    )


def learn(examples: Sequence[Example], signature: str = "", prior: BeadModel | None = None) -> BeadModel:
    """Return the weights that make the gold tilings most probable, less a penalty.

    Weights, or their distance from those of a prior, are penalised in units of each feature's spread.
    """
    from scipy.optimize import minimize

    links, nulls = ([getattr(example.features, name) for example in examples] for name in ("links", "nulls"))
    per_spread = (1 / _spread(links), np.tile(1 / _spread(nulls), 2), np.ones(len(TYPES)))
    scale = np.concatenate(per_spread)

    def objective(point: Doubles) -> tuple[float, Doubles]:
        model = _model(point * scale, "")
        losses, gradients = zip(*(example.loss(model) for example in examples), strict=True)
        away = point - start
        penalty = _PENALTY / 2 * float(away @ away)
        return sum(losses) + penalty, sum(gradients) * scale + _PENALTY * away

    start = np.zeros(len(scale)) if prior is None else _vector(prior) / scale
    result = minimize(objective, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return _model(result.x * scale, signature)


def _spread(features: Iterable[Floats]) -> Doubles:
    """Return the standard deviation of each feature, the last axis; never 0, which some do not leave."""
    sample = np.concatenate([values.reshape(-1, values.shape[-1])[::_SAMPLED] for values in features])
    return np.asarray(sample.std(axis=0) + 1e-3, dtype=np.float64)


def _vector(model: BeadModel) -> Doubles:
    """Return the weights of a model in the order of :func:`_model`."""
    return np.concatenate([model.links, model.nulls.ravel(), model.types]).astype(np.float64)


def _model(weights: Doubles, signature: str) -> BeadModel:
    """Return the model of a vector of weights: of link features, null features of zh and of en, types."""
    f, g = len(LINK_NAMES), len(NULL_NAMES)
    parts = weights.astype(np.float32)
    return BeadModel(parts[:f], parts[f : f + 2 * g].reshape(2, g), parts[f + 2 * g :], signature)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a text, or a damaged copy of one, gets from a model that was learned from the other texts."""

    name: str
    kind: str
    """What was done to the text; empty for the text as it is."""
    gold: tuple[Link, ...]
    beads: list[Bead]


def leave_one_out(texts: Sequence[Gold], make_embedder: Callable[[], Embedder]) -> list[LeftOut]:
    """Return what each text and its copies get from the others; every processor learns without another text.

    Raises:
        CorpusError: there is only one text.
    """
    if len(texts) < 2:
        raise CorpusError(
            "with one text there is nothing to learn from when it is left out: give at least two"
        )
    work = partial(_left_out, texts=texts, make_embedder=make_embedder)
    with ProcessPoolExecutor() as pool:
        return [result for group in pool.map(work, range(len(texts))) for result in group]


def _left_out(k: int, texts: Sequence[Gold], make_embedder: Callable[[], Embedder]) -> list[LeftOut]:
    """Learn without text ``k`` and align it, and its damaged copies."""
    groups = examples_of(texts, make_embedder())
    model = learn([example for i, group in enumerate(groups) if i != k for example in group])
    name = texts[k].name
    return [
        LeftOut(
            name,
            example.text.name.removeprefix(name).strip(),
            example.text.links,
            decode(example.band, model.score(example.features)),
        )
        for example in groups[k]
    ]


def report(results: Sequence[LeftOut]) -> Iterator[str]:
    """Yield lines: strict F1 by kind of damage and by text, and how reliable the confidences are."""
    for kind in sorted({result.kind for result in results}):
        pairs = [(result.gold, result.beads) for result in results if result.kind == kind]
        yield f"strict F1, {kind or 'as it is'}: {strict_f1(pairs):.4f}"
    for result in results:
        if not result.kind:
            yield f"  {result.name}: {strict_f1([(result.gold, result.beads)]):.3f}"
    for title, is_damaged in (("as it is", False), ("damaged", True)):
        yield f"{title}: confidence, beads, mean confidence, share right"
        pairs = [(result.gold, result.beads) for result in results if bool(result.kind) == is_damaged]
        for band, count, confidence, right in reliability(pairs):
            yield f"  {band}  {count:5}  {confidence:.3f}  {right:.3f}"
