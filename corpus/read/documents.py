"""Files to documents: encodings, front matter, main text, line rules, metadata."""

from __future__ import annotations

import datetime
import io
import itertools
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.model import Document, Line, Metadata, Rejection
from corpus.read.articles import articles_of, texts_of, without_labels
from corpus.read.bilingual import both_sides, documents_of
from corpus.read.encodings import decode
from corpus.read.files import printable
from corpus.read.formats.html import looks_like_html, read_html
from corpus.read.formats.html_parts import pages_of
from corpus.read.formats.markdown import read_markdown
from corpus.read.front_matter import split_front_matter
from corpus.read.page_lines import clean
from corpus.read.parts import NO_METADATA, Bilingual, Content, Member, Part
from corpus.read.readers import READERS, TEXTS, format_of, reader_of, why_not
from corpus.text.dates import date_in_path, is_plausible
from corpus.text.normalise import illegal, invisible, newlines, normalise
from corpus.text.script import document_language
from corpus.text.unwrap import unwrap

# Not .epub: a book is aligned as a whole, and its files are no chapters.
_OFFICE = (".docx", ".docm", ".odt", ".pdf")
_PLAIN, _MARKDOWN = (".txt",), (".md", ".markdown", ".mdx")

_TITLE_LENGTH = {"zh": 60, "en": 200}
_ENDS_SENTENCE = re.compile(r"[。！？；，,.!?;:：…]\W?\Z")


def read_documents(path: Path, name: str) -> Iterator[Document | Rejection]:
    """Yield the documents of a file, each with a name of its own, and a reason for what is none.

    Most files hold one document, ``name``; an archive holds many (``x.zip/inner/path``), a bilingual file two
    (``x.tmx/zh``, ``x.tmx/en``), and so does a text in both languages; several articles in one file are
    ``x.txt/1``, ``x.txt/2`` and so on. Links, pipes and devices are never opened.
    """
    for result in _read(path, name, read_texts):
        if not isinstance(result, Document):
            yield result
            continue
        sides = both_sides(result)
        is_office = format_of(result.name) in _OFFICE
        yield from _several(result) if is_office and len(sides) == 1 else sides


def _several(document: Document) -> Iterator[Document | Rejection]:
    """Yield the articles of an office file, told as those of a text; the file where there are not two."""
    articles = articles_of(document.text.split("\n"))
    if len(articles) < 2:
        yield document
        return
    removed, warnings = document.removed, document.warnings
    for number, lines in enumerate(articles, 1):
        article = _article(_Source(lines), f"{document.name}/{number}", document.encoding, "")
        if isinstance(article, Document):
            article = replace(
                article, modified=document.modified, removed=(*removed, *article.removed), warnings=warnings
            )
            # What is said of the file is said once.
            removed, warnings = (), ()
        yield article


TextReader = Callable[[str, str, str, str, str], Iterable[Document | Rejection]]
"""Takes a text, its name, suffix and encoding, and a warning; gives the documents in it."""


def _read(path: Path, name: str, texts: TextReader) -> Iterator[Document | Rejection]:
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
            for result in _results(stream, name, format_of(name), texts):
                yield _dated(result, modified) if isinstance(result, Document) else result
    except OSError as error:
        yield _unreadable(name, f"cannot be read: {error.strerror}")


def read_file(path: Path, name: str) -> Document | Rejection:
    """Read a file as one document, whatever its languages and articles, or say why it is rejected."""
    results = list(itertools.islice(_read(path, name, _whole), 3))
    if len(results) == 1:
        return results[0]
    names = ", ".join(r.name if isinstance(r, Document) else r.document for r in results)
    return Rejection("read", "several-documents", name, f"holds several documents ({names} …)", failed=True)


def _whole(text: str, name: str, suffix: str, encoding: str, warning: str) -> tuple[Document | Rejection]:
    return (read_text(text, name, suffix, encoding, warning),)


def _results(stream: BinaryIO, name: str, suffix: str, texts: TextReader) -> Iterator[Document | Rejection]:
    """Yield what a file holds; what cannot be read of it is said, whatever stands before it is kept."""
    try:
        if suffix in TEXTS:
            decoded = decode(stream.read())
            yield from texts(decoded.text, name, suffix, decoded.encoding, decoded.warning)
        elif suffix in READERS:
            yield from _parts(reader_of(suffix)(stream), name, texts)
        else:
            yield Rejection("read", "unknown-format", name, why_not(suffix))
    except CorpusError as error:
        yield _unreadable(name, str(error))


