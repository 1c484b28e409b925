"""What a run changed: this corpus beside the one that the last run left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError
from corpus.model import Unit
from corpus.pipeline.review_record import corpus_files
from export.manifest import previous_files
from export.read_tmx import read_units

_Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Changes:
    """How many units came, went, or say something else than before."""

    added: int
    removed: int
    changed: int

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def read_last_units(out: Path) -> dict[_Key, str] | None:
    """Return the targets of the last run's units by language pair, document and source.

    Nothing if there was no run.

    A sentence that only moved inside its document is the same unit to a person, though its id is another.
    """
    written = set(previous_files(out))
    paths = [path for path in corpus_files(out) if path in written] if out.is_dir() else []
    if not paths:
        return None
    try:
        return _by_source(unit for path in paths for unit in read_units(path))
    except CorpusError:
        # Damaged or of an older form: it is about to be replaced, and there is nothing to compare with.
        return None


def sources(before: Mapping[_Key, str]) -> frozenset[str]:
    """Return the sources of the last run's units."""
    return frozenset(source for *_, source in before)


def compare(before: dict[_Key, str], units: Iterable[Unit]) -> Changes:
    """Count what became of the units of the last run."""
    after = _by_source(units)
    changed = sum(before[key] != target for key, target in after.items() if key in before)
    return Changes(len(after.keys() - before.keys()), len(before.keys() - after.keys()), changed)


def _by_source(units: Iterable[Unit]) -> dict[_Key, str]:
    return {(u.source_tag, u.target_tag, u.document, u.source): u.target for u in units}
