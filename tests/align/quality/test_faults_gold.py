"""Which flags a pair has, on the hand-written pairs of ``tests/gold/faults``."""

from __future__ import annotations

import pytest

from tests.gold import rows
from tests.gold.figures import flags_of, known_flags
from tests.gold.rows import FaultyPair


@pytest.mark.parametrize("pair", rows.params(rows.faulty_pairs()))
def test_flags(pair: FaultyPair) -> None:
    assert flags_of(pair) == pair.flags & known_flags()
