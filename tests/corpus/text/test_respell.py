"""Which numbers of a Chinese sentence are written as English writes them, and which stay."""

from __future__ import annotations

import pytest

from corpus.text.numbers import respell

CASES = [
    ("a plain number", "抓获4112人", "抓获4,112人"),
    ("alone", "4112", "4,112"),
    ("more than that", "抓获4112余人", "抓获more than 4,112 人"),
    ("more, at the end", "抓获4112余", "抓获more than 4,112"),
    ("more, after a magnitude", "投入5万余", "投入more than 50,000"),
    ("more, within", "投入230余万元", "投入more than 2.3 million 元"),
    ("what is left over is not more", "建成5万个余下的", "建成50,000个余下的"),
    ("a year", "2024人", "2024人"),
    ("the first and the last year", "1900人，2099人", "1900人，2099人"),
    ("before and after all years", "1899人，2100人", "1,899人，2,100人"),
    ("a year is named", "4112年", "4112年"),
    ("zeros in front", "0123人", "0123人"),
    ("eight digits", "12345678人", "12345678人"),
    ("letters before", "编号A4112", "编号A4112"),
    ("a sign before", "车号/4112", "车号/4112"),
    ("a sign after", "共4112/7", "共4112/7"),
    ("a hotline", "拨打4112热线", "拨打4112热线"),
    ("Chinese on both sides", "共4112人", "共4,112人"),
    ("after one that stays", "2024年抓获4112人", "2024年抓获4,112人"),
    ("exceeded", "抓获超过4112人", "抓获more than 4,112 人"),
    ("exceeded, in a word", "抓获逾5万人，超6万元", "抓获more than 50,000 人，more than 60,000 元"),
    ("exceeded twice", "逾5万余人", "more than 50,000 人"),
    ("exceeded before another", "超过一年，抓获4112人", "超过一年，抓获4,112人"),
]


@pytest.mark.parametrize(("text", "written"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_numbers_in_chinese(text: str, written: str) -> None:
    assert respell(text, "zh") == written
