"""Flags, marks, suggestions; terms and names that are put right in one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import UsageError
from corpus.pipeline.review_record import load_review
from corpus.review_page.fixes import add_term
from tests.corpus.review_page.desk import Page, fake_tools, open_page, write_units
from tests.factories import unit

UNITS = (
    unit("苍南县公安局登记了3名住户。", "Guangnan public security bureau registered 30 residents.", 0),
    unit("苍南县公安局很平静。", "Guangnan police bureau is calm.", 1),
    unit("苍南县下雨了。", "It rained in Guangnan County.", 2, document="b.txt"),
    unit(
        "苍南县下雨了。",
        "Rain fell on Guangnan County.",
        3,
        origin="aligned",
        target_document="b.en.txt",
        document="c.txt",
    ),
    unit("苍南县下雪了。", "Guangnanese snow.", 4, document="b.txt"),
)


@pytest.fixture
def page(tmp_path: Path) -> Page:
    out, documents = tmp_path / "out", tmp_path / "in"
    out.mkdir()
    documents.mkdir()
    (documents / "glossary.tsv").write_text(
        "source\ttarget\tnote\n公安局\tpublic security bureau\tx\n", encoding="utf-8"
    )
    (out / "names.tsv").write_text(
        "name\tspelling\tkind\tsure\tcount\twhere\n苍南\tCangnan\tplace\tfound\t5\ta.txt\n", encoding="utf-8"
    )
    write_units(out, UNITS)
    return open_page(out, documents)


def texts(page: Page, place: int) -> dict[str, list[tuple[str, str, bool]]]:
    (row,) = page.get("units", places=str(place))["units"]
    detail = page.get("unit", id=row["id"])
    return {
        side: [
            (row[side][mark["start"] : mark["end"]], mark["kind"], mark["matched"])
            for mark in detail["marks"][side]
        ]
        for side in ("source", "target")
    }


def test_numbers_names_and_terms_are_matched_across_the_sides(page: Page) -> None:
    assert texts(page, 0) == {
        "source": [("苍南", "name", False), ("公安局", "term", True), ("3", "number", False)],
        "target": [("public security bureau", "term", True), ("30", "number", False)],
    }


def test_what_is_typed_is_looked_at(page: Page) -> None:
    (row,) = page.get("units", places="0")["units"]
    before = {flag["code"] for flag in page.get("unit", id=row["id"])["flags"]}
    assert {"numbers", "name"} <= before
    said = page.post("check", unit=row["id"], target="Cangnan public security bureau registered 3 residents.")
    assert said["flags"] == []
    assert {mark["kind"] for mark in said["marks"]["target"]} == {"name", "term", "number"}
    assert [flag["code"] for flag in page.post("check", unit=row["id"], target="")["flags"]][:1] == ["empty"]
    assert page.post("check", 400, unit="0" * 16, target="x")["error"]


def test_the_same_sentence_elsewhere_and_what_is_like_it(page: Page) -> None:
    (row,) = page.get("units", places="2")["units"]
    offered = page.get("suggestions", id=row["id"])["suggestions"]
    assert [(one["target"], one["said"]) for one in offered] == [
        ("Rain fell on Guangnan County.", "the same sentence in c.txt")
    ]
    (other,) = page.get("units", places="4")["units"]
    offered = page.get("suggestions", id=other["id"])["suggestions"]
    assert [one["said"] for one in offered] == ["86% like: 苍南县下雨了。"]
    page.act("confirm", 2, target="It rained.")
    assert page.get("suggestions", id=other["id"])["suggestions"][0]["target"] == "It rained.", (
        "what was just decided"
    )


def test_a_term_is_added_and_looked_for(page: Page) -> None:
    said = page.post("term", zh="平静", en="at peace")
    assert [row["place"] for row in said["units"]] == [1]
    path = page.desk.documents
    assert path
    assert (path / "glossary.tsv").read_text(encoding="utf-8") == (
        "source\ttarget\tnote\n公安局\tpublic security bureau\tx\n平静\tat peace\t\n"
    )
    said = page.post("term", zh="公安局", en="police bureau")
    assert said["units"] == []
    assert "公安局\tpolice bureau|public security bureau\tx\n" in (path / "glossary.tsv").read_text(
        encoding="utf-8"
    )
    assert ("police bureau", "term", True) in texts(page, 1)["target"]


@pytest.mark.parametrize(
    ("zh", "en"), [("", "x"), ("平静", ""), ("calm", "calm"), ("平|静", "calm"), ("平静", "平静")]
)
def test_what_is_no_term_is_refused(zh: str, en: str, page: Page) -> None:
    page.post("term", 400, zh=zh, en=en)
    with pytest.raises(UsageError, match="--documents"):
        add_term(None, "平静", "calm")


def test_tabs_and_line_ends_add_no_columns(tmp_path: Path) -> None:
    add_term(tmp_path, "平\t静\n", "at\tpeace\r\n")
    assert (tmp_path / "glossary.tsv").read_text(encoding="utf-8") == "source\ttarget\n平 静\tat peace\n"
    (tmp_path / "glossary.tsv").write_bytes("\ufeffsource\ttarget\r\n公安\tpolice\r\n".encode())
    add_term(tmp_path, "平静", "calm")
    assert (
        tmp_path / "glossary.tsv"
    ).read_bytes() == "source\ttarget\r\n公安\tpolice\r\n平静\tcalm\r\n".encode()


def test_a_name_is_put_right_everywhere(page: Page) -> None:
    page.act("confirm", 1, target="Guangnan public security bureau is calm.")
    said = page.post("name", name="苍南", old="Guangnan", new="Cangnan", look=True)
    assert [(row["place"], row["after"]) for row in said["changes"]] == [
        (0, "Cangnan public security bureau registered 30 residents."),
        (1, "Cangnan public security bureau is calm."),
        (2, "It rained in Cangnan County."),
        (3, "Rain fell on Cangnan County."),
    ], "a word that only begins so is another"
    chosen = [row["id"] for row in said["changes"] if row["place"] in (0, 1)]
    page.post("name", name="苍南", old="Guangnan", new="Cangnan", units=chosen, reviewer="anna")
    assert page.states()[:3] == [
        ("", "Cangnan public security bureau registered 30 residents."),
        ("edited", "Cangnan public security bureau is calm."),
        ("", "It rained in Guangnan County."),
    ]
    assert page.get("view", state="open")["places"] == [0, 2, 3, 4], (
        "an amended draft is still to be reviewed"
    )
    decisions = load_review(page.desk.folder).decisions
    assert sorted((d.kind, d.comment or "") for d in decisions) == [
        ("amended", "苍南: Guangnan → Cangnan"),
        ("edited", ""),
        ("edited", "苍南: Guangnan → Cangnan"),
    ]
    assert "苍南\tCangnan\tplace\tedited\t5\ta.txt\n" in (page.desk.folder / "names.tsv").read_text(
        encoding="utf-8"
    )
    page.act("undo", 0)
    assert page.states()[0][1].startswith("Guangnan")


def test_a_new_name_gets_a_row(page: Page) -> None:
    page.post("name", name="宋美君", old="Song M.", new="Song Meijun", units=[], reviewer="anna")
    assert "宋美君\tSong Meijun\tperson\tedited\t0\t\n" in (page.desk.folder / "names.tsv").read_text(
        encoding="utf-8"
    )
    page.post("name", 400, name="Song", old="a", new="b", units=[], reviewer="anna")
    page.post("name", 400, name="宋美君", old="", new="Song", look=True)


def test_a_sentence_is_drafted_again_with_the_term_that_was_just_set(page: Page, tmp_path: Path) -> None:
    documents = page.desk.documents
    drafting = open_page(page.desk.folder, documents, open_tools=fake_tools(tmp_path / "cache.sqlite"))
    assert drafting.get("corpus")["drafts"] is True
    (row,) = drafting.get("units", places="0")["units"]
    said = drafting.post("draft", unit=row["id"])
    assert said["target"].startswith("Draft 3 ")
    assert page.states()[0][0] == "", "a draft decides nothing"
    drafting.server.workshop.close()
    without = open_page(page.desk.folder, open_tools=fake_tools(tmp_path / "cache.sqlite", engine=False))
    assert "models list" in without.post("draft", 400, unit=row["id"])["error"]
    without.server.workshop.close()
    assert page.get("corpus")["drafts"] is False
    assert page.post("draft", 400, unit=row["id"])["error"]
