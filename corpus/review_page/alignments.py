"""The alignment view: the sentences of paired documents with their links, and putting them right."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from align.beads.aligner import default_model
from align.embedder import CachedEmbedder
from corpus.errors import UsageError
from corpus.model import Bead
from corpus.pipeline.alignment import align_documents, align_sentences, bead_model
from corpus.pipeline.collect import collect
from corpus.pipeline.links import Area, LinkDecision, LinkKind, Size, align_between, effective_links, locate
from corpus.pipeline.review_record import load_review
from corpus.pipeline.tools import Tools
from corpus.review_page.desk import Desk
from corpus.review_page.workshop import Workshop
from corpus.settings import SETTINGS_FILE, load_settings


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents that translate each other."""

    zh_document: str
    en_document: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    given: bool
    """Whether a bilingual file says which lines belong together."""

    @property
    def documents(self) -> tuple[str, str]:
        """The names of both."""
        return self.zh_document, self.en_document


@dataclass(frozen=True, slots=True)
class Aligned:
    """A pair as it is aligned now."""

    pair: Pair
    beads: tuple[Bead, ...]
    fixed: tuple[bool, ...]
    """Of each bead, whether a person is sure of it."""


@dataclass(frozen=True, slots=True)
class LinkAct:
    """Beads that a person replaces by others, which tile the same sentences."""

    kind: LinkKind
    pair: int
    first: int
    last: int
    """The bead to begin with, and the last one."""
    sizes: tuple[Size, ...]
    beads: int
    """How many beads the page shows: so an act on what is no longer so is refused."""
    reviewer: str


class Alignments:
    """Reads the documents when it is first asked, and aligns them as people decide.

    Args:
        desk: keeps the decisions.
        workshop: where documents are read and aligned.
    """

    def __init__(self, desk: Desk, workshop: Workshop) -> None:
        self._desk, self._workshop = desk, workshop
        self._lock = threading.Lock()
        self._model = default_model()
        self._reading: Future[list[Pair]] | None = None
        self._known: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[Bead, ...]] = {}

    def pairs(self) -> list[Pair] | None:
        """Return the pairs of documents, or nothing while they are read.

        Raises:
            CorpusError: the documents cannot be read, or are not known.
        """
        documents = self._desk.documents
        if documents is None:
            raise UsageError("the documents are not known: start with --documents DIR")
        with self._lock:
            if self._reading is None:
                self._reading = self._workshop.do(lambda tools, _: self._read(documents, tools))
        return self._reading.result() if self._reading.done() else None

    def _read(self, documents: Path, tools: Tools) -> list[Pair]:
        settings = load_settings(documents / SETTINGS_FILE, {})
        self._model = bead_model(settings)
        corrections = load_review(self._desk.folder).corrections()
        with tools.open_runner(settings) as runner:
            collected = collect(
                documents, self._desk.folder.resolve(), settings, runner, tools.reporter, corrections
            )
            corpus = collected.corpus
            aligned = align_documents(corpus, collected.rejections, runner, tools.reporter, self._model)
        return [
            Pair(
                alignment.zh,
                alignment.en,
                tuple(segment.text for segment in corpus.documents[alignment.zh].main),
                tuple(segment.text for segment in corpus.documents[alignment.en].main),
                alignment.kind == "given",
            )
            for alignment in aligned.alignments
        ]

    def aligned(self, number: int) -> Aligned:
        """Return a pair as it is aligned now.

        Raises:
            UsageError: there is no such pair.
        """
        pair = self._pair(number)
        areas = self._areas(pair)
        return self._workshop.do(lambda tools, embedder: self._align(pair, areas, tools, embedder)).result()

    def _pair(self, number: int) -> Pair:
        pairs = self.pairs() or []
        if not 0 <= number < len(pairs):
            raise UsageError("there is no such pair of documents")
        return pairs[number]

    def _align(self, pair: Pair, areas: Sequence[Area], tools: Tools, embedder: CachedEmbedder) -> Aligned:
        def between(zh: Sequence[str], en: Sequence[str]) -> tuple[Bead, ...]:
            key = tuple(zh), tuple(en)
            if key not in self._known:  # An act changes but the parts beside it.
                self._known[key] = align_sentences(zh, en, embedder, tools.cache, self._model)
            return self._known[key]

        beads = align_between(pair.zh, pair.en, areas, between)
        fixed = {bead for area in areas for bead in area.beads}
        return Aligned(pair, beads, tuple(bead in fixed for bead in beads))

    def _areas(self, pair: Pair) -> list[Area]:
        with self._desk.reading():
            links = self._desk.record.links
        mine = [link for link in links if link.documents == pair.documents]
        return locate(mine, pair.zh, pair.en)[0]

    def act(self, act: LinkAct) -> Aligned:
        """Do what a person asks for, keep it, and return the pair as it is aligned then.

        Raises:
            UsageError: it makes no sense, or the page shows what is no longer so.
            CorpusError: it cannot be kept.
        """
        now = self.aligned(act.pair)
        if now.pair.given:
            raise UsageError("a bilingual file says which lines belong together: change it there")
        decision = self._withdrawn(now, act) if act.kind == "withdrawn" else _decision(now, act)
        self._desk.keep_link(decision)
        return self.aligned(act.pair)

    def _withdrawn(self, now: Aligned, act: LinkAct) -> LinkDecision:
        with self._desk.reading():
            links = effective_links(self._desk.record.links)
        for link in reversed(links):
            if link.documents == now.pair.documents and link.reviewer == act.reviewer:
                return LinkDecision(
                    "withdrawn", *link.documents, link.zh, link.en, link.sizes, link.zh_start, link.en_start,
                    act.reviewer, "",
                )  # fmt: skip
        raise UsageError(f"{act.reviewer} decided nothing of this alignment that could be taken back")


