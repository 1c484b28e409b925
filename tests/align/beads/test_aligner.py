"""Sentence alignment, from sentences to beads."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
import opencc
import pytest
from hypothesis import given, settings

from align.beads.aligner import align, default_model
from align.beads.bead_types import TYPES
from align.embed import UseEmbedder
from corpus.model import Bead
from tests.align.beads.examples import EN, SENTENCES, ZH, tiles
from tests.factories import FakeEmbedder


@settings(max_examples=60)
@given(SENTENCES, SENTENCES)
def test_beads_tile_both_sides_in_order(zh: list[str], en: list[str]) -> None:
    beads = align(zh, en, FakeEmbedder())
    assert tiles(beads, len(zh), len(en))
    assert {bead.kind for bead in beads} <= {f"{a}:{b}" for a, b in TYPES}
    assert not any(np.isnan(bead.confidence) for bead in beads)


@settings(max_examples=20)
@given(SENTENCES, SENTENCES)
def test_texts_without_a_side_are_all_sure_and_alone(zh: list[str], en: list[str]) -> None:
    assert [(bead.kind, bead.confidence) for bead in align(zh, [], FakeEmbedder())] == [("1:0", 1)] * len(zh)
    assert [(bead.kind, bead.confidence) for bead in align([], en, FakeEmbedder())] == [("0:1", 1)] * len(en)


def test_a_model_has_a_weight_for_each_feature() -> None:
    model = default_model()
    assert all(np.isfinite(weights).all() for weights in (model.links, model.nulls, model.types))
    assert model.signature.startswith("duizhao-beads-1:")


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
        to_traditional = opencc.OpenCC("s2tw")
        assert [bead.kind for bead in align([to_traditional.convert(text) for text in ZH], EN, use)] == [
            "1:1"
        ] * 5

    def test_what_is_uncertain_says_so(self, use: UseEmbedder) -> None:
        """The same sentence three times against twice: which one is left out cannot be known."""
        beads = align([ZH[0]] * 3, [EN[0]] * 2, use)
        assert min(bead.confidence for bead in beads) < 0.6

    @pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 3), (3, 0), (1, 1), (1, 9), (40, 2)])
    def test_degenerate_sizes(self, n: int, m: int, use: UseEmbedder) -> None:
        zh = list(itertools.islice(itertools.cycle(ZH), n))
        en = list(itertools.islice(itertools.cycle(EN), m))
        assert tiles(align(zh, en, use), n, m)

    def test_blank_lines(self, use: UseEmbedder) -> None:
        assert tiles(align([""] * 30, [""] * 7, use), 30, 7)

    def test_ten_thousand_times_the_same(self) -> None:
        class Same(FakeEmbedder):
            def runs(self, texts: object, most: int) -> tuple[npt.NDArray[np.float16], ...]:
                return tuple(np.full((10_000 - size, 4), 0.5, dtype=np.float16) for size in range(most))

        assert tiles(align(["好。"] * 10_000, ["Good."] * 10_000, Same()), 10_000, 10_000)


def test_tiles_tells_what_does_not_tile() -> None:
    whole = [Bead(0, 2, 0, 1, 1.0), Bead(2, 2, 1, 2, 1.0)]
    assert tiles(whole, 2, 2)
    assert not tiles(whole[::-1], 2, 2)
    assert not tiles(whole[:1], 2, 2)
    assert not tiles([whole[0], Bead(2, 3, 2, 2, 1.0)], 3, 2)
