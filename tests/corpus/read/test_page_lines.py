from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Metadata
from corpus.read.page_lines import clean, posting_line
from tests.tables import read_cases

BEFORE = ("第一段话。", "第二段话。")
LINES = st.lists(
    st.sampled_from(
        ["第一段话。", "", " ", "（完）", "相关新闻", "来源:云岭日报", "打印本页", "- END -",
         "谱写新篇章。(某地供稿)", "下降33%。(方晓禾)", "By Anna Moore", "首页 | 新闻 | 政务 | 服务 | 互动"]
    ),
    max_size=12,
)  # fmt: skip


@pytest.mark.parametrize("case", read_cases("lines.tsv"), ids=lambda case: case["id"])
def test_cases(case: dict[str, str]) -> None:
    cleaned = clean([*BEFORE, case["line"]])
    if case["rule"]:
        assert cleaned.removed == ((case["rule"], case["line"].strip()),)
        assert cleaned.lines == BEFORE
    else:
        assert cleaned.removed == ()
        assert cleaned.lines == (*BEFORE, case["line"])


def test_long_lines_are_text() -> None:
    line = "来源：" + "这是一段很长的话，" * 20
    assert clean([line]).lines == (line,)


def test_all_after_the_end_goes_but_not_from_the_top() -> None:
    text = ["- END -", "一", "二", "三", "四", "- END -", "别的新闻"]
    cleaned = clean(text)
    assert cleaned.lines == ("- END -", "一", "二", "三", "四")
    assert cleaned.removed == (("end-mark", "- END -"), ("after-end", "别的新闻"))


@pytest.mark.parametrize(
    ("line", "kept", "removed"),
    [
        ("谱写新的篇章。(某地公安供稿 )", "谱写新的篇章。", ["(某地公安供稿 )"]),
        (
            "活动结束了。（记者 方某 摄）（编辑：何某）",
            "活动结束了。",
            ["（编辑：何某）", "（记者 方某 摄）"],
        ),
        ("偷越国(边)境", "偷越国(边)境", []),
        ("这项工作（详见报道）", "这项工作", ["（详见报道）"]),
        ("　　段首。 （文/图 方某 摄） ", "　　段首。", ["（文/图 方某 摄）"]),
    ],
    ids=["one", "two", "none", "report", "spaces"],
)
def test_credits_at_the_end_of_a_paragraph(line: str, kept: str, removed: list[str]) -> None:
    cleaned = clean([line])
    assert cleaned.lines == (kept,)
    assert cleaned.removed == tuple(("credit", credit) for credit in removed)


@pytest.mark.parametrize(
    ("last", "kept", "author"),
    [
        ("案件同比下降33%。(方晓禾)", "案件同比下降33%。", "方晓禾"),
        ("大家都笑了。（方晓禾、何青）", "大家都笑了。", "方晓禾、何青"),
        ("他走了进来。（未完待续）", "他走了进来。（未完待续）", None),
        ("负责人（方晓禾）", "负责人（方晓禾）", None),
    ],
    ids=["name", "names", "note", "no-sentence"],
)
def test_the_signature_of_the_last_paragraph_is_the_author(last: str, kept: str, author: str | None) -> None:
    cleaned = clean(["第一段。(方晓禾)", last, ""])
    assert cleaned.lines == ("第一段。(方晓禾)", kept, "")
    assert cleaned.metadata.author == author
    assert cleaned.removed == ((("signature", last[len(kept) :]),) if author else ())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "發布時間：2024年3月1日 來源：溪口日報 責任編輯：某某",
            Metadata(date="20240301T000000Z", source="溪口日報"),
        ),
        ("2024-03-18 10:42 作者：方某 浏览次数：1204", Metadata(date="20240318T104200Z", author="方某")),
        ("来源： 来源：溪口日报", Metadata(source="溪口日报")),
    ],
    ids=["labels", "bare-date", "empty-value"],
)
def test_posting_line(line: str, said: Metadata) -> None:
    assert posting_line(line) == said


def test_what_stands_first_counts() -> None:
    cleaned = clean(["来源:甲报", "By Anna Moore", "来源:乙报", "作者:何青"])
    assert (cleaned.metadata.source, cleaned.metadata.author) == ("甲报", "Anna Moore")


def test_posting_lines_in_the_middle_are_text() -> None:
    text = [f"第{i}段话。" for i in range(10)]
    middle = [*text, "时间：2024年3月5日", *text]
    assert clean(middle).lines == tuple(middle)
    assert clean(["时间：2024年3月5日", *text, *text]).removed == (("posting-line", "时间：2024年3月5日"),)


@given(LINES)
def test_every_line_is_kept_or_accounted_for(lines: list[str]) -> None:
    cleaned = clean(lines)
    blank = [line for line in lines if not line.strip()]
    assert [line for line in cleaned.lines if not line.strip()] == blank
    left = "".join("".join(cleaned.lines).split()) + "".join(line for _, line in cleaned.removed)
    assert sorted("".join(left.split())) == sorted("".join("".join(lines).split()))


_MARKED = re.compile(r"\[(?P<rule>[a-z-]+)\] (?P<line>.*)")


@pytest.mark.parametrize("case", read_cases("lines-in-context.tsv"), ids=lambda case: case["id"])
def test_position_and_neighbours_decide(case: dict[str, str]) -> None:
    """Every line of a case stands as it should come out, those that are taken out with the rule before them."""
    marked = [(line, _MARKED.fullmatch(line)) for line in case["text"].split(" ¦ ")]
    cleaned = clean([match["line"] if match else line for line, match in marked])
    assert cleaned.lines == tuple(line for line, match in marked if not match)
    assert cleaned.removed == tuple((match["rule"], match["line"]) for _, match in marked if match)
