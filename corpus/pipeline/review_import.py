"""Taking a review back: what people did to the units of a corpus goes into its record."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError
from corpus.pipeline.decisions import Decision, Review, key_of_decision
from corpus.pipeline.returned_work import Baseline, correct, decide
from corpus.pipeline.review_record import corpus_files, load_review, save_review
from export.locking import locked
from export.read_tmx import read_units
from export.returned import read_returned


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought."""

    new: tuple[Decision, ...]
    """Decisions that were not known before."""
    conflicts: tuple[tuple[Decision, ...], ...]
    """Of each source of which people want different things, the last decision of each of them."""
    files: dict[Path, int]
    """TMX files of human work that were written, and their units; none if nothing is new."""
    changed_sources: dict[Path, list[str]]
    """Of each file that came back, the sources that were changed in it: nothing is taken from those units."""
    strangers: dict[Path, int]
    """Of each file that came back, how many of its translations are of no unit of this corpus."""
    outdated: tuple[tuple[Decision, Decision], ...] = ()
    """New decisions that do not stand, each with what the same person had decided at a later date."""


def import_review(into: Path, paths: Sequence[Path], *, correct_sources: bool = False) -> Imported:
    """Find out what people decided in files that came back, and remember it beside the corpus in ``into``.

    Args:
        into: the folder that a build wrote.
        paths: what came back.
        correct_sources: whether a source that was changed is a correction of the document's sentence.

    Raises:
        CorpusError: files cannot be read; all of them are named, and nothing is imported.
    """
    # From reading to writing: another import in between would be lost.
    with locked(into, "build-corpus review import"):
        before = load_review(into)
        baseline = Baseline(unit for path in corpus_files(into) for unit in read_units(path))
        merged = _merge(before, baseline, paths, correct_sources=correct_sources)
        review = merged.review
        known = set(before.decisions)
        new = tuple(decision for decision in review.decisions if decision not in known)
        # Also where nothing is new: an import that was killed may have left the TMX behind the record.
        files = save_review(into, review) if review.decisions else {}
    return Imported(
        new,
        tuple(map(tuple, review.conflicts())),
        files if new else {},
        merged.changed_sources,
        merged.strangers,
        tuple(_outdated(new, review)),
    )


def _outdated(new: Sequence[Decision], review: Review) -> Iterator[tuple[Decision, Decision]]:
    """Yield what came back too late: an old sheet, or one from a machine whose clock is behind."""
    standing, fresh = review.standing(), set(new)
    for decision in new:
        last = standing.get(key_of_decision(decision))
        if last is None or last in fresh or not decision.is_verdict or last.reviewer != decision.reviewer:
            continue
        if (last.is_translation, last.target) != (decision.is_translation, decision.target):
            yield decision, last


@dataclass(frozen=True, slots=True)
class _Merged:
    """A review with what came back, and what was not taken of it."""

    review: Review
    changed_sources: dict[Path, list[str]]
    strangers: dict[Path, int]


def _merge(review: Review, baseline: Baseline, paths: Sequence[Path], *, correct_sources: bool) -> _Merged:
    """Take what people decided in each file into the review.

    Raises:
        CorpusError: files cannot be read; all of them are named.
    """
    changed_sources: dict[Path, list[str]] = {}
    strangers: dict[Path, int] = {}
    problems = []
    for path in paths:
        try:
            units, modified = read_returned(path)
        except CorpusError as error:
            problems.append(str(error))
            continue
        if count := sum(baseline.is_stranger(unit) and bool(unit.target) for unit in units):
            strangers[path] = count
        changed = [unit for unit in units if baseline.has_changed_source(unit)]
        corrections = [correct(unit, baseline, modified) if correct_sources else [] for unit in changed]
        refused = [unit.source for unit, made in zip(changed, corrections, strict=True) if not made]
        if refused:
            changed_sources[path] = refused
        decisions = (decide(unit, baseline, modified) for unit in units)
        review = review.merged(itertools.chain(*corrections, filter(None, decisions)))
    if problems:
        raise CorpusError("; ".join(problems) + "; nothing was imported")
    return _Merged(review, changed_sources, strangers)
