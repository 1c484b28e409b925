"""Alignment on the hand-aligned documents of this project, ``tests/gold/align``, with the real embedder."""

from __future__ import annotations

import itertools

import pytest

from align.evaluate.alignments import Gold, agreement, reliability, strict_f1
from tests.align.beads.examples import tiles
from tests.gold.align_figures import alignments, alone, texts

STRICT, LAX, EACH = 0.98, 0.995, 0.93
"""F1 of all documents, and the strict one of each: what is reached, rounded down."""
ENOUGH, TOLERANCE = 20, 0.1
"""Beads of a band that make its share of right ones mean something; by how much it may be too sure."""


def test_all_documents() -> None:
    strict, lax = agreement(alignments().values())
    assert strict.f1 >= STRICT
    assert lax.f1 >= LAX


@pytest.mark.parametrize("name", [text.name for text in texts()])
def test_each_document(name: str) -> None:
    assert strict_f1([alignments()[name]]) >= EACH


@pytest.mark.parametrize("text", texts(), ids=[text.name for text in texts()])
def test_beads_tile_the_document(text: Gold) -> None:
    _, beads = alignments()[text.name]
    assert tiles(beads, len(text.zh), len(text.en))


def test_what_stands_alone_is_found() -> None:
    """What is put alone has no counterpart; of what has none, a part is absorbed into a neighbour's bead."""
    assert alone().precision >= 0.95
    assert alone().recall >= 0.7


def test_confidences_are_what_they_say() -> None:
    """In every band with enough beads the share of right ones is no lower than the confidence by much.

    It may be higher: the weights were learned on documents that are less clear.
    """
    bands = [band for band in reliability(alignments().values()) if band.beads >= ENOUGH]
    assert len(bands) >= 3
    for band in bands:
        assert band.right >= band.confidence - TOLERANCE, band
    shares = [band.right for band in bands]
    for lower, higher in itertools.pairwise(shares):
        assert higher >= lower - TOLERANCE, "who is surer is right as often, or more"


def test_most_beads_are_sure_and_right() -> None:
    (surest,) = (band for band in reliability(alignments().values()) if band.band == "0.99-1.00")
    assert surest.beads >= 0.7 * sum(band.beads for band in reliability(alignments().values()))
    assert surest.right >= 0.985
