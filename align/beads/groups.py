"""The features of beads, in groups by what they look at; each group gives its features by name.

A group is a function of a chunk and a bead type ``(a, b)``; each feature has shape (cells,), one value for
the bead of this type that begins at each cell. What a feature says is written where it is computed. The
weights are learned (``align.train.beads``), so a feature may be crude, but it must stay of the order of 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from align.beads.band import Floats, Ints
from align.beads.chunk import Chunk, total_of
from align.beads.text import End, Text

Group = Mapping[str, npt.NDArray[np.float32] | npt.NDArray[np.bool_]]

_NO_ROOM = -0.2
"""What a sentence adds that is not there: about what a strange one does."""


def similarity(chunk: Chunk, a: int, b: int) -> Group:
    """How close the two sides are, and whether more than usual; long beads come closer by themselves."""
    more = float(a + b - 2)
    cosine = chunk.cosine(a, b)
    margin = cosine - chunk.usual_cosine
    return {
        "cosine": cosine,
        "cosine·more": cosine * more,
        "cosine²": cosine * cosine,
        "margin": margin,
        "margin·more": margin * more,
    }


def gains(chunk: Chunk, a: int, b: int) -> Group:
    """What the first and the last sentence of each side add to the similarity: one may be too much."""
    cosine = chunk.cosine(a, b)
    added: list[Floats] = []
    if b > 1:
        added += [cosine - chunk.cosine(a, b - 1, 0, 1), cosine - chunk.cosine(a, b - 1)]
    if a > 1:
        added += [cosine - chunk.cosine(a - 1, b, 1, 0), cosine - chunk.cosine(a - 1, b)]
    zero = np.zeros_like(cosine)
    least, mean = (np.min(added, axis=0), np.mean(added, axis=0)) if added else (zero, zero)
    return {"least gain": least, "mean gain": mean, "least gain below 0": np.minimum(least, 0)}


def growth(chunk: Chunk, a: int, b: int) -> Group:
    """What one more sentence, behind or before, would add: if it adds something, it is missing."""
    cosine = chunk.cosine(a, b)

    def added(wider: Floats) -> Floats:
        return np.where(wider != 0, wider - cosine, _NO_ROOM)

    en_behind, en_before = added(chunk.cosine(a, b + 1)), added(chunk.cosine(a, b + 1, 0, -1))
    zh_behind, zh_before = added(chunk.cosine(a + 1, b)), added(chunk.cosine(a + 1, b, -1, 0))
    every = [en_behind, en_before, zh_behind, zh_before]
    return {
        "one more en": np.maximum(en_behind, en_before),
        "one more zh": np.maximum(zh_behind, zh_before),
        "one more": np.mean(every, axis=0),
        "one more above 0": np.maximum(np.max(every, axis=0), 0),
    }


def surroundings(chunk: Chunk, a: int, b: int) -> Group:
    """How close the edge sentences are to those just outside the bead, against how close to each other."""
    first, last = chunk.cosine(1, 1), chunk.cosine(1, 1, a - 1, b - 1)
    behind = [chunk.cosine(1, 1, a, b - 1), chunk.cosine(1, 1, a - 1, b)]
    before = [chunk.cosine(1, 1, -1, 0), chunk.cosine(1, 1, 0, -1)]
    outside = behind + before
    return {
        "outside": np.max(outside, axis=0),
        "mean outside": np.mean(outside, axis=0),
        "outside over last": np.maximum(np.max(behind, axis=0) - last, 0),
        "outside over first": np.maximum(np.max(before, axis=0) - first, 0),
        "edge least": np.minimum(first, last),
    }


def members(chunk: Chunk, a: int, b: int) -> Group:
    """How close each sentence inside is to the whole other side, by the one that is least so."""
    zh_least = np.min([chunk.cosine(1, b, t, 0) for t in range(a)], axis=0)
    en_least = np.min([chunk.cosine(a, 1, 0, t) for t in range(b)], axis=0)
    return {"inner least": np.minimum(zh_least, en_least), "inner sum": zh_least + en_least}


def words(chunk: Chunk, a: int, b: int) -> Group:
    """Which share of the words' weight the dictionary finds on the other side."""
    more = float(a + b - 2)
    zero = np.zeros(len(chunk.i), dtype=np.float32)
    zh_found = sum((chunk.zh_found(b, t, 0) for t in range(a)), start=zero)
    en_found = sum((chunk.en_found(a, 0, t) for t in range(b)), start=zero)
    # Without words a share is a third: about what is usual.
    zh_share = (zh_found + 1) / (total_of(chunk.pair.zh_weight, chunk.i, a) + 3)
    en_share = (en_found + 1) / (total_of(chunk.pair.en_weight, chunk.j, b) + 3)
    return {
        "zh words": zh_share,
        "en words": en_share,
        "zh words·more": zh_share * more,
        "en words·more": en_share * more,
        "least words": np.minimum(zh_share, en_share),
    }


