from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.quality.estimate import default_model
from align.quality.signals import SIGNALS, pair_vectors, signals
from corpus.model import Lang
from tests.factories import FakeEmbedder

PAIR = ("共破获案件146起，抓获20人。", "A total of 146 cases were solved and 20 people caught.")


def _signals(source: str, target: str, lang: Lang = "zh") -> dict[str, float]:
    pairs = [(source, target)]
    [row] = signals(pairs, lang, pair_vectors(pairs, FakeEmbedder()))
    return dict(zip(SIGNALS, row.tolist(), strict=True))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_signal_has_a_weight_by_its_name(lang: Lang) -> None:
    assert len(set(SIGNALS)) == len(SIGNALS)
    model = default_model(lang)
    assert model.adequacy.shape == model.usable.shape == (len(SIGNALS),)


@pytest.mark.parametrize(
    ("changed", "signal", "value"),
    [
        ((PAIR[0], PAIR[1].replace("146", "147")), "numbers missing", 1),
        ((PAIR[0], f"{PAIR[1]} In 1999, 2001, 2002 and 2003."), "numbers added", 3),
        ((PAIR[0].replace("20人", "20%"), PAIR[1]), "percent lost", 1),
        ((PAIR[0], f"{PAIR[1][:-1]}?"), "question differs", 1),
        ((PAIR[0], PAIR[1][:-1]), "end differs", 1),
        ((f"“{PAIR[0]}”", PAIR[1]), "quotes differ", 1),
        ((PAIR[0], f"[{PAIR[1]}]"), "brackets differ", 1),
        ((PAIR[0], f"{PAIR[1]} Not now."), "negation added", 1),
        ((f"未{PAIR[0]}", PAIR[1]), "negation lost", 1),
        ((f"用WeChat{PAIR[0]}", PAIR[1]), "latin lost", 1),
        ((PAIR[1], PAIR[1]), "same share", 1),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else "",
)
def test_a_signal_tells_what_its_name_says(changed: tuple[str, str], signal: str, value: float) -> None:
    assert _signals(*PAIR)[signal] == 0
    assert _signals(*changed)[signal] == value


def test_turned_pairs_turn_what_has_a_direction() -> None:
    pair = (f"用WeChat{PAIR[0]}", PAIR[1])
    there, back = _signals(*pair), _signals(pair[1], pair[0], "en")
    assert there["length"] == pytest.approx(-back["length"])
    assert (there["latin lost"], there["latin added"]) == (back["latin added"], back["latin lost"])
    assert there["en words found"] == back["en words found"]


WORDS = ("警察昨天在河边抓获小偷。", "Yesterday the police caught a thief near the bridge by night.")
"""Found are yesterday, police and thief, the first, the second and the fourth of seven words; 警察, 昨天 and 小偷,
the first, the second and the last of six."""


def test_which_words_are_found() -> None:
    by_name = _signals(*WORDS)
    shares = {
        "en words found": 3.5 / 8,
        "zh words found": 3.5 / 7,
        "least en third": 0.5 / 3,
        "least zh third": 0.5 / 3,
        "last en third": 0.5 / 3,
        "last zh third": 1.5 / 3,
        "en words found²": (3.5 / 8) ** 2,
    }
    assert {name: by_name[name] for name in shares} == pytest.approx(shares)
    assert {name: _signals(WORDS[1], WORDS[0], "en")[name] for name in shares} == pytest.approx(shares)


def test_lengths() -> None:
    there, back = _signals(*WORDS), _signals(WORDS[1], WORDS[0], "en")
    zh, en = map(len, WORDS)
    assert there["log source length"] == back["log target length"] == pytest.approx(math.log(zh + 1))
    assert there["log target length"] == back["log source length"] == pytest.approx(math.log(en + 1))
    assert there["negative log length"] == pytest.approx(-math.log(zh + en + 1))
    assert there["length²"] == pytest.approx(there["length"] ** 2 / 4)
    assert there["long"] == there["short"] == 0


@pytest.mark.parametrize(("target", "long", "short"), [(WORDS[1] * 40, 6.0, 0.0), (".", 0.0, 6.0)])
def test_what_is_far_too_long_or_short(target: str, long: float, short: float) -> None:
    """No pair counts as further off than eight standard deviations, of which two are usual."""
    by_name = _signals(WORDS[0] * 2, target)
    assert (by_name["long"], by_name["short"], by_name["length²"]) == (long, short, 16)
    turned = _signals(WORDS[1] * 40, WORDS[0], "en")
    assert (turned["long"], turned["short"]) == (0, 6)


@pytest.mark.parametrize(
    ("pair", "lang", "signal", "value"),
    [
        (WORDS, "zh", "commas", 1 / (len(WORDS[1]) / 20 + 1)),
        (("甲，乙；丙、丁,戊;己", "x" * 20), "zh", "commas", 6 / 2),
        (("x" * 40, "甲，乙"), "en", "commas", 2 / 3),
        (("警方通报。", "The 警方 said."), "zh", "foreign share", 2 / 13),
        (("The police said.", "police通报。"), "en", "foreign share", 6 / 10),
        (("The police said.", "police通报ABC与DEF。"), "en", "latin added", 2),
        (("The police said.", "A通B报C与D。"), "en", "latin added", 3),
        (("A通B报C与D。", "The police said."), "zh", "latin lost", 3),
        (("用G7和g7。", "Use G7."), "zh", "latin lost", 0),
        (("“甲”“乙”“丙”", "x"), "zh", "quotes differ", 2),
        (("（甲）", "x (y) (z)"), "zh", "brackets differ", 1),
        (("是吗？”", "Is it?”"), "zh", "question differs", 0),
        (("是吗？", "It is."), "zh", "question differs", 1),
        (("走！", "Go!"), "zh", "end differs", 0),
        (("等等…", "And so on."), "zh", "end differs", 0),
        (("他没来。", "He did not come."), "zh", "negation lost", 0),
        (("He did not come.", "他来了。"), "en", "negation lost", 1),
        (("He came.", "他没来。"), "en", "negation added", 1),
        ((" 甲 ", "甲"), "zh", "same share", 1),
    ],
)
def test_single_signals(pair: tuple[str, str], lang: Lang, signal: str, value: float) -> None:
    assert _signals(*pair, lang)[signal] == pytest.approx(value)


def test_a_loop_repeats_and_a_sentence_does_not() -> None:
    loop = "警察来了。" * 30
    assert abs(_signals(*WORDS)["repetition"]) < 0.2
    assert _signals(WORDS[1], loop, "en")["repetition"] > 0.7
    assert _signals(loop, WORDS[1])["repetition"] < -0.7


def test_the_cosine_is_that_of_the_vectors() -> None:
    vectors = (np.array([[0.6, 0.8]], dtype=np.float32), np.array([[1.0, 0.0]], dtype=np.float32))
    [row] = signals([PAIR], "zh", vectors)
    by_name = dict(zip(SIGNALS, row.tolist(), strict=True))
    assert (by_name["cosine"], by_name["cosine²"]) == pytest.approx((0.6, 0.36))


def test_nothing() -> None:
    empty = np.zeros((0, 8), dtype=np.float32)
    assert signals([], "zh", (empty, empty)).shape == (0, len(SIGNALS))


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["zh", "en"]))
def test_every_signal_is_a_number(source: str, target: str, lang: Lang) -> None:
    assert np.isfinite(list(_signals(source, target, lang).values())).all()
