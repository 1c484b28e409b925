from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Metadata
from corpus.read.page_lines import clean, is_posting_line, posting_line, rule_of
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
        ("發布日期：112-03-02", Metadata(date="20230302T000000Z")),
        ("发布日期：2012-03-02", Metadata(date="20120302T000000Z")),
        ("时间：不详 来源：溪口日报", Metadata(source="溪口日报")),
        ("来源：|溪口日报| 作者：　方某／", Metadata(source="溪口日报", author="方某／")),
        ("来源：溪口日报 打印", Metadata(source="溪口日报")),
        ("Source: Shiting Daily Print", Metadata(source="Shiting Daily")),
        ("来源：石汀日报作者：方禾", Metadata(source="石汀日报", author="方禾")),
        ("Shiting Daily | Updated: 2024-05-03", Metadata(date="20240503T000000Z", source="Shiting Daily")),
        ("作者：方某 作者：何某", Metadata(author="方某")),
    ],
    ids=[
        "labels",
        "bare-date",
        "empty-value",
        "taiwan",
        "this-era",
        "no-day",
        "edges",
        "button",
        "print",
        "glued",
        "paper",
        "first",
    ],
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


@pytest.mark.parametrize(
    ("line", "is_posting"),
    [
        (f"{'说' * 12} 来源：溪口日报 作者：方某", True),
        (f"{'说' * 13} 来源：溪口日报 作者：方某", False),
        (f"{'说' * 12} 来源：溪口日报", False),
        (f"来源：{'某' * 40}", True),
        (f"来源：{'某' * 41}", False),
        ("来源：他来了。又走了", False),
        ("2024-03-18 " + "说" * 12, True),
        ("2024-03-18 " + "说" * 13, False),
        (f"By Dana {'R' * 39}, 6 May 2023", True),
        (f"By Dana {'R' * 41}, 6 May 2023", False),
        ("Monday, May 6, 2023", True),
        ("2024-03-18。", False),
    ],
)
def test_how_much_may_stand_beside_what_was_posted(line: str, is_posting: bool) -> None:
    assert is_posting_line(line) == is_posting


@pytest.mark.parametrize(("letters", "is_read"), [(32, True), (33, False)])
def test_how_long_a_line_of_a_day_and_a_paper_may_be(letters: int, is_read: bool) -> None:
    paper = f"{'S' * letters} Daily"
    line = f"{paper} | Updated: 2024-05-03"
    assert len(line) - 60 == letters - 32
    assert posting_line(line).source == (paper if is_read else None)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("本报记者 方晓禾 北京报道", "方晓禾"),
        ("By Anna Moore", "Anna Moore"),
        ("□记者 方禾 通讯员 何青", "方禾 何青"),
        ("（石汀日报记者 方禾）", "方禾"),
        ("本报记者", None),
    ],
)
def test_who_wrote_it(line: str, author: str | None) -> None:
    cleaned = clean([line, *BEFORE])
    assert [rule for rule, _ in cleaned.removed] == ["byline"]
    assert cleaned.metadata.author == author


def test_the_day_below_the_end_mark_is_that_of_the_release() -> None:
    text = [f"第{i}段话。" for i in range(5)]
    cleaned = clean([*text, "完", "2023年12月18日", "2024年1月1日 别的新闻"])
    assert cleaned.metadata.date == "20231218T000000Z"
    assert cleaned.removed == (
        ("end-mark", "完"),
        ("after-end", "2023年12月18日"),
        ("after-end", "2024年1月1日 别的新闻"),
    )
    assert clean([*text, "完", "别的新闻", "2023年12月18日"]).metadata.date is None


BUTTONS = ["分享到：", "首页 | 新闻 | 政务 | 服务", "电话：0798-1234567", "首页 > 新闻 > 正文"]


@pytest.mark.parametrize("line", BUTTONS)
def test_no_button_is_among_lines_that_somebody_wrote(line: str) -> None:
    """Markdown: what looks like a part of the page is text, also beside others that do."""
    assert clean([line, *BEFORE]).lines == BEFORE
    assert clean([line, *BEFORE], authored=True).lines == (line, *BEFORE)
    assert clean([*BUTTONS, *BEFORE], authored=True).lines == (*BUTTONS, *BEFORE)


@pytest.mark.parametrize(
    ("line", "is_contact"),
    [
        (f"电话：0798-1234567 {'说' * 12}", True),
        (f"电话：0798-1234567 {'说' * 13}", False),
        (f"电话：0798-1234567 传真：0798-1234568 {'说' * 20}", True),
        (f"电话：0798-1234567 传真：0798-1234568 {'说' * 21}", False),
    ],
)
def test_how_much_may_stand_beside_contacts(line: str, is_contact: bool) -> None:
    assert (rule_of(line) == "contact") == is_contact


@pytest.mark.parametrize(
    ("line", "is_menu"),
    [
        ("首页 | 新闻 | 政务 | 服务", True),
        ("首页 | 新闻 | 政务", False),
        ("首页  新闻  政务  服务  互动  专题", True),
        ("首页  新闻  政务  服务  互动", False),
        (f"首页 | 新闻 | 政务 | {'服' * 8}", True),
        (f"首页 | 新闻 | 政务 | {'服' * 9}", False),
        ("Home | News | Services | " + "S" * 24, True),
        ("Home | News | Services | " + "S" * 25, False),
        ("首页 | 新闻 | 政务 | 服务，互动", False),
        ("https://example.org/a | b | c | d", False),
        ("a|b|c|d", False),
    ],
)
def test_what_is_a_menu(line: str, is_menu: bool) -> None:
    assert (rule_of(line) == "menu") == is_menu


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
