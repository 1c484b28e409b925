"""Hand-aligned texts, and how far an alignment agrees with them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError
from corpus.model import Bead

Link = tuple[int, int, int, int]
"""First zh sentence, first en sentence, and how many of each."""
_LINK = re.compile(r"\s*\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\]")


@dataclass(frozen=True, slots=True)
class Gold:
    """A hand-aligned text."""

    name: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    links: tuple[Link, ...]


def read_gold(folder: Path) -> list[Gold]:
    """Read the texts of a folder: ``NNN.zh`` and ``NNN.en``, a sentence a line, and ``NNN.gold``, a link a line (``[0,1]:[0]``).

    Raises:
        CorpusError: there are none, a file cannot be read, or the links of a text do not tile it.
    """
    texts = []
    for path in sorted(folder.glob("*.gold")):
        try:
            zh, en, gold = (
                tuple(path.with_suffix(s).read_text(encoding="utf-8").splitlines())
                for s in (".zh", ".en", ".gold")
            )
        except (OSError, UnicodeDecodeError) as error:
            raise CorpusError(f"{path}: {error}") from error
        links: list[Link] = []
        i = j = 0
        for line in gold:
            match = _LINK.match(line)
            if match:
                a, b = (len(re.findall(r"\d+", side)) for side in match.groups())
                links.append((i, j, a, b))
                i, j = i + a, j + b
        if (i, j) != (len(zh), len(en)):
            raise CorpusError(f"{path}: the links cover {i} and {j} sentences of {len(zh)} and {len(en)}")
        texts.append(Gold(path.stem, zh, en, tuple(links)))
    if not texts:
        raise CorpusError(f"{folder} holds no NNN.gold beside NNN.zh and NNN.en")
    return texts


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision over all predicted links, nulls included, and recall over the gold links with both sides filled (Thompson and Koehn 2019)."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return (
            2 * self.precision * self.recall / (self.precision + self.recall)
            if self.precision + self.recall
            else 0.0
        )


def agreement(pairs: Iterable[tuple[Sequence[Link], Sequence[Bead]]]) -> tuple[Agreement, Agreement]:
    """Return strict agreement, where a link must be the same, and lax, where it must share a pair of sentences with a gold link."""
    strict = lax = strict_found = lax_found = predicted = wanted = 0
    for gold, beads in pairs:
        made = [_link(bead) for bead in beads]
        strict_hits, lax_hits = _hits(gold, made)
        strict, lax, predicted = strict + strict_hits, lax + lax_hits, predicted + len(made)
        filled = [link for link in gold if link[2] and link[3]]
        strict_hits, lax_hits = _hits([link for link in made if link[2] and link[3]], filled)
        strict_found, lax_found, wanted = (
            strict_found + strict_hits,
            lax_found + lax_hits,
            wanted + len(filled),
        )
    return (
        Agreement(strict / max(predicted, 1), strict_found / max(wanted, 1)),
        Agreement(lax / max(predicted, 1), lax_found / max(wanted, 1)),
    )


def strict_f1(pairs: Iterable[tuple[Sequence[Link], Sequence[Bead]]]) -> float:
    """Return F1 of links that are exactly the same."""
    return agreement(pairs)[0].f1


def reliability(
    pairs: Iterable[tuple[Sequence[Link], Sequence[Bead]]],
) -> list[tuple[str, int, float, float]]:
    """Return for bands of confidence: the band, how many beads, their mean confidence, and the share of them that is right."""
    beads = [
        (bead.confidence, _link(bead) in links)
        for links, predicted in ((set(g), p) for g, p in pairs)
        for bead in predicted
    ]
    rows = []
    for low, high in ((0.0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 0.99), (0.99, 1.01)):
        inside = [(confidence, right) for confidence, right in beads if low <= confidence < high]
        if inside:
            mean = [sum(column) / len(inside) for column in zip(*inside, strict=True)]
            rows.append((f"{low:.2f}-{min(high, 1):.2f}", len(inside), mean[0], mean[1]))
    return rows


def _link(bead: Bead) -> Link:
    return (
        bead.source_start,
        bead.target_start,
        bead.source_end - bead.source_start,
        bead.target_end - bead.target_start,
    )


def _hits(gold: Sequence[Link], made: Sequence[Link]) -> tuple[int, int]:
    """Return how many of ``made`` are in ``gold``, and how many share a pair of sentences with a link of it."""
    same = set(gold)
    reach: defaultdict[int, set[int]] = defaultdict(set)
    for i, j, a, b in gold:
        for k in range(i, i + a):
            reach[k].update(range(j, j + b))
    strict = sum(link in same for link in made)
    lax = sum(
        (i, j, a, b) in same or any(reach[k] & set(range(j, j + b)) for k in range(i, i + a))
        for i, j, a, b in made
    )
    return strict, lax
