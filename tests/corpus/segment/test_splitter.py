from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.model import Document, Lang, Metadata
from corpus.segment.splitter import paragraphs, segment, segment_document, sentences
from corpus.text.unwrap import unwrap
from tests.tables import CASES

HARD = [json.loads(line) for line in (CASES / "segment.jsonl").read_text(encoding="utf-8").splitlines()]


def _params() -> list[Any]:
    """A known failure is marked, and must be promoted when it passes (xfail is strict)."""
    return [
        pytest.param(
            case,
            id=case["sents"][0][:30],
            marks=pytest.mark.xfail(reason=case["fails"]) if "fails" in case else (),
        )
        for case in HARD
    ]


@pytest.mark.parametrize("case", _params())
def test_cases(case: dict[str, Any]) -> None:
    sents: list[str] = case["sents"]
    separators = case.get("seps", ["" if case["lang"] == "zh" else " "] * (len(sents) - 1))
    text = "".join(s + p for s, p in zip(sents, [*separators, ""], strict=True))
    assert [text[a:b] for a, b in segment(text, case["lang"])] == sents


TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            list(
                "。！？!?….．～”“’‘」』「『）（)(《》【】\"'，,;；：: \n\n的说道他们在第一二三3年"
                "Mr.Dr. abcTheIn[1]…-—"
            )
        ),
        st.characters(blacklist_categories=["Cs"]),
    ),
    max_size=200,
)


@given(TEXT, st.sampled_from(["zh", "en"]))
@settings(max_examples=300, deadline=None)
@example("", "zh")
@example("。" * 50, "zh")
@example("（" * 50 + "。", "zh")
@example('"' * 20, "en")
def test_segments_rebuild_the_text(text: str, lang: Lang) -> None:
    """Spans are in order, have no white space at their edges, and leave out white space only."""
    spans = segment(text, lang)
    end = 0
    for a, b in spans:
        assert end <= a < b
        assert not text[end:a].strip()
        assert text[a:b] == text[a:b].strip()
        end = b
    assert not text[end:].strip()


@given(TEXT, st.sampled_from(["zh", "en"]))
@settings(max_examples=150, deadline=None)
def test_sentences_keep_every_character(text: str, lang: Lang) -> None:
    joined = "".join(sentence for block in sentences(text, lang) for sentence in block)
    assert re.sub(r"\s", "", joined) == re.sub(r"\s", "", text)


@given(TEXT)
@settings(max_examples=150, deadline=None)
def test_segments_say_where_they_stand(text: str) -> None:
    document = Document("x.txt", text, "zh", "Hans", Metadata(), "utf-8")
    for index, piece in enumerate(segment_document(document)):
        assert piece.index == index
        assert unwrap(text[piece.start : piece.end]) == piece.text


def test_sentence_in_another_language_of_a_mixed_document() -> None:
    document = Document(
        "x.txt", "外籍居民请注意。\nPlease bring your passport.\n谢谢！", "zh", "Hans", Metadata(), "utf-8"
    )
    assert [(s.lang, s.script) for s in segment_document(document)] == [
        ("zh", "Hans"),
        ("en", "Latn"),
        ("zh", "Hans"),
    ]


def test_blank_lines_part_paragraphs() -> None:
    text = "第一段没有句号\n\n第二段也没有句号"
    assert [text[a:b] for a, b in paragraphs(text)] == ["第一段没有句号", "第二段也没有句号"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("警方昨天通报了案件的\n进展情况。", 1),
        ("警方通报案件进展\n警方昨天通报了案件的进展情况，案件已经侦破。", 2),
        ("警方昨天通报了案件的进展情况，\n　　案件已经侦破。", 2),
        ("时间：三月五日上午九点在广场\n地点：县公安局门前的人民广场", 2),
        ("1、出示身份证件和有关的证明\n2、填写表格然后到窗口去排队", 2),
        ("The number of reports has\ngone down by half since May.", 1),
        ("Anna Moore\nBen Stone\nCarol Ho", 3),
    ],
    ids=["wrapped", "heading", "indented", "labels", "list", "lower-case", "names"],
)
def test_only_wrapped_lines_are_joined(text: str, expected: int) -> None:
    assert len(paragraphs(text)) == expected
