"""Files to documents: encodings, front matter, main text, line rules, metadata."""

from __future__ import annotations

import datetime
import io
import itertools
import os
import re
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.model import Document, Line, Metadata, Rejection
from corpus.read.bilingual import both_sides, documents_of
from corpus.read.encodings import decode
from corpus.read.formats.html import looks_like_html, read_html
from corpus.read.formats.markdown import read_markdown
from corpus.read.front_matter import split_front_matter
from corpus.read.page_lines import clean
from corpus.read.parts import Bilingual, Content, Member, Part
from corpus.read.readers import READABLE, READERS, TEXTS, format_of, why_not
from corpus.settings import SETTINGS_FILE
from corpus.text.dates import is_plausible
from corpus.text.normalise import illegal, invisible, newlines, normalise
from corpus.text.script import document_language
from corpus.text.unwrap import unwrap

__all__ = ["READABLE", "decode", "find_files", "format_of", "read_documents", "read_file", "read_text"]

_PLAIN, _MARKDOWN = (".txt",), (".md", ".markdown", ".mdx")

_TITLE_LENGTH = {"zh": 60, "en": 200}
_ENDS_SENTENCE = re.compile(r"[。！？；，,.!?;:：…]\W?\Z")


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
    return _printable(path.as_posix())


def _printable(name: str) -> str:
    return "".join(
        char if char.isprintable() else "".join(f"%{byte:02X}" for byte in os.fsencode(char)) for char in name
    )


def read_documents(path: Path, name: str) -> Iterator[Document | Rejection]:
    """Yield the documents of a file, each with a name of its own, and a reason for what is none.

    Most files hold one document, ``name``; an archive holds many (``x.zip/inner/path``), a bilingual file two
    (``x.tmx/zh``, ``x.tmx/en``), and so does a text in both languages. Links, pipes and devices are never
    opened.
    """
    for result in _read(path, name):
        yield from both_sides(result) if isinstance(result, Document) else (result,)


def _read(path: Path, name: str) -> Iterator[Document | Rejection]:
    if path.is_symlink() or not path.is_file():
        what = "is a link" if path.is_symlink() else "is no regular file"
        yield Rejection("read", "not-a-file", name, f"{what}: not read")
        return
    if is_own_output(path):
        yield Rejection("read", "own-output", name, "was written by build-corpus: no document")
        return
    try:
        with path.open("rb") as stream:
            modified = int(path.stat().st_mtime)
            for result in _results(stream, name, format_of(name)):
                yield _dated(result, modified) if isinstance(result, Document) else result
    except OSError as error:
        yield _unreadable(name, f"cannot be read: {error.strerror}")


def read_file(path: Path, name: str) -> Document | Rejection:
    """Read a file that holds one document, whatever its languages, or say why it is rejected."""
    results = list(itertools.islice(_read(path, name), 3))
    if len(results) == 1:
        return results[0]
    names = ", ".join(r.name if isinstance(r, Document) else r.document for r in results)
    return Rejection("read", "several-documents", name, f"holds several documents ({names} …)", failed=True)


def _results(stream: BinaryIO, name: str, suffix: str) -> Iterator[Document | Rejection]:
    """Yield what a file holds; what cannot be read of it is said, whatever stands before it is kept."""
    try:
        if suffix in TEXTS:
            decoded = decode(stream.read())
            yield read_text(decoded.text, name, suffix, decoded.encoding, decoded.warning)
        elif suffix in READERS:
            yield from _parts(READERS[suffix](stream), name)
        else:
            yield Rejection("read", "unknown-format", name, why_not(suffix))
    except CorpusError as error:
        yield _unreadable(name, str(error))


def _parts(parts: Iterable[Part], name: str) -> Iterator[Document | Rejection]:
    names: Counter[str] = Counter()
    for part in parts:
        inner = f"{name}/{_printable(part.label)}" if part.label else name
        names[inner] += 1
        if names[inner] > 1:
            # Two pages of one address, two files of one name: a document's name is its own.
            inner = f"{inner} ({names[inner]})"
        if isinstance(part, Member):
            yield from _member(part, inner)
        elif isinstance(part, Bilingual):
            yield from documents_of(part, inner)
        else:
            yield _document_of(part, inner)


def _member(member: Member, name: str) -> Iterator[Document | Rejection]:
    try:
        data = member.read()
    except CorpusError as error:
        yield _unreadable(name, str(error))
        return
    for result in _results(io.BytesIO(data), name, member.suffix or format_of(name)):
        if isinstance(result, Document):
            yield replace(result, metadata=result.metadata.or_else(member.metadata))
        else:
            yield result


def _dated(document: Document, modified: int) -> Document:
    return replace(document, modified=modified, metadata=_without_future(document.metadata))


