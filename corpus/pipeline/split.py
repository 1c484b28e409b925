"""Documents to segments."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Self

from corpus.model import Document, Lang, Rejection, Script, Segment
from corpus.spool import Recent, Spool
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
        """Send the columns of the segments."""
        if self.main is self.segments:
            marked = zip(self.segments, itertools.repeat(True), strict=False)
        else:
            main = {id(segment) for segment in self.main}
            marked = zip(self.segments, (id(segment) in main for segment in self.segments), strict=True)
        return Columns.unpack, (Columns.of(self.document, marked),)


@dataclass(frozen=True, slots=True)
class Columns:
    """A split document on its way between processes: one by one, segments take ten times the memory."""

    document: Document
    numbers: array[int]
    """Index, start and end of each segment."""
    texts: dict[int, str]
    """Of segments that read otherwise than their span, by their place among the segments."""
    kinds: tuple[tuple[Lang, Script], ...]
    written: bytes
    """Of each segment, the place of its language and script among the kinds."""
    is_main: bytes

    @classmethod
    def of(cls, document: Document, segments: Iterable[tuple[Segment, bool]]) -> Self:
        """Return the columns of segments, each with whether it is in the document's main language."""
        numbers = array("q")
        texts: dict[int, str] = {}
        kinds: dict[tuple[Lang, Script], int] = {}
        written, is_main = bytearray(), bytearray()
        for place, (segment, main) in enumerate(segments):
            numbers.extend((segment.index, segment.start, segment.end))
            if segment.text != document.text[segment.start : segment.end]:
                texts[place] = segment.text
            written.append(kinds.setdefault((segment.lang, segment.script), len(kinds)))
            is_main.append(main)
        return cls(document, numbers, texts, tuple(kinds), bytes(written), bytes(is_main))

    def unpack(self) -> SplitDocument:
        """Return the document with its segments."""
        whole, numbers = self.document.text, self.numbers
        places = zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
        segments = tuple(
            Segment(index, start, end, self.texts.get(place) or whole[start:end], *self.kinds[kind])
            for place, ((index, start, end), kind) in enumerate(zip(places, self.written, strict=True))
        )
        main = tuple(itertools.compress(segments, self.is_main))
        # One list where all is in one language, as in most: of a million sentences a second takes 8 MB.
        return SplitDocument(self.document, segments, segments if len(main) == len(segments) else main)


_IN_MEMORY = 100_000
"""Segments, of the documents that were last asked for: some 50 MB. Smaller corpora are never read again."""


class Documents(Mapping[str, SplitDocument]):
    """The documents of a corpus by name, in the order in which they were added: in a file, but for a few."""

    def __init__(self, documents: Iterable[Columns] = ()) -> None:
        self._columns: Spool[Columns] = Spool()
        self._places: dict[str, int] = {}
        self._recent = Recent[SplitDocument](_IN_MEMORY, lambda split: len(split.segments))
        for columns in documents:
            self.add(columns)

    def add(self, columns: Columns) -> None:
        """Add a document at the end."""
        self._places[columns.document.name] = len(self._columns)
        self._columns.append(columns)

    def __getitem__(self, name: str) -> SplitDocument:
        return self._recent.get(name, lambda: self._columns.at(self._places[name]).unpack())

    def columns(self) -> Iterator[Columns]:
        """Yield the documents as they are kept, to make others of them."""
        return iter(self._columns)

    def document(self, name: str) -> Document:
        """Return a document without its segments."""
        split = self._recent.peek(name)
        return split.document if split else self._columns.at(self._places[name]).document

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@dataclass(frozen=True, slots=True)
class SplitCorpus:
    """All documents in order, by name, and what holds nothing to translate."""

    documents: Documents
    rejections: Sequence[Rejection]


def split_document(
    document: Document, corrections: Mapping[str, str] = MappingProxyType({})
) -> tuple[Columns, tuple[Rejection, ...]]:
    """Return a document with its segments, and why some of these are left out.

    Args:
        document: what was read.
        corrections: how sentences should read, by the folded sentence, where a person put them right.
    """
    # A run whose processes split has no use for the rules itself.
    from corpus.segment.splitter import segments_of

    rejections: list[Rejection] = []

    def kept() -> Iterator[tuple[Segment, bool]]:
        for read in segments_of(document):
            corrected = corrections.get(fold_spaces(read.text)) if corrections else None
            segment = replace(read, text=corrected) if corrected else read
            if has_words(segment.text):
                yield segment, segment.lang == document.lang
            else:
                rejections.append(_without_words(document, segment))

    return Columns.of(document, kept()), tuple(rejections)


def _without_words(document: Document, segment: Segment) -> Rejection:
    place = (document.name, segment.index)
    return Rejection(
        "segment", "no-words", document.name, "holds nothing to translate", segment.text, places=(place,)
    )
