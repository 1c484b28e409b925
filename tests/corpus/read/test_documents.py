from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.model import Document, Rejection
from corpus.read.documents import read_file, read_text
from corpus.read.files import find_files
from corpus.segment.splitter import segment_document
from tests.factories import SEEDS


def read(name: str) -> tuple[Document, list[str]]:
    document = read_file(SEEDS / name, name)
    assert isinstance(document, Document)
    return document, [segment.text for segment in segment_document(document)]


def rules(document: Document) -> list[str]:
    return [line.code for line in document.removed]


def test_front_matter_with_markup() -> None:
    document, texts = read("01-letter-to-residents.txt")
    assert document.metadata.title == "望溪分局致全体居民的一封信"
    assert (document.metadata.date, document.metadata.author) == ("20211008T021500Z", "望溪警讯")
    assert any(text.startswith("1月至9月") for text in texts), "bare text between paragraphs is kept"
    assert any("0798-12340、0799-12340打来" in text for text in texts), "a number cut by tags is whole"
    assert "守护平安没有终点。" in texts
    assert not any("img" in text or "example.com" in text for text in texts)
    assert rules(document) == ["posting-line", "copyright"]


def test_headings_captions_and_the_dateline_stay() -> None:
    document, texts = read("02-press-briefing.txt")
    assert "街面更加安全" in texts
    assert "服务更加便捷" in texts
    assert texts[1].startswith("云岭日报讯(记者 江一帆)")
    assert document.metadata.author == "江一帆"
    assert document.metadata.source == "云岭日报"
    assert not any(text.startswith(("来源", "作者", "编辑", "本文")) for text in texts)


def test_machine_translated_english() -> None:
    document, texts = read("03-summer-campaign.txt")
    assert (document.lang, document.metadata.date, document.metadata.author) == (
        "en",
        "20230821T000000Z",
        "Lanping Public Security",
    )
    assert any('"60 -day campaign"' in text and text.startswith("On August 21") for text in texts)
    assert texts[-1].startswith("In the next step")


def test_page_dump() -> None:
    document, texts = read("04-year-in-review.txt")
    assert document.metadata.title == texts[0] == "守一方安宁 护万家灯火 2024,临川公安交出平安答卷"
    assert document.metadata.date == "20250116T000000Z"
    assert rules(document) == ["contact", "breadcrumb", "posting-line", "copyright", "signature"]
    assert "坚持主业" in texts
    assert texts[-1].endswith("压缩40%以上。")


def test_traditional() -> None:
    document, texts = read("05-labour-day-awards.txt")
    assert document.script == "Hant"
    assert (document.metadata.source, document.metadata.author) == ("溪口日報", "林書豪")
    assert not any("供圖" in text or "供稿" in text for text in texts)


def test_whole_page() -> None:
    document, texts = read("06-county-portal.html")
    assert document.metadata.title == "平湖县公安局开展“反诈进校园”活动"
    assert document.metadata.url == "https://www.example.gov.cn/pinghu/20240318.html"
    assert document.metadata.date == "20240318T104200Z"
    assert texts[0] == document.metadata.title
    assert texts[-1] == "下一步，该局将把反诈课堂搬进每一所学校。"
    assert not any("首页" in text or "防火" in text or "ICP" in text for text in texts)


def test_markdown() -> None:
    document, texts = read("07-community-policing.md")
    assert document.metadata.licence == "CC0-1.0"
    assert "Community officers in Riverside District" in texts
    assert any("45 community officers to 120" in text for text in texts)
    assert "The full report will be published in July." in texts


def test_other_encodings() -> None:
    assert read("08-village-officers.gb.txt")[0].encoding == "gb18030"
    document, texts = read("11-coast-guard.big5.htm")
    assert (document.encoding, document.script) == ("big5hkscs", "Hant")
    assert texts[0] == "海巡隊救起受困釣客"
    assert document.metadata.author == "何美玲"


