"""Fixed examples are shown where nothing is alike, and nothing of them stands in a draft."""

from __future__ import annotations

import pytest

from align.translate.domain import domain_examples, taken_over, turns
from align.translate.draft import Drafter
from align.translate.memory import Memory
from align.translate.translator import Draft
from corpus.model import Lang
from tests.factories import FakeTranslator

SENTENCE = "村里的图书室昨天开门了。"


def test_what_is_particular_stands_in_both_languages() -> None:
    for example in domain_examples():
        for zh, en in example.particular:
            assert zh in example.zh
            assert en in example.en
        assert taken_over(example.zh, example.en, "zh"), "an example is made of its own words"


@pytest.mark.parametrize(
    ("source", "draft", "lang", "taken"),
    [
        (SENTENCE, "Chen Li opened the reading room yesterday.", "zh", ["Chen Li"]),
        ("陈立昨天来了。", "Chen Li came yesterday.", "zh", []),
        (SENTENCE, "The room opened with 37 books.", "zh", ["37"]),
        (SENTENCE, "The room opened with 2,370 books, 37.5 yuan each.", "zh", []),
        (SENTENCE, "The police station opened yesterday.", "zh", []),
        ("The reading room opened.", "河阳的图书室开门了。", "en", ["河阳"]),
        ("The reading room of Heyang opened.", "河阳的图书室开门了。", "en", []),
    ],
    ids=[
        "name",
        "own name",
        "figure",
        "part of a figure",
        "common words",
        "Chinese name",
        "own Chinese name",
    ],
)
def test_taken_over(source: str, draft: str, lang: Lang, taken: list[str]) -> None:
    assert taken_over(source, draft, lang) == taken


def test_where_nothing_is_alike_the_examples_are_shown() -> None:
    engine = FakeTranslator("zh")
    alike = (
        "今年以来，全县共破获电信诈骗案件146起。",
        "The county has solved 146 cases of telecom fraud this year.",
    )
    text = "今年以来，全县共破获电信诈骗案件97起。"
    drafter = Drafter(engine, memory=Memory([(*alike, "Hans")]), domain=True)
    drafter.draft([(text, "Hans"), (SENTENCE, "Hans")])
    assert engine.examples[0] == {text: [alike], SENTENCE: turns("zh")}
    Drafter(plain := FakeTranslator("zh")).draft([(SENTENCE, "Hans")])
    assert not any(plain.examples)


def test_a_draft_with_something_of_an_example_never_stands() -> None:
    leaking = Draft("The reading room of Heyang County opened yesterday.", -0.1, finished=True)
    faulty = Draft("The reading room 昨天 opened yesterday.", -0.2, finished=True)
    engine = FakeTranslator("zh", {SENTENCE: leaking}, {SENTENCE: faulty})
    (made,) = Drafter(engine, domain=True).draft([(SENTENCE, "Hans")])
    assert made.draft.text == faulty.text
    assert "example" in made.first_faults
    (made,) = Drafter(engine).draft([(SENTENCE, "Hans")])
    assert made.draft.text == leaking.text, "nothing was shown, and Heyang may be a fault of another kind"
