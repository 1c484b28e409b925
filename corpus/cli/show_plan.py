"""What ``--dry-run`` and ``--show-settings`` print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.cli.options import duration, print_table
from corpus.pipeline.dry_run import Drafting, DryRun
from corpus.settings import SETTINGS_FILE, TABLE, Settings, load_settings

_SHOWN = 10
"""Rows that are listed of many."""


def settings_rows(path: Path, settings: Settings, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return each setting with its value and where that comes from."""
    from_file = load_settings(path, {})
    rows = []
    for row in TABLE.values():
        value = getattr(settings, row.name)
        if given.get(row.name) is not None:
            where = f"command line ({row.option})"
        elif getattr(from_file, row.name) != row.default:
            where = str(path)
        else:
            where = "default"
        rows.append({"setting": row.name, "value": value, "from": where})
    return rows


def show_settings(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print the settings as a table."""
    print_table(
        ("setting", "value", "from"),
        [(str(row["setting"]), _value(row["value"]), str(row["from"])) for row in rows],
    )
    print(f'a line in {SETTINGS_FILE} sets one for the folder: engine = "none"')


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value) or "none"


def dry_run_as_json(answer: DryRun) -> dict[str, object]:
    """Return what a build would do, for programs."""
    drafting = [{**asdict(direction), "seconds": round(direction.seconds)} for direction in answer.drafting]
    seconds = {"seconds": round(answer.seconds), "drafting_seconds": round(answer.drafting_seconds)}
    return {**asdict(answer), "drafting": drafting, **seconds}


def show_dry_run(answer: DryRun) -> None:
    """Print what a build would do."""
    print(f"files: {sum(answer.formats.values())} ({_listed(answer.formats)})")
    print(f"languages: {_listed(answer.languages)}")
    print(f"sentences: {answer.sentences}")
    for name, message in answer.not_read[:_SHOWN]:
        print(f"not read: {name}: {message}")
    if len(answer.not_read) > _SHOWN:
        print(f"not read: {len(answer.not_read) - _SHOWN} more")
    print(f"pairs by name: {len(answer.pairs)} (a build also pairs documents by what they say)")
    for zh, en in answer.pairs[:_SHOWN]:
        print(f"  {zh} with {en}")
    if len(answer.pairs) > _SHOWN:
        print(f"  and {len(answer.pairs) - _SHOWN} more")
    for direction in answer.drafting:
        print(_drafting(direction))
    if any(direction.converts for direction in answer.drafting):
        print("the embedded model is converted first, once: about a minute")
    drafts = (
        f"{duration(answer.drafting_seconds)} of it drafting" if answer.drafting_seconds else "no drafting"
    )
    print(f"a build would take about {duration(answer.seconds)}, {drafts}; nothing was written")


def _drafting(direction: Drafting) -> str:
    """Say what is to be drafted in one direction."""
    name = f"{direction.source} → {direction.target}: {direction.sentences} sentences to draft"
    if direction.engine is None:
        return f"{name}, which no engine would do: build-corpus doctor says what there is"
    speed = (
        f"{direction.speed:.1f} a second, as measured here" if direction.speed else "speed not measured yet"
    )
    return f"{name} by the {direction.engine}, {direction.kept} of them kept from earlier runs ({speed})"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
