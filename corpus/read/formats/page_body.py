"""The article of a page in one piece: from its headline to its last paragraph, with what stands between.

Extractors judge block by block and lose short ones: a caption, a heading in bold type, the office that signs.
What stands in the same element as the text they keep, is no link and no line of the page's, is text.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import lxml.etree
import lxml.html

from corpus.model import Metadata
from corpus.read.formats.blocks import Blocks
from corpus.read.page_lines import rule_of, without_credits
from corpus.text.dates import FULL_DATE
from corpus.text.script import has_words

_COMMON = 0.9
"""The share of the text that stands in the element of the article."""
_FOUND = 0.8
"""The share of an extractor's text that must be found again in the tree."""
_LINKED = 0.3
_MOST_BELOW = 6
"""Blocks below the last paragraph that are looked at."""
_MOST_ABOVE = 0.25
"""The share of a text that may stand above its headline and be the page's."""
_UNDER_A_HEADLINE = 6
_LEAST_TITLE = 6
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NO_END = (*_HEADINGS, "li", "dt", "a")
"""Elements that begin something else below the last paragraph."""
_PROSE = re.compile(r"[。！？；!?.][”’」』）)\"']*\Z")
_SIGN = re.compile(r"[^\W_]")
"""A letter or a digit: not the stars between a headline and its text."""
_NOTE = re.compile(r"(?:^|[\s_-])(?:sd|mso)?(?:foot|end)note", re.IGNORECASE)
_LABEL = re.compile(r".{1,12}[:：]")
_WORDS = re.compile("(?:[\u4e00-\u9fff][^\u4e00-\u9fff]?){16}|(?:\\b[a-z]+[^A-Za-z]+){8}")
"""Too much for the name of somebody."""
_TIME = re.compile(
    r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s*[ap]\.?m\.?)?|\d{1,2}\.\d{2}\s*[ap]\.?m\b\.?", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://\S+")
"""Of the page itself, where a version for printing states it."""
# What counts the readers of a page beside its day.
_COUNTS = re.compile(
    r"(?:阅读|閱讀|浏览|瀏覽|点击|點擊|评论|評論|收藏|点赞|讚好|分享)[数數量]?\s*[(（:：]?\s*[\d,.]+\s*[万萬]?[)）]?"
    r"|原创|最后发布于|发布于|发表于|發表於"
)
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where labels are set apart by style alone: `By Nora TillingMay 3, 2024`."""
_LONGEST_BYLINE = 100
_REST = 16
"""Characters beside a day, its time and such counts that a posting line may have."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """The text of a block, the element it stands in, and how many of its characters are links."""

    text: str
    element: lxml.html.HtmlElement
    linked: int


def completed(root: lxml.html.HtmlElement, kept: Sequence[str], title: str | None) -> list[str]:
    """Return the blocks that an extractor kept with those of the same article that it lost, in order.

    Args:
        root: the tree of the page without what is not shown.
        kept: the text of the blocks that were kept.
        title: the headline.
    """
    blocks = _placed(root)
    texts = {_squeezed(text) for text in kept}
    chosen = [i for i, block in enumerate(blocks) if _squeezed(block.text) in texts]
    if not chosen or sum(len(blocks[i].text) for i in chosen) < _FOUND * sum(map(len, kept)):
        return list(kept)
    chosen = _without_links(blocks, chosen, title)
    article = _common_element(root, [blocks[i] for i in chosen])
    inside = set(article.iter())
    begin = next((i for i in chosen if blocks[i].element in inside), chosen[0])
    end = next((i for i in reversed(chosen) if blocks[i].element in inside), chosen[-1])
    headline = next((i for i in range(begin) if _is_headline(blocks[i], title)), begin)
    whole = article.tag in ("body", "html")
    taken = set(chosen)
    if headline < begin:
        second = _is_standfirst(blocks[headline + 1], title or "")
        taken.update((headline, headline + 1) if second else (headline,))
    for i in range(headline, end + 1):
        near = blocks[i].element in inside and i > begin and not whole
        if _is_text(blocks[i]) and (near or _is_prose(blocks[i].text)):
            taken.add(i)
    if not whole:
        taken.update(_below(blocks, end, inside))
    taken.update(i for i in range(end + 1, len(blocks)) if _is_note(blocks[i]))
    return [blocks[i].text for i in _without_last_headings(blocks, sorted(taken))]


def _below(blocks: Sequence[_Placed], end: int, inside: set[lxml.html.HtmlElement]) -> Iterator[int]:
    """Yield the blocks below the last that was chosen which still belong to the article."""
    for i in range(end + 1, min(len(blocks), end + 1 + _MOST_BELOW)):
        block = blocks[i]
        if not has_words(block.text):
            continue
        if FULL_DATE.fullmatch(block.text) and not _is_prose(blocks[i - 1].text):
            yield i  # below the office that signs
            return
        if not _is_text(block) or block.element not in inside or block.element.tag in _NO_END:
            return
        yield i


def _is_note(block: _Placed) -> bool:
    """Whether a block is a note of an article that an office program made a page of."""
    around = itertools.islice(block.element.iterancestors(), 2)
    names = " ".join(f"{e.get('id') or ''} {e.get('class') or ''}" for e in (block.element, *around))
    return _NOTE.search(names) is not None and _is_text(block)


def _is_headline(block: _Placed, title: str | None) -> bool:
    return bool(title) and not _is_link(block) and is_headline(block.text, title or "")


def _is_standfirst(block: _Placed, title: str) -> bool:
    """Whether the block beneath a headline is its second half, a heading too, or a sentence."""
    half = _squeezed(block.text) in _squeezed(title)
    sentence = block.element.tag == "p" and _WORDS.search(block.text) and not FULL_DATE.search(block.text)
    return bool(half or sentence or block.element.tag in _HEADINGS) and _is_text(block)


def _without_last_headings(blocks: Sequence[_Placed], taken: Sequence[int]) -> list[int]:
    """Leave out headings with nothing beneath them: those of a list of links, of the readers' board."""
    last = next(
        (
            i
            for i in reversed(taken)
            if blocks[i].element.tag not in _HEADINGS and not _LABEL.fullmatch(blocks[i].text)
        ),
        len(blocks),
    )
    return [i for i in taken if i <= last]


