"""What speaks for and against a pair, counted out by hand on two small documents."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from align.embedder import in_turn
from align.pairing.documents import pair_documents
from align.pairing.evidence import compare, elsewhere
from align.pairing.mining import mine
from align.pairing.names import dates_and_versions
from align.pairing.samples import DocumentText, Facts, Sample, Weights

Floats = npt.NDArray[np.float32]


def sample(
    vectors: Sequence[Sequence[float]], facts: Facts, length: int = 100, rarity: float = 1.0
) -> Sample:
    rows: Floats = np.array(vectors, dtype=np.float32)
    shares: Floats = np.full(len(rows), rarity, dtype=np.float32)
    return Sample(rows, shares, rows.mean(axis=0), tuple(facts for _ in rows), facts, frozenset(), length)


MORE = Facts(
    frozenset({("1234",), ("5678",)}), frozenset({"1234", "5678"}), frozenset({"cve-2013-4164", "x-1"})
)
LESS = Facts(frozenset({("1234",), ("777",)}), frozenset({"1234", "777"}), frozenset({"x-1"}))
NOTHING = Facts(frozenset(), frozenset(), frozenset())
STRAIGHT = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
TWO = math.log(2)
"""What something weighs that both of two documents have; what only one has weighs twice that."""


@pytest.mark.parametrize(("zh", "en"), [(MORE, LESS), (LESS, MORE)], ids=["the English less", "the Chinese"])
def test_what_numbers_and_codes_say(zh: Facts, en: Facts) -> None:
    """The side that lacks less has 777 alone, of 1234, 777 and x-1."""
    left, right = sample(STRAIGHT, zh), sample(STRAIGHT, en)
    content = compare(left, right, Weights([left, right])).content
    assert content["numbers"] == pytest.approx(TWO / (3 * TWO + 2))
    assert content["codes"] == pytest.approx(TWO / (TWO + 2))
    assert content["lost"] == pytest.approx(2 * TWO / (4 * TWO + 2))
    assert content["contradicted"] == 1


def test_what_says_nothing_counts_as_nothing() -> None:
    left, right = sample(STRAIGHT, NOTHING), sample(STRAIGHT, NOTHING)
    content = compare(left, right, Weights([left, right])).content
    assert [content[name] for name in ("numbers", "codes", "lost", "contradicted")] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("zh", "en", "odd"),
    [
        (100, 300, 0.0),
        (100, 20, 1.1 - math.log(40 / 120) - 1.2),
        (80, 4000, math.log(4020 / 100) - 1.1 - 1.2),
        (0, 0, 0.0),
    ],
    ids=["usual", "short English", "long English", "empty"],
)
def test_how_odd_the_lengths_are(zh: int, en: int, odd: float) -> None:
    left, right = sample(STRAIGHT, NOTHING, zh), sample(STRAIGHT, NOTHING, en)
    assert compare(left, right, Weights([left, right])).content["length"] == pytest.approx(odd)


def test_sentences_in_another_order_and_of_little_weight() -> None:
    left, right = sample(STRAIGHT, NOTHING, rarity=0.5), sample(STRAIGHT[1:] + STRAIGHT[:1], NOTHING)
    comparison = compare(left, right, Weights([left, right]))
    assert comparison.content["cosine"] == pytest.approx(1)
    assert comparison.content["order"] == pytest.approx(2 / 3), "one of three has moved"
    assert comparison.content["own"] == pytest.approx(1.5 / 1.6), "half the weight of each, and a tenth"
    assert comparison.zh_best.tolist() == comparison.en_best.tolist() == [1, 1, 1]


def test_what_is_closer_elsewhere() -> None:
    """One sentence is closer elsewhere by .5; that another is further away makes nothing good."""
    here, best, rarity = (np.array(row, dtype=np.float32) for row in ([0.4, 0.6], [0.9, 0.5], [1, 2]))
    assert elsewhere(here, best, rarity) == pytest.approx(0.5 / 3.1)


def test_without_documents_of_a_language_there_is_no_pair_and_no_complaint() -> None:
    class Unused:
        signature = "unused"

        def embed(self, texts: Sequence[str]) -> Floats:
            raise AssertionError(texts)

        def runs(self, texts: Sequence[str], most: int) -> tuple[npt.NDArray[np.float16], ...]:
            raise AssertionError(texts)

    pairing = pair_documents([DocumentText("x.zh.txt", ("警方通报。",))], [], in_turn(Unused()))
    assert (pairing.pairs, pairing.contradicted) == ([], [])


@pytest.mark.parametrize(
    ("name", "dates", "versions"),
    [
        ("x-1.2.md", (), ("1.2",)),
        ("x_v1_2_rc1.md", (), ("1.2-rc1",)),
        ("2.0-beta.md", (), ("2.0-beta",)),
        ("report-20240105.txt", ("2024-1-5",), ()),
        ("2024/report.txt", (), ()),
    ],
)
def test_what_a_name_states(name: str, dates: tuple[str, ...], versions: tuple[str, ...]) -> None:
    assert dates_and_versions(name) == (frozenset(dates), frozenset(versions))


class Meanings:
    """Gives each text the vector that is written down for it."""

    signature = "meanings"

    def __init__(self, vectors: dict[str, Sequence[float]]) -> None:
        self.vectors = vectors

    def embed(self, texts: Sequence[str]) -> Floats:
        return np.array([self.vectors[text] for text in texts], dtype=np.float32)

    def runs(self, texts: Sequence[str], most: int) -> tuple[npt.NDArray[np.float16], ...]:
        raise AssertionError(texts)


SEIZED = "警方查获了42件被盗的物品。"


@pytest.mark.parametrize(
    ("english", "is_mined"),
    [
        ("Police seized 42 stolen items.", True),
        ("Police seized 43 stolen items.", False),
        ("Police seized the stolen items.", False),
    ],
    ids=["same number", "other number", "no number"],
)
def test_sentences_of_one_meaning_are_mined_unless_their_numbers_differ(english: str, is_mined: bool) -> None:
    meanings = Meanings({SEIZED: (1, 0), english: (1, 0)})
    assert [(pair.zh, pair.en) for pair in mine([SEIZED], [english], meanings)] == [(0, 0)] * is_mined


def test_a_number_that_only_the_english_has() -> None:
    chinese, english = "警方查获了被盗的物品。", "Police seized 42 stolen items."
    assert mine([chinese], [english], Meanings({chinese: (1, 0), english: (1, 0)})) == []


def test_how_sure_a_mined_pair_is() -> None:
    """A cosine of .8 that is the usual one: its margin is 1."""
    english = "Police seized 42 stolen items."
    (pair,) = mine([SEIZED], [english], Meanings({SEIZED: (1, 0), english: (0.8, 0.6)}))
    assert pair.confidence == pytest.approx(1 / (1 + math.exp(13.5 - 15 * 0.8 - 3.1)), abs=1e-6)


def test_of_two_that_are_alike_one_is_mined() -> None:
    english = ["Police seized 42 stolen items.", "Residents welcome what was done."]
    meanings = Meanings({SEIZED: (1, 0), english[0]: (1, 0), english[1]: (0.9, math.sqrt(0.19))})
    assert [(pair.zh, pair.en) for pair in mine([SEIZED], english, meanings)] == [(0, 0)]
