from __future__ import annotations

import pytest

from align.terms.candidates import Rendering, find_candidates
from align.terms.glossary import Glossary, Term
from corpus.model import Unit

PAIRS = [
    ("望溪县公安局昨日通报了案情。", "The Wangxi County Public Security Bureau reported the case yesterday."),
    (
        "记者从望溪县公安局获悉，案件已经侦破。",
        "Our reporter learned from the Wangxi County Public Security Bureau that the case is solved.",
    ),
    ("目前望溪县公安局正在调查。", "The Wangxi County Public Security Bureau is now looking into it."),
    ("净网行动取得成效。", "Operation Clean Web has shown results."),
    ("今年的净网行动从三月开始。", "This year, Operation Clean Web began in March."),
    ("参加净网行动的有九人。", "Nine people took part in the Net Purge Campaign."),
    ("为了净网行动，他们加班。", "They worked extra hours for the Net Purge Campaign."),
    ("居民们很高兴。", "The residents were pleased."),
    ("居民说路灯亮了。", "The lamps work, a resident says."),
    ("附近居民报警。", "Neighbours called for help."),
]


def units(pairs: list[tuple[str, str]]) -> list[Unit]:
    return [
        Unit(zh, en, "zh-CN", "en-US", "aligned", "x", f"{i % 3}.txt", i, "Hans", "20240101T000000Z")
        for i, (zh, en) in enumerate(pairs)
    ]


def test_names_and_campaigns_are_proposed_with_what_the_corpus_says() -> None:
    glossary = Glossary([Term("净网行动", ("Operation Clean Web",))])
    candidates = {candidate.zh: candidate for candidate in find_candidates(units(PAIRS), glossary, 3)}
    bureau = candidates["望溪县公安局"]
    assert bureau.renderings == (Rendering("Wangxi County Public Security Bureau", 3),)
    assert (bureau.count, bureau.documents, bureau.known, bureau.agreed) == (3, 3, False, True)
    assert candidates["净网行动"].known


def test_where_the_corpus_disagrees_with_itself_comes_first() -> None:
    first, *_ = find_candidates(units(PAIRS), Glossary(()), 3)
    assert first.zh == "净网行动"
    assert set(first.renderings) == {Rendering("Operation Clean Web", 2), Rendering("Net Purge Campaign", 2)}
    assert not first.agreed


def test_neither_common_words_nor_pieces_of_longer_strings_are_proposed() -> None:
    proposed = {candidate.zh for candidate in find_candidates(units(PAIRS), Glossary(()), 3)}
    assert not {"居民", "公安局", "望溪县", "县公安局", "网行动"} & proposed


@pytest.mark.parametrize("least", [2, 3, 4])
def test_what_is_proposed_recurs_often_enough(least: int) -> None:
    candidates = find_candidates(units(PAIRS), Glossary(()), least)
    assert all(
        candidate.count == sum(candidate.zh in zh for zh, _ in PAIRS) >= least for candidate in candidates
    )
    assert [candidate.zh for candidate in candidates if candidate.zh == "净网行动"] == ["净网行动"]


def test_either_direction_and_an_empty_corpus() -> None:
    turned = [
        Unit(en, zh, "en-US", "zh-CN", "drafted", "x", f"{i % 3}.txt", i, "Latn", "20240101T000000Z")
        for i, (zh, en) in enumerate(PAIRS)
    ]
    assert find_candidates(turned, Glossary(()), 3) == find_candidates(units(PAIRS), Glossary(()), 3)
    assert find_candidates([], Glossary(()), 3) == []