def edge_words(chunk: Chunk, a: int, b: int) -> Group:
    """Whether the words of edge sentences are found inside the bead or just outside, by weight.

    Of a sentence inside, it should be found in the bead and not in the sentence next to the bead on the
    other side; of the sentence outside, the reverse.
    """
    inside: list[Floats] = []
    if b > 1:
        inside += [
            chunk.en_found(a, 0, b - 1) - chunk.en_found(1, a, b - 1),
            chunk.en_found(a) - chunk.en_found(1, -1, 0),
        ]
    if a > 1:
        inside += [
            chunk.zh_found(b, a - 1, 0) - chunk.zh_found(1, a - 1, b),
            chunk.zh_found(b) - chunk.zh_found(1, 0, -1),
        ]
    outside = [
        chunk.en_found(a, 0, b) - chunk.en_found(1, a, b),
        chunk.en_found(a, 0, -1) - chunk.en_found(1, -1, -1),
        chunk.zh_found(b, a, 0) - chunk.zh_found(1, a, b),
        chunk.zh_found(b, -1, 0) - chunk.zh_found(1, -1, -1),
    ]
    least = np.min(inside, axis=0) if inside else np.zeros(len(chunk.i), dtype=np.float32)
    return {
        "edge words below 0": np.minimum(least, 0) / 5,
        "edge words": np.clip(least, 0, 10) / 5,
        "words outside": np.clip(np.max(outside, axis=0), 0, 10) / 5,
        "all words outside": np.clip(np.sum(outside, axis=0), -20, 20) / 10,
    }


def lengths(chunk: Chunk, a: int, b: int) -> Group:
    """How odd the ratio of lengths is, and whether leaving out an edge sentence would make it less so."""
    signed = chunk.log_ratio(a, b)
    ratio = np.abs(signed)
    # What is odd for a long bead is not for a short one: the spread falls with the root of the length.
    scaled = np.minimum(ratio * np.sqrt(total_of(chunk.pair.zh.length, chunk.i, a) / 20), 3)
    added: list[Floats] = []
    if b > 1:
        added += [
            np.abs(chunk.log_ratio(a, b - 1, 0, 1)) - ratio,
            np.abs(chunk.log_ratio(a, b - 1)) - ratio,
        ]
    if a > 1:
        added += [
            np.abs(chunk.log_ratio(a - 1, b, 1, 0)) - ratio,
            np.abs(chunk.log_ratio(a - 1, b)) - ratio,
        ]
    capped = np.minimum(ratio, 2)
    return {
        "length": capped,
        "length²": capped * capped,
        "scaled length": scaled,
        "scaled length²": scaled * scaled,
        "signed length": np.clip(signed, -2, 2),
        "edge length": np.clip(np.min(added, axis=0), -1, 1) if added else np.zeros_like(ratio),
    }


def ends(chunk: Chunk, a: int, b: int) -> Group:
    """Whether both sides end alike, and whether the bead is cut where a sentence goes on."""
    zh, en = chunk.pair.zh, chunk.pair.en
    zh_last, en_last = np.minimum(chunk.i + a, chunk.pair.n), np.minimum(chunk.j + b, chunk.pair.m)
    zh_end, en_end = zh.end[zh_last], en.end[en_last]
    both_end = (zh_end != End.NONE) & (en_end != End.NONE)
    cut = (
        # Truths, whose sum is one at most: the weights were learned with both sides counting once.
        (zh_end >= End.COLON) * (zh_last < chunk.pair.n)
        + (en_end >= End.COLON) * (en_last < chunk.pair.m)
        + zh.continues[zh_last]
        + en.continues[en_last]
    )
    return {
        "same end": zh_end == en_end,
        "question differs": ((zh_end == End.ASK) != (en_end == End.ASK)) & both_end,
        "weak inside": _weak_joints(zh, chunk.i, a) + _weak_joints(en, chunk.j, b),
        "cut": cut,
    }


