"""The units of a corpus in a temporary SQLite database: filtered, ordered and fetched by window."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from corpus.model import Flag, Score, Unit, language_of
from corpus.pipeline.decisions import Key, key_of

_PLAIN = tuple(f.name for f in fields(Unit) if f.name not in ("scores", "flags"))
_COLUMNS = ", ".join(f'"{name}"' for name in _PLAIN)
_STATE = ("state", "shown", "said", "decided_by", "conflict")
_TABLE = f"""
CREATE TABLE unit (
  place INTEGER PRIMARY KEY, key TEXT NOT NULL, text TEXT NOT NULL, score REAL, codes TEXT NOT NULL,
  {_COLUMNS}, scores TEXT, flags TEXT,
  state TEXT NOT NULL, shown TEXT, said TEXT, decided_by TEXT, conflict INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 0
);
"""
_INDICES = """
CREATE INDEX by_key ON unit (key);
CREATE INDEX by_id ON unit (id);
CREATE INDEX by_version ON unit (version);
CREATE INDEX by_document ON unit (document);
"""
_INSERTED = ("place", "key", "text", "score", "codes", "scores", "flags", *_STATE)
_MARKS = ", ".join("?" * (len(_INSERTED) + len(_PLAIN)))
_INSERT = f"INSERT INTO unit ({', '.join(_INSERTED)}, {_COLUMNS}) VALUES ({_MARKS})"  # noqa: S608
_encode = json.JSONEncoder(ensure_ascii=False).encode
_plain_values = attrgetter(*_PLAIN)
_DECIDED = "(state != '' OR origin = 'reviewed')"
_HAS_WORD = "instr(text || char(10) || lower(coalesce(shown, '')), ?)"


@dataclass(frozen=True, slots=True)
class State:
    """What people did to a unit."""

    kind: str = ""
    """The kind of the decision that stands, or nothing."""
    target: str | None = None
    """The translation that a person stands for, or a draft in which a name was put right."""
    comment: str | None = None
    reviewer: str | None = None
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A unit as lists show it."""

    place: int
    unit: Unit
    state: State

    @property
    def target(self) -> str:
        """The translation as it stands now."""
        return self.state.target or self.unit.target


@dataclass(frozen=True, slots=True)
class Filters:
    """Which units a list shows, and in which order."""

    text: str = ""
    document: str = ""
    origin: str = ""
    flag: str = ""
    state: str = ""
    """``open``: nobody decided; ``decided``; ``conflict``; ``comment``; or a kind of decision."""
    low: float = 0.0
    high: float = 1.0
    worst: bool = False
    """Whether the worst scores come first, and not the documents in their order."""

    def where(self) -> tuple[str, list[object]]:
        """Return the condition in SQL, and the values for its marks."""
        parts, values = ["score BETWEEN ? AND ?"], [self.low, self.high]
        conditions: list[tuple[object, str]] = [
            (self.document, "? IN (document, target_document)"),
            (self.origin, "origin = ?"),
            (self.flag and f" {self.flag} ", "instr(codes, ?)"),
            *((word, _HAS_WORD) for word in self.text.casefold().split()),
        ]
        given: list[object] = [*values]
        for value, condition in conditions:
            if value:
                parts.append(condition)
                given.append(value)
        if self.state in _STATES:
            parts.append(_STATES[self.state])
        elif self.state:
            parts.append("state = ?")
            given.append(self.state)
        return " AND ".join(parts), given


_STATES = {
    "open": f"NOT {_DECIDED}",
    "decided": _DECIDED,
    "conflict": "conflict",
    "comment": "said IS NOT NULL",
}


