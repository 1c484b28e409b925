"""Sentence alignment, from sentences to beads."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import opencc
import pytest
from hypothesis import given, settings

from align.beads.aligner import BeadModel, align, default_model, own_model
from align.beads.bead_types import LINKS, TYPES
from align.beads.features import LINK_NAMES, NULL_NAMES, BeadFeatures
from align.embed import UseEmbedder
from corpus.errors import CorpusError
from corpus.model import Bead
from tests.align.beads.examples import EN, SENTENCES, ZH, tiles
from tests.factories import FakeEmbedder


@settings(max_examples=60)
@given(SENTENCES, SENTENCES)
def test_beads_tile_both_sides_in_order(zh: list[str], en: list[str]) -> None:
    beads = align(zh, en, FakeEmbedder())
    assert tiles(beads, len(zh), len(en))
    assert {bead.kind for bead in beads} <= {f"{a}:{b}" for a, b in TYPES}
    assert all(0 <= bead.confidence <= 1 for bead in beads)


@settings(max_examples=20)
@given(SENTENCES, SENTENCES)
def test_texts_without_a_side_are_all_sure_and_alone(zh: list[str], en: list[str]) -> None:
    assert [(bead.kind, bead.confidence) for bead in align(zh, [], FakeEmbedder())] == [("1:0", 1)] * len(zh)
    assert [(bead.kind, bead.confidence) for bead in align([], en, FakeEmbedder())] == [("0:1", 1)] * len(en)


def test_a_model_has_a_weight_for_each_feature() -> None:
    model = default_model()
    assert all(np.isfinite(weights).all() for weights in (model.links, model.nulls, model.types))
    assert model.signature.startswith("duizhao-beads-1:")


def test_weights_are_read_by_name_in_whatever_order(tmp_path: Path) -> None:
    """Of each kind the first weighs 0, the next 1 and so on; the file has them from behind."""

    def weights(names: Sequence[str]) -> dict[str, float]:
        return {name: float(at) for at, name in reversed(list(enumerate(names)))}

    nulls = {"en": weights([*NULL_NAMES]), "zh": dict.fromkeys(NULL_NAMES, 0.5)}
    types = weights([f"{a}:{b}" for a, b in TYPES])
    data = {"nulls": nulls, "types": types, "links": weights(LINK_NAMES), "signature": "a-ü"}
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    model = BeadModel.load(path)
    assert model.links.tolist() == list(range(len(LINK_NAMES)))
    assert model.nulls.tolist() == [[0.5] * len(NULL_NAMES), list(range(len(NULL_NAMES)))]
    assert model.types.tolist() == list(range(len(TYPES)))
    assert {part.dtype.name for part in (model.links, model.nulls, model.types)} == {"float32"}
    assert model.signature == "a-ü"


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"links": 3}', b"\xff", b"[" * 100_000, None],
    ids=["empty", "a list", "no weights", "a number", "no text", "deep", "not there"],
)
def test_what_holds_no_weights_is_said_to_hold_none(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CorpusError, match=r"weights\.json: holds no weights .* train alignment"):
        own_model(path)


def test_scores_are_weighted_sums_of_the_features_of_a_type() -> None:
    """Two cells: every link has its first feature, every sentence alone its last; a few beads do not fit."""
    links = np.zeros((2, LINKS, len(LINK_NAMES)), dtype=np.float32)
    links[:, :, 0] = np.arange(LINKS) + np.array([[0], [100]])
    nulls = np.zeros((2, 2, len(NULL_NAMES)), dtype=np.float32)
    nulls[:, :, -1] = [[1, 2], [3, 4]]
    fits = np.ones((2, len(TYPES)), dtype=bool)
    fits[1, 3] = fits[0, -1] = False
    weights = np.zeros(len(LINK_NAMES), dtype=np.float32)
    weights[0] = 2
    alone = np.zeros((2, len(NULL_NAMES)), dtype=np.float32)
    alone[:, -1] = 10, 1000
    types = np.arange(len(TYPES), dtype=np.float32)
    scores = BeadModel(weights, alone, types, "own").score(BeadFeatures(links, nulls, fits))
    expected = np.empty((2, len(TYPES)))
    expected[:, :LINKS] = 2 * (np.arange(LINKS) + np.array([[0], [100]])) + np.arange(LINKS)
    expected[:, LINKS:] = [[10 + LINKS, 2000 + LINKS + 1], [30 + LINKS, 4000 + LINKS + 1]]
    expected[1, 3] = expected[0, -1] = -np.inf
    assert scores.tolist() == expected.tolist()


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
