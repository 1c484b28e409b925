"""Damaged copies: links must still tile, and say what is true."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from align.evaluate.alignments import Gold, Link
from align.train.damage import damaged, insert, keep, with_menus


@st.composite
def golds(draw: st.DrawFn) -> Gold:
    sizes = draw(
        st.lists(st.sampled_from([(1, 1), (2, 1), (1, 2), (1, 0), (0, 1), (2, 2)]), min_size=1, max_size=15)
    )
    zh = en = 0
    links = []
    for a, b in sizes:
        links.append(Link(zh, en, a, b))
        zh, en = zh + a, en + b
    return Gold("t", tuple(f"z{i}" for i in range(zh)), tuple(f"e{j}" for j in range(en)), tuple(links))


def pairs(text: Gold) -> set[tuple[str, str]]:
    """The sentences that translate each other."""
    return {
        (text.zh[i], text.en[j])
        for link in text.links
        for i in range(link.zh, link.zh + link.zh_count)
        for j in range(link.en, link.en + link.en_count)
    }


def check(text: Gold) -> None:
    """Links tile both sides, and where one side is empty they hold one sentence."""
    zh = en = 0
    for link in text.links:
        assert (link.zh, link.en) == (zh, en)
        assert link.is_filled or link.zh_count + link.en_count == 1
        zh, en = zh + link.zh_count, en + link.en_count
    assert (zh, en) == (len(text.zh), len(text.en))


@given(golds(), st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_what_is_left_stays_linked(text: Gold, gone_zh: set[int], gone_en: set[int]) -> None:
    left = keep(text, "less", lambda i: i not in gone_zh, lambda j: j not in gone_en)
    check(left)
    assert left.name == "t less"
    assert left.zh == tuple(sentence for i, sentence in enumerate(text.zh) if i not in gone_zh)
    assert pairs(left) == {(a, b) for a, b in pairs(text) if a in left.zh and b in left.en}


@given(golds(), golds(), st.integers(0, 99))
def test_what_is_put_in_translates_nothing(text: Gold, strange: Gold, seed: int) -> None:
    for copy in (insert(text, strange, 5, random.Random(seed)), with_menus(text, random.Random(seed))):
        check(copy)
        assert pairs(copy) == pairs(text)
        assert len(copy.zh) + len(copy.en) >= len(text.zh) + len(text.en)


@given(golds(), golds())
def test_copies_are_the_same_for_the_same_seed(text: Gold, strange: Gold) -> None:
    copies = damaged(text, strange, "seed")
    assert copies == damaged(text, strange, "seed")
    assert [copy.name for copy in copies] == ["t deleted zh", "t deleted en", "t missing inserted", "t menus"]
    for copy in copies:
        check(copy)
