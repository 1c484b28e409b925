from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.quality.notices import notices
from corpus.model import Lang
from tests.tables import read_cases

TEXT = st.lists(
    st.sampled_from(
        ["不", "没有", " not ", "WeChat", "we-chat", "-", "A1", "（", ")", "\u200b", "\ue000", "13800138000"]
    )
).map("".join)


@pytest.mark.parametrize("case", read_cases("notices.tsv"), ids=lambda case: case["id"])
def test_notices(case: dict[str, str]) -> None:
    lang: Lang = "zh" if case["lang"] == "zh" else "en"
    assert [flag.code for flag in notices(case["source"], case["target"], lang)] == case["flags"].split()


def test_names_are_marked_each_time() -> None:
    source = "他先用WeChat，又用G-Mail，再用WeChat。"
    [flag] = notices(source, "He used g-mail.", "zh")
    assert [source[start:end] for _, start, end in flag.spans] == ["WeChat", "WeChat"]
    assert flag.message.endswith(": WeChat, WeChat")


@given(TEXT, TEXT, st.sampled_from(["zh", "en"]))
def test_spans_are_in_their_side(source: str, target: str, lang: Lang) -> None:
    sides = {"source": source, "target": target}
    flags = notices(source, target, lang)
    assert len({flag.code for flag in flags}) == len(flags)
    for flag in flags:
        assert all(0 <= start < end <= len(sides[side]) for side, start, end in flag.spans)
