"""What was computed before: one SQLite file in the user's cache folder."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import platformdirs

from corpus.errors import CorpusError

_MOST_KEYS = 500
"""Parameters in one statement; SQLite allows 999 in old versions."""


def cache_folder() -> Path:
    """Return the folder for models and drafts: ``DUIZHAO_CACHE``, else the system's cache folder."""
    return Path(os.environ.get("DUIZHAO_CACHE") or platformdirs.user_cache_dir("duizhao"))


def key_of(*parts: object) -> str:
    """Return the key of a computation: a hash of everything its result depends on."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


class Cache:
    """Values by key, as JSON. Each write is committed at once, so a kill loses nothing that was finished."""

    def __init__(self, path: Path) -> None:
        """Open the cache file, and make it if it is missing.

        Raises:
            CorpusError: the file cannot be made or is no SQLite database.
        """
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=30, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS result (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
            )
        except (OSError, sqlite3.Error) as error:
            raise CorpusError(
                f"cannot use the cache {path} ({error}); delete it, free some space, or set DUIZHAO_CACHE to "
                "another folder"
            ) from error

    def get(self, key: str) -> Any:
        """Return the value of ``key``, or nothing."""
        row = self._do("SELECT value FROM result WHERE key = ?", (key,)).fetchone()
        return None if row is None else json.loads(row[0])

    def put(self, key: str, value: object) -> None:
        """Keep ``value`` under ``key``."""
        self._do("INSERT OR REPLACE INTO result VALUES (?, ?)", (key, json.dumps(value, ensure_ascii=False)))

    def get_bytes(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Return the bytes kept under those of ``keys`` that are known."""
        values: dict[str, bytes] = {}
        for start in range(0, len(keys), _MOST_KEYS):
            part = tuple(keys[start : start + _MOST_KEYS])
            marks = ",".join("?" * len(part))
            query = f"SELECT key, value FROM result WHERE key IN ({marks})"  # noqa: S608 - only marks
            values |= dict(self._do(query, part).fetchall())
        return values

    def put_bytes(self, items: Mapping[str, bytes]) -> None:
        """Keep many values at once."""
        self._do("BEGIN")
        for item in items.items():
            self._do("INSERT OR REPLACE INTO result VALUES (?, ?)", item)
        self._do("COMMIT")

    def _do(self, statement: str, values: tuple[str | bytes, ...] = ()) -> sqlite3.Cursor:
        try:
            return self._connection.execute(statement, values)
        except sqlite3.Error as error:
            raise CorpusError(
                f"cannot use the cache {self.path} ({error}); free some space or delete it"
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
