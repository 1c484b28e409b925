"""The values that stages pass to each other go through files and between processes as they are."""

from __future__ import annotations

import pickle

import pytest

from corpus.model import Bead, Document, Flag, Line, Metadata, Record, Rejection, Score, Segment, Unit
from corpus.pipeline.checking import Checked, Pair
from corpus.pipeline.units import Candidate

SCORE, FLAG = Score("align", 0.5, "beads:1"), Flag("numbers", "3 is missing", (("source", 0, 1),))
METADATA = Metadata(title="渡口", url="https://example.org/")
REJECTION = Rejection("read", "empty", "a.txt", "holds no text", failed=True, places=(("a.txt", 0),))
LINE = Line(draft="Ferry", approved=True, time="0:00:01.000-0:00:02.000")
UNIT = Unit(
    "渡口开门。",
    "The ferry opens.",
    "zh-CN",
    "en-US",
    "drafted",
    "fake:1",
    "a.txt",
    3,
    "Hans",
    "20260101T000000Z",
    (SCORE,),
    (FLAG,),
    comment="good",
)
RECORDS = [
    SCORE,
    FLAG,
    METADATA,
    REJECTION,
    LINE,
    UNIT,
    Document("a.txt", "渡口", "zh", "Hans", METADATA, "utf-8", removed=(REJECTION,), lines=(LINE,)),
    Segment(0, 2, 4, "渡口", "zh", "Hans"),
    Bead(0, 1, 0, 2, 0.25),
    Pair("渡口", "Ferry", SCORE, (FLAG,), -0.5),
    Checked((SCORE,), (FLAG,)),
    Candidate(UNIT, (("a.txt", 3),)),
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_arrives_as_it_was_sent(record: Record) -> None:
    arrived = pickle.loads(pickle.dumps(record))  # noqa: S301 - made here
    assert arrived == record
    assert type(arrived) is type(record)


def test_the_id_of_a_unit_is_made_where_it_arrives() -> None:
    sent = pickle.dumps(UNIT)
    assert UNIT.id.encode() not in sent
    assert pickle.loads(sent).id == UNIT.id  # noqa: S301 - made here
