"""What was computed before: one SQLite file in the user's cache folder."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import platformdirs

_MOST_KEYS = 500
"""Parameters in one statement; SQLite allows 999 in old versions."""


def cache_folder() -> Path:
    """Return the folder for models and drafts: ``DUIZHAO_CACHE``, else the system's cache folder."""
    return Path(os.environ.get("DUIZHAO_CACHE") or platformdirs.user_cache_dir("duizhao"))


def key_of(*parts: object) -> str:
    """Return the key of a computation: a hash of everything its result depends on."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


_TABLE = "CREATE TABLE IF NOT EXISTS result (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"


class Cache:
    """Values by key, as JSON. Each write is committed at once, so a kill loses nothing that was finished.

    A run never ends for want of a cache: what cannot be read is computed again, what cannot be written is
    kept as long as the run lasts, and that is said once. A damaged file is moved aside (``.damaged``).
    """

    def __init__(self, path: Path) -> None:
        """Open the cache file, and make it if it is missing."""
        self.path = path
        self._unsaved: dict[str, str | bytes] = {}
        self._has_said = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = self._open()
        except (OSError, sqlite3.Error) as error:
            self._say(error)
            self._connection = _connect(":memory:")

    def _open(self) -> sqlite3.Connection:
        try:
            return _connect(self.path)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            self._say(error)
            self.path.replace(self.path.with_suffix(".damaged"))
            return _connect(self.path)

    def get(self, key: str) -> Any:
        """Return the value of ``key``, or nothing."""
        values = self.get_bytes([key])
        try:
            return json.loads(values[key]) if key in values else None
        except (ValueError, RecursionError) as error:
            self._say(error)
            return None

    def put(self, key: str, value: object) -> None:
        """Keep ``value`` under ``key``."""
        self._write({key: json.dumps(value, ensure_ascii=False)})

    def get_bytes(self, keys: Sequence[str]) -> dict[str, Any]:
        """Return what is kept under those of ``keys`` that are known."""
        values: dict[str, Any] = {key: self._unsaved[key] for key in keys if key in self._unsaved}
        try:
            for start in range(0, len(keys), _MOST_KEYS):
                part = tuple(keys[start : start + _MOST_KEYS])
                marks = ",".join("?" * len(part))
                query = f"SELECT key, value FROM result WHERE key IN ({marks})"  # noqa: S608 - only marks
                values |= dict(self._connection.execute(query, part).fetchall())
        except sqlite3.Error as error:
            self._say(error)
        return values

    def put_bytes(self, items: Mapping[str, bytes]) -> None:
        """Keep many values at once."""
        self._write(items)

    def _write(self, items: Mapping[str, str] | Mapping[str, bytes]) -> None:
        if self._unsaved:
            self._unsaved.update(items)
            return
        try:
            with self._connection:
                self._connection.execute("BEGIN")
                self._connection.executemany("INSERT OR REPLACE INTO result VALUES (?, ?)", items.items())
        except sqlite3.Error as error:
            self._say(error)
            self._unsaved.update(items)

    def _say(self, error: Exception) -> None:
        if not self._has_said:
            sys.stderr.write(
                f"cannot use the cache {self.path} ({error}): what was computed before is computed again, "
                "and forgotten after this run where it cannot be kept; free some space or set DUIZHAO_CACHE\n"
            )
        self._has_said = True

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _connect(path: Path | Literal[":memory:"]) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(_TABLE)
    except sqlite3.Error:
        connection.close()
        raise
    return connection
