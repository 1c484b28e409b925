"""Figures of each document, where documents are known."""

from __future__ import annotations

import pytest

from align.evaluate.translations import measure
from corpus.pipeline.references import Bundle, by_document

LINES = ["It rained all day.", "The road is closed.", "He went home at once.", "Nobody was hurt in it."]
DRAFTS = ["It rained the whole day.", "The road is closed.", "At once he went home.", "No one was hurt."]


def test_a_document_is_measured_by_its_own_segments() -> None:
    bundle = Bundle({"ours": DRAFTS}, [LINES], ["b", "a", "b", ""], {})
    scores = by_document(bundle, "en")
    assert list(scores) == ["b", "a"], "what is of no document is measured in none"
    assert scores["a"] == pytest.approx({"ours BLEU": 100, "ours chrF2++": 100, "ours TER": 0})
    both = measure({"ours": [DRAFTS[0], DRAFTS[2]]}, [[LINES[0], LINES[2]]], "en")
    assert scores["b"] == {f"ours {figure.metric}": figure.value for figure in both}


def test_without_documents_there_is_none() -> None:
    assert by_document(Bundle({"ours": DRAFTS}, [LINES], [""] * 4, {}), "en") == {}
