from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.model import Document
from corpus.read.documents import read_file, read_text
from corpus.read.formats import html
from corpus.read.formats.html import read_html
from tests.gold import page_figures
from tests.tables import read_cases

PARAGRAPHS = "".join(
    f"<p>第{i}段说，民警走访了{10 + i}户居民，听取了大家对治安工作的意见，并逐一作了登记。</p>"
    for i in range(5)
)


def page(body: str, head: str = "<title>走访记</title>") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def date_of(body: str, head: str = "<title>走访记</title>") -> str | None:
    return read_html(page(body, head)).metadata.date


@pytest.mark.parametrize("tag", ["iframe", "noscript", "template", "object", "script"])
def test_what_a_browser_does_not_show_is_no_text(tag: str) -> None:
    hidden = f"<{tag}><p>看不见的一句话在这里，说的是别的事。</p></{tag}>"
    text = "".join(read_html(page(f"<div>{hidden}{PARAGRAPHS}{hidden}</div>")).paragraphs)
    assert "看不见" not in text
    assert "第4段" in text


def test_markup_inside_an_iframe_does_not_come_out_as_text() -> None:
    script = "<iframe src='a'><script src='b?w=1&h=2'></script></iframe>"
    assert read_html(page(f"{script}<div><p>仪式在北京举行。</p></div>{script}")).paragraphs == (
        "走访记",
        "仪式在北京举行。",
    )


def test_comments_are_not_taken_for_the_article() -> None:
    comments = "".join(f"<li class='comment'>{PARAGRAPHS.replace('民警', '网友')}</li>" for _ in range(3))
    text = "".join(
        read_html(
            page(f"<article><p>灯会开了七天。</p></article><ol id='comments'>{comments}</ol>")
        ).paragraphs
    )
    assert "灯会开了七天。" in text
    assert "网友" not in text


def test_a_page_of_comments_alone_is_not_emptied() -> None:
    text = "".join(read_html(page(f"<div class='comments'>{PARAGRAPHS}</div>")).paragraphs)
    assert "第4段" in text


@pytest.mark.parametrize(
    "listing",
    [
        "<pre><code>make all</code></pre>",
        "<pre class='hljs'>make all</pre>",
        "<div class='highlight'><pre><span></span>make all</pre></div>",
        "<div class='codehilite'><table><tr><td>1</td><td><pre>make all</pre></td></tr></table></div>",
    ],
)
def test_listings_are_no_text(listing: str) -> None:
    text = "".join(read_html(f"<p>先运行：</p>{listing}<p>再重启。</p>").paragraphs)
    assert text == "先运行：再重启。"


def test_text_that_is_only_set_as_typed_is_text() -> None:
    assert read_html("<div><pre>明日停水。</pre></div>").paragraphs == ("明日停水。",)
    assert read_html("<p>运行<code>make</code>即可。</p>").paragraphs == ("运行make即可。",)


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("<h1>走访记</h1><span>2019-09-24 09:10</span>", ""),
        ("<div><h2>走访记</h2><p class='d'>2019年9月24日 09:10　浏览：12</p></div>", "<title>走访记_某网</title>"),
        ("<div>2019/9/24 09:10</div><h1>走访记</h1>", ""),
        ("<h1>走访记</h1>", "<meta name='PubDate' content='2019-09-24 09:10'>"),
        ("<h1>走访记</h1>", "<meta property='article:published_time' content='2019-09-24T17:10:00+08:00'>"),
        ("<h1>走访记</h1>", '<script type="application/ld+json">{"@graph":[{"datePublished":"2019-09-24T09:10"}]}</script>'),
        ("<h1>走访记</h1><footer><time datetime='2019-09-24T09:10'>昨天</time></footer>", ""),
        ("<h1>走访记</h1><span>2019-09-24 09:10</span>", "<meta name='date' content='0001-01-01T00:00:00'>"),
    ],
    ids=["below", "h2", "above", "meta", "open-graph", "json-ld", "time", "no-date-first"],
)  # fmt: skip
def test_dates(body: str, head: str) -> None:
    assert date_of(body + PARAGRAPHS, head) == "20190924T091000Z"


