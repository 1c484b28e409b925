"""Sentences that several tests of this room align, and random ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from align.beads.band import Band, Floats
from align.beads.bead_types import TYPES
from corpus.model import Bead

ZH = (
    "民警在河边找到了走失的老人。",
    "他已经安全回家。",
    "家属送来一面锦旗。",
    "派出所提醒市民看护好老人！",
    "全年共接到此类求助37起。",
)
EN = (
    "Officers found the missing old man by the river.",
    "He is safe at home again.",
    "The family brought a silk banner.",
    "The police station reminds everyone to look after the elderly!",
    "There were 37 such calls in the whole year.",
)
SENTENCES = st.lists(st.text(st.sampled_from("警方通报了。？“”a 3,\n'"), max_size=12), max_size=14)


def tiles(beads: Sequence[Bead], n: int, m: int) -> bool:
    """Whether beads cover n source and m target sentences, each once and in order."""
    ends = [(0, 0), *((bead.source_end, bead.target_end) for bead in beads)]
    starts = [(bead.source_start, bead.target_start) for bead in beads]
    return ends[:-1] == starts and ends[-1] == (n, m)


@st.composite
def bands(draw: st.DrawFn, most: int = 9) -> Band:
    """Bands of any shape that can be crossed: each row overlaps the next."""
    rows, columns = draw(st.integers(2, most)), draw(st.integers(2, most))
    low = sorted(draw(st.lists(st.integers(0, columns - 1), min_size=rows, max_size=rows)))
    high = sorted(draw(st.lists(st.integers(0, columns - 1), min_size=rows, max_size=rows)))
    low[0], high[-1] = 0, columns - 1
    above = [*low[1:], low[-1]]
    highs = np.maximum.accumulate(np.max([low, above, high], axis=0))
    return Band.of(np.array(low), highs)


def random_scores(band: Band, seed: int) -> Floats:
    """Return scores of beads in a band that ends at its last cell, -inf where a bead leads over the end."""
    scores = np.random.default_rng(seed).standard_normal((band.cells, len(TYPES))).astype(np.float32) * 3
    i, j = band.places()
    for t, (a, b) in enumerate(TYPES):
        scores[(i + a >= band.rows) | (j + b > band.high[-1]), t] = -np.inf
    return scores
