"""Alignment put right by hand: what a person linked is fixed, and the rest is aligned anew at once."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from align.embed import UseEmbedder
from corpus.pipeline.review_record import load_review
from corpus.settings import Settings
from tests.corpus.review_page.desk import Page, fake_tools, open_page
from tests.factories import SEEDS, build_folder

NAMES = ("12-night-market.zh.txt", "12-night-market.en.txt")
NONE = Settings(engine="none")


def build(documents: Path, out: Path) -> list[tuple[str, str]]:
    made = build_folder(documents, out, NONE, make_embedder=UseEmbedder).corpus
    return [(unit.source, unit.target) for unit in made.units if unit.origin == "aligned"]


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    documents, out = tmp_path / "in", tmp_path / "out"
    documents.mkdir()
    for name in NAMES:
        shutil.copy(SEEDS / name, documents / name)
    build(documents, out)

    opened = open_page(out, documents, open_tools=fake_tools(tmp_path / "cache.sqlite", UseEmbedder))
    while not opened.get("pairs")["ready"]:
        time.sleep(0.05)
    yield opened
    opened.server.workshop.close()


def sizes(said: Any) -> list[tuple[int, int]]:
    return [(a, b) for a, b, *_ in said["beads"]]


def fixed(said: Any) -> list[int]:
    return [place for place, bead in enumerate(said["beads"]) if bead[3]]


def link(
    page: Page, kind: str, first: int, last: int, /, *wanted: tuple[int, int], status: int = 200, **more: Any
) -> Any:
    beads = len(page.get("beads", pair=0)["beads"])
    return page.post(
        "link",
        status,
        **{
            "kind": kind,
            "pair": 0,
            "first": first,
            "last": last,
            "sizes": wanted,
            "beads": beads,
            "reviewer": "anna",
        }
        | more,
    )


def test_merge_split_unlink_confirm_and_back(page: Page) -> None:
    assert page.get("pairs")["pairs"] == [{"zh": NAMES[0], "en": NAMES[1]}]
    before = page.get("beads", pair=0)
    count = len(before["beads"])
    assert (len(before["zh"]), len(before["en"])) == tuple(map(sum, zip(*sizes(before), strict=True)))
    merged = link(page, "merged", 1, 2, (2, 2))
    assert (sizes(merged)[1], fixed(merged), len(merged["beads"])) == ((2, 2), [1], count - 1)
    confirmed = link(page, "linked", 4, 4, sizes(merged)[4])
    assert fixed(confirmed) == [1, 4]
    split = link(page, "split", 1, 1, (1, 1), (1, 1))
    assert (fixed(split), len(split["beads"])) == ([1, 2, 5], count)
    unlinked = link(page, "unlinked", 5, 5, (1, 0), *[(0, 1)] * sizes(split)[5][1])
    assert sizes(unlinked)[5:7] == [(1, 0), (0, 1)]
    links = load_review(page.desk.folder).links
    assert [decision.kind for decision in links] == ["merged", "linked", "split", "unlinked"]
    assert (links[0].zh, links[0].en) == (tuple(before["zh"][1:3]), tuple(before["en"][1:3]))
    for _ in range(4):
        back = link(page, "withdrawn", 0, 0)
    assert back["beads"] == before["beads"]
    link(page, "withdrawn", 0, 0, status=400)


def test_a_boundary_is_moved_and_the_next_build_has_it(page: Page, tmp_path: Path) -> None:
    before = page.get("beads", pair=0)
    moved = link(page, "split", 1, 2, (2, 1), (0, 1))
    assert sizes(moved)[1:3] == [(2, 1), (0, 1)]
    pairs = build(tmp_path / "in", tmp_path / "out")
    zh, en = before["zh"], before["en"]
    assert (zh[1] + zh[2], en[1]) in pairs
    assert not any(en[2] in target for _, target in pairs)
    assert page.get("beads", pair=0)["beads"] == moved["beads"]


def test_what_was_fixed_and_is_changed_again_stays_whole(page: Page) -> None:
    link(page, "linked", 1, 1, (1, 1))
    link(page, "linked", 2, 2, (1, 1))
    said = link(page, "merged", 2, 3, (2, 2))
    assert fixed(said) == [1, 2], "the neighbour that was fixed before"
    alone = link(page, "unlinked", 1, 1, (1, 0), (0, 1))
    again = link(page, "linked", 1, 1, (1, 0))
    assert sizes(again) == sizes(alone)


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": 99, "last": 99},
        {"first": 3, "last": 1},
        {"sizes": [[3, 3]]},
        {"sizes": []},
        {"sizes": [["x", 1]]},
        {"sizes": [[-1, 1], [2, 0]]},
        {"sizes": 5},
        {"kind": "liked"},
        {"beads": 1},
        {"pair": 7},
        {"reviewer": ""},
        {"first": "x"},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any], page: Page) -> None:
    assert link(page, "linked", 1, 1, (1, 1), status=400, **wrong)["error"]
    assert load_review(page.desk.folder).links == ()


def test_without_the_documents_there_is_no_alignment(page: Page) -> None:
    answer = open_page(page.desk.folder).client.get("/api/pairs")
    assert (answer.status_code, "--documents" in answer.json()["error"]) == (400, True)
