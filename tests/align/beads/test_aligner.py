"""Sentence alignment, from vectors to beads."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.beads.aligner import align
from align.beads.anchors import find_band
from align.beads.band import Band
from align.beads.features import MOST, TYPES, _quotes
from align.beads.semi_markov import best_path, posteriors, sums
from align.embed import UseEmbedder
from align.embedder import CachedEmbedder
from align.lexicon import sides
from corpus.cache import Cache
from corpus.model import Bead
from tests.factories import FakeEmbedder

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


@pytest.fixture(scope="module")
def use() -> UseEmbedder:
    return UseEmbedder()


def tiles(beads: list[Bead], n: int, m: int) -> bool:
    ends = [(0, 0), *((bead.source_end, bead.target_end) for bead in beads)]
    starts = [(bead.source_start, bead.target_start) for bead in beads]
    return ends[:-1] == starts and ends[-1] == (n, m)


class TestEmbedding:
    def test_equals_the_package_with_the_same_tokenizer(self, use: UseEmbedder) -> None:
        expected = use._model.encode([*ZH, *EN])
        assert ((use.embed([*ZH, *EN]) * expected).sum(axis=1) > 0.9999).all()

    def test_does_not_depend_on_what_stands_beside_it(self, use: UseEmbedder) -> None:
        together = use.embed([*EN, *ZH])
        assert (together[::-1] == use.embed([*ZH[::-1], *EN[::-1]])).all()
        assert (together[0] == use.embed([EN[0]])[0]).all()

    def test_runs_equal_the_vectors_of_joined_sentences(self, use: UseEmbedder) -> None:
        for side in (ZH, EN, ("好。", "是。", "不。", ZH[0])):
            runs = use.runs(side, 4)
            for size in range(1, 5):
                joined = use.embed([" ".join(side[i : i + size]) for i in range(len(side) - size + 1)])
                least = 0.999 if min(map(len, side)) > 4 else 0.98  # Seams that see each other are added up.
                assert ((runs[size - 1] * joined).sum(axis=1) > least).all()

    def test_translations_are_nearest(self, use: UseEmbedder) -> None:
        assert ((use.embed(ZH) @ use.embed(EN).T).argmax(axis=1) == np.arange(len(ZH))).all()

    def test_strange_texts(self, use: UseEmbedder) -> None:
        vectors = use.embed(["", " ", "𠮷" * 9, "a" * 100_000, "\x00\ufffd"])
        assert np.isfinite(vectors).all()
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
        assert [len(run) for run in use.runs(["a", "b"], 3)] == [2, 1, 0]
        assert use.embed([]).shape == (0, 512)

    def test_cached_vectors_are_the_same(self, use: UseEmbedder, tmp_path: Path) -> None:
        with Cache(tmp_path / "cache.sqlite") as cache:
            first = CachedEmbedder(use, cache).embed([*ZH, ZH[0]])
            assert (first == use.embed([*ZH, ZH[0]])).all()
            again = CachedEmbedder(FakeEmbedder(), cache)
            again.signature = use.signature
            assert (again.embed([ZH[0], *ZH]) == first[[0, *range(5)]]).all(), (
                "taken from the cache, not from the fake"
            )
            assert again.embed([]).shape[0] == 0


@st.composite
def bands(draw: st.DrawFn, most: int = 9) -> Band:
    rows, columns = draw(st.integers(2, most)), draw(st.integers(2, most))
    low = sorted(draw(st.lists(st.integers(0, columns - 1), min_size=rows, max_size=rows)))
    high = sorted(draw(st.lists(st.integers(0, columns - 1), min_size=rows, max_size=rows)))
    low[0], high[-1] = 0, columns - 1
    highs = np.maximum.accumulate(np.maximum(np.array(high), np.array(low)))
    return Band.of(np.array(low), highs)


class TestBand:
    @given(bands())
    def test_products_are_those_of_the_whole_matrix(self, band: Band) -> None:
        rng = np.random.default_rng(1)
        left = rng.standard_normal((band.rows, 3)).astype(np.float32)
        right = rng.standard_normal((int(band.high.max()) + 1, 3)).astype(np.float32)
        i, j = band.places()
        assert np.allclose(band.products(left, right), (left @ right.T)[i, j], atol=1e-5)
        assert (band.flat(i, j) == np.arange(band.cells)).all()
        assert (band.flat(i, np.full_like(j, 99)) == -1).all()

    def test_finds_a_path_past_missing_stretches_at_every_level(self) -> None:
        rng = np.random.default_rng(2)
        source = rng.standard_normal((3000, 64)).astype(np.float32)
        kept = [i for i in range(3000) if not (700 <= i < 1000 or 2000 <= i < 2050 or i % 11 == 0)]
        target = source[kept] + 0.4 * rng.standard_normal((len(kept), 64)).astype(np.float32)
        band = find_band(source, target, 8)
        assert all(band.low[i] <= j <= band.high[i] for j, i in enumerate(kept))
        assert band.cells < 3000 * 60, "linear, not quadratic"


def tilings(n: int, m: int) -> Iterator[list[tuple[int, int, int]]]:
    """Every way to tile n and m sentences, one at a time: the definition, not the programme."""

    def go(i: int, j: int) -> Iterator[list[tuple[int, int, int]]]:
        if (i, j) == (n, m):
            yield []
        for t, (a, b) in enumerate(TYPES):
            if i + a <= n and j + b <= m:
                for rest in go(i + a, j + b):
                    yield [(i, j, t), *rest]

    return go(0, 0)


@settings(max_examples=25)
@given(st.integers(0, 3), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_the_dynamic_programme_equals_brute_force(n: int, m: int, seed: int) -> None:
    band = Band.of(np.zeros(n + 1, dtype=np.int64), np.full(n + 1, m, dtype=np.int64))
    scores = np.random.default_rng(seed).standard_normal((band.cells, len(TYPES))).astype(np.float32) * 3
    i, j = band.places()
    for t, (a, b) in enumerate(TYPES):
        scores[(i + a > n) | (j + b > m), t] = -np.inf

    def place(bead: tuple[int, int, int]) -> tuple[int, int]:
        return bead[0] * (m + 1) + bead[1], bead[2]

    every = [(sum(float(scores[place(bead)]) for bead in path), path) for path in tilings(n, m)]
    total = math.log(sum(math.exp(score) for score, _ in every))
    found = sums(band, scores, TYPES)
    assert found.total == pytest.approx(total, abs=1e-4)
    assert found.backward[0] == pytest.approx(total, abs=1e-4)
    assert best_path(band, scores, TYPES) == max(every)[1]
    expected = np.zeros(scores.shape)
    for score, path in every:
        for bead in path:
            expected[place(bead)] += math.exp(score - total)
    assert np.allclose(posteriors(band, scores, TYPES, found), expected, atol=1e-4)


SENTENCES = st.lists(st.text(st.sampled_from("警方通报了。？“”a 3,\n'"), max_size=12), max_size=14)


@settings(max_examples=40)
@given(SENTENCES, SENTENCES)
def test_beads_tile_both_sides_in_order(zh: list[str], en: list[str]) -> None:
    beads = align(zh, en, FakeEmbedder())
    assert tiles(beads, len(zh), len(en))
    assert all(0 <= bead.confidence <= 1 for bead in beads)
    assert all(
        bead.source_end - bead.source_start + bead.target_end - bead.target_start <= MOST for bead in beads
    )


class TestAlign:
    def test_translations(self, use: UseEmbedder) -> None:
        beads = align(ZH, EN, use)
        assert [bead.kind for bead in beads] == ["1:1"] * 5
        assert all(bead.confidence > 0.9 for bead in beads)

    def test_two_for_one(self, use: UseEmbedder) -> None:
        joined = (f"{EN[0][:-1]}, and he is safe at home again.", *EN[2:])
        assert [bead.kind for bead in align(ZH, joined, use)] == ["2:1", "1:1", "1:1", "1:1"]

    def test_what_has_no_counterpart_stands_alone(self, use: UseEmbedder) -> None:
        assert [bead.kind for bead in align(ZH, EN[:2] + EN[3:], use)] == ["1:1", "1:1", "1:0", "1:1", "1:1"]
        menu = ("Home", "About us", "Contact", "Services")
        assert [bead.kind for bead in align(ZH, menu + EN, use)][:4] == ["0:1"] * 4

    def test_the_same_in_traditional_characters(self, use: UseEmbedder) -> None:
        import opencc

        hant = [opencc.OpenCC("s2tw").convert(text) for text in ZH]
        assert [bead.kind for bead in align(hant, EN, use)] == ["1:1"] * 5

    @pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 3), (3, 0), (1, 1), (1, 9), (40, 2)])
    def test_degenerate_sizes(self, n: int, m: int, use: UseEmbedder) -> None:
        beads = align(
            list(itertools.islice(itertools.cycle(ZH), n)),
            list(itertools.islice(itertools.cycle(EN), m)),
            use,
        )
        assert tiles(beads, n, m)

    def test_blank_lines_and_ten_thousand_times_the_same(self, use: UseEmbedder) -> None:
        assert tiles(align([""] * 30, [""] * 7, use), 30, 7)

        class Same(FakeEmbedder):
            def runs(self, texts: object, most: int) -> tuple[npt.NDArray[np.float16], ...]:
                return tuple(np.full((10_000 - size, 4), 0.5, dtype=np.float16) for size in range(most))

        assert tiles(align(["好。"] * 10_000, ["Good."] * 10_000, Same()), 10_000, 10_000)


def test_words_are_found_by_dictionary_number_and_name() -> None:
    zh, en = sides(
        ["陈清河缴获毒品48.3公斤，共三万元。"],
        ["Chen Qinghe seized 48.3 kilograms of drugs and 30,000 yuan."],
    )
    found = {stem for keys in zh.keys for stem in keys}
    words = {stem for keys in en.keys for stem in keys}
    assert {"#48.3", "#30000", "chen", "qingh", "drug", "yuan"} <= found & words


@pytest.mark.parametrize(
    ("sentence", "marks"),
    [
        ("'Surrender?'", [1, 0]),
        ("It's the officers' car.", []),
        ("“是。”他说：“走。”", [1, 0, 1, 0]),
        ('He said "go" and left.', [1, 0]),
        ("Don’t touch it,’ she said.", [0]),
        ("「好。」", [1, 0]),
    ],
)
def test_quotations(sentence: str, marks: list[int]) -> None:
    assert _quotes(sentence, 0) == marks
