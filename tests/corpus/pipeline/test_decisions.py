"""What a decision makes of a unit, field by field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from corpus.model import Flag, Score, Unit
from corpus.pipeline.decisions import Decision, HumanWork, Review, with_human_work
from tests.factories import candidates, unit

SIGNED = (Score("score", 1.0, "review:a person stands for it"),)
BASE = Decision(
    kind="edited",
    source="警方通报。",
    target="Police notice.",
    draft="Police report.",
    source_tag="zh-CN",
    target_tag="en-US",
    script="Hans",
    document="a.txt",
    index=3,
    created="20260101T000000Z",
    reviewer="anna",
    date="20260105T101500Z",
    comment="shorter",
    url="https://example.org/a",
    licence="CC0-1.0",
)


def decided(**changes: Any) -> Decision:
    return replace(BASE, **changes)


def applied(review: Review, draft: Unit) -> Unit:
    """The one unit that a build with this review keeps."""
    kept, rejections = HumanWork(review).apply(candidates([draft]))
    assert not rejections
    (candidate,) = kept
    return candidate.unit


def test_the_unit_that_a_person_stands_for() -> None:
    assert BASE.unit() == Unit(
        source="警方通报。",
        target="Police notice.",
        source_tag="zh-CN",
        target_tag="en-US",
        origin="reviewed",
        engine="review",
        document="a.txt",
        index=3,
        script="Hans",
        date="20260101T000000Z",
        scores=SIGNED,
        url="https://example.org/a",
        licence="CC0-1.0",
        reviewer="anna",
        reviewed="20260105T101500Z",
        comment="shorter",
    )


def test_human_work_in_the_place_of_a_draft() -> None:
    draft = unit(flags=(Flag("length", "too long"),), url="https://example.org/b", document="b.txt")
    assert with_human_work(draft, BASE) == replace(
        draft,
        target="Police notice.",
        origin="reviewed",
        engine="review",
        scores=SIGNED,
        flags=(),
        reviewer="anna",
        reviewed="20260105T101500Z",
        comment="shorter",
    )


def test_a_translation_counts_the_other_way_round_but_judges_no_draft_there() -> None:
    """Nobody saw a draft in that direction."""
    draft = unit("Police notice.", "警察通知。", source_tag="en-US", target_tag="zh-CN", script="Latn")
    human = HumanWork(Review((BASE,)))
    turned = human.translation("en-US", "zh-CN", "Police notice.")
    assert turned == replace(
        BASE,
        source="Police notice.",
        target="警方通报。",
        draft="",
        source_tag="en-US",
        target_tag="zh-CN",
    )
    assert applied(Review((BASE,)), draft).target == "警方通报。"


@pytest.mark.parametrize("draft", ["Police report.", "Another draft."])
def test_a_verdict_is_on_the_draft_that_was_seen(draft: str) -> None:
    verdict = HumanWork(Review((BASE,))).verdict(unit(target=draft))
    assert verdict == (BASE if draft == BASE.draft else None)


def test_a_verdict_is_on_one_pair_of_languages() -> None:
    human = HumanWork(Review((BASE,)))
    assert human.verdict(unit(source_tag="zh-TW")) is None
    assert human.verdict(unit(source="另一句。")) is None
    assert human.verdicts == 1


def test_what_nobody_had_drafted_is_no_verdict() -> None:
    assert HumanWork(Review((decided(draft=""),))).verdicts == 0


@pytest.mark.parametrize("comment", ["who says so?", None])
def test_a_comment_alone_changes_nothing_else(comment: str | None) -> None:
    draft = unit(flags=(Flag("length", "too long"),))
    said = decided(kind="commented", comment=comment)
    assert applied(Review((said,)), draft) == replace(draft, comment=comment)


AMENDED = decided(kind="amended", draft="Police of Guangnan.", target="Police of Cangnan.", comment=None)
NAME = Flag("name", "Guangnan: 苍南 is Cangnan", (("source", 0, 2), ("target", 10, 18)))
LONG = Flag("length", "too long", (("source", 0, 5), ("target", 0, 19)))


def test_an_amended_name_stays_a_draft_and_says_so() -> None:
    draft = unit(target="Police of Guangnan.", flags=(NAME, LONG))
    assert applied(Review((AMENDED,)), draft) == replace(
        draft,
        target="Police of Cangnan.",
        # Where the flag stood in the draft is known no more.
        flags=(replace(LONG, spans=(("source", 0, 5),)), Flag("repaired", "a person put a name right")),
    )


def test_who_amended_a_name_may_say_why() -> None:
    draft = unit(target="Police of Guangnan.")
    amended = replace(AMENDED, comment="see the map")
    assert applied(Review((amended,)), draft).flags == (Flag("repaired", "see the map"),)


def test_another_draft_is_not_amended() -> None:
    draft = unit(target="Police in Guangnan.", flags=(NAME,))
    assert applied(Review((AMENDED,)), draft) == draft


def test_an_amended_draft_can_be_commented_on() -> None:
    draft = unit(target="Police of Guangnan.")
    said = decided(kind="commented", comment="check again")
    made = applied(Review((AMENDED, said)), draft)
    assert (made.target, made.comment) == ("Police of Cangnan.", "check again")


@pytest.mark.parametrize(
    ("first", "second", "are_one"),
    [
        ({}, {}, True),
        ({}, {"target": "Notice."}, False),
        ({}, {"kind": "confirmed"}, True),
        ({}, {"reviewer": "bo"}, False),
        ({}, {"comment": "longer"}, False),
        ({}, {"settles": True}, False),
        ({}, {"kind": "amended"}, False),
        ({}, {"kind": "corrected"}, False),
        ({}, {"kind": "withdrawn"}, False),
        ({"kind": "rejected"}, {"kind": "copied", "target": "Other."}, True),
        ({"kind": "rejected"}, {"kind": "withdrawn", "target": "Other."}, False),
        ({"kind": "amended"}, {"kind": "amended", "target": "Other."}, False),
        ({"kind": "amended"}, {"kind": "corrected"}, False),
        ({"kind": "corrected"}, {"kind": "corrected", "target": "Other."}, False),
        ({"kind": "rejected"}, {"kind": "amended", "target": ""}, False),
    ],
)
def test_what_makes_two_decisions_one(first: dict[str, Any], second: dict[str, Any], are_one: bool) -> None:
    merged = Review((decided(**first),)).merged([decided(**second)])
    assert len(merged.decisions) == (1 if are_one else 2)


def test_a_decision_taken_back_leaves_the_one_before() -> None:
    first, second = decided(), decided(target="Notice.", date="20260106T000000Z")
    back = decided(kind="withdrawn", date="20260107T000000Z")
    review = Review((first, second, back))
    assert review.effective() == (first,)
    assert list(review.standing().values()) == [first]


def test_what_somebody_else_decided_is_not_taken_back() -> None:
    hers = decided()
    back = decided(kind="withdrawn", reviewer="bo", date="20260107T000000Z")
    assert Review((hers, back)).effective() == (hers,)


@pytest.mark.parametrize("settles", [False, True])
def test_who_settles_a_disagreement_ends_it(settles: bool) -> None:
    hers = decided()
    his = decided(reviewer="bo", target="Notice.", date="20260106T000000Z", settles=settles)
    assert Review((hers, his)).conflicts() == ([] if settles else [[hers, his]])


@pytest.mark.parametrize(
    ("target", "usable"),
    [
        ("0123456789", True),  # as it was
        ("01234567x9", True),  # a tenth
        ("0123456xx9", False),
    ],
)
def test_a_draft_was_usable_if_hardly_anything_was_changed(target: str, usable: bool) -> None:
    assert decided(draft="0123456789", target=target).was_usable == usable
    assert not decided(kind="rejected", draft="0123456789", target=target).was_usable
