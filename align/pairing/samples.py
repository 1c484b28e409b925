"""What documents are compared by: vectors of sentences, how rare each is, numbers, codes and Latin words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, chain
from typing import Protocol

import numpy as np

from align.beads.band import Floats
from align.embedder import Each, Embedder
from corpus.model import Lang
from corpus.repetitions import repetitions
from corpus.spool import Mapped, Recent, Spool
from corpus.text.numbers import read_numbers

_MOST_ROWS = 400
"""Of a document with more sentences, the means of neighbouring sentences are compared."""
_A_SENTENCE = 0.001
"""Seconds that a sentence takes."""
_IN_MEMORY = 20_000
"""Rows, of the samples that were last asked for: some 75 MB."""
_SENTENCES_TOGETHER = 240
"""That are embedded at once: what the embedder's products have room for."""
_SMALLEST_NUMBER = 10
"""Smaller numbers stand in every document."""
_WITH_DIGITS = re.compile(r"[a-z0-9_.-]*\d[a-z0-9_.-]*")
_LATIN = re.compile(r"[a-z][a-z0-9_]*(?:[-.:/]+[a-z0-9_]+)*|\d+(?:[._-]\w+)+", re.ASCII)
_PARTS = re.compile(r"[a-z]{3,}", re.ASCII)

_TELLING: dict[Lang, int] = {"zh": 12, "en": 36}
"""Characters of a sentence that says something; English needs three times as many."""

Stated = tuple[str, ...]
"""The values that one number may stand for, as text with six digits."""


class HasSentences(Protocol):
    """What pairing looks at: a document's name and its sentences in its main language."""

    @property
    def name(self) -> str:
        """The name."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences: asked for when they are needed, for all of a corpus may not be held at once."""


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A document's name and its sentences, in memory."""

    name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """The numbers and codes of a sentence or of a whole document."""

    numbers: frozenset[Stated]
    """Those that a translation has to state."""
    values: frozenset[str]
    """Every value that may be stated."""
    codes: frozenset[str]
    """Versions and identifiers: Latin letters or several numbers in one word, with a digit."""

    def __reduce__(self) -> tuple[object, ...]:
        """Send what the constructor takes: a document has hundreds."""
        return Facts, (self.numbers, self.values, self.codes)

    @staticmethod
    def of(text: str, lang: Lang) -> Facts:
        """Read a text."""
        numbers = read_numbers(text, lang)
        strong = (_stated(number.values) for number in numbers if number.strength == "strong")
        values = (value for number in numbers for value in _stated(number.values))
        codes = (code for code in _LATIN.findall(text.lower()) if re.search(r"\d", code))
        return Facts(frozenset(strong), frozenset(values), frozenset(codes))

    @staticmethod
    def union(parts: Sequence[Facts]) -> Facts:
        """Return all that the parts state."""
        return Facts(
            frozenset().union(*(part.numbers for part in parts)),
            frozenset().union(*(part.values for part in parts)),
            frozenset().union(*(part.codes for part in parts)),
        )

    def contradict(self, other: Facts) -> bool:
        """Whether each side states what the other does not."""
        numbers = self.lost_numbers(other) and other.lost_numbers(self)
        return bool(numbers or (self.codes - other.codes and other.codes - self.codes))

    def lost_numbers(self, other: Facts) -> list[Stated]:
        """Return the numbers that the other does not state."""
        return [number for number in self.numbers if other.values.isdisjoint(number)]


def _stated(values: Iterable[float]) -> Stated:
    return tuple(f"{value:.6g}" for value in values)


@dataclass(frozen=True, slots=True)
class Sample:
    """What a document is compared by. A sentence that it repeats counts once."""

    vectors: Floats
    """One for each sentence, in order, or, if these are many, for each few of them, shape (k, d)."""
    rarity: Floats
    """How much each row tells, shape (k,): 1 where no other document of the language has such a sentence, its
    share of them where others do (templates), less where it is short."""
    mean: Floats
    """Of the vectors by rarity, of length 1, shape (d,); 0 where there are no sentences."""
    rows: tuple[Facts, ...]
    """What each row states."""
    facts: Facts
    words: frozenset[str]
    """Words in Latin letters, in lower case."""
    length: int
    """In characters."""

    @property
    def brief(self) -> Sample:
        """What is read of all in turn: all but the rows, which take a megabyte of a long document."""
        return replace(self, vectors=self.vectors[:0].copy(), rows=())


@dataclass(frozen=True, slots=True)
class Described:
    """What a document's sentences say by themselves."""

    vectors: Floats
    """Shape (sentences, d)."""
    rows: tuple[Facts, ...]
    words: frozenset[str]


