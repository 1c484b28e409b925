"""Parts of a page that are not its article, told by their names and form: boxes, credits, replies."""

from __future__ import annotations

import copy
import re
from collections import defaultdict

import lxml.html

from corpus.model import Metadata
from corpus.read.formats.blocks import NOT_SHOWN, blocks_of
from corpus.text.dates import FULL_DATE, find_date
from corpus.text.script import HAN

_CONTAINERS = ("div", "section", "ul", "ol", "dl", "form", "p", "table")
_COMMENTS = re.compile(
    r"(?:^|[\s_-])(?:comments?|comment-?list|comment-?area|disqus\w*|pinglun|respond|replies|reply-?list)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BOXES = (
    "newsletters?|paywall|regwall|sharedaddy|likes?|nav|menu|sidebar|bottom|foot(?:er)?|colophon|site-?info|entry-utility"
    "|sign-?up|subscri(?:be|ptions?)|promos?|share|sharing|bdshare\\w*|social|related|recommend\\w*"
    "|advert(?:s|isement)?|ads?|sponsor(?:ed)?|cookies?|feedback|breadcrumbs?|crumbs?|mbx|pagination|pager"
    "|prev-?next|copyright|toc|catalog(?:ue)?|references?|reflist|tags?|toolbars?|rich-?link"
    "|most-?(?:read|viewed|popular)|hot-?news|xgwj|xgyd|by-?lines?|author-?(?:bio|box|card)|statements?|disclaimers?|published-?dates?"
)
_PARTS_OF_BOXES = (
    "box|bar|slots?|lists?|links?|items?|wrap(?:per)?|container|buttons?|widget|area|block|section|module|con|content"
    "|news|posts?|articles?|stories"
)
_BOX = re.compile(
    rf"(?:[a-z0-9]+[-_]+)*(?:{_BOXES})(?:[-_]*(?:{_PARTS_OF_BOXES}))*\d*|shareb\w+|tuijian\w*", re.IGNORECASE
)
"""A class or id, as a whole: `article` may well be `has-sidebar`, and `tag-history` says what it is about."""
_MOST_OF_THE_PAGE = 0.25
"""A box holds a smaller part of what the page says: its article may have any name."""
_CREDIT = re.compile(r"(?:[a-z0-9]+[-_]+)*(?:credits?|photographer|photo-?by|by-?line)", re.IGNORECASE)
# Marks that a page sets into its text: `[edit]` beside a heading, a link to it, the number of a note.
_MARKS = re.compile(
    r"(?:^|\s)(?:mw-editsection|headerlink|header-anchor|anchor-link|reference|footnote-ref)(?:\s|$)"
)
# Of larger parts what is hidden at first may be shown by a click.
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_UNSEEN = re.compile(r"(?:^|[\s_-])(?:visually-?hidden|sr-only|screen-reader-text)(?:\s|$)")
_NUMBER = re.compile(r"\[\d{1,3}\]")
_OPENS = re.compile(r"(?:^|[\s_-])acc(?:ordion|[A-Z_-])|collaps|toggle|expand|faq", re.IGNORECASE)
_PULLED = re.compile(r"pull-?quote", re.IGNORECASE)
_NAMED_BY = ("id", "class", "data-component")
"""What names an element; where classes are made by a program, the last."""
_LEADS_ON = re.compile(r"返回.{1,6}查看更多|(?:查看|阅读)(?:更多|全文|原文)\W*$|Read more\W*$", re.IGNORECASE)
_NOTE_NUMBER = re.compile(r"[\[(（〔]?(?:\d{1,3}|[*†‡])[\])）〕]?")
_LONGEST_MARK, _LONGEST_NAME, _LONGEST_CREDIT = 12, 60, 120
_SENTENCE = re.compile(r"[。！？]|[a-z][.!?](?:\s|\Z)")
_NUMBERED = re.compile(r"[a-z_-]+\d+", re.IGNORECASE)
_POSTED = re.compile(r"发表于|發表於|发布于|回复于|楼主|(?i:post(?:ed)? (?:by|on)\b)|by [^»]{1,40} »")
_BESIDE_A_POST = re.compile(
    r"pls|pi|po|authi|sign(?:ature)?|author|post-?(?:profile|author|meta|foot(?:er)?)|user-?(?:info|profile|card)|back2top",
    re.IGNORECASE,
)


