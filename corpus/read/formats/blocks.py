"""Markup to the text of its blocks: by a tree, or by a stream where a page is too large for one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

import lxml.etree
import lxml.html

from corpus.errors import CorpusError
from corpus.text.unwrap import unwrap

_BLOCK_TAGS = """
address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer
form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section summary table tbody td tfoot
th thead title tr ul br
"""
NOT_SHOWN = ("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas")
"""What a browser shows as no text, or only where it cannot do better."""
_OTHER_TAGS_WITHOUT_TEXT = "audio video img picture source select button textarea input head nav footer aside"
BLOCKS = frozenset(_BLOCK_TAGS.split())
_SKIPPED = frozenset([*NOT_SHOWN, *_OTHER_TAGS_WITHOUT_TEXT.split()])
_WHITE = re.compile(r"[ \t\r\f\v]+")
_CODE = re.compile(r"(?:^|\s)(?:codehilite|prettyprint|highlighter-rouge|sourceCode|brush:\s*\w+)(?:\s|$)")
_HIGHLIGHTED = re.compile(r"(?:^|\s)(?:highlight|highlight-\w+|language-\w+|lang-\w+|hljs)(?:\s|$)")
_PIECE = 1_000_000


class Blocks:
    """Collects the text of each block, also bare text between blocks; inline tags leave no trace.

    It is a parser's target: it is told of the tags and of the text between them in their order.
    """

    def __init__(self, apart: bool = False) -> None:
        """``apart``: whether inline elements are words of their own, as in a line of labels."""
        self._joint = " " if apart else ""
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._skipped = 0
        """How many tags are open from the one on that is skipped."""
        self._classes = ""
        self._in_pre = False

    @property
    def is_skipping(self) -> bool:
        """Whether what is told now is not shown, a listing or a menu."""
        return self._skipped > 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        classes = attributes.get("class") or ""
        if self._skipped or tag in _SKIPPED or self._is_code(tag, classes):
            self._skipped += 1
            return
        if tag in BLOCKS:
            self._flush()
            self._classes, self._in_pre = classes, tag == "pre"
        else:
            self._parts.append(self._joint)

    def data(self, text: str) -> None:
        """Take text."""
        if not self._skipped:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if self._skipped:
            self._skipped -= 1
        elif tag in BLOCKS:
            self._flush()
            self._in_pre = False
        else:
            self._parts.append(self._joint)

    def close(self) -> list[str]:
        """Return the blocks."""
        self._flush()
        return self.texts

    def _is_code(self, tag: str, classes: str) -> bool:
        """Whether an element is a listing: `<pre>` alone may be text, as old pages have it."""
        if tag == "code":
            return self._in_pre and not "".join(self._parts).strip()
        if tag == "pre" and (_HIGHLIGHTED.search(classes) or _HIGHLIGHTED.search(self._classes)):
            return True
        return tag in ("pre", "div", "figure", "table") and _CODE.search(classes) is not None

    def _flush(self) -> None:
        text = _WHITE.sub(" ", unwrap("".join(self._parts).strip())).strip()
        if text:
            self.texts.append(text)
        self._parts.clear()


def blocks_of(root: lxml.html.HtmlElement, apart: bool = False) -> list[str]:
    """Return the text of each block of a tree, inline elements ``apart`` where wanted. Not recursive."""
    blocks = Blocks(apart)
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else "script"  # a comment
        if event == "start":
            blocks.start(tag, element.attrib)
            blocks.data(element.text or "")
        else:
            blocks.end(tag)
            blocks.data(element.tail or "")
    return blocks.close()


def stream_blocks(markup: str) -> list[str]:
    """Return the text of each block without a tree of the whole: for pages of any size.

    Raises:
        lxml.etree.LxmlError: the markup cannot be read.
        CorpusError: its tags are nested too deep.
    """
    blocks = Blocks()
    parser = lxml.etree.HTMLParser(target=cast("Any", blocks), no_network=True, huge_tree=True)
    for start in range(0, len(markup), _PIECE):
        parser.feed(markup[start : start + _PIECE])
    parser.close()
    refuse_too_deep(parser)
    return blocks.texts


def refuse_too_deep(parser: lxml.etree.HTMLParser) -> None:
    """Refuse what libxml2 gave up on: it says so only in its log.

    Raises:
        CorpusError: the tags are nested too deep.
    """
    if any("depth" in entry.message for entry in parser.error_log):
        raise CorpusError("has tags nested thousands deep, which no parser reads; save the page again")


def read_fragment(markup: str) -> list[str]:
    """Return the text of each block of a piece of markup that is no page; nothing where none can be read."""
    try:
        return blocks_of(lxml.html.document_fromstring(markup, parser=html_parser()))
    except (lxml.etree.LxmlError, ValueError):
        return []


def html_parser() -> lxml.html.HTMLParser:
    """Return libxml2's parser for HTML.

    It loads nothing, expands no entity but HTML's own, and mends what is broken.
    """
    return lxml.html.HTMLParser(
        encoding=None, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
