"""Which Chinese document belongs to which English one: by content, with file names as evidence and never as proof.

Sentences of two documents that translate each other are each other's nearest neighbours, and in the same order. Documents are compared by
sentences only with the few whose mean vectors are closest, so the work grows with the number of documents and not with its square.
Cosines are corrected for sentences that are close to everything (CSLS, Conneau et al. 2018) before neighbours are told.
"""

from __future__ import annotations

import bisect
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.beads.band import Floats
from align.embedder import Embedder
from corpus.model import Lang
from corpus.text.numbers import all_values

_MOST_SURPRISE = 4.0
_MOST_ROWS = 400
"""Of a document with more sentences, the means of neighbouring sentences are compared."""
_CANDIDATES = 6
_NEIGHBOURS = 4
_SMALLEST_NUMBER = 10
_THRESHOLD = 0.5
_CONTRADICTED = 0.1
"""A pair that only the names speak for is reported where its content makes it less likely than this."""
_BIAS, _COVERED, _COSINE, _ORDER, _SURPRISE, _NUMBERS = -18.0, 8.0, 12.0, 7.0, 8.0, 1.0
"""Weights of the evidence, after logistic regression on 500 stretches of 2 to 60 lines of translated news and novels: with their translation,
whole or abridged, with what comes next, with another stretch, and with one that shares a sixth of the lines."""
_LENGTH, _NAME = -2.0, 3.0
_USUAL_LENGTH, _ODD_LENGTH = 1.1, 1.2
"""Logarithms: how much longer English is, and how far from it a ratio is odd even for an abridged edition."""

_MARKS = r"zh|en|chs|cht|cn|eng|tw|hk|us|uk|gb|chinese|english|zhongwen|yingwen|hans|hant|中文|英文|中|英"
_MARK = re.compile(rf"(?:^|[._\-\s(\[（])(?:{_MARKS})(?=$|[._\-\s)\]）])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DocumentText:
    """What pairing looks at: a document's name and its sentences in its main language."""

    name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A Chinese and an English document, by position, and the probability that they translate each other."""

    zh: int
    en: int
    confidence: float
    named: bool
    """Whether their file names say so."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """The pairs to align, one-to-one, and those that only file names speak for."""

    pairs: list[Pair]
    contradicted: list[Pair]


def stem(name: str) -> str:
    """Return the path without suffix and language marks: what ``zh/x.txt`` and ``en/x.html`` or ``x.zh.txt`` and ``x.en.txt`` share."""
    parts = []
    *folders, file = name.lower().split("/")
    for part in (*folders, re.sub(r"\.(?:txt|html?|xhtml|md|markdown)$", "", file)):
        bare = part
        while (shorter := _MARK.sub("", bare)) != bare:
            bare = shorter
        bare = bare.strip("._- ()[]（）")
        if bare:
            parts.append(bare)
    return "/".join(parts)


def pair_documents(zh: Sequence[DocumentText], en: Sequence[DocumentText], embedder: Embedder) -> Pairing:
    """Return which documents belong together. Each document is in at most one pair."""
    if not zh or not en:
        return Pairing([], [])
    zh_samples, en_samples = (
        [_Sample.of(d, "zh", embedder) for d in zh],
        [_Sample.of(d, "en", embedder) for d in en],
    )
    rarity = _rarity([*zh_samples, *en_samples])
    named = _named(zh, en)
    found, contradicted = [], []
    for i, j in sorted(_candidates(zh_samples, en_samples) | named):
        content = _evidence(zh_samples[i], en_samples[j], rarity)
        is_named = (i, j) in named
        confidence = _logistic(content + (_NAME if is_named else 0.0))
        if is_named and _logistic(content) < _CONTRADICTED:
            contradicted.append(Pair(i, j, _logistic(content), True))
        elif confidence >= _THRESHOLD:
            found.append(Pair(i, j, confidence, is_named))
    pairs: list[Pair] = []
    taken: set[tuple[str, int]] = set()
    for pair in sorted(found, key=lambda pair: (-pair.confidence, pair.zh, pair.en)):
        if not taken & {("zh", pair.zh), ("en", pair.en)}:
            taken |= {("zh", pair.zh), ("en", pair.en)}
            pairs.append(pair)
    return Pairing(sorted(pairs, key=lambda pair: (pair.zh, pair.en)), contradicted)


@dataclass(frozen=True, slots=True)
class _Sample:
    """A document's vectors in order, one for each sentence or, if these are many, for each few of them; its numbers and length."""

    vectors: Floats
    mean: Floats
    numbers: frozenset[str]
    length: int

    @staticmethod
    def of(document: DocumentText, lang: Lang, embedder: Embedder) -> _Sample:
        sentences = document.sentences
        vectors = embedder.embed(sentences)
        if len(sentences) > _MOST_ROWS:
            vectors = np.add.reduceat(
                vectors, np.arange(0, len(vectors), math.ceil(len(vectors) / _MOST_ROWS))
            )
            vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
        mean = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], dtype=np.float32)
        text = " ".join(sentences)
        numbers = frozenset(f"{value:.6g}" for value in all_values(text, lang) if value >= _SMALLEST_NUMBER)
        return _Sample(vectors, mean / max(float(np.linalg.norm(mean)), 1e-6), numbers, len(text))


