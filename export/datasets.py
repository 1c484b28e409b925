"""Tables for training: Moses pairs, TSV, JSON lines and Parquet, split by document."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, BinaryIO, Literal

from corpus.errors import CorpusError
from corpus.model import Unit, language_of
from export.fields import FIELDS, row
from export.files import atomic_write
from export.tables import cell, write_rows

Format = Literal["moses", "tsv", "jsonl", "parquet"]
SPLITS = ("train", "dev", "test")

_BREAKS = dict.fromkeys(map(ord, "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")
_ROWS_AT_ONCE = 10_000


def split_documents(pairs: Iterable[tuple[str, str | None]], shares: Sequence[float]) -> dict[str, str]:
    """Return the split of each document, so that about these shares of the units are for train, dev and test.

    Args:
        pairs: of each unit its document, and where its target stood; the two get the same split.
        shares: three numbers with the sum 1.

    Documents go by a hash of their name, so that a split does not follow their order.
    """
    parents: dict[str, str] = {}

    def root(name: str) -> str:
        while parents.setdefault(name, name) != name:
            name = parents[name]
        return name

    sizes: Counter[str] = Counter()
    for document, other in pairs:
        sizes[document] += 1
        if other:
            first, second = sorted((root(document), root(other)))
            parents[second] = first
    groups: Counter[str] = Counter()
    for name, size in sizes.items():
        groups[root(name)] += size
    total = sum(groups.values())
    wanted = {"test": shares[2] * total, "dev": shares[1] * total}
    chosen: dict[str, str] = {}
    for name in sorted(
        groups, key=lambda name: hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
    ):
        # The small splits first, each until it is nearest to its share.
        split = next(
            (split for split, count in wanted.items() if count > 0 and groups[name] / 2 <= count), "train"
        )
        chosen[name] = split
        if split in wanted:
            wanted[split] -= groups[name]
    return {name: chosen[root(name)] for name in {*sizes, *parents} if root(name) in chosen}


class Dataset:
    """Streams the units of one language pair to its files, one for each split.

    They appear when the block ends well.
    """

    def __init__(self, stem: Path, form: Format, splits: Sequence[str]) -> None:
        """Write ``stem.parquet``, or ``stem.train.parquet`` and so on."""
        self.counts: Counter[Path] = Counter()
        self.changed = 0
        """How many texts were put on one line or had to be marked as text, where the format asks for it."""
        self._stem, self._form = stem, form
        self._stack = ExitStack()
        self._writers: dict[str, Callable[[Sequence[Unit]], None]] = {}
        self._waiting: dict[str, list[Unit]] = {split: [] for split in splits}

    def __enter__(self) -> Dataset:
        for split in self._waiting:
            self._writers[split] = self._open(f".{split}" if split else "")
        return self

    def __exit__(self, *error: Any) -> bool | None:
        if error[0] is not None:
            return self._stack.__exit__(*error)
        with self._stack:
            for split, units in self._waiting.items():
                self._writers[split](units)
        return None

    def write(self, unit: Unit, split: str) -> None:
        """Add a unit to a split."""
        waiting = self._waiting[split]
        waiting.append(unit)
        if len(waiting) == _ROWS_AT_ONCE:
            self._writers[split](waiting)
            waiting.clear()

    def _stream(self, name: str) -> BinaryIO:
        opened: AbstractContextManager[BinaryIO] = atomic_write(self._path(name))
        return self._stack.enter_context(opened)

    def _path(self, name: str) -> Path:
        return self._stem.with_name(self._stem.name + name)

    def _open(self, split: str) -> Callable[[Sequence[Unit]], None]:
        if self._form == "moses":
            return self._moses(split)
        path = self._path(f"{split}.{self._form}")
        stream = self._stream(f"{split}.{self._form}")
        if self._form == "parquet":
            return self._parquet(path, stream)
        if self._form == "tsv":
            write_rows(stream, [[field.column for field in FIELDS]])

        def write(units: Sequence[Unit]) -> None:
            self.counts[path] += len(units)
            if self._form == "tsv":
                write_rows(stream, (_cells(unit) for unit in units))
                self.changed += sum(
                    text != cell(text) for unit in units for text in (unit.source, unit.target)
                )
            else:
                for unit in units:
                    stream.write(json.dumps(row(unit), ensure_ascii=False).encode("utf-8", "replace") + b"\n")

        return write

    def _moses(self, split: str) -> Callable[[Sequence[Unit]], None]:
        sides = {lang: self._stream(f"{split}.{lang}") for lang in ("zh", "en")}
        path, provenance = self._path(f"{split}.zh"), self._stream(f"{split}.provenance.tsv")
        names = [field.column for field in FIELDS if field.name not in ("source", "target")]
        write_rows(provenance, [names])

        def write(units: Sequence[Unit]) -> None:
            self.counts[path] += len(units)
            for unit in units:
                for tag, text in ((unit.source_tag, unit.source), (unit.target_tag, unit.target)):
                    line = text.translate(_BREAKS)
                    self.changed += line != text
                    sides[language_of(tag)].write(line.encode("utf-8", "replace") + b"\n")
            write_rows(provenance, ([_plain(row(unit)[name]) for name in names] for unit in units))

        return write

    def _parquet(self, path: Path, stream: BinaryIO) -> Callable[[Sequence[Unit]], None]:
        pyarrow, parquet = _arrow()
        table = schema()
        writer = self._stack.enter_context(parquet.ParquetWriter(stream, table, compression="zstd"))

        def write(units: Sequence[Unit]) -> None:
            self.counts[path] += len(units)
            rows = [row(unit) for unit in units]
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=table))

        return write


def schema() -> Any:
    """Return the Arrow schema; the metadata of each field says what it is.

    Raises:
        CorpusError: pyarrow is not installed.
    """
    pyarrow, _ = _arrow()
    kinds: Mapping[str, Any] = {
        "string": pyarrow.string(),
        "double": pyarrow.float64(),
        "int": pyarrow.int64(),
        "list": pyarrow.list_(pyarrow.string()),
    }
    return pyarrow.schema(
        [pyarrow.field(f.column, kinds[f.kind], metadata={"description": f.meaning}) for f in FIELDS]
    )


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise CorpusError('Parquet needs pyarrow: pip install "duizhao[parquet]"; or choose jsonl') from error
    return pyarrow, pyarrow.parquet


def _cells(unit: Unit) -> list[object]:
    return [_plain(value) for value in row(unit).values()]


def _plain(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else value
