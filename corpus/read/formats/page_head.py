"""What a page says of itself: in its head, in its structured data, and beside its title."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import lxml.html

from corpus.model import Metadata
from corpus.read.formats.page_body import is_headline
from corpus.read.page_lines import is_posting_line, posting_line, rule_of
from corpus.text.dates import FULL_DATE, date_in_path, find_date

_SITE = re.compile(r"\s*(?:[_|｜]|\s[-–—]\s|--+|——|-(?=[\u4e00-\u9fff]{2,12}\Z)).{1,40}\Z")
_NAMES = {
    "title": "og:title articletitle twitter:title dc.title dcterms.title",
    "date": "article:published_time pubdate publishdate publish-date og:release_date date dc.date"
    " dcterms.date dcterms.issued datepublished weibo:article:create_at citation_publication_date",
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
    title = _above_a_posting_line(blocks, head.title) or _at_the_end(blocks, head.title)
    head = replace(head, title=title or head.title)
    said = head.or_else(_structured(root))
    said = said.or_else(_beside_the_title(said.title, blocks))
    times = (find_date(element.get("datetime") or "") for element in root.iter("time"))
    return said.or_else(Metadata(date=next(filter(None, times), None) or date_in_path(said.url or "")))


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
    title = next((" ".join(e.text_content().split()) for e in root.iter("title")), "")
    headings = _headings(root, "h1")
    lower = [*_headings(root, "h2", "h3"), *_headings(root, "div", "p", "td", "span", titled=True)]
    if said in headings or said in lower:
        return said
    named = [heading for heading in headings if title.startswith(heading)]
    if named:
        return max(named, key=len)
    if len(headings) == 1 and (not title.endswith(headings[0]) or not _names_the_site(root)):
        return headings[0]
    named = [heading for heading in lower if len(heading) >= _LEAST_TITLE and title.startswith(heading)]
    if named:
        return max(named, key=len)
    alike = [] if said or headings else [heading for heading in lower if _alike(heading, title)]
    return said or next(iter(alike), None) or (_SITE.sub("", title) or None)


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
    for above, block in itertools.pairwise(blocks):
        if title and is_headline(above, title):
            return None
        if len(block) <= _SHORT and is_posting_line(block) and FULL_DATE.search(block):
            short = _LEAST_HEADLINE <= len(above) <= _SHORT and not _SENTENCE.search(above)
            return above if short and not rule_of(above) else None
    return None


def _at_the_end(blocks: Sequence[str], title: str | None) -> str | None:
    """Return the block with which a <title> ends that begins with the name of its site."""
    if not title or any(len(b) >= _LEAST_TITLE and title.startswith(b) for b in blocks):
        return None
    return next(
        (b for b in blocks if len(b) >= _LEAST_HEADLINE and title.endswith(b) and not rule_of(b)), None
    )


def _beside_the_title(title: str | None, blocks: Sequence[str]) -> Metadata:
    """Return what stands in the short blocks around the title: a date with its day, a source, an author."""
    place = next(
        (i for i, block in enumerate(blocks) if title and (title in block or is_headline(block, title))), None
    )
    if place is None:
        return Metadata()
    said = Metadata()
    near = [*blocks[place : place + 1 + _BELOW], *blocks[max(0, place - _ABOVE) : place]]
    for block in near:
        if len(block) <= _SHORT + len(title or "") and not _SENTENCE.search(block):
            day = FULL_DATE.search(block)
            said = said.or_else(Metadata(date=find_date(block[day.start() :]) if day else None))
            said = said.or_else(posting_line(block) if is_posting_line(block) else Metadata())
    return said
