"""Which Chinese document belongs to which English one: by content; file names are evidence, never proof.

Sentences of two documents that translate each other are each other's nearest neighbours, and in the same
order; they state the same numbers and codes. Documents are compared by sentences only with the few that are
closest by mean vector or share what is rare. What a template repeats weighs little. In the end all likely
pairs are weighed against each other, each document being in one at most: see :mod:`align.pairing.matching`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from align.beads.band import Floats
from align.embedder import Each, Embedder
from align.pairing.candidates import candidates
from align.pairing.evidence import Comparison, compare, elsewhere
from align.pairing.matching import assign, logistic
from align.pairing.names import named_pairs, names_differ
from align.pairing.samples import HasSentences, Sample, Weights, make_samples
from corpus.spool import Joined, Spool

_A_COMPARISON = 0.001
"""Seconds that a pair of short documents takes."""
_THRESHOLD = 0.5
CONTRADICTED = 0.1
"""A pair that only the names speak for is reported where its content makes it less likely than this."""
_LIKELY = -6.0
"""Log-odds of pairs that are weighed against others."""
_BIAS = -22.9
_WEIGHTS: dict[str, float] = {
    "cosine": 4.6, "order": 17.8, "own": 8.1, "numbers": 4.2, "codes": 7.8, "lost": -6.9,
    "contradicted": -12.4, "elsewhere": -24.5, "mostly_elsewhere": -12.1, "length": -1.8,
    "names_differ": -3.8,
}  # fmt: skip
"""Weights of the evidence: see :func:`align.pairing.evidence.compare` for what each is, and
:func:`evidence`. By logistic regression on the candidates of folders of near-twins, of news cut into
stretches (whole, abridged, without partner, with sentences joined), and on single pairs of either:
``python -m tests.benchmarks.pairing_fit``."""
_NAME = 3.0
"""What the file names add to the log-odds: content that is clear is stronger."""


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
    """The pairs to align, one-to-one."""

    pairs: list[Pair]
    contradicted: list[Pair]
    """Those that file names speak for and the content does not, or not enough, with what the content says."""


Pairs = set[tuple[int, int]]


def pair_documents(zh: Sequence[HasSentences], en: Sequence[HasSentences], each: Each) -> Pairing:
    """Return which documents belong together. Each document is in at most one pair.

    Every document is an item of ``each``, and every Chinese one a second time.
    """
    if not zh or not en:
        return Pairing([], [])
    named = named_pairs([document.name for document in zh], [document.name for document in en])
    # Of a hundred thousand documents' million candidates nearly all are far from it, and need not be held.
    by_content = {
        pair: log_odds
        for pair, content in evidence(zh, en, each)
        if (log_odds := _log_odds(content)) > _LIKELY - _NAME or pair in named
    }
    content = {pair: logistic(by_content.get(pair, _BIAS)) for pair in sorted(named)}
    contradicted = {pair for pair, p in content.items() if p < CONTRADICTED}
    copies = [_copies(side, {pair[at] for pair in named}) for at, side in enumerate((zh, en))]
    likely = {
        pair: log_odds
        for pair in by_content.keys() - contradicted
        if (log_odds := by_content[pair] + (_NAME if pair in named else 0.0)) > _LIKELY
        and not (pair[0] in copies[0] or pair[1] in copies[1])
    }
    pairs = {pair: p for pair, p in sorted(assign(likely).items()) if p >= _THRESHOLD}
    return Pairing(
        [Pair(*pair, p, pair in named) for pair, p in pairs.items()],
        [Pair(*pair, p, True) for pair, p in content.items() if pair not in pairs],
    )


def _copies(documents: Sequence[HasSentences], named: set[int]) -> set[int]:
    """Return the documents that say the same as another: one of them is enough to find the partner."""
    by_hash: dict[int, list[int]] = {}
    for i in sorted(range(len(documents)), key=lambda i: i not in named):
        by_hash.setdefault(hash(documents[i].sentences), []).append(i)
    copies: set[int] = set()
    for alike in by_hash.values():
        if len(alike) > 1:
            texts: set[tuple[str, ...]] = set()
            copies |= {i for i in alike if _is_known(documents[i].sentences, texts) and i not in named}
    return copies


def _is_known(sentences: tuple[str, ...], texts: set[tuple[str, ...]]) -> bool:
    """Whether sentences are among the texts; then they are."""
    known = sentences in texts
    texts.add(sentences)
    return known


def evidence(
    zh: Sequence[HasSentences], en: Sequence[HasSentences], each: Each
) -> Iterator[tuple[tuple[int, int], dict[str, float]]]:
    """Yield what speaks for and against each pair that is worth a look: those named, and the closest.

    Documents without sentences are in none.
    """
    zh_samples, en_samples = make_samples(zh, "zh", each), make_samples(en, "en", each)
    weights = Weights(Joined([zh_samples.brief, en_samples.brief]))
    named = named_pairs([document.name for document in zh], [document.name for document in en])
    partners: list[list[int]] = [[] for _ in zh]
    for i, j in sorted(candidates(zh_samples.brief, en_samples.brief, weights) | named):
        if zh_samples.rarity[i].size and en_samples.rarity[j].size:
            partners[i].append(j)
    items = ((zh_samples[i], [en_samples[j] for j in those]) for i, those in enumerate(partners))
    compared = Spool(each(partial(_compare, weights=weights), items, _seconds))
    zh_best, en_best = _best(partners, compared)
    for i, j, comparison in _with_places(partners, compared):
        nearer = (
            elsewhere(comparison.zh_best, zh_best[i], zh_samples.rarity[i]),
            elsewhere(comparison.en_best, en_best[j], en_samples.rarity[j]),
        )
        yield (
            (i, j),
            {
                **comparison.content,
                "elsewhere": min(nearer),
                "mostly_elsewhere": max(nearer),
                "names_differ": float(names_differ(zh[i].name, en[j].name)),
            },
        )


def _compare(item: tuple[Sample, Sequence[Sample]], _: Embedder, weights: Weights) -> list[Comparison]:
    zh, others = item
    return [compare(zh, en, weights) for en in others]


def _seconds(item: tuple[Sample, Sequence[Sample]]) -> float:
    return _A_COMPARISON * len(item[1])


def _with_places(
    partners: Sequence[Sequence[int]], compared: Iterable[Sequence[Comparison]]
) -> Iterator[tuple[int, int, Comparison]]:
    """Yield each comparison with its Chinese and its English document."""
    for i, (those, comparisons) in enumerate(zip(partners, compared, strict=True)):
        for j, comparison in zip(those, comparisons, strict=True):
            yield i, j, comparison


def _best(
    partners: Sequence[Sequence[int]], compared: Iterable[Sequence[Comparison]]
) -> tuple[dict[int, Floats], dict[int, Floats]]:
    """Return how close each row of a document comes to any row of those it was compared with, a side each.

    An abridged edition lacks sentences, but few of them stand elsewhere; of two excerpts of one text, each
    side finds sentences nearer in another document.
    """
    zh_best: dict[int, Floats] = {}
    en_best: dict[int, Floats] = {}
    for i, j, comparison in _with_places(partners, compared):
        zh_best[i] = np.maximum(zh_best.get(i, -1.0), comparison.zh_best)
        en_best[j] = np.maximum(en_best.get(j, -1.0), comparison.en_best)
    return zh_best, en_best


def _log_odds(content: Mapping[str, float]) -> float:
    """Return the log-odds that two documents translate each other, by what speaks for and against it."""
    return _BIAS + sum(weight * content[name] for name, weight in _WEIGHTS.items())
