"""Documents to segments."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from corpus.model import Document, Lang, Rejection, Script, Segment
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

    def __reduce__(self) -> tuple[object, ...]:
        """Send the columns of the segments: one by one they take three times the memory on both sides."""
        main = {id(segment) for segment in self.main}
        numbers = array("q", [n for s in self.segments for n in (s.index, s.start, s.end)])
        texts = "\n".join(segment.text for segment in self.segments)
        written = [(segment.lang, segment.script) for segment in self.segments]
        kinds = {kind: number for number, kind in enumerate(dict.fromkeys(written))}
        columns = (
            numbers,
            texts,
            tuple(kinds),
            bytes(kinds[kind] for kind in written),
            bytes(id(segment) in main for segment in self.segments),
        )
        return _from_columns, (self.document, *columns)


def _from_columns(
    document: Document,
    numbers: array[int],
    texts: str,
    kinds: tuple[tuple[Lang, Script], ...],
    written: bytes,
    is_main: bytes,
) -> SplitDocument:
    # Of no text one empty line is left; there is no place for it.
    places = zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
    segments = tuple(
        Segment(index, start, end, text, *kinds[kind])
        for (index, start, end), text, kind in zip(places, texts.split("\n"), written, strict=False)
    )
    return _split(document, segments, tuple(itertools.compress(segments, is_main)))


def _split(document: Document, segments: tuple[Segment, ...], main: tuple[Segment, ...]) -> SplitDocument:
    """Return a split document with one list where all is in one language, as in most.

    Of a million sentences a second list takes 8 MB a language.
    """
    return SplitDocument(document, segments, segments if len(main) == len(segments) else main)


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
    return _split(document, segments, main), tuple(rejections)


def _without_words(document: Document, segment: Segment) -> Rejection:
    place = (document.name, segment.index)
    return Rejection(
        "segment", "no-words", document.name, "holds nothing to translate", segment.text, places=(place,)
    )
