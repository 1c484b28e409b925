"""Counts in Han that are written in figures before a small model drafts, and what only looks like them."""

from __future__ import annotations

import pytest

from corpus.text.numbers import respell

CASES = [
    ("如今回来了四十多个", "如今回来了more than 40 个", "a count and more"),
    ("十余名队员", "more than 10 名队员", "a round ten and more"),
    ("两千三百户村民", "2,300户村民", "thousands"),
    ("补助三千余万元", "补助more than 30 million 元", "a magnitude word"),
    ("九成以上的住户", "more than 90 percent 的住户", "tenths and above"),
    ("损失近百万元", "损失nearly 1 million 元", "a bare magnitude that is compared"),
    ("客流减少两成", "客流减少20 percent", "tenths"),
    ("节约3.5万元，不超过4万元", "节约35,000元，不超过40,000元", "words that only look like bounds"),
]
LEFT = [
    ("学习二十大精神", "the name of a congress"),
    ("十二月十二日", "a date"),
    ("二〇二三年", "a year in digits"),
    ("第十三条", "an ordinal"),
    ("三十而立", "a saying"),
    ("十分重要", "an adverb"),
    ("数十名队员", "several tens"),
    ("千万不要转账", "by no means"),
    ("三名队员", "a small number, which the model knows"),
    ("百分之十五", "hundredths, which the model knows"),
]


@pytest.mark.parametrize(("text", "expected", "why"), CASES, ids=[case[-1] for case in CASES])
def test_counts_in_han_are_written_in_figures(text: str, expected: str, why: str) -> None:
    assert respell(text, "zh") == expected, why


@pytest.mark.parametrize(("text", "why"), LEFT, ids=[case[-1] for case in LEFT])
def test_what_only_looks_like_a_count_stays(text: str, why: str) -> None:
    assert respell(text, "zh") == text, why
