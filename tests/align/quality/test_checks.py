from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.quality.checks import faults, length_score, long_flag, similarity_flag, stray_latin
from corpus.model import Lang, Script
from corpus.text.lengths import length_deviation
from tests.tables import read_cases


@pytest.mark.parametrize("case", read_cases("faults.tsv"), ids=lambda case: case["id"])
def test_faults(case: dict[str, str]) -> None:
    lang: Lang = "zh" if case["lang"] == "zh" else "en"
    flags = faults(case["source"], case["target"], lang)
    assert [flag.code for flag in flags] == case["flags"].split()


def test_numbers_added_and_percentages_lost_are_named() -> None:
    [flag] = faults("下降21.4%。", "It fell by 21.4, and 3,000 people were caught.", "zh")
    assert flag.code == "numbers"
    assert "that the source lacks: 3,000" in flag.message
    assert "percentages that are none in the translation: 21.4" in flag.message
    assert flag.spans == (("source", 2, 6), ("target", 21, 26))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_rises_on_one_side_alone_is_marked_on_both(lang: Lang) -> None:
    sides = ("案件上升5%。", "Cases fell by 5%.")
    source, target = sides if lang == "zh" else sides[::-1]
    [flag] = faults(source, target, lang)
    assert flag.message == "rises on one side and falls on the other: 上升5%, fell"
    texts = {"source": source, "target": target}
    assert [texts[side][start:end] for side, start, end in flag.spans] == ["上升5%", "fell"]


def test_a_long_phrase_is_shown_by_its_beginning() -> None:
    phrase = "国家反诈中心应用程序已经无法使用请大家不要惊慌失措"
    flags = faults(
        f"警方说，{phrase}。", f"Police said {phrase} today, and the app would be back by noon.", "zh"
    )
    said = {flag.code: flag.message.rpartition(": ")[2] for flag in flags}
    assert said["untranslated"] == f"{phrase[:23]}…"
    assert said["stray-han"] == f"{phrase[:23]}…"


def test_a_phrase_of_the_source_in_a_chinese_draft() -> None:
    source = (
        "The anti-fraud centre said that the engines failed to start on Monday morning, and were repaired."
    )
    draft = "反诈中心说，星期一早上the engines failed，后来工作人员把发动机全部修好了。"
    [flag] = [flag for flag in faults(source, draft, "en") if flag.code == "untranslated"]
    assert flag.message == "left in the language of the source: the engines failed"


def test_a_script_is_wrong_only_where_another_is_wanted() -> None:
    pair = ("The police reported on the case.", "警方通報了該案的進展情況。")
    assert [flag.code for flag in faults(*pair, "en", "Hans")] == ["wrong-script"]
    assert faults(*pair, "en", "Hant") == []


def test_a_loop_is_marked_where_it_stands() -> None:
    [flag] = faults("警方昨天通报了案件。", "So the police said the police said the police said so.", "zh")
    assert flag.code == "repetition"
    [(side, start, end)] = flag.spans
    assert (side, start) == ("target", 2)
    assert end > start + 30


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("The meeting was held.", "promotion会议召开。", ["promotion"]),
        ("Use WeChat or WECHAT.", "用WeChat或WECHAT。", []),
        ("He called.", "他用Skype打电话。", ["Skype"]),
        ("UN report", "UN报告", []),
        ("He agreed.", "他说ok。", []),
        ("He agreed.", "他说yes。", ["yes"]),
    ],
    ids=["small", "name", "new-name", "acronym", "two-letters", "three-letters"],
)
def test_words_left_in_english(source: str, target: str, words: list[str]) -> None:
    spans = [span for flag in stray_latin(source, target, "en") for span in flag.spans]
    assert [target[start:end] for _, start, end in spans] == words
    assert stray_latin(target, source, "zh") == []


def test_limits() -> None:
    assert [flag.code for flag in similarity_flag(0.349)] == ["low-similarity"]
    assert similarity_flag(0.35) == []
    assert [flag.code for flag in long_flag("字" * 2001, "x")] == ["long"]
    assert long_flag("字" * 2000, "x" * 2000) == []


def test_length_score_falls_with_the_ratio() -> None:
    zh = "警方昨天通报了案件的进展情况。"
    scores = [length_score(zh, "x" * size, "zh") for size in (50, 90, 110, 400)]
    assert scores[0] == 1
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] == 0
    assert length_score("x" * 90, zh, "en") == scores[1]


ZH, EN = "警方昨天通报了案件的进展情况。", "The police reported on the case yesterday."


@pytest.mark.parametrize(
    ("source", "target", "lang", "script", "message"),
    [
        (ZH, " ", "zh", "Hans", "the translation is empty"),
        (ZH, ZH, "zh", "Hans", "the translation repeats the source"),
        ("共有人到场。", "警方警方通报。", "zh", "Hans", "the translation is not in English"),
        (EN, "Police reported it.", "en", "Hans", "the translation is not in Chinese"),
        (EN, "警方昨天通報了該案的進展情況。", "en", "Hans", "the translation is not in Simplified Chinese"),
        (EN, "警方昨天通报了该案的进展情况。", "en", "Hant", "the translation is not in Traditional Chinese"),
        (
            EN,
            "警方 reported on the case yesterday。",
            "en",
            "Hans",
            "much of the translation is left in English",
        ),
        (ZH, "yes", "zh", "Hans", "the translation is unusually short"),
        (ZH, EN * 5, "zh", "Hans", "the translation is unusually long"),
        (EN, ZH * 9, "en", "Hans", "the translation is unusually long"),
    ],
)
def test_what_a_flag_says(source: str, target: str, lang: Lang, script: Script, message: str) -> None:
    assert message in [flag.message for flag in faults(source, target, lang, script)]


def test_what_other_flags_say() -> None:
    assert similarity_flag(0.2)[0].message == "the two sides seem to differ in meaning (cosine 0.20)"
    assert (
        long_flag("x" * 2001, "y")[0].message == "a side has 2001 characters, over 2000: some tools refuse it"
    )


@pytest.mark.parametrize("size", [25, 30, 90, 110])
def test_length_score_between_its_ends(size: int) -> None:
    """It falls evenly from 1 at one standard deviation to 0 at four."""
    deviation = abs(length_deviation(ZH, "x" * size))
    assert 1 < deviation < 4
    assert length_score(ZH, "x" * size, "zh") == pytest.approx((4 - deviation) / 3)


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["zh", "en"]))
def test_spans_are_in_their_side(source: str, target: str, lang: Lang) -> None:
    sides = {"source": source, "target": target}
    for flag in faults(source, target, lang):
        assert all(0 <= start < end <= len(sides[side]) for side, start, end in flag.spans)


@pytest.mark.parametrize("unit", ["1 ", "1,", "1、", "两人"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_text_of_more_numbers_than_anybody_reads_is_not_compared(unit: str, lang: Lang) -> None:
    pair = (unit * 20_001, "甲乙" if lang == "en" else "a b")
    messages = [flag.message for flag in faults(*pair, lang) if flag.code == "numbers"]
    assert messages == ["not compared: a side has more than 20,000 numbers"]


@pytest.mark.parametrize("name", ["06-county-portal.html", "zh/14-drug-report.html, en/", "see/notes.txt"])
def test_the_name_of_a_file_stays_as_it_is(name: str) -> None:
    assert faults(name, name, "en") == []
    assert stray_latin(name, f"见{name}。", "en") == []
