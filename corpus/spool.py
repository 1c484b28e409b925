"""Sequences that are not held in memory: values in a file, and sequences that are made of others.

A corpus of a million units takes two gigabytes as objects and some 400 MB in files. The files are SQLite's
private ones (https://www.sqlite.org/inmemorydb.html): they have no name, stand where the system keeps large
temporary files (``SQLITE_TMPDIR``, ``TMPDIR``, ``/var/tmp``), stay in memory while they are small, and are
gone with the process, however it ends. SQLite rather than Arrow, because values are written one by one, read
in order and by their place, and hold values in turn (flags with spans): columns would be built and taken
apart again for every unit, and nothing has to be installed for it.
"""

from __future__ import annotations

import pickle
import sqlite3
from abc import abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from operator import eq
from typing import Generic, TypeVar, overload

from corpus.errors import CorpusError

T = TypeVar("T")
In = TypeVar("In")

_TOGETHER, _WAITING = 256, 1 << 20
"""Values that are written and read at once, and bytes that wait to be written: a large document waits for
nothing."""


class Lazy(Sequence[T]):
    """A sequence whose values are made or read when they are asked for, each time anew."""

    @abstractmethod
    def at(self, place: int) -> T:
        """Return the value at a place from 0 to the length."""

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        places = range(len(self))[place]
        return self.at(places) if isinstance(places, int) else list(map(self.at, places))

    def __iter__(self) -> Iterator[T]:
        return map(self.at, range(len(self)))

    def __eq__(self, other: object) -> bool:
        """Whether another sequence, lazy or not, holds the same values."""
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # as of a list: what it holds may grow


class Spool(Lazy[T]):
    """Values in a file, which pickle can write; more may be added at the end.

    >>> spool = Spool("abc")
    >>> spool.append("d")
    >>> len(spool), spool[1], spool[-1], list(spool), spool[1:3]
    (4, 'b', 'd', ['a', 'b', 'c', 'd'], ['b', 'c'])
    """

    def __init__(self, values: Iterable[T] = ()) -> None:
        """Open a file with these values in it.

        Raises:
            CorpusError: it cannot be written, here or by what adds values.
        """
        # Other threads may read it: SQLite lets them take turns.
        self._file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("CREATE TABLE kept (place INTEGER PRIMARY KEY, value BLOB NOT NULL)")
        self._waiting: list[tuple[int, bytes]] = []
        self._bytes = 0
        self._count = 0
        self.extend(values)

    def append(self, value: T) -> None:
        """Add a value."""
        written = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        self._waiting.append((self._count, written))
        self._bytes += len(written)
        self._count += 1
        if len(self._waiting) >= _TOGETHER or self._bytes >= _WAITING:
            self._write()

    def extend(self, values: Iterable[T]) -> None:
        """Add values."""
        for value in values:
            self.append(value)

    def _write(self) -> None:
        try:
            self._file.execute("BEGIN")
            self._file.executemany("INSERT INTO kept VALUES (?, ?)", self._waiting)
            self._file.execute("COMMIT")
        except sqlite3.Error as error:
            raise CorpusError(
                f"a temporary file cannot be written ({error}): "
                "free some space, or set TMPDIR to a folder that has more"
            ) from error
        self._waiting.clear()
        self._bytes = 0

    def at(self, place: int) -> T:
        """See :class:`Lazy`."""
        return self._read(place, place + 1)[0]

    def _read(self, start: int, end: int) -> list[T]:
        if self._waiting:
            self._write()
        query = "SELECT value FROM kept WHERE place >= ? AND place < ? ORDER BY place"
        rows = self._file.execute(query, (start, end)).fetchall()
        return [pickle.loads(value) for (value,) in rows]  # noqa: S301 - what this process wrote

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        for start in range(0, len(self), _TOGETHER):
            yield from self._read(start, start + _TOGETHER)


class Recent(Generic[T]):
    """The values that were last asked for, up to a size: neighbours ask for the same again.

    >>> recent = Recent[str](most=3, size=len)
    >>> recent.get("a", lambda: "aa"), recent.get("a", lambda: "made again")
    ('aa', 'aa')
    >>> recent.get("b", lambda: "bb"), recent.peek("a"), recent.get("a", lambda: "made again")
    ('bb', None, 'made again')
    """

    def __init__(self, most: int, size: Callable[[T], int]) -> None:
        """Keep values whose sizes are ``most`` in all, or one that is larger."""
        self._most, self._size = most, size
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._held = 0

    def peek(self, key: Hashable) -> T | None:
        """Return the value of a key if it is here."""
        return self._values.get(key)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value of a key, which is made if it is not here."""
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]
        value = self._values[key] = make()
        self._held += self._size(value)
        while self._held > self._most and len(self._values) > 1:
            _, oldest = self._values.popitem(last=False)
            self._held -= self._size(oldest)
        return value


class Mapped(Lazy[T], Generic[In, T]):
    """What a function makes of each value of another sequence.

    >>> list(Mapped(str.upper, Spool("ab")))
    ['A', 'B']
    """

    def __init__(self, function: Callable[[In], T], values: Sequence[In]) -> None:
        """Make nothing yet."""
        self._function, self._values = function, values

    def at(self, place: int) -> T:
        """See :class:`Lazy`."""
        return self._function(self._values[place])

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[T]:
        return map(self._function, self._values)


class Joined(Lazy[T]):
    """Sequences one after the other.

    >>> joined = Joined([Spool("ab"), [], "c"])
    >>> len(joined), joined[2], list(joined)
    (3, 'c', ['a', 'b', 'c'])
    """

    def __init__(self, parts: Sequence[Sequence[T]]) -> None:
        """Join the parts, which stay what they are."""
        self._parts = parts

    def at(self, place: int) -> T:
        """See :class:`Lazy`."""
        for part in self._parts:
            if place < len(part):
                return part[place]
            place -= len(part)
        raise IndexError(place)

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def __iter__(self) -> Iterator[T]:
        for part in self._parts:
            yield from part
