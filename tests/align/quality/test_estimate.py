from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.embed import UseEmbedder
from align.quality.checks import faults, meaning_flag
from align.quality.estimate import SCORES, score_pairs
from corpus.cli.main import main
from corpus.model import Lang, Score
from tests.factories import FakeEmbedder

CASES = [
    ("警方昨天通报了案件。", "The police reported on the case yesterday.", "zh", []),
    ("共破获案件146起。", "A total of 146 cases were solved.", "zh", []),
    ("警方昨天通报了案件。", "", "zh", ["empty"]),
    ("警方昨天通报了案件。", "警方昨天通报了案件", "zh", ["copied"]),
    ("警方昨天通报了案件。", "警方昨天通報了這個案件 OK", "zh", ["wrong-language"]),
    ("警方昨天通报了案件。", "The police 通报 on the case yesterday.", "zh", ["stray-han"]),
    (
        "警方昨天通报了案件。",
        "The police said the police said the police said the police said so.",
        "zh",
        ["repetition"],
    ),
    ("坚持主业", 'To translate "main business" to English, you would say so.', "zh", ["chatter", "length"]),
    ("请把这句话翻译成英文。", "Translation: put this sentence into English, please.", "zh", []),
    ("共破获案件146起。", "Many cases were solved by police.", "zh", ["numbers"]),
    ("1、严禁酒后驾车。", "1. Drink-driving is strictly forbidden.", "zh", []),
    ("1、严禁酒后驾车。", "7. Drink-driving is strictly forbidden.", "zh", ["numbers"]),
    ("（三）加强巡逻防控工作。", "3) Step up patrols and prevention.", "zh", []),
    ("（三）加强巡逻防控工作。", "4) Step up patrols and prevention.", "zh", ["numbers"]),
    ("警车停在G7高速B2出口。", "The patrol car stopped at exit B2 of the G7 expressway.", "zh", []),
    ("警车停在G7高速B2出口。", "The patrol car stopped at exit B2 of the G9 expressway.", "zh", ["numbers"]),
    ("The G7 ministers met in the town.", "七国集团部长在该镇会晤。", "en", []),
    ("第十三届警民联欢会昨晚举行。", "The 13th police-community gala was held last night.", "zh", []),
    (
        "第十三届警民联欢会昨晚举行。",
        "The 11th police-community gala was held last night.",
        "zh",
        ["numbers"],
    ),
    ("警方10日通报了案情。", "Police reported on the case on December 10.", "zh", []),
    ("警方10日通报了案情。", "Police reported on the case on December 12.", "zh", ["numbers"]),
    ("警方11月10日通报了案情。", "Police reported on the case on December 10.", "zh", ["numbers"]),
    ("依照本条例第二十一条处罚。", "Punished under Article 21 of these regulations.", "zh", []),
    ("依照本条例第二十一条处罚。", "Punished under Article 27 of these regulations.", "zh", ["numbers"]),
    ("全县共发放补助2万4801元。", "The county paid out 24,801 yuan in subsidies.", "zh", []),
    ("全县共发放补助2万4801元。", "The county paid out 24,841 yuan in subsidies.", "zh", ["numbers"]),
    ("涉案资金达4.244亿元。", "The money involved came to 424.4 million yuan.", "zh", []),
    ("涉案资金达4.244亿元。", "The money involved came to 424.7 million yuan.", "zh", ["numbers"]),
    ("He joined the police in 2005.", "他05年从警。", "en", []),
    ("He joined the police in 2022.", "他于022年从警。", "en", ["numbers"]),
    ("派出所上世纪80年代建成。", "The station was built in the 1980s.", "zh", []),
    ("派出所上世纪80年代建成。", "The station was built in the 1180s.", "zh", ["numbers"]),
    ("全年接警1.73万起。", "Police took 17,346 calls in the year.", "zh", []),
    ("全市出动警力3万5千人次。", "The city deployed officers some 35,000 times.", "zh", []),
    (
        "坚持主业",
        "Stick to the main business and say a great deal more than was ever asked for, at length, again.",
        "zh",
        ["length"],
    ),
    ("The police reported on the case.", "警方通报了此案。", "en", []),
    ("The police reported on the case.", "The police did report the case.", "en", ["wrong-language"]),
    ("The police reported on the case.", "警方通報了該案的進展情況。", "en", ["wrong-script"]),
    (
        "The police reported on the case of the missing money.",
        "警方 reported on the case of missing money.",
        "en",
        ["untranslated"],
    ),
    ("He said OK to the plan B of Mr. Li.", "他对李先生的B计划说OK。", "en", []),
    ("WWW.EXAMPLE.ORG", "WWW.EXAMPLE.ORG", "en", ["copied"]),
]


