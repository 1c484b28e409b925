"""Reviews whose sentence was edited in its document: kept as a suggestion for what it became."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from corpus.model import Flag, in_order
from corpus.pipeline.decisions import Decision, HumanWork
from corpus.pipeline.units import Candidate
from corpus.spool import Mapped
from corpus.text.fold import fold_spaces

_LIKE = 60.0
"""Similarity in percent (rapidfuzz.fuzz.ratio) from which a sentence may be what another became."""

Outdated = Mapping[tuple[str, str], Decision]
"""Decisions whose sentence was edited, by document and folded new source."""


def find_outdated(
    orphans: Iterable[Decision], human: HumanWork, sources: Iterable[tuple[str, str]]
) -> Outdated:
    """Return for each decision on a sentence that is gone the sentence that it most likely became.

    In the same document, the likest pair first, none twice, and none that a person has decided on.

    Args:
        orphans: decisions whose sentence stands in no document any more.
        human: what people decided.
        sources: document and text of every sentence that is new.
    """
    gone: dict[str, list[Decision]] = {}
    for orphan in orphans:
        if orphan.is_translation:
            gone.setdefault(orphan.document, []).append(orphan)
    if not gone:
        return {}
    there: dict[str, list[str]] = {}
    for document, text in sources:
        if document in gone:
            there.setdefault(document, []).append(text)
    outdated: dict[tuple[str, str], Decision] = {}
    for document, orphans_here in gone.items():
        for text, orphan in _matched(orphans_here, there.get(document, []), human):
            outdated[document, fold_spaces(text)] = orphan
    return outdated


def _matched(
    orphans: Sequence[Decision], texts: Sequence[str], human: HumanWork
) -> Iterable[tuple[str, Decision]]:
    pairs = [
        (fuzz.ratio(orphan.source, text), i, j)
        for i, orphan in enumerate(orphans)
        for j, text in enumerate(texts)
        if human.translation(orphan.source_tag, orphan.target_tag, text) is None
    ]
    taken: tuple[set[int], set[int]] = set(), set()
    for similarity, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if similarity >= _LIKE and i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            yield texts[j], orphans[i]


def flag_outdated(candidates: Sequence[Candidate], outdated: Outdated) -> Sequence[Candidate]:
    """Return the candidates, those with a review of their old sentence flagged with both sentences."""
    return Mapped(lambda candidate: _flagged(candidate, outdated), candidates) if outdated else candidates


def _flagged(candidate: Candidate, outdated: Outdated) -> Candidate:
    unit = candidate.unit
    old = outdated.get((unit.document, fold_spaces(unit.source)))
    if old is None or unit.origin == "reviewed" or unit.target_tag != old.target_tag:
        return candidate
    message = f"reviewed before it was changed: {old.source} → {old.target}"
    flags = in_order([*unit.flags, Flag("review-outdated", message)])
    return replace(candidate, unit=replace(unit, flags=flags))
