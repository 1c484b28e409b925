"""What a page says of itself: in its head, in its structured data, and beside its title."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import lxml.html

from corpus.model import Metadata
from corpus.read.formats.page_body import is_headline
from corpus.read.page_lines import is_posting_line, posting_line, rule_of
from corpus.text.dates import FULL_DATE, date_in_path, date_of_seconds, find_date

_SITE = re.compile(r"\s*(?:[_|｜]|\s[-–—]\s|--+|——|-(?=[\u4e00-\u9fff]{2,12}\Z)).{1,40}\Z")
_NAMES = {
    "title": "og:title articletitle twitter:title dc.title dcterms.title",
    "date": "article:published_time og:article:published_time article:published pubdate publishdate"
    " publish-date publish_date publication_date pub_date publishtime publish_time og:release_date date"
    " dc.date"
    " dcterms.date dcterms.issued dc.date.issued dcterms.created dc.date.created datepublished"
    " rnews:datepublished bt:pubdate parsely-pub-date sailthru.date prism.publicationdate"
    " cxenseparse:recs:publishtime"
    " weibo:article:create_at citation_publication_date",
    "author": "author article:author og:article:author dc.creator dcterms.creator byl",
    "source": "contentsource source og:site_name mediaid sitename dc.publisher",
    "url": "og:url url",
    "licence": "license licence dc.rights dcterms.license",
}
_ABOVE, _BELOW = 3, 6
"""Blocks before and after the title among which its date stands."""
_SHORT = 120
_SENTENCE = re.compile(r"[。！？]|[a-z]{2}[.!?](?:\s|\Z)")
_HEADER = re.compile(r"(?:^|[\s_-])(?:header\w*|masthead|banner|logo|top)(?:[\s_-]|$)", re.IGNORECASE)
_ANOTHER_DAY = re.compile(
    r"今天|今日是|现在(?:是|时间)|現在(?:是|時間)|\bToday\b|Copyright|^(?:Joined|Registered|注册|註冊)",
    re.IGNORECASE,
)
"""That of the visit, or of somebody who posts."""
_UPDATED = re.compile(r"更新|修[订訂]|\bupdated|\bmodified|\brevised|\breviewed", re.IGNORECASE)
_PUBLISHED = re.compile(r"发[布表]|發[布佈表]|\bpublished|\bposted|\bcreated", re.IGNORECASE)
_SENTENCES_ABOVE_A_DAY = 2
"""A standfirst may stand between a headline and its day; what follows two sentences is not beside it."""
_LARGE = re.compile(r"[5-7]|\+[2-4]")
_HOME = re.compile(r"(?:https?://[^/]+)?/?(?:index\.\w+)?")
# Saved by a program, a page of an account states its day only in what would have filled it in.
_DAY_OF_AN_ACCOUNT = re.compile(
    r"""\b(?:publish_time|createTime)\s*=\s*["'](\d{4}-\d{2}-\d{2}[^"']{0,9})["']"""
)
_SECONDS_OF_AN_ACCOUNT = re.compile(r"""\bct\s*=\s*["'](\d{10})["']""")
_LABEL = re.compile(
    r"\s+\S+@\S+|(?:by|from)\s+|https?://\S+\Z|(?:作者|来源|來源)[:：]\s*|\d+\Z", re.IGNORECASE
)
_PLATFORMS = ("微信公众平台",)
_LEAST_TITLE, _LEAST_HEADLINE, _LONGEST_TITLE = 4, 8, 300
_MOST_DATA = 1_000_000
_LICENCE = re.compile(r"https?://creativecommons\.org/(?:licenses|publicdomain)/[\w./-]+")


def page_metadata(root: lxml.html.HtmlElement, blocks: Sequence[str] = ()) -> Metadata:
    """Return what a page says of itself, the surest first.

    Its head (Open Graph, Dublin Core, the names that Chinese government sites use), JSON-LD (schema.org), the
    lines beside its title, `<time>`, its address.

    Args:
        root: the tree of the page.
        blocks: the text of its blocks, in order.
    """
    head = _head(root)
    sites = _names_of_the_site(root)
    blocks = [block for block in blocks if block not in sites]
    title = (
        _above_a_posting_line(blocks, head.title)
        or _in_large_letters(root)
        or _at_the_end(blocks, head.title, _window_title(root))
    )
    head = replace(head, title=title or head.title)
    said = head.or_else(_structured(root)).or_else(Metadata(date=_marked(root)))
    place = _place_of_title(blocks, said.title)
    below = sorted(_before_the_text(blocks[place:]), key=_is_of_an_update)
    said = _beside_the_title(below, said)
    said = said.or_else(Metadata(date=_time(root, said.title) or date_in_path(said.url or "")))
    above = () if place == len(blocks) else reversed(blocks[max(0, place - _ABOVE) : place])
    # Above the headline stands the day of an issue, and that of the visit.
    return _beside_the_title(above, said)


def _head(root: lxml.html.HtmlElement) -> Metadata:
    named: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = "".join(
            (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower().split()
        )
        if name and (meta.get("content") or "").strip():
            named.setdefault(name, " ".join((meta.get("content") or "").split()))
    values = {
        field: next((named[name] for name in names.split() if name in named), None)
        for field, names in _NAMES.items()
    }
    for link in root.iter("link", "a"):
        href, relation = link.get("href") or "", (link.get("rel") or "").split()
        if "canonical" in relation and href:
            values["url"] = values["url"] or href
        elif ("license" in relation or _LICENCE.match(href)) and href:
            values["licence"] = values["licence"] or href
    if values["source"] in _PLATFORMS:
        # A page of one of its accounts.
        account = root.get_element_by_id("js_name", None)
        values["source"] = " ".join(account.text_content().split()) or None if account is not None else None
    for field in ("author", "source"):
        values[field] = _LABEL.sub("", values[field] or "") or None
    values["title"] = _title(root, values["title"])
    values["date"] = find_date(values["date"]) if values["date"] else None
    return Metadata(**values)


def _title(root: lxml.html.HtmlElement, said: str | None) -> str | None:
    """Return the heading that <title> begins with, or the only <h1>, or what the head says.

    An <h1> with which <title> ends is the site's name.
    """
    title = _window_title(root)
    sites = _names_of_the_site(root)
    headings = [heading for heading in _headings(root, "h1") if heading not in sites]
    lower = [*_headings(root, "h2", "h3"), *_headings(root, "div", "p", "td", "span", titled=True)]
    if said in headings or said in lower:
        return said
    named = [heading for heading in headings if title.startswith(heading)]
    if named:
        return max(named, key=len)
    last = [heading for heading in lower if len(heading) >= _LEAST_HEADLINE and title.endswith(heading)]
    if last and not any(map(title.endswith, headings)):
        return max(last, key=len)  # `office - section - headline`, and the section is the <h1>
    if len(headings) == 1 and (not title.endswith(headings[0]) or not _names_the_site(root)):
        return headings[0]
    named = [heading for heading in lower if len(heading) >= _LEAST_TITLE and title.startswith(heading)]
    if named:
        return max(named, key=len)
    alike = [] if said or headings else [heading for heading in lower if _alike(heading, title)]
    return said or next(iter(alike), None) or (_SITE.sub("", title) or None)


def _window_title(root: lxml.html.HtmlElement) -> str:
    return next((" ".join(e.text_content().split()) for e in root.iter("title")), "")


def _names_of_the_site(root: lxml.html.HtmlElement) -> set[str]:
    """Return the <h1> that are but a link to the site's first page."""
    names = set()
    for heading in root.iter("h1"):
        link, text = next(heading.iter("a"), None), " ".join(heading.text_content().split())
        leads_home = link is not None and link.get("href") and _HOME.fullmatch(link.get("href") or "")
        if link is not None and leads_home and " ".join(link.text_content().split()) == text:
            names.add(text)
    return names


def _names_the_site(root: lxml.html.HtmlElement) -> bool:
    """Whether the first <h1> stands where pages name their site: in the header, or as a link or a picture."""
    heading = next(root.iter("h1"), None)
    if heading is None:
        return False
    in_header = any(
        _HEADER.search(f"{e.tag} {e.get('id')} {e.get('class')}") for e in heading.iterancestors()
    )
    return in_header or next(heading.iter("a", "img"), None) is not None


def _headings(root: lxml.html.HtmlElement, *tags: str, titled: bool = False) -> list[str]:
    """Return the texts of headings, or of the elements that are named `title`."""
    elements = (
        element
        for element in root.iter(*tags)
        if not titled
        or (
            "title" in f"{element.get('id') or ''} {element.get('class') or ''}".lower()
            and next(element.iter("li"), None) is None
        )
    )
    for break_ in root.iter("br"):
        if not (break_.tail or "").startswith(" "):
            break_.tail = f" {break_.tail or ''}"
    texts = (" ".join(element.text_content().split()).rstrip(" ¶#") for element in elements)
    return [text for text in texts if 0 < len(text) <= _LONGEST_TITLE]


def _alike(heading: str, title: str) -> bool:
    """Whether most of a heading's pairs of letters stand in the title of the window, or the other way."""
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in (heading, title)]
    return 2 * len(pairs[0] & pairs[1]) > min(map(len, pairs)) > _LEAST_TITLE


def _structured(root: lxml.html.HtmlElement) -> Metadata:
    """Return what the JSON-LD of an article says."""
    for script in root.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "") or len(text) > _MOST_DATA:
            continue
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            continue
        for item in _items(data):
            if item.get("datePublished"):
                return Metadata(
                    date=find_date(str(item["datePublished"])),
                    author=_name(item.get("author")),
                    source=_name(item.get("publisher")),
                    licence=_name(item.get("license")),
                )
    return Metadata()


