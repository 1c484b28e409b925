"""Documents to segments."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.model import Document, Rejection, Segment
from corpus.segment.splitter import segment_document
from corpus.text.script import has_words


@dataclass(frozen=True, slots=True)
class SplitDocument:
    """A document and its segments that hold words."""

    document: Document
    segments: tuple[Segment, ...]
    main: tuple[Segment, ...]
    """Those in the document's main language: a sentence in another is no part of a translation."""


@dataclass(frozen=True, slots=True)
class SplitCorpus:
    """All documents in order, by name, and what holds nothing to translate."""

    documents: dict[str, SplitDocument]
    rejections: tuple[Rejection, ...]


def split_document(document: Document) -> tuple[SplitDocument, tuple[Rejection, ...]]:
    """Return a document with its segments, and why some of these are left out."""
    segments = segment_document(document)
    kept = tuple(segment for segment in segments if has_words(segment.text))
    rejections = tuple(
        _without_words(document, segment) for segment in segments if not has_words(segment.text)
    )
    main = tuple(segment for segment in kept if segment.lang == document.lang)
    return SplitDocument(document, kept, main), rejections


def _without_words(document: Document, segment: Segment) -> Rejection:
    place = (document.name, segment.index)
    return Rejection(
        "segment", "no-words", document.name, "holds nothing to translate", segment.text, places=(place,)
    )
