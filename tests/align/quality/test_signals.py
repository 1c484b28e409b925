from __future__ import annotations

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


def test_nothing() -> None:
    empty = np.zeros((0, 8), dtype=np.float32)
    assert signals([], "zh", (empty, empty)).shape == (0, len(SIGNALS))


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["zh", "en"]))
def test_every_signal_is_a_number(source: str, target: str, lang: Lang) -> None:
    assert np.isfinite(list(_signals(source, target, lang).values())).all()
