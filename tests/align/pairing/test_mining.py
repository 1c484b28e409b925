"""Sentence pairs in documents that do not translate each other."""

from __future__ import annotations

import pytest

from align.embed import UseEmbedder
from align.pairing.mining import mine
from tests.align.seeds import PARALLEL, text_of


def test_finds_the_sentences_that_two_reports_share(use: UseEmbedder) -> None:
    zh, en = text_of(PARALLEL[0][0]).sentences, text_of(PARALLEL[0][1]).sentences
    others = text_of("01-letter-to-residents.txt").sentences
    foreign = text_of(PARALLEL[2][1]).sentences
    mined = mine([*others, zh[2], zh[10]], [*foreign, en[13], en[2]], use)
    assert {(pair.zh, pair.en) for pair in mined} == {
        (len(others), len(foreign) + 1),
        (len(others) + 1, len(foreign)),
    }


def test_a_sentence_with_other_numbers_is_of_another_case(use: UseEmbedder) -> None:
    zh, en = text_of(PARALLEL[0][0]).sentences, text_of(PARALLEL[0][1]).sentences
    assert (12, 16) in {(pair.zh, pair.en) for pair in mine(zh, en, use)}
    changed = [sentence.replace("298", "352") for sentence in en]
    assert changed[16] != en[16]
    assert 12 not in {pair.zh for pair in mine(zh, changed, use)}


def test_parts_make_no_difference(use: UseEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    zh, en = text_of(PARALLEL[0][0]).sentences, text_of(PARALLEL[0][1]).sentences
    whole = mine(zh, en, use)
    monkeypatch.setattr("align.pairing.mining._ROWS", 3)
    parts = mine(zh, en, use)
    assert [(pair.zh, pair.en) for pair in parts] == [(pair.zh, pair.en) for pair in whole]
    assert [pair.confidence for pair in parts] == pytest.approx([pair.confidence for pair in whole], abs=1e-5)
    assert len({pair.en for pair in whole}) == len(whole) > 5


@pytest.mark.parametrize(
    ("zh", "en"),
    [([], ["A sentence of some length."]), (["有一定长度的一句话。"], []), (["短。"], ["Short."])],
)
def test_nothing_to_find(zh: list[str], en: list[str], use: UseEmbedder) -> None:
    assert mine(zh, en, use) == []
