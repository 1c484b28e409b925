"""What Ray's actors hand over: a file a batch, in a folder that all machines see or in an object store."""

from __future__ import annotations

import os
from typing import Literal

from corpus.errors import CorpusError, UsageError

Kind = Literal["shard", "part"]


class Shards:
    """The files ``shard-<key>`` of a folder or of an address that fsspec knows (``s3://bucket/folder``).

    >>> import tempfile
    >>> shards = Shards(tempfile.mkdtemp())
    >>> shards.write("a", b"results")
    >>> shards.keys(), shards.read("a")
    ({'a'}, b'results')
    >>> shards.remove()
    >>> shards.keys()
    set()
    """

    def __init__(self, folder: str) -> None:
        """Open a folder; it is made when something is written into it.

        Raises:
            CorpusError: fsspec, or what it needs for this kind of address, is not installed.
        """
        try:
            import fsspec
        except ImportError as error:
            raise CorpusError('shards need fsspec: pip install "duizhao[ray]"') from error
        try:
            self._storage, self._folder = fsspec.core.url_to_fs(folder)
        except (ImportError, ValueError) as error:
            raise UsageError(f"--ray-folder {folder} cannot be opened: {error}") from error

    def keys(self) -> set[str]:
        """Return the keys of all shards that are whole."""
        self._storage.invalidate_cache()
        if not self._storage.exists(self._folder):
            return set()
        names = (path.rpartition("/")[2] for path in self._storage.ls(self._folder, detail=False))
        return {name.removeprefix("shard-") for name in names if _is_whole(name)}

    def read(self, key: str, kind: Kind = "shard") -> bytes:
        """Return what was written under a key."""
        content: bytes = self._storage.cat_file(self._path(key, kind))
        return content

    def write(self, key: str, content: bytes, kind: Kind = "shard") -> None:
        """Write a shard, or the part of the work that becomes one. It is there whole or not at all.

        Object stores show a file when it is complete, folders as soon as it is begun: it gets its name last.
        """
        self._storage.makedirs(self._folder, exist_ok=True)
        partial = f"{self._path(key, kind)}.{os.getpid()}.partial"
        self._storage.pipe_file(partial, content)
        self._storage.mv(partial, self._path(key, kind))

    def remove(self) -> None:
        """Remove all of them with their folder."""
        if self._storage.exists(self._folder):
            self._storage.rm(self._folder, recursive=True)

    def _path(self, key: str, kind: Kind) -> str:
        return f"{self._folder}/{kind}-{key}"


def _is_whole(name: str) -> bool:
    return name.startswith("shard-") and not name.endswith(".partial")
