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


@pytest.mark.parametrize(
    ("source", "target", "lang", "message", "marked"),
    [
        (
            "他没有认罪。",
            "He pleaded guilty.",
            "zh",
            "only the Chinese side has a negation: 没有",
            ["source:没有"],
        ),
        (
            "He did not plead.",
            "他认罪了。",
            "en",
            "only the English side has a negation: not",
            ["source:not"],
        ),
        (
            "他认罪了。",
            "He did not plead.",
            "zh",
            "only the English side has a negation: not",
            ["target:not"],
        ),
        ("He pleaded.", "他没有认罪。", "en", "only the Chinese side has a negation: 没有", ["target:没有"]),
        (
            "喊出“治安先治毒”之后，又有“治安先治毒、治毒先管吏”和「雪落千山静，风来万木春」。",
            "They coined a slogan.",
            "zh",
            "a slogan or verse: 治安先治毒、治毒先管吏, 雪落千山静，风来万木春",
            ["source:治安先治毒、治毒先管吏", "source:雪落千山静，风来万木春"],
        ),
        (
            "他说：“走。”",
            "“Go, he said.",
            "zh",
            "the translation has a quotation mark without its partner",
            [],
        ),
        ("该局（分局）。", "The bureau (the branch.", "zh", "the translation has 1 ( and 0 )", []),
        (
            "好的。",
            "Fi\u200bne\ue000.\u200b",
            "zh",
            "characters that hardly belong into text: U+200B, U+E000",
            ["target:\u200b", "target:\ue000", "target:\u200b"],
        ),
        (
            "请拨打0734-2225550。",
            "Call 0734-2225550 or write to a.b@example.com.",
            "zh",
            "holds personal data: phone, e-mail",
            ["source:0734-2225550", "target:0734-2225550", "target:a.b@example.com"],
        ),
    ],
)
def test_what_is_said_and_marked(
    source: str, target: str, lang: Lang, message: str, marked: list[str]
) -> None:
    sides = {"source": source, "target": target}
    [flag] = notices(source, target, lang)
    assert flag.message == message
    assert [f"{side}:{sides[side][start:end]}" for side, start, end in flag.spans] == marked


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
