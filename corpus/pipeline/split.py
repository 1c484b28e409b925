"""The second stage: documents to segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from corpus.model import Document, Rejection, Segment
from corpus.pipeline.reporter import SILENT, Reporter
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


def split(
    documents: Sequence[Document],
    reporter: Reporter = SILENT,
    corrections: Mapping[str, str] = MappingProxyType({}),
) -> SplitCorpus:
    """Split every document into segments.

    Args:
        documents: in their order.
        reporter: is told of each.
        corrections: how sentences should read, by the folded sentence, where a person put them right.
    """
    corpus: dict[str, SplitDocument] = {}
    rejections: list[Rejection] = []
    with reporter.stage("splitting", len(documents)) as step:
        for document in documents:
            kept = []
            for read in segment_document(document):
                corrected = corrections.get(fold_spaces(read.text))
                segment = replace(read, text=corrected) if corrected else read
                if has_words(segment.text):
                    kept.append(segment)
                else:
                    rejections.append(_without_words(document, segment))
            main = tuple(segment for segment in kept if segment.lang == document.lang)
            corpus[document.name] = SplitDocument(document, tuple(kept), main)
            step(1)
    return SplitCorpus(corpus, tuple(rejections))


def _without_words(document: Document, segment: Segment) -> Rejection:
    place = (document.name, segment.index)
    return Rejection(
        "segment", "no-words", document.name, "holds nothing to translate", segment.text, places=(place,)
    )