def test_other_languages_and_formats_are_set_aside(tmp_path: Path) -> None:
    french = read_file(SEEDS / "10-avis.txt", "10-avis.txt")
    assert isinstance(french, Rejection)
    assert (french.code, french.failed) == ("other-language", False)
    (tmp_path / "x.doc").write_bytes(b"PK")
    word = read_file(tmp_path / "x.doc", "x.doc")
    assert isinstance(word, Rejection)
    assert (word.code, word.failed) == ("unknown-format", False)
    assert "save it as .docx" in word.message


@pytest.mark.parametrize(
    ("name", "data", "code", "failed"),
    [
        ("empty.txt", b"", "empty", False),
        ("blank.txt", b"\n \n\t\n", "empty", False),
        ("binary.txt", b"\x7fELF\x02\x01\x01\0\0\0" + bytes(range(256)) * 30, "unreadable", True),
        ("numbers.txt", b"2024 1 2 3\n5\n", "no-words", False),
        ("only-page.txt", "版权所有：某某网".encode(), "empty", False),
        ("empty.html", b"<html><body></body></html>", "empty", False),
    ],
)
def test_set_aside_with_a_reason(tmp_path: Path, name: str, data: bytes, code: str, failed: bool) -> None:
    (tmp_path / name).write_bytes(data)
    reason = read_file(tmp_path / name, name)
    assert isinstance(reason, Rejection)
    assert (reason.code, reason.failed) == (code, failed)


def test_files_come_sorted_without_hidden_ones_and_without_the_output(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a.txt", ".hidden/x.txt", ".x.txt", "corpus.toml", "export/seeds.tmx", "b/1.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    names = [name for _, name in find_files(tmp_path, (tmp_path / "export").resolve())]
    assert names == ["a.txt", "b/1.txt", "b/2.txt"]


def test_deep_markup_is_read() -> None:
    deep = "<html><body>" + "<div>" * 1000 + "<p>深处的一句话。</p>" + "</div>" * 1000 + "</body></html>"
    result = read_text(deep, "deep.html", ".html")
    assert isinstance(result, Document)
    assert result.text == "深处的一句话。"


def test_markup_too_deep_to_be_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_text(
        "<html><body>" + "<div>" * 100_000 + "<p>深处的一句话。</p>" + "</div>" * 100_000 + "</body></html>",
        encoding="utf-8",
    )
    result = read_file(path, "deep.html")
    assert isinstance(result, Rejection)
    assert result.failed
    assert "nested" in result.message


def test_a_page_inside_one_form_is_text() -> None:
    """As pages of ASP.NET are."""
    paragraphs = "".join(
        f"<p>第{i}段说，民警走访了{10 + i}户居民，听取了大家对治安工作的意见，并逐一作了登记。</p>"
        for i in range(8)
    )
    page = f"<html><body><form id='form1' action='./'><div class='article'>{paragraphs}</div></form></body></html>"
    document = read_text(page, "x.html", ".html")
    assert isinstance(document, Document)
    assert len(segment_document(document)) == 8


def test_an_entity_bomb_expands_to_nothing() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><html><body><p>公安机关开展行动。&b;</p></body></html>'
    document = read_text(bomb, "bomb.xhtml", ".xhtml")
    assert isinstance(document, Document)
    assert "haha" not in document.text


MARKUP = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<div>",
            "<br/>",
            "<html>",
            "<body>",
            "<table><tr><td>",
            "</x",
            "<!--",
            "-->",
            "<![CDATA[",
            "&#x0;",
            "&lt;",
            "&nbsp",
            "<p",
            "\n",
            "警方通报。",
            "abc. Def",
            "---",
            "title: x",
            "<script>1</script>",
            "<img src=x>",
            "<a href='y'>",
            "\x00",
            "\u202e",
            "首页 | 新闻",
        ]
    ),
    max_size=40,
).map("".join)


@given(MARKUP, st.sampled_from([".txt", ".html", ".md", ".xhtml"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_markup_is_a_document_or_a_reason(markup: str, suffix: str) -> None:
    try:
        result = read_text(markup, "x", suffix)
    except CorpusError:
        return
    if isinstance(result, Document):
        for segment in segment_document(result):
            assert 0 <= segment.start < segment.end <= len(result.text)
