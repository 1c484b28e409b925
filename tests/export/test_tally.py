"""What is counted of rejections."""

from __future__ import annotations

from collections import Counter

from corpus.model import Rejection
from export.tally import Aside

REJECTIONS = [
    Rejection("read", "unreadable", "a.pdf", "is no PDF", failed=True),
    Rejection("pair", "digest", "b.txt", "is a digest"),
    Rejection("segment", "no-words", "b.txt", "holds nothing", "12", places=(("b.txt", 0),)),
    Rejection("units", "duplicate", "b.txt", "the same", "字。", places=(("b.txt", 1), ("b.txt", 2))),
    Rejection("units", "duplicate", "c.txt", "the same", "字。", places=(("c.txt", 1),)),
]


def test_documents_sentences_and_units_are_counted_apart() -> None:
    aside = Aside(REJECTIONS)
    assert aside.reasons == Counter({("units", "duplicate"): 2, ("read", "unreadable"): 1, ("pair", "digest"): 1, ("segment", "no-words"): 1})  # fmt: skip
    assert +aside.segments == Counter({("units", "duplicate"): 3, ("segment", "no-words"): 1})
    assert aside.units == 2
    assert aside.units_of == {"b.txt": 1, "c.txt": 1}
    assert aside.documents == REJECTIONS[:2]
    assert aside.failed == REJECTIONS[:1]
