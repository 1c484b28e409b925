"""The quality of a pair as a probability, from two logistic models.

Their weights come from ``align.train.quality``.

- ``adequacy``: the probability that the two texts translate each other at all;
- ``usable``: the probability that a machine's translation, if it is one, can be used as it is: no major and
  at most one minor error.

``score`` is their product for drafts. For aligned pairs, which people wrote, it is adequacy times
the probability of the link: there are no judgements of human translations to learn from.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from align.embedder import Embedder, Floats
from align.quality.checks import length_score
from align.quality.numbers import compare_numbers
from align.quality.signals import SIGNALS, pair_vectors, signals
from corpus.flags import FLAGS
from corpus.model import Flag, Lang, Score
from corpus.text.numbers import read_numbers

SCORES = ("score", "adequacy", "usable", "similarity", "length", "numbers")
"""The scores of a draft, in order."""
WEIGHTS = Path(__file__).with_name("weights.json")

Doubles = npt.NDArray[np.float64]

_LOWEST, _LOWEST_WORDS, _MOST_FAULTS = -3.0, -6.0, 3
"""Beyond these a draft is as bad as it gets."""


@dataclass(frozen=True, slots=True)
class DraftSigns:
    """What is known of a draft from its making and by looking at it."""

    log_probability: float
    """The embedded model's mean natural logarithm a token, not below -3."""
    faults: int
    """How many kinds of faults it has (see :mod:`corpus.flags`), at most 3."""

    weakest: float = 0.0
    """The same of the least likely words of the draft, not below -6."""
    read_back: float = 0.0
    """The same of its source, as a translation of the draft, not below -3."""
    length: float = 0.0
    """The natural logarithm of the characters of its source."""
    names: int = 0
    """How many names are in its source."""

    @staticmethod
    def of(
        source: str,
        log_probability: float,
        flags: Sequence[Flag],
        weakest: float = 0.0,
        read_back: float = 0.0,
        names: int = 0,
    ) -> DraftSigns:
        """Return the signs of the draft of a source with these flags."""
        faults = sum(FLAGS[flag.code].severity in ("fatal", "fault") for flag in flags)
        return DraftSigns(
            max(log_probability, _LOWEST),
            min(faults, _MOST_FAULTS),
            max(weakest, _LOWEST_WORDS),
            max(read_back, _LOWEST),
            math.log(max(len(source), 1)),
            names,
        )


DRAFT_SIGNALS: dict[Lang, tuple[str, ...]] = {
    "zh": ("log_probability", "faults", "weakest", "length", "names"),
    "en": ("log_probability", "faults", "read_back", "length"),
}
"""What the model of drafts weighs by the language of the source, as the columns of :func:`draft_signals`.

How likely the source is after the draft (the other half of the dual cross-entropy of Junczys-Dowmunt 2018)
tells much of drafts into Chinese: where 9% of the usable stand out, of the useless 91% do, 68% without it. Of
drafts into English it tells less: where a tenth of the usable stand out, of the useless .77 do for .70, for a
quarter more time. Long sentences go wrong more often than their likelihood says. How many words are unlikely,
the similarity and what the model for translations by anybody says were tried too.
"""


def draft_signals(drafts: Sequence[DraftSigns], source_lang: Lang) -> Doubles:
    """Return the signals of drafts that the embedded model made itself, a row a draft, a column a signal.

    Args:
        drafts: what is known of each.
        source_lang: the language of their sources.
    """
    known = DRAFT_SIGNALS[source_lang]
    signs = np.array([[getattr(draft, name) for name in known] for draft in drafts], dtype=np.float64)
    return signs.reshape(len(drafts), len(known))


