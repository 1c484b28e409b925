"""What a run changed: this corpus beside the one that the last run left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError
from corpus.model import Unit
from corpus.pipeline.review_record import corpus_files
from export.manifest import previous_files
from export.read_tmx import read_units


@dataclass(frozen=True, slots=True)
class Changes:
    """How many units came, went, or say something else than before."""

    added: int
    removed: int
    changed: int

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class LastUnits:
    """The units that the last run left, by hashes: their texts would be a second corpus in memory."""

    targets: Mapping[int, int]
    """Hash of the target by that of language pair, document and source.

    A sentence that only moved inside its document is the same unit to a person, though its id is another.
    """
    sources: frozenset[int]

    def __contains__(self, source: object) -> bool:
        """Whether a text was the source of a unit."""
        return _hash(str(source)) in self.sources


NO_UNITS = LastUnits({}, frozenset())


def read_last_units(out: Path) -> LastUnits | None:
    """Return the units of the last run; nothing if there was none."""
    written = set(previous_files(out))
    paths = [path for path in corpus_files(out) if path in written] if out.is_dir() else []
    if not paths:
        return None
    targets: dict[int, int] = {}
    sources: set[int] = set()
    try:
        for path in paths:
            for unit in read_units(path):
                targets[_key(unit)] = _hash(unit.target)
                sources.add(_hash(unit.source))
    except CorpusError:
        # Damaged or of an older form: it is about to be replaced, and there is nothing to compare with.
        return None
    return LastUnits(targets, frozenset(sources))


def compare(before: LastUnits, units: Iterable[Unit]) -> Changes:
    """Count what became of the units of the last run."""
    last = before.targets
    after = {_key(unit): _hash(unit.target) for unit in units}
    changed = sum(last[key] != target for key, target in after.items() if key in last)
    return Changes(len(after.keys() - last.keys()), len(last.keys() - after.keys()), changed)


def _key(unit: Unit) -> int:
    return _hash(unit.source_tag, unit.target_tag, unit.document, unit.source)


def _hash(*texts: str) -> int:
    """Return 64 bits that tell texts apart; in a million some are alike once in forty million corpora."""
    data = "\0".join(texts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")