def _parts(parts: Iterable[Part], name: str, texts: TextReader) -> Iterator[Document | Rejection]:
    names: Counter[str] = Counter()
    for part in parts:
        inner = f"{name}/{printable(part.label)}" if part.label else name
        names[inner] += 1
        if names[inner] > 1:
            # Two pages of one address, two files of one name: a document's name is its own.
            inner = f"{inner} ({names[inner]})"
        if isinstance(part, Member):
            yield from _member(part, inner, texts)
        elif isinstance(part, Bilingual):
            yield from documents_of(part, inner)
        else:
            yield _document_of(part, inner)
    if not names:
        yield Rejection("read", "empty", name, "holds no text")


def _member(member: Member, name: str, texts: TextReader) -> Iterator[Document | Rejection]:
    try:
        data = member.read()
    except CorpusError as error:
        yield _unreadable(name, str(error))
        return
    for result in _results(io.BytesIO(data), name, member.suffix or format_of(name), texts):
        if isinstance(result, Document):
            yield replace(result, metadata=result.metadata.or_else(member.metadata))
        else:
            yield result


def _dated(document: Document, modified: int) -> Document:
    said = _without_future(document.metadata)
    named = _without_future(Metadata(date=date_in_path(document.name)))
    return replace(document, modified=modified, metadata=said.or_else(named))


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
    return _article(_source(_characters(text, suffix), suffix), name, encoding, warning)


def read_texts(text: str, name: str, suffix: str, encoding: str, warning: str) -> list[Document | Rejection]:
    """Make a document of each article of a decoded text.

    One article is ``name``, several are ``name/1``, ``name/2`` and so on.

    Raises:
        CorpusError: the markup cannot be read.
    """
    articles = [
        article for part in texts_of(_characters(text, suffix)) for article in _articles_in(part, suffix)
    ]
    if len(articles) == 1:
        return [_article(articles[0], name, encoding, warning)]
    results = [
        _article(article, f"{name}/{number}", encoding, warning) for number, article in enumerate(articles, 1)
    ]
    languages = [result.lang for result in results if isinstance(result, Document)]
    if len(languages) > 2 or len(set(languages)) < len(languages):
        return results
    # One article in two languages is for :func:`both_sides`.
    whole = read_text(text, name, suffix, encoding, warning)
    return results if len(languages) == 2 and not _is_bilingual(whole) else [whole]


def _is_bilingual(document: Document | Rejection) -> bool:
    return isinstance(document, Document) and len(both_sides(document)) > 1


@dataclass(frozen=True, slots=True)
class _Source:
    """The lines of an article before the line rules, and what stands above them and in the markup."""

    lines: list[str]
    front: Metadata = NO_METADATA
    page: Metadata = NO_METADATA
    authored: bool = False


def _characters(text: str, suffix: str) -> str:
    # In Markdown white space has a meaning: its blocks are normalised one by one.
    return invisible(illegal(newlines(text))) if suffix in _MARKDOWN else normalise(text)


def _articles_in(text: str, suffix: str) -> Iterator[_Source]:
    """Yield the articles below one front matter, or on one page."""
    markup = suffix not in _MARKDOWN and (suffix not in _PLAIN or looks_like_html(text))
    for page in pages_of(text) if markup else (text,):
        whole = _source(page, suffix)
        parts = articles_of(whole.lines)
        yield replace(whole, lines=parts[0], page=whole.page if len(parts) == 1 else NO_METADATA)
        for lines in parts[1:]:
            yield _Source(lines, authored=whole.authored)


def _source(text: str, suffix: str) -> _Source:
    front, body = split_front_matter(text)
    blocks = read_markdown(body, suffix == ".mdx") if suffix in _MARKDOWN else None
    if blocks is not None:
        return _Source(without_labels(_apart(blocks)), front, authored=True)
    return _lines(normalise(body), suffix, front)


def _article(article: _Source, name: str, encoding: str, warning: str) -> Document | Rejection:
    cleaned = clean(article.lines, article.authored)
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
    metadata = article.front.or_else(cleaned.metadata).or_else(article.page)
    if metadata.title is None:
        metadata = metadata.or_else(Metadata(title=_title(kept, _TITLE_LENGTH[language[0]])))
    warnings = (warning,) if warning else ()
    return Document(name, kept, *language, metadata, encoding, removed=removed, warnings=warnings)


def _lines(body: str, suffix: str, front: Metadata) -> _Source:
    if suffix in _PLAIN and not looks_like_html(body):
        return _Source(without_labels(body.split("\n")), front)
    page = read_html(body)
    return _Source(_apart(page.paragraphs), front, page.metadata)


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
