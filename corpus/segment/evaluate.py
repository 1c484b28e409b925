"""Boundary precision, recall and F1 of the splitter against gold sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError
from corpus.model import Lang
from corpus.segment.splitter import sentences

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Counts:
    """Boundaries that are in the gold and predicted, only predicted, only in the gold."""

    right: int
    extra: int
    missed: int

    @property
    def precision(self) -> float:
        """In percent."""
        return 100 * self.right / max(self.right + self.extra, 1)

    @property
    def recall(self) -> float:
        """In percent."""
        return 100 * self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        """In percent."""
        return 200 * self.right / (2 * self.right + self.extra + self.missed) if self.right else 0.0


@dataclass(frozen=True, slots=True)
class GoldUnit:
    """A paragraph in sentences; ``optional`` boundaries, counted in characters that are no space, may be split or not."""

    text: str
    ends: tuple[int, ...]
    optional: frozenset[int]


def read_gold(path: Path) -> list[GoldUnit]:
    """Read a file of JSON lines: ``{"sents": [...], "seps": [...], "opt": [...]}``.

    Raises:
        CorpusError: the file cannot be read or a line has another form.
    """
    units = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: cannot be read ({error})") from error
    for number, line in enumerate(lines, 1):
        try:
            unit = json.loads(line)
            sents, seps = unit["sents"], [*unit["seps"], ""]
            text = "".join(sentence + separator for sentence, separator in zip(sents, seps, strict=True))
            lengths = [len(_flat(sentence)) for sentence in sents]
            ends = tuple(sum(lengths[: i + 1]) for i in range(len(lengths)))
            units.append(GoldUnit(text, ends, frozenset(unit.get("opt", []))))
        except (ValueError, KeyError, TypeError) as error:
            raise CorpusError(
                f'{path}, line {number}: is no {{"sents": […], "seps": […]}} ({error})'
            ) from error
    return units


def evaluate(units: Sequence[GoldUnit], lang: Lang) -> Counts:
    """Split the units and compare; the last boundary of a unit does not count."""
    right = extra = missed = 0
    for unit in units:
        predicted = set()
        position = 0
        for block in sentences(unit.text, lang):
            for sentence in block:
                position += len(_flat(sentence))
                predicted.add(position)
        ignored = {unit.ends[-1], *unit.optional} if unit.ends else set()
        gold, predicted = set(unit.ends) - ignored, predicted - ignored
        right, extra, missed = (
            right + len(gold & predicted),
            extra + len(predicted - gold),
            missed + len(gold - predicted),
        )
    return Counts(right, extra, missed)


def _flat(text: str) -> str:
    return _SPACE.sub("", text)