def _without_future(metadata: Metadata) -> Metadata:
    """Return metadata without a date later than next year: a misprint, or the end of something."""
    next_year = datetime.datetime.now(datetime.UTC).year + 1
    late = metadata.date is not None and not is_plausible(metadata.date, next_year)
    return replace(metadata, date=None) if late else metadata


def _unreadable(name: str, message: str) -> Rejection:
    return Rejection("read", "unreadable", name, message, failed=True)


def _document_of(content: Content, name: str) -> Document | Rejection:
    """Make a document of what a reader gave: its paragraphs, on a line each, parted by blank lines."""
    paragraphs = [unwrap(normalise(paragraph)).strip() for paragraph in content.paragraphs]
    # What has a time is a line, and a line a segment; other paragraphs are split into sentences.
    text = "\n".join(paragraphs) if content.times else "\n\n".join(paragraphs).strip()
    language = document_language(text)
    if isinstance(language, str):
        return _foreign(language, name, text) if text else Rejection("read", "empty", name, "holds no text")
    metadata = content.metadata
    if metadata.title is None:
        metadata = metadata.or_else(Metadata(title=_title(text, _TITLE_LENGTH[language[0]])))
    removed = tuple(
        Rejection("read", rule, name, f"taken out by the line rule {rule!r}", line)
        for rule, line in content.removed
    )
    return Document(
        name,
        text,
        *language,
        metadata,
        content.encoding,
        removed=removed,
        warnings=content.warnings,
        lines=tuple(Line(time=time) for time in content.times),
    )


def read_text(
    text: str, name: str, suffix: str = ".txt", encoding: str = "utf-8", warning: str = ""
) -> Document | Rejection:
    """Make a document of decoded text.

    ``suffix`` tells the format, but markup is recognised in .txt files too.

    Raises:
        CorpusError: the markup cannot be read.
    """
    # In Markdown white space has a meaning: its blocks are normalised one by one.
    text = invisible(illegal(newlines(text))) if suffix in _MARKDOWN else normalise(text)
    front, body = split_front_matter(text)
    blocks = read_markdown(body, suffix == ".mdx") if suffix in _MARKDOWN else None
    if blocks is None:
        lines, page = _lines(normalise(body), suffix)
    else:
        lines, page = _apart(blocks), Metadata()
    cleaned = clean(lines, authored=blocks is not None)
    kept = "\n".join(line.rstrip() for line in cleaned.lines).strip("\n")
    removed = tuple(
        Rejection("read", rule, name, f"taken out by the line rule {rule!r}", line)
        for rule, line in cleaned.removed
    )
    if not kept.strip():
        what = "holds no text besides the page's own lines" if removed else "holds no text"
        return Rejection("read", "empty", name, what)
    language = document_language(kept)
    if isinstance(language, str):
        return _foreign(language, name, kept)
    metadata = front.or_else(cleaned.metadata).or_else(page)
    if metadata.title is None:
        metadata = metadata.or_else(Metadata(title=_title(kept, _TITLE_LENGTH[language[0]])))
    warnings = (warning,) if warning else ()
    return Document(name, kept, *language, metadata, encoding, removed=removed, warnings=warnings)


def _lines(body: str, suffix: str) -> tuple[list[str], Metadata]:
    """Return the lines of a text without front matter, and what its markup says of it."""
    if suffix in _PLAIN and not looks_like_html(body):
        return body.split("\n"), Metadata()
    page = read_html(body)
    return _apart(page.paragraphs), page.metadata


def _apart(blocks: Iterable[str]) -> list[str]:
    """Return the lines of blocks, a blank one after each: none is a wrapped line of the one before."""
    return [line for block in blocks for line in (normalise(block), "")]


def _foreign(language: str, name: str, text: str) -> Rejection:
    """Return why a text is no document: another language, or no words at all (an empty name)."""
    if not language:
        return Rejection("read", "no-words", name, "holds no words", text[:200])
    message = f"is in another language ({language}), not Chinese or English"
    return Rejection("read", "other-language", name, message, text[:200])


_HEAD = 2048
_OWN_MARKS = (b'content="duizhao', b'creationtool="duizhao"')
"""What a report and a TMX of this project say of themselves at their beginning."""


def is_own_output(path: Path) -> bool:
    """Whether a file says that this project wrote it.

    One that cannot be read is none: reading it will tell.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
        if head.startswith(b"\x1f\x8b"):
            head = zlib.decompressobj(wbits=31).decompress(head, _HEAD)
    except (OSError, zlib.error):
        return False
    return any(mark in head for mark in _OWN_MARKS)


def _title(text: str, longest: int) -> str | None:
    """Return the first line if it reads like a title: short, and not a sentence."""
    first = text.lstrip().split("\n", 1)[0].strip()
    return first if len(first) <= longest and not _ENDS_SENTENCE.search(first) and "\n" in text else None
