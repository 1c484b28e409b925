"""Beads that are cut into pieces, and doubtful ones that are joined."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.beads.aligner import align
from align.beads.band import Band
from align.beads.bead_types import TYPES
from align.beads.reshape import clauses, cut, merge, probability
from align.beads.semi_markov import forward_backward, posteriors
from align.embed import UseEmbedder
from corpus.model import Bead, Lang
from tests.align.beads.examples import EN, ZH, bands, random_scores

_TWO = f"{EN[1][:-1]}, and {EN[2][0].lower()}{EN[2][1:]}"
"""Says what the second and the third Chinese sentence say."""


@pytest.mark.parametrize(
    ("lang", "sentence", "parts"),
    [
        ("zh", "灯亮了，人来了；门开了。", ["灯亮了，", "人来了；", "门开了。"]),
        ("zh", "好，我们现在就走。", ["好，我们现在就走。"]),
        ("en", "It rained, and the road was closed.", ["It rained, and the road was closed."]),
        ("en", "The road was closed; nobody told us—we all waited.", ["The road was closed;", "nobody told us—", "we all waited."]),
        ("en", "They took 3,000 yuan, two phones and a watch.", ["They took 3,000 yuan,", "two phones and a watch."]),
    ],
)  # fmt: skip
def test_clauses(lang: Lang, sentence: str, parts: list[str]) -> None:
    assert clauses(sentence, lang) == parts


def test_a_bead_is_cut_where_each_sentence_finds_its_clause(use: UseEmbedder) -> None:
    en = [EN[0], _TWO, *EN[3:]]
    beads = align(ZH, en, use)
    assert [bead.kind for bead in beads] == ["1:1", "2:1", "1:1", "1:1"]
    (bead, pieces), *others = cut(ZH, en, beads, use).items()
    assert not others
    assert bead == beads[1]
    assert [(piece.zh, piece.en) for piece in pieces] == [
        (ZH[1], "He is safe at home again,"),
        (ZH[2], "and the family brought a silk banner."),
    ]
    assert [piece.bead.kind for piece in pieces] == ["1:1", "1:1"]
    assert [piece.bead.source_start for piece in pieces] == [1, 2]
    assert all(0.8 < piece.bead.confidence <= bead.confidence for piece in pieces)


def test_from_the_other_side_it_is_the_same(use: UseEmbedder) -> None:
    zh = [ZH[0], f"{ZH[1][:-1]}，{ZH[2]}", *ZH[3:]]
    ((bead, pieces),) = cut(zh, EN, align(zh, EN, use), use).items()
    assert bead.kind == "1:2"
    assert [(piece.zh, piece.en) for piece in pieces] == [(f"{ZH[1][:-1]}，", EN[1]), (ZH[2], EN[2])]
    assert [piece.bead.target_start for piece in pieces] == [1, 2]


MIXED_ZH = (
    f"{ZH[0][:-1]}，{ZH[1]}",
    ZH[2],
    ZH[3],
    "全年共接到此类求助37起，其中夜间12起；社区为此开通了求助热线。",
    "学校门口恢复了护学岗，由六名老师轮流值守。",
    "家长可以放心送孩子上学。",
)
MIXED_EN = (
    EN[0],
    EN[1],
    f"{EN[2][:-1]}, and the police station reminds everyone to look after the elderly.",
    "There were 37 such calls in the whole year, 12 of them at night.",
    "The community opened a help hotline for this.",
    "The school patrol is back, with six teachers taking turns on duty, and parents can send their children to school at ease.",
)


def test_beads_of_either_side_are_cut_together(use: UseEmbedder) -> None:
    """Two clauses for two sentences, or three; a piece says where it stands, and how sure both steps are."""
    beads = [Bead(0, 1, 0, 2, 0.9), Bead(1, 3, 2, 3, 0.8), Bead(3, 4, 3, 5, 0.7), Bead(4, 6, 5, 6, 0.6)]
    made = cut(MIXED_ZH, MIXED_EN, beads, use)
    assert list(made) == beads
    by_school = MIXED_EN[5].split(" and parents")
    assert [[(piece.zh, piece.en) for piece in pieces] for pieces in made.values()] == [
        [(f"{ZH[0][:-1]}，", EN[0]), (ZH[1], EN[1])],
        [(ZH[2], f"{EN[2][:-1]},"), (ZH[3], MIXED_EN[2].removeprefix(f"{EN[2][:-1]}, "))],
        [("全年共接到此类求助37起，其中夜间12起；", MIXED_EN[3]), ("社区为此开通了求助热线。", MIXED_EN[4])],
        [(MIXED_ZH[4], by_school[0]), (MIXED_ZH[5], f"and parents{by_school[1]}")],
    ]
    places = [[replace(piece.bead, confidence=1) for piece in pieces] for pieces in made.values()]
    assert places == [
        [Bead(0, 1, 0, 1, 1), Bead(0, 1, 1, 2, 1)],
        [Bead(1, 2, 2, 3, 1), Bead(2, 3, 2, 3, 1)],
        [Bead(3, 4, 3, 4, 1), Bead(3, 4, 4, 5, 1)],
        [Bead(4, 5, 5, 6, 1), Bead(5, 6, 5, 6, 1)],
    ]
    for bead, pieces in made.items():
        assert all(0.98 * bead.confidence < piece.bead.confidence < bead.confidence for piece in pieces)


def test_clauses_that_say_something_else_are_no_pieces(use: UseEmbedder) -> None:
    zh, en = [f"{ZH[0][:-1]}，{ZH[1]}"], ["The road is closed.", "Nobody was told of it."]
    assert cut(zh, en, [Bead(0, 1, 0, 2, 0.9)], use) == {}


def test_a_bead_without_an_inner_boundary_stays_whole(use: UseEmbedder) -> None:
    en = [EN[0], "His relieved family gave the officers a banner after his safe return home.", *EN[3:]]
    assert cut(ZH, en, [Bead(1, 3, 1, 2, 0.9)], use) == {}


def test_doubtful_neighbours_are_one_where_their_outer_boundaries_are_sure(use: UseEmbedder) -> None:
    wrong = [Bead(0, 1, 0, 1, 0.99), Bead(1, 3, 1, 2, 0.3), Bead(3, 4, 2, 4, 0.4), Bead(4, 5, 4, 5, 0.99)]
    merged = merge(ZH, EN, wrong, use)
    assert [bead.kind for bead in merged] == ["1:1", "3:3", "1:1"]
    assert merged[1].confidence > 0.9
    sure = align(ZH, EN, use)
    assert merge(ZH, EN, sure, use) == sure


def test_a_bead_is_joined_with_one_neighbour_only(use: UseEmbedder) -> None:
    doubted = [Bead(k, k + 1, k, k + 1, 0.3) for k in range(5)]
    merged = merge(ZH, EN, doubted, use)
    assert [bead.kind for bead in merged] == ["2:2", "2:2", "1:1"]
    assert merged[2] == doubted[4]


@pytest.mark.parametrize(
    "beads",
    [
        [Bead(0, 1, 0, 1, 0.9), Bead(1, 2, 1, 3, 0.3), Bead(2, 3, 3, 4, 0.3), Bead(3, 5, 4, 5, 0.9)],
        [Bead(0, 1, 0, 0, 0.3), Bead(1, 2, 0, 0, 0.3), Bead(2, 5, 0, 5, 0.9)],
        [Bead(0, 3, 0, 1, 0.3), Bead(3, 5, 1, 5, 0.3)],
        [Bead(0, 1, 0, 1, 0.6), Bead(1, 2, 1, 2, 0.3), Bead(2, 5, 2, 5, 0.9)],
    ],
    ids=["what they hold is no translation", "one side alone", "larger than a bead may be", "one is sure"],
)
def test_what_is_not_joined(beads: list[Bead], use: UseEmbedder) -> None:
    assert merge(ZH, EN, beads, use) == beads


@settings(max_examples=30)
@given(bands(most=6), st.integers(0, 1000))
def test_probability_of_an_area_is_that_of_the_tilings_that_stop_at_both_its_ends(
    band: Band, seed: int
) -> None:
    scores = random_scores(band, seed)
    sums = forward_backward(band, scores, TYPES)
    whole = Bead(0, band.rows - 1, 0, int(band.high[-1]), 1.0)
    assert probability(band, scores, sums, whole) == pytest.approx(1.0, abs=1e-4)
    every = posteriors(band, scores, TYPES, sums)
    i, j = band.places()
    for cell, t in itertools.islice(np.argwhere(np.isfinite(scores) & (every > 0.01)), 20):
        a, b = TYPES[t]
        area = Bead(int(i[cell]), int(i[cell]) + a, int(j[cell]), int(j[cell]) + b, 1.0)
        assert probability(band, scores, sums, area) >= every[cell, t] - 1e-4
