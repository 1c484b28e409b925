"""How well documents are paired and sentences aligned: the figures of ``tests/gold/align``."""

from __future__ import annotations

import functools
import random
from collections.abc import Iterable
from pathlib import Path

from align.beads.aligner import align
from align.embed import UseEmbedder
from align.embedder import Embedder
from align.evaluate.alignments import Agreement, Gold, Link, agreement, read_gold
from align.pairing.documents import DocumentText, pair_documents
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


def align_strict_f1() -> float:
    """F1 of links that are exactly the same, over all documents."""
    return agreement(alignments().values())[0].f1


def align_lax_f1() -> float:
    """F1 of links that share a pair of sentences with a gold link, over all documents."""
    return agreement(alignments().values())[1].f1


def _alone(links: Iterable[Link]) -> set[tuple[str, int]]:
    """The sentences that stand alone by these links."""
    zh = {("zh", i) for link in links if not link.en_count for i in range(link.zh, link.zh + link.zh_count)}
    return zh | {
        ("en", j) for link in links if not link.zh_count for j in range(link.en, link.en + link.en_count)
    }


@functools.cache
def alone() -> Agreement:
    """Which sentences without counterpart are found, whatever stands before and after them."""
    wanted = {(name, at) for name, (gold, _) in alignments().items() for at in _alone(gold)}
    found = {(name, at) for name, (_, beads) in alignments().items() for at in _alone([*map(Link.of, beads)])}
    right = len(wanted & found)
    return Agreement(right / max(len(found), 1), right / len(wanted))


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
    found = pair_documents(
        [DocumentText(f"a{i}.txt", zh[name]) for i, name in enumerate(zh_names)],
        [DocumentText(f"b{i}.txt", en[name]) for i, name in enumerate(en_names)],
        embedder(),
    )
    pairs = {(zh_names[pair.zh], en_names[pair.en]) for pair in found.pairs}
    right = pairs & {(text.name, text.name) for text in texts()}
    return Agreement(len(right) / max(len(pairs), 1), len(right) / len(texts()))


def pairing_precision() -> float:
    """Share of the pairs of documents found that are right."""
    return pairing().precision


def pairing_recall() -> float:
    """Share of the documents that translate each other that are found."""
    return pairing().recall
