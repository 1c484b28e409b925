"""Links in another shape, where a user wants them: cut into pieces, or joined with a doubtful neighbour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from align.beads.aligner import default_model
from align.beads.reshape import Piece, cut, merge
from align.embedder import Embedder
from corpus.cache import Cache, key_of
from corpus.model import Bead
from corpus.pipeline.alignment import Aligned, Alignment, Link
from corpus.pipeline.links import LinkDecision
from corpus.pipeline.reporter import Reporter
from corpus.settings import Reshape

_VERSION = 1
"""Of how beads are reshaped, for what is kept."""


def reshape(
    aligned: Aligned,
    how: Reshape,
    embedder: Embedder,
    cache: Cache,
    reporter: Reporter,
    decided: Sequence[LinkDecision] = (),
) -> Aligned:
    """Return the alignment with its links in another shape; what people decided stays as they left it.

    Args:
        aligned: the alignment as it was found.
        how: whether to cut, to merge, or both.
        embedder: tells how close sentences are.
        cache: keeps the pieces.
        reporter: is told of each pair of documents.
        decided: what people decided of the alignment.
    """
    if how == "none":
        return aligned
    by_people = {decision.documents for decision in decided}
    links: dict[tuple[str, str], list[Link]] = {}
    for link in aligned.links:
        links.setdefault((link.zh.document.name, link.en.document.name), []).append(link)
    alignments = []
    with reporter.stage("reshaping", len(aligned.alignments)) as step:
        for pair in aligned.alignments:
            names = (pair.zh.name, pair.en.name)
            before = links.get(names, [])
            if before and names not in by_people and before[0].kind != "given":
                pair, links[names] = _reshaped(pair, before, how, embedder, cache)
            alignments.append(pair)
            step(1)
    every = tuple(link for group in links.values() for link in group)
    return replace(aligned, alignments=tuple(alignments), links=every)


def _reshaped(
    pair: Alignment, before: Sequence[Link], how: Reshape, embedder: Embedder, cache: Cache
) -> tuple[Alignment, list[Link]]:
    """Return a pair of documents with its beads, and its links, in their new shape."""
    zh, en = before[0].zh, before[0].en
    texts = [segment.text for segment in zh.main], [segment.text for segment in en.main]
    beads = list(pair.beads)
    if how != "cut":
        beads = merge(*texts, beads, embedder)
    merged = set(beads) - set(pair.beads)
    pieces: dict[Bead, tuple[Piece, ...]] = {}
    if how != "merge":
        pieces = _cut(*texts, [bead for bead in beads if bead not in merged], embedder, cache)
    found_by = before[0].found_by
    links: list[Link] = []
    for bead in beads:
        if bead in pieces:
            of = f" of {bead.kind}"
            links += (Link(zh, en, p.bead, p.bead.kind + of, found_by, p) for p in pieces[bead])
        elif bead.is_link:
            kind = f"{bead.kind} merged" if bead in merged else bead.kind
            links.append(Link(zh, en, bead, kind, found_by))
    return replace(pair, beads=tuple(beads)), links


def _cut(
    zh: Sequence[str], en: Sequence[str], beads: Sequence[Bead], embedder: Embedder, cache: Cache
) -> dict[Bead, tuple[Piece, ...]]:
    """Return the pieces of beads, from the cache where they were cut before."""
    links = [bead for bead in beads if bead.is_link]
    signature = default_model().signature
    key = key_of("pieces", _VERSION, embedder.signature, signature, zh, en, [_plain(bead) for bead in links])
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