def _items(data: object) -> Iterator[dict[str, object]]:
    waiting = [data]
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting += item[:100]
        elif isinstance(item, dict):
            yield item
            waiting.append(item.get("@graph"))


def _name(value: object) -> str | None:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value))) or None
    if isinstance(value, dict):
        value = value.get("name")
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _above_a_posting_line(blocks: Sequence[str], title: str | None) -> str | None:
    """Return what stands right above the day and source on a page whose <title> is the site's."""
    if title in blocks:
        return None
    for above, block, below in zip(blocks, blocks[1:], [*blocks[2:], ""], strict=False):
        if title and is_headline(above, title):
            return None
        if len(block) <= _SHORT and is_posting_line(block) and FULL_DATE.search(block):
            short = _LEAST_HEADLINE <= len(above) <= _SHORT and not _SENTENCE.search(above)
            # A bare day may be that of an issue, and stands above the headline.
            bare = FULL_DATE.search(block[-12:]) and not _SENTENCE.search(below) and len(below) <= _SHORT
            return above if short and not (bare or rule_of(above)) else None
    return None


def _in_large_letters(root: lxml.html.HtmlElement) -> str | None:
    """Return the one line in much larger letters of a page without headings, as pages before CSS have it."""
    if next(root.iter("h1", "h2", "h3"), None) is not None:
        return None
    large = [font for font in root.iter("font") if _LARGE.fullmatch((font.get("size") or "").strip())]
    texts = {" ".join(font.text_content().split()) for font in large}
    text = texts.pop() if len(texts) == 1 else ""
    return text if _LEAST_HEADLINE <= len(text) <= _SHORT and not _SENTENCE.search(text) else None


