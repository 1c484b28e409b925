from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.embed import UseEmbedder
from align.embedder import Floats
from align.quality.estimate import (
    DRAFT_SIGNALS,
    SCORES,
    DraftSigns,
    QualityModel,
    default_model,
    score_pairs,
)
from align.quality.signals import SIGNALS
from corpus.cli.main import main
from corpus.model import Flag, Lang, Score
from tests.factories import FakeEmbedder


def test_the_score_of_a_draft_is_the_product_of_its_probabilities() -> None:
    pair = ("共破获案件146起，抓获20人。", "A total of 146 cases were solved.")
    scores = score_pairs([pair], "zh", FakeEmbedder())[0]
    values = {score.name: score.value for score in scores}
    assert tuple(values) == SCORES
    assert values["numbers"] == pytest.approx(0.5)
    assert values["score"] == pytest.approx(values["adequacy"] * values["usable"])
    linked = score_pairs([pair], "zh", FakeEmbedder(), [Score("align", 0.75, "x")])[0]
    assert {score.name: score.value for score in linked}["score"] == pytest.approx(values["adequacy"] * 0.75)


def test_what_the_engine_thinks_of_a_draft_counts() -> None:
    pair = ("共破获案件146起，抓获20人。", "A total of 146 cases were solved and 20 people caught.")
    sure, unsure = (
        score_pairs([pair], "zh", FakeEmbedder(), log_probabilities=[value])[0][0].value
        for value in (-0.2, -3.0)
    )
    assert sure > unsure


VALUES = np.zeros((2, len(SIGNALS)), dtype=np.float32)
VALUES[0, 0], VALUES[1, 1] = 0.5, -2
VECTORS: tuple[Floats, Floats] = (
    np.array([[1, 0], [0, 1]], dtype=np.float32),
    np.array([[2, 0], [0, -1]], dtype=np.float32),
)


def model() -> QualityModel:
    """Weights that are easy to count with: log-odds of 3.5 and -1.5 for adequacy, of .5 and 1.1 for usable."""
    adequacy, usable = (np.zeros(len(SIGNALS), dtype=np.float32) for _ in range(2))
    adequacy[:2], usable[:2] = (4, 1.5), (2, -1)
    source, target = (np.array(row, dtype=np.float32) for row in ([0.5, 0.25], [-0.1, 0.35]))
    drafts = np.array([2.0, -1.0, 0.25, -0.1, -0.5])
    weights = (adequacy, 1.5, usable, -0.8, source, target, (2.0, 3.0, 0.4))
    return QualityModel(*weights, "zh", drafts, 0.3, 0.35, "own")


def log_odds(probabilities: list[float]) -> list[float]:
    return [math.log(p / (1 - p)) for p in probabilities]


def test_probabilities_are_counted_out_by_hand() -> None:
    """Signals, then the vectors of source and target, then what the engine thinks."""
    adequate, usable = model().probabilities(VALUES, VECTORS, None)
    assert log_odds(adequate) == pytest.approx([3.5, -1.5], abs=1e-5)
    alone = [1 - 0.8 + 0.5 - 0.2, 2 - 0.8 + 0.25 - 0.35]
    assert log_odds(usable) == pytest.approx(alone, abs=1e-5)
    _, with_engine = model().probabilities(VALUES, VECTORS, [-1.0, -0.2])
    assert log_odds(with_engine) == pytest.approx(
        [2 * alone[0] - 3 + 0.4, 2 * alone[1] - 0.6 + 0.4], abs=1e-5
    )
    signs = [DraftSigns(-0.5, 0, -2.0, -9.0, 3.0, 2), DraftSigns(-0.25, 2)]
    adequate_too, of_drafts = model().probabilities(VALUES, VECTORS, [-1.0, -0.2], signs)
    assert adequate_too == adequate
    assert log_odds(of_drafts) == pytest.approx([-1 - 0.5 - 0.3 - 1 + 0.3, -0.5 - 2 + 0.3], abs=1e-5)


def test_what_is_sure_stays_a_probability() -> None:
    certain = replace(model(), adequacy_bias=1e9, usable_bias=-1e9)
    adequate, usable = certain.probabilities(VALUES, VECTORS, None)
    assert adequate == [pytest.approx(1)] * 2
    assert usable == [pytest.approx(0, abs=1e-15)] * 2


@pytest.mark.parametrize(
    ("log_probability", "codes", "signs"),
    [
        (-0.4, [], DraftSigns(-0.4, 0)),
        (-7.0, ["unsure", "negation", "repaired"], DraftSigns(-3.0, 0)),
        (-0.4, ["numbers", "unsure", "copied"], DraftSigns(-0.4, 2)),
        (-0.4, ["numbers", "length", "untranslated", "cut-off"], DraftSigns(-0.4, 3)),
    ],
    ids=["nothing", "no faults", "a fault and a fatal one", "as bad as it gets"],
)
def test_what_is_known_of_a_draft(log_probability: float, codes: list[str], signs: DraftSigns) -> None:
    assert DraftSigns.of("", log_probability, [Flag(code, "") for code in codes]) == signs


def test_what_a_draft_says_of_its_source_counts_in_chinese() -> None:
    english = replace(model(), source_lang="en", drafts=model().drafts[:4])
    _, usable = english.probabilities(
        VALUES, VECTORS, None, [DraftSigns(-0.5, 0, -2.0, -1.0), DraftSigns(0, 0)]
    )
    assert log_odds(usable)[0] == pytest.approx(-1 - 0.25 + 0.3, abs=1e-5)