def test_the_date_in_an_address_and_of_nothing() -> None:
    assert (
        date_of(PARAGRAPHS, "<link rel='canonical' href='https://a.example.cn/t20190924_12.html'>")
        == "20190924T000000Z"
    )
    assert date_of(PARAGRAPHS + "<p>© 2018</p>") is None
    assert (
        date_of(
            "<h1>走访记</h1><p>2018年9月1日，民警走访了一百户居民，听取了意见，登记在册。</p>" + PARAGRAPHS
        )
        is None
    )


_TITLES = {
    "zh": "老街修缮留住三百年青石板路面",
    "zht": "老街修繕留住三百年青石板路面",
    "en": "Covered bridge will get its roof back at last",
}
_TOPS = {
    "zh": "今天是：2025年8月9日 星期六 <a>首页</a> <a>新闻</a>",
    "zht": "<a>首頁</a> <a>新聞</a>",
    "en": "Saturday, August 9, 2025 <a>Home</a> <a>News</a>",
}
_BODIES = {
    "zh": "<p>老街始建于清代，住着一百三十多户人家，1999年10月1日曾经大修。</p><p>管线老化、一下雨就积水，是住户反映"
    "最多的问题，这一次全部换掉。</p><p>在街口卖了四十年烧饼的师傅说，来看热闹的人比平时还多。</p>",
    "zht": "<p>老街始建於清代，住著一百三十多戶人家，1999年10月1日曾經大修。</p><p>管線老化、一下雨就積水，是住戶反映"
    "最多的問題，這一次全部換掉。</p><p>在街口賣了四十年燒餅的師傅說，來看熱鬧的人比平時還多。</p>",
    "en": "<p>The bridge over Mill Creek was last repaired on October 1, 1999, by the men of the village.</p><p>The "
    "commissioners voted to spend the money on new trusses and on shingles of cedar wood.</p><p>A steel bar will be "
    "hung at both ends, and a bell will ring when a truck touches it.</p>",
}
_BELOW = {
    "zh": "<h3>相关新闻</h3><ul><li><a>夜市今晚开张</a><span>2025-02-03</span></li></ul>最后更新：2025年6月1日",
    "zht": "<h3>相關新聞</h3><ul><li><a>夜市今晚開張</a><span>2025-02-03</span></li></ul>版權所有 2001-2025",
    "en": "<h3>Related</h3><ul><li><a>Night market opens</a> <span>February 3, 2025</span></li></ul>This site was "
    "last updated on June 1, 2025.",
}
_NOT_FOUND = {
    "calendar-tile-zh": "a day and a month in tiles of their own",
    "meta-last-modified-only-none": "the day of the visit, which nothing calls so",
    "slash-two-digit-year": "5/23/07 may be any of three numbers",
}


@pytest.mark.parametrize("case", read_cases("page-dates.tsv"), ids=lambda case: case["label"])
def test_the_day_of_a_page_stands_beside_its_title(case: dict[str, str]) -> None:
    """Among the day of the visit, one in the text, that of a link and that of the site's last change."""
    lang = case["lang"]
    beside = case["beside the title"].replace("{T}", _TITLES[lang])
    main = beside.replace("@BODY@", _BODIES[lang]) if "@BODY@" in beside else beside + _BODIES[lang]
    body = f"<div>{_TOPS[lang]}</div><div>{main}</div><div class='related'>{_BELOW[lang]}</div>"
    read = read_text(page(body, f"<title>{_TITLES[lang]}</title>{case['head']}"), "a.html", ".html")
    assert isinstance(read, Document)
    if case["label"] in _NOT_FOUND:
        pytest.xfail(_NOT_FOUND[case["label"]])
    assert (read.metadata.date or "")[:8] == case["day"]


@pytest.mark.parametrize("said", page_figures.metadata(), ids=lambda said: said["page"])
def test_what_gold_pages_say_of_themselves(said: dict[str, str]) -> None:
    page = next(page_figures.FOLDER.glob(f"{said['page']}-*.html"))
    document = read_file(page, page.name)
    assert isinstance(document, Document)
    read = document.metadata
    assert said["title"] in (read.title or "")
    assert (read.date or "")[:8] == said["day"]
    assert not said["author"] or read.author == said["author"]
    assert not said["source"] or read.source == said["source"]


