"""Several articles in one file: where each begins.

A file is cut only where every part shows what an article has: a headline, beneath it a line with its day and
who published it, and a body; or front matter with a title; or a body after an end mark. A list of headlines,
the posts of a forum, a chronicle and a quoted notice lack one of these. Doubt leaves the file whole: one too
long is aligned all the same, a torn one is not.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.read.front_matter import split_front_matter
from corpus.read.line_context import Line, is_article
from corpus.read.page_lines import posting_line, rule_of
from corpus.text.dates import FULL_DATE
from corpus.text.script import HAN, has_words

_MOST_LABELS = 5
"""Lines beneath a headline that tell who, when and where."""
_LONG = 40
"""Characters from which on a line with a full stop in it is prose, whatever credit stands at its end."""
_TITLE_LENGTH = {"zh": (4, 60), "en": (12, 160)}
_STOP = re.compile(r"。|[a-z][.!?]\s")
_NO_HEADLINE = re.compile(
    r"[。；，,;:：、]\W*\Z|(?<!\b[A-Z])\.\W*\Z"  # a sentence, or what announces the next line
    r"|\A\W*(?:第?\s*\d+\s*[楼樓]|#\d|回[复覆復]|Re:|附件|附[:：]|v?\d+\.\d)",  # a post, an annex, a version
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(r"(?:[:：]|全文如下|附件?\d?|转载|轉載)\W*\Z")
"""The end of a line after which another text is quoted."""
_SEPARATOR = re.compile(r"\W*([-=*_—–~＝＊#■◆★·])\1{2,}\W*\Z")
_PARTS_PAGES = frozenset(["end-mark", "copyright", "breadcrumb"])
_HEAD_OF_A_PAGE = frozenset(["breadcrumb", "contact", "menu", "page-tools"])
_BODY_HAN, _BODY_LATIN = 120, 300
"""Characters of a body in one paragraph; a teaser has fewer."""
_HAN_SHARE = 0.3
_MOST_BETWEEN = 200
"""Lines above a headline that are looked at."""
_AFTER_RELATED = 3
_MAIL = re.compile(r"(?:Subject|To|Cc|Sent|主题|主題|收件人|抄送)\s*[:：]", re.IGNORECASE)
_NOTE = re.compile(
    r"\A\W*(?:编者|編者|作者|记者|記者|声明|聲明|免责|说明|注[:：]|注释|附|参考|參考|本文|本报|来源|来稿|投稿|版权"
    r"|About the|Notes?\b|References?\b|Disclaimer|Editor|Author|This (?:article|story|post)|Appendix)",
    re.IGNORECASE,
)
"""How what follows an article and belongs to it begins."""
_END_SHARE = 0.6
_LABELLED = re.compile(
    r"\s*(?:[【\[](?:标题|標題|题名|Title|Headline)[】\]]\s*[:：]?|(?:标题|標題|题名|Title|Headline)\s*[:：])\s*(?=\S)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(
    r"\s*[【\[](来源|來源|媒体|日期|时间|時間|作者|Source|Date|Author)[】\]]\s*[:：]?\s*", re.IGNORECASE
)
_BODY_LABEL = re.compile(r"\s*(?:[【\[](?:正文|全文|内容|Text|Body)[】\]]\s*[:：]?|(?:正文|全文)\s*[:：])\s*")
_FRONT = re.compile(
    r"^---[ \t]*\n(?:[A-Za-z_][\w-]*[ \t]*:.*\n|[ \t]+\S.*\n|-[ \t].*\n)+---[ \t]*(?:\n|\Z)", re.MULTILINE
)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_LEAST_BODY = 40


def texts_of(text: str) -> list[str]:
    r"""Return the texts of a file in which front matter with a title stands above each; else the whole.

    What stands in a code fence is an example and no front matter.

    >>> body = "溪口警方昨天通报了夏季行动的情况，共接报警情三百二十起，比去年同期减少了四十一起。\n"
    >>> head = "---\ntitle: {}\ndate: 2024-05-03\n---\n"
    >>> len(texts_of(head.format("甲") + body + head.format("乙") + body))
    2
    """
    starts = [match.start() for match in _FRONT.finditer(text) if _is_head(match[0])]
    if starts and text[: starts[0]].strip():
        starts = [0, *starts]
    if len(starts) < 2:
        return [text]
    fences = [match.start() for match in _FENCE.finditer(text)]
    # An odd number of fences above it: it stands inside one.
    starts = [at for at in starts if bisect.bisect(fences, at) % 2 == 0]
    texts = [text[a:b] for a, b in itertools.pairwise([*starts, len(text)])]
    if any(len(split_front_matter(part)[1].strip()) < _LEAST_BODY for part in texts):
        return [text]
    return texts


def _is_head(block: str) -> bool:
    said, _ = split_front_matter(block)
    return bool(said.title and (said.date or said.source or said.author or said.url))


@dataclass(frozen=True, slots=True)
class _Head:
    """The head of an article: the place of its headline, that of its body, and whether it names a source."""

    title: int
    body: int
    sourced: bool


def articles_of(lines: Sequence[str]) -> list[list[str]]:
    """Return the lines of each article; all lines as one where there are not several.

    Args:
        lines: the lines of a text, those of the page still among them.
    """
    places = [i for i, line in enumerate(lines) if line.strip()]
    rows = [Line(bare := lines[i].strip(), rule_of(bare), True) for i in places]
    starts = _headed(rows)
    starts = sorted({*starts, *_after_end_marks(rows, starts)})
    if not starts:
        return [list(lines)]
    cuts = [0, *(places[start] for start in starts), len(lines)]
    return [list(lines[a:b]) for a, b in itertools.pairwise(cuts) if a < b]


def without_labels(lines: Sequence[str]) -> list[str]:
    """Return lines without the labels of a data base's export.

    >>> without_labels(["【标题】灯会散场", "【来源】石汀日报", "【日期】2024-05-03", "【正文】街道干净了。"])
    ['灯会散场', '来源：石汀日报', '日期：2024-05-03', '街道干净了。']
    """
    kept = list(lines)
    for i, line in enumerate(lines):
        title = _LABELLED.match(line)
        if not title:
            continue
        below = [j for j in range(i + 1, min(i + 2 * _MOST_LABELS, len(lines))) if lines[j].strip()]
        labelled = {j: _BRACKETED.sub(r"\1：", lines[j], count=1) for j in below[:_MOST_LABELS]}
        head = list(
            itertools.takewhile(lambda item: rule_of(item[1].strip()) == "posting-line", labelled.items())
        )
        if not _dated_by([Line(text, "posting-line", True) for _, text in head])[0]:
            continue
        kept[i] = line[title.end() :]
        for j, text in head:
            kept[j] = text
        body = next((j for j in below if j > head[-1][0]), None)
        if body is not None:
            kept[body] = _BODY_LABEL.sub("", lines[body], count=1)
    return kept


def _headed(rows: Sequence[Line]) -> list[int]:
    """Return the rows at which articles with a head begin; nothing if there are not two."""
    heads = list(_heads(rows))
    taken: list[_Head] = []
    titles: set[str] = set()
    for head, following in itertools.zip_longest(heads, heads[1:]):
        body = rows[head.body : following.title if following else len(rows)]
        title = rows[head.title].text
        if title not in titles and _has_body(body) and (not taken or _begins(rows, head, taken[-1], body)):
            taken.append(head)
            titles.add(title)
    if len(taken) < 2:
        return []
    first = rows[: taken[0].title]
    # What stands above the first headline is the page's, a name of the whole, or an article without a head.
    starts = taken if sum(row.is_prose for row in first) > 1 else taken[1:]
    return [_above(rows, head.title) for head in starts]


def _heads(rows: Sequence[Line]) -> Iterator[_Head]:
    place = 0
    while place < len(rows):
        below = place
        while below < min(len(rows), place + _MOST_LABELS) and rows[below].rule in ("posting-line", "byline"):
            below += 1
        dated, sourced = _dated_by(rows[place:below])
        is_mail = any(_MAIL.match(row.text) for row in rows[below : below + 1])
        if dated and place and not is_mail and _is_headline(rows[place - 1]):
            subtitle = place > 1 and rows[place - 1].text.startswith("—") and _is_headline(rows[place - 2])
            yield _Head(place - 1 - subtitle, below, sourced)
        place = max(below, place + 1)


def _dated_by(rows: Sequence[Line]) -> tuple[bool, bool]:
    """Return whether lines tell the day and who published an article, and whether they name a source."""
    said = [posting_line(row.text) for row in rows]
    dated = any(FULL_DATE.search(row.text) for row in rows)
    sourced = any(line.source for line in said)
    signed = any(line.author for line in said) or any(row.rule == "byline" for row in rows)
    return dated and (sourced or signed), sourced


def _is_headline(row: Line) -> bool:
    least, most = _TITLE_LENGTH["zh" if HAN.search(row.text) else "en"]
    short = least <= len(row.text) <= most and has_words(row.text)
    return short and not row.rule and not _NO_HEADLINE.search(row.text)


def _begins(rows: Sequence[Line], head: _Head, before: _Head, body: Sequence[Line]) -> bool:
    """Whether an article begins at a head below another, and not a quotation, a post or a teaser."""
    above = rows[head.title - 1]
    if _ANNOUNCES.search(above.text):
        return False
    between = rows[max(before.body, head.title - _MOST_BETWEEN) : head.title]
    if any(row.rule == "related" for row in between):
        return sum(row.is_prose for row in body) >= _AFTER_RELATED
    # A post of a forum has an author and a day as well.
    parted = any(row.rule in _PARTS_PAGES for row in between) or _SEPARATOR.match(above.text) is not None
    return head.sourced or parted or _is_han(between) != _is_han(body)


def _is_han(rows: Sequence[Line]) -> bool:
    text = "".join(row.text for row in rows if _is_prose(row))
    return len(HAN.findall(text)) > _HAN_SHARE * len(text)


def _has_body(rows: Sequence[Line]) -> bool:
    upto = next((i for i, row in enumerate(rows) if row.rule in ("related", "end-mark")), len(rows))
    prose = [row.text for row in rows[:upto] if _is_prose(row)]
    text = "".join(prose)
    han = len(HAN.findall(text))
    return bool(prose) and (len(prose) > 1 or han >= _BODY_HAN or (not han and len(text) >= _BODY_LATIN))


def _is_prose(row: Line) -> bool:
    return row.is_prose or (not row.rule and len(row.text) > _LONG and _STOP.search(row.text) is not None)


def _above(rows: Sequence[Line], title: int) -> int:
    """Return where the lines of the page above a headline begin."""
    while title > 1 and rows[title - 1].rule in _HEAD_OF_A_PAGE:
        title -= 1
    return title


def _after_end_marks(rows: Sequence[Line], starts: Sequence[int]) -> Iterator[int]:
    """Yield the rows after end marks at which an article begins, and not a note or a list of others."""
    marks = [i for i, row in enumerate(rows) if row.rule == "end-mark" and i and rows[i - 1].is_prose]
    stops = sorted({*marks, *starts, len(rows)})
    ended = set(marks)
    for mark in marks:
        stop = stops[bisect.bisect(stops, mark)]
        part = rows[mark + 1 : stop]
        if not part or part[0].rule == "related" or _NOTE.match(part[0].text):
            continue
        many = sum(row.is_prose for row in part) >= _AFTER_RELATED
        if (many or stop in ended or _is_headline(part[0])) and is_article(part, _END_SHARE):
            yield mark + 1
