from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.embed import UseEmbedder
from align.quality.estimate import SCORES, score_pairs
from corpus.cli.main import main
from corpus.model import Lang, Score
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
