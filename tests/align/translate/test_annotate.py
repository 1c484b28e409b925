"""What is written into the source of a draft."""

from __future__ import annotations

import pytest

from align.quality.names import Name, name_flag, says_name
from align.terms.glossary import Glossary, Term
from align.translate.annotate import Annotator
from align.translate.form import tidy
from align.translate.names import find_names, learn_names
from align.translate.repair import repair
from corpus.model import Lang
from corpus.text.numbers import respell

TERMS = Glossary(
    [
        Term("警察", ("police officer",)),
        Term("雪亮工程", ("Sharp Eyes Project", "Sharp Eyes")),
        Term("公安局", ("public security bureau",), drafted=False),
    ]
)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("查扣资产26.1亿元", "查扣资产2.61 billion 元"),
        ("建成5万余个平台", "建成more than 50,000 个平台"),
        ("受理230余万件", "受理more than 2.3 million 件"),
        ("共28500余人", "共more than 28,500 人"),
        ("抓获4112人", "抓获4,112人"),
        ("2024年抓获4112人", "2024年抓获4,112人"),
        ("全长5千米，重3千克，装机300万千瓦", "全长5千米，重3千克，装机3 million 千瓦"),
        ("请拨打12345热线或0734-8212345", "请拨打12345热线或0734-8212345"),
        ("编号A4112，第4112号", "编号A4112，第4112号"),
        ("15:30在1949年", "15:30在1949年"),
    ],
)
def test_numbers_are_written_as_english_has_them(text: str, written: str) -> None:
    assert respell(text, "zh") == written


def test_terms_stand_on_the_boundaries_of_words_and_only_those_that_are_for_drafts() -> None:
    annotate = Annotator(TERMS).annotate
    assert annotate("人民警察在一线", "zh") == "人民警察在一线", "no term inside a longer word"
    assert annotate("警察推进雪亮工程。", "zh") == "police officer 推进 Sharp Eyes Project。"
    assert annotate("公安局通报", "zh") == "公安局通报"
    assert annotate("The Sharp Eyes Project went on.", "en") == "The 雪亮工程 went on."


def test_a_longer_term_holds_the_name_inside_it() -> None:
    terms = Glossary([Term("苍南模式", ("Cangnan model",))])
    assert Annotator(terms).annotate("推广苍南模式。", "zh") == "推广 Cangnan model。"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("苍南公安破获案件", ["Cangnan"]),
        ("衡阳市公安局蒸湘分局", ["Hengyang", "Zhengxiang"]),
        ("永嘉县公安局东瓯派出所民警", ["Yongjia", "Dong'ou"]),
        ("恩施市屯堡乡马者村村委会", ["Enshi", "Tunbao", "Mazhe"]),
        ("街道各社区、镇每个村和乡全体村民", []),
        ("记者 单田方 报道", ["Shan Tianfang"]),
        ("民警仇建国、解晓东和曾小梅到场", ["Qiu Jianguo", "Xie Xiaodong", "Zeng Xiaomei"]),
        ("，查明志说", ["Zha Mingzhi"]),
        ("犯罪嫌疑人王某、许某某", ["Wang", "Xu"]),
        ("欧阳建国局长", ["Ouyang Jianguo"]),
        ("局长欧阳建国表示", ["Ouyang Jianguo"]),
        ("设立某公司", []),
        ("人民群众和平建设创新", []),
        ("总理肖尔茨表示", []),
        ("陕西西安警方", ["Shaanxi", "Xi'an"]),
        ("香港警方", ["Hong Kong"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert [name.spelling for name in find_names(text)] == names


def test_a_name_that_was_found_once_is_known_everywhere() -> None:
    known = learn_names(["民警宋美君说。", "群众说宋美君很负责。"])
    assert [name.spelling for name in find_names("群众说宋美君很负责。", known)] == ["Song Meijun"]
    assert find_names("群众说宋美君很负责。") == []


@pytest.mark.parametrize(
    ("source", "draft", "mended", "lang"),
    [
        ("冻结资产26.1亿元", "Assets worth 26.1 billion yuan", "Assets worth 2.61 billion yuan", "zh"),
        ("刑拘4112人", "41,120 people were detained.", "4,112 people were detained.", "zh"),
        ("刑拘4112人", "4,113 people were detained.", "4,112 people were detained.", "zh"),
        ("共17人", "A total of 18 people", "A total of 18 people", "zh"),
        ("1.3 million yuan were returned.", "返还1.3亿元。", "返还130万元。", "en"),
        ("损失4,112元", "A loss of 4, 112 yuan", "A loss of 4,112 yuan", "zh"),
    ],
)
def test_numbers_are_mended(source: str, draft: str, mended: str, lang: Lang) -> None:
    assert repair(source, draft, lang).text == mended


@pytest.mark.parametrize(
    ("draft", "mended"),
    [
        ("Song Meijing said in Cangna County.", "Song Meijun said in Cangnan County."),
        ("Song Meijun of Cangnan said.", "Song Meijun of Cangnan said."),
        ("Song Mei-jun of cangnan said.", "Song Mei-jun of cangnan said."),
        ("Guangnan police said.", "Guangnan police said."),
    ],
)
def test_names_are_mended_where_nearly_the_spelling_stands(draft: str, mended: str) -> None:
    names = [Name(0, 2, "苍南", "Cangnan", "place"), Name(4, 7, "宋美君", "Song Meijun", "person")]
    assert repair("苍南", draft, "zh", names).text == mended


def test_a_lost_name_is_flagged_where_it_stands() -> None:
    names = [Name(0, 2, "苍南", "Cangnan", "place")]
    (flag,) = name_flag("Police in Guangnan said.", names)
    assert (flag.code, flag.spans) == ("name", (("source", 0, 2),))
    assert name_flag("Cangnan's police said.", names) == []
    assert says_name("XI'AN police", "Xi'an")


@pytest.mark.parametrize(
    ("source", "draft", "tidied", "lang"),
    [
        ("政治安全持续稳固", "Political security is stable.", "Political security is stable", "zh"),
        ("政治安全持续稳固。", "Political security is stable.", "Political security is stable.", "zh"),
        ("平安创建", '"Building Safety"', "Building Safety", "zh"),
        ("“平安”创建", '"Building Safety"', '"Building Safety"', "zh"),
        ("某公司", "A company in the U.S.", "A company in the U.S.", "zh"),
        ("Crime falls", "犯罪下降。", "犯罪下降", "en"),
    ],
)
def test_form(source: str, draft: str, tidied: str, lang: Lang) -> None:
    assert tidy(source, draft, lang) == tidied