@pytest.mark.parametrize(
    ("source", "target", "lang", "names"), CASES, ids=[f"{c[3]}-{c[1][:16]}" for c in CASES]
)
def test_faults(source: str, target: str, lang: str, names: list[str]) -> None:
    found = faults(source, target, lang)  # type: ignore[arg-type]
    assert [flag.code for flag in found] == names
    assert all(len(flag.message) > 10 for flag in found)


def test_numbers_added_and_percentages_lost_are_named() -> None:
    flag = faults(
        "共破获案件146起，下降21.4%。",
        "A total of 146 cases were solved, down 21.4, and 3,000 people were caught.",
        "zh",
    )
    assert [one.name for one in flag] == ["numbers"]
    assert "that the source lacks: 3,000" in flag[0].message
    assert "percentages that are none in the translation: 21.4" in flag[0].message


def test_a_number_left_over_on_both_sides_was_changed() -> None:
    assert (
        faults("10月10日起，10人参加。", "From October 10 on, 11 people took part.", "zh")[0].name
        == "numbers"
    )
    assert (
        faults(
            "10月10日起，共有十个人参加了这次活动。",
            "From October 10 on, people took part in this event.",
            "zh",
        )
        == []
    )


def test_the_score_of_a_draft_is_the_product_of_its_probabilities() -> None:
    pair = ("共破获案件146起，抓获20人。", "A total of 146 cases were solved.")
    scores = score_pairs([pair], "zh", FakeEmbedder())[0]
    values = {score.name: score.value for score in scores}
    assert tuple(values) == SCORES
    assert values["numbers"] == pytest.approx(0.5)
    assert values["score"] == pytest.approx(values["gate"] * values["usable"])
    linked = score_pairs([pair], "zh", FakeEmbedder(), [Score("align", 0.75, "x")])[0]
    assert {score.name: score.value for score in linked}["score"] == pytest.approx(values["gate"] * 0.75)


def test_what_the_engine_thinks_of_a_draft_counts() -> None:
    pair = ("共破获案件146起，抓获20人。", "A total of 146 cases were solved and 20 people caught.")
    sure, unsure = (
        score_pairs([pair], "zh", FakeEmbedder(), log_probabilities=[value])[0][0].value
        for value in (-0.2, -3.0)
    )
    assert sure > unsure


def test_low_meaning_is_flagged() -> None:
    class Opposite(FakeEmbedder):
        def embed(self, texts):  # type: ignore[no-untyped-def]
            vectors = super().embed(texts)
            vectors[1::2] = -vectors[0::2]
            return vectors

    assert [flag.code for flag in meaning_flag(score_pairs([("好。", "Good.")], "zh", Opposite())[0])] == [
        "meaning"
    ]


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


@pytest.fixture(scope="module")
def use() -> UseEmbedder:
    return UseEmbedder()


GOOD = (
    "七月的一个周末，一名五岁男孩在人群中与父母走散，民警十一分钟后找到了他。",
    "One weekend in July a five-year-old boy lost his parents in the crowd, and officers found him eleven minutes later.",
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
def test_the_gate_tells_a_translation_from_what_is_none(bad: str, use: UseEmbedder) -> None:
    good, worse = (
        {s.name: s.value for s in scores}["gate"] for scores in score_pairs([GOOD, (GOOD[0], bad)], "zh", use)
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
        assert self.run(tmp_path, "一。\n二。\n", "One.\n") == 1
        assert "2 lines" in capsys.readouterr().err
        assert main(["quality", "--from", "zh", "--to", "zh", "a", "b"]) == 2

    def test_nothing(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run(tmp_path, "", "") == 0
        assert len(capsys.readouterr().out.splitlines()) == 1
