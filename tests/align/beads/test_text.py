"""What the characters of a sentence show."""

from __future__ import annotations

import numpy as np
import pytest

from align.beads.bead_types import MAX_BEAD_SIZE
from align.beads.text import End, continues, end_of, quotation_marks, read_text
from tests.factories import FakeEmbedder


@pytest.mark.parametrize(
    ("sentence", "marks"),
    [
        ("'Surrender?'", [1, 0]),
        ("It's the officers' car.", []),
        ("“是。”他说：“走。”", [1, 0, 1, 0]),
        ('He said "go" and left.', [1, 0]),
        ("Don’t touch it,’ she said.", [0]),
        ("「好。」", [1, 0]),
        ('a"b"c', [1, 0]),
        ("", []),
    ],
)
def test_quotations(sentence: str, marks: list[int]) -> None:
    assert quotation_marks(sentence, 0) == marks


def test_a_quotation_that_is_open_is_closed_by_what_would_open_one() -> None:
    assert quotation_marks('a"b', 1) == [0]
    assert quotation_marks("the officers' car", 1) == [0], "after a letter, but something is open"


@pytest.mark.parametrize(
    ("sentence", "end"),
    [
        ("他走了。", End.STOP),
        ("He left.)", End.STOP),
        ("“走吗？”", End.ASK),
        ("小心!", End.BANG),
        ("等等……", End.DOTS),
        ("He said:", End.COLON),
        ("通知", End.NONE),
        ("", End.NONE),
    ],
)
def test_ends(sentence: str, end: End) -> None:
    assert end_of(sentence) == end


@pytest.mark.parametrize(
    ("sentence", "goes_on"),
    [
        ("he said.", True),
        ("”他说。", True),
        ("，他说。", True),
        ("He said.", False),
        ("他说。", False),
        ("", True),
    ],
)
def test_sentences_that_go_on(sentence: str, goes_on: bool) -> None:
    assert continues(sentence) == goes_on


def test_a_text_has_a_value_before_each_sentence_and_at_the_end() -> None:
    sentences = ["他说：“走。", "快 走！”", "走了"]
    text = read_text(sentences, FakeEmbedder())
    assert text.length.tolist() == [0, 6, 10, 12]
    assert text.end.tolist() == [End.NONE, End.STOP, End.BANG, End.NONE]
    assert text.inside.tolist() == [0, 1, 0, 0]
    assert text.openings.tolist() == [0, 1, 1, 1]
    assert text.continues.tolist() == [0, 0, 0, 0]
    assert read_text(["走", "，了"], FakeEmbedder()).continues.tolist() == [0, 1, 0]
    assert text.continues.dtype == np.float32
    assert [len(run) for run in text.runs] == [3, 2, 1] + [0] * (MAX_BEAD_SIZE - 3)
