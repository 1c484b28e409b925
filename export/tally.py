"""What is counted of units and of what is none: one pass for all that report, summary and terminal tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.model import Origin, Rejection, Unit

BINS = 10
"""Of the histogram of scores."""
BANDS = ((0.8, 1.01), (0.6, 0.8), (0.4, 0.6), (0.2, 0.4), (0.0, 0.2))
"""Of scores: from, and below."""


@dataclass(slots=True)
class Figures:
    """How many units, and of these how many are flagged; the sum of their scores."""

    units: int = 0
    flagged: int = 0
    score: float = 0.0

    def add(self, unit: Unit) -> None:
        """Count a unit."""
        self.units += 1
        self.flagged += bool(unit.flags)
        self.score += unit.score

    @property
    def mean(self) -> str:
        """The mean score in words; a dash where there are no units."""
        return f"{self.score / self.units:.3f}" if self.units else "–"


OF_UNITS = ("draft", "units", "filter", "review")
"""The stages that set units aside, in their order."""


class Aside:
    """The counts of what was set aside.

    >>> Aside([Rejection("read", "empty", "a.txt", "holds no text")]).units
    0
    """

    def __init__(self, rejections: Iterable[Rejection]) -> None:
        """Count rejections."""
        self.reasons: Counter[tuple[str, str]] = Counter()
        """By stage and code."""
        self.segments: Counter[tuple[str, str]] = Counter()
        """How many segments stand in no file, by stage and code."""
        self.units_of: Counter[str] = Counter()
        """Units that were set aside, by document."""
        self.documents: list[Rejection] = []
        """Documents and pairs of them, each with its reason: few, beside the sentences."""
        for rejection in rejections:
            self._add(rejection)

    def _add(self, rejection: Rejection) -> None:
        reason = rejection.stage, rejection.code
        self.reasons[reason] += 1
        self.segments[reason] += len(rejection.places)
        if rejection.stage in OF_UNITS:
            self.units_of[rejection.document] += 1
        elif rejection.stage != "segment":
            self.documents.append(rejection)

    @property
    def units(self) -> int:
        """How many units were set aside."""
        return self.units_of.total()

    @property
    def failed(self) -> list[Rejection]:
        """The documents that could not be read."""
        return [rejection for rejection in self.documents if rejection.failed]


class Tally:
    """The counts of units.

    >>> Tally([]).all.mean
    '–'
    """

    def __init__(self, units: Iterable[Unit], documents: Iterable[str] = ()) -> None:
        """Count units; ``documents`` are those of which each is counted too, as source or target."""
        self.all = Figures()
        self.origins: Counter[Origin] = Counter()
        self.flags: Counter[str] = Counter()
        self.bins: Counter[tuple[int, Origin]] = Counter()
        """Units by tenth of their score and origin."""
        self.bands: dict[tuple[Origin, tuple[float, float]], Figures] = {}
        self.documents = {name: Figures() for name in documents}
        for unit in units:
            self._add(unit)

    def _add(self, unit: Unit) -> None:
        score, origin = unit.score, unit.origin
        self.all.add(unit)
        self.origins[origin] += 1
        self.flags.update(flag.code for flag in unit.flags)
        self.bins[min(int(score * BINS), BINS - 1), origin] += 1
        band = next(band for band in BANDS if band[0] <= score < band[1])
        self.bands.setdefault((origin, band), Figures()).add(unit)
        for name in (unit.document, unit.target_document):
            if name is not None and name in self.documents:
                self.documents[name].add(unit)
