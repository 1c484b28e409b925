"""What a bead looks like: the features of every bead that begins inside the band, in named columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from align.beads.band import Band, Bools, Floats
from align.beads.bead_types import LINK_TYPES, TYPES
from align.beads.chunk import Chunk, TextPair
from align.beads.groups import LINK_GROUPS, NULL_GROUPS, Group
from align.beads.text import Text

# The order of columns alone: the groups give features by name, and weights.json has weights by name. Sums
# of floats depend a little on their order, so a new name goes to the end.
LINK_NAMES = (
    "cosine", "cosine·more", "cosine²", "margin", "margin·more",
    "least gain", "mean gain", "least gain below 0",
    "one more en", "one more zh", "one more", "one more above 0",
    "outside", "mean outside", "outside over last", "outside over first",
    "inner least", "inner sum", "edge least",
    "zh words", "en words", "zh words·more", "en words·more", "least words",
    "edge words below 0", "edge words", "words outside", "all words outside",
    "length", "length²", "scaled length", "scaled length²", "signed length", "edge length",
    "same end", "question differs", "weak inside", "cut",
    "quotation end", "quotation both", "quotation inside",
    "openings", "openings one-sided", "turns", "next opening", "next openings both",
)  # fmt: skip
NULL_NAMES = ("best", "best²", "best beside", "worst beside", "cosine", "length", "no end")


@dataclass(frozen=True, slots=True)
class BeadFeatures:
    """The features of the beads that begin at some cells."""

    links: Floats
    """Shape (cells, LINKS, len(LINK_NAMES))."""
    nulls: Floats
    """Shape (cells, 2, len(NULL_NAMES)): of a Chinese and of an English sentence left alone."""
    fits: Bools
    """Which beads the texts have room for, shape (cells, len(TYPES))."""


def compute(zh: Text, en: Text, band: Band) -> Iterator[BeadFeatures]:
    """Yield the features of consecutive parts of the band: those of a whole text would take gigabytes."""
    pair = TextPair(zh, en, band)
    for first, end in pair.parts():
        yield _features_of(Chunk(pair, first, end))


def _features_of(chunk: Chunk) -> BeadFeatures:
    """Return the features of the beads of a chunk."""
    links = [_table(LINK_NAMES, _link_features(chunk, a, b)) for a, b in LINK_TYPES]
    nulls = [_table(NULL_NAMES, alone(chunk)) for alone in NULL_GROUPS]
    fits = [(chunk.i + a <= chunk.pair.n) & (chunk.j + b <= chunk.pair.m) for a, b in TYPES]
    return BeadFeatures(np.stack(links, axis=1), np.stack(nulls, axis=1), np.stack(fits, axis=1))


def _link_features(chunk: Chunk, a: int, b: int) -> Group:
    """Return the features of all groups of the links ``(a, b)``."""
    return {name: values for group in LINK_GROUPS for name, values in group(chunk, a, b).items()}


def _table(names: Sequence[str], features: Group) -> Floats:
    """Return features as columns in the order of ``names``, shape (cells, len(names))."""
    return np.stack([np.asarray(features[name], dtype=np.float32) for name in names], axis=1)