def _rarity(samples: Sequence[_Sample]) -> dict[str, float]:
    count = Counter(number for sample in samples for number in sample.numbers)
    return {number: math.log((len(samples) + 2) / frequency) for number, frequency in count.items()}


def _named(zh: Sequence[DocumentText], en: Sequence[DocumentText]) -> set[tuple[int, int]]:
    """Return the pairs that file names suggest; a name that several documents share suggests nothing."""
    stems = [Counter(stem(d.name) for d in side) for side in (zh, en)]
    by_stem = {stem(d.name): j for j, d in enumerate(en) if stems[1][stem(d.name)] == 1}
    return {
        (i, by_stem[stem(d.name)])
        for i, d in enumerate(zh)
        if stems[0][stem(d.name)] == 1 and stem(d.name) in by_stem
    }


def _candidates(zh: Sequence[_Sample], en: Sequence[_Sample]) -> set[tuple[int, int]]:
    """Return for each document those of the other language with the closest mean vectors."""
    similar = np.stack([sample.mean for sample in zh]) @ np.stack([sample.mean for sample in en]).T
    # A document that is close to all is not evidence.
    similar = 2 * similar - _top_mean(similar, 1) - _top_mean(similar, 0)
    found = set()
    for i, row in enumerate(np.argsort(-similar, axis=1, kind="stable")[:, :_CANDIDATES]):
        found |= {(i, int(j)) for j in row}
    for j, column in enumerate(np.argsort(-similar, axis=0, kind="stable")[:_CANDIDATES].T):
        found |= {(int(i), j) for i in column}
    return found


def _top_mean(values: Floats, axis: int) -> Floats:
    count = min(_NEIGHBOURS, values.shape[axis])
    return np.asarray(
        -np.sort(-values, axis=axis).take(range(count), axis=axis).mean(axis=axis, keepdims=True),
        dtype=np.float32,
    )


def _evidence(zh: _Sample, en: _Sample, rarity: dict[str, float]) -> float:
    """Return the log-odds that two documents translate each other, by their content."""
    weights = (_COVERED, _COSINE, _ORDER, _SURPRISE, _NUMBERS, _LENGTH)
    return _BIAS + sum(
        weight * value for weight, value in zip(weights, _content(zh, en, rarity), strict=True)
    )


def _content(zh: _Sample, en: _Sample, rarity: dict[str, float]) -> tuple[float, ...]:
    """Return what speaks for a pair.

    The share of the shorter side that has a mutual nearest neighbour, their mean cosine, the share of them in the same
    order, how surprising that order is for so many, the rare numbers in common, and how odd the ratio of lengths is.
    """
    if not len(zh.vectors) or not len(en.vectors):
        return (0.0, 0.0, 0.0, 0.0, 3.0)
    cosine = zh.vectors @ en.vectors.T
    margin = 2 * cosine - _top_mean(cosine, 1) - _top_mean(cosine, 0)
    forward, backward = margin.argmax(axis=1), margin.argmax(axis=0)
    mutual = [(i, int(j)) for i, j in enumerate(forward) if backward[j] == i]
    covered = len(mutual) / (
        min(len(zh.vectors), len(en.vectors)) + 1
    )  # One sentence alone always has a nearest neighbour.
    mean = sum(float(cosine[i, j]) for i, j in mutual) / max(len(mutual), 1)
    rising, count = _longest_rising([j for _, j in mutual]), max(len(mutual), 1)
    # In random order the longest rising subsequence has about 2√k of k (Logan and Shepp 1977).
    surprise = min(max(rising - 2 * math.sqrt(count) - 1, 0.0) / math.sqrt(count), _MOST_SURPRISE)
    fewer = min((zh.numbers, en.numbers), key=lambda numbers: sum(rarity[number] for number in numbers))
    weight = sum(rarity[number] for number in fewer)
    numbers = sum(rarity[number] for number in zh.numbers & en.numbers) / (weight + 2)
    ratio = abs(math.log((en.length + 20) / (zh.length + 20)) - _USUAL_LENGTH)
    return (covered, mean, rising / count, surprise, numbers, max(ratio - _ODD_LENGTH, 0.0))


def _longest_rising(values: Sequence[int]) -> int:
    """Return the length of the longest rising subsequence."""
    ends: list[int] = []
    for value in values:
        at = bisect.bisect_left(ends, value)
        ends[at : at + 1] = [value]
    return len(ends)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(min(value, 60.0), -60.0)))