def leave_out(root: lxml.html.HtmlElement) -> None:
    """Take out of a tree what a browser does not show, and what its names say is not the article."""
    for element in list(root.iter(*NOT_SHOWN, "label")):
        element.drop_tree()
    _leave_out_unseen(root)
    _leave_out_marks(root)
    _leave_out_comments(root)
    _leave_out_boxes(root)
    for element in list(root.iter("span", "em", "small", "cite", "i", "div", "p")):
        if _is_named(element, _CREDIT) and len(element.text_content()) < _LONGEST_CREDIT:
            element.drop_tree()
    _leave_out_beside_captions(root)
    _leave_out_repeated(root)
    for element in list(root.iter("time")):
        if _is_alone(element):
            element.drop_tree()
    _open_sections(root)


def _leave_out_unseen(root: lxml.html.HtmlElement) -> None:
    """Take out lines that a page hides."""
    for element in list(root.iter("p", "span", "em", "strong", "h1", "h2", "h3")):
        hidden = _HIDDEN.search(element.get("style") or "") or _UNSEEN.search(element.get("class") or "")
        if hidden and element.getparent() is not None:
            element.drop_tree()


def _leave_out_marks(root: lxml.html.HtmlElement) -> None:
    """Take out what stands in the text and is none: numbers of notes, links to headings, buttons."""
    for element in list(root.iter("a", "span", "sup")):
        text = element.text_content().strip()
        to_a_note = element.tag == "a" and (element.get("href") or "").startswith("#")
        is_mark = _MARKS.search(element.get("class") or "") or (
            (element.tag == "sup" and _NUMBER.fullmatch(text)) or (to_a_note and _NOTE_NUMBER.fullmatch(text))
        )
        if (is_mark or _is_button(element, text)) and len(text) < _LONGEST_MARK:
            element.drop_tree()


def _open_sections(root: lxml.html.HtmlElement) -> None:
    """Make headings of what opens and closes a section: a button, or a link in a heading."""
    for link in list(root.iter("a")):
        heading = next(link.iterancestors("h1", "h2", "h3", "h4", "h5", "h6"), None)
        if heading is not None and _OPENS.search(_names(heading)):
            link.drop_tag()
    for button in list(root.iter("button")):
        if any("accordion" in (e.get("class") or "") for e in (button, button.getparent()) if e is not None):
            button.tag = "h3"


def _leave_out_beside_captions(root: lxml.html.HtmlElement) -> None:
    """Take out what else than its caption stands in a figure: who took the picture, a button."""
    for caption in list(root.iter("figcaption")):
        figure = next(caption.iterancestors("figure"), None)
        if figure is None or len(list(figure.iter("figcaption"))) > 1:
            continue
        for element in list(figure.iter("span", "p", "div", "small")):
            within = caption in element.iter() or caption in element.iterancestors()
            if not within and element.getparent() is not None:
                element.drop_tree()


def _leave_out_repeated(root: lxml.html.HtmlElement) -> None:
    """Take out quotations in large letters that stand in the text as well."""
    quotes = [
        e for e in root.iter("blockquote", "figure", "div", "section", "p") if _PULLED.search(_names(e))
    ]
    if quotes:
        whole = " ".join(root.text_content().split()).casefold()
    for element in quotes:
        text = " ".join(element.text_content().split()).casefold().strip("“”\"'「」 ")
        if element.getparent() is not None and text and whole.count(text) > 1:
            element.drop_tree()


