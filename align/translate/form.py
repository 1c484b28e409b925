"""The form of a draft: what its source shows of headings, quotation marks and stops."""

from __future__ import annotations

import re

from corpus.model import Lang
from corpus.text.normalise import normalise

_ENDS_ZH = re.compile(r"[。！？；…：:!?.;，,、][”’」』）)》\"']*\s*\Z")
_STOP = re.compile(r"(?<=[a-z0-9%)”\"’])\.\Z")
_QUOTED = re.compile(r"\A[\"“'‘](?P<inside>[^\"“”]*)[\"”'’](?P<stop>[.。]?)\Z")
_ITEM = re.compile(r"\A(?:\((?:\d{1,2}|[a-z])\)|\d{1,2}\.|[IVX]{1,4}\.) ")
"""The number of an item of a list, which a model leaves out."""
_ANY_ITEM = re.compile(r"\A[（(]?(?:\d{1,2}|[a-zA-Z]|[一二三四五六七八九十]+|[IVX]+)(?:[）)、．]|\.(?!\d))")
_NUMBERED = re.compile(r"\A[（(]?(?P<number>\d{1,2})(?:[）)、．]|\.(?!\d))")
_SPOKEN = re.compile(r"\A[\"“][^\"“”]+[\"”]\Z")
_IN_YEAR = re.compile(r"\AIn (?P<year>(?:last|this|next) year\b)")
_MARKS = frozenset("\"“”'‘’「」『』《》")


def tidy(source: str, draft: str, lang: Lang) -> str:
    """Return a draft with the form that its source has.

    A heading, which does not end like a sentence, gets no full stop; quotation marks around the whole are
    those of the source or none.

    >>> tidy("政治安全持续稳固", "Political security is steadily maintained.", "zh")
    'Political security is steadily maintained'
    >>> tidy("平安创建", '"Building Safety"', "zh")
    'Building Safety'
    >>> tidy("去年有315人。", "In last year, 315 people came.", "zh")
    'Last year, 315 people came.'
    >>> tidy("1. 报名时间", "2. Time of registration", "zh")
    '1. Time of registration'
    """
    text = " ".join(normalise(draft).split())
    item = _ITEM.match(source)
    if item and lang == "en" and not _ANY_ITEM.match(text):
        text = item[0] + text
    own, other = _NUMBERED.match(source), _NUMBERED.match(text)
    if own and other:
        text = text[: other.start("number")] + own["number"] + text[other.end("number") :]
    if lang == "en" and _SPOKEN.match(source) and not _MARKS & set(text):
        text = f"“{text}”"
    quoted = _QUOTED.match(text)
    if quoted and not _MARKS & set(source):
        text = quoted["inside"] + quoted["stop"]
    in_year = _IN_YEAR.match(text)
    if in_year:
        text = in_year["year"].capitalize() + text[in_year.end() :]
    if lang == "zh" and not _ENDS_ZH.search(source):
        text = _STOP.sub("", text)
    if lang == "en" and source[-1:].isalnum():
        text = text.removesuffix("。")
    return text
