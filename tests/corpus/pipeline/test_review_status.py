"""How far a review is, and what it says of scores and flags."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.cli.main import main
from corpus.model import Flag, Score
from corpus.pipeline.decisions import key_of
from corpus.pipeline.links import LinkDecision, LinkKind
from corpus.pipeline.review_record import LEDGER, append_decisions, load_review
from corpus.pipeline.review_status import review_status
from export.write_tmx import write_tmx
from tests.corpus.pipeline.test_review import saved, saved_unit
from tests.factories import unit

UNITS = [
    unit(
        f"第{i}条：警方发布通报。",
        f"Item {i}: the police issued a report.",
        i,
        scores=(Score("score", i / 10, "s"),),
        flags=(Flag("numbers", "3"),) if i < 5 else (),
        document="a.txt" if i < 8 else "b.txt",
    )
    for i in range(10)
]


@pytest.fixture
def reviewed(tmp_path: Path) -> Path:
    """Units 0 to 3 are written anew, 4 is rejected, 6 and 8 confirmed, and 9 lightly edited by another person."""
    out = tmp_path / "export"
    write_tmx(out / "x.zh-CN.en-US.tmx", UNITS, "zh-CN")
    anew = [saved_unit(i, "Quite another translation of it.", source=UNITS[i].source) for i in range(4)]
    rest = [
        saved_unit(4, "", source=UNITS[4].source),
        *(saved_unit(i, UNITS[i].target, source=UNITS[i].source) for i in (6, 8)),
        saved_unit(9, "Item 9: the police issued a report!", "bo", source=UNITS[9].source),
    ]
    (tmp_path / "x.tmx").write_text(saved("".join([*anew, *rest])), encoding="utf-8")
    assert main(["review", "import", str(tmp_path / "x.tmx"), "--into", str(out)]) == 0
    return out


def test_documents(reviewed: Path) -> None:
    first, second = review_status(reviewed).documents
    assert (first.document, first.units, first.decided) == (
        "a.txt",
        8,
        {"edited": 4, "rejected": 1, "confirmed": 1},
    )
    assert first.share == 0.75
    assert (second.share, second.reviewers) == (1.0, ("anna", "bo"))


def test_flags_and_scores(reviewed: Path) -> None:
    status = review_status(reviewed)
    flags = {row.name: row for row in status.flags}
    assert (flags["numbers"].count, flags["numbers"].usable) == (5, 0.0)
    assert (flags["none"].count, flags["none"].usable) == (3, 1.0)
    assert flags["none"].promised == pytest.approx((0.6 + 0.8 + 0.9) / 3)
    assert flags["none"].edits == pytest.approx(1 / 3)
    assert [(row.name, row.count) for row in status.scores] == [
        ("0.0 to 0.2", 2), ("0.2 to 0.4", 2), ("0.4 to 0.6", 1), ("0.6 to 0.8", 1), ("0.8 to 1.0", 2),
    ]  # fmt: skip


def test_the_command(reviewed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["review", "status", str(reviewed)]) == 0
    said = capsys.readouterr().out
    assert "75%" in said
    assert "numbers" in said
    assert main(["review", "status", str(reviewed), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["documents"]) == 2


def test_a_record_of_before_says_nothing_of_drafts(reviewed: Path) -> None:
    path = reviewed / LEDGER
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        del line["engine"], line["score"], line["flags"]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    status = review_status(reviewed)
    assert (len(load_review(reviewed).decisions), status.flags, status.scores) == (8, (), ())


def test_of_human_work_no_draft_is_judged(reviewed: Path, tmp_path: Path) -> None:
    human = [
        unit(u.source, u.target, u.index, document=u.document, origin="reviewed", reviewer="anna")
        for u in UNITS[:1]
    ]
    write_tmx(reviewed / "x.zh-CN.en-US.tmx", human, "zh-CN")
    (tmp_path / "y.tmx").write_text(
        saved(saved_unit(0, "Again.", date="20270101T000000Z", source=UNITS[0].source)), encoding="utf-8"
    )
    assert main(["review", "import", str(tmp_path / "y.tmx"), "--into", str(reviewed)]) == 0
    last = load_review(reviewed).standing()[key_of("zh-CN", "en-US", UNITS[0].source)]
    assert (last.target, last.score) == ("Again.", None)


def test_links(reviewed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was taken back does not count, and a sentence of two decisions counts once."""
    texts = [f"第{i}句。" for i in range(6)], [f"Sentence {i}." for i in range(6)]

    def link(kind: LinkKind, start: int, reviewer: str, second: int) -> LinkDecision:
        zh, en = (tuple(side[start : start + 2]) for side in texts)
        date = f"20260101T00000{second}Z"
        return LinkDecision(kind, "a.zh.txt", "a.en.txt", zh, en, ((2, 2),), start, start, reviewer, date)

    made = [link("merged", 0, "anna", 1), link("linked", 1, "bo", 2), link("merged", 4, "anna", 3)]
    append_decisions(reviewed, [*made, replace(made[2], kind="withdrawn", date="20260101T000004Z")])
    (row,) = review_status(reviewed).links
    assert (row.decided, row.zh_sentences, row.en_sentences) == ({"linked": 1, "merged": 1}, 3, 3)
    assert row.reviewers == ("anna", "bo")
    capsys.readouterr()
    assert main(["review", "status", str(reviewed)]) == 0
    assert "linked 1, merged 1" in capsys.readouterr().out
