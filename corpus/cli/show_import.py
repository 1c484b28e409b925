"""What ``build-corpus review import`` prints: what people decided, and what was not taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import get_args

from corpus.cli.options import short
from corpus.pipeline.decisions import Decision, Kind, mean_edit_distance
from corpus.pipeline.review_import import Imported
from export.omegat import SAVED

_SHOWN = 10
"""Rows that are listed of many."""


def _counts(imported: Imported) -> dict[str, int]:
    return {kind: sum(d.kind == kind for d in imported.new) for kind in get_args(Kind)}


def imported_as_json(imported: Imported) -> dict[str, object]:
    """Return what an import brought, for programs."""
    return {
        **_counts(imported),
        "mean_edit_distance": round(mean_edit_distance(imported.new), 1),
        "comments": [asdict(decision) for decision in imported.new if decision.comment],
        "conflicts": [[asdict(decision) for decision in people] for people in imported.conflicts],
        "files": {path.name: count for path, count in imported.files.items()},
        "changed_sources": {str(path): sources for path, sources in imported.changed_sources.items()},
        "strangers": {str(path): count for path, count in imported.strangers.items()},
        "outdated": [[asdict(decision) for decision in both] for both in imported.outdated],
    }


def show_imported(imported: Imported) -> None:
    """Print what an import brought, and what of it was not taken."""
    if imported.new:
        _show_counts(imported)
    else:
        print("nothing new: all of it was imported before, or no person changed, approved or said anything")
    comments = [(decision.source, decision.comment) for decision in imported.new if decision.comment]
    for source, comment in comments[:_SHOWN]:
        print(f"  comment on {short(source)}: {short(comment, 100)}")
    _show_rest(comments)
    if imported.conflicts:
        _show_conflicts(imported.conflicts)
    if imported.outdated:
        _show_outdated(imported.outdated)
    for path, count in imported.files.items():
        print(f"{path}: {count} units")
    _show_not_taken(imported)


def _show_not_taken(imported: Imported) -> None:
    for path, sources in imported.changed_sources.items():
        print(f"{path}: {len(sources)} rows were not taken, since their source was changed; put it back,")
        print("  change the document itself and build again, or import with --correct-sources where a whole")
        print("  sentence was put right:")
        for source in sources[:_SHOWN]:
            print(f"    {short(source, 100)}")
        _show_rest(sources)
    for path, count in imported.strangers.items():
        print(
            f"{path}: {count} translations are of no unit of this corpus and decide nothing here;\n"
            f"  {_what_to_do_with(path)}"
        )


def _show_rest(rows: Sequence[object]) -> None:
    if len(rows) > _SHOWN:
        print(f"    and {len(rows) - _SHOWN} more; --json lists all")


def _show_outdated(outdated: Sequence[tuple[Decision, Decision]]) -> None:
    print(
        f"  {len(outdated)} of them do not stand: the same person decided otherwise at a later date;\n"
        "  if a clock was wrong, decide again in: build-corpus review serve"
    )
    for decision, last in outdated[:_SHOWN]:
        print(f"    {short(decision.source)}")
        for choice in (decision, last):
            wish = short(choice.target, 100) if choice.is_translation else choice.kind
            print(f"      {choice.date}{', stands' if choice is last else ''}: {wish}")
    _show_rest(outdated)


def _what_to_do_with(path: Path) -> str:
    """Return how the translations of a file that belongs to no review can be used."""
    memory = path / SAVED if (path / SAVED).is_file() else path
    if path.is_dir() or path.name.lower().endswith((".tmx", ".tmx.gz")):
        return f"to use them as a translation memory: build-corpus DIR --memory {memory}"
    return "to use them, put the file among the documents: bilingual files are read as corpus"


def _show_counts(imported: Imported) -> None:
    new, counts = imported.new, _counts(imported)
    reviewers = ", ".join(sorted({decision.reviewer for decision in new}))
    print(f"{len(new)} decisions of {reviewers}:")
    edits = f" (mean edit distance {mean_edit_distance(new):.1f} characters)" if counts["edited"] else ""
    print(
        f"  confirmed {counts['confirmed']}, edited {counts['edited']}{edits}, rejected {counts['rejected']}"
    )
    if counts["corrected"]:
        print(f"  sources put right {counts['corrected']}: the next build reads them so")
    if counts["copied"]:
        print(f"  left as the source stands {counts['copied']}: taken as rejected")


def _show_conflicts(conflicts: Sequence[Sequence[Decision]]) -> None:
    print(
        f"  conflicts {len(conflicts)}: people want different things; the last stands until one of them "
        "changes it"
    )
    for people in conflicts[:_SHOWN]:
        print(f"    {short(people[0].source)}")
        for decision in people:
            wish = short(decision.target, 100) if decision.is_translation else decision.kind
            print(f"      {decision.reviewer}, {decision.date}: {wish}")
    _show_rest(conflicts)
