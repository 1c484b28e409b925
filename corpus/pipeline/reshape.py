"""Links in another shape, where a user wants them: cut into pieces, or joined with a doubtful neighbour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from align.beads.aligner import default_model
from align.beads.reshape import Piece, cut, merge
from align.embedder import Embedder
from corpus.cache import Cache, key_of
from corpus.model import Bead
from corpus.pipeline.alignment import Aligned, Alignment, Beads
from corpus.pipeline.links import LinkDecision
from corpus.pipeline.reporter import Reporter
from corpus.pipeline.runner import Kit, Runner, Stage
from corpus.pipeline.split import Documents
from corpus.settings import Reshape

_SCHEMA = 1
"""Version of what the cache keeps of two texts: their links in another shape, and how they were found."""
_A_SENTENCE = 0.002
"""Seconds that a sentence of either side takes."""


Item = tuple[Sequence[str], Sequence[str], Sequence[Bead]]
"""The sentences of two documents and their beads."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The beads of two documents in their new shape."""

    beads: tuple[Bead, ...]
    merged: frozenset[Bead]
    """Those that were two."""
    pieces: Mapping[Bead, tuple[Piece, ...]]
    """Those that were cut."""


def reshape(
    aligned: Aligned,
    documents: Documents,
    how: Reshape,
    runner: Runner,
    reporter: Reporter,
    decided: Sequence[LinkDecision] = (),
) -> Aligned:
    """Return the alignment with its links in another shape; what people decided stays as they left it.

    Args:
        aligned: the alignment as it was found.
        documents: those that were aligned.
        how: whether to cut, to merge, or both.
        runner: does each pair of documents.
        reporter: is told of each pair of documents.
        decided: what people decided of the alignment.
    """
    if how == "none":
        return aligned
    by_people = {decision.documents for decision in decided}

    def is_open(pair: Alignment) -> bool:
        has_links = any(bead.is_link for bead in pair.beads)
        return pair.kind != "given" and (pair.zh, pair.en) not in by_people and has_links

    items = (_texts(pair, documents) for pair in aligned.alignments if is_open(pair))
    alignments = []
    with reporter.stage("reshaping", len(aligned.alignments)) as step:
        shapes = runner.map(Reshaping(how), items)
        for pair in aligned.alignments:
            alignments.append(_reshaped(pair, next(shapes)) if is_open(pair) else pair)
            step(1)
    return replace(aligned, alignments=tuple(alignments))


def _texts(pair: Alignment, documents: Documents) -> Item:
    zh, en = ([segment.text for segment in documents[name].main] for name in (pair.zh, pair.en))
    return zh, en, tuple(pair.beads)


def _reshaped(pair: Alignment, shape: Shape) -> Alignment:
    return replace(pair, beads=Beads(shape.beads), merged=shape.merged, pieces=shape.pieces)


@dataclass(frozen=True)
class Reshaping(Stage[Item, Shape]):
    """Cuts and merges the beads of two documents."""

    how: Reshape

    def __call__(self, item: Item, kit: Kit) -> Shape:
        """See :class:`corpus.pipeline.runner.Stage`."""
        zh, en, before = item
        beads = list(before)
        if self.how != "cut":
            beads = merge(zh, en, beads, kit.embedder)
        merged = frozenset(beads) - frozenset(before)
        pieces: dict[Bead, tuple[Piece, ...]] = {}
        if self.how != "merge":
            whole = [bead for bead in beads if bead not in merged]
            pieces = _cut(zh, en, whole, kit.embedder, kit.cache)
        return Shape(tuple(beads), merged, pieces)

    def cost(self, item: Item) -> float:
        """See :class:`corpus.pipeline.runner.Stage`."""
        return _A_SENTENCE * (len(item[0]) + len(item[1]))


def _cut(
    zh: Sequence[str], en: Sequence[str], beads: Sequence[Bead], embedder: Embedder, cache: Cache
) -> dict[Bead, tuple[Piece, ...]]:
    """Return the pieces of beads, from the cache where they were cut before."""
    links = [bead for bead in beads if bead.is_link]
    signature = default_model().signature
    key = key_of("pieces", _SCHEMA, embedder.signature, signature, zh, en, [_plain(bead) for bead in links])
    kept = cache.get(key)
    if kept is None:
        pieces = cut(zh, en, links, embedder)
        rows = [
            [_plain(bead), [[p.zh, p.en, _plain(p.bead)] for p in parts]] for bead, parts in pieces.items()
        ]
        cache.put(key, rows)
        return pieces
    return {
        Bead(*bead): tuple(Piece(zh_part, en_part, Bead(*place)) for zh_part, en_part, place in parts)
        for bead, parts in kept
    }


def _plain(bead: Bead) -> list[float]:
    return [bead.source_start, bead.source_end, bead.target_start, bead.target_end, bead.confidence]