def test_signs_have_bounds() -> None:
    assert DraftSigns.of("x", -0.5, [], -9.0, -9.0) == DraftSigns(-0.5, 0, -6.0, -3.0)


def test_long_sentences_are_trusted_less() -> None:
    """In either direction: more of them goes wrong than their likelihood says."""
    assert DraftSigns.of("四个字。", -0.5, []).length == pytest.approx(math.log(4))
    for lang in ("zh", "en"):
        drafts = default_model(lang).drafts
        assert drafts[DRAFT_SIGNALS[lang].index("length")] < 0


def test_drafts_of_the_embedded_model_have_a_score_of_their_own() -> None:
    """It is the probability that the draft can be used; adequacy is only shown beside it."""
    pair = ("共破获案件146起，抓获20人。", "A total of 146 cases were solved.")
    [scores] = score_pairs([pair], "zh", FakeEmbedder(), drafts=[DraftSigns(-0.3, 1)])
    values = {score.name: score.value for score in scores}
    assert values["score"] == values["usable"]
    [plain] = score_pairs([pair], "zh", FakeEmbedder())
    assert {s.name: s.value for s in plain}["usable"] != values["usable"]


def test_a_turned_pair_is_as_odd_in_length() -> None:
    short, long = (
        "警方昨天通报了案件的进展。",
        "The police reported yesterday how the case is going, and said " * 2,
    )
    turns: tuple[tuple[tuple[str, str], Lang], ...] = (((short, long), "zh"), ((long, short), "en"))
    there, back = (
        {score.name: score.value for score in score_pairs([pair], lang, FakeEmbedder())[0]}["length"]
        for pair, lang in turns
    )
    assert 0 < there == back < 1


@pytest.mark.parametrize(
    ("source", "target", "lang", "kept"),
    [
        ("共3万人，12处。", "30,000 people in 12 places.", "zh", 1),
        ("共3万人，12处。", "3 people in 12 places.", "zh", 0.5),
        ("共3万人，12处。", "Many people.", "zh", 0),
        ("Two hundred and thirty-one people.", "231人。", "en", 1),
        ("Two hundred and thirty-one people in 12 places.", "231人。", "en", 0.5),
        ("很多人。", "40 people.", "zh", 1),
    ],
)
def test_the_share_of_numbers_that_is_kept(source: str, target: str, lang: Lang, kept: float) -> None:
    [scores] = score_pairs([(source, target)], lang, FakeEmbedder())
    assert {score.name: score.value for score in scores}["numbers"] == pytest.approx(kept)


@given(
    st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), max_size=8), st.sampled_from(["zh", "en"])
)
def test_any_pair_has_scores_between_0_and_1_whatever_stands_beside_it(
    pairs: list[tuple[str, str]], lang: Lang
) -> None:
    together = score_pairs(pairs, lang, FakeEmbedder())
    alone = [score_pairs([pair], lang, FakeEmbedder())[0] for pair in pairs]
    assert together == alone
    assert together == score_pairs(pairs[::-1], lang, FakeEmbedder())[::-1]


GOOD = (
    "七月的一个周末，一名五岁男孩在人群中与父母走散，民警十一分钟后找到了他。",
    "One weekend in July a boy of five lost his parents in the crowd; officers found him 11 minutes later.",
)


@pytest.mark.parametrize(
    "bad",
    [
        "The branch has also signed a safety pact with the shopkeepers to keep the fire lanes clear.",
        "One weekend in July a five-year-old",
        GOOD[0],
        f"{GOOD[1]} {GOOD[1]} {GOOD[1]} {GOOD[1]}",
    ],
    ids=["other", "cut", "copied", "looping"],
)
def test_adequacy_tells_a_translation_from_what_is_none(bad: str, use: UseEmbedder) -> None:
    good, worse = (
        {s.name: s.value for s in scores}["adequacy"]
        for scores in score_pairs([GOOD, (GOOD[0], bad)], "zh", use)
    )
    assert good > 0.9
    assert worse < 0.6


class TestCommand:
    def run(self, tmp_path: Path, sources: str, targets: str) -> int:
        (tmp_path / "s.txt").write_text(sources, encoding="utf-8")
        (tmp_path / "t.txt").write_text(targets, encoding="utf-8")
        return main(
            ["quality", "--from", "zh", "--to", "en", str(tmp_path / "s.txt"), str(tmp_path / "t.txt")]
        )

    def test_a_row_a_pair_in_order(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run(tmp_path, f"{GOOD[0]}\n\n{GOOD[0]}\n", f"{GOOD[1]}\nnothing\n{GOOD[0]}\n") == 0
        rows = list(csv.DictReader(capsys.readouterr().out.splitlines(), delimiter="\t"))
        assert list(rows[0]) == [*SCORES, "flags", "notes", "spans"]
        assert len(rows) == 3
        assert rows[2]["flags"].split()[0] == "copied"
        assert float(rows[0]["score"]) > float(rows[2]["score"])

    def test_files_that_are_not_line_by_line(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.run(tmp_path, "一。\n二。\n", "One.\n") == 2
        assert "2 lines" in capsys.readouterr().err
        assert main(["quality", "--from", "zh", "--to", "zh", "a", "b"]) == 2

    def test_nothing(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run(tmp_path, "", "") == 0
        assert len(capsys.readouterr().out.splitlines()) == 1
