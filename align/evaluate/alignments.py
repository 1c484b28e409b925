"""Hand-aligned texts, and how far an alignment agrees with them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from corpus.errors import CorpusError, UsageError
from corpus.model import Bead

_LINK = re.compile(r"\s*\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\]")
_CONFIDENCE_BANDS = ((0.0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 0.99), (0.99, 1.0))


class Link(NamedTuple):
    """Which sentences translate each other: the first zh and the first en sentence, and how many of each."""

    zh: int
    en: int
    zh_count: int
    en_count: int

    @property
    def is_filled(self) -> bool:
        """Whether there are sentences on both sides."""
        return bool(self.zh_count and self.en_count)

    @staticmethod
    def of(bead: Bead) -> Link:
        """Return the link that a bead with Chinese as the source stands for.

        >>> Link.of(Bead(4, 6, 3, 4, 0.9))
        Link(zh=4, en=3, zh_count=2, en_count=1)
        """
        return Link(
            bead.source_start,
            bead.target_start,
            bead.source_end - bead.source_start,
            bead.target_end - bead.target_start,
        )


Aligned = tuple[Sequence[Link], Sequence[Bead]]
"""The gold links of a text, and the beads that were found."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A hand-aligned text."""

    name: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    links: tuple[Link, ...]


def read_gold(folder: Path) -> list[Gold]:
    """Read the texts of a folder by name.

    ``NNN.zh`` and ``NNN.en`` hold a sentence a line, ``NNN.gold`` a link a line (``[0,1]:[0]``).

    Raises:
        CorpusError: there are none, a file cannot be read, or the links of a text do not tile it.
    """
    texts = [_read_text(path) for path in sorted(folder.glob("*.gold"))]
    if not texts:
        raise UsageError(f"{folder} holds no NNN.gold beside NNN.zh and NNN.en")
    return texts


def _read_text(path: Path) -> Gold:
    """Read the text whose links are in the file ``path``."""
    try:
        zh, en, lines = (
            tuple(path.with_suffix(suffix).read_text(encoding="utf-8").splitlines())
            for suffix in (".zh", ".en", ".gold")
        )
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: {error}") from error
    links = _read_links(lines)
    covered = (sum(link.zh_count for link in links), sum(link.en_count for link in links))
    if covered != (len(zh), len(en)):
        raise CorpusError(
            f"{path}: the links cover {covered[0]} and {covered[1]} sentences of {len(zh)} and {len(en)}"
        )
    return Gold(path.stem, zh, en, tuple(links))


def _read_links(lines: Iterable[str]) -> list[Link]:
    """Read links, which tile both sides in order, so that only their sizes count; other lines are left out.

    >>> _read_links(["[0,1]:[0]", "", "[2]:[]"])
    [Link(zh=0, en=0, zh_count=2, en_count=1), Link(zh=2, en=1, zh_count=1, en_count=0)]
    """
    links = []
    zh = en = 0
    for line in lines:
        match = _LINK.match(line)
        if match:
            zh_count, en_count = (len(re.findall(r"\d+", numbers)) for numbers in match.groups())
            links.append(Link(zh, en, zh_count, en_count))
            zh, en = zh + zh_count, en + en_count
    return links


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far predicted links agree with gold ones, as Vecalign counts (Thompson and Koehn 2019).

    Precision is over all predicted links, nulls included, recall over the gold links with both sides filled.
    """

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def agreement(texts: Iterable[Aligned]) -> tuple[Agreement, Agreement]:
    """Return strict and lax agreement over all texts.

    Strictly, a link must be the same; laxly, it must share a pair of sentences with a gold link.
    """
    right, right_laxly, predicted = 0, 0, 0
    recalled, recalled_laxly, wanted = 0, 0, 0
    for gold, beads in texts:
        links = [Link.of(bead) for bead in beads]
        strict, lax = _hits(gold, links)
        right, right_laxly, predicted = right + strict, right_laxly + lax, predicted + len(links)
        filled = [link for link in gold if link.is_filled]
        strict, lax = _hits([link for link in links if link.is_filled], filled)
        recalled, recalled_laxly, wanted = recalled + strict, recalled_laxly + lax, wanted + len(filled)
    return (
        Agreement(right / max(predicted, 1), recalled / max(wanted, 1)),
        Agreement(right_laxly / max(predicted, 1), recalled_laxly / max(wanted, 1)),
    )


def strict_f1(texts: Iterable[Aligned]) -> float:
    """Return F1 of links that are exactly the same."""
    return agreement(texts)[0].f1


class ReliabilityBand(NamedTuple):
    """The beads with a confidence in a band, and how many of them are right: as many as they say?"""

    band: str
    """``0.80-0.95``, without its end."""
    beads: int
    """How many."""
    confidence: float
    """Their mean confidence."""
    right: float
    """The share of them that is strictly right."""


def reliability(texts: Iterable[Aligned]) -> list[ReliabilityBand]:
    """Return how reliable confidences are, by bands of them; bands without beads are left out."""
    beads = [
        (bead.confidence, Link.of(bead) in links)
        for links, beads in ((set(gold), beads) for gold, beads in texts)
        for bead in beads
    ]
    bands = []
    for low, high in _CONFIDENCE_BANDS:
        inside = [bead for bead in beads if low <= bead[0] and (bead[0] < high or high == 1)]
        if inside:
            confidence, right = (sum(column) / len(inside) for column in zip(*inside, strict=True))
            bands.append(ReliabilityBand(f"{low:.2f}-{high:.2f}", len(inside), confidence, right))
    return bands


def _hits(gold: Sequence[Link], links: Sequence[Link]) -> tuple[int, int]:
    """Return how many of ``links`` are in ``gold``, and how many share at least a pair of sentences."""
    same = set(gold)
    counterparts: defaultdict[int, set[int]] = defaultdict(set)
    for link in gold:
        for i in range(link.zh, link.zh + link.zh_count):
            counterparts[i].update(range(link.en, link.en + link.en_count))

    def shares_a_pair(link: Link) -> bool:
        targets = set(range(link.en, link.en + link.en_count))
        return any(counterparts[i] & targets for i in range(link.zh, link.zh + link.zh_count))

    strict = sum(link in same for link in links)
    return strict, sum(link in same or shares_a_pair(link) for link in links)
