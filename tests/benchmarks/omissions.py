"""How well runs of sentences that one edition lacks are found: gold documents with such runs taken out.

    python -m tests.benchmarks.omissions

A run counts as found where what is said is exactly its sentences. The gold links that stand alone from the start
are wanted too, and what is said beyond both is wrong.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import groupby

from align.beads.aligner import align
from align.embedder import Embedder
from align.evaluate.alignments import Gold, Link
from align.train.damage import keep
from tests.gold.align_figures import embedder, texts

_COPIES = 6
"""Of each document, half of them with sentences of either side taken out."""

Run = tuple[str, int, int]
"""Side, first and last sentence."""


def damaged(text: Gold, size: int, chance: random.Random) -> tuple[Gold, Run] | None:
    """Take ``size`` neighbouring sentences with counterparts out of a side; return what the other side has alone."""
    from_en = chance.random() < 0.5
    links = text.links
    starts = [k for k in range(len(links) - size + 1) if all(_single(link) for link in links[k : k + size])]
    if not starts:
        return None
    at = chance.choice(starts)
    out_zh = range(0) if from_en else range(links[at].zh, links[at].zh + size)
    out_en = range(links[at].en, links[at].en + size) if from_en else range(0)
    kept = keep(text, "gap", lambda k: k not in out_zh, lambda k: k not in out_en)
    run = ("zh", links[at].zh) if from_en else ("en", links[at].en)
    return kept, (*run, run[1] + size - 1)


def _single(link: Link) -> bool:
    return link.zh_count == link.en_count == 1


def runs_of(links: Sequence[Link]) -> set[Run]:
    """Return the runs of neighbouring sentences that stand alone."""
    runs: set[Run] = set()
    for side, at in (
        ("zh", [k for x in links if not x.en_count for k in range(x.zh, x.zh + x.zh_count)]),
        ("en", [k for x in links if not x.zh_count for k in range(x.en, x.en + x.en_count)]),
    ):
        for _, places in groupby(enumerate(at), key=lambda item: item[1] - item[0]):
            run = [place for _, place in places]
            runs.add((side, run[0], run[-1]))
    return runs


def sentences(runs: set[Run]) -> set[tuple[str, int]]:
    """Return the single sentences of runs."""
    return {(side, k) for side, first, last in runs for k in range(first, last + 1)}


def measure(size: int, use: Embedder) -> str:
    """Return the figures of runs of one size."""
    chance = random.Random(size)
    gaps = exact = 0
    wanted = said = right = 0
    for text in texts():
        for _ in range(_COPIES):
            made = damaged(text, size, chance)
            if made is None:
                continue
            gold, run = made
            is_said = runs_of([Link.of(bead) for bead in align(gold.zh, gold.en, use)])
            gaps += 1
            exact += run in is_said
            wanted_here, said_here = sentences(runs_of(gold.links)), sentences(is_said)
            wanted += len(wanted_here)
            said += len(said_here)
            right += len(wanted_here & said_here)
    return (
        f"runs of {size}: {gaps} gaps, exactly found {exact / gaps:.3f}; "
        f"sentences P {right / said:.3f} R {right / wanted:.3f}"
    )


def report() -> Iterator[str]:
    """Yield the figures of runs of one, two and five sentences."""
    for size in (1, 2, 5):
        yield measure(size, embedder())


if __name__ == "__main__":
    for line in report():
        print(line)