class UnitIndex:
    """The units of a corpus by place, document, flag, score and what became of them.

    A database of its own in a temporary file, which goes with the process. Not for two threads at once.

    >>> index = UnitIndex()
    >>> index.view(Filters())
    []
    """

    def __init__(self) -> None:
        # An empty name: SQLite keeps it in memory as far as that goes, and in a file without a name beyond.
        self._db = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._db.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_TABLE}")
        self._size = 0
        self.complete = False
        """Whether all units are in it."""
        self.version = 0
        """Grows with every change."""

    def add(self, units: Sequence[Unit], state_of: Callable[[Key], State] = lambda _: State()) -> None:
        """Take more units, in their order, each with what people did to it."""
        self._db.execute("BEGIN")
        rows = (_values(place, unit, state_of) for place, unit in enumerate(units, self._size))
        self._db.executemany(_INSERT, rows)
        self._db.execute("COMMIT")
        self._size += len(units)

    def finish(self) -> None:
        """Make it quick, now that all units are there."""
        self._db.executescript(_INDICES)
        self.complete = True

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    def view(self, filters: Filters) -> list[tuple[int, bool]]:
        """Return the places of the units that a list shows, in its order, and whether each is decided."""
        where, values = filters.where()
        order = "score, place" if filters.worst else "place"
        query = f"SELECT place, {_DECIDED} FROM unit WHERE {where} ORDER BY {order}"  # noqa: S608 - fixed parts
        return [(place, bool(decided)) for place, decided in self._db.execute(query, values)]

    def rows(self, places: Sequence[int]) -> list[Row]:
        """Return the units at these places, those that exist, in this order."""
        marks = ", ".join("?" * len(places))
        by_place = {row.place: row for row in self._rows(f"place IN ({marks})", places)}
        return [by_place[place] for place in places if place in by_place]

    def changed(self, since: int) -> list[Row]:
        """Return the units that something was done to after a version."""
        return list(self._rows("version > ?", [since]))

    def unit(self, identity: str) -> Row | None:
        """Return the unit with an id."""
        return next(self._rows("id = ?", [identity]), None)

    def with_key(self, key: Key) -> list[Row]:
        """Return the units of one source in one language pair."""
        return list(self._rows("key = ?", [_joined(key)]))

    def pairs(self) -> list[tuple[str, str]]:
        """Return the pairs that a person wrote, Chinese and English, the decided ones first."""
        rows = self._db.execute(
            "SELECT source_tag, source, coalesce(shown, target) FROM unit "
            "WHERE state IN ('confirmed', 'edited') OR (state = '' AND origin IN ('aligned', 'reviewed')) "
            "ORDER BY state = '', place"
        )
        return [
            (source, target) if language_of(tag) == "zh" else (target, source) for tag, source, target in rows
        ]

    def containing(self, source: str, most: int) -> list[Row]:
        """Return the units with a text in their source, as it is written there."""
        return list(self._rows("instr(source, ?) ORDER BY place LIMIT ?", [source, most]))

    def all_rows(self, where: str = "1") -> Iterator[Row]:
        """Yield all units in order."""
        return self._rows(f"{where} ORDER BY place", [])

    def set_states(self, states: Mapping[Key, State]) -> None:
        """Keep what people did to all units of these sources."""
        self.version += 1
        self._db.execute("BEGIN")
        self._db.executemany(
            "UPDATE unit SET state = ?, shown = ?, said = ?, decided_by = ?, conflict = ?, version = ? "
            "WHERE key = ?",
            [(*_state_values(state), self.version, _joined(key)) for key, state in states.items()],
        )
        self._db.execute("COMMIT")

    def progress(self) -> list[dict[str, Any]]:
        """Return for each document how many units it has, and how many are decided, in document order."""
        rows = self._db.execute(
            f"SELECT document, count(*), sum({_DECIDED}), sum(conflict) FROM unit "  # noqa: S608 - fixed parts
            "GROUP BY document ORDER BY min(place)"
        )
        return [
            {"document": document, "units": units, "decided": decided, "conflicts": conflicts}
            for document, units, decided, conflicts in rows
        ]

    def counts(self, column: str) -> dict[str, int]:
        """Return how many units have each value of ``origin``, or each flag under ``codes``."""
        counts: dict[str, int] = {}
        query = f'SELECT "{column}", count(*) FROM unit GROUP BY 1'  # noqa: S608 - a name of ours
        for value, count in self._db.execute(query):
            for word in value.split():
                counts[word] = counts.get(word, 0) + count
        return counts

    def _rows(self, where: str, values: Sequence[object]) -> Iterator[Row]:
        query = f"SELECT place, {_COLUMNS}, scores, flags, {', '.join(_STATE)} FROM unit WHERE {where}"  # noqa: S608 - fixed parts
        for place, *rest in self._db.execute(query, list(values)).fetchall():
            kind, target, comment, reviewer, conflict = rest[-len(_STATE) :]
            state = State(kind, target, comment, reviewer, bool(conflict))
            yield Row(place, _unit(rest[: -len(_STATE)]), state)


def _values(place: int, unit: Unit, state_of: Callable[[Key], State]) -> tuple[object, ...]:
    codes = " ".join(flag.code for flag in unit.flags)
    key = key_of(unit.source_tag, unit.target_tag, unit.source)
    return (
        place,
        _joined(key),
        f"{unit.source}\n{unit.target}".casefold(),
        unit.score,
        f" {codes} " if codes else "",
        _encode([[s.name, s.value, s.signature] for s in unit.scores]),
        _encode([[f.code, f.message, f.spans] for f in unit.flags]) if unit.flags else "[]",
        *_state_values(state_of(key)),
        *_plain_values(unit),
    )


def _state_values(state: State) -> tuple[object, ...]:
    return state.kind, state.target, state.comment, state.reviewer, state.conflict


def _unit(values: Sequence[Any]) -> Unit:
    given = dict(zip(_PLAIN, values, strict=False))
    del given["id"]  # Made from the others.
    scores, flags = json.loads(values[-2]), json.loads(values[-1])
    return Unit(
        **given,
        scores=tuple(Score(*score) for score in scores),
        flags=tuple(Flag(code, message, tuple(map(tuple, spans))) for code, message, spans in flags),
    )


def _joined(key: Key) -> str:
    return "\0".join(key)
