"""Whether the numbers of a pair agree, on the hand-written pairs of ``tests/gold/numbers``."""

from __future__ import annotations

import pytest

from tests.gold import rows
from tests.gold.figures import disagree
from tests.gold.rows import NumberPair

JUDGED = [pair for pair in rows.number_pairs() if pair.verdict != "ambiguous"]


@pytest.mark.parametrize("pair", rows.params(JUDGED))
def test_verdict(pair: NumberPair) -> None:
    assert disagree(pair) == (pair.verdict == "wrong")
