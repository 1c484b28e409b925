"""How many of a corpus's units are right: a sample to judge, and what its judgements allow to claim.

Judgements are counted as draws from a binomial distribution, which is cautious for a sample without
replacement; the interval is the exact one of Clopper and Pearson (1934).
"""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError, UsageError
from export.files import atomic_write
from export.read_tmx import read_tmx
from export.tables import write_rows

_STRATA = 10
"""Parts of the units, by score, from which as many are drawn as they are large."""
_COLUMNS = ("unit", "score", "source", "target", "right")
_YES = frozenset(["y", "yes", "1", "true", "right", "ok", "对", "是"])
_NO = frozenset(["n", "no", "0", "false", "wrong", "错", "否"])


@dataclass(frozen=True, slots=True)
class Judged:
    """What a sheet says: how many units were judged, and how many of them are right."""

    count: int
    right: int


def sample_size(share: float, confidence: float, errors: int) -> int:
    """Return how many units must be judged to claim that at least ``share`` of all are right.

    Up to ``errors`` of the judged ones may be wrong.
    """
    count = errors + 1
    while lower_bound(count - errors, count, confidence) < share:
        count += 1
    return count


def lower_bound(right: int, count: int, confidence: float) -> float:
    """Return the one-sided exact lower bound of the share that is right."""
    if right == 0:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        # The chance of at least this many right ones if the share is ``middle``.
        low, high = (middle, high) if _at_least(right, count, middle) < 1 - confidence else (low, middle)
    return low


def interval(right: int, count: int, confidence: float) -> tuple[float, float]:
    """Return the two-sided exact interval of the share that is right."""
    each = (1 + confidence) / 2
    return lower_bound(right, count, each), 1 - lower_bound(count - right, count, each)


def _at_least(right: int, count: int, share: float) -> float:
    if share <= 0:
        return 0.0
    if share >= 1:
        return 1.0
    logs = [
        math.lgamma(count + 1)
        - math.lgamma(k + 1)
        - math.lgamma(count - k + 1)
        + k * math.log(share)
        + (count - k) * math.log1p(-share)
        for k in range(right, count + 1)
    ]
    return math.fsum(map(math.exp, logs))


def write_sheet(tmx: Path, sheet: Path, above: float, count: int, seed: int) -> tuple[int, int]:
    """Draw units that score ``above`` or more, spread over the scores, and write the sheet to judge them in.

    Returns:
        How many units there are to draw from, and how many were drawn.

    Raises:
        CorpusError: no unit has such a score, a file cannot be read or written, or somebody has judged in a
        sheet of that name.
    """
    if sheet.suffix.lower() != ".tsv":
        raise CorpusError(f"{sheet}: a sheet is a table with tabs; choose a name that ends in .tsv")
    if sheet.exists() and any(_answers(_sheet_rows(sheet))):
        raise UsageError(f"{sheet} holds judgements; choose another name with --sheet, or remove it")
    units: list[tuple[float, int, str, str]] = []
    for number, entry in enumerate(read_tmx(tmx)):
        texts, score = list(entry.texts.values()), _number(entry.properties.get("x-score", ""))
        if len(texts) == 2 and score >= above:
            units.append((score, number, texts[0], texts[1]))
    if not units:
        raise UsageError(f"{tmx}: no unit has an x-score of {above:g} or more")
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    drawn = _stratified(sorted(units), min(count, len(units)), chance)
    chosen = sorted(drawn, key=lambda unit: unit[1])
    with atomic_write(sheet) as stream:
        write_rows(stream, [_COLUMNS])
        write_rows(
            stream, ((number, f"{score:.3f}", source, target, "") for score, number, source, target in chosen)
        )
    return len(units), len(chosen)


def _stratified(
    units: Sequence[tuple[float, int, str, str]], count: int, chance: random.Random
) -> list[tuple[float, int, str, str]]:
    """Draw from each tenth of the units, ordered by score, in proportion to its size."""
    chosen: list[tuple[float, int, str, str]] = []
    for k in range(_STRATA):
        stratum = units[k * len(units) // _STRATA : (k + 1) * len(units) // _STRATA]
        wanted = (k + 1) * count // _STRATA - k * count // _STRATA
        chosen += chance.sample(stratum, min(wanted, len(stratum)))
    numbers = {number for _, number, *_ in chosen}
    rest = [unit for unit in units if unit[1] not in numbers]
    return chosen + chance.sample(rest, count - len(chosen))


def read_sheet(path: Path) -> Judged:
    """Read a judged sheet back.

    Raises:
        CorpusError: it is no such sheet, or rows are not judged; all of them are named.
    """
    answers = _answers(_sheet_rows(path))
    unclear = [str(line) for line, answer in enumerate(answers, 2) if answer not in _YES | _NO]
    if unclear:
        raise UsageError(
            f"{path}: write y or n into the column 'right' of line "
            f"{', '.join(unclear[:20])}{' …' if len(unclear) > 20 else ''}"
        )
    return Judged(len(answers), sum(answer in _YES for answer in answers))


def _sheet_rows(path: Path) -> list[dict[str, str | None]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CorpusError(f"{path}: cannot be read ({error})") from error
    if not rows or "right" not in rows[0]:
        raise UsageError(
            f"{path}: is no sheet of `build-corpus audit`: the column 'right' is missing; give the sheet "
            "that it wrote"
        )
    return rows


def _answers(rows: Sequence[dict[str, str | None]]) -> list[str]:
    return [(row["right"] or "").strip().lower() for row in rows]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return -1.0
