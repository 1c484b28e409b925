"""Which files of a folder there are to read, and what they are called."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from corpus.settings import SETTINGS_FILE


def find_files(
    folder: Path,
    leave_out: Path | None = None,
    not_documents: Collection[str] = (),
    own_files: Callable[[Path], Collection[str]] = lambda _: (),
) -> Iterator[tuple[Path, str]]:
    """Yield each file below ``folder`` with its name inside it, in the order of the names.

    Hidden files and folders are passed over, links to folders are not followed.

    Args:
        folder: where to look.
        leave_out: the output folder, which may stand inside the input.
        not_documents: names that mean something else in ``folder``.
        own_files: tells of a folder which of its files an earlier run wrote.
    """
    files: list[tuple[str, Path]] = []
    for directory, folders, names in os.walk(folder):
        here = Path(directory)
        folders[:] = [
            name for name in folders if not name.startswith(".") and (here / name).resolve() != leave_out
        ]
        written = own_files(here)
        files += [
            (name_in_corpus((here / name).relative_to(folder)), here / name)
            for name in names
            if not name.startswith(".") and name not in written
        ]
    for name, path in sorted(files):
        if name != SETTINGS_FILE and name not in not_documents:
            yield path, name


def name_in_corpus(path: Path) -> str:
    r"""Return the name of a document: its path with slashes, every character of it printable.

    A name may hold bytes that are no UTF-8, terminal escapes and line ends; they are written as in an address
    (RFC 3986, percent-encoding), so that no terminal obeys them and every format holds them.

    >>> name_in_corpus(Path("news") / "a\x1b[31m.txt")
    'news/a%1B[31m.txt'
    """
    return printable(path.as_posix())


def printable(name: str) -> str:
    """Return a name with every character of it that is not printable written as in an address."""
    return "".join(
        char if char.isprintable() else "".join(f"%{byte:02X}" for byte in os.fsencode(char)) for char in name
    )
