"""Files to documents: encodings, front matter, main text, line rules, metadata."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import markdown_it

from corpus.errors import CorpusError
from corpus.model import Document, Metadata, Reason
from corpus.read.encodings import decode
from corpus.read.formats.html import looks_like_html, read_html
from corpus.read.front_matter import split_front_matter
from corpus.read.page_lines import clean
from corpus.text.normalise import normalise
from corpus.text.script import document_language

__all__ = ["READABLE", "SETTINGS_FILE", "decode", "find_files", "read_file", "read_text"]

SETTINGS_FILE = "corpus.toml"
_PLAIN, _MARKDOWN, _HTML = (".txt",), (".md", ".markdown"), (".html", ".htm", ".xhtml")
READABLE = (*_PLAIN, *_MARKDOWN, *_HTML)

_TITLE_LENGTH = {"zh": 60, "en": 200}
_ENDS_SENTENCE = re.compile(r"[。！？；，,.!?;:：…]\W?\Z")


def find_files(
    folder: Path, leave_out: Path | None = None, not_documents: Collection[str] = ()
) -> Iterator[tuple[Path, str]]:
    """Yield each file below ``folder`` with its name inside it, in the order of the names; hidden ones are passed over.

    ``not_documents`` are names that mean something else. ``leave_out`` is the output folder, which may stand inside the input. Links to folders are not followed.
    """
    found: list[tuple[str, Path]] = []
    for directory, folders, files in os.walk(folder):
        here = Path(directory)
        folders[:] = [
            name for name in folders if not name.startswith(".") and (here / name).resolve() != leave_out
        ]
        found += [
            ((here / name).relative_to(folder).as_posix(), here / name)
            for name in files
            if not name.startswith(".")
        ]
    for name, path in sorted(found):
        if name != SETTINGS_FILE and name not in not_documents:
            yield path, name


def read_file(path: Path, name: str) -> Document | Reason:
    """Read one file as a document, or say why it is set aside."""
    if path.suffix.lower() not in READABLE:
        return Reason(
            "read",
            "unknown-format",
            name,
            f"{path.suffix or 'a file without suffix'} is not read; known: {' '.join(READABLE)}",
        )
    try:
        decoded = decode(path.read_bytes())
        document = read_text(decoded.text, name, path.suffix.lower(), decoded.encoding, decoded.warning)
        modified = int(path.stat().st_mtime)
    except CorpusError as error:
        return Reason("read", "unreadable", name, str(error), failed=True)
    except OSError as error:
        return Reason("read", "unreadable", name, f"cannot be read: {error.strerror}", failed=True)
    return replace(document, modified=modified) if isinstance(document, Document) else document


def read_text(
    text: str, name: str, suffix: str = ".txt", encoding: str = "utf-8", warning: str = ""
) -> Document | Reason:
    """Make a document of decoded text; ``suffix`` tells the format, but markup is recognised in .txt files too.

    Raises:
        CorpusError: the markup cannot be read.
    """
    front, body = split_front_matter(normalise(text))
    page = Metadata()
    if suffix in _MARKDOWN and not looks_like_html(body):
        body = markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table").render(body)
    if suffix not in _PLAIN or looks_like_html(body):
        html = read_html(body)
        # A blank line between blocks: none of them is a wrapped line of the one before.
        lines = [line for paragraph in html.paragraphs for line in (normalise(paragraph), "")]
        page = html.metadata
    else:
        lines = body.split("\n")
    cleaned = clean(lines)
    kept = "\n".join(line.rstrip() for line in cleaned.lines).strip("\n")
    removed = tuple(
        Reason("read", rule, name, f"taken out by the line rule {rule!r}", line)
        for rule, line in cleaned.removed
    )
    if not kept.strip():
        return Reason(
            "read",
            "empty",
            name,
            "holds no text" if not removed else "holds no text besides the page's own lines",
        )
    language = document_language(kept)
    if not language:
        return Reason("read", "no-words", name, "holds no words", kept[:200])
    if isinstance(language, str):
        return Reason(
            "read",
            "other-language",
            name,
            f"is in another language ({language}), not Chinese or English",
            kept[:200],
        )
    metadata = front.or_else(cleaned.metadata).or_else(page)
    if metadata.title is None:
        metadata = metadata.or_else(Metadata(title=_title(kept, _TITLE_LENGTH[language[0]])))
    return Document(
        name, kept, *language, metadata, encoding, removed=removed, warnings=(warning,) if warning else ()
    )


def _title(text: str, longest: int) -> str | None:
    """Return the first line if it reads like a title: short, and not a sentence."""
    first = text.lstrip().split("\n", 1)[0].strip()
    return first if len(first) <= longest and not _ENDS_SENTENCE.search(first) and "\n" in text else None
