"""Which Chinese document belongs to which English one: by content; file names are evidence, never proof.

Sentences of two documents that translate each other are each other's nearest neighbours, and in the same
order. Documents are compared by sentences only with the few whose mean vectors are closest, so the work
grows with the number of documents and not with its square. Cosines are corrected for sentences that are
close to everything (CSLS, Conneau et al. 2018) before neighbours are told.
"""

from __future__ import annotations

import bisect
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from align.beads.band import Floats
from align.embedder import Embedder
from corpus.model import Lang
from corpus.read.readers import READABLE, format_of
from corpus.text.numbers import all_values

_MOST_ROWS = 400
"""Of a document with more sentences, the means of neighbouring sentences are compared."""
_CANDIDATES = 6
"""Documents of the other language that each is compared with by sentences."""
_NEIGHBOURS = 4
"""How many of the closest neighbours tell how close a vector usually is to others."""
_SMALLEST_NUMBER = 10
"""Smaller numbers stand in every document."""
_THRESHOLD = 0.5
_CONTRADICTED = 0.1
"""A pair that only the names speak for is reported where its content makes it less likely than this."""
_BIAS = -18.0
_WEIGHTS: dict[str, float] = {
    "covered": 8.0, "cosine": 12.0, "order": 7.0, "surprise": 8.0, "numbers": 1.0, "length": -2.0,
}  # fmt: skip
"""Weights of the evidence, after logistic regression on 500 stretches of 2 to 60 lines of translated news and
novels: with their translation, whole or abridged, with what comes next, with another stretch, and with one
that shares a sixth of the lines. See :func:`_content` for what each is."""
_NAME = 3.0
"""What the file names add to the log-odds: content that is clear is stronger."""
_MOST_SURPRISE = 4.0
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
    """Return the path without suffix and language marks: what the names of translations share.

    >>> stem("zh/x.txt"), stem("en/x.pdf"), stem("News (English).en.md"), stem("2024/报告_中文.docx")
    ('x', 'x', 'news', '2024/报告')
    """
    parts = []
    *folders, file = name.lower().split("/")
    suffix = format_of(file)
    for part in (*folders, file.removesuffix(suffix) if suffix in READABLE else file):
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
    zh_samples = [_Sample.of(document, "zh", embedder) for document in zh]
    en_samples = [_Sample.of(document, "en", embedder) for document in en]
    rarity = _rarity([*zh_samples, *en_samples])
    named = _named(zh, en)
    likely: list[Pair] = []
    contradicted: list[Pair] = []
    for i, j in sorted(_candidates(zh_samples, en_samples) | named):
        evidence = _evidence(zh_samples[i], en_samples[j], rarity)
        is_named = (i, j) in named
        confidence = _logistic(evidence + (_NAME if is_named else 0.0))
        if is_named and _logistic(evidence) < _CONTRADICTED:
            contradicted.append(Pair(i, j, _logistic(evidence), True))
        elif confidence >= _THRESHOLD:
            likely.append(Pair(i, j, confidence, is_named))
    return Pairing(_one_to_one(likely), contradicted)


def _one_to_one(likely: Iterable[Pair]) -> list[Pair]:
    """Return the most confident pairs such that each document is in one, sorted by document."""
    pairs: list[Pair] = []
    taken: set[tuple[str, int]] = set()
    for pair in sorted(likely, key=lambda pair: (-pair.confidence, pair.zh, pair.en)):
        documents = {("zh", pair.zh), ("en", pair.en)}
        if not taken & documents:
            taken |= documents
            pairs.append(pair)
    return sorted(pairs, key=lambda pair: (pair.zh, pair.en))


@dataclass(frozen=True, slots=True)
class _Sample:
    """What documents are compared by."""

    vectors: Floats
    """One for each sentence, in order, or, if these are many, for each few of them, shape (k, d)."""
    mean: Floats
    """Of length 1, shape (d,); 0 where there are no sentences."""
    numbers: frozenset[str]
    """The larger ones, as text with six digits."""
    length: int
    """In characters."""

    @staticmethod
    def of(document: DocumentText, lang: Lang, embedder: Embedder) -> _Sample:
        """Embed the sentences of a document and read its numbers."""
        sentences = document.sentences
        vectors = embedder.embed(sentences)
        if len(sentences) > _MOST_ROWS:
            starts = np.arange(0, len(vectors), math.ceil(len(vectors) / _MOST_ROWS))
            vectors = np.add.reduceat(vectors, starts)
            vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
        mean = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], dtype=np.float32)
        text = " ".join(sentences)
        numbers = frozenset(f"{value:.6g}" for value in all_values(text, lang) if value >= _SMALLEST_NUMBER)
        return _Sample(vectors, mean / max(float(np.linalg.norm(mean)), 1e-6), numbers, len(text))


def _rarity(samples: Sequence[_Sample]) -> dict[str, float]:
    """Return how much each number weighs: the fewer documents state it, the more."""
    count = Counter(number for sample in samples for number in sample.numbers)
    return {number: math.log((len(samples) + 2) / frequency) for number, frequency in count.items()}