def _decision(now: Aligned, act: LinkAct) -> LinkDecision:
    """Return the decision, with whatever was fixed before and touches it."""
    if act.beads != len(now.beads) or not 0 <= act.first <= act.last < len(now.beads):
        raise UsageError("the alignment was changed meanwhile; look again")
    first, last = _whole(now, act.first, act.last)
    sizes = (
        *(_size(bead) for bead in now.beads[first : act.first]),
        *act.sizes,
        *(_size(bead) for bead in now.beads[act.last + 1 : last + 1]),
    )
    begin, end = now.beads[first], now.beads[last]
    zh = now.pair.zh[begin.source_start : end.source_end]
    en = now.pair.en[begin.target_start : end.target_end]
    try:
        return LinkDecision(
            act.kind,
            *now.pair.documents,
            zh,
            en,
            sizes,
            begin.source_start,
            begin.target_start,
            act.reviewer,
            "",
        )
    except ValueError as error:
        raise UsageError(f"this cannot be linked so: {error}") from error


def _size(bead: Bead) -> Size:
    return bead.source_end - bead.source_start, bead.target_end - bead.target_start


def _whole(now: Aligned, first: int, last: int) -> tuple[int, int]:
    """Return the beads that one decision is about: those asked for, and the fixed ones that touch them.

    Where one side would be empty, the nearest beads that fill it are taken too.
    """
    while first > 0 and now.fixed[first] and now.fixed[first - 1]:
        first -= 1
    while last + 1 < len(now.beads) and now.fixed[last] and now.fixed[last + 1]:
        last += 1
    while not _has_both(now.beads[first : last + 1]) and (first > 0 or last + 1 < len(now.beads)):
        first, last = (first - 1, last) if first > 0 else (first, last + 1)
    return first, last


def _has_both(beads: Sequence[Bead]) -> bool:
    return any(a for a, _ in map(_size, beads)) and any(b for _, b in map(_size, beads))