class Samples:
    """What the documents of a language are compared by, in files."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        """Keep the samples."""
        self._whole: Spool[Sample] = Spool()
        self._recent = Recent[Sample](_IN_MEMORY, lambda sample: len(sample.vectors))
        self.brief: Spool[Sample] = Spool()
        """Without their rows."""
        self.rarity: list[Floats] = []
        """That of each document: what is asked of any of them, and small."""
        for sample in samples:
            self._whole.append(sample)
            self.brief.append(sample.brief)
            self.rarity.append(sample.rarity)

    def __getitem__(self, place: int) -> Sample:
        return self._recent.get(place, lambda: self._whole.at(place))

    def __len__(self) -> int:
        return len(self.rarity)


def make_samples(documents: Sequence[HasSentences], lang: Lang, each: Each) -> Samples:
    """Return what the documents of a language are compared by."""
    sentences = Mapped(lambda document: tuple(dict.fromkeys(document.sentences)), documents)
    again = repetitions(form for texts in sentences for form in set(map(_form, texts)))
    # Of most forms there is one document: a million of them would be as much as the texts.
    count = Counter(form for texts in sentences for form in set(map(_form, texts)) if form in again)
    described = each(partial(describe, lang=lang), _together(sentences), _seconds, len)
    return Samples(
        _sample(texts, said, lambda text: _telling(text, lang) / (count[_form(text)] or 1))
        for texts, said in zip(sentences, chain.from_iterable(described), strict=True)
    )


def _together(documents: Iterable[tuple[str, ...]]) -> Iterator[list[tuple[str, ...]]]:
    """Yield neighbouring documents with so many sentences in all, or one that has more.

    >>> [len(group) for group in _together([("a",) * 150, ("b",) * 100, ("c",) * 900])]
    [2, 1]
    """
    group: list[tuple[str, ...]] = []
    for sentences in documents:
        group.append(sentences)
        if sum(map(len, group)) >= _SENTENCES_TOGETHER:
            yield group
            group = []
    if group:
        yield group


def _seconds(documents: Sequence[Sequence[str]]) -> float:
    return _A_SENTENCE * sum(map(len, documents))


def describe(documents: Sequence[Sequence[str]], embedder: Embedder, lang: Lang) -> list[Described]:
    """Return what the sentences of each document say, whatever other documents there are.

    Vectors are computed of all at once: of a few sentences they take nearly as long as of some hundred.
    """
    vectors = embedder.embed([text for sentences in documents for text in sentences])
    ends = list(accumulate(map(len, documents)))
    return [
        Described(vectors[end - len(sentences) : end], *_said(sentences, lang))
        for sentences, end in zip(documents, ends, strict=True)
    ]


def _said(sentences: Sequence[str], lang: Lang) -> tuple[tuple[Facts, ...], frozenset[str]]:
    """Return what each sentence states, and the words in Latin letters of all."""
    words = (
        part for text in sentences for word in _LATIN.findall(text.lower()) for part in _PARTS.findall(word)
    )
    return tuple(Facts.of(text, lang) for text in sentences), frozenset(words)


def _telling(text: str, lang: Lang) -> float:
    """Return how much of a sentence there is, at most 1: "Examples", "Python3", "解法" tell nothing apart."""
    return min(len(text) / _TELLING[lang], 1.0)


def _form(text: str) -> str:
    """Return a sentence without what templates fill in: words with digits."""
    return _WITH_DIGITS.sub("#", text.lower())


def _sample(sentences: Sequence[str], described: Described, rarity_of: Callable[[str], float]) -> Sample:
    vectors, rows = described.vectors, list(described.rows)
    rarity: Floats = np.array([rarity_of(text) for text in sentences], dtype=np.float32)
    facts = Facts.union(rows)
    mean = rarity @ vectors if len(vectors) else np.zeros(vectors.shape[1], dtype=np.float32)
    if len(sentences) > _MOST_ROWS:
        size = math.ceil(len(sentences) / _MOST_ROWS)
        starts = np.arange(0, len(sentences), size)
        vectors = np.add.reduceat(vectors, starts)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
        counts = np.diff([*starts, len(sentences)]).astype(np.float32)
        rarity = np.asarray(np.add.reduceat(rarity, starts) / counts, dtype=np.float32)
        rows = [Facts.union(rows[start : start + size]) for start in starts]
    length = sum(map(len, sentences)) + max(len(sentences) - 1, 0)
    norm = max(float(np.linalg.norm(mean)), 1e-6)
    return Sample(vectors, rarity, mean / norm, tuple(rows), facts, described.words, length)


class Weights:
    """How much a number, a code or a word weighs: the fewer documents have it, the more."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self._documents = len(samples)
        self._count = Counter(
            key for sample in samples for key in (*sample.facts.values, *sample.facts.codes, *sample.words)
        )

    def of(self, key: str) -> float:
        """Return the logarithm of how rare something is."""
        return math.log((self._documents + 2) / max(self._count[key], 1))

    def of_number(self, number: Stated) -> float:
        """Return what the rarest of its values weighs."""
        return max((self.of(value) for value in number if float(value) >= _SMALLEST_NUMBER), default=0.0)

    def sum(self, keys: Iterable[str]) -> float:
        """Return what several weigh together. Sets have no order, and exact sums need none."""
        return math.fsum(self.of(key) for key in keys)

    def sum_of_numbers(self, numbers: Iterable[Stated]) -> float:
        """Return what several numbers weigh together."""
        return math.fsum(self.of_number(number) for number in numbers)
