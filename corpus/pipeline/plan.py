"""Which file every sentence goes to: linked ones as pairs, the others to be drafted."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.model import Document, Lang, Line, Place, Script, Segment, language_of
from corpus.pipeline.alignment import Link
from corpus.pipeline.split import SplitCorpus
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

    @property
    def places(self) -> tuple[Place, ...]:
        """The one segment, as a link has several."""
        return (self.place,)


@dataclass(slots=True)
class Group:
    """What goes into one file: links, and sentences that have no counterpart, both in document order."""

    tags: Tags
    links: list[Link] = field(default_factory=list)
    unlinked: list[Sentence] = field(default_factory=list)

    @property
    def source_lang(self) -> Lang:
        """The language of the sources."""
        return language_of(self.tags[0])


def plan(corpus: SplitCorpus, links: Iterable[Link], settings: Settings) -> list[Group]:
    """Sort links and sentences by language pair and script. The Chinese side of a link is its source."""
    tags: dict[Script, str] = {"Hans": "zh-CN", "Hant": settings.traditional, "Latn": settings.english}
    groups: dict[Tags, Group] = {}

    def group(source: str, target: str) -> Group:
        return groups.setdefault((source, target), Group((source, target)))

    linked: dict[str, set[int]] = {}
    for link in links:
        group(tags[link.zh.document.script], settings.english).links.append(link)
        for document, index in link.places:
            linked.setdefault(document, set()).add(index)
    for name, split in corpus.documents.items():
        linked_here = linked.get(name, ())
        for segment in split.segments:
            if segment.index not in linked_here:
                target = settings.english if segment.lang == "zh" else settings.chinese
                group(tags[segment.script], target).unlinked.append(Sentence(split.document, segment))
    return [groups[key] for key in sorted(groups, reverse=True)]


def date_of(document: Document) -> str:
    """Return the date of a document as TMX writes it.

    Its own, else SOURCE_DATE_EPOCH, else that of its file.
    """
    if document.metadata.date:
        return document.metadata.date
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    # Units share the text: of a million, it would be 60 MB.
    return sys.intern(date_of_seconds(int(epoch) if _SECONDS.fullmatch(epoch) else document.modified))