@pytest.mark.parametrize("year", ["1899", "0001", "2098"])
def test_a_date_outside_the_years_of_pages_is_none(year: str, tmp_path: Path) -> None:
    head = f"<meta name='PubDate' content='{year}-09-24'>"
    (tmp_path / "a.html").write_text(page(f"<h1>走访记</h1>{PARAGRAPHS}", head), encoding="utf-8")
    document = read_file(tmp_path / "a.html", "a.html")
    assert isinstance(document, Document)
    assert document.metadata.date is None


def test_the_first_post_of_a_thread_is_its_text() -> None:
    posts = "".join(
        f"<div id='post_{i}'><p>甲{i} 发表于 2018-5-{i}</p><p>第{i}个人说了自己的看法，写了很长的一段话。</p></div>"
        for i in range(1, 5)
    )
    paragraphs = read_html(page(f"<h1>走访记</h1><div>{posts}</div>")).paragraphs
    assert "第1个人" in "".join(paragraphs)
    assert "第2个人" not in "".join(paragraphs)


def test_what_the_extractor_lost_between_paragraphs_comes_back() -> None:
    lost = "<section><strong>为什么要走访</strong></section>"
    article = f"<section>{PARAGRAPHS}</section>{lost}<section>{PARAGRAPHS}</section>"
    menu = "<div><a>首页</a><a>新闻</a></div>"
    paragraphs = read_html(page(f"{menu}<div>{article}</div>{menu}")).paragraphs
    assert "为什么要走访" in paragraphs
    assert not any("首页" in text for text in paragraphs)


def test_source_author_and_licence() -> None:
    said = read_html(
        page(
            "<h1>走访记</h1><div><span>来源：石汀日报</span><a>我要评论</a><span>作者：方禾</span></div>"
            f"{PARAGRAPHS}<a href='https://creativecommons.org/licenses/by/4.0/'>CC</a>"
        )
    ).metadata
    assert (said.title, said.source, said.author) == ("走访记", "石汀日报", "方禾")
    assert said.licence == "https://creativecommons.org/licenses/by/4.0/"


def test_a_date_after_next_year_is_none(tmp_path: Path) -> None:
    for year, kept in (("2019", True), ("2098", False)):
        (tmp_path / "a.html").write_text(
            page(f"<h1>走访记</h1><span>{year}-09-24</span>{PARAGRAPHS}"), encoding="utf-8"
        )
        document = read_file(tmp_path / "a.html", "a.html")
        assert isinstance(document, Document)
        assert (document.metadata.date is not None) == kept


def test_a_large_page_is_read_without_a_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "_LARGE", 100_000)
    nav = "<nav><a>首页</a></nav><iframe><p>框</p></iframe>"
    markup = page(nav + PARAGRAPHS * 1000 + "<p>最后一段<b>到此</b>为止。</p>")
    tracemalloc.start()
    large = read_html(markup)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert large.paragraphs[0] == "走访记"
    assert len(large.paragraphs) == 5002
    assert large.paragraphs[-1] == "最后一段到此为止。"
    assert peak < 40 * len(markup)


def test_a_large_page_nested_too_deep_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "_LARGE", 100_000)
    with pytest.raises(CorpusError, match="nested"):
        read_html(page("<div>" * 60_000 + "<p>深处。</p>"))


def test_a_short_page_is_not_emptied() -> None:
    document = read_text(
        page("<div><a>首页</a></div><div>停水通知</div><div>明日停水。</div>"), "a.html", ".html"
    )
    assert isinstance(document, Document)
    assert "明日停水。" in document.text


def test_a_page_of_boxes_alone_is_not_emptied() -> None:
    boxes = "".join(f"<div class='share'>{PARAGRAPHS}</div>" for _ in range(6))
    assert "第4段" in "".join(read_html(page(boxes)).paragraphs)
