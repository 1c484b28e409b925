"""Datelines and bylines are written by template, or not touched."""

from __future__ import annotations

import pytest

from align.translate.datelines import split_dateline
from align.translate.draft import Drafter
from corpus.model import Lang
from tests.factories import FakeTranslator
from tests.tables import read_cases

CASES = read_cases("datelines.tsv")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_cases(case: dict[str, str]) -> None:
    lang: Lang = "zh" if case["lang"] == "zh" else "en"
    line = split_dateline(case["source"], lang)
    if case["label"] == "none":
        assert line is None
    else:
        assert line is not None
        assert (line.written.strip(), line.rest) == (case["written"].strip(), case["rest"])
        assert line.written.endswith((" ", "　")) == bool(line.rest)


def test_the_engine_drafts_what_follows_and_only_that() -> None:
    fake = FakeTranslator("zh")
    text = "新华社苍南3月4日电（记者 宋美君）昨日降雨。"
    (drafted,) = Drafter(fake).draft([(text, "Hans")])
    assert drafted.draft.text.startswith("Cangnan, March 4 (Xinhua; reporter Song Meijun) — ")
    assert [texts for texts, careful in fake.calls if not careful] == [["昨日降雨。"]]


def test_a_byline_needs_no_engine() -> None:
    fake = FakeTranslator("zh")
    (drafted,) = Drafter(fake).draft([("（记者 宋美君）", "Hans")])
    assert drafted.draft.text == "(Reporter Song Meijun)"
    assert not fake.calls


def test_traditional_text() -> None:
    (drafted,) = Drafter(FakeTranslator("zh")).draft([("責任編輯：陳美玲", "Hant")])
    assert drafted.draft.text == "Editor Chen Meiling"
