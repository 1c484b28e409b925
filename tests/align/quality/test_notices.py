"""What is worth a look, and personal data. All numbers are invented; the identity-card numbers only satisfy the check."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.quality.notices import warnings
from corpus.cache import Cache
from corpus.model import Lang
from corpus.pipeline.build import build
from corpus.settings import Settings
from corpus.text.personal import find_personal, mask_pair
from tests.factories import FakeEmbedder, FakeTranslator, Silent


@pytest.mark.parametrize(
    ("source", "target", "lang", "names"),
    [
        ("嫌疑人没有认罪。", "The suspect pleaded guilty.", "zh", ["negation"]),
        ("嫌疑人没有认罪。", "The suspect did not plead guilty.", "zh", []),
        ("嫌疑人认罪了。", "The suspect never pleaded guilty.", "zh", ["negation"]),
        ("我们不断加强巡逻。", "We keep strengthening patrols.", "zh", []),
        ("不得占道经营。", "Blocking the road is prohibited.", "zh", []),
        ("The suspect did not plead guilty.", "嫌疑人认罪了。", "en", ["negation"]),
        ("The suspect did not plead guilty.", "嫌疑人没有认罪。", "en", []),
        ("民警用WeChat通知了他。", "The officer told him by phone.", "zh", ["name-lost"]),
        ("民警用WeChat通知了他。", "The officer told him on wechat.", "zh", []),
        ("该局（下称分局）发布通告。", "The bureau (the branch issued a notice.", "zh", ["unbalanced"]),
        ("1）出示证件", "1) Show your papers", "zh", []),
        ("好的。", "Fine\u200b.", "zh", ["suspicious-character"]),
        ("请拨打0734-2225550联系我们。", "Please call 0734-2225550.", "zh", ["personal-data"]),
    ],
)
def test_warnings(source: str, target: str, lang: Lang, names: list[str]) -> None:
    found = warnings(source, target, lang)
    assert [flag.code for flag in found] == names
    for flag in found:
        sides = {"source": source, "target": target}
        assert all(0 <= start < end <= len(sides[side]) for side, start, end in flag.spans)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("身份证号11010119900307002X。", ["identity-card"]),
        ("编号110101199003070012。", []),
        ("致电13800001234或138-0000-1234", ["phone", "phone"]),
        ("座机(0734)2225550", ["phone"]),
        ("手機0912-345-678", ["phone"]),
        ("车牌京A·12345和粤B12345警", ["plate", "plate"]),
        ("write to wang@example.com.", ["e-mail"]),
        ("共抓获138人，缴获1234567元。", []),
        ("2021年10月8日，第13800号", []),
        ("比分3-1，占13.8%", []),
    ],
)
def test_personal_data(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in find_personal(text)] == kinds
    assert all(text[one.start : one.end] == one.text for one in find_personal(text))


def test_masks_are_the_same_on_both_sides() -> None:
    source, target = mask_pair(
        "王某电话13800001234，李某13900004321。", "Call Li on 139-0000-4321 and Wang on 138 0000 1234."
    )
    assert source == "王某电话[phone 1]，李某[phone 2]。"
    assert target == "Call Li on [phone 2] and Wang on [phone 1]."


@given(st.text("0123456789京A@.- 一", max_size=40), st.text("0123456789京A@.- a", max_size=40))
def test_nothing_personal_is_left_after_masking(source: str, target: str) -> None:
    masked = mask_pair(source, target)
    assert all(not find_personal(text) for text in masked)


def test_a_build_masks_when_asked(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("如有线索请致电民警手机13800001234，谢谢各位居民。", encoding="utf-8")
    with Cache(tmp_path / "c.sqlite") as cache:
        for mask in (False, True):
            result = build(
                folder, tmp_path / "out", Settings(mask_personal_data=mask), FakeTranslator, FakeEmbedder, cache, Silent()
            )  # fmt: skip
            text = result.units[0].source + result.units[0].target
            assert ("13800001234" in text) != mask
            assert "personal-data" in [flag.code for flag in result.units[0].flags]
