"""With which documents each is compared: those with the closest means, and those that share what is rare."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from align.pairing.candidates import candidates
from align.pairing.cosines import usual_cosine
from align.pairing.samples import Facts, Sample, Weights

Floats = npt.NDArray[np.float32]
NO_ROWS: Floats = np.zeros((0, 2), dtype=np.float32)


def sample(
    angle: float, words: Iterable[str] = (), codes: Iterable[str] = (), numbers: Iterable[str] = ()
) -> Sample:
    """A document whose mean vector points somewhere, in degrees."""
    mean: Floats = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))], dtype=np.float32)
    values = frozenset(numbers)
    facts = Facts(frozenset((value, f"{value}000") for value in values), values, frozenset(codes))
    return Sample(NO_ROWS, NO_ROWS[:, 0], mean, (), facts, frozenset(words), 100)


def compared(zh: list[Sample], en: list[Sample]) -> set[tuple[int, int]]:
    return candidates(zh, en, Weights([*zh, *en]))


def partners(pairs: set[tuple[int, int]], i: int) -> set[int]:
    return {j for at, j in pairs if at == i}


FAR = [sample(180 + 2 * k) for k in range(12)]
"""Documents that look away from all of the other side: nothing but what they share brings them together."""


def closest(zh: list[Sample], en: list[Sample]) -> set[tuple[int, int]]:
    """Each with the six that are closest in the plain sense of the word, less how close those usually are."""
    cosines = [[float(a.mean @ b.mean) for b in en] for a in zh]
    usual = [sum(sorted(row)[-4:]) / len(sorted(row)[-4:]) for row in zip(*cosines, strict=True)]
    return {
        (i, j)
        for i, row in enumerate(cosines)
        for j in sorted(range(len(en)), key=lambda j: (usual[j] - 2 * row[j], j))[:6]
    }


def sharing(zh: list[Sample], en: list[Sample]) -> set[tuple[int, int]]:
    """Each with the three with which it shares the most words that eight documents at most have."""
    count = Counter(word for document in (*zh, *en) for word in document.words)
    in_zh, in_en = (Counter(word for document in side for word in document.words) for side in (zh, en))
    rare = {word for word in count if max(in_zh[word], in_en[word]) <= 8}
    documents = len(zh) + len(en)

    def weight(i: int, j: int) -> float:
        shared = sorted(zh[i].words & en[j].words & rare)  # In one order, that equals stay equal.
        return sum(math.log((documents + 2) / count[word]) for word in shared)

    pairs = set()
    for i in range(len(zh)):
        with_some = [j for j in range(len(en)) if weight(i, j) > 0]
        pairs |= {(i, j) for j in sorted(with_some, key=lambda j: (-weight(i, j), j))[:3]}
    return pairs


@given(st.data())
def test_each_is_compared_with_the_closest_and_with_what_shares_most(data: st.DataObject) -> None:
    """Of all, counted out one by one; where two are as close to within rounding, either may be taken."""
    angles = st.lists(st.integers(0, 359), min_size=1, max_size=20, unique=True)
    words = st.sets(st.sampled_from("abcdefghijklmnop"), max_size=6)
    zh, en = ([sample(angle, data.draw(words)) for angle in data.draw(angles)] for _ in range(2))
    expected = closest(zh, en) | {(i, j) for j, i in closest(en, zh)}
    expected |= sharing(zh, en) | {(i, j) for j, i in sharing(en, zh)}
    assume(is_clear(zh, en) and is_clear(en, zh))
    assert compared(zh, en) == expected


def is_clear(zh: list[Sample], en: list[Sample]) -> bool:
    """Whether rounding decides nothing."""
    cosines = [[float(a.mean @ b.mean) for b in en] for a in zh]
    usual = [sum(sorted(row)[-4:]) / len(sorted(row)[-4:]) for row in zip(*cosines, strict=True)]
    margins = (sorted(2 * c - u for c, u in zip(row, usual, strict=True))[::-1] for row in cosines)
    return all(len(row) <= 6 or row[5] - row[6] > 1e-5 for row in margins)


def test_what_is_close_to_everything_is_close_to_nothing() -> None:
    """Six English documents stand in a crowd of Chinese ones: a seventh, further away, is meant by one alone."""
    crowd = [sample(a) for a in (40, 41, 42, 43, 44)]
    zh = [sample(20), *crowd]
    en = [*(sample(a) for a in (38, 39, 40, 41, 42, 43)), sample(-4)]
    assert 6 in partners(compared(zh, en), 0)


@pytest.mark.parametrize("rows", [1, 2, 5, 1024])
def test_parts_make_no_difference(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    zh, en = [sample(7 * k) for k in range(11)], [sample(5 * k + 1) for k in range(9)]
    whole = compared(zh, en)
    monkeypatch.setattr("align.pairing.candidates._CELLS", 11 * rows)
    assert compared(zh, en) == whole


def test_of_equals_the_first_are_taken() -> None:
    """Otherwise the machine would decide."""
    assert partners(compared([sample(0), *FAR], [sample(0)] * 40), 1) == set(range(6))


@pytest.mark.parametrize(
    ("shared", "alone"),
    [
        ({"words": ["fulong"]}, {"words": ["other"]}),
        ({"codes": ["cve-2013-4164"]}, {"codes": ["cve-1"]}),
        ({"numbers": ["1234"]}, {"numbers": ["77"]}),
    ],
    ids=["word", "code", "number"],
)
def test_what_is_rare_brings_together(shared: dict[str, list[str]], alone: dict[str, list[str]]) -> None:
    """However far apart the means are."""
    near = [sample(k) for k in range(8)]
    zh = [sample(0, **shared), *near, *FAR]
    en = [*near, sample(180, **shared), sample(181, **alone), *FAR]
    assert partners(compared(zh, en), 0) & {8, 9} == {8}


def test_of_the_value_of_a_number_the_first_is_compared() -> None:
    """What it may mean besides, as 3 of 3 or 3,000, is too common."""
    near = [sample(k) for k in range(8)]
    zh, en = [sample(0, numbers=["12"]), *near, *FAR], [*near, sample(180, numbers=["12000"]), *FAR]
    assert 8 not in partners(compared(zh, en), 0)


def test_what_weighs_more_is_shared_more() -> None:
    """One rare word says more than a common one."""
    near = [sample(k) for k in range(8)]
    common = [sample(200 + k, ["common"]) for k in range(5)]
    zh = [sample(0, ["common", "rare"]), *near, *FAR]
    en = [*near, *common, sample(190, ["rare"]), *FAR]
    assert 13 in partners(compared(zh, en), 0)


def test_what_many_have_brings_nobody_together() -> None:
    near = [sample(k) for k in range(8)]
    for many, are_compared in ((8, True), (9, False)):
        zh = [sample(0, ["word"]), *near, *FAR]
        en = [*near, *(sample(180 + k, ["word"]) for k in range(many))]
        assert bool(partners(compared(zh, en), 0) - set(range(8))) == are_compared


def test_how_close_a_vector_usually_is() -> None:
    """The mean of the four closest, whatever is further away, and of all where there are fewer."""
    vector: Floats = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    others: Floats = np.array([[0.5, 0.9], [0.1, 0.4], [0.4, 0.2], [0.3, 0.1], [0.2, 0.3]], dtype=np.float32)
    assert usual_cosine(vector, others, 1).tolist() == pytest.approx([0.35, 0.45])
    assert usual_cosine(vector, others[:2], 8).tolist() == pytest.approx([0.3, 0.65])
