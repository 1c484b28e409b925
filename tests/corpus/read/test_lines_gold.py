"""Which lines belong to a page and not to its text, on the hand-written lines of ``tests/gold/lines``."""

from __future__ import annotations

import pytest

from tests.gold import rows
from tests.gold.figures import rule_of
from tests.gold.rows import PageLine


@pytest.mark.parametrize("line", rows.params(rows.page_lines()))
def test_rule(line: PageLine) -> None:
    assert rule_of(line) == line.rule
