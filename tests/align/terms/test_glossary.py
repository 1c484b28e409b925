from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from align.terms.glossary import Glossary, Term, load_glossary, termbase
from align.translate.annotate import Annotator
from align.translate.draft import Drafter
from align.translate.translator import Draft
from corpus.errors import CorpusError
from corpus.model import Lang
from tests.factories import SEEDS, FakeTranslator, build_folder

TERMS = Glossary(
    [
        Term("雪亮工程", ("Sharp Eyes Project", "Sharp Eyes"), ("Snow Bright Project",)),
        Term("公安局", ("public security bureau",)),
        Term("公安", ("police", "public security")),
        Term("辅警", ("auxiliary officer", "auxiliary police")),
        Term("刑拘", ("criminal detention", "criminally detained")),
    ]
)


@pytest.mark.parametrize(
    ("source", "target", "lang", "names"),
    [
        ("推进雪亮工程。", "They promote the Sharp Eyes project.", "zh", []),
        ("推进雪亮工程。", "They promote the Snow Bright Project.", "zh", ["term", "forbidden-term"]),
        ("公安局通报了案情。", "The public security bureau reported.", "zh", []),
        ("公安局通报了案情。", "The police reported.", "zh", ["term"]),
        ("十名輔警獲表彰。", "Ten auxiliary officers were honored.", "zh", []),
        ("嫌疑人被刑拘。", "The suspects were criminally detained.", "zh", []),
        ("Ten auxiliary officers were honored.", "十名辅警获表彰。", "en", []),
        ("Ten auxiliary officers were honored.", "十名輔警獲表彰。", "en", []),
        ("Ten auxiliary officers were honored.", "十名协警获表彰。", "en", ["term"]),
        ("天气很好。", "The weather is fine.", "zh", []),
    ],
)
def test_check(source: str, target: str, lang: Lang, names: list[str]) -> None:
    found = TERMS.check(source, target, lang)
    assert [flag.code for flag in found] == names
    assert all(0 <= start < end <= len(source) for flag in found for _, start, end in flag.spans)


def test_spell_puts_terms_into_the_other_language() -> None:
    assert (
        TERMS.spell("推进雪亮工程，辅警参加。", "zh") == "推进 Sharp Eyes Project ， auxiliary officer 参加。"
    )
    assert TERMS.spell("Auxiliary officers took part.", "en") == "辅警 took part."
    assert Glossary(()).spell("雪亮工程", "zh") == "雪亮工程"


def test_a_draft_is_made_with_its_terms_in_the_source_and_again_if_one_is_missed() -> None:
    given = "推进 Sharp Eyes Project 建设。"
    first, second = (
        Draft("They promote the bright snow works.", -0.1, finished=True),
        Draft("They promote the Sharp Eyes Project.", -0.4, finished=True),
    )
    engine = FakeTranslator("zh", {given: first}, {given: second})
    drafted = Drafter(engine, None, "zh-CN", Annotator(TERMS)).draft([("推进雪亮工程建设。", "Hans")])[0]
    assert drafted.draft.text == second.text
    assert [flag.code for flag in drafted.flags] == ["second-draft"]
    engine.follows_prompt = False
    Drafter(engine, None, "zh-CN", Annotator(TERMS)).draft([("推进雪亮工程建设。", "Hans")])
    assert [texts for texts, _ in engine.calls[-2:]] == [["推进雪亮工程建设。"], ["推进雪亮工程建设。"]], (
        "an engine that would not copy the term gets the source as it stands"
    )


def test_the_glossary_of_the_seeds() -> None:
    glossary = load_glossary(SEEDS)
    assert len(glossary.terms) >= 80
    assert {"雪亮工程", "刑拘", "移诉", "扫黑除恶", "辅警"} <= {term.zh for term in glossary.terms}
    assert len({term.zh for term in glossary.terms}) == len(glossary.terms)


def test_tbx(tmp_path: Path) -> None:
    (tmp_path / "glossary.tbx").write_text(
        '<martif type="TBX"><text><body><termEntry><langSet '
        'xml:lang="zh-Hant"><tig><term>輔警</term></tig></langSet>'
        '<langSet xml:lang="en"><tig><term>auxiliary officer</term></tig><tig><term>assistant police</term>'
        "<termNote "
        'type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet></termEntry></body></text></martif>',
        encoding="utf-8",
    )
    assert load_glossary(tmp_path).terms == (Term("辅警", ("auxiliary officer",), ("assistant police",)),)


