"""What people do in the page is in the record before it is shown, and the next build takes it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.pipeline.decisions import HumanWork
from corpus.pipeline.review_record import append_decisions, load_review, read_ledger, save_review
from corpus.pipeline.review_status import review_status
from corpus.review_page.desk import Act, Desk
from corpus.review_page.index import Filters, UnitIndex
from tests.corpus.review_page.desk import UNITS, Page, open_page, write_units
from tests.factories import SEEDS, build_folder, candidates, unit


@pytest.fixture
def page(tmp_path: Path) -> Page:
    write_units(tmp_path)
    return open_page(tmp_path)


def ledger(page: Page) -> list[dict[str, object]]:
    lines = (page.desk.folder / "review.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_confirmed_edited_rejected_commented(page: Page) -> None:
    page.act("confirm", 1, target="The bridge was opened.")
    page.act("confirm", 0, target="Officers registered 3 residents.")
    page.act("reject", 2, comment="too short")
    assert page.states() == [
        ("edited", "Officers registered 3 residents."),
        ("confirmed", "The bridge was opened."),
        ("rejected", "Residents may call."),
        ("confirmed", "The bridge was opened."),  # The same sentence in another document.
    ]
    kinds = [(line["kind"], line["reviewer"], line["draft"], line["comment"]) for line in ledger(page)]
    assert kinds == [
        ("confirmed", "anna", "The bridge was opened.", None),
        ("edited", "anna", "Officers registered 30 residents.", None),
        ("rejected", "anna", "Residents may call.", "too short"),
    ]
    assert ledger(page)[1]["flags"] == ["numbers"]
    progress = {row["document"]: (row["decided"], row["units"]) for row in page.get("corpus")["documents"]}
    assert progress == {"a/文件.txt": (2, 2), "b.txt": (2, 2)}
    shares = [row.share for row in review_status(page.desk.folder).documents]
    assert shares == [1.0, 1.0], "review status says the same"


def test_undo_goes_back_one_step(page: Page) -> None:
    page.act("confirm", 0, target="Officers registered 3 residents.")
    page.act("confirm", 0, target="Officers registered three residents.")
    page.act("undo", 0)
    assert page.states()[0] == ("edited", "Officers registered 3 residents.")
    page.act("undo", 0)
    assert page.states()[0] == ("", "Officers registered 30 residents.")
    assert "taken back" in page.act("undo", 0, status=400)["error"]
    assert len(ledger(page)) == 4, "nothing is erased"
    page.act("reject", 0)
    assert page.states()[0][0] == "rejected"
    page.act("undo", 0)
    assert load_review(page.desk.folder).standing() == {}


def test_nobody_takes_back_what_another_did(page: Page) -> None:
    page.act("reject", 0, reviewer="bo")
    page.act("undo", 0, reviewer="anna", status=400)
    assert page.states()[0][0] == "rejected"


def test_comments(page: Page) -> None:
    page.act("comment", 0, comment="check the name")
    (row,) = page.get("units", places="0")["units"]
    assert (row["state"], row["comment"]) == ("", "check the name")
    page.act("confirm", 0, target="Officers registered 3 residents.")
    assert ledger(page)[-1]["comment"] == "check the name", "a decision keeps what was said before"
    page.act("comment", 0, comment="found it")
    assert (ledger(page)[-1]["kind"], ledger(page)[-1]["comment"]) == ("edited", "found it")
    page.act("comment", 0, comment="  ", status=400)


def test_people_who_disagree_and_one_who_settles_it(page: Page) -> None:
    page.act("confirm", 0, reviewer="anna", target="Officers registered 3 residents.")
    page.act("confirm", 0, reviewer="bo", target="Police registered 3 residents.")
    (conflict,) = page.get("conflicts")["conflicts"]
    assert [wish["reviewer"] for wish in conflict["wishes"]] == ["anna", "bo"]
    assert page.get("view", state="conflict")["places"] == [0]
    page.act("confirm", 0, reviewer="bo", target="Officers registered 3 residents.", settles=True)
    assert page.get("conflicts")["conflicts"] == []
    assert load_review(page.desk.folder).conflicts() == []
    page.act("reject", 0, reviewer="chen")
    assert len(page.get("conflicts")["conflicts"]) == 1, "who disagrees later does"


def test_two_pages_see_each_other(page: Page) -> None:
    other = open_page(page.desk.folder)
    version = other.get("corpus")["version"]
    page.act("confirm", 1, target="The bridge opened.")
    changes = other.get("changes", since=version)
    assert [(row["place"], row["state"], row["target"]) for row in changes["units"]] == [
        (1, "edited", "The bridge opened."),
        (3, "edited", "The bridge opened."),
    ]
    other.act("undo", 1, reviewer="anna")
    assert page.states()[1] == ("", "The bridge was opened.")
    assert other.get("changes", since=other.get("corpus")["version"])["units"] == []


def test_an_import_meanwhile_is_seen(page: Page) -> None:
    page.act("reject", 0)
    folder = page.desk.folder
    save_review(folder, load_review(folder))  # Another file in its place.
    page.act("confirm", 1, target="The bridge opened.")
    (folder / "review.jsonl").write_bytes(
        b"".join((folder / "review.jsonl").read_bytes().splitlines(keepends=True)[1:])
    )
    assert page.states()[0][0] == "", "a line that was removed by hand is no decision any more"


def test_a_build_meanwhile_is_seen(page: Page) -> None:
    edition = page.get("corpus")["edition"]
    write_units(page.desk.folder, (*UNITS, unit("新的一句。", "A new sentence.", 9)))
    assert page.get("changes", since=0)["edition"] == edition + 1
    page.desk.wait()
    assert len(page.states()) == 5


def test_a_line_that_was_cut_off_is_no_decision(page: Page) -> None:
    page.act("reject", 0)
    page.act("confirm", 1, target="The bridge opened.")
    path = page.desk.folder / "review.jsonl"
    whole = path.read_bytes()
    for end in range(whole.index(b"\n") + 2, len(whole) - 1, 37):
        path.write_bytes(whole[:end])
        assert len(list(read_ledger(path))) == 1
    append_decisions(page.desk.folder, load_review(page.desk.folder).decisions)
    assert [d.kind for d in read_ledger(path)] == ["rejected", "rejected"]
    path.write_bytes(whole[:-1])  # A person's editor left out the last line end.
    append_decisions(page.desk.folder, [])
    assert path.read_bytes() == whole


def test_units_come_with_what_was_decided_of_them(page: Page) -> None:
    """A page that is opened while a corpus is read shows nothing decided as unreviewed."""
    page.act("reject", 0)
    index = UnitIndex()
    index.add(UNITS[:2], page.desk.record.state)
    assert not index.complete
    assert [row.state.kind for row in index.rows([0, 1])] == ["rejected", ""]
    assert index.view(Filters(state="open")) == [(1, False)]
    index.close()


def test_dates_never_stand_still(tmp_path: Path) -> None:
    write_units(tmp_path)
    desk = Desk(tmp_path, now=lambda: datetime(2026, 5, 1, tzinfo=UTC))
    desk.wait()
    for name in ("reject", "undo", "reject", "undo"):
        desk.act(Act(name, UNITS[0].id, "anna"))
    dates = [decision.date for decision in load_review(tmp_path).decisions]
    assert dates == [f"20260501T00000{second}Z" for second in range(4)]
    assert load_review(tmp_path).standing() == {}


@pytest.mark.parametrize("reviewer", ["", "  ", "a\nb", "x" * 81])
def test_a_decision_is_somebodys(reviewer: str, page: Page) -> None:
    page.act("reject", 0, reviewer=reviewer, status=400)


@pytest.mark.parametrize("target", ["", " \n", "\x00"])
def test_an_empty_translation_is_not_confirmed(target: str, page: Page) -> None:
    assert "empty" in page.act("confirm", 0, target=target, status=400)["error"]


@pytest.mark.parametrize(
    "target",
    ["<script>alert(1)</script>", "a\ud800b", "\u202eevil", "=cmd|' /C calc'!A0", "a\u2028b", "x\x0by"],
)
def test_hostile_texts_are_texts(target: str, page: Page) -> None:
    body = json.dumps({"act": "confirm", "unit": UNITS[0].id, "reviewer": "anna", "target": target})
    answer = page.client.post("/api/act", content=body, headers={"origin": "http://127.0.0.1:8000"})
    assert answer.status_code == 200, answer.text
    page.desk.close()
    assert len(load_review(page.desk.folder).decisions) == 1, "what the TMX holds is no second decision"


def test_filters_and_orders(page: Page) -> None:
    page.act("confirm", 2, target="Residents may phone.")
    assert page.get("view", state="open")["places"] == [0, 1, 3]
    assert page.get("view", document="b.txt", state="decided")["places"] == [2]
    assert page.get("view", flag="numbers")["places"] == [0]
    assert page.get("view", text="桥 OPENED")["places"] == [1, 3]
    assert page.get("view", text="phone")["places"] == [2], "as it stands now"
    assert page.get("view", low="0.6")["places"] == []
    assert page.client.get("/api/view", params={"low": "x"}).status_code == 400


def test_the_worst_first(tmp_path: Path) -> None:
    from corpus.model import Score

    scores = (0.9, 0.1, 0.5)
    write_units(
        tmp_path,
        tuple(unit(f"第{i}句。", "One.", i, scores=(Score("score", s, "s"),)) for i, s in enumerate(scores)),
    )
    assert open_page(tmp_path).get("view", order="worst")["places"] == [1, 2, 0]


def test_an_end_leaves_the_files_of_tools(page: Page) -> None:
    page.act("confirm", 0, target="Officers registered 3 residents.")
    page.desk.close()
    assert "Officers registered 3 residents." in (page.desk.folder / "reviewed.tmx").read_text(
        encoding="utf-8"
    )


def test_the_next_build_takes_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    made = build_folder(SEEDS, out)
    page = open_page(out)
    places = page.get("view", origin="drafted")["places"][:3]
    page.act("confirm", places[0], target="A human translation.")
    page.act("reject", places[1], comment="wrong")
    page.act("confirm", places[2], target="Taken back.")
    page.act("undo", places[2])
    rows = page.get("units", places=",".join(map(str, places)))["units"]
    again = build_folder(SEEDS, out).corpus
    by_source = {u.source: u for u in again.units}
    assert (by_source[rows[0]["source"]].target, by_source[rows[0]["source"]].reviewer) == (
        "A human translation.",
        "anna",
    )
    assert rows[1]["source"] not in by_source
    assert by_source[rows[2]["source"]] == {u.source: u for u in made.corpus.units}[rows[2]["source"]]


def test_an_amended_draft_is_nobodys_translation() -> None:
    from dataclasses import replace

    from corpus.model import Returned
    from corpus.pipeline.decisions import Review
    from corpus.pipeline.returned_work import Baseline, decide

    draft = unit("苍南县的桥。", "A bridge in Guangnan.")
    edited = decide(
        Returned(
            draft.source, "A bridge in Cangnan.", "zh-CN", "en-US", draft.id, "anna", "20260101T000000Z"
        ),
        Baseline([draft]),
        "x",
    )
    assert edited
    amended = replace(edited, kind="amended", comment="苍南: Guangnan → Cangnan")
    review = Review((amended,))
    assert review.standing() == {} and review.conflicts() == []
    (kept,), rejected = HumanWork(review).apply(candidates([draft]))
    assert (kept.unit.target, kept.unit.origin, [flag.code for flag in kept.unit.flags]) == (
        "A bridge in Cangnan.",
        "drafted",
        ["repaired"],
    )
    other = replace(draft, target="Another draft.")
    assert HumanWork(review).apply(candidates([other]))[0][0].unit == other
    assert rejected == []
