"""What people decided of sentence alignment: areas of two documents whose beads are fixed.

An area is a run of sentences of each side, tiled by beads. The next build finds it by its sentences, keeps
its beads, and aligns what lies between two areas anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from align.evaluate.alignments import Gold, Link
from corpus.model import Bead
from corpus.text.fold import fold_spaces

LinkKind = Literal["linked", "unlinked", "split", "merged", "withdrawn"]
Size = tuple[int, int]
"""How many sentences of each side a bead has."""
Align = Callable[[Sequence[str], Sequence[str]], Sequence[Bead]]


@dataclass(frozen=True, slots=True)
class LinkDecision:
    """What a person decided of a run of sentences of two documents."""

    kind: LinkKind
    """``withdrawn`` takes back the last one of the same person on the same documents."""
    zh_document: str
    en_document: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    sizes: tuple[Size, ...]
    """The beads that tile the sentences, in order."""
    zh_start: int
    """Where the run began, among the sentences of its document."""
    en_start: int
    reviewer: str
    date: str

    def __post_init__(self) -> None:
        if self.kind not in get_args(LinkKind):
            raise ValueError(f"not a kind of decision on alignment: {self.kind!r}")
        if not self.zh or not self.en:
            raise ValueError("an area needs sentences of both sides: else nobody knows where it is")
        if any(min(size) < 0 or not any(size) for size in self.sizes):
            raise ValueError(f"not the sizes of beads: {self.sizes}")
        if tuple(map(sum, zip(*self.sizes, strict=True))) != (len(self.zh), len(self.en)):
            raise ValueError(
                f"the beads {self.sizes} do not tile {len(self.zh)} and {len(self.en)} sentences"
            )

    @property
    def documents(self) -> tuple[str, str]:
        """The two documents."""
        return self.zh_document, self.en_document


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of sentences whose beads are fixed: ``[zh_start, zh_end)`` and so on."""

    zh_start: int
    zh_end: int
    en_start: int
    en_end: int
    sizes: tuple[Size, ...]

    @property
    def beads(self) -> tuple[Bead, ...]:
        """The beads, of which a person is sure."""
        beads = []
        i, j = self.zh_start, self.en_start
        for a, b in self.sizes:
            beads.append(Bead(i, i + a, j, j + b, 1.0))
            i, j = i + a, j + b
        return tuple(beads)

    def fits(self, other: Area) -> bool:
        """Whether both can hold: one lies before the other on both sides."""
        before = self.zh_end <= other.zh_start and self.en_end <= other.en_start
        return before or (other.zh_end <= self.zh_start and other.en_end <= self.en_start)


def effective_links(decisions: Iterable[LinkDecision]) -> list[LinkDecision]:
    """Return the decisions that count: all but those that were taken back, and what took them back."""
    kept: list[LinkDecision] = []
    for decision in decisions:
        if decision.kind != "withdrawn":
            kept.append(decision)
            continue
        mine = (
            place
            for place in reversed(range(len(kept)))
            if kept[place].documents == decision.documents and kept[place].reviewer == decision.reviewer
        )
        if (last := next(mine, None)) is not None:
            del kept[last]
    return kept


def locate(decisions: Iterable[LinkDecision], zh: Sequence[str], en: Sequence[str]) -> tuple[list[Area], int]:
    """Return the areas of two documents in order, and how many decisions have lost their sentences.

    Where two disagree the later one holds. Of several places with the same sentences the nearest to where
    they stood counts.
    """
    areas: list[Area] = []
    lost = 0
    zh_folded, en_folded = ([fold_spaces(text) for text in side] for side in (zh, en))
    for decision in reversed(effective_links(decisions)):
        i = _find(zh_folded, decision.zh, decision.zh_start)
        j = _find(en_folded, decision.en, decision.en_start)
        if i is None or j is None:
            lost += 1
            continue
        area = Area(i, i + len(decision.zh), j, j + len(decision.en), decision.sizes)
        if all(area.fits(later) for later in areas):
            areas.append(area)
    return sorted(areas, key=lambda area: (area.zh_start, area.en_start)), lost


def _find(folded: Sequence[str], run: Sequence[str], near: int) -> int | None:
    """Return where a run of sentences stands, the nearest place to where it stood."""
    wanted = [fold_spaces(text) for text in run]
    places = [
        start
        for start in range(len(folded) - len(wanted) + 1)
        if folded[start] == wanted[0] and folded[start : start + len(wanted)] == wanted
    ]
    return min(places, key=lambda start: abs(start - near), default=None)


def links_to_learn_from(decisions: Iterable[LinkDecision]) -> list[Gold]:
    """Return the runs of sentences that people linked, each as a text with its links.

    Where two are about the same sentences the later one counts.
    """
    kept: list[tuple[tuple[str, str], Area]] = []
    runs: list[Gold] = []
    for number, decision in enumerate(reversed(effective_links(decisions))):
        i, j = decision.zh_start, decision.en_start
        area = Area(i, i + len(decision.zh), j, j + len(decision.en), decision.sizes)
        if all(area.fits(later) for documents, later in kept if documents == decision.documents):
            kept.append((decision.documents, area))
            at_the_start = Area(0, len(decision.zh), 0, len(decision.en), decision.sizes)
            links = tuple(map(Link.of, at_the_start.beads))
            runs.append(Gold(f"{number}", decision.zh, decision.en, links))
    return runs


def align_between(
    zh: Sequence[str], en: Sequence[str], areas: Sequence[Area], align: Align
) -> tuple[Bead, ...]:
    """Return the beads of two documents: those of the areas, and between them what ``align`` finds.

    >>> fixed = Area(1, 2, 0, 1, ((1, 1),))
    >>> def alone(zh, en):
    ...     return [Bead(i, i + 1, 0, 0, 0.5) for i in range(len(zh))]
    >>> [bead.kind for bead in align_between(["a", "b", "c"], ["b"], [fixed], alone)]
    ['1:0', '1:1', '1:0']
    """
    end = Area(len(zh), len(zh), len(en), len(en), ())
    beads: list[Bead] = []
    i = j = 0
    for area in [*areas, end]:
        if i < area.zh_start or j < area.en_start:
            beads += _moved(align(zh[i : area.zh_start], en[j : area.en_start]), i, j)
        beads += area.beads
        i, j = area.zh_end, area.en_end
    return tuple(beads)


def _moved(beads: Iterable[Bead], i: int, j: int) -> Iterator[Bead]:
    for bead in beads:
        yield Bead(
            bead.source_start + i,
            bead.source_end + i,
            bead.target_start + j,
            bead.target_end + j,
            bead.confidence,
        )