def _leave_out_comments(root: lxml.html.HtmlElement) -> None:
    """Take readers' comments out, if sentences are left."""
    if any(_COMMENTS.search(_names(e)) for e in root.iter("div", "section", "ul", "ol", "form")):
        without = copy.deepcopy(root)
        _drop_comments(without)
        if any(_SENTENCE.search(block) for block in blocks_of(without)):
            _drop_comments(root)


def _drop_comments(root: lxml.html.HtmlElement) -> None:
    for element in list(root.iter("div", "section", "ul", "ol", "form")):
        if element.getparent() is not None and _COMMENTS.search(_names(element)):
            element.drop_tree()


def _leave_out_boxes(root: lxml.html.HtmlElement) -> None:
    """Take boxes out, if sentences are left."""
    most = _MOST_OF_THE_PAGE * _extent(root)
    boxes: list[lxml.html.HtmlElement] = []
    inside: set[lxml.html.HtmlElement] = set()
    for element in root.iter(*_CONTAINERS):
        if element not in inside and _is_named(element, _BOX) and _extent(element) < most:
            boxes.append(element)
            inside.update(element.iter())
    sentences = sum(len(_SENTENCE.findall(box.text_content())) for box in boxes)
    if sentences == 0 or sentences < len(_SENTENCE.findall(root.text_content())):
        for box in boxes:
            box.drop_tree()


def _is_button(element: lxml.html.HtmlElement, text: str) -> bool:
    """Whether a link at the end of a paragraph leads on: `返回首页，查看更多`."""
    parent = element.getparent()
    if element.tag != "a" or parent is None or (element.tail or "").strip() or not _LEADS_ON.match(text):
        return False
    return element.getnext() is None and len(parent.text_content().strip()) > len(text)


def _extent(element: lxml.html.HtmlElement) -> int:
    """Return how much an element says: a Han character counts as three letters."""
    text = element.text_content()
    return len(text) + 2 * len(HAN.findall(text))


def first_post(root: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """Return the first post of a thread; nothing where the page is none.

    Posts are neighbours of one name and different numbers, each with its day and `posted by`.
    """
    siblings: defaultdict[tuple[lxml.html.HtmlElement, str], list[lxml.html.HtmlElement]] = defaultdict(list)
    for element in root.iter("div", "li", "table", "article"):
        named, parent = element.get("id") or "", element.getparent()
        if parent is not None and len(named) < _LONGEST_NAME and _NUMBERED.fullmatch(named):
            siblings[parent, named.rstrip("0123456789")].append(element)
    for posts in siblings.values():
        if len(posts) > 1 and all(map(_is_posted, posts)):
            return posts[0]
    return None


def posted(post: lxml.html.HtmlElement) -> Metadata:
    """Return the day of a post, and take out of its tree what stands beside its text."""
    text = " ".join(post.text_content().split())
    said = _POSTED.search(text)
    for element in list(post.iter("td", "dl", "div", "p")):
        if _is_named(element, _BESIDE_A_POST) and element.getparent() is not None:
            element.drop_tree()
    return Metadata(date=find_date(text[said.end() :]) if said else None)


def _is_posted(element: lxml.html.HtmlElement) -> bool:
    text = " ".join(element.text_content().split())
    return _POSTED.search(text) is not None and FULL_DATE.search(text) is not None


def _is_alone(element: lxml.html.HtmlElement) -> bool:
    """Whether no text stands beside an element: a stamp of its own, and no part of a sentence."""
    before, parent = element.getprevious(), element.getparent()
    text_before = (
        parent.text if before is None and parent is not None else before.tail if before is not None else ""
    )
    return not f"{text_before or ''}{element.tail or ''}".strip()


def _names(element: lxml.html.HtmlElement) -> str:
    return " ".join(filter(None, map(element.get, _NAMED_BY)))


def _is_named(element: lxml.html.HtmlElement, pattern: re.Pattern[str]) -> bool:
    return any(len(name) < _LONGEST_NAME and pattern.fullmatch(name) for name in _names(element).split())