def _is_prose(text: str) -> bool:
    return _PROSE.search(without_credits(text)[0]) is not None


def _without_links(blocks: Sequence[_Placed], chosen: Sequence[int], title: str | None) -> list[int]:
    """Leave out links above the headline and below the text, and those that repeat what is no link."""
    # Without a headline among them, links begin to be text after the first that is none.
    first = next((i for i in chosen if not _is_link(blocks[i])), 0)
    headline = next((i for i in chosen if _is_headline(blocks[i], title)), first)
    plain_end = max((i for i in chosen if not _is_link(blocks[i])), default=len(blocks))
    plain = {blocks[i].text for i in chosen if not blocks[i].linked}
    return [
        i
        for i in chosen
        if not _is_link(blocks[i]) or (headline <= i < plain_end and blocks[i].text not in plain)
    ] or list(chosen)


def _is_link(block: _Placed) -> bool:
    return 2 * block.linked >= len(block.text)


def unlinked(root: lxml.html.HtmlElement) -> list[str]:
    """Return the blocks of a page that are no links; all blocks where there are no others with words."""
    blocks = _placed(root)
    kept = [block.text for block in blocks if not _is_link(block)]
    return kept if any(map(has_words, kept)) else [block.text for block in blocks]


def _is_text(block: _Placed) -> bool:
    return block.linked < _LINKED * len(block.text) and has_words(block.text) and not rule_of(block.text)


def _common_element(root: lxml.html.HtmlElement, blocks: Sequence[_Placed]) -> lxml.html.HtmlElement:
    """Return the innermost element in which nearly all of the text stands."""
    sizes: Counter[lxml.html.HtmlElement] = Counter()
    for block in blocks:
        sizes[block.element] += len(block.text)
    least = _COMMON * sizes.total()
    # From the last element to the first: every one has given its size on before its parent is asked for it.
    for element in reversed(list(root.iter())):
        if sizes[element] >= least:
            return element
        parent = element.getparent()
        if parent is not None:
            sizes[parent] += sizes[element]
    return root


