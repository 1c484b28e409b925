"""What a model foresees of a machine's translation and of a person's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from align.quality.foreseen import FEWEST, MOST, Foresees, Remembering, chosen, judge
from corpus.cache import Cache
from tests.factories import FakeTranslator


class Model:
    """Foresees each token of a target as far as ``tokens`` say, and counts what it was asked."""

    signature = "model:1"

    def __init__(self, *tokens: float) -> None:
        self.tokens = list(tokens)
        self.asked: list[tuple[str, str]] = []

    def token_log_probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[list[float]]:
        self.asked += pairs
        return [self.tokens for _ in pairs]


def pairs(count: int) -> list[tuple[str, str]]:
    return [
        (
            f"第{k}天，村里的人都到河边去看船，一直看到太阳下山才回家。",
            f"On day {k} all the village went to see the boats.",
        )
        for k in range(count)
    ]


MACHINE, PERSON, PLAIN = (-0.1, -0.6, -0.9), (-0.1, -0.4, -9.0, -3.0), (-0.1, -0.7, -1.6)
USUAL = (-1.4,)
"""What the Chinese surprises, whoever made the English of it."""


@pytest.mark.parametrize(
    ("english", "chinese", "is_translated"),
    [
        pytest.param(MACHINE, USUAL, True, id="foreseen"),
        pytest.param(PERSON, USUAL, False, id="surprising"),
        pytest.param(MACHINE, MACHINE, False, id="plain sentences, foreseen both ways"),
        pytest.param(PLAIN, PLAIN, False, id="neither"),
        pytest.param(MACHINE, (-3.0,), True, id="the Chinese says things in its own way"),
    ],
)
def test_what_is_foreseen_there_and_not_back_is_a_machine_s(
    english: tuple[float, ...], chinese: tuple[float, ...], is_translated: bool
) -> None:
    judgement = judge(chosen(pairs(30)), Model(*english), Model(*chinese))
    assert judgement
    assert judgement.is_translated == is_translated


def test_the_model_back_is_asked_about_the_chinese_after_the_english() -> None:
    back = Model(*USUAL)
    judge(chosen(pairs(30)), Model(*MACHINE), back)
    assert back.asked == [(en, zh) for zh, en in chosen(pairs(30))]


def test_the_evidence_says_how_far_it_is_foreseen_and_shows_a_sentence() -> None:
    judgement = judge(chosen(pairs(30)), Model(*MACHINE), Model(*USUAL))
    assert judgement
    first, sentence = judgement.evidence
    assert first.startswith("the embedded model foresees it: mean surprise 0.53 in 8 sentences, ")
    assert "; by the Chinese after it 1.40, " in first
    assert sentence.strip("“”") in {en for _, en in pairs(30)}


def test_half_of_the_sentences_are_enough_where_they_surprise() -> None:
    surprised, foresees, back = Model(*PERSON), Model(*MACHINE), Model(*USUAL)
    judgement = judge(chosen(pairs(30)), surprised, back)
    assert judgement
    assert not judgement.is_translated
    assert back.asked == []
    judge(chosen(pairs(30)), foresees, back)
    assert (len(surprised.asked), len(foresees.asked), len(back.asked)) == (MOST // 2, MOST, MOST)


@pytest.mark.parametrize("count", [0, FEWEST - 1])
def test_a_few_sentences_are_no_document(count: int) -> None:
    model = Model(*MACHINE)
    assert judge(chosen(pairs(count)), model, model) is None
    assert model.asked == []


def test_short_sentences_say_nothing() -> None:
    assert chosen([("第一条", "Article 1"), *pairs(1)]) == pairs(1)


def test_numbers_have_one_form_whoever_translates() -> None:
    figures = "全年共生产汽车1234567辆，比上年同期多765432辆，增长百分之12.3以上。"
    assert chosen([(figures, "In all 1,234,567 cars were made."), *pairs(1)]) == pairs(1)


def test_one_name_spelled_in_another_way_is_one_surprise() -> None:
    model = Model(-0.1, -0.1, -0.1, -50.0, -0.1, -0.1, -0.1, -0.1, -0.1)
    judgement = judge(chosen(pairs(30)), model, Model(*USUAL))
    assert judgement
    assert judgement.is_translated


def test_what_was_said_is_remembered(tmp_path: Path) -> None:
    model = Model(*MACHINE)
    with Cache(tmp_path / "cache.sqlite") as cache:
        said = [Remembering(model, cache).token_log_probabilities(pairs(3)) for _ in range(2)]
    assert said[0] == said[1] == [list(MACHINE)] * 3
    assert model.asked == pairs(3)


def test_a_translator_that_only_drafts_does_not_foresee() -> None:
    assert isinstance(Model(), Foresees)
    assert not isinstance(FakeTranslator("zh"), Foresees)