@pytest.mark.parametrize(
    ("languages", "message"),
    [(("fr", "de"), "languages: de, fr.*zh and en"), (("zh", "fr"), "fr, zh"), ((), "languages: none")],
)
def test_a_termbase_without_chinese_and_english_is_named(
    languages: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    sections = "".join(f'<langSet xml:lang="{tag}"><tig><term>x</term></tig></langSet>' for tag in languages)
    (tmp_path / "glossary.tbx").write_text(
        f"<martif><text><body><termEntry>{sections}</termEntry></body></text></martif>", encoding="utf-8"
    )
    with pytest.raises(CorpusError, match=message):
        load_glossary(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tb\n1\t2\n", "must name the columns"),
        ("辅警\tauxiliary police\n", "辅警 . auxiliary police.*above it"),
        ("辅警\tauxiliary police\n刑拘\tdetain\n", "put the names above it"),
        ("source\ttarget\nauxiliary police\t辅警\n", "no source is Chinese"),
        ("source\ttarget\n辅警\t\n\tx\n", "line 2, 3"),
        ("source\ttarget\n", ""),
    ],
)
def test_bad_glossaries(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "glossary.tsv").write_text(text, encoding="utf-8")
    if message:
        with pytest.raises(CorpusError, match=message):
            load_glossary(tmp_path)
    else:
        assert load_glossary(tmp_path).terms == ()


def test_a_build_checks_drafts_and_aligned_pairs_and_reads_no_glossary_as_document(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "glossary.tsv").write_text("source\ttarget\n雪亮工程\tSharp Eyes Project\n", encoding="utf-8")
    (folder / "a.txt").write_text("今年继续推进雪亮工程建设工作。", encoding="utf-8")
    result = build_folder(folder, tmp_path / "out")
    assert [document.name for document in result.corpus.documents] == ["a.txt"]
    assert not result.corpus.rejections
    assert "term" in [flag.code for flag in result.corpus.units[0].flags]


def test_people_may_say_what_the_termbase_has_in_words_of_their_own() -> None:
    terms = [
        Term("辅警", ("auxiliary officer",), ("assistant police",), shipped=True),
        Term("网格员", ("community grid worker",)),
    ]
    source, said = "辅警和网格员来了。", "The assistant police and the block warden came."
    codes = {
        by_people: [
            (flag.code, flag.message)
            for flag in Glossary(terms).check(source, said, "zh", by_people=by_people)
        ]
        for by_people in (False, True)
    }
    assert codes[False][0] == (
        "term",
        "terms that are not said as in the glossary: 辅警 (auxiliary officer), 网格员 (community grid worker)",
    )
    assert codes[True][0] == (
        "term",
        "terms that are not said as in the glossary: 网格员 (community grid worker)",
    )
    assert (
        codes[True][1] == codes[False][1] == ("forbidden-term", "forbidden by the glossary: assistant police")
    )


def test_what_is_common_english_is_accepted_and_not_looked_for(tmp_path: Path) -> None:
    (tmp_path / "glossary.tsv").write_text(
        "source\ttarget\tcommon\n省长\tgovernor|provincial governor\tgovernor\n", encoding="utf-8"
    )
    glossary = load_glossary(tmp_path)
    assert glossary.spell("省长到场。", "zh") == "governor 到场。"
    assert not glossary.check("省长到场。", "The governor came.", "zh")
    assert not glossary.terms_in("The governor of the bank came.", "en")
    assert [term.zh for term in glossary.terms_in("The provincial governor came.", "en")] == ["省长"]


def test_the_termbase_says_what_is_common_of_its_own_renderings() -> None:
    for term in termbase():
        assert set(term.common) <= set(term.en), term
        assert term.zh.endswith("，") or not any(phrase.endswith(",") for phrase in term.en), term


def test_no_term_of_the_termbase_stands_twice_in_either_script() -> None:
    counts = Counter(term.zh for term in termbase())
    assert [zh for zh, count in counts.items() if count > 1] == [], "the later one would hide the earlier"


@pytest.mark.parametrize(
    "text",
    [
        "密切联系人民群众",
        "出示工作证明",
        "取现金",
        "资料图片",
        "涉农资金",
        "党的领导人",
        "司法院校",
        "疏港铁路",
    ],
)
def test_a_term_is_not_found_inside_a_longer_word_of_the_news(text: str) -> None:
    found = Glossary(termbase()).find(text, "zh")
    assert [(start, end) for start, end, _ in found if end != len(text)] == []
