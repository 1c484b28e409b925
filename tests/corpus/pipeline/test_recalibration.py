"""Scores are fitted to what people decided: the order stays, what is promised moves, and it can be undone."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from align.translate.translator import Draft
from corpus.model import Returned, Score, Unit
from corpus.pipeline.decisions import NO_REVIEW, Decision, HumanWork
from corpus.pipeline.recalibration import LEAST_DECISIONS, UNCALIBRATED, Recalibration, fit, recalibrate
from corpus.pipeline.returned_work import Baseline, decide
from corpus.pipeline.review_record import append_decisions
from corpus.settings import Settings
from export.read_tmx import read_units
from tests.factories import build_folder, candidates, unit

DATE = "20260501T000000Z"


def decided(draft: Unit, *, usable: bool) -> Decision:
    """A person confirmed the draft, or wrote it anew."""
    target = draft.target if usable else "Something else altogether was meant by this."
    returned = Returned(
        draft.source, target, draft.source_tag, draft.target_tag, draft.id, "anna", DATE, approved=True
    )
    decision = decide(returned, Baseline([draft]), DATE)
    assert decision
    return decision


def scored(count: int, seed: int = 1) -> list[Unit]:
    """Drafts whose scores are spread between 0 and 1."""
    chance = random.Random(seed)
    return [
        unit(f"第{i}条消息。", f"Item {i}.", i, scores=(Score("score", round(chance.random(), 3), "s"),))
        for i in range(count)
    ]


def found_usable(units: list[Unit], true: Callable[[float], float], seed: int = 2) -> list[Decision]:
    """Decisions by which a draft is usable with the probability that its score truly stands for."""
    chance = random.Random(seed)
    return [decided(draft, usable=chance.random() < true(draft.score)) for draft in units]


def too_sure(score: float) -> float:
    """Half the log-odds, less one."""
    odds = 0.5 * math.log(max(score, 1e-3) / max(1 - score, 1e-3)) - 1
    return 1 / (1 + math.exp(-odds))


def calibration_error(pairs: list[tuple[float, bool]]) -> float:
    """Expected calibration error over tenths (Naeini et al. 2015)."""
    bands: dict[int, list[tuple[float, bool]]] = {}
    for score, usable in pairs:
        bands.setdefault(min(int(score * 10), 9), []).append((score, usable))
    return sum(abs(sum(s - u for s, u in band)) for band in bands.values()) / len(pairs)


def test_the_fit_finds_what_was_put_in() -> None:
    units = scored(20_000)
    recalibration = fit("drafted", zip([u.score for u in units], found_usable(units, too_sure), strict=True))
    assert recalibration.slope == pytest.approx(0.5, abs=0.05)
    assert recalibration.offset == pytest.approx(-1, abs=0.05)
    assert recalibration(0.5) == pytest.approx(too_sure(0.5), abs=0.01)


def test_the_other_half_of_a_review_is_told_better() -> None:
    """300 decisions, of which 200 are learned from."""
    units = scored(600)
    decisions = found_usable(units, too_sure)
    judged = list(zip([u.score for u in units], decisions, strict=True))
    recalibration = fit("drafted", judged[:300])
    before = [(score, decision.was_usable) for score, decision in judged[300:]]
    after = [(recalibration(score), usable) for score, usable in before]
    assert calibration_error(before) > 0.15
    assert calibration_error(after) < 0.08


def test_decisions_that_are_all_alike_have_a_fit() -> None:
    units = scored(LEAST_DECISIONS)
    for usable in (True, False):
        recalibration = fit("drafted", [(u.score, decided(u, usable=usable)) for u in units])
        assert all(math.isfinite(value) for value in (recalibration.slope, recalibration.offset))
        assert (recalibration(0.5) > 0.9) is usable


def test_a_few_decisions_move_nothing() -> None:
    units = scored(LEAST_DECISIONS)
    made = candidates(units)
    for count, moved in ((LEAST_DECISIONS - 1, False), (LEAST_DECISIONS, True)):
        human = HumanWork(NO_REVIEW.merged(found_usable(units[:count], too_sure)))
        kept, recalibrations = recalibrate(made, human, pytest.fail)
        assert bool(recalibrations) is moved
        assert (kept == made) is not moved


def test_scores_that_say_the_opposite_stay_and_it_is_said() -> None:
    units = scored(LEAST_DECISIONS)
    human = HumanWork(NO_REVIEW.merged(decided(u, usable=u.score < 0.5) for u in units))
    said: list[str] = []
    made = candidates(units)
    assert recalibrate(made, human, said.append) == (made, [])
    assert "do not tell" in said[0]


def test_the_order_stays_and_what_was_is_kept() -> None:
    units = scored(300)
    human = HumanWork(NO_REVIEW.merged(found_usable(units, too_sure)))
    kept, (recalibration,) = recalibrate(candidates(units), human, pytest.fail)
    after = [candidate.unit for candidate in kept]
    ordered = sorted(after, key=lambda u: u.scores[-1].value)
    assert [u.score for u in ordered] == sorted(u.score for u in after)
    assert [u.scores[-1].value for u in after] == [u.score for u in units]
    assert {u.scores[-1].name for u in after} == {UNCALIBRATED}
    assert "fitted to 300 decisions" in after[0].scores[0].signature
    assert recalibration.said.startswith("x-score of drafted units")


def test_what_was_said_of_another_draft_does_not_count() -> None:
    units = scored(LEAST_DECISIONS)
    human = HumanWork(NO_REVIEW.merged(decided(u, usable=True) for u in units))
    others = candidates([unit(u.source, "A draft of another engine.", u.index) for u in units])
    assert recalibrate(others, human, pytest.fail) == (others, [])


def test_the_identity_is_one() -> None:
    same = Recalibration("drafted", 200, 0.5, 0.5, 1.0, 0.0)
    assert same(0.0) < 0.001
    assert same(1.0) > 0.999


def test_a_build_says_so_and_it_can_be_undone(tmp_path: Path) -> None:
    documents, out = tmp_path / "documents", tmp_path / "out"
    documents.mkdir()
    sentences = [f"第{i}号通报提到了{i}名志愿者。" for i in range(1, 241)]
    (documents / "a.txt").write_text("\n\n".join(sentences), encoding="utf-8")
    answers = {
        sentence: Draft(f"Notice no. {i} mentioned {i if i % 3 else 7 * i} volunteers.", -0.2, finished=True)
        for i, sentence in enumerate(sentences, 1)
    }
    drafts = build_folder(documents, out, answers=answers).corpus.units
    assert len(drafts) >= LEAST_DECISIONS
    # The reviewer is strict: of what is promised a third is usable.
    append_decisions(out, [decided(u, usable=u.index % 3 == 0) for u in drafts])
    again = build_folder(documents, out, answers=answers)
    (file,) = again.corpus.files
    (recalibration,) = file.recalibrations
    assert recalibration.decisions == len(drafts)
    (tmx,) = (path for path in out.glob("*.tmx") if not path.name.startswith("reviewed"))
    notes = [note.text for note in etree.parse(tmx).iterfind("header/note")]
    assert notes[1:] == [recalibration.said]
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["recalibrated"][0]["decisions"] == len(drafts)
    assert "Scores were fitted" in (out / "report.html").read_text(encoding="utf-8")
    assert list(read_units(tmx)) == again.corpus.units, "what is written can be read"
    plain = build_folder(documents, out, Settings(recalibrate=False), answers)
    assert plain.corpus.files[0].recalibrations == ()
    assert len(etree.parse(tmx).findall("header/note")) == 1
