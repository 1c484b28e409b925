"""Where sentences end, on the hand-written paragraphs of ``tests/gold/segment``."""

from __future__ import annotations

import pytest

from corpus.segment.evaluate import GoldUnit
from corpus.segment.splitter import segment
from tests.gold import rows
from tests.gold.rows import Paragraph


@pytest.mark.parametrize("gold", rows.params(gold for lang in rows.LANGS for gold in rows.paragraphs(lang)))
def test_sentences(gold: Paragraph) -> None:
    text = GoldUnit.of(gold.sentences, gold.separators).text
    assert tuple(text[start:end] for start, end in segment(text, gold.lang)) == gold.sentences
