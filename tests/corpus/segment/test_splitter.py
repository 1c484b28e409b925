from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.model import Document, Lang, Metadata, Segment
from corpus.segment.splitter import paragraphs, segment, segment_document, sentences
from corpus.text.unwrap import unwrap
from tests.factories import CASES_FOLDER

CASES = [
    json.loads(line) for line in (CASES_FOLDER / "segment.jsonl").read_text(encoding="utf-8").splitlines()
]


def _params() -> list[Any]:
    """A known failure is marked, and must be promoted when it passes (xfail is strict)."""
    return [
        pytest.param(
            case,
            id=case["sents"][0][:30],
            marks=pytest.mark.xfail(reason=case["fails"]) if "fails" in case else (),
        )
        for case in CASES
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
                "。！？!?….．～”“’‘」』「『）（)(《》【】\"'，,;；：: \n\n的说道他们在第一二三3年Mr.Dr. abcTheIn[1]…-—"
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
def test_segment_objects_hold_their_invariants(text: str) -> None:
    document = Document("x.txt", text, "zh", "Hans", Metadata(), "utf-8")
    for i, found in enumerate(segment_document(document)):
        assert isinstance(found, Segment)
        assert found.index == i
        assert unwrap(text[found.start : found.end]) == found.text


def test_sentence_in_another_language_of_a_mixed_document() -> None:
    document = Document(
        "x.txt", "外籍居民请注意。\nPlease bring your passport.\n谢谢！", "zh", "Hans", Metadata(), "utf-8"
    )
    assert [(s.lang, s.script) for s in segment_document(document)] == [
        ("zh", "Hans"),
        ("en", "Latn"),
        ("zh", "Hans"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("居民的安\n全意识", "居民的安全意识"),
        ("the number of\ncases", "the number of cases"),
        ("使用\nAPP办理", "使用 APP办理"),
        ("他说：\n　　“好”", "他说：“好”"),
    ],
)
def test_unwrap(text: str, expected: str) -> None:
    assert unwrap(text) == expected


def test_blank_lines_part_paragraphs() -> None:
    text = "第一段没有句号\n\n第二段也没有句号"
    assert [text[a:b] for a, b in paragraphs(text)] == ["第一段没有句号", "第二段也没有句号"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "unit",
    [
        "字",
        "word ",
        "。",
        ".",
        "（",
        '"',
        "“",
        "a.",
        "……",
        "《",
        "第一，",
        "Mr. ",
        "1. ",
        "!?",
        "[",
        "\n",
        "字\n",
        " ",
    ],
)
def test_time_is_linear(unit: str, lang: Lang) -> None:
    """Work per character must not grow with length: counted in steps of the scanner, not in seconds.

    A quadratic scanner would need minutes for these million characters.
    """
    text = unit * (1_000_000 // len(unit))
    spans = segment(text, lang)
    assert sum(b - a for a, b in spans) <= len(text)
