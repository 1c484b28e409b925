"""Files with several articles become several documents; files with one stay whole (``tests/gold/articles``)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from corpus.model import Document
from corpus.read.documents import read_documents, read_file
from tests.gold.page_figures import pages

FOLDER = Path(__file__).parents[2] / "gold" / "articles"


def gold() -> list[tuple[str, list[str]]]:
    with (FOLDER / "gold.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [(row["file"], row["first lines"].split(" ¦ ")) for row in rows]


@pytest.mark.parametrize(
    ("name", "first_lines"), gold(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_articles(name: str, first_lines: list[str]) -> None:
    documents = [result for result in read_documents(FOLDER / name, name) if isinstance(result, Document)]
    assert [document.text.split("\n", 1)[0] for document in documents] == first_lines
    if len(first_lines) == 1:
        assert documents[0].name == name
    else:
        assert [document.name for document in documents] == [
            f"{name}/{number}" for number in range(1, len(first_lines) + 1)
        ]


def test_pages_that_hold_one_article_are_never_cut() -> None:
    for page in pages():
        names = [r.name for r in read_documents(page, page.name) if isinstance(r, Document)]
        assert not any(name[-1].isdigit() for name in names), page.name


def test_each_article_says_its_own_day_and_source() -> None:
    name = "several-02-page-dumps.zh.txt"
    first, second = (r for r in read_documents(FOLDER / name, name) if isinstance(r, Document))
    assert (first.metadata.title, first.metadata.date) == ("中学生自制雨量计", "20240505T081500Z")
    assert (second.metadata.title, second.metadata.date) == ("溪口老戏台修好了", "20240506T081500Z")
    assert first.metadata.source == second.metadata.source == "石汀新闻网"


def test_nothing_is_lost_between_articles() -> None:
    for name, first_lines in gold():
        if name.endswith(".txt") and len(first_lines) > 1 and "<p>" not in (FOLDER / name).read_text("utf-8"):
            taken = ""
            for result in read_documents(FOLDER / name, name):
                assert isinstance(result, Document)
                taken += result.text + "".join(line.text for line in result.removed)
            lines = (FOLDER / name).read_text("utf-8").split("\n")
            lost = [line for line in lines if line.strip() and line.strip() not in taken]
            assert all(
                line.startswith(("【", "标题", "正文", "---", "title", "date", "source")) for line in lost
            )


def test_a_file_that_is_asked_for_as_one_is_one() -> None:
    name = "several-01-digest.zh.txt"
    whole = read_file(FOLDER / name, name)
    assert isinstance(whole, Document)
    assert whole.name == name


def test_a_paper_beside_the_day_is_the_source() -> None:
    name = "several-08-wire.en.txt"
    documents = [r for r in read_documents(FOLDER / name, name) if isinstance(r, Document)]
    assert {document.metadata.source for document in documents} == {"Shiting Daily"}
    assert documents[0].metadata.date == "20240502T091200Z"
    assert not any("Updated" in document.text for document in documents)
