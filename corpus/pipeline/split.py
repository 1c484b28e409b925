"""Documents to segments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from corpus.model import Document, Rejection, Segment
from corpus.segment.splitter import segment_document
from corpus.text.fold import fold_spaces
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


def split_document(
    document: Document, corrections: Mapping[str, str] = MappingProxyType({})
) -> tuple[SplitDocument, tuple[Rejection, ...]]:
    """Return a document with its segments, and why some of these are left out.

    Args:
        document: what was read.
        corrections: how sentences should read, by the folded sentence, where a person put them right.
    """
    kept: list[Segment] = []
    rejections: list[Rejection] = []
    for read in segment_document(document):
        corrected = corrections.get(fold_spaces(read.text)) if corrections else None
        segment = replace(read, text=corrected) if corrected else read
        if has_words(segment.text):
            kept.append(segment)
        else:
            rejections.append(_without_words(document, segment))
    segments = tuple(kept)
    main = tuple(segment for segment in kept if segment.lang == document.lang)
    # Most documents are in one language: of a million sentences, a second list of them takes 8 MB a language.
    return SplitDocument(document, segments, segments if main == segments else main), tuple(rejections)


def _without_words(document: Document, segment: Segment) -> Rejection:
    place = (document.name, segment.index)
    return Rejection(
        "segment", "no-words", document.name, "holds nothing to translate", segment.text, places=(place,)
    )
