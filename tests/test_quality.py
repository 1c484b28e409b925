from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.engine import Draft
from align.quality import draft_confidence, faults, meaning_flag, score_pairs, with_flags
from corpus.model import Flag
from tests.fakes import FakeEmbedder

CASES = [
    ("警方昨天通报了案件。", "The police reported on the case yesterday.", "zh", []),
    ("共破获案件146起。", "A total of 146 cases were solved.", "zh", []),
    ("警方昨天通报了案件。", "", "zh", ["empty"]),
    ("警方昨天通报了案件。", "警方昨天通报了案件", "zh", ["copied"]),
    ("警方昨天通报了案件。", "警方昨天通報了這個案件 OK", "zh", ["wrong-language"]),
    ("警方昨天通报了案件。", "The police 通报 on the case yesterday.", "zh", ["stray-han"]),
    ("警方昨天通报了案件。", "The police said the police said the police said the police said so.", "zh", ["repetition"]),
    ("坚持主业", 'To translate "main business" to English, you would say so.', "zh", ["chatter", "length"]),
    ("请把这句话翻译成英文。", "Translation: put this sentence into English, please.", "zh", []),
    ("共破获案件146起。", "Many cases were solved by police.", "zh", ["numbers"]),
    ("坚持主业", "Stick to the main business and say a great deal more than was ever asked for, at length, again.", "zh", ["length"]),
    ("The police reported on the case.", "警方通报了此案。", "en", []),
    ("The police reported on the case.", "The police did report the case.", "en", ["wrong-language"]),
    ("The police reported on the case.", "警方通報了該案的進展情況。", "en", ["wrong-script"]),
    ("The police reported on the case of the missing money.", "警方 reported on the case of missing money.", "en", ["untranslated"]),
    ("He said OK to the plan B of Mr. Li.", "他对李先生的B计划说OK。", "en", []),
    ("WWW.EXAMPLE.ORG", "WWW.EXAMPLE.ORG", "en", ["copied"]),
]


@pytest.mark.parametrize(("source", "target", "lang", "names"), CASES, ids=[f"{c[3]}-{c[1][:16]}" for c in CASES])
def test_faults(source: str, target: str, lang: str, names: list[str]) -> None:
    found = faults(source, target, lang)  # type: ignore[arg-type]
    assert [flag.name for flag in found] == names
    assert all(len(flag.message) > 10 for flag in found)


def test_scores_have_their_parts_and_flags_halve_them() -> None:
    pair = ("共破获案件146起，抓获20人。", "A total of 146 cases were solved.")
    scores = score_pairs([pair], "zh", FakeEmbedder(), [draft_confidence(Draft("", -0.5, finished=True))])[0]
    values = {score.name: score.value for score in scores}
    assert list(values) == ["score", "meaning", "length", "numbers", "confidence"]
    assert values["numbers"] == pytest.approx(0.5)
    assert values["confidence"] == pytest.approx(0.6065, abs=1e-3)
    product = min(1.0, values["meaning"] / 0.7) * values["length"] * values["numbers"] * values["confidence"]
    assert values["score"] == pytest.approx(product**0.25)
    assert with_flags(scores, [Flag("numbers", "x")])[0].value == pytest.approx(values["score"] / 2)
    assert with_flags(scores, [Flag("second-draft", "x")])[0].value == values["score"]


def test_low_meaning_is_flagged() -> None:
    class Opposite(FakeEmbedder):
        def embed(self, texts):  # type: ignore[no-untyped-def]
            vectors = super().embed(texts)
            vectors[1::2] *= -1
            return vectors

    assert [flag.name for flag in meaning_flag(score_pairs([("好。", "Good.")], "zh", Opposite())[0])] == ["meaning"]
    assert meaning_flag(score_pairs([("好。", "Good.")], "zh", FakeEmbedder())[0]) == []


@given(st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), max_size=8), st.sampled_from(["zh", "en"]))
def test_any_pair_has_scores_between_0_and_1_whatever_stands_beside_it(pairs: list[tuple[str, str]], lang: str) -> None:
    together = score_pairs(pairs, lang, FakeEmbedder())  # type: ignore[arg-type]
    alone = [score_pairs([pair], lang, FakeEmbedder())[0] for pair in pairs]  # type: ignore[arg-type]
    assert together == alone
