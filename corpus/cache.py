"""What was computed before: one SQLite file in the user's cache folder."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

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


FILE, DAMAGED = "drafts.sqlite", ".damaged"
_VERSION = 2
"""Of the table below (PRAGMA user_version). Version 1 had neither checksum nor day."""
_TABLE = (
    "CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, value NOT NULL, checksum BLOB NOT NULL, "
    "day INTEGER NOT NULL) WITHOUT ROWID"
)


class Cache:
    """Values by key, as JSON. Each write is committed at once, so a kill loses nothing that was finished.

    A run never ends for want of a cache: what cannot be read is computed again, what cannot be written is
    kept as long as the run lasts, and that is said once. A damaged file is moved aside (``.damaged``). Each
    value has a checksum: one that was changed since is none. A file of a later version is left alone.
    """

    def __init__(self, path: Path, *, quiet: bool = False) -> None:
        """Open the cache file, and make it if it is missing.

        ``quiet``: whether another process says what is wrong with it.
        """
        self.path = path
        self._unsaved: dict[str, str | bytes] = {}
        self._has_said = quiet
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
            self.path.replace(self.path.with_suffix(DAMAGED))
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
                query = f"SELECT key, value, checksum FROM entry WHERE key IN ({marks})"  # noqa: S608 - only marks
                for key, value, checksum in self._connection.execute(query, part):
                    if checksum == _checksum(key, value):
                        values[key] = value
                    else:
                        self._say(ValueError("an entry was changed since it was written"))
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
                rows = [(key, value, _checksum(key, value), _today()) for key, value in items.items()]
                self._connection.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?)", rows)
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

    def size(self) -> int:
        """Return how many results are kept."""
        try:
            (count,) = self._connection.execute("SELECT count(*) FROM entry").fetchone()
        except sqlite3.Error as error:
            self._say(error)
            return 0
        return int(count)

    def forget(self, days: int) -> int:
        """Remove what was written ``days`` or more days ago, and return how many results that were.

        Raises:
            CorpusError: the file cannot be changed.
        """
        try:
            cursor = self._connection.execute("DELETE FROM entry WHERE day <= ?", (_today() - days,))
            self._connection.execute("VACUUM")
        except sqlite3.Error as error:
            raise CorpusError(f"cannot clean {self.path}: {error}") from error
        return cursor.rowcount

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
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            raise sqlite3.OperationalError(f"it was written by a later version of build-corpus ({version})")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(_TABLE)
        if version < _VERSION:
            _take_over(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _take_over(connection: sqlite3.Connection) -> None:
    """Bring what version 1 kept into the table: settled drafts, which must not move."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        # Another process may have been quicker.
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'result'").fetchone():
            connection.create_function("checksum", 2, _checksum)
            connection.execute(
                "INSERT OR IGNORE INTO entry SELECT key, value, checksum(key, value), ? FROM result",
                (_today(),),
            )
            connection.execute("DROP TABLE result")
        connection.execute(f"PRAGMA user_version = {_VERSION}")


def _checksum(key: object, value: object) -> bytes:
    """Return what tells that neither key nor value was changed."""
    content = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(
        content, digest_size=8, key=str(key).encode("utf-8", "surrogatepass")[:64]
    ).digest()


def _today() -> int:
    return int(time.time() // 86_400)
