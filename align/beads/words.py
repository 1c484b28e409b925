"""Words that the dictionary finds on the other side, weighed for every bead that could hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from align.beads.band import Band, Floats
from align.beads.bead_types import MAX_BEAD_SIZE
from align.lexicon import Side


def weight_before(side: Side) -> Floats:
    """Return the running total of the weight of words, shape (n + 1,): before each sentence, and in all."""
    weights = (sum(side.weights[word] for word in sentence) for sentence in side.sentences)
    return np.cumsum([0.0, *weights]).astype(np.float32)


def found_weights(zh: Side, en: Side, part: Band, top: int) -> tuple[Floats, Floats]:
    """Return the weight of the words of each zh sentence found in runs of en, and the reverse.

    Args:
        zh: the words of the Chinese text.
        en: the words of the English text.
        part: some rows of a band.
        top: the Chinese sentence of the part's first row.

    Returns:
        Both of shape (MAX_BEAD_SIZE, cells + 1): ``[size, cell]`` is of the sentence at the cell's row
        (column), found in the run of ``size`` sentences from the cell's column (row) on. The last cell,
        which stands for all outside the band, is 0.
    """
    zh_found = np.zeros((MAX_BEAD_SIZE, part.cells + 1), dtype=np.float32)
    en_found = np.zeros((MAX_BEAD_SIZE, part.cells + 1), dtype=np.float32)
    for block in part.blocks():
        # Runs reach beyond the last row and column of their first sentence.
        rows = range(block.first + top, min(block.end + top + MAX_BEAD_SIZE, len(zh.sentences)))
        columns = range(block.left, min(block.right + MAX_BEAD_SIZE, len(en.sentences)))
        if not rows or not columns:
            continue
        match = _match(zh, en, rows, columns)
        shape = (block.end - block.first, block.right - block.left)
        cells = slice(part.start[block.first], part.start[block.end])
        zh_weighted, en_weighted = match.zh_words * match.zh_weights, match.en_words * match.en_weights
        # Which words of the other side each single sentence has.
        in_en = (match.en_words @ match.table.T > 0).astype(np.float32)
        in_zh = (match.zh_words @ match.table > 0).astype(np.float32)
        for size in range(1, MAX_BEAD_SIZE):
            in_en_run, in_zh_run = _in_runs(in_en, size), _in_runs(in_zh, size)
            zh_found[size, cells] = part.take(block, _fitted(zh_weighted @ in_en_run.T, *shape))
            en_found[size, cells] = part.take(block, _fitted(in_zh_run @ en_weighted.T, *shape))
    return zh_found, en_found


@dataclass(frozen=True, slots=True)
class _Match:
    """The words of some sentences of both sides, and which of them match."""

    table: Floats
    """1 where the zh word (row) and the en word (column) match."""
    zh_words: Floats
    """1 where the sentence (row) has the word (column)."""
    en_words: Floats
    zh_weights: Floats
    """Shape (zh words,)."""
    en_weights: Floats


def _match(zh: Side, en: Side, rows: range, columns: range) -> _Match:
    """Return the words of the zh sentences ``rows`` and the en sentences ``columns``, and which match."""
    zh_number, en_number = _renumbered(zh, rows), _renumbered(en, columns)
    by_stem: dict[str, list[int]] = {}
    for word, k in en_number.items():
        for stem in en.keys[word]:
            by_stem.setdefault(stem, []).append(k)
    table = np.zeros((len(zh_number), len(en_number)), dtype=np.float32)
    for word, k in zh_number.items():
        for stem in zh.keys[word] & by_stem.keys():
            table[k, by_stem[stem]] = 1
    return _Match(
        table,
        _incidence(zh, rows, zh_number),
        _incidence(en, columns, en_number),
        np.array([zh.weights[word] for word in zh_number], dtype=np.float32),
        np.array([en.weights[word] for word in en_number], dtype=np.float32),
    )


def _renumbered(side: Side, sentences: range) -> dict[int, int]:
    """Return the words of some sentences, numbered in the order in which they come."""
    words = dict.fromkeys(word for i in sentences for word in side.sentences[i])
    return {word: k for k, word in enumerate(words)}


def _incidence(side: Side, sentences: range, number: dict[int, int]) -> Floats:
    """Return 1 where the sentence (row) has the word (column)."""
    table = np.zeros((len(sentences), len(number)), dtype=np.float32)
    for row, sentence in enumerate(sentences):
        table[row, [number[word] for word in side.sentences[sentence]]] = 1
    return table


def _in_runs(incidence: Floats, size: int) -> Floats:
    """Return which words each run of ``size`` sentences has; runs are cut off at the end.

    >>> _in_runs(np.array([[1, 0], [0, 1], [0, 0]], dtype=np.float32), 2).tolist()
    [[1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]
    """
    out = incidence.copy()
    for shift in range(1, size):
        if shift < len(out):
            np.maximum(out[:-shift], incidence[shift:], out=out[:-shift])
    return out


def _fitted(values: npt.NDArray[np.floating[Any]], rows: int, columns: int) -> Floats:
    """Return ``values`` cut or filled with zeros to this shape.

    >>> _fitted(np.array([[1.0, 2.0]]), 2, 1).tolist()
    [[1.0], [0.0]]
    """
    out = np.zeros((rows, columns), dtype=np.float32)
    part = values[:rows, :columns]
    out[: part.shape[0], : part.shape[1]] = part
    return out
