"""Line rules: which lines belong to the page around a text and not to the text.

Each rule has a name, looks at one short line, and is counted in the run's summary. What a posting line says
(date, source, author) becomes metadata. Long lines are text and never removed, except for what follows the
end of an article.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from corpus.model import Metadata
from corpus.read.line_context import Line, in_context
from corpus.read.line_patterns import (
    BESIDE_A_DAY,
    BREADCRUMB,
    BYLINE,
    CODE,
    CONTACT,
    CONTACT_VALUE,
    COPYRIGHT,
    CREDIT,
    EDGES,
    END,
    FIELDS,
    GLUED,
    IMPRINT,
    IMPRINT_OF_A_PAGE,
    LABEL,
    LABEL_OF_EVENTS,
    LEADING_MARK,
    LONGEST_CREDIT,
    LONGEST_SIGNATURE,
    NO_LETTER,
    NO_NAME,
    PAGE_TOOLS,
    PAPER,
    PAUSE,
    PHOTO,
    POSTED,
    POSTED_BY,
    PRESS,
    QUESTION_OF_A_PAGE,
    RELATED,
    RELATED_LINK,
    ROLE,
    ROW_OF_TOOLS,
    SENTENCE_END,
    SEPARATED,
    SEPARATOR,
    SHORT,
    SIGNATURE,
    STOP,
    TOOL_LABEL,
    WORD_OF_TOOLS,
)
from corpus.text.dates import FULL_DATE, find_date
from corpus.text.script import HAN

_REPUBLIC = re.compile(r"1[0-4]\d[-./年]\d{1,2}[-./月]\d{1,2}(?!\d)")
"""A day as offices of Taiwan write it: 112-03-02 is 2 March 2023."""
_WEEKDAY = re.compile(r"^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+")
_AROUND_A_DATE, _LONGEST_POSTED = 12, 60


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What is left of the lines of a document, and what the others said of it."""

    lines: tuple[str, ...]
    """The lines that are text."""
    removed: tuple[tuple[str, str], ...]
    """Those that are not: the rule that took each out, and the line."""
    metadata: Metadata


def clean(lines: Iterable[str], authored: bool = False) -> Cleaned:
    """Apply the line rules in order. Blank lines are kept: they part blocks.

    Args:
        lines: the document.
        authored: whether somebody wrote these lines as they are (Markdown): no button can be among them.

    >>> cleaned = clean(["分享到：", "夜巡队昨晚出动两次。", "（完）", "别的新闻"])
    >>> cleaned.lines, [rule for rule, _ in cleaned.removed]
    (('夜巡队昨晚出动两次。',), ['page-tools', 'end-mark', 'after-end'])
    """
    source = list(lines)
    rules = iter(in_context([_seen(line.strip(), authored) for line in source if line.strip()]))
    kept: list[str] = []
    removed: list[tuple[str, str]] = []
    metadata = Metadata()
    for line in source:
        bare = line.strip()
        if not bare:
            kept.append(line)
            continue
        rule = next(rules)
        if not rule:
            text, credits_at_end = without_credits(line)
            removed += [("credit", credit) for credit in credits_at_end]
            if text.strip():
                kept.append(text)
            if FULL_DATE.fullmatch(bare):
                metadata = metadata.or_else(posting_line(bare))  # below the office that signs
            continue
        # The day below `完` is that of a press release of Hong Kong.
        is_close = rule == "after-end" and removed[-1][0] == "end-mark" and FULL_DATE.match(bare) is not None
        removed.append((rule, bare))
        if is_close or rule != "after-end":
            metadata = metadata.or_else(posting_line(bare) if is_close else _said(rule, bare))
    return _signed(Cleaned(tuple(kept), tuple(removed), metadata))


_NOT_AUTHORED = frozenset(["page-tools", "menu", "contact", "related", "breadcrumb"])


def _seen(line: str, authored: bool) -> Line:
    """Return a line with its rule, and whether its words alone are enough for it."""
    rule = rule_of(line)
    if authored and rule in _NOT_AUTHORED:
        return Line(line, "", False)
    if rule == "page-tools":
        return Line(line, rule, not WORD_OF_TOOLS.match(line))
    if rule == "posting-line":
        return Line(line, rule, not LABEL_OF_EVENTS.match(line))
    if rule == "copyright":
        return Line(line, rule, SENTENCE_END.search(line) is None)
    return Line(line, rule, rule not in ("menu", "contact", "breadcrumb"))


