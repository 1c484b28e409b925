"""The documents among the seeds that translate each other, as texts to pair and to align."""

from __future__ import annotations

from align.pairing.samples import DocumentText
from corpus.model import Document
from corpus.read.documents import read_file
from corpus.segment.splitter import segment_document
from tests.factories import SEEDS

PARALLEL = (
    ("12-night-market.zh.txt", "12-night-market.en.txt"),
    ("zh/13-fire-drill.txt", "en/13-fire-drill.txt"),
    ("zh/14-drug-report.html", "en/14-drug-report.html"),
)
"""Three that are short and plain."""
PAIRS = (
    *PARALLEL,
    ("15-visitor-guide.txt/zh", "15-visitor-guide.txt/en"),
    ("16-helmet-film.srt/zh", "16-helmet-film.srt/en"),
    ("zh/17-volunteer-rules.docx", "en/17-volunteer-rules.docx"),
    ("zh/18-road-safety.pdf", "en/18-road-safety.pdf"),
    ("zh/19-lost-and-found.txt", "en/19-lost-and-found.txt"),
    ("20-hundred-nights.zh.txt", "20-hundred-nights.en.txt"),
    ("21-agency.xlf/zh", "21-agency.xlf/en"),
)
"""All that a build aligns."""


def text_of(name: str, called: str | None = None) -> DocumentText:
    """The sentences of a seed in its main language, under its own name or another."""
    document = read_file(SEEDS / name, name)
    assert isinstance(document, Document)
    sentences = (segment.text for segment in segment_document(document) if segment.lang == document.lang)
    return DocumentText(called or name, tuple(sentences))
