from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.translate.annotate import Annotator
from align.translate.repair import repair
from align.translate.weekdays import mend_weekday, weekdays


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Trial opened on Wednesday.", ["周三"]),
        ("Police said Sunday that two men were held on Saturday night.", ["周日", "周六"]),
        ("Monday's hearing was put off until Friday, a clerk said.", ["周一", "周五"]),
        ("Shops sold more on Black Friday than in all of May.", []),
        ("He told the Sunday Times so.", []),
        ("A service was held on Easter Monday.", []),
        ("Friday the 13th is a film.", []),
        ("MONDAY MORNING", []),
        ("Mondays are slow.", []),
    ],
)
def test_days_are_written_and_names_are_not(text: str, written: list[str]) -> None:
    spans = list(weekdays(text))
    assert [day for *_, day in spans] == written
    assert all(text[start:stop].endswith("day") for start, stop, _ in spans)


def test_the_engine_is_given_the_day() -> None:
    assert Annotator().annotate("He was held on Tuesday.", "en") == "He was held on 周二."
    assert Annotator().annotate("周二他被抓。", "zh") == "周二他被抓。"


@pytest.mark.parametrize(
    ("source", "draft", "mended"),
    [
        ("The court sat on Wednesday.", "3月1日，法院开庭。", "周三，法院开庭。"),
        ("It was forecast on Monday.", "公安部1日预计。", "公安部周一预计。"),
        ("It was forecast on Monday.", "2024年1月1日预计。", "周一预计。"),
        ("He left on Sunday.", "他上星期天离开。", "他上星期天离开。"),
        ("He left on Sunday.", "他星期六离开。", "他周日离开。"),
        ("He left on Sunday.", "他离开了。", "他离开了。"),
        ("He left on Sunday and came back on Monday.", "他周日离开。", "他周日离开。"),
        ("On Friday, June 3, he left.", "6月3日，他离开。", "6月3日，他离开。"),
        ("On Friday the 3rd he left.", "3日他离开。", "3日他离开。"),
        ("He left on Friday with 14 others.", "14日他离开。", "14日他离开。"),
        ("They meet on Tuesday.", "他们一周三次会面。", "他们一周三次会面。"),
        ("The Sunday Times said so on Monday.", "《星期日报》4月1日这样说。", "《星期日报》4月1日这样说。"),
        ("He left on Tuesday for 20 days.", "3月1日至20日他不在。", "3月1日至20日他不在。"),
    ],
)
def test_the_stated_day_stands_in_the_draft(source: str, draft: str, mended: str) -> None:
    """Mended only where one day is stated, and nothing else that a date could come from."""
    text, changes = mend_weekday(source, draft)
    assert text == mended
    assert bool(changes) == (draft != mended)
    assert repair(source, draft, "en").text == mended


@given(st.text(alphabet="周星期一二三日天次0123456789月年 "))
def test_what_states_no_day_changes_nothing(draft: str) -> None:
    assert mend_weekday("He left early.", draft) == (draft, [])


@given(st.text(alphabet="周星期一二三日天次0123456789月年 "))
def test_mending_twice_changes_nothing_more(draft: str) -> None:
    mended, _ = mend_weekday("He left on Thursday.", draft)
    assert mend_weekday("He left on Thursday.", mended)[0] == mended
