"""Learn what the scores of the embedded model's own drafts promise, from drafts that were judged.

One logistic regression a direction over a few signals (:data:`align.quality.estimate.DRAFT_SIGNALS`).

``python -m align.train drafts`` runs this.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from align.embedder import Embedder
from align.quality.estimate import DRAFT_SIGNALS, DraftSigns, draft_signals
from align.quality.inspect import inspect
from align.quality.signals import pair_vectors
from align.terms.glossary import NO_TERMS
from align.train.regression import Doubles, Standard, fit, probability
from align.translate.annotate import annotator_of
from corpus.errors import CorpusError
from corpus.model import Lang
from corpus.text.script import simplified

_LEAST_USABLE = 4
"""Of the judgements 1 to 5."""
_FOLDS = 10
_PENALTY = 3.0
_UNSURE: dict[Lang, float] = {"zh": 0.08, "en": 0.05}
"""The share of usable drafts that may be called unsure, so that with other flags it is less than a tenth."""
_BAND = 0.2


@dataclass(frozen=True, slots=True)
class JudgedDraft:
    """A draft of the embedded model and what was said of it."""

    source: str
    draft: str
    judgement: int
    """1 to 5, see ``tests/gold/judged/README.md``."""
    log_probability: float
    weakest: float = 0.0
    """The mean natural logarithm of its least likely tokens in a row."""
    read_back: float = 0.0
    """How likely the model holds the source as a translation of it, the mean natural logarithm a token."""


def read_drafts(paths: Iterable[Path]) -> list[JudgedDraft]:
    """Read tables of judged drafts.

    Raises:
        CorpusError: a file cannot be read, or is another table.
    """
    return [draft for path in paths for draft in _read(path)]


def _read(path: Path) -> list[JudgedDraft]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return [
                JudgedDraft(
                    row["source"],
                    row["draft"],
                    int(row["judgement"]),
                    float(row["log_probability"]),
                    float(row["weakest"]),
                    float(row["read_back"]),
                )
                for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
            ]
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise CorpusError(f"{path} is no table of judged drafts: {error}") from error


def train(
    judged: dict[Lang, Sequence[JudgedDraft]], embedder: Embedder, path: Path, say: Callable[[str], None]
) -> None:
    """Learn the model of drafts of each direction, and put it into the weights that are there.

    Args:
        judged: drafts by the language of their sources.
        embedder: gives the sentence vectors.
        path: the file of weights, which is changed.
        say: is told line by line how well the scores do on drafts that they were not learned from.
    """
    weights = json.loads(path.read_text(encoding="utf-8"))
    for lang, drafts in judged.items():
        weights["usable"][f"{lang}-{'en' if lang == 'zh' else 'zh'}"]["drafts"] = _learn(
            lang, drafts, embedder, say
        )
    text = json.dumps(weights, ensure_ascii=False, separators=(",", ": ")).replace("}, ", "},\n")
    path.write_text(text + "\n", encoding="utf-8")


def _learn(
    lang: Lang, drafts: Sequence[JudgedDraft], embedder: Embedder, say: Callable[[str], None]
) -> dict[str, float]:
    values = _signals(lang, drafts, embedder)
    judgements = np.array([draft.judgement for draft in drafts])
    good = (judgements >= _LEAST_USABLE).astype(np.float64)
    standard = Standard(values.astype(np.float32))
    inputs, penalty = standard(values.astype(np.float32)), np.full(values.shape[1], _PENALTY)
    folds = np.arange(len(drafts)) % _FOLDS
    held_out = np.zeros(len(drafts))
    for fold in range(_FOLDS):
        inside = folds == fold
        held_out[inside] = fit(inputs[~inside], good[~inside], penalty).log_odds(inputs[inside])
    for line in report(probability(held_out), judgements):
        say(f"{lang}: {line}")
    model = fit(inputs, good, penalty)
    by_name, bias = standard.plain(DRAFT_SIGNALS[lang], model.weights, model.bias)
    unsure = float(np.quantile(probability(held_out)[good > 0], _UNSURE[lang]))
    return {**by_name, "bias": round(bias, 5), "unsure": round(unsure, 3)}


def _signals(lang: Lang, drafts: Sequence[JudgedDraft], embedder: Embedder) -> Doubles:
    pairs = [(draft.source, draft.draft) for draft in drafts]
    vectors = pair_vectors(pairs, embedder)
    cosines = (vectors[0] * vectors[1]).sum(axis=1)
    annotator = annotator_of([source for source, _ in pairs], lang, NO_TERMS)
    signs = []
    for draft, cosine in zip(drafts, cosines, strict=True):
        names = annotator.names_in(simplified(draft.source), lang)
        flags = inspect(draft.source, draft.draft, lang, annotator.glossary, float(cosine), names=names)
        signs.append(
            DraftSigns.of(
                draft.source,
                draft.log_probability,
                flags,
                weakest=draft.weakest,
                read_back=draft.read_back,
                names=len(names),
            )
        )
    return draft_signals(signs, lang)


def report(promised: Doubles, judgements: npt.NDArray[np.int64]) -> list[str]:
    """Return lines that say how true probabilities of being usable are, and how they order drafts.

    Args:
        promised: shape (drafts,).
        judgements: 1 to 5, shape (drafts,).

    >>> report(np.array([0.9, 0.1]), np.array([5, 2]))[0]
    '2 judged, 1 usable, 1.0 promised; rank correlation 1.000'
    """
    from scipy.stats import spearmanr

    good = judgements >= _LEAST_USABLE
    rank = float(spearmanr(promised, judgements).statistic)
    lines = [
        f"{len(good)} judged, {good.sum()} usable, {promised.sum():.1f} promised; rank correlation {rank:.3f}"
    ]
    for low in np.arange(0, 1, _BAND):
        inside = (promised >= low) & (promised < low + _BAND)
        if inside.any():
            band = f"{low:.1f}-{low + _BAND:.1f} {inside.sum():4}"
            lines.append(f"  {band} promised {promised[inside].mean():.3f}, usable {good[inside].mean():.3f}")
    return lines
