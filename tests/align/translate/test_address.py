"""Forms of address in Chinese, as English writes them."""

from __future__ import annotations

import pytest

from align.translate.address import addressed

CASES = [
    ("a gentleman and a lady", "王先生和单女士报警。", ["Mr. Wang", "Ms. Shan"]),
    ("a double surname", "欧阳先生报警。", ["Mr. Ouyang"]),
    ("an officer", "山区派出所的黄员警和李警官", ["Officer Huang", "Officer Li"]),
    ("familiar, after a title", "辅警小邓负责东坪村", ["Xiao Deng"]),
    ("familiar, who speaks", "昨天，小邓说没事。", ["Xiao Deng"]),
    (
        "neighbours",
        "调解员赵大姐、李大爷、王阿姨和张医生到了",
        ["Zhao", "Uncle Li", "Aunt Wang", "Dr. Zhang"],
    ),
    ("a full name with an age", "86岁的朴顺姬大娘", []),
    ("a surname that is a word of grammar", "他走访了时女士，对于女士很客气", []),
    ("a full name", "周明先生报警", []),
    ("no surname", "这位先生和那名女士", []),
    ("a word that begins with a surname", "民警小程序和社区小店", []),
    ("a word of the dictionary", "记者小马过河", []),
]


@pytest.mark.parametrize(("text", "written"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_who_is_addressed_by_the_surname(text: str, written: list[str]) -> None:
    assert [said for *_, said in addressed(text)] == written