def rule_of(line: str) -> str:
    """Return the name of the rule that takes ``line`` out wherever it stands, or nothing.

    >>> rule_of("首页 > 新闻中心 > 正文"), rule_of("夜巡队昨晚出动两次。")
    ('breadcrumb', '')
    """
    if len(line) > SHORT:
        return ""
    sentence = SENTENCE_END.search(line) is not None
    rules = _RULES if sentence else _RULES + _RULES_FOR_NO_SENTENCE
    return next((name for name, applies_to in rules if applies_to(line)), "")


def _is_copyright(line: str) -> bool:
    imprint = IMPRINT.search(line) is not None and SENTENCE_END.search(line) is None
    return imprint or COPYRIGHT.search(line) is not None


def _is_contact(line: str) -> bool:
    """Labels of contacts with their values, and hardly a letter more: 电话：0798-1234567.

    >>> _is_contact("电话：0798-1234567 传真：0798-1234568")
    True
    >>> _is_contact("拨打电话：110的群众逐年增多，今年又有增长")
    False
    """
    labels = CONTACT.findall(line)
    if not labels or not CONTACT_VALUE.search(line):
        return False
    rest = CONTACT_VALUE.sub("", CONTACT.sub("", IMPRINT_OF_A_PAGE.sub("", line)))
    return len(NO_LETTER.sub("", rest)) <= 8 * len(labels) + 4


def _is_page_tool(line: str) -> bool:
    """A button: `返回:` is a label of the text, `分享到：` is not."""
    if any(pattern.match(line) for pattern in (ROW_OF_TOOLS, QUESTION_OF_A_PAGE, RELATED_LINK)):
        return True
    if not PAGE_TOOLS.match(line):
        return False
    return not TOOL_LABEL.match(line) or not WORD_OF_TOOLS.match(line.rstrip(" :："))


def _is_menu(line: str) -> bool:
    """At least four short items between separators, and no punctuation of sentences; no address or path."""
    if "://" in line or CODE.search(line) or (line.isascii() and " " not in line):
        return False
    items = [item for item in SEPARATED.split(LEADING_MARK.sub("", line)) if item]
    marked = len(SEPARATOR.findall(line))
    return (
        len(items) >= 4
        and (marked >= 3 or len(items) >= 6)
        and all(len(item) <= (8 if not item.isascii() else 24) for item in items)
        and not PAUSE.search(line)
    )


def is_posting_line(line: str) -> bool:
    """Nothing but labels with their values, or a bare date with them.

    >>> is_posting_line("发布时间:2025年01月16日 来源:临川新闻网"), is_posting_line("2024-03-18 10:42")
    (True, True)
    """
    bare = line.strip(EDGES)
    labels = list(LABEL.finditer(bare))
    if not labels or _press(bare):
        return _is_dated(bare)
    before = POSTED.sub("", bare[: labels[0].start()]).strip(" |｜/")
    if len(before) > 12 or (before and len(labels) < 2 and not POSTED.match(bare)):
        return False
    return all(len(value.strip()) <= 40 and not STOP.search(value) for _, value in _values(bare, labels))


def _is_dated(line: str) -> bool:
    """A day with little beside it, or with who posted it.

    >>> _is_dated("By Dana Roth · 6 May 2023"), _is_dated("On June 4, 2023 the bridge opened.")
    (True, False)
    """
    if SENTENCE_END.search(line):
        return False
    if FULL_DATE.fullmatch(_WEEKDAY.sub("", line)) or _press(line):
        return True
    date = POSTED.match(line)
    if date is not None and len(line) - date.end() <= _AROUND_A_DATE:
        return True
    return len(line) <= _LONGEST_POSTED and bool(FULL_DATE.search(line) and POSTED_BY.search(line))


