"""Beads in another shape: cut where the short side has an inner boundary too, and doubtful ones joined.

Both are asked of the model of beads itself. A sentence that stands against several is aligned with them by
its clauses; where each of them finds clauses of its own, and the model is sure, they are pairs by themselves.
Two doubtful beads are one where the model is sure of what they are together.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from align.beads.aligner import WIDTH, align, bead_scores, default_model
from align.beads.anchors import find_band
from align.beads.band import Band, Floats
from align.beads.bead_types import MAX_BEAD_SIZE, TYPES
from align.beads.features import compute
from align.beads.semi_markov import LogSums, forward_backward
from align.beads.text import read_text
from align.embedder import Embedder
from corpus.model import Bead, Lang

_SURE_OF_PIECE, _SURE_TOGETHER = 0.7, 0.9
"""How sure the model is of each piece, and of what two beads are together."""
_DOUBTFUL = 0.5
"""Beads that the model is less sure of may be joined with a neighbour."""
_MOST_CUT = 4
"""Sentences of the long side of a bead that is cut, at most."""
_LEAST_CLAUSE = {"zh": 4, "en": 12}
"""Characters of a clause, at least: shorter ones go with the next."""
_CLAUSE_END = {"zh": re.compile(r"[，；：,;:]|——"), "en": re.compile(r"[,;:—](?=\s)|(?<=\w)—(?=\w)")}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bead that was cut: its texts, and the sentences that these stand in."""

    zh: str
    en: str
    bead: Bead


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A bead that may be cut, seen from its long side."""

    bead: Bead
    many: Sequence[str]
    parts: Sequence[tuple[int, str]]
    """The clauses of the short side, and which of its sentences each stands in."""
    lang: Lang
    """Of the short side."""


def clauses(sentence: str, lang: Lang) -> list[str]:
    """Return the clauses of a sentence, with their punctuation.

    >>> clauses("路灯坏了一半，没有人来修。", "zh"), clauses("Half of them broke, and nobody came.", "en")
    (['路灯坏了一半，', '没有人来修。'], ['Half of them broke,', 'and nobody came.'])
    """
    starts = [0]
    for match in _CLAUSE_END[lang].finditer(sentence):
        rest = len(sentence) - match.end()
        if min(match.end() - starts[-1], rest) >= _LEAST_CLAUSE[lang]:
            starts.append(match.end())
    return [sentence[a:b].strip() for a, b in itertools.pairwise([*starts, len(sentence)])]


def cut(
    zh: Sequence[str], en: Sequence[str], beads: Sequence[Bead], embedder: Embedder
) -> dict[Bead, tuple[Piece, ...]]:
    """Return the pieces of the beads that are better in pieces, each with one sentence of the long side.

    All beads that may be cut are aligned anew as one text, so that each has others around it.
    """
    candidates = [each for bead in beads if (each := _candidate(zh, en, bead))]
    texts: tuple[list[str], list[str]] = ([], [])
    for each in candidates:
        of_short = [part for _, part in each.parts]
        texts[0].extend(of_short if each.lang == "zh" else each.many)
        texts[1].extend(each.many if each.lang == "zh" else of_short)
    by_start = {(bead.source_start, bead.target_start): bead for bead in align(*texts, embedder)}
    pieces = {}
    i = j = 0
    for each in candidates:
        sizes = (len(each.parts), len(each.many)) if each.lang == "zh" else (len(each.many), len(each.parts))
        inside = list(_tiling(by_start, (i, j), (i + sizes[0], j + sizes[1])))
        if inside and all(bead.confidence >= _SURE_OF_PIECE for bead in inside):
            pieces[each.bead] = tuple(_pieces(each, inside, i, j))
        i, j = i + sizes[0], j + sizes[1]
    return {bead: parts for bead, parts in pieces.items() if parts}


def _candidate(zh: Sequence[str], en: Sequence[str], bead: Bead) -> _Candidate | None:
    """Return a bead with its clauses, if it has enough of them."""
    zh_side, en_side = zh[bead.source_start : bead.source_end], en[bead.target_start : bead.target_end]
    lang: Lang = "zh" if len(zh_side) < len(en_side) else "en"
    many, few = (en_side, zh_side) if lang == "zh" else (zh_side, en_side)
    if not few or len(few) == len(many) or len(many) > _MOST_CUT:
        return None
    parts = [(at, part) for at, sentence in enumerate(few) for part in clauses(sentence, lang)]
    return _Candidate(bead, many, parts, lang) if len(parts) >= len(many) else None


def _tiling(
    by_start: dict[tuple[int, int], Bead], start: tuple[int, int], end: tuple[int, int]
) -> Iterator[Bead]:
    """Yield the beads from one grid point to another; none if they do not lead there."""
    inside = []
    while start != end:
        bead = by_start.get(start)
        if bead is None or bead.source_end > end[0] or bead.target_end > end[1]:
            return
        inside.append(bead)
        start = (bead.source_end, bead.target_end)
    yield from inside


def _pieces(candidate: _Candidate, inside: Sequence[Bead], i: int, j: int) -> Iterator[Piece]:
    """Yield the pieces of a bead, if each sentence of the long side has clauses of its own."""
    zh_is_short = candidate.lang == "zh"
    turned = [bead.transposed() if zh_is_short else bead for bead in inside]
    i, j = (j, i) if zh_is_short else (i, j)
    if any(not bead.is_link or bead.source_end - bead.source_start > 1 for bead in turned):
        return
    whole = candidate.bead.transposed() if zh_is_short else candidate.bead
    for bead in turned:
        here = candidate.parts[bead.target_start - j : bead.target_end - j]
        joined = ("" if zh_is_short else " ").join(part for _, part in here)
        at = bead.source_start - i
        first, last = (whole.target_start + here[k][0] for k in (0, -1))
        confidence = bead.confidence * whole.confidence
        place = Bead(whole.source_start + at, whole.source_start + at + 1, first, last + 1, confidence)
        sentence = candidate.many[at]
        yield Piece(joined, sentence, place.transposed()) if zh_is_short else Piece(sentence, joined, place)


def merge(zh: Sequence[str], en: Sequence[str], beads: Sequence[Bead], embedder: Embedder) -> list[Bead]:
    """Return the beads with doubtful neighbours joined where the model is sure of what they are together."""
    doubtful = [
        k
        for k, (bead, following) in enumerate(itertools.pairwise(beads))
        if max(bead.confidence, following.confidence) < _DOUBTFUL
        and _size(bead) + _size(following) <= MAX_BEAD_SIZE
    ]
    if not doubtful:
        return list(beads)
    zh_text, en_text = read_text(zh, embedder), read_text(en, embedder)
    band = find_band(zh_text.runs[0], en_text.runs[0], WIDTH)
    scores = bead_scores(band, compute(zh_text, en_text, band), default_model())
    sums = forward_backward(band, scores, TYPES)
    merged: dict[int, Bead] = {}
    for k in doubtful:
        first, last = beads[k], beads[k + 1]
        together = Bead(first.source_start, last.source_end, first.target_start, last.target_end, 0.0)
        confidence = probability(band, scores, sums, together)
        if together.is_link and confidence >= _SURE_TOGETHER and k - 1 not in merged:
            sides = (together.source_start, together.source_end, together.target_start, together.target_end)
            merged[k] = Bead(*sides, confidence)
    return [merged.get(k, bead) for k, bead in enumerate(beads) if k - 1 not in merged]


def _size(bead: Bead) -> int:
    """Return how many sentences both sides have together."""
    return bead.source_end - bead.source_start + bead.target_end - bead.target_start


def probability(band: Band, scores: Floats, sums: LogSums, area: Bead) -> float:
    """Return how probable it is that what an area holds of one side translates what it holds of the other.

    That is the probability of all tilings in which the area is tiled by itself, in whatever way.
    """
    i, j = area.source_start, area.target_start
    rows, columns = area.source_end - i + 1, area.target_end - j + 1
    inner = Band.of(np.zeros(rows, dtype=np.int64), np.full(rows, columns - 1, dtype=np.int64))
    row, column = inner.places()
    cells = band.flat(row + i, column + j)
    inside = np.where(cells[:, None] >= 0, scores[cells], -np.inf)
    for t, (a, b) in enumerate(TYPES):
        inside[(row + a >= rows) | (column + b >= columns), t] = -np.inf
    total = forward_backward(inner, inside, TYPES).total
    return float(np.exp(min(sums.forward[cells[0]] + total + sums.backward[cells[-1]] - sums.total, 0.0)))
