"""What comes back from a reviewer, and the decision it becomes, field by field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from corpus.model import Flag, Returned, Score
from corpus.pipeline.decisions import UNKNOWN, Decision
from corpus.pipeline.returned_work import Baseline, correct, decide
from tests.factories import unit

FILE_DATE, LATER = "20260110T000000Z", "20260105T101500Z"
OURS = unit(
    "警方今天发布通报。",
    "The police issued a report today.",
    4,
    document="a/文件.txt",
    url="https://example.org/a",
    licence="CC0-1.0",
    flags=(Flag("length", "too long"),),
    scores=(Score("score", 0.4, "s"),),
)
ROW = Returned(
    source=OURS.source,
    target="The police released a notice today.",
    source_tag="zh-CN",
    target_tag="en-US",
    unit=OURS.id,
    reviewer="anna",
    date=LATER,
    comment=" shorter ",
)
EDITED = Decision(
    kind="edited",
    source=OURS.source,
    target="The police released a notice today.",
    draft=OURS.target,
    source_tag="zh-CN",
    target_tag="en-US",
    script="Hans",
    document="a/文件.txt",
    index=4,
    created=OURS.date,
    reviewer="anna",
    date=LATER,
    comment="shorter",
    url="https://example.org/a",
    licence="CC0-1.0",
    engine="fake:1",
    score=0.4,
    flags=("length",),
)


@pytest.mark.parametrize(
    ("row", "decision"),
    [
        ({}, {}),
        ({"date": None}, {"date": FILE_DATE}),
        ({"reviewer": None, "comment": None}, {"reviewer": UNKNOWN, "comment": None}),
        ({"target": f" {OURS.target} "}, {"kind": "confirmed", "target": OURS.target}),
        ({"target": OURS.source}, {"kind": "copied", "target": OURS.target}),
        ({"target": None}, {"kind": "rejected", "target": OURS.target}),
        ({"target": ""}, {"kind": "rejected", "target": OURS.target}),
        ({"approved": False}, {"kind": "rejected", "target": OURS.target}),
        (
            {"reviewer": None, "target": OURS.target},
            {"kind": "commented", "target": OURS.target, "reviewer": UNKNOWN},
        ),
        # The tool's own spelling of the tags does not go into the record.
        ({"source_tag": "ZH", "target_tag": "EN-GB"}, {}),
    ],
)
def test_what_a_row_becomes(row: dict[str, Any], decision: dict[str, Any]) -> None:
    assert decide(replace(ROW, **row), Baseline([OURS]), FILE_DATE) == replace(EDITED, **decision)


def test_of_human_work_no_draft_was_judged() -> None:
    handed_out = replace(OURS, origin="reviewed", reviewer="bo", flags=())
    decision = decide(ROW, Baseline([handed_out]), FILE_DATE)
    assert decision == replace(EDITED, engine=None, score=None, flags=())


def test_our_own_note_is_no_comment() -> None:
    commented = replace(OURS, comment="shorter")
    decision = decide(ROW, Baseline([commented]), FILE_DATE)
    assert decision is not None
    assert decision.comment is None


GONE = Returned(
    source="昨天的通知。",
    target="Yesterday's notice.",
    source_tag="zh-CN",
    target_tag="en-US",
    unit="0123456789abcdef",
    reviewer="anna",
    date=LATER,
    document="旧.txt",
)
KEPT = Decision(
    kind="edited",
    source="昨天的通知。",
    target="Yesterday's notice.",
    draft="",
    source_tag="zh-CN",
    target_tag="en-US",
    script="Hans",
    document="旧.txt",
    index=0,
    created=FILE_DATE,
    reviewer="anna",
    date=LATER,
)


@pytest.mark.parametrize(
    ("row", "decision"),
    [
        ({}, {}),
        ({"document": None}, {"document": "review"}),
        ({"target_tag": "en-gb"}, {"target_tag": "en-GB"}),
        ({"target_tag": "en-AU"}, {"target_tag": "en-US"}),
        ({"source_tag": "zh"}, {}),
        ({"source_tag": "zh-hk"}, {"source_tag": "zh-HK"}),
        ({"source_tag": "zh-TW"}, {"source_tag": "zh-TW"}),
        (
            {"source": "發佈通報。", "source_tag": "zh"},
            {"source": "發佈通報。", "source_tag": "zh-TW", "script": "Hant"},
        ),
        (
            {"source": "A notice.", "target": "通知。", "source_tag": "en-GB", "target_tag": "zh"},
            {
                "source": "A notice.",
                "target": "通知。",
                "source_tag": "en-GB",
                "target_tag": "zh-CN",
                "script": "Latn",
            },
        ),
        (
            {"source": "A notice.", "target": "發佈通報。", "source_tag": "en", "target_tag": "zh"},
            {
                "source": "A notice.",
                "target": "發佈通報。",
                "source_tag": "en-US",
                "target_tag": "zh-TW",
                "script": "Latn",
            },
        ),
    ],
)
def test_work_on_a_sentence_that_is_gone(row: dict[str, Any], decision: dict[str, Any]) -> None:
    assert decide(replace(GONE, **row), Baseline([OURS]), FILE_DATE) == replace(KEPT, **decision)


@pytest.mark.parametrize(
    ("row", "is_kept"),
    [
        ({}, True),
        ({"unit": None}, False),  # of no document of ours either
        ({"unit": None, "document": "a/文件.txt"}, True),
        ({"unit": "no id of ours"}, False),
        ({"reviewer": None}, False),
        ({"reviewer": None, "approved": True}, True),
        ({"whole_file": True}, False),
        ({"is_draft": True}, False),
        ({"target": ""}, False),  # an empty row that was never handed out
        ({"target": "", "comment": "where is it?"}, True),
    ],
)
def test_whose_translation_it_is(row: dict[str, Any], is_kept: bool) -> None:
    assert (decide(replace(GONE, **row), Baseline([OURS]), FILE_DATE) is not None) == is_kept


NEW_SOURCE = "警方昨天发布通报。"
CORRECTED = replace(
    EDITED,
    kind="corrected",
    target=NEW_SOURCE,
    draft="",
    comment=None,
    url=None,
    licence=None,
    engine=None,
    score=None,
    flags=(),
)


def test_a_correction_and_what_was_decided_of_its_translation() -> None:
    row = replace(ROW, source=f" {NEW_SOURCE} ")
    translation = replace(EDITED, source=NEW_SOURCE)
    assert correct(row, Baseline([OURS]), FILE_DATE) == [CORRECTED, translation]


def test_a_correction_alone() -> None:
    row = replace(ROW, source=NEW_SOURCE, target=OURS.target, reviewer=None, date=None, comment=None)
    alone = replace(CORRECTED, reviewer=UNKNOWN, date=FILE_DATE)
    assert correct(row, Baseline([OURS]), FILE_DATE) == [alone]


@pytest.mark.parametrize(
    ("row", "other_units"),
    [
        ({}, []),  # the source is as it was
        ({"source": "完全是另外的一句话了。"}, []),
        ({"source": NEW_SOURCE, "unit": None}, []),
        ({"source": NEW_SOURCE}, [unit(NEW_SOURCE, "Another unit.", 5)]),
    ],
    ids=["unchanged", "another-text", "no-id", "another-unit"],
)
def test_what_is_no_correction(row: dict[str, Any], other_units: list[Any]) -> None:
    assert correct(replace(ROW, **row), Baseline([OURS, *other_units]), FILE_DATE) == []


@pytest.mark.parametrize(
    ("align_type", "can_be"), [("1:1", True), (None, True), ("mined", True), ("2:1", False)]
)
def test_only_a_sentence_of_a_document_can_be_corrected(align_type: str | None, can_be: bool) -> None:
    handed_out = replace(OURS, align_type=align_type, origin="aligned")
    row = replace(ROW, source=NEW_SOURCE, unit=handed_out.id)
    assert bool(correct(row, Baseline([handed_out]), FILE_DATE)) == can_be