@dataclass(frozen=True, slots=True)
class QualityModel:
    """The weights of both models for one direction."""

    adequacy: Floats
    adequacy_bias: float
    usable: Floats
    usable_bias: float
    source: Floats
    """Weights of the source's vector: what is hard to translate."""
    target: Floats
    engine: tuple[float, float, float]
    """How the log-odds of usable and the embedded model's mean log-probability are weighed together, and the
    bias."""
    source_lang: Lang
    drafts: Doubles
    """Weights of :data:`DRAFT_SIGNALS` for drafts that the embedded model made itself."""
    drafts_bias: float
    unsure: float
    """The probability of being usable below which such a draft is pointed at."""
    signature: str

    def probabilities(
        self,
        values: Floats,
        vectors: tuple[Floats, Floats],
        log_probabilities: Sequence[float] | None,
        drafts: Sequence[DraftSigns] | None = None,
    ) -> tuple[list[float], list[float]]:
        """Return the adequacy and the usable probability of each pair, from its signals and vectors."""
        adequate = _row_sums(values, self.adequacy) + self.adequacy_bias
        if drafts is not None:
            of_drafts = draft_signals(drafts, self.source_lang)
            usable = _row_sums(of_drafts, self.drafts) + self.drafts_bias
        else:
            usable = self._usable_log_odds(values, vectors)
            if log_probabilities is not None:
                weight, of_engine, bias = self.engine
                usable = weight * usable + of_engine * np.array(log_probabilities, dtype=np.float64) + bias
        return [_logistic(float(z)) for z in adequate], [_logistic(float(z)) for z in usable]

    def _usable_log_odds(self, values: Floats, vectors: tuple[Floats, Floats]) -> Doubles:
        """Return the log-odds that each pair can be used, whoever translated it, shape (n,)."""
        of_texts = _row_sums(vectors[0], self.source) + _row_sums(vectors[1], self.target)
        return _row_sums(values, self.usable) + self.usable_bias + of_texts


def _row_sums(values: Floats | Doubles, weights: Floats | Doubles) -> Doubles:
    """Return the weighted sum of each row; a matrix product would round differently for more rows."""
    return np.asarray((values * weights).sum(axis=1, dtype=np.float64))


@functools.cache
def default_model(source_lang: Lang) -> QualityModel:
    """Return the weights that come with the package."""
    data = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    direction = "zh-en" if source_lang == "zh" else "en-zh"
    adequacy, usable = data["adequacy"][direction], data["usable"][direction]

    def vector(weights: dict[str, float]) -> Floats:
        return np.array([weights[name] for name in SIGNALS], dtype=np.float32)

    return QualityModel(
        vector(adequacy["signals"]),
        adequacy["bias"],
        vector(usable["signals"]),
        usable["bias"],
        np.array(usable["source"], dtype=np.float32),
        np.array(usable["target"], dtype=np.float32),
        (usable["engine"]["usable"], usable["engine"]["log_probability"], usable["engine"]["bias"]),
        source_lang,
        np.array([usable["drafts"][name] for name in DRAFT_SIGNALS[source_lang]], dtype=np.float64),
        usable["drafts"]["bias"],
        usable["drafts"]["unsure"],
        data["signature"],
    )


def score_pairs(
    pairs: Sequence[tuple[str, str]],
    source_lang: Lang,
    embedder: Embedder,
    links: Sequence[Score] | None = None,
    log_probabilities: Sequence[float] | None = None,
    drafts: Sequence[DraftSigns] | None = None,
) -> list[tuple[Score, ...]]:
    """Return the scores of each pair ``(source, target)``, ``score`` first and then its parts.

    Args:
        pairs: sources and targets.
        source_lang: the language of the sources.
        embedder: gives the sentence vectors.
        links: of pairs that were found and not drafted, the probability that each link is right.
        log_probabilities: of drafts, the embedded model's mean log-probability a token, the strongest
            single signal there is.
        drafts: of drafts that the embedded model made itself, what is known of them: their own model, learned
            from judged drafts, then gives the score, and adequacy is only shown beside it.
    """
    if not pairs:
        return []
    model = default_model(source_lang)
    vectors = pair_vectors(pairs, embedder)
    values = signals(pairs, source_lang, vectors)
    adequacies, usables = model.probabilities(values, vectors, log_probabilities, drafts)
    scored: list[tuple[Score, ...]] = []
    for i, (source, target) in enumerate(pairs):
        second = links[i] if links else Score("usable", usables[i], model.signature)
        scored.append(
            (
                Score("score", second.value * (1.0 if drafts else adequacies[i]), model.signature),
                Score("adequacy", adequacies[i], model.signature),
                second,
                Score("similarity", min(1.0, max(0.0, float(values[i, 0]))), embedder.signature),
                Score("length", length_score(source, target, source_lang), "length-1"),
                Score("numbers", _numbers_kept(source, target, source_lang), "numbers-1"),
            )
        )
    return scored


def _numbers_kept(source: str, target: str, source_lang: Lang) -> float:
    """Return the share of the source's numbers that the target states."""
    count = sum(number.strength == "strong" for number in read_numbers(source, source_lang))
    return max(0.0, 1 - len(compare_numbers(source, target, source_lang).missing) / count) if count else 1.0


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(min(value, 40.0), -40.0)))
