"""Which file every sentence goes to: linked ones as pairs, the others to be drafted."""

from __future__ import annotations

import os
import re
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from corpus.model import Document, Lang, Line, Place, Script, Segment, language_of
from corpus.pipeline.alignment import Alignment, Link
from corpus.pipeline.split import Documents
from corpus.settings import Settings
from corpus.text.dates import date_of_seconds

Tags = tuple[str, str]
"""Source and target language tag."""

_SECONDS = re.compile(r"[0-9]{1,20}")
"""A SOURCE_DATE_EPOCH (reproducible-builds.org); anything else is none."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A segment with what a unit of it needs to know of its document."""

    document: Document
    segment: Segment

    @property
    def text(self) -> str:
        """The sentence."""
        return self.segment.text

    @property
    def line(self) -> Line:
        """What the bilingual file that it stands in says of its translation."""
        lines = self.document.lines
        return lines[self.segment.index] if lines else Line()

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.document.name, self.segment.index


class Sentences:
    """Sentences of a corpus, in its order: kept are names and numbers, and the rest is looked up."""

    def __init__(self, documents: Documents, sentences: Iterable[Sentence] = ()) -> None:
        """Take sentences of these documents."""
        self._documents = documents
        self._names: list[str] = []
        self._indexes: list[array[int]] = []
        for sentence in sentences:
            self.add(sentence.document.name, sentence.segment.index)

    def add(self, name: str, index: int) -> None:
        """Add a segment, which comes after those that are there."""
        if not self._names or self._names[-1] != name:
            self._names.append(name)
            self._indexes.append(array("I"))
        self._indexes[-1].append(index)

    def __iter__(self) -> Iterator[Sentence]:
        for name, indexes in zip(self._names, self._indexes, strict=True):
            split = self._documents[name]
            by_index = {segment.index: segment for segment in split.segments}
            for index in indexes:
                yield Sentence(split.document, by_index[index])

    def __len__(self) -> int:
        return sum(map(len, self._indexes))

    def where(self, wanted: Callable[[Sentence], bool]) -> Sentences:
        """Return those that are wanted."""
        return Sentences(self._documents, filter(wanted, self))


@dataclass(slots=True)
class Group:
    """What goes into one file: links, and sentences that have no counterpart, both in document order."""

    tags: Tags
    documents: Documents
    alignments: list[Alignment]
    unlinked: Sentences

    @property
    def source_lang(self) -> Lang:
        """The language of the sources."""
        return language_of(self.tags[0])

    def links(self) -> Iterator[Link]:
        """Yield the links of all alignments."""
        return (link for alignment in self.alignments for link in alignment.links(self.documents))


def plan(documents: Documents, alignments: Iterable[Alignment], settings: Settings) -> list[Group]:
    """Sort links and sentences by language pair and script. The Chinese side of a link is its source."""
    tags: dict[Script, str] = {"Hans": "zh-CN", "Hant": settings.traditional, "Latn": settings.english}
    groups: dict[Tags, Group] = {}

    def group(source: str, target: str) -> Group:
        return groups.setdefault(
            (source, target), Group((source, target), documents, [], Sentences(documents))
        )

    linked: dict[str, bytearray] = {}
    for alignment in alignments:
        places = [place for link in alignment.links(documents) for place in link.places]
        if places:
            group(tags[documents.document(alignment.zh).script], settings.english).alignments.append(
                alignment
            )
        for name, index in places:
            _mark(linked.setdefault(name, bytearray()), index)
    for name, split in documents.items():
        linked_here = linked.get(name, b"")
        for segment in split.segments:
            if segment.index >= len(linked_here) or not linked_here[segment.index]:
                target = settings.english if segment.lang == "zh" else settings.chinese
                group(tags[segment.script], target).unlinked.add(name, segment.index)
    return [groups[key] for key in sorted(groups, reverse=True)]


def _mark(linked: bytearray, index: int) -> None:
    """Note that the segment of this number is in a link."""
    linked.extend(bytes(max(index + 1 - len(linked), 0)))
    linked[index] = True


def date_of(document: Document) -> str:
    """Return the date of a document as TMX writes it.

    Its own, else SOURCE_DATE_EPOCH, else that of its file.
    """
    if document.metadata.date:
        return document.metadata.date
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    # Units share the text: of a million, it would be 60 MB.
    return sys.intern(date_of_seconds(int(epoch) if _SECONDS.fullmatch(epoch) else document.modified))