def _weak_joints(text: Text, at: Ints, size: int) -> Floats:
    """Return how many signs between the sentences of a bead say that they go together, shape (cells,)."""
    weak = np.zeros(len(at), dtype=np.float32)
    for t in range(1, size):
        joint = np.minimum(at + t, len(text.sentences))
        weak += (text.end[joint] >= End.COLON) + text.continues[joint]
    return weak


def quotations(chunk: Chunk, a: int, b: int) -> Group:
    """Whether quotations are open where the bead begins and ends, and how many open in it and after it."""
    zh, en, i, j = chunk.pair.zh, chunk.pair.en, chunk.i, chunk.j
    zh_last, en_last = np.minimum(i + a, chunk.pair.n), np.minimum(j + b, chunk.pair.m)
    zh_inside, en_inside = zh.inside[zh_last], en.inside[en_last]
    differs = zh_inside != en_inside
    differed = zh.inside[np.minimum(i, chunk.pair.n)] != en.inside[np.minimum(j, chunk.pair.m)]
    zh_opens, en_opens = total_of(zh.openings, i, a), total_of(en.openings, j, b)
    zh_next, en_next = total_of(zh.openings, i + a, 1) > 0, total_of(en.openings, j + b, 1) > 0
    return {
        "quotation end": differs,
        "quotation both": differs & differed,
        "quotation inside": (zh_inside == 1) & (en_inside == 1),
        "openings": np.minimum(np.abs(zh_opens - en_opens), 3),
        "openings one-sided": (zh_opens > 0) != (en_opens > 0),
        # A bead holds one turn of a dialogue; English may break it in two ("...," he said. "...").
        "turns": (zh_opens > 1) | ((en_opens > 1) & (zh_opens != 1)),
        "next opening": zh_next != en_next,
        "next openings both": zh_next & en_next,
    }


LINK_GROUPS: tuple[Callable[[Chunk, int, int], Group], ...] = (
    similarity, gains, growth, surroundings, members, words, edge_words, lengths, ends, quotations,
)  # fmt: skip


def zh_alone(chunk: Chunk) -> Group:
    """How well the Chinese sentence at each cell stands alone."""
    pair = chunk.pair
    return _alone(chunk, pair.zh, chunk.i, pair.zh_best, chunk.cosine(1, 1, 0, -1))


def en_alone(chunk: Chunk) -> Group:
    """How well the English sentence at each cell stands alone."""
    pair = chunk.pair
    return _alone(chunk, pair.en, chunk.j, pair.en_best, chunk.cosine(1, 1, -1, 0))


def _alone(chunk: Chunk, text: Text, at: Ints, best: Floats, behind: Floats) -> Group:
    """Return the features of the sentences ``at``, left alone: what is close to nothing has no counterpart.

    Args:
        chunk: the beads.
        text: the sentences' side.
        at: which sentence each cell has on this side, shape (cells,).
        best: how close each sentence comes to anything, shape (n + 2,), with one entry more at both ends.
        behind: the cosine to the last sentence of the other side before this one, shape (cells,).
    """
    count = len(text.sentences)
    own = best[np.minimum(at, count) + 1]
    # A sentence whose neighbours have counterparts but that itself has none was left out or put in.
    beside = best[np.minimum(at, count + 1)], best[np.minimum(at + 2, count + 1)]
    return {
        "best": own,
        "best²": own * own,
        "best beside": np.maximum(*beside),
        "worst beside": np.minimum(*beside),
        "cosine": np.maximum(chunk.cosine(1, 1), behind),
        "length": np.log1p(total_of(text.length, at, 1)),
        "no end": text.end[np.minimum(at + 1, count)] == End.NONE,
    }


NULL_GROUPS: tuple[Callable[[Chunk], Group], ...] = (zh_alone, en_alone)
"""By the order of ``NULL_TYPES``."""
