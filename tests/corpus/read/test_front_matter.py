from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Metadata
from corpus.read.front_matter import split_front_matter
from corpus.text.dates import find_date

CASES = {
    "plain": (
        "---\ntitle: 标题\ndate: 2024-03-01\n---\n正文",
        Metadata(title="标题", date="20240301T000000Z"),
        "正文",
    ),
    "blank line before, RFC 5322 date": (
        "\n---\ntitle: 'a'\ndate: Fri, 08 Oct 2021 10:15:00 +0800\n---\nx",
        Metadata(title="a", date="20211008T021500Z"),
        "x",
    ),
    "lists and unknown keys": (
        "---\ncategories:\n - 新\n - 旧\nauthors: [甲, 乙]\nlicense: CC0-1.0\nurl: https://example.com/a\n---\nx",
        Metadata(author="甲, 乙", licence="CC0-1.0", url="https://example.com/a"),
        "x",
    ),
    "not YAML: an unquoted colon": (
        "---\ntitle: 专题: 平安\nauthor: 'x\n---\n正文",
        Metadata(title="专题: 平安", author="x"),
        "正文",
    ),
    "never closed": (
        "---\ntitle: 标题\nauthor: 甲\n\n正文在这里",
        Metadata(title="标题", author="甲"),
        "\n正文在这里",
    ),
    "a date with a space before its zone": (
        "---\ndate: 2026-07-02 09:30:00 +08:00\ntitle: 2024\n---\nx",
        Metadata(title="2024", date="20260702T013000Z"),
        "x",
    ),
    "no date in UTC, the year before 1": (
        "---\ntitle: a\ndate: 0001-01-01T00:00:00+08:00\n---\nx",
        Metadata(title="a"),
        "x",
    ),
    "no date in UTC, the year after 9999": (
        "---\ntitle: a\ndate: 9999-12-31T23:59:59-08:00\n---\nx",
        Metadata(title="a"),
        "x",
    ),
    "control characters by their escapes": (
        '---\nlicence: "CC\\x01 BY\\x1b[31m\\ud800"\n---\nx',
        Metadata(licence="CC BY[31m"),
        "x",
    ),
    "tags that PyYAML reads badly": (
        '---\ntitle: !!timestamp x\nauthor: !!int ""\nurl: !!int 1:2:3\nlicence: !!binary "%"\n---\nx',
        Metadata(title="x", url="1:2:3", licence="%"),
        "x",
    ),
    "aliases are not followed": (
        "---\na: &a [x, x]\nb: &b [*a, *a]\ntitle: *b\nurl: https://example.com/\n---\nx",
        Metadata(title="*b", url="https://example.com/"),
        "x",
    ),
    "a rule, not front matter": ("---\n正文\n---\n", Metadata(), "---\n正文\n---\n"),
    "none": ("正文 --- 没有", Metadata(), "正文 --- 没有"),
}


@pytest.mark.parametrize(("text", "metadata", "rest"), CASES.values(), ids=CASES)
def test_cases(text: str, metadata: Metadata, rest: str) -> None:
    assert split_front_matter(text) == (metadata, rest)


@given(st.text(alphabet=st.sampled_from("-: \n'\"[]{}&*!|>%@`titledat甲#"), max_size=80))
def test_anything_between_rules_is_read_or_left(head: str) -> None:
    _, rest = split_front_matter(f"---\n{head}\n---\nbody")
    assert rest.endswith("body")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2023-05-02 09:20:11", "20230502T092011Z"),
        ("发布时间：2025年01月16日", "20250116T000000Z"),
        ("2022.08.10", "20220810T000000Z"),
        ("2024/3/8 7:05", "20240308T070500Z"),
        ("2024-06-03T10:00:00+08:00", "20240603T020000Z"),
        ("August 21, 2023", "20230821T000000Z"),
        ("21 Aug 2023", "20230821T000000Z"),
        ("2023-13-45", None),
        ("no date", None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    assert find_date(text) == date


@pytest.mark.parametrize("date", ["2019-09-24T09:10:00Z", "2019-09-24 09:10:00", '"2019-09-24 09:10"'])
def test_toml(date: str) -> None:
    said, body = split_front_matter(
        f'+++\ntitle = "走访记"\ndate = {date}\nauthor = "方禾"\ndraft = false\n+++\n正文。'
    )
    assert (said.title, said.date, said.author, body) == ("走访记", "20190924T091000Z", "方禾", "正文。")


def test_toml_that_is_none() -> None:
    said, body = split_front_matter('+++\ntitle = "走访记"\nx = [\n+++\n正文。')
    assert (said.title, body) == ("走访记", "正文。")
    assert split_front_matter("+++\n正文。")[1] == "+++\n正文。"
