"""Damaged copies of hand-aligned texts, whose links are known.

Hand-aligned texts hold hardly a sentence without counterpart; real ones have sentences left out here and
there, whole stretches missing or strange, and lines of menus.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from align.evaluate.alignments import Gold, Link
from corpus.model import Lang

_DELETED = 0.1
"""The share of sentences that are deleted."""
_MISSING, _STRANGE = 40, 25
"""Sentences of a stretch that is missing, and of one that is strange."""
_MENUS, _MOST_LINES = 6, 5
"""Places where a menu stands, and its lines at most."""
_RUNS = (2, 3, 5, 8)
"""Sentences of the runs that are missing from a thinned text."""
_MENU_ZH = (
    "首页", "新闻中心", "通知公告", "政务公开", "联系我们", "上一篇", "下一篇", "打印本页",
    "责任编辑：王小明", "分享到：微信", "字号：大 中 小",
)  # fmt: skip
_MENU_EN = (
    "Home", "News", "About us", "Contact", "Services", "Previous", "Next", "Print this page",
    "Editor: Wang Xiaoming", "Share on WeChat", "Sitemap",
)  # fmt: skip


def damaged(text: Gold, strange: Gold, seed: str) -> list[Gold]:
    """Return copies of a text: sentences deleted, a stretch missing and one strange, lines of menus.

    Args:
        text: the text; the name of a copy is the text's and what was done, after a space.
        strange: another text, which the strange stretch is from.
        seed: the same seed and text give the same copies.
    """
    chance = random.Random(f"{seed} {text.name}")  # noqa: S311
    gone_zh = {k for k in range(len(text.zh)) if chance.random() < _DELETED}
    gone_en = {k for k in range(len(text.en)) if chance.random() < _DELETED}
    first = chance.randrange(max(len(text.en) - _MISSING, 1))
    missing = keep(text, "missing", lambda _: True, lambda k: not first <= k < first + _MISSING)
    return [
        keep(text, "deleted zh", lambda k: k not in gone_zh, lambda _: True),
        keep(text, "deleted en", lambda _: True, lambda k: k not in gone_en),
        insert(missing, strange, _STRANGE, chance),
        with_menus(text, chance),
    ]


def thinned(text: Gold, share: float, side: Lang, *, runs: bool) -> Gold:
    """Return the text without a share of the sentences of one side: single ones, or runs of two to eight."""
    name = f"{share} {'runs' if runs else 'single'} {side}"
    chance = random.Random(f"{text.name} {name}")  # noqa: S311
    count = len(text.zh if side == "zh" else text.en)
    gone = set[int]() if runs else {k for k in range(count) if chance.random() < share}
    while runs and len(gone) < share * count:
        first = chance.randrange(count)
        gone |= set(range(first, min(count, first + chance.choice(_RUNS))))
    if side == "zh":
        return keep(text, name, lambda k: k not in gone, lambda _: True)
    return keep(text, name, lambda _: True, lambda k: k not in gone)


def keep(text: Gold, name: str, zh_kept: Callable[[int], bool], en_kept: Callable[[int], bool]) -> Gold:
    """Return the text without some sentences.

    What is left of a link stays linked; what lost its other side stands alone.
    """
    zh: list[str] = []
    en: list[str] = []
    links: list[Link] = []
    for i, j, a, b in text.links:
        zh_left = [text.zh[k] for k in range(i, i + a) if zh_kept(k)]
        en_left = [text.en[k] for k in range(j, j + b) if en_kept(k)]
        links += _link_or_nulls(len(zh), len(en), len(zh_left), len(en_left))
        zh += zh_left
        en += en_left
    return Gold(f"{text.name} {name}", tuple(zh), tuple(en), tuple(links))


def _link_or_nulls(i: int, j: int, a: int, b: int) -> list[Link]:
    """Return a link of these sizes or, where one side is empty, a null for each sentence of the other.

    >>> _link_or_nulls(3, 5, 0, 2)
    [Link(zh=3, en=5, zh_count=0, en_count=1), Link(zh=3, en=6, zh_count=0, en_count=1)]
    """
    if a and b:
        return [Link(i, j, a, b)]
    return [Link(i + k, j, 1, 0) for k in range(a)] + [Link(i, j + k, 0, 1) for k in range(b)]


def insert(text: Gold, strange: Gold, count: int, chance: random.Random) -> Gold:
    """Return the text with a stretch of another put into one side, between two links."""
    at = chance.randrange(max(len(text.links), 1))
    on_zh = chance.random() < 0.5
    other = strange.zh if on_zh else strange.en
    first = chance.randrange(max(len(other) - count, 1))
    lines = other[first : first + count]
    return replace(_put(text, at, lines, on_zh=on_zh), name=f"{text.name} inserted")


def with_menus(text: Gold, chance: random.Random) -> Gold:
    """Return the text with lines of a page's menu at several places on either side."""
    name = text.name
    for _ in range(_MENUS):
        at = chance.randrange(max(len(text.links), 1))
        on_zh = chance.random() < 0.5
        lines = chance.sample(_MENU_ZH if on_zh else _MENU_EN, chance.randint(1, _MOST_LINES))
        text = _put(text, at, lines, on_zh=on_zh)
    return replace(text, name=f"{name} menus")


def _put(text: Gold, at: int, lines: Sequence[str], *, on_zh: bool) -> Gold:
    """Return the text with lines that have no counterpart before link ``at``, at the end if there is none."""
    i, j = text.links[at][:2] if at < len(text.links) else (len(text.zh), len(text.en))
    a, b = (len(lines), 0) if on_zh else (0, len(lines))
    moved = (Link(k + a, m + b, c, d) for k, m, c, d in text.links[at:])
    links = (*text.links[:at], *_link_or_nulls(i, j, a, b), *moved)
    zh = (*text.zh[:i], *lines, *text.zh[i:]) if on_zh else text.zh
    en = text.en if on_zh else (*text.en[:j], *lines, *text.en[j:])
    return Gold(text.name, zh, en, links)
