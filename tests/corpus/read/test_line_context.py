"""Where a line stands and what stands beside it, one rule at a time."""

from __future__ import annotations

import pytest

from corpus.read.line_context import Line, in_context, is_article

TEXT = Line("散场以后，志愿者把街道扫干净了。", "", sure=False)
TITLE = Line("灯会闭幕", "", sure=False)
TOOLS = Line("分享", "page-tools", sure=False)
SURE_TOOLS = Line("返回顶部", "page-tools", sure=True)
POSTED = Line("来源：石汀日报", "posting-line", sure=True)
PERHAPS_POSTED = Line("时间：3月5日", "posting-line", sure=False)
COPYRIGHT = Line("版权所有", "copyright", sure=False)
END = Line("（完）", "end-mark", sure=True)
ASK = Line("咨询电话：6221058", "contact", sure=False)
OFFICE = Line("沙坪县教育局", "", sure=False)
DAY = Line("二〇一一年六月二十日", "posting-line", sure=True)
RELATED = Line("相关新闻", "related", sure=False)


def menu(text: str) -> Line:
    return Line(text, "menu", sure=True)


CASES: dict[str, tuple[list[Line], list[str]]] = {
    "a table of three columns and two rows": (
        [menu("姓名|年龄|籍贯"), menu("方禾|31|石汀"), TEXT],
        ["", "", ""],
    ),
    "its only number in the third row": (
        [menu("甲|乙|丙"), menu("丁|戊|己"), menu("庚|3|辛"), TEXT],
        ["", "", "", ""],
    ),
    "rows without a number are menus": ([menu("甲|乙|丙"), menu("丁|戊|己"), TEXT], ["menu", "menu", ""]),
    "rows of unequal length are menus": ([menu("甲|乙|丙"), menu("丁|3"), TEXT], ["menu", "menu", ""]),
    "a row alone is a menu": ([menu("甲|3|丙"), TEXT], ["menu", ""]),
    "one separator makes no table": ([menu("甲|3"), menu("乙|4"), TEXT], ["menu", "menu", ""]),
    "a word at the head is a title": ([TOOLS, TEXT, TEXT], ["", "", ""]),
    "also where tools stand further down": ([TOOLS, TEXT, TOOLS, TEXT], ["", "", "", ""]),
    "whom to ask, above the office that signs": ([TEXT, ASK, OFFICE, DAY], ["", "", "", ""]),
    "whom to ask, at the foot of a page": ([TEXT, ASK, OFFICE], ["", "contact", ""]),
    "two at the head are tools": ([TOOLS, TOOLS, TEXT], ["page-tools", "page-tools", ""]),
    "two between paragraphs are headings": ([TEXT, TOOLS, TOOLS, TEXT], ["", "", "", ""]),
    "three between paragraphs are tools": ([TEXT, TOOLS, TOOLS, TOOLS, TEXT], ["", *["page-tools"] * 3, ""]),
    "beside what is sure it is one of the tools": (
        [TEXT, TOOLS, SURE_TOOLS, TEXT],
        ["", "page-tools", "page-tools", ""],
    ),
    "above the text": ([TITLE, TOOLS, TEXT], ["", "page-tools", ""]),
    "below the text": ([TEXT, TOOLS], ["", "page-tools"]),
    "posted, at the foot of many lines": ([*[TEXT] * 20, POSTED], [*[""] * 20, "posting-line"]),
    "posted, eight lines from the foot": (
        [*[TEXT] * 13, POSTED, *[TEXT] * 7],
        [*[""] * 13, "posting-line", *[""] * 7],
    ),
    "in the middle of many lines it is text": ([*[TEXT] * 13, POSTED, *[TEXT] * 13], [""] * 27),
    "posted, the eighth line": ([*[TEXT] * 7, POSTED, *[TEXT] * 13], [*[""] * 7, "posting-line", *[""] * 13]),
    "the ninth line is text": ([*[TEXT] * 8, POSTED, *[TEXT] * 13], [""] * 22),
    "perhaps posted, above the text": ([TITLE, PERHAPS_POSTED, TEXT], ["", "posting-line", ""]),
    "perhaps posted, below the text": ([TEXT, PERHAPS_POSTED], ["", ""]),
    "copyright at the foot": ([*[TEXT] * 20, COPYRIGHT], [*[""] * 20, "copyright"]),
    "copyright in a law": ([*[TEXT] * 13, COPYRIGHT, *[TEXT] * 13], [""] * 27),
    "one sentence after the end": ([*[TEXT] * 4, END, TEXT], [*[""] * 4, "end-mark", "after-end"]),
    "an article after the end": ([*[TEXT] * 4, END, TEXT, TEXT], [*[""] * 4, "end-mark", "", ""]),
    "links up to the next end, then an article": (
        [*[TEXT] * 4, END, TITLE, END, TEXT, TEXT],
        [*[""] * 4, "end-mark", "after-end", "end-mark", "", ""],
    ),
    "links after a heading that says so": ([*[TEXT] * 4, RELATED, TITLE], [*[""] * 4, "related", "related"]),
    "a heading that says so, then text": ([*[TEXT] * 4, RELATED, TEXT, TEXT], [""] * 7),
    "nothing ends at the top": ([TITLE, RELATED, *[TEXT] * 8], [""] * 10),
    "an end after the first sentence, links after it": (
        [TEXT, END, *[TITLE] * 8],
        ["", "end-mark", *[""] * 8],
    ),
}


@pytest.mark.parametrize("label", CASES)
def test_rules_where_a_line_stands(label: str) -> None:
    lines, rules = CASES[label]
    assert in_context(lines) == rules


@pytest.mark.parametrize(
    ("lines", "share", "expected"),
    [
        ([TEXT], 0.1, False),
        ([TEXT, TEXT], 1.0, True),
        ([TEXT, TEXT, TOOLS], 1.0, True),
        ([TEXT, TEXT, TITLE], 1.0, False),
        ([TEXT, TEXT, TITLE], 32 / 36, True),
        ([], 0.0, False),
    ],
    ids=["one sentence", "sentences", "tools left out", "a title", "a title, as many as asked", "nothing"],
)
def test_what_an_article_is(lines: list[Line], share: float, expected: bool) -> None:
    assert is_article(lines, share) == expected
