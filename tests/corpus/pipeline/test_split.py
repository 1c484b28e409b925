"""Split documents on their way from one process to another."""

from __future__ import annotations

import pickle

from corpus.model import Document, Metadata
from corpus.pipeline.split import SplitDocument, split_document


def split(text: str) -> SplitDocument:
    return split_document(Document("a.txt", text, "zh", "Hans", Metadata(), "utf-8"))[0].unpack()


def test_a_document_arrives_as_it_was_sent() -> None:
    sent = split(
        "渡口今天开门。票价两元。\n\nThe ferry opens at six every morning.\n\n……\n\n最后一班船十一点开。\n"
    )
    assert 0 < len(sent.main) < len(sent.segments)
    arrived = pickle.loads(pickle.dumps(sent))  # noqa: S301 - made here
    assert arrived == sent
    assert all(any(own is one for one in arrived.segments) for own in arrived.main)


def test_one_without_a_segment_arrives_too() -> None:
    sent = split("……\n")
    assert pickle.loads(pickle.dumps(sent)) == sent  # noqa: S301 - made here
    assert not sent.segments


def test_what_is_sent_takes_few_bytes_a_segment() -> None:
    sent = split("渡口今天开门。" * 2000)
    assert len(sent.segments) == 2000
    assert len(pickle.dumps(sent)) < 2000 * (2 * len("渡口今天开门。".encode()) + 30)
