"""Every feature of every bead against its definition, counted out sentence by sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest

from align.beads.anchors import find_band
from align.beads.bead_types import LINK_TYPES
from align.beads.chunk import Chunk, TextPair
from align.beads.groups import LINK_GROUPS, en_alone, zh_alone
from align.beads.text import End, continues, end_of, read_text
from align.lexicon import Side
from corpus.text.lengths import LOG_RATIO
from tests.factories import FakeEmbedder

ZH = (
    "民警在河边找到了走失的老人。",
    "民警问：“您家在哪里？”",
    "“我家在桥头。",
    "”老人说：",
    "“请送我回家！”",
    "派出所提醒市民看护好老人",
    "全年共接到此类求助37起。",
)
EN = (
    "Officers found the missing old man by the river.",
    "“Where is your home?” they asked.",
    "“My home is by the bridge,",
    "and please take me home!” he said.",
    "The police station reminds everyone to look after the elderly",
    "There were 37 such calls in the whole year.",
)
N, M = len(ZH), len(EN)


@pytest.fixture(scope="module")
def chunk() -> Chunk:
    zh, en = read_text(ZH, FakeEmbedder()), read_text(EN, FakeEmbedder())
    pair = TextPair(zh, en, find_band(zh.runs[0], en.runs[0], 20))
    return Chunk(pair, 0, pair.band.rows)


class Bead:
    """The bead of ``a`` and ``b`` sentences from ``i`` and ``j`` on, and what lies around it."""

    def __init__(self, pair: TextPair, i: int, j: int, a: int, b: int) -> None:
        self.pair, self.i, self.j, self.a, self.b = pair, i, j, a, b

    def cosine(self, a: int, b: int, di: int = 0, dj: int = 0) -> float:
        i, j = self.i + di, self.j + dj
        if i < 0 or j < 0 or i + a > N or j + b > M:
            return 0.0
        zh, en = self.pair.zh.runs[a - 1][i], self.pair.en.runs[b - 1][j]
        return float(zh.astype(np.float32) @ en.astype(np.float32))

    def whole(self) -> float:
        return self.cosine(self.a, self.b)

    def zh_found(self, size: int, di: int = 0, dj: int = 0) -> float:
        """The weight of the words of one Chinese sentence that stand in ``size`` English ones."""
        return found(self.pair.zh_words, self.i + di, self.pair.en_words, self.j + dj, size)

    def en_found(self, size: int, di: int = 0, dj: int = 0) -> float:
        return found(self.pair.en_words, self.j + dj, self.pair.zh_words, self.i + di, size)

    def odd(self, a: int, b: int, di: int = 0, dj: int = 0) -> float:
        zh, en = (size(ZH, self.i + di, a), size(EN, self.j + dj, b))
        return math.log((en + 4) / (zh + 1.5)) - LOG_RATIO


def size(sentences: tuple[str, ...], first: int, count: int) -> int:
    return sum(len("".join(sentence.split())) for sentence in sentences[first : first + count])


def found(side: Side, at: int, other: Side, first: int, count: int) -> float:
    if not 0 <= at < len(side.sentences) or first < 0:
        return 0.0
    stems = {
        s for words in other.sentences[first : first + count] for word in words for s in other.keys[word]
    }
    return sum(side.weights[word] for word in side.sentences[at] if side.keys[word] & stems)


def weight(side: Side, first: int, count: int) -> float:
    return sum(side.weights[word] for words in side.sentences[first : first + count] for word in words)


def by_vectors(bead: Bead) -> dict[str, float]:
    a, b, whole = bead.a, bead.b, bead.whole()
    less = []
    if b > 1:
        less += [bead.cosine(a, b - 1, 0, 1), bead.cosine(a, b - 1)]
    if a > 1:
        less += [bead.cosine(a - 1, b, 1, 0), bead.cosine(a - 1, b)]
    gains = [whole - cosine for cosine in less] or [0.0]
    wider = [
        bead.cosine(a, b + 1),
        bead.cosine(a, b + 1, 0, -1),
        bead.cosine(a + 1, b),
        bead.cosine(a + 1, b, -1, 0),
    ]
    more = [cosine - whole if cosine else -0.2 for cosine in wider]
    first, last = bead.cosine(1, 1), bead.cosine(1, 1, a - 1, b - 1)
    behind = [bead.cosine(1, 1, a, b - 1), bead.cosine(1, 1, a - 1, b)]
    before = [bead.cosine(1, 1, -1, 0), bead.cosine(1, 1, 0, -1)]
    zh_least = min(bead.cosine(1, b, t, 0) for t in range(a))
    en_least = min(bead.cosine(a, 1, 0, t) for t in range(b))
    return {
        "cosine": whole,
        "cosine·more": whole * (a + b - 2),
        "cosine²": whole**2,
        "least gain": min(gains),
        "mean gain": sum(gains) / len(gains),
        "least gain below 0": min(*gains, 0.0),
        "one more en": max(more[:2]),
        "one more zh": max(more[2:]),
        "one more": sum(more) / 4,
        "one more above 0": max(*more, 0.0),
        "outside": max(behind + before),
        "mean outside": sum(behind + before) / 4,
        "outside over last": max(max(behind) - last, 0.0),
        "outside over first": max(max(before) - first, 0.0),
        "edge least": min(first, last),
        "inner least": min(zh_least, en_least),
        "inner sum": zh_least + en_least,
    }


def by_words(bead: Bead) -> dict[str, float]:
    a, b, pair = bead.a, bead.b, bead.pair
    zh = sum(bead.zh_found(b, t, 0) for t in range(a)) + 1
    en = sum(bead.en_found(a, 0, t) for t in range(b)) + 1
    zh /= weight(pair.zh_words, bead.i, a) + 3
    en /= weight(pair.en_words, bead.j, b) + 3
    inside = []
    if b > 1:
        inside += [
            bead.en_found(a, 0, b - 1) - bead.en_found(1, a, b - 1),
            bead.en_found(a) - bead.en_found(1, -1, 0),
        ]
    if a > 1:
        inside += [
            bead.zh_found(b, a - 1, 0) - bead.zh_found(1, a - 1, b),
            bead.zh_found(b) - bead.zh_found(1, 0, -1),
        ]
    outside = [
        bead.en_found(a, 0, b) - bead.en_found(1, a, b),
        bead.en_found(a, 0, -1) - bead.en_found(1, -1, -1),
        bead.zh_found(b, a, 0) - bead.zh_found(1, a, b),
        bead.zh_found(b, -1, 0) - bead.zh_found(1, -1, -1),
    ]
    least = min(inside, default=0.0)
    return {
        "zh words": zh,
        "en words": en,
        "zh words·more": zh * (a + b - 2),
        "en words·more": en * (a + b - 2),
        "least words": min(zh, en),
        "edge words below 0": min(least, 0.0) / 5,
        "edge words": min(max(least, 0.0), 10.0) / 5,
        "words outside": min(max(*outside, 0.0), 10.0) / 5,
        "all words outside": min(max(sum(outside), -20.0), 20.0) / 10,
    }


def by_lengths(bead: Bead) -> dict[str, float]:
    a, b, odd = bead.a, bead.b, bead.odd(bead.a, bead.b)
    less = []
    if b > 1:
        less += [bead.odd(a, b - 1, 0, 1), bead.odd(a, b - 1)]
    if a > 1:
        less += [bead.odd(a - 1, b, 1, 0), bead.odd(a - 1, b)]
    edge = min((abs(other) - abs(odd) for other in less), default=0.0)
    scaled = min(abs(odd) * math.sqrt(size(ZH, bead.i, a) / 20), 3)
    return {
        "length": min(abs(odd), 2),
        "length²": min(abs(odd), 2) ** 2,
        "scaled length": scaled,
        "scaled length²": scaled**2,
        "signed length": min(max(odd, -2), 2),
        "edge length": min(max(edge, -1), 1),
    }


def by_marks(bead: Bead) -> dict[str, float]:
    a, b, pair = bead.a, bead.b, bead.pair
    zh_last, en_last = bead.i + a, bead.j + b
    zh_end, en_end = end_of(ZH[zh_last - 1]), end_of(EN[en_last - 1])
    weak = [End.COLON, End.NONE]
    joints = [(ZH, bead.i + t) for t in range(1, a)] + [(EN, bead.j + t) for t in range(1, b)]
    zh_goes_on = zh_last < N and continues(ZH[zh_last])
    en_goes_on = en_last < M and continues(EN[en_last])
    opened = [pair.zh.openings, pair.en.openings]
    zh_opens, en_opens = opened[0][zh_last] - opened[0][bead.i], opened[1][en_last] - opened[1][bead.j]
    zh_next, en_next = (
        last < count and opens[last + 1] > opens[last]
        for opens, last, count in ((opened[0], zh_last, N), (opened[1], en_last, M))
    )
    zh_in, en_in = pair.zh.inside, pair.en.inside
    differs = zh_in[zh_last] != en_in[en_last]
    return {
        "same end": zh_end == en_end,
        "question differs": (zh_end == End.ASK) != (en_end == End.ASK) and End.NONE not in (zh_end, en_end),
        "weak inside": sum((end_of(side[at - 1]) in weak) + continues(side[at]) for side, at in joints),
        # That the last sentence ends none counts once, on whichever sides.
        "cut": ((zh_end in weak and zh_last < N) or (en_end in weak and en_last < M)) + zh_goes_on + en_goes_on,
        "quotation end": differs,
        "quotation both": differs and zh_in[bead.i] != en_in[bead.j],
        "quotation inside": zh_in[zh_last] == en_in[en_last] == 1,
        "openings": min(abs(zh_opens - en_opens), 3),
        "openings one-sided": (zh_opens > 0) != (en_opens > 0),
        "turns": zh_opens > 1 or (en_opens > 1 and zh_opens != 1),
        "next opening": zh_next != en_next,
        "next openings both": zh_next and en_next,
    }  # fmt: skip


def cells(chunk: Chunk, a: int, b: int) -> Iterator[tuple[int, int, int]]:
    """Number and place of each cell at which a bead of this type fits."""
    for cell, (i, j) in enumerate(zip(chunk.i, chunk.j, strict=True)):
        if i + a <= N and j + b <= M:
            yield cell, int(i), int(j)


@pytest.mark.parametrize(("a", "b"), LINK_TYPES)
def test_links(chunk: Chunk, a: int, b: int) -> None:
    features = {name: values for group in LINK_GROUPS for name, values in group(chunk, a, b).items()}
    margin = features.pop("margin"), features.pop("margin·more")
    places = list(cells(chunk, a, b))
    assert places
    for cell, i, j in places:
        bead = Bead(chunk.pair, i, j, a, b)
        defined = by_vectors(bead) | by_words(bead) | by_lengths(bead) | by_marks(bead)
        assert {name: float(values[cell]) for name, values in features.items()} == pytest.approx(
            {name: float(value) for name, value in defined.items()}, abs=2e-3
        ), (i, j)
        stands_out = bead.whole() - float(chunk.usual_cosine[cell])
        assert float(margin[0][cell]) == pytest.approx(stands_out, abs=2e-3)
        assert float(margin[1][cell]) == pytest.approx(stands_out * (a + b - 2), abs=4e-3)


def best(bead: Bead, is_zh: bool, at: int) -> float:
    """How close a sentence comes to any one or two of the other side; what is not there to nothing."""
    if not 0 <= at < (N if is_zh else M):
        return -1.0
    pair = Bead(bead.pair, 0, 0, 1, 1)
    if is_zh:
        return max(pair.cosine(1, b, at, j) for b in (1, 2) for j in range(M - b + 1))
    return max(pair.cosine(a, 1, i, at) for a in (1, 2) for i in range(N - a + 1))


@pytest.mark.parametrize("is_zh", [True, False])
def test_sentences_left_alone(chunk: Chunk, is_zh: bool) -> None:
    features = (zh_alone if is_zh else en_alone)(chunk)
    for cell, i, j in cells(chunk, 1, 1):
        bead, at = Bead(chunk.pair, i, j, 1, 1), i if is_zh else j
        sentence = (ZH if is_zh else EN)[at]
        own, beside = best(bead, is_zh, at), [best(bead, is_zh, at + step) for step in (-1, 1)]
        before = bead.cosine(1, 1, 0, -1) if is_zh else bead.cosine(1, 1, -1, 0)
        defined = {
            "best": own,
            "best²": own**2,
            "best beside": max(beside),
            "worst beside": min(beside),
            "cosine": max(bead.cosine(1, 1), before),
            "length": math.log1p(size((sentence,), 0, 1)),
            "no end": float(end_of(sentence) == End.NONE),
        }
        assert {name: float(values[cell]) for name, values in features.items()} == pytest.approx(
            defined, abs=2e-3
        ), (i, j)


def test_texts_have_what_the_marks_are_about(chunk: Chunk) -> None:
    """Every mark is there and not there, or its test would show nothing."""
    seen: dict[str, set[float]] = {}
    for a, b in LINK_TYPES:
        for _, i, j in cells(chunk, a, b):
            for name, value in by_marks(Bead(chunk.pair, i, j, a, b)).items():
                seen.setdefault(name, set()).add(float(value))
    assert [name for name, values in seen.items() if len(values) < 2] == []


def test_quotations_stay_open_over_sentences(chunk: Chunk) -> None:
    assert chunk.pair.zh.inside.tolist() == [0, 0, 0, 1, 0, 0, 0, 0]
    assert chunk.pair.en.inside.tolist() == [0, 0, 0, 1, 0, 0, 0]
