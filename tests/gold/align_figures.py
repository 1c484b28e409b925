"""How well documents are paired and sentences aligned: the figures of ``tests/gold/align``."""

from __future__ import annotations

import functools
import random
from collections.abc import Iterable
from pathlib import Path

from align.beads.aligner import align
from align.embed import UseEmbedder
from align.embedder import Embedder, in_turn
from align.evaluate.alignments import Agreement, Gold, Link, agreement, read_gold
from align.pairing.documents import pair_documents
from align.pairing.samples import DocumentText
from corpus.model import Bead

FOLDER = Path(__file__).parent / "align"
_HALVED = ("02", "05", "07", "09")
"""Of these the first half of the Chinese and the second of the English stand there too, without partner."""


@functools.cache
def texts() -> tuple[Gold, ...]:
    """The hand-aligned documents."""
    return tuple(read_gold(FOLDER))


@functools.cache
def embedder() -> Embedder:
    """The real embedder, loaded once."""
    return UseEmbedder()


@functools.cache
def alignments() -> dict[str, tuple[tuple[Link, ...], tuple[Bead, ...]]]:
    """Gold links and beads by document."""
    return {text.name: (text.links, tuple(align(text.zh, text.en, embedder()))) for text in texts()}


def align_figures() -> dict[str, float]:
    """Return F1 over all documents, strict and lax, and how well sentences without counterpart are found."""
    strict, lax = agreement(alignments().values())
    return {
        "strict F1": strict.f1,
        "lax F1": lax.f1,
        "alone precision": alone().precision,
        "alone recall": alone().recall,
    }


def pairing_figures() -> dict[str, float]:
    """Return which share of the pairs found is right, and which share of the right ones is found."""
    return {"precision": pairing().precision, "recall": pairing().recall}


def _alone(links: Iterable[Link]) -> set[tuple[str, int]]:
    """The sentences that stand alone by these links."""
    nulls = [link for link in links if not link.is_filled]
    zh = {("zh", i) for link in nulls for i in range(link.zh, link.zh + link.zh_count)}
    return zh | {("en", j) for link in nulls for j in range(link.en, link.en + link.en_count)}


@functools.cache
def alone() -> Agreement:
    """Which sentences without counterpart are found, whatever stands before and after them."""
    wanted = {(name, at) for name, (gold, _) in alignments().items() for at in _alone(gold)}
    said = {(name, at) for name, (_, beads) in alignments().items() for at in _alone(map(Link.of, beads))}
    right = len(wanted & said)
    return Agreement(right / max(len(said), 1), right / len(wanted))


@functools.cache
def pairing() -> Agreement:
    """Which pairs of whole documents are found among halves of some, all under names that say nothing."""
    zh = {text.name: text.zh for text in texts()}
    en = {text.name: text.en for text in texts()}
    for name in _HALVED:
        zh[f"{name} half"] = zh[name][: len(zh[name]) // 2]
        en[f"{name} half"] = en[name][len(en[name]) // 2 :]
    zh_names, en_names = list(zh), list(en)
    random.Random(5).shuffle(zh_names)
    random.Random(6).shuffle(en_names)
    paired = pair_documents(
        [DocumentText(f"a{i}.txt", zh[name]) for i, name in enumerate(zh_names)],
        [DocumentText(f"b{i}.txt", en[name]) for i, name in enumerate(en_names)],
        in_turn(embedder()),
    )
    pairs = {(zh_names[pair.zh], en_names[pair.en]) for pair in paired.pairs}
    right = pairs & {(text.name, text.name) for text in texts()}
    return Agreement(len(right) / max(len(pairs), 1), len(right) / len(texts()))
