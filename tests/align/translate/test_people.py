"""People in Chinese text: who is found, and what is none."""

from __future__ import annotations

import pytest

from align.translate.people import find_people

PEOPLE = [
    ("after a title that ends as a word would begin", "交警方启越拦下一辆货车。", ["方启越"]),
    ("a surname that is a word, where nothing is one", "45岁的民警和志军已经守了21年。", ["和志军"]),
    ("after a title in quotation marks", "这就是“无腿民警”巩勇昨天的故事。", ["巩勇"]),
    ("a given name that no list has, of no words", "应急管理局局长杨旭初说。", ["杨旭初"]),
    ("after an age", "68岁的罗素珍紧紧抱住儿子，8岁的李小雨哭了。", ["罗素珍", "李小雨"]),
    ("an age before no name", "78岁的高龄老人和5岁的孩子。", []),
    ("somewhere in a district", "朝阳区某中学、中山路某酒店，区某没来。", ["区某"]),
    ("called", "他叫倪虹，是一名网格员。", ["倪虹"]),
    ("who was appointed", "任命成慧芬为副局长。", ["成慧芬"]),
    ("what somebody is made", "束传义为市司法局局长；", ["束传义"]),
    ("a wanted notice", "云海滨：男，蒙古族，35岁。", ["云海滨"]),
    ("a doubtful surname after 的", "泾源县的马永祥获奖。", ["马永祥"]),
    ("a credit", "施若晴 摄", ["施若晴"]),
    ("a person of a rare surname", "村医仉立人说，药柜里有药。", ["仉立人"]),
]
NOBODY = [
    ("and two more", "每个警务区配备一名社区民警和两名以上辅警。"),
    ("twice before", "驾驶员曾两次报告刹车失灵。"),
    ("and you", "请保安和您的家人联系。"),
    ("a river", "排名靠后的茅洲河由两镇共管。"),
    ("a season", "视频接通了，农闲时村民排队来问。"),
    ("a verse", "“沙鸥翔集”的美景。"),
    ("a foreign name", "总统杜特尔特发表讲话。"),
    ("a verb after a name of two characters that is none of ours", "牧民白音丢了二十只羊。"),
    ("a kind of opera before a title", "晋剧老艺人登台。"),
]


@pytest.mark.parametrize(("text", "people"), [case[1:] for case in PEOPLE], ids=[case[0] for case in PEOPLE])
def test_people_are_found(text: str, people: list[str]) -> None:
    assert list(dict.fromkeys(name.text for name in find_people(text))) == people


@pytest.mark.parametrize("text", [text for _, text in NOBODY], ids=[label for label, _ in NOBODY])
def test_what_is_nobody_is_not(text: str) -> None:
    assert find_people(text) == []
