from __future__ import annotations

import pytest

from corpus.model import Document
from corpus.read.documents import read_text
from corpus.read.formats.markdown import read_markdown
from tests.tables import read_cases


@pytest.mark.parametrize("case", read_cases("markdown.tsv"), ids=lambda case: case["id"])
def test_blocks(case: dict[str, str]) -> None:
    text = case["markdown"].replace("\\n", "\n").replace("\\t", "\t")
    assert read_markdown(text) == tuple(filter(None, case["blocks"].split(" ¦ ")))


def test_a_fence_that_holds_a_page_makes_no_page_of_markdown() -> None:
    text = "# 网页\n\n下面是一个最小的网页。\n\n```html\n<html><body><p>你好</p></body></html>\n```\n\n以上是例子。\n"
    document = read_text(text, "a.md", ".md")
    assert isinstance(document, Document)
    assert document.text.split("\n\n") == ["网页", "下面是一个最小的网页。", "以上是例子。"]
    assert document.metadata.title == "网页"


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html>\n<html><body>\n\n    <p>第一段说明了经过。</p>\n\n    <p>第二段说明了结果。</p>\n</body></html>",
        "<p>第一段说明了经过。</p>\n<p>第二段说明了结果。</p>",
        "<div>\n\n第一段说明了经过。<br>\n\n<p>第二段说明了结果。</p>\n\n</div>",
    ],
    ids=["page", "fragment", "blank-lines"],
)
def test_a_saved_page_in_a_markdown_file_stays_a_page(page: str) -> None:
    assert read_markdown(page) is None
    document = read_text("---\ntitle: 两段\n---\n" + page, "a.md", ".md")
    assert isinstance(document, Document)
    assert document.metadata.title == "两段"
    assert [line for line in document.text.split("\n") if line][-2:] == [
        "第一段说明了经过。",
        "第二段说明了结果。",
    ]


def test_in_mdx_an_indented_block_is_text() -> None:
    text = "<Tabs>\n  <TabItem>\n\n    组件里的一段话。\n\n  </TabItem>\n</Tabs>\n"
    assert read_markdown(text, mdx=True) == ("组件里的一段话。",)
    assert read_markdown("import Tabs from '@theme/Tabs';\n\n" + text) == ("组件里的一段话。",)
    assert read_markdown("# 标题\n\n    组件里的一段话。\n") == ("标题",)


def test_a_code_block_by_tabs_is_code() -> None:
    document = read_text("运行下面的命令：\n\n\tmake all\n\n然后重启。\n", "a.md", ".md")
    assert isinstance(document, Document)
    assert "make" not in document.text
