"""Boundary precision, recall and F1 of the splitter against gold sentences."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Sequence
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
    """A paragraph and where its sentences end; places are counted in characters that are no space."""

    text: str
    ends: tuple[int, ...]
    optional: frozenset[int]
    """Places at which one may split or not."""

    @staticmethod
    def of(sentences: Sequence[str], separators: Sequence[str], optional: Iterable[int] = ()) -> GoldUnit:
        """Return the paragraph that sentences make with what stands between them.

        Raises:
            ValueError: there is not one separator less than sentences.

        >>> GoldUnit.of(["It rained.", "We left."], [" "]).ends
        (9, 16)
        """
        text = "".join(
            sentence + separator for sentence, separator in zip(sentences, [*separators, ""], strict=True)
        )
        lengths = (len(_flat(sentence)) for sentence in sentences)
        return GoldUnit(text, tuple(itertools.accumulate(lengths)), frozenset(optional))


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
            units.append(GoldUnit.of(unit["sents"], unit["seps"], unit.get("opt", [])))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise CorpusError(
                f'{path}, line {number}: is no {{"sents": […], "seps": […]}} ({error})'
            ) from error
    return units


def evaluate(units: Sequence[GoldUnit], lang: Lang) -> Counts:
    """Split the units and compare; the last boundary of a unit does not count."""
    right = extra = missed = 0
    for unit in units:
        lengths = (len(_flat(sentence)) for block in sentences(unit.text, lang) for sentence in block)
        ignored = {*unit.ends[-1:], *unit.optional}
        predicted = set(itertools.accumulate(lengths)) - ignored
        gold = set(unit.ends) - ignored
        right += len(gold & predicted)
        extra += len(predicted - gold)
        missed += len(gold - predicted)
    return Counts(right, extra, missed)


def _flat(text: str) -> str:
    return _SPACE.sub("", text)
