"""Several pages in one file, and several articles on one page: each becomes a page of its own."""

from __future__ import annotations

import html
import re

import lxml.etree
import lxml.html

from corpus.read.formats.blocks import blocks_of, html_parser
from corpus.text.dates import FULL_DATE
from corpus.text.script import HAN

_NEXT_PAGE = re.compile(
    r"(?<=</html>)\s*(?:<!--[^<>]{0,300}-->\s*|<\?xml[^<>]{0,300}\?>\s*|<!DOCTYPE[^<>]{0,300}>\s*)*(?=<html\b)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"<article\b", re.IGNORECASE)
_LARGEST = 5_000_000
"""Characters of markup from which on no tree is built."""
_NO_ARTICLE = re.compile(r"comment|respond|reply|related|recommend|teaser|card|widget|sidebar", re.IGNORECASE)
_SENTENCE = re.compile(r"[。！？!?.][”’」』）)\"']*\Z")
_PARAGRAPHS, _HAN, _LATIN = 2, 120, 300
"""What an article has at least: a teaser has one paragraph, and that short."""


def pages_of(markup: str) -> list[str]:
    r"""Return the pages of a file, and the articles of a page, each as markup; most files hold one.

    An `<article>` is one where it has a heading, a day and a body of its own; comments and teasers are made
    of the same element, and have not.

    >>> pages_of("<html><p>甲</html>\n<!DOCTYPE html><html><p>乙</html>")
    ['<html><p>甲</html>', '<html><p>乙</html>']
    """
    pages = _NEXT_PAGE.split(markup)
    return [part for page in pages for part in _articles(page)]


def _articles(page: str) -> list[str]:
    if len(page) > _LARGEST or len(_ARTICLE.findall(page)) < 2:
        return [page]
    try:
        root = lxml.html.document_fromstring(page, parser=html_parser())
    except (lxml.etree.LxmlError, ValueError):
        return [page]  # whoever reads it says so
    # One inside another is a comment or a quotation.
    outer = [
        element for element in root.iter("article") if next(element.iterancestors("article"), None) is None
    ]
    articles = [element for element in outer if _is_article(element)]
    return [_page(element) for element in articles] if len(articles) > 1 else [page]


def _is_article(element: lxml.html.HtmlElement) -> bool:
    around = [element, *element.iterancestors()]
    if any(_NO_ARTICLE.search(f"{e.get('id') or ''} {e.get('class') or ''}") for e in around):
        return False
    if not _heading(element):
        return False
    blocks = blocks_of(element, apart=True)
    dated = any(True for _ in element.iter("time")) or any(
        len(block) <= _HAN and FULL_DATE.search(block) for block in blocks
    )
    prose = [block for block in blocks if _SENTENCE.search(block)]
    text = "".join(prose)
    size = len(HAN.findall(text)), len(text)
    return dated and len(prose) >= _PARAGRAPHS and (size[0] >= _HAN or (not size[0] and size[1] >= _LATIN))


def _heading(element: lxml.html.HtmlElement) -> str:
    headings = (" ".join(heading.text_content().split()) for heading in element.iter("h1", "h2", "h3"))
    return next(filter(None, headings), "")


def _page(element: lxml.html.HtmlElement) -> str:
    markup = lxml.html.tostring(element, encoding="unicode", with_tail=False)
    return f"<html><head><title>{html.escape(_heading(element))}</title></head><body>{markup}</body></html>"
