"""HTML to paragraphs: the main text of a page, or the whole of a fragment, and what its head says of it."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

import justext
import lxml.etree
import lxml.html
import readability
import readability.readability

from corpus.errors import CorpusError
from corpus.model import Metadata
from corpus.text.dates import find_date
from corpus.text.unwrap import unwrap

_BLOCK_TAGS = """
address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer
form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section summary table tbody td tfoot
th thead title tr ul br
"""
_TAGS_WITHOUT_TEXT = """
script style noscript template iframe object embed svg math canvas audio video img picture source select
button textarea input head
"""
BLOCKS = frozenset(_BLOCK_TAGS.split())
_SKIPPED = frozenset(_TAGS_WITHOUT_TEXT.split())
_CHROME = frozenset(["nav", "footer", "aside"])
_TAG = re.compile(
    r"<(?:p|div|br|span|img|html|body|table|h[1-6]|article|section|ul|li|a)\b[^<>]*>", re.IGNORECASE
)
_WHOLE_PAGE = re.compile(r"<(?:html|head|body|frameset)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_WHITE = re.compile(r"[ \t\r\f\v]+")
_HAN = re.compile("[\u3400-\u9fff]")
_ENOUGH_HAN, _ENOUGH_LATIN = 150, 400
_SITE = re.compile(r"\s*(?:[_|｜]|\s[-–—]\s|--+|——|-(?=[\u4e00-\u9fff]{2,12}\Z)).{1,40}\Z")
_NAMES = {
    "title": ("og:title", "articletitle", "twitter:title", "dc.title"),
    "date": (
        "article:published_time",
        "pubdate",
        "publishdate",
        "og:release_date",
        "date",
        "dc.date",
        "weibo: article:create_at",
    ),
    "author": ("author", "article:author", "dc.creator"),
    "source": ("contentsource", "source", "og:site_name", "mediaid", "sitename"),
    "url": ("og:url", "url"),
    "licence": ("license", "licence", "dc.rights"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """The paragraphs of a page's text and its metadata."""

    paragraphs: tuple[str, ...]
    metadata: Metadata


def looks_like_html(text: str) -> bool:
    """Whether text that is not named .html holds markup all the same."""
    return bool(_WHOLE_PAGE.search(text, 0, 4096)) or len(_TAG.findall(text[:65_536])) >= 3


def read_html(markup: str) -> Page:
    """Return the main text of a page by readability, or by jusText where that keeps too little.

    A fragment without <html> or <body> is text already and is kept whole (Barbaresi 2021 compares
    extractors). The parser is libxml2's for HTML: it loads nothing, expands no entity but HTML's own, and
    mends what is broken.
    """
    markup = _DECLARATION.sub("", markup, count=2)
    parser = _parser()
    try:
        root = lxml.html.document_fromstring(markup, parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise CorpusError(f"holds no readable HTML ({error})") from error
    if any("depth" in entry.message for entry in parser.error_log):
        # libxml2 gives up on the whole document, and says so only here.
        raise CorpusError("has tags nested thousands deep, which no parser reads; save the page again")
    if not _WHOLE_PAGE.search(markup):
        return Page(tuple(_paragraphs(root)), Metadata())
    metadata = _head(root)
    best = _by_readability(markup)
    if not _enough(best):
        best = max(best, _by_justext(markup), key=_size)
    if not best:
        best = _paragraphs(root)
    if metadata.title and not any(metadata.title in paragraph for paragraph in best[:5]):
        best = [metadata.title, *best]
    return Page(tuple(best), metadata)


def read_fragment(markup: str) -> list[str]:
    """Return the text of each block of a piece of markup that is no page; nothing where none can be read."""
    try:
        return _paragraphs(lxml.html.document_fromstring(markup, parser=_parser()))
    except (lxml.etree.LxmlError, ValueError):
        return []


def _parser() -> lxml.html.HTMLParser:
    return lxml.html.HTMLParser(
        encoding=None, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )


def _size(paragraphs: list[str]) -> int:
    return sum(map(len, paragraphs))


def _enough(paragraphs: list[str]) -> bool:
    text = "".join(paragraphs)
    return len(_HAN.findall(text)) >= _ENOUGH_HAN or (len(text) >= _ENOUGH_LATIN and not _HAN.search(text))


def _by_readability(markup: str) -> list[str]:
    # It logs what it tries and raises Unparseable on pages without text; both mean that it found nothing.
    logging.getLogger("readability.readability").setLevel(logging.CRITICAL)
    try:
        summary = readability.Document(markup).summary(html_partial=True)
        return _paragraphs(lxml.html.document_fromstring(summary, parser=_parser()))
    except (readability.readability.Unparseable, lxml.etree.LxmlError, ValueError, RecursionError):
        return []


def _by_justext(markup: str) -> list[str]:
    try:
        blocks = justext.justext(
            markup,
            frozenset(),
            length_low=25,
            length_high=60,
            stopwords_low=0.0,
            stopwords_high=0.0,
            max_link_density=0.4,
        )
    except (lxml.etree.LxmlError, ValueError, RecursionError, justext.core.JustextError):
        return []
    return [" ".join(paragraph.text.split()) for paragraph in blocks if not paragraph.is_boilerplate]


def _paragraphs(root: lxml.html.HtmlElement) -> list[str]:
    """Return the text of each block, also bare text between blocks; inline tags leave no trace.

    Not recursive.
    """
    blocks: list[str] = []
    parts: list[str] = []
    skip: lxml.html.HtmlElement | None = None

    def flush() -> None:
        text = _WHITE.sub(" ", unwrap("".join(parts).strip())).strip()
        if text:
            blocks.append(text)
        parts.clear()

    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if skip is None and (tag in _SKIPPED or tag in _CHROME or not tag):
                skip = element
            if skip is None:
                if tag in BLOCKS:
                    flush()
                parts.append(element.text or "")
        else:
            if skip is None and tag in BLOCKS:
                flush()
            if skip is element:
                skip = None
            if skip is None:
                parts.append(element.tail or "")
    flush()
    return blocks


def _head(root: lxml.html.HtmlElement) -> Metadata:
    """Return the metadata of <title>, <meta> and <link>.

    Open Graph, Dublin Core, and the names that Chinese government sites use.
    """
    named: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        if name and (meta.get("content") or "").strip():
            named.setdefault(name, " ".join((meta.get("content") or "").split()))
    values = {
        field: next((named[name] for name in names if name in named), None) for field, names in _NAMES.items()
    }
    for link in root.iter("link", "a"):
        if link.get("rel") in ("canonical", "license") and link.get("href"):
            field = "url" if link.get("rel") == "canonical" else "licence"
            values[field] = values[field] or link.get("href")
    headings = [" ".join(heading.text_content().split()) for heading in root.iter("h1")]
    titles = [" ".join(title.text_content().split()) for title in root.iter("title")]
    if len(headings) == 1 and headings[0]:
        values["title"] = headings[0]
    elif not values["title"] and titles:
        values["title"] = _SITE.sub("", titles[0])
    values["date"] = find_date(values["date"]) if values["date"] else None
    return Metadata(**values)
