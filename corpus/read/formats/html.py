"""HTML to paragraphs: the main text of a page, or the whole of a fragment, and what it says of itself."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

import lxml.etree
import lxml.html
import readability
import readability.readability

from corpus.errors import CorpusError
from corpus.model import Metadata
from corpus.read.formats.blocks import (
    blocks_of,
    html_parser,
    read_fragment,
    refuse_too_deep,
    stream_blocks,
)
from corpus.read.formats.page_body import completed, from_headline, is_headline, unlinked
from corpus.read.formats.page_head import page_metadata
from corpus.read.formats.page_parts import first_post, leave_out, posted

_TAG = re.compile(
    r"<(?:p|div|br|span|img|html|body|table|h[1-6]|article|section|ul|li|a)\b[^<>]*>", re.IGNORECASE
)
_WHOLE_PAGE = re.compile(r"<(?:html|head|body|frameset)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_HAN = re.compile("[\u3400-\u9fff]")
_ENOUGH_HAN, _ENOUGH_LATIN = 150, 400
_LARGE = 5_000_000
"""Characters of markup from which on a page is read as a stream: as trees it would take 35 times its size."""
_DEEPEST = 150
"""Elements inside each other; pages that people read have a few dozen."""
_NEAR_THE_TOP = 12
"""Paragraphs among which the headline stands, if it is in the text."""
_HEAD = 100_000
"""Characters of a large page that are looked at for what it says of itself."""


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

    A fragment without <html> or <body> is text already and is kept whole, and so is a page of many megabytes
    (Barbaresi 2021 compares extractors).

    Raises:
        CorpusError: the markup cannot be read.
    """
    markup = _DECLARATION.sub("", markup, count=2)
    whole_page = _WHOLE_PAGE.search(markup) is not None
    if len(markup) > _LARGE:
        return _read_large(markup, whole_page)
    root = _tree(markup)
    if not whole_page:
        return Page(tuple(blocks_of(root)), Metadata())
    metadata = page_metadata(root, blocks_of(root, apart=True))
    leave_out(root)
    deep = _is_deep(root)
    post = None if deep else first_post(root)
    if post is not None:
        metadata = metadata.or_else(posted(post))
        article = blocks_of(post)
    else:
        article = _article(root, metadata.title, deep)
    return _titled(from_headline(article, metadata), metadata)


def _article(root: lxml.html.HtmlElement, title: str | None, deep: bool) -> list[str]:
    """Return the blocks of the article of a page."""
    kept = [] if deep else _by_readability(root)
    if not _enough(kept):
        kept = max(kept, _by_justext(root), key=_size)
    if not kept:
        return unlinked(root)
    return kept if deep else completed(root, kept, title)


def _titled(paragraphs: list[str], metadata: Metadata) -> Page:
    title = metadata.title
    if title and not any(is_headline(paragraph, title) for paragraph in paragraphs[:_NEAR_THE_TOP]):
        paragraphs = [title, *paragraphs]
    return Page(tuple(paragraphs), metadata)


def _read_large(markup: str, whole_page: bool) -> Page:
    """Read a page without a tree: all its blocks, of which the line rules still take the page's own."""
    try:
        blocks = stream_blocks(markup)
    except lxml.etree.LxmlError as error:
        raise CorpusError(f"holds no readable HTML ({error})") from error
    head = page_metadata(_tree(markup[:_HEAD]), blocks[:100]) if whole_page else Metadata()
    return _titled(blocks, head)


def _tree(markup: str) -> lxml.html.HtmlElement:
    parser = html_parser()
    try:
        root = lxml.html.document_fromstring(markup, parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise CorpusError(f"holds no readable HTML ({error})") from error
    refuse_too_deep(parser)
    return root


def _size(paragraphs: list[str]) -> int:
    return sum(map(len, paragraphs))


def _enough(paragraphs: list[str]) -> bool:
    text = "".join(paragraphs)
    return len(_HAN.findall(text)) >= _ENOUGH_HAN or (len(text) >= _ENOUGH_LATIN and not _HAN.search(text))


def _by_readability(root: lxml.html.HtmlElement) -> list[str]:
    # It logs what it tries and raises Unparseable on pages without text; both mean that it found nothing.
    logging.getLogger("readability.readability").setLevel(logging.CRITICAL)
    try:
        return read_fragment(readability.Document(root).summary(html_partial=True))
    except (readability.readability.Unparseable, lxml.etree.LxmlError, ValueError, RecursionError):
        return []


def _is_deep(root: lxml.html.HtmlElement) -> bool:
    """Whether elements stand so deep in each other that readability, which looks into each, takes minutes."""
    depth = 0
    for event, _ in lxml.etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            return True
    return False


def _by_justext(root: lxml.html.HtmlElement) -> list[str]:
    import justext.core

    try:
        blocks = justext.core.ParagraphMaker.make_paragraphs(justext.core.preprocessor(root))
        justext.core.classify_paragraphs(blocks, frozenset(), 25, 60, 0.0, 0.0, 0.4)
        justext.core.revise_paragraph_classification(blocks, 200)
    except (lxml.etree.LxmlError, ValueError, RecursionError, justext.core.JustextError):
        return []
    return [" ".join(paragraph.text.split()) for paragraph in blocks if not paragraph.is_boilerplate]
