"""The sentence embedder, against the package whose weights it runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.embed import UseEmbedder
from align.embedder import CachedEmbedder
from corpus.cache import Cache
from tests.align.beads.examples import EN, ZH
from tests.factories import FakeEmbedder


def test_equals_the_package_with_the_same_tokenizer(use: UseEmbedder) -> None:
    use.embed([])  # reads the weights
    expected = use._model.encode([*ZH, *EN])
    assert ((use.embed([*ZH, *EN]) * expected).sum(axis=1) > 0.9999).all()


@settings(max_examples=10)
@given(st.permutations([*ZH, *EN, "", "好。", "a" * 900]))
def test_a_vector_does_not_depend_on_what_stands_beside_it(use: UseEmbedder, texts: list[str]) -> None:
    together = use.embed(texts)
    assert (together == np.concatenate([use.embed([text]) for text in texts])).all()


@pytest.mark.parametrize("side", [ZH, EN, ("好。", "是。", "不。", ZH[0])])
def test_runs_equal_the_vectors_of_joined_sentences(side: tuple[str, ...], use: UseEmbedder) -> None:
    runs = use.runs(side, 4)
    least = 0.999 if min(map(len, side)) > 4 else 0.98  # Seams that see each other are added up.
    for size in range(1, 5):
        joined = use.embed([" ".join(side[i : i + size]) for i in range(len(side) - size + 1)])
        assert ((runs[size - 1] * joined).sum(axis=1) > least).all()


def test_runs_do_not_depend_on_where_parts_are_cut(use: UseEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    side = [*ZH, *EN, *ZH[::-1]]
    whole = use.runs(side, 3)
    monkeypatch.setattr("align.embed._TEXTS_AT_ONCE", 4)
    for one_part, parts in zip(whole, use.runs(side, 3), strict=True):
        assert (one_part == parts).all()


def test_a_long_text_leaves_nothing_behind_that_changes_the_next(
    use: UseEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = use.runs([*ZH, *EN], 3)
    monkeypatch.setattr("align.embed._MANY_TEXTS", 4)
    for _ in range(2):
        for kept, after in zip(before, use.runs([*ZH, *EN], 3), strict=True):
            assert (kept == after).all()


def test_translations_are_nearest(use: UseEmbedder) -> None:
    assert ((use.embed(ZH) @ use.embed(EN).T).argmax(axis=1) == np.arange(len(ZH))).all()


def test_strange_texts(use: UseEmbedder) -> None:
    vectors = use.embed(["", " ", "𠮷" * 9, "a" * 100_000, "\x00\ufffd"])
    assert np.isfinite(vectors).all()
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert [len(run) for run in use.runs(["a", "b"], 3)] == [2, 1, 0]
    assert use.embed([]).shape == (0, 512)


def test_tokens_that_were_forgotten_are_learned_again(
    use: UseEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = use.embed(ZH)
    # So few that every text drives out the one before.
    monkeypatch.setattr("align.token_features._MOST_KNOWN", 40)
    monkeypatch.setattr("align.token_features._TOKENS_AHEAD", 20)
    for text, vector in zip(ZH, expected, strict=True):
        assert (use.embed([text])[0] == vector).all()


def test_cached_vectors_are_the_same(use: UseEmbedder, tmp_path: Path) -> None:
    class Impostor(FakeEmbedder):
        signature = use.signature

    with Cache(tmp_path / "cache.sqlite") as cache:
        first = CachedEmbedder(lambda: use, cache).embed([*ZH, ZH[0]])
        assert (first == use.embed([*ZH, ZH[0]])).all()
        again = CachedEmbedder(Impostor, cache)
        assert (again.embed([ZH[0], *ZH]) == first[[0, *range(5)]]).all(), (
            "taken from the cache, not the fake"
        )
        assert again.embed([]).shape[0] == 0
