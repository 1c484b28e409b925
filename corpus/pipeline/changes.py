"""What a run changed: this corpus beside the one that the last run left."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import CorpusError
from corpus.model import Unit
from corpus.pipeline.corpus import Corpus
from corpus.pipeline.review_record import corpus_files
from corpus.pipeline.units import Candidate
from corpus.spool import Mapped
from corpus.text.dates import date_of_seconds
from export.manifest import previous_files, read_manifest
from export.read_tmx import read_units
from export.report_parts import Changed

_DATE = re.compile(r"\d{8}T\d{6}Z")


@dataclass(frozen=True, slots=True)
class Changes:
    """Which units came, went, or say something else than before."""

    documents: tuple[Changed, ...]
    """How many of each document, in the order of their names; those in which nothing changed are left out."""

    def __bool__(self) -> bool:
        return bool(self.documents)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many units were added, removed and changed."""
        return {
            "added": sum(row.added for row in self.documents),
            "removed": sum(row.removed for row in self.documents),
            "changed": sum(row.changed for row in self.documents),
        }


@dataclass(frozen=True, slots=True)
class LastUnits:
    """The units that the last run left, by hashes: their texts would be a second corpus in memory."""

    targets: Mapping[str, Mapping[int, int]]
    """For each document the hash of the target by that of language pair and source.

    A sentence that only moved inside its document is the same unit to a person, though its id is another.
    """
    sources: frozenset[int]
    dates: Mapping[str, Mapping[int | None, str]]
    """For each document the date of its units, and by hash those that have another: nearly none, and a date
    for each of a million would be as large as their targets."""

    def __contains__(self, source: object) -> bool:
        """Whether a text was the source of a unit."""
        return _hash(str(source)) in self.sources

    def date_of(self, unit: Unit) -> str | None:
        """Return the date of a unit that stood as it stands now, if it had another than it has now."""
        dates = self.dates.get(unit.document, {})
        if all(date == unit.date for date in dates.values()):
            return None  # Nearly always, and needs no hash.
        key = _key(unit)
        stands = self.targets[unit.document].get(key) == _hash(unit.target)
        return dates.get(key, dates[None]) if stands else None


NO_UNITS = LastUnits({}, frozenset(), {})


def read_last_units(out: Path) -> LastUnits | None:
    """Return the units of the last run; nothing if there was none."""
    written = set(previous_files(out))
    paths = [path for path in corpus_files(out) if path in written] if out.is_dir() else []
    if not paths:
        return None
    targets: dict[str, dict[int, int]] = {}
    sources: set[int] = set()
    dates: dict[str, dict[int | None, str]] = {}
    try:
        for path in paths:
            for unit in read_units(path):
                key = _key(unit)
                targets.setdefault(unit.document, {})[key] = _hash(unit.target)
                sources.add(_hash(unit.source))
                of_document = dates.setdefault(unit.document, {None: unit.date})
                if unit.date != of_document[None]:
                    of_document[key] = sys.intern(unit.date)
    except CorpusError:
        # Damaged or of an older form: it is about to be replaced, and there is nothing to compare with.
        return None
    return LastUnits(targets, frozenset(sources), dates)


def with_dates(corpus: Corpus, before: LastUnits) -> Corpus:
    """Return the corpus with the dates of the units that stand as they did.

    The date of a file stands for a date that a document does not state: whoever changes one sentence of it
    changes no other unit. A date that the document states, or the user for all (SOURCE_DATE_EPOCH), holds.
    """
    if not before.dates:
        return corpus
    undated = {
        document.name: date_of_seconds(document.modified)
        for document in corpus.documents
        if not document.metadata.date
    }

    def dated(candidate: Candidate) -> Candidate:
        unit = candidate.unit
        date = before.date_of(unit) if undated.get(unit.document) == unit.date else None
        if date is None or not _DATE.fullmatch(date):  # Somebody may have edited the last file.
            return candidate
        return replace(candidate, unit=replace(unit, date=date))

    files = (replace(file, candidates=Mapped(dated, file.candidates)) for file in corpus.files)
    return replace(corpus, files=tuple(files))


def compare(before: LastUnits, units: Iterable[Unit]) -> Changes:
    """Count for each document what became of the units of the last run."""
    after: dict[str, dict[int, int]] = {}
    for unit in units:
        after.setdefault(unit.document, {})[_key(unit)] = _hash(unit.target)
    rows = (
        _changed(name, before.targets.get(name, {}), after.get(name, {}))
        for name in sorted(before.targets.keys() | after.keys())
    )
    return Changes(tuple(row for row in rows if row.added or row.removed or row.changed))


def last_changes(out: Path) -> tuple[Changed, ...]:
    """Return what the last run that changed something did to each document, from its manifest.

    A run that changes nothing says the same again, so that it writes the same bytes.
    """
    kept = read_manifest(out).get("changed")
    rows = (_from_manifest(row) for row in kept) if isinstance(kept, list) else ()
    return tuple(row for row in rows if row is not None)


def _from_manifest(row: object) -> Changed | None:
    """Return a row of the manifest, which people may have written to."""
    if not isinstance(row, dict) or not isinstance(row.get("document"), str):
        return None
    counts = [row.get(name) for name in ("added", "removed", "changed")]
    added, removed, changed = (count if isinstance(count, int) else -1 for count in counts)
    return Changed(row["document"], added, removed, changed) if min(added, removed, changed) >= 0 else None


def _changed(document: str, before: Mapping[int, int], after: Mapping[int, int]) -> Changed:
    """Return how many units of a document came, went and say something else."""
    changed = sum(before[key] != target for key, target in after.items() if key in before)
    return Changed(document, len(after.keys() - before.keys()), len(before.keys() - after.keys()), changed)


def _key(unit: Unit) -> int:
    return _hash(unit.source_tag, unit.target_tag, unit.source)


def _hash(*texts: str) -> int:
    """Return 64 bits that tell texts apart; in a million some are alike once in forty million corpora."""
    data = "\0".join(texts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")
