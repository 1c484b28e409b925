"""Which beads the aligner knows, by how many Chinese and how many English sentences they hold."""

from __future__ import annotations

MAX_BEAD_SIZE = 7
"""Sentences a bead holds at most, both sides together."""
LINK_TYPES = tuple((a, b) for a in range(1, MAX_BEAD_SIZE) for b in range(1, MAX_BEAD_SIZE + 1 - a))
"""Links: both sides filled."""
NULL_TYPES = ((1, 0), (0, 1))
"""Nulls: one sentence alone. Several in a row are as many beads, each with a confidence of its own."""
TYPES = (*LINK_TYPES, *NULL_TYPES)
LINKS = len(LINK_TYPES)
"""Columns ``[:LINKS]`` of an array over TYPES are the links, ``[LINKS:]`` the nulls of zh and of en."""