def _press(line: str) -> str:
    """Return the paper that stands beside a day, where nothing else does.

    >>> _press("Shiting Daily | Updated: 2024-05-03 09:12"), _press("2024年5月3日 溪口网")
    ('Shiting Daily', '溪口网')
    >>> _press("2024-05-03 情况通报")
    ''
    """
    if len(line) > _LONGEST_POSTED or not FULL_DATE.search(line):
        return ""
    paper = PAPER.match(line)
    if paper:
        return paper["press"]
    rest = BESIDE_A_DAY.sub(" ", FULL_DATE.sub(" ", line)).strip(f"{EDGES}|｜/·,，-")
    return rest if PRESS.fullmatch(rest) else ""


def _values(line: str, labels: list[re.Match[str]]) -> list[tuple[str, str]]:
    """Return each label with what stands between it and the next."""
    ends = [*(label.start() for label in labels), len(line)][1:]
    return [(label[1], line[label.end() : end]) for label, end in zip(labels, ends, strict=True)]


_RULES: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("end-mark", END.match),
    ("related", RELATED.match),
    ("breadcrumb", BREADCRUMB.search),
    ("posting-line", is_posting_line),
    ("byline", BYLINE.match),
    ("copyright", _is_copyright),
    ("page-tools", _is_page_tool),
    ("photo-credit", PHOTO.match),
)
_RULES_FOR_NO_SENTENCE: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("contact", _is_contact),
    ("menu", _is_menu),
)


def _said(rule: str, line: str) -> Metadata:
    """Return what a line that a rule took out says of the document."""
    if rule == "posting-line":
        return posting_line(line)
    if rule == "end-mark":
        return Metadata(date=find_date(line))  # 完／2023年12月18日（星期一）
    return _byline(line) if rule == "byline" else Metadata()


def posting_line(line: str) -> Metadata:
    """Return what a posting line says.

    >>> posting_line("发布时间:2025年01月10日 来源:苍南新闻网").source
    '苍南新闻网'
    """
    bare = GLUED.sub(r" \1：", line.strip(EDGES))
    fields: dict[str, str] = {}
    for label, text in _values(bare, list(LABEL.finditer(bare))):
        name = FIELDS[label.lower()]
        value = text.strip(" |｜/　")
        if name == "date":
            value = find_date(f"民国{value}" if _REPUBLIC.match(value) else value) or ""
        elif name == "source" and HAN.search(value):
            value = value.split()[0]  # A button stood beside it.
        elif name == "source":
            value = value.removesuffix(" Print")
        if name and value:
            fields.setdefault(name, value)
    if "date" not in fields:
        date = find_date(bare)
        if date:
            fields["date"] = date
    return Metadata(**fields).or_else(Metadata(source=_press(line) or None))


def _byline(line: str) -> Metadata:
    match = BYLINE.match(line)
    if match is None:
        return Metadata()
    roles = match["roles"] or match["signed"] or ""
    names = match["name"] or match["by"] or " ".join(ROLE.sub(" ", roles).split())
    return Metadata(author=names or None)


def without_credits(line: str) -> tuple[str, list[str]]:
    """Take the credits in parentheses off the end of a paragraph.

    >>> without_credits("活动结束了。（记者 方某 摄）（编辑：何某）")
    ('活动结束了。', ['（编辑：何某）', '（记者 方某 摄）'])
    """
    credits_at_end: list[str] = []
    end = len(line)
    while match := CREDIT.search(line, max(0, end - LONGEST_CREDIT), end):
        credits_at_end.append(match[0].strip())
        end = match.start()
        while end > 0 and line[end - 1].isspace():
            end -= 1
    return line[:end], credits_at_end


def _signed(cleaned: Cleaned) -> Cleaned:
    """Take the author's name in parentheses off the last paragraph: `……下降33%。(某某某)`."""
    place = next((i for i in range(len(cleaned.lines) - 1, -1, -1) if cleaned.lines[i].strip()), None)
    if place is None:
        return cleaned
    line = cleaned.lines[place]
    match = SIGNATURE.search(line, max(0, len(line) - LONGEST_SIGNATURE))
    if match is None or NO_NAME.search(match["name"]):
        return cleaned
    paragraph = line[: match.start()].rstrip()
    if not paragraph.endswith(("。", "！", "？", "”")):
        return cleaned
    return Cleaned(
        (*cleaned.lines[:place], paragraph, *cleaned.lines[place + 1 :]),
        (*cleaned.removed, ("signature", match[0].strip())),
        cleaned.metadata.or_else(Metadata(author=match["name"])),
    )