def _named(zh: Sequence[DocumentText], en: Sequence[DocumentText]) -> set[tuple[int, int]]:
    """Return the pairs that file names suggest; a name that several documents share suggests nothing."""
    zh_by_stem, en_by_stem = _by_stem(zh), _by_stem(en)
    return {(zh_by_stem[name], en_by_stem[name]) for name in zh_by_stem.keys() & en_by_stem.keys()}


def _by_stem(documents: Sequence[DocumentText]) -> dict[str, int]:
    """Return the documents whose stem no other has."""
    stems = [stem(document.name) for document in documents]
    count = Counter(stems)
    return {name: i for i, name in enumerate(stems) if count[name] == 1}


def _candidates(zh: Sequence[_Sample], en: Sequence[_Sample]) -> set[tuple[int, int]]:
    """Return for each document those of the other language with the closest mean vectors."""
    cosine = np.stack([sample.mean for sample in zh]) @ np.stack([sample.mean for sample in en]).T
    margin = _centred(cosine)
    candidates: set[tuple[int, int]] = set()
    for i, closest in enumerate(np.argsort(-margin, axis=1, kind="stable")[:, :_CANDIDATES]):
        candidates |= {(i, int(j)) for j in closest}
    for j, closest in enumerate(np.argsort(-margin, axis=0, kind="stable")[:_CANDIDATES].T):
        candidates |= {(int(i), j) for i in closest}
    return candidates


def _centred(cosine: Floats) -> Floats:
    """Return how much closer both are than they usually are to others (CSLS); both of shape (zh, en)."""
    return np.asarray(2 * cosine - _usual(cosine, 1) - _usual(cosine, 0), dtype=np.float32)


def _usual(cosine: Floats, axis: int) -> Floats:
    """Return the mean of the largest values along an axis, which stays with length 1."""
    count = min(_NEIGHBOURS, cosine.shape[axis])
    largest = -np.sort(-cosine, axis=axis).take(range(count), axis=axis)
    return np.asarray(largest.mean(axis=axis, keepdims=True), dtype=np.float32)


def _evidence(zh: _Sample, en: _Sample, rarity: dict[str, float]) -> float:
    """Return the log-odds that two documents translate each other, by their content."""
    content = _content(zh, en, rarity)
    return _BIAS + sum(weight * content[name] for name, weight in _WEIGHTS.items())


def _content(zh: _Sample, en: _Sample, rarity: dict[str, float]) -> dict[str, float]:
    """Return what speaks for a pair, by name.

    ``covered``: the share of the shorter side that has a mutual nearest neighbour; ``cosine``: their mean
    cosine; ``order``: the share of them in the same order; ``surprise``: how surprising that order is for
    so many; ``numbers``: the rare numbers in common; ``length``: how odd the ratio of lengths is.
    """
    if not len(zh.vectors) or not len(en.vectors):
        return dict.fromkeys(_WEIGHTS, 0.0)
    cosine = zh.vectors @ en.vectors.T
    margin = _centred(cosine)
    forward, backward = margin.argmax(axis=1), margin.argmax(axis=0)
    mutual = [(i, int(j)) for i, j in enumerate(forward) if backward[j] == i]
    count = max(len(mutual), 1)
    rising = _longest_rising([j for _, j in mutual])
    # In random order the longest rising subsequence has about 2√k of k (Logan and Shepp 1977).
    surprise = max(rising - 2 * math.sqrt(count) - 1, 0.0) / math.sqrt(count)
    # Sets have no order, and exact sums need none: the same in every process.
    stated = min(math.fsum(rarity[number] for number in numbers) for numbers in (zh.numbers, en.numbers))
    shared = math.fsum(rarity[number] for number in zh.numbers & en.numbers)
    deviation = abs(math.log((en.length + 20) / (zh.length + 20)) - _USUAL_LENGTH)
    return {
        # One sentence alone always has a nearest neighbour: hence one more.
        "covered": len(mutual) / (min(len(zh.vectors), len(en.vectors)) + 1),
        "cosine": sum(float(cosine[i, j]) for i, j in mutual) / count,
        "order": rising / count,
        "surprise": min(surprise, _MOST_SURPRISE),
        "numbers": shared / (stated + 2),
        "length": max(deviation - _ODD_LENGTH, 0.0),
    }


def _longest_rising(values: Sequence[int]) -> int:
    """Return the length of the longest rising subsequence.

    >>> _longest_rising([3, 0, 1, 5, 2, 4])
    4
    """
    ends: list[int] = []
    for value in values:
        at = bisect.bisect_left(ends, value)
        ends[at : at + 1] = [value]
    return len(ends)


def _logistic(value: float) -> float:
    """Return the probability that has these log-odds."""
    return 1 / (1 + math.exp(-max(min(value, 60.0), -60.0)))