def _placed(root: lxml.html.HtmlElement) -> list[_Placed]:
    """Return the blocks of a tree, each with its element and the length of its links."""
    collected = Blocks()
    placed: list[_Placed] = []
    links = linked = 0

    def take(element: lxml.html.HtmlElement) -> None:
        nonlocal linked
        if len(collected.texts) > len(placed):
            text = collected.texts[-1]
            placed.append(_Placed(text, element, min(linked, len(text))))
            linked = 0

    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else "script"  # a comment
        parent = element.getparent()
        if event == "start":
            collected.start(tag, element.attrib)
            take(parent if parent is not None else element)
            links += tag == "a"
            text = element.text or ""
        else:
            collected.end(tag)
            take(element)
            links -= tag == "a"
            text = element.tail or ""
        collected.data(text)
        linked += len(text.strip()) if links and not collected.is_skipping else 0
    collected.close()
    take(root)
    return placed


def from_headline(paragraphs: Sequence[str], metadata: Metadata) -> list[str]:
    """Return paragraphs without what the page sets above the headline, and the posting line beneath it.

    >>> said = Metadata(title="灯会散场", author="方禾")
    >>> from_headline(["港聞", "灯会散场", "方禾", "阅读 12 收藏 3 2024-05-03", "街道打扫干净了。"], said)
    ['灯会散场', '街道打扫干净了。']
    """
    title = metadata.title
    total = sum(map(len, paragraphs))
    at = _place_of_headline(paragraphs, title)
    above = paragraphs[:at]
    most = _MOST_ABOVE if any(map(_PROSE.search, above)) else 2 * _MOST_ABOVE
    if sum(map(len, above)) > most * total:
        return list(paragraphs)
    rest = list(paragraphs[at:])
    last = next((i for i in range(len(rest) - 1, 0, -1) if _PROSE.search(rest[i])), len(rest))
    return [
        text
        for i, text in enumerate(rest)
        if not 0 < i <= _UNDER_A_HEADLINE
        or (_SIGN.search(text) and not _is_posting(text, metadata))
        or rule_of(text) == "end-mark"
        or (i > last and FULL_DATE.match(text))  # that of the office which signs a notice
    ]


def _place_of_headline(paragraphs: Sequence[str], title: str | None) -> int:
    """Return where the headline stands; of several without a sentence between them, the last.

    What stands between two is the page's: an office's index in a table, with the title as one of its values.
    """
    places = [
        i for i, text in enumerate(paragraphs) if title and is_headline(text, title) and not rule_of(text)
    ]
    if not places:
        return 0
    prose = next(
        (i for i in range(places[0] + 1, len(paragraphs)) if _PROSE.search(paragraphs[i])), len(paragraphs)
    )
    again = [i for i in places[1:] if i < prose and _squeezed(paragraphs[i]) == _squeezed(title or "")]
    return again[-1] if again else places[0]


def is_headline(text: str, title: str) -> bool:
    """Whether a block is the headline, with little beside it, or the first half of one."""
    text, title = _squeezed(text), _squeezed(title)
    if len(title) < _LEAST_TITLE:
        return text == title  # 公告: not 特此公告
    if title in text:
        return len(text) < 2 * len(title) + 20
    return len(text) >= _LEAST_TITLE and title.startswith(text)


def _is_posting(text: str, metadata: Metadata) -> bool:
    """Whether a short block beneath the headline tells but who posted it, when, and who has read it."""
    if text.startswith("By ") and len(text) < _LONGEST_BYLINE and not _PROSE.search(text):
        return True
    bare = text.strip(" |｜/　")
    if any(p.fullmatch(bare) for p in (_TIME, _ADDRESS)) or bare in (metadata.author, metadata.source):
        return True
    text = _GLUED.sub(" ", text)
    if not FULL_DATE.search(text):
        return False
    rest = _COUNTS.sub("", _TIME.sub("", FULL_DATE.sub("", text)))
    for known in filter(None, (metadata.author, metadata.source)):
        rest = rest.replace(known, "")
    return len("".join(rest.split())) <= _REST


def _squeezed(text: str) -> str:
    return "".join(text.split())
