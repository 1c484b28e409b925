"""Alignment of two texts that translate each other, sentence by sentence, with a confidence for each bead.

Two passes, as in Vecalign and Bertalign (Thompson and Koehn 2019; Liu and Zhu 2022): a path of 1-1 pairs
gives a band, and inside it a semi-Markov model (Sarawagi and Cohen 2004) chooses among all tilings with
beads of up to seven sentences. A bead's score is linear in its features; the weights come from
``align.train.beads``. The confidence is the bead's posterior probability, calibrated.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from align.beads.anchors import find_band
from align.beads.band import Band, Floats
from align.beads.bead_types import LINKS, TYPES
from align.beads.calibration import calibrated
from align.beads.features import LINK_NAMES, NULL_NAMES, BeadFeatures, compute
from align.beads.semi_markov import forward_backward, viterbi
from align.beads.text import read_text
from align.embedder import Embedder
from corpus.errors import UsageError
from corpus.model import Bead

WIDTH = 8
"""Grid points on each side of the path of the first pass."""
WEIGHTS = Path(__file__).with_name("weights.json")
_USUAL = 0.015
"""The share of beads of a text that may be sentences of one side alone before the other side counts as
shorter."""
_ROUNDS = 2
"""How often that share is estimated; more rounds change little."""


@dataclass(frozen=True, slots=True)
class BeadModel:
    """The weights of the linear scorer."""

    links: Floats
    """Shape (len(LINK_NAMES),)."""
    nulls: Floats
    """Shape (2, len(NULL_NAMES)): of Chinese and of English sentences left alone."""
    types: Floats
    """Shape (len(TYPES),)."""
    signature: str

    @staticmethod
    def load(path: Path) -> BeadModel:
        """Read weights by name, as the trainer writes them."""
        return BeadModel.parse(json.loads(path.read_text(encoding="utf-8")))

    @staticmethod
    def parse(data: dict[str, Any]) -> BeadModel:
        """Return the model of weights by name."""
        nulls = [[data["nulls"][side][name] for name in NULL_NAMES] for side in ("zh", "en")]
        return BeadModel(
            np.array([data["links"][name] for name in LINK_NAMES], dtype=np.float32),
            np.array(nulls, dtype=np.float32),
            np.array([data["types"][f"{a}:{b}"] for a, b in TYPES], dtype=np.float32),
            data["signature"],
        )

    def score(self, features: BeadFeatures) -> Floats:
        """Return the scores of beads, shape (cells, len(TYPES)), -inf where a bead does not fit."""
        scores = np.empty(features.fits.shape, dtype=np.float32)
        scores[:, :LINKS] = features.links @ self.links
        scores[:, LINKS:] = np.einsum("csf,sf->cs", features.nulls, self.nulls)
        scores += self.types
        scores[~features.fits] = -np.inf
        return scores


@functools.cache
def default_model() -> BeadModel:
    """Return the weights that come with the package."""
    return BeadModel.load(WEIGHTS)


def own_model(path: Path) -> BeadModel:
    """Return weights that somebody learned from links of their own.

    Raises:
        CorpusError: the file cannot be read, or holds no weights.
    """
    try:
        content = path.read_bytes()
        model = BeadModel.parse(json.loads(content))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(
            f"{path}: holds no weights of an aligner ({error!r}); build-corpus train alignment writes some"
        ) from error
    if not all(np.isfinite(part).all() for part in (model.links, model.nulls, model.types)):
        raise UsageError(f"{path}: a weight is no finite number")
    # Whatever the file calls itself: beads are cached under this name, and must be those of these weights.
    return replace(model, signature=f"own-beads:{hashlib.sha256(content).hexdigest()[:12]}")


def align(
    zh: Sequence[str], en: Sequence[str], embedder: Embedder, model: BeadModel | None = None
) -> list[Bead]:
    """Return the beads of two texts, Chinese as the source: they tile both sides, in order.

    Sentences without a counterpart come out as 1:0 and 0:1. Memory and time are linear in the number of
    sentences.
    """
    if not zh or not en:
        nulls = [Bead(i, i + 1, 0, 0, 1.0) for i in range(len(zh))]
        return nulls + [Bead(0, 0, j, j + 1, 1.0) for j in range(len(en))]
    return calibrated(decode(*_scored_band(zh, en, embedder, model or default_model())))


def _scored_band(
    zh: Sequence[str], en: Sequence[str], embedder: Embedder, model: BeadModel
) -> tuple[Band, Floats]:
    """Return the band and its beads' scores; the vectors of the texts, half of the memory, are let go."""
    zh_text, en_text = read_text(zh, embedder), read_text(en, embedder)
    band = find_band(zh_text.runs[0], en_text.runs[0], WIDTH)
    return band, bead_scores(band, compute(zh_text, en_text, band), model)


def bead_scores(band: Band, parts: Iterable[BeadFeatures], model: BeadModel) -> Floats:
    """Return the score of each bead from the features of consecutive cells, shape (cells, len(TYPES))."""
    scores = np.empty((band.cells, len(TYPES)), dtype=np.float32)
    end = 0
    # map() lets go of the features of a part before those of the next are computed: 32 MB less at a time.
    for part in map(model.score, parts):
        start, end = end, end + len(part)
        scores[start:end] = part
    return scores


def decode(band: Band, scores: Floats) -> list[Bead]:
    """Return the most probable tiling, with the posterior of each bead.

    The weights come from texts in which hardly a sentence lacks its counterpart. How many lack it in this one
    is estimated from its own tiling and then expected of it (empirical Bayes, Robbins 1956): where an edition
    is shorter, lonely sentences are no longer drawn to their neighbours. A whole text stays as it is.
    """
    path = viterbi(band, scores, TYPES)
    expected = scores
    for _ in range(_ROUNDS):
        gain = _gain_of_nulls(path)
        if not gain.any():
            break
        expected = scores.copy()
        expected[:, LINKS:] += gain
        path = viterbi(band, expected, TYPES)
    return _beads(band, expected, path)


def _gain_of_nulls(path: Sequence[tuple[int, int, int]]) -> Floats:
    """Return what a sentence alone gains on each side, in log-odds, shape (2,): nothing in a whole text.

    >>> _gain_of_nulls([(k, k, 0) for k in range(100)]).tolist()
    [0.0, 0.0]
    >>> [round(float(gain), 2) for gain in _gain_of_nulls([(0, 0, LINKS), (1, 0, 0), (2, 1, 0), (3, 2, 0)])]
    [2.18, 0.0]
    """
    counts = [sum(t == LINKS + side for _, _, t in path) for side in (0, 1)]
    shares = np.array(counts, dtype=np.float32) / len(path)
    return np.asarray(np.log(np.maximum((shares + _USUAL) / (2 * _USUAL), 1)), dtype=np.float32)


def _beads(band: Band, scores: Floats, path: Sequence[tuple[int, int, int]]) -> list[Bead]:
    """Return a tiling with the posterior of each bead."""
    sums = forward_backward(band, scores, TYPES)
    beads = []
    for i, j, t in path:
        a, b = TYPES[t]
        start = int(band.start[i] + j - band.low[i])
        end = int(band.start[i + a] + j + b - band.low[i + a])
        log_posterior = sums.forward[start] + scores[start, t] + sums.backward[end] - sums.total
        # Rounding may leave it a little above 0.
        beads.append(Bead(i, i + a, j, j + b, float(np.exp(min(log_posterior, 0.0)))))
    return beads
