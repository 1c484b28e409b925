"""What people decided of alignment is kept with the review, and holds in the next build."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from align.embed import UseEmbedder
from corpus.model import Bead
from corpus.pipeline.decisions import NO_REVIEW
from corpus.pipeline.links import Area, LinkDecision, LinkKind, align_between, effective_links, locate
from corpus.pipeline.review_copy import copy_of, keep_copy, restore
from corpus.pipeline.review_import import import_review
from corpus.pipeline.review_record import append_decisions, load_review, save_review
from corpus.settings import Settings
from tests.factories import SEEDS, build_folder

ZH = [f"第{i}句话说的是桥。" for i in range(8)]
EN = [f"Sentence {i} is about the bridge." for i in range(8)]


def decision(
    kind: LinkKind = "linked",
    zh: tuple[int, int] = (1, 2),
    en: tuple[int, int] = (1, 2),
    sizes: tuple[tuple[int, int], ...] = ((1, 1),),
    reviewer: str = "anna",
    date: str = "20260101T000000Z",
) -> LinkDecision:
    return LinkDecision(
        kind,
        "a.zh.txt",
        "a.en.txt",
        tuple(ZH[slice(*zh)]),
        tuple(EN[slice(*en)]),
        sizes,
        zh[0],
        en[0],
        reviewer,
        date,
    )


@pytest.mark.parametrize("sizes", [((1, 1), (1, 1)), ((0, 0), (1, 1)), ((-1, 1), (2, 0)), ()])
def test_beads_tile_their_area(sizes: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match=r"tile|sizes|zip|not enough"):
        decision(sizes=sizes)
    with pytest.raises(ValueError, match="kind"):
        decision("liked")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="both sides"):
        decision(zh=(1, 1), sizes=((0, 1),))


def test_areas_are_found_where_their_sentences_stand_now() -> None:
    fixed = [decision(), decision("merged", (4, 6), (5, 6), ((2, 1),))]
    areas, lost = locate(fixed, ["新的一句。", *ZH], EN)
    assert (areas, lost) == ([Area(2, 3, 1, 2, ((1, 1),)), Area(5, 7, 5, 6, ((2, 1),))], 0)
    assert locate(fixed, [text for text in ZH if text != ZH[4]], EN)[1] == 1
    repeated = [ZH[1]] * 3
    assert locate([decision()], [*repeated, *ZH[2:]], EN)[0][0].zh_start == 1, "the nearest"


def test_the_later_one_holds_where_two_disagree() -> None:
    crossing = decision("linked", (5, 6), (0, 1), date="20260102T000000Z")
    areas, _ = locate([decision(), crossing], ZH, EN)
    assert areas == [Area(5, 6, 0, 1, ((1, 1),))]
    back = decision("withdrawn", (5, 6), (0, 1), date="20260103T000000Z")
    assert effective_links([decision(), crossing, back]) == [decision()]
    other = decision("withdrawn", reviewer="bo", date="20260103T000000Z")
    assert len(effective_links([decision(), other])) == 1, "nobody takes back what another did"


def test_whatever_is_fixed_the_beads_tile_both_sides() -> None:
    chance = random.Random(7)

    def align(zh: Sequence[str], en: Sequence[str]) -> list[Bead]:
        n, m = len(zh), len(en)
        return [Bead(i, i + 1, 0, 0, 0.5) for i in range(n)] + [Bead(n, n, j, j + 1, 0.5) for j in range(m)]

    for _ in range(200):
        decisions = []
        for _ in range(chance.randrange(5)):
            i, j = chance.randrange(7), chance.randrange(7)
            a, b = chance.randint(1, 8 - i), chance.randint(1, 8 - j)
            sizes = ((a, b),) if chance.random() < 0.5 else (*[(1, 0)] * a, *[(0, 1)] * b)
            decisions.append(decision("linked", (i, i + a), (j, j + b), sizes))
        areas, lost = locate(decisions, ZH, EN)
        assert lost == 0
        beads = align_between(ZH, EN, areas, align)
        assert [i for bead in beads for i in range(bead.source_start, bead.source_end)] == list(range(8))
        assert [j for bead in beads for j in range(bead.target_start, bead.target_end)] == list(range(8))
        assert all(set(area.beads) <= set(beads) for area in areas)


def test_the_record_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_DATA", str(tmp_path / "data"))
    out = tmp_path / "out"
    out.mkdir()
    append_decisions(out, [decision(), decision("split", (3, 5), (3, 5), ((1, 1), (1, 1)))])
    review = load_review(out)
    assert [link.kind for link in review.links] == ["linked", "split"]
    save_review(out, review)
    import_review(out, [])
    assert load_review(out) == review
    keep_copy(out, review)
    (out / "review.jsonl").unlink()
    assert restore(out, copy_of(out)) == 2
    assert load_review(out) == review
    assert NO_REVIEW.with_links(review.links).with_links(review.links) == review


def test_the_next_build_takes_them(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    names = ("12-night-market.zh.txt", "12-night-market.en.txt")
    for name in names:
        shutil.copy(SEEDS / name, folder / name)

    def pairs() -> list[tuple[str, str]]:
        made = build_folder(folder, out, Settings(engine="none"), make_embedder=UseEmbedder).corpus
        return [(unit.source, unit.target) for unit in made.units if unit.origin == "aligned"]

    before = pairs()
    (zh1, en1), (zh2, en2), (zh3, en3) = before[1], before[2], before[4]

    def of_pair(
        kind: LinkKind, zh: tuple[str, ...], en: tuple[str, ...], *sizes: tuple[int, int]
    ) -> LinkDecision:
        return LinkDecision(kind, *names, zh, en, sizes, 0, 0, "anna", "20260101T000000Z")

    merged = of_pair("merged", (zh1, zh2), (en1, en2), (2, 2))
    append_decisions(out, [merged, of_pair("unlinked", (zh3,), (en3,), (1, 0), (0, 1))])
    after = pairs()
    assert after == [before[0], (zh1 + zh2, f"{en1} {en2}"), before[3], *before[5:]]
    append_decisions(out, [replace(merged, kind="withdrawn", date=f"2026010{day}T000000Z") for day in (2, 3)])
    assert pairs() == before
