from __future__ import annotations

import pytest

from corpus.model import Metadata
from corpus.read.page_lines import clean, posting_line
from tests.factories import CASES_FOLDER

CASES = [line.split("\t") for line in (CASES_FOLDER / "lines.tsv").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("rule", "line"), CASES, ids=[line[:24] for _, line in CASES])
def test_cases(rule: str, line: str) -> None:
    before = ["第一段话。", "第二段话。"]
    cleaned = clean([*before, line])
    if rule:
        assert cleaned.removed == ((rule, line.strip()),)
        assert cleaned.lines == tuple(before)
    else:
        assert cleaned.removed == ()
        assert cleaned.lines == (*before, line)


def test_long_lines_are_text() -> None:
    line = "来源：" + "这是一段很长的话，" * 20
    assert clean([line]).lines == (line,)


def test_all_after_the_end_goes_but_not_from_the_top() -> None:
    text = ["- END -", "一", "二", "三", "四", "- END -", "别的新闻"]
    cleaned = clean(text)
    assert cleaned.lines == ("- END -", "一", "二", "三", "四")
    assert cleaned.removed == (("end-mark", "- END -"), ("after-end", "别的新闻"))


@pytest.mark.parametrize(
    ("line", "kept", "credit"),
    [
        ("谱写新的篇章。(某地公安供稿 )", "谱写新的篇章。", "(某地公安供稿 )"),
        ("活动结束了。（记者 方某 摄）（编辑：何某）", "活动结束了。", "（记者 方某 摄）"),
        ("偷越国(边)境", "偷越国(边)境", None),
        ("这项工作（详见报道）", "这项工作", "（详见报道）"),
    ],
)
def test_credits_at_the_end_of_a_paragraph(line: str, kept: str, credit: str | None) -> None:
    cleaned = clean([line])
    assert cleaned.lines == (kept,)
    assert (credit in [text for _, text in cleaned.removed]) == (credit is not None)


def test_the_signature_of_the_last_paragraph_is_the_author() -> None:
    cleaned = clean(["第一段。", "案件同比下降33%。(方晓禾)", ""])
    assert cleaned.lines == ("第一段。", "案件同比下降33%。", "")
    assert cleaned.metadata.author == "方晓禾"


def test_posting_line() -> None:
    assert posting_line("發布時間：2024年3月1日 來源：溪口日報 責任編輯：某某") == Metadata(
        date="20240301T000000Z", source="溪口日報"
    )


def test_posting_lines_in_the_middle_are_text() -> None:
    text = [f"第{i}段话。" for i in range(10)]
    middle = [*text, "时间：2024年3月5日", *text]
    assert clean(middle).lines == tuple(middle)
    assert clean(["时间：2024年3月5日", *text, *text]).removed == (("posting-line", "时间：2024年3月5日"),)


def test_a_note_in_parentheses_is_no_author() -> None:
    cleaned = clean(["第一段。", "他走了进来。（未完待续）"])
    assert cleaned.metadata.author is None
