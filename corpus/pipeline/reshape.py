"""Links in another shape, where a user wants them: cut into pieces, or joined with a doubtful neighbour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from align.beads.aligner import default_model
from align.beads.reshape import Piece, cut, merge
from align.embedder import Embedder
from corpus.cache import Cache, key_of
from corpus.model import Bead
from corpus.pipeline.alignment import Aligned, Alignment, Link
from corpus.pipeline.links import LinkDecision
from corpus.pipeline.reporter import Reporter
from corpus.pipeline.runner import Kit, Runner, Stage
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
    how: Reshape,
    runner: Runner,
    reporter: Reporter,
    decided: Sequence[LinkDecision] = (),
) -> Aligned:
    """Return the alignment with its links in another shape; what people decided stays as they left it.

    Args:
        aligned: the alignment as it was found.
        how: whether to cut, to merge, or both.
        runner: does each pair of documents.
        reporter: is told of each pair of documents.
        decided: what people decided of the alignment.
    """
    if how == "none":
        return aligned
    by_people = {decision.documents for decision in decided}
    links: dict[tuple[str, str], list[Link]] = {}
    for link in aligned.links:
        links.setdefault((link.zh.document.name, link.en.document.name), []).append(link)
    open_pairs = {
        names for names, before in links.items() if names not in by_people and before[0].kind != "given"
    }
    items = (_texts(pair, links) for pair in aligned.alignments if _names(pair) in open_pairs)
    alignments = []
    with reporter.stage("reshaping", len(aligned.alignments)) as step:
        shapes = runner.map(Reshaping(how), items)
        for pair in aligned.alignments:
            names = _names(pair)
            if names in open_pairs:
                shape = next(shapes)
                links[names] = list(_links(links[names][0], shape))
                pair = replace(pair, beads=shape.beads)
            alignments.append(pair)
            step(1)
    every = tuple(link for group in links.values() for link in group)
    return replace(aligned, alignments=tuple(alignments), links=every)


def _names(pair: Alignment) -> tuple[str, str]:
    return pair.zh.name, pair.en.name


def _texts(pair: Alignment, links: Mapping[tuple[str, str], Sequence[Link]]) -> Item:
    some = links[_names(pair)][0]
    zh, en = ([segment.text for segment in side.main] for side in (some.zh, some.en))
    return zh, en, pair.beads


def _links(like: Link, shape: Shape) -> Iterator[Link]:
    """Yield links of the same two documents as one before, found by the same model."""
    for bead in shape.beads:
        if bead in shape.pieces:
            for piece in shape.pieces[bead]:
                kind = f"{piece.bead.kind} of {bead.kind}"
                yield replace(like, bead=piece.bead, kind=kind, piece=piece)
        elif bead.is_link:
            kind = f"{bead.kind} merged" if bead in shape.merged else bead.kind
            yield replace(like, bead=bead, kind=kind)


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
