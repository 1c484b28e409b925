"""Chinese names in English text."""

from __future__ import annotations

import pytest

from align.quality.names import Name, name_flag
from align.terms.glossary import Glossary, Term
from align.translate.annotate import Annotator
from align.translate.draft import Drafter
from align.translate.english_names import find_english_names
from align.translate.translator import Draft
from tests.factories import FakeTranslator
from tests.tables import read_cases

CASES = read_cases("english-names.tsv")
KNOWN = {"宋美君": Name(0, 3, "宋美君", "Song Meijun", "person")}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_cases(case: dict[str, str]) -> None:
    names = find_english_names(case["text"], KNOWN)
    shown = [f"{name.text}={name.spelling}{'?' if name.guessed else ''}" for name in names]
    assert shown == [text for text in case["names"].split("|") if text]
    assert all(case["text"][name.start : name.end] == name.text for name in names)


def test_names_and_terms_are_written_into_the_source() -> None:
    terms = [
        Term("公安机关", ("public security organs", "police"), drafted=False),
        Term("雪亮工程", ("Sharp Eyes Project",)),
    ]
    source = (
        "Police and public security organs in Wenzhou started the Sharp Eyes Project, a 100 -day campaign."
    )
    assert Annotator(Glossary(terms)).annotate(source, "en") == (
        "Police and 公安机关 in 温州 started the 雪亮工程, a 100-day campaign."
    )


def test_characters_by_sound_are_flagged_and_no_fault() -> None:
    source = "Li Xingwang, a spokesman, spoke in Wenzhou."
    answers = {"李兴旺, a spokesman, spoke in 温州.": Draft("发言人李兴旺在温州讲话。", -0.1, finished=True)}
    drafter = Drafter(FakeTranslator("en", answers))
    (drafted,) = drafter.draft([(source, "Latn")])
    assert [flag.code for flag in drafted.flags] == ["name"]
    assert "李兴旺 (Li Xingwang)" in drafted.flags[0].message
    assert drafter.again == 0


def test_a_place_in_other_characters_is_a_fault() -> None:
    names = find_english_names("Li Xingwang, a spokesman, spoke in Wenzhou.", {})
    assert not name_flag("李星望在温州讲话。", names), "the person's characters may be others"
    (flag,) = name_flag("李兴旺在文州讲话。", names)
    assert flag.code == "name"
    assert "温州" in flag.message
