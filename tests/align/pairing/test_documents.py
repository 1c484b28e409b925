"""Which documents belong together."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.embed import UseEmbedder
from align.embedder import in_turn
from align.pairing.documents import pair_documents
from align.pairing.evidence import _longest_rising
from align.pairing.names import stem
from align.pairing.samples import DocumentText
from tests.align.beads.examples import EN, ZH
from tests.align.seeds import PARALLEL, text_of
from tests.factories import FakeEmbedder


@pytest.mark.parametrize(
    ("zh", "en", "same"),
    [
        ("x.zh.txt", "x.en.txt", True),
        ("zh/x.txt", "en/x.html", True),
        ("a/x_zh-CN.md", "a/x-en.md", True),
        ("report（中文）.txt", "report (English).txt", True),
        ("x.zh.txt", "y.en.txt", False),
        ("zhen.txt", "english-lessons.txt", False),
    ],
)
def test_stems_of_names(zh: str, en: str, same: bool) -> None:
    assert (stem(zh) == stem(en)) == same


def test_pairs_by_content_whatever_the_names(use: UseEmbedder) -> None:
    zh = [text_of(name, f"{i}.txt") for i, (name, _) in enumerate(PARALLEL)]
    en = [text_of(name, f"{9 - i}.txt") for i, (_, name) in enumerate(PARALLEL)]
    zh.append(text_of("01-letter-to-residents.txt", "other.txt"))
    order = list(range(len(en)))
    random.Random(1).shuffle(order)
    pairing = pair_documents(zh, [en[i] for i in order], in_turn(use))
    assert {(pair.zh, order[pair.en]) for pair in pairing.pairs} == {(0, 0), (1, 1), (2, 2)}
    assert all(pair.confidence > 0.9 and not pair.named for pair in pairing.pairs)


def test_the_order_of_documents_makes_no_difference(use: UseEmbedder) -> None:
    zh = [text_of(name) for name, _ in PARALLEL]
    en = [text_of(name) for _, name in PARALLEL]
    seen = set()
    for order in itertools.permutations(range(3)):
        pairing = pair_documents([zh[i] for i in order], en, in_turn(use))
        seen.add(frozenset((order[pair.zh], pair.en, round(pair.confidence, 6)) for pair in pairing.pairs))
    assert len(seen) == 1


def test_names_that_the_content_contradicts_are_reported_and_not_believed(use: UseEmbedder) -> None:
    zh = [text_of(PARALLEL[0][0], "a.zh.txt"), text_of(PARALLEL[1][0], "b.zh.txt")]
    en = [text_of(PARALLEL[0][1], "b.en.txt"), text_of(PARALLEL[1][1], "a.en.txt")]
    pairing = pair_documents(zh, en, in_turn(use))
    assert {(pair.zh, pair.en) for pair in pairing.pairs} == {(0, 0), (1, 1)}
    assert {(pair.zh, pair.en) for pair in pairing.contradicted} == {(0, 1), (1, 0)}


def test_a_name_helps_where_the_content_leaves_doubt(use: UseEmbedder) -> None:
    """A notice of two sentences, of which the longer English one says only the first."""
    zh, en = (ZH[0], ZH[1]), (EN[0], *EN[3:])
    unnamed = pair_documents([DocumentText("1.txt", zh)], [DocumentText("2.txt", en)], in_turn(use))
    named = pair_documents([DocumentText("n.zh.txt", zh)], [DocumentText("n.en.txt", en)], in_turn(use))
    assert unnamed.pairs == []
    assert [pair.named for pair in named.pairs] == [True]


def test_a_name_that_several_share_says_nothing(use: UseEmbedder) -> None:
    zh = [text_of(PARALLEL[0][0], name) for name in ("x.zh.txt", "zh/x.txt")]
    pairing = pair_documents(zh, [text_of(PARALLEL[0][1], "x.en.txt")], in_turn(use))
    assert [pair.named for pair in pairing.pairs] == [False]


def test_one_document_is_in_one_pair(use: UseEmbedder) -> None:
    zh = [text_of(PARALLEL[0][0], "a.txt"), text_of(PARALLEL[0][0], "b.txt")]
    assert len(pair_documents(zh, [text_of(PARALLEL[0][1])], in_turn(use)).pairs) == 1
    assert pair_documents(zh, [], in_turn(use)).pairs == []


def test_a_document_without_sentences_belongs_to_none() -> None:
    pairing = pair_documents(
        [DocumentText("x.zh.txt", ())], [DocumentText("x.en.txt", ("A.",))], in_turn(FakeEmbedder())
    )
    assert pairing.pairs == []
    assert [(pair.zh, pair.en) for pair in pairing.contradicted] == [(0, 0)]


@given(st.lists(st.integers(0, 9), max_size=9))
def test_longest_rising(values: list[int]) -> None:
    rising = [
        size
        for size in range(len(values) + 1)
        for part in itertools.combinations(values, size)
        if all(a < b for a, b in itertools.pairwise(part))
    ]
    assert _longest_rising(values) == max(rising)