def _at_the_end(blocks: Sequence[str], said: str | None, title: str) -> str | None:
    """Return the block with which a <title> ends that begins with the name of its site."""
    if said and not title.startswith(said):
        title = said
    if not title or any(len(b) >= _LEAST_TITLE and title.startswith(b) for b in blocks):
        return None
    return next(
        (b for b in blocks if len(b) >= _LEAST_HEADLINE and title.endswith(b) and not rule_of(b)), None
    )


def _place_of_title(blocks: Sequence[str], title: str | None) -> int:
    """Return where the title stands: with a day below it, where a list of links holds it as well."""
    if not title:
        return len(blocks)
    headlines = [i for i, block in enumerate(blocks) if is_headline(block, title)]
    dated = (i for i in headlines if any(map(FULL_DATE.search, _before_the_text(blocks[i:]))))
    first = next((i for i, block in enumerate(blocks) if title in block), len(blocks))
    return next(dated, min([first, *headlines]))


def _beside_the_title(near: Iterable[str], said: Metadata) -> Metadata:
    """Return what is said, and what short blocks near the title say: a day, a source, an author."""
    for block in near:
        if _ANOTHER_DAY.search(block):
            continue
        if len(block) <= _SHORT + len(said.title or "") and not _SENTENCE.search(block):
            day = FULL_DATE.search(block)
            said = said.or_else(Metadata(date=find_date(block[day.start() :]) if day else None))
            said = said.or_else(posting_line(block) if is_posting_line(block) else Metadata())
    return said


def _before_the_text(blocks: Sequence[str]) -> Iterator[str]:
    """Yield the blocks from the headline on until the text has begun."""
    sentences = 0
    for number, block in enumerate(blocks[: 1 + _BELOW]):
        sentences += number > 0 and _SENTENCE.search(block) is not None
        if sentences > _SENTENCES_ABOVE_A_DAY:
            return
        yield block


def _is_of_an_update(block: str) -> bool:
    return _UPDATED.search(block) is not None and not _PUBLISHED.search(block)


def _marked(root: lxml.html.HtmlElement) -> str | None:
    """Return the day that markup names as that of the page: microdata, hAtom, the script of an account."""
    for element in root.iter("time", "span", "div", "p", "abbr"):
        named = (element.get("itemprop") or "").lower() == "datepublished"
        if named or (element.tag == "abbr" and "published" in (element.get("class") or "")):
            value = element.get("content") or element.get("datetime") or element.get("title")
            date = find_date(value or element.text_content())
            if date:
                return date
    return _day_of_an_account(root) if root.get_element_by_id("js_content", None) is not None else None


def _day_of_an_account(root: lxml.html.HtmlElement) -> str | None:
    for script in root.iter("script"):
        text = script.text or ""
        day, seconds = _DAY_OF_AN_ACCOUNT.search(text), _SECONDS_OF_AN_ACCOUNT.search(text)
        if day or seconds:
            return find_date(day[1]) if day else date_of_seconds(int(seconds[1]) if seconds else 0)
    return None


def _time(root: lxml.html.HtmlElement, title: str | None) -> str | None:
    """Return the first time below the headline, else the first of the page."""
    first, below = None, False
    for element in root.iter("h1", "h2", "h3", "time"):
        if element.tag != "time":
            below = below or (bool(title) and is_headline(element.text_content(), title or ""))
            continue
        date = find_date(element.get("datetime") or "")
        if date and below:
            return date
        first = first or date
    return first
