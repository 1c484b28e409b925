"""The third stage: which documents translate each other, and which of their sentences."""

from __future__ import annotations

import sys
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from align.beads import calibration
from align.beads.aligner import BeadModel, align, default_model, own_model
from align.beads.reshape import Piece
from align.embedder import Embedder, one_document
from align.pairing.documents import Pairing, pair_documents
from align.pairing.mining import SIGNATURE as MINING_SIGNATURE
from align.pairing.mining import mine
from align.pairing.samples import DocumentText
from corpus.cache import Cache, key_of
from corpus.model import Bead, Lang, Line, Place, Rejection, Segment
from corpus.pipeline.links import Area, LinkDecision, align_between, locate
from corpus.pipeline.reporter import Reporter
from corpus.pipeline.runner import Embedding, In, Kit, Out, Runner, Stage
from corpus.pipeline.split import Documents, SplitCorpus, SplitDocument
from corpus.pipeline.unpaired import contradicted, without_text
from corpus.settings import Settings
from corpus.spool import Lazy
from corpus.text.locale import join_sentences

_SCHEMA = 1
"""Version of what the cache keeps of two texts: their beads, and how they were found."""
_A_SENTENCE = 0.002
"""Seconds that a sentence of either side takes."""


class Beads(Lazy[Bead]):
    """Beads in columns: one by one, a million takes 200 MB, and so 24."""

    def __init__(self, beads: Iterable[Bead]) -> None:
        """Take the values of the beads."""
        self._spans, self._confidences = array("I"), array("d")
        for bead in beads:
            self._spans.extend((bead.source_start, bead.source_end, bead.target_start, bead.target_end))
            self._confidences.append(bead.confidence)

    def at(self, place: int) -> Bead:
        """See :class:`corpus.spool.Lazy`."""
        source_start, source_end, target_start, target_end = self._spans[4 * place : 4 * place + 4]
        return Bead(source_start, source_end, target_start, target_end, self._confidences[place])

    def __len__(self) -> int:
        return len(self._confidences)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two documents that translate each other, and their beads over the segments in their main language."""

    zh: str
    """The name of the Chinese document."""
    en: str
    confidence: float
    """The probability that the two documents translate each other."""
    beads: Sequence[Bead]
    found_by: str = ""
    """The signature of the model that found the beads."""
    kind: str = ""
    """``given`` by a bilingual file or ``mined``; of others each bead says how many sentences it links."""
    merged: frozenset[Bead] = frozenset()
    """The beads that were two."""
    pieces: Mapping[Bead, tuple[Piece, ...]] = field(default_factory=dict)
    """Those that were cut."""

    @property
    def unlinked(self) -> int:
        """How many sentences have no counterpart."""
        return sum(not bead.is_link for bead in self.beads)

    def links(self, documents: Mapping[str, SplitDocument]) -> Iterator[Link]:
        """Yield the beads with both sides filled, those that were cut by their pieces."""
        zh, en = documents[self.zh], documents[self.en]
        for bead in self.beads:
            if bead in self.pieces:
                for piece in self.pieces[bead]:
                    yield Link(zh, en, piece.bead, f"{piece.bead.kind} of {bead.kind}", self.found_by, piece)
            elif bead.is_link:
                kind = f"{bead.kind} merged" if bead in self.merged else self.kind or bead.kind
                yield Link(zh, en, bead, kind, self.found_by)


@dataclass(frozen=True, slots=True)
class Link:
    """A bead with both sides filled, over the main segments of two documents."""

    zh: SplitDocument
    en: SplitDocument
    bead: Bead
    kind: str
    """How many sentences of each side, ``2:1``, ``mined``, or ``given`` by a bilingual file.

    ``1:1 of 2:1`` is a piece of a bead that was cut, ``3:3 merged`` were two doubtful beads.
    """
    found_by: str
    """The signature of the model that found it."""
    piece: Piece | None = None
    """What of the bead's sentences it holds, if not all."""

    @property
    def line(self) -> Line | None:
        """What a bilingual file says of a link that it gives."""
        if self.kind != "given":
            return None
        return self.zh.document.lines[self.zh.main[self.bead.source_start].index]

    @property
    def engine(self) -> str:
        """What found the link."""
        if self.line is not None:
            return sys.intern(f"given:{self.line.engine}")
        return self.found_by

    @property
    def texts(self) -> tuple[str, str]:
        """The Chinese and the English text."""
        if self.piece:
            return self.piece.zh, self.piece.en
        zh = self.zh.main[self.bead.source_start : self.bead.source_end]
        en = self.en.main[self.bead.target_start : self.bead.target_end]
        return (
            join_sentences((segment.text for segment in zh), "zh"),
            join_sentences((segment.text for segment in en), "en"),
        )

    @property
    def places(self) -> tuple[Place, ...]:
        """The segments of both sides."""
        sides = (
            (self.zh, self.bead.source_start, self.bead.source_end),
            (self.en, self.bead.target_start, self.bead.target_end),
        )
        return tuple(
            (side.document.name, segment.index)
            for side, start, end in sides
            for segment in side.main[start:end]
        )


@dataclass(frozen=True, slots=True)
class Aligned:
    """What the stage gives: the pairs of documents, and which pairs were doubted."""

    alignments: tuple[Alignment, ...] = ()
    rejections: tuple[Rejection, ...] = ()


def bead_model(settings: Settings) -> BeadModel:
    """Return the weights of the aligner: the user's own, if there are some, or those of the package.

    Raises:
        CorpusError: the file cannot be read, or holds none.
    """
    return own_model(Path(settings.aligner)) if settings.aligner else default_model()


def align_documents(
    corpus: SplitCorpus,
    left_out: Iterable[Rejection],
    runner: Runner,
    reporter: Reporter,
    model: BeadModel,
    decided: Sequence[LinkDecision] = (),
) -> Aligned:
    """Find the documents that translate each other and align their sentences.

    Args:
        corpus: all documents.
        left_out: the files that are no documents: the name of one may speak of a pair.
        runner: does each document and each pair.
        reporter: is told of each pair.
        model: the weights of the aligner.
        decided: what people decided of the alignment.
    """
    rejections = tuple(without_text(corpus, left_out))
    declared = list(_declared(corpus.documents))
    paired = {name for pair in declared for name in (pair.zh, pair.en)}
    sides: dict[Lang, list[str]] = {"zh": [], "en": []}
    for name, split in corpus.documents.items():
        if split.main and name not in paired:
            sides[split.document.lang].append(name)
    pairing = _pairing(corpus.documents, sides, runner, reporter)
    by_content = [
        _Pair(sides["zh"][pair.zh], sides["en"][pair.en], pair.confidence) for pair in pairing.pairs
    ]
    pairs = [*declared, *by_content]
    aligned = _aligned(pairs, corpus.documents, Aligning(model), runner, reporter, decided)
    return replace(aligned, rejections=(*rejections, *contradicted(pairing, sides), *aligned.rejections))


@dataclass(frozen=True, slots=True)
class _Pair:
    """The names of two documents to align, and the probability that they translate each other."""

    zh: str
    en: str
    confidence: float
    given: bool = False
    """Whether a bilingual file says which lines translate each other."""


def _declared(documents: Documents) -> Iterator[_Pair]:
    """Yield the two sides of each file that holds both languages."""
    for name, zh in documents.items():
        partner = zh.document.partner or ""
        if zh.document.lang == "zh" and zh.main and partner in documents and documents[partner].main:
            yield _Pair(name, partner, 1.0, bool(zh.document.lines))


def _pairing(
    documents: Documents, sides: dict[Lang, list[str]], runner: Runner, reporter: Reporter
) -> Pairing:
    if not sides["zh"] or not sides["en"]:
        return Pairing([], [])
    texts = {lang: [_Text(name, documents) for name in names] for lang, names in sides.items()}
    with reporter.stage("comparing documents", 2 * len(texts["zh"]) + len(texts["en"])) as step:

        def each(
            function: Callable[[In, Embedder], Out],
            items: Iterable[In],
            seconds: Callable[[In], float],
            documents: Callable[[In], int] = one_document,
        ) -> Iterator[Out]:
            counts: deque[int] = deque()

            def counted() -> Iterator[In]:
                for item in items:
                    counts.append(documents(item))
                    yield item

            for result in runner.map(Embedding(function, seconds), counted()):
                step(counts.popleft())
                yield result

        return pair_documents(texts["zh"], texts["en"], each)


def _aligned(
    pairs: Sequence[_Pair],
    documents: Documents,
    aligning: Aligning,
    runner: Runner,
    reporter: Reporter,
    decided: Sequence[LinkDecision],
) -> Aligned:
    """Align the sentences of each pair that does not say itself what belongs together."""
    areas, found_by = _Areas(decided, reporter), aligning.model.signature
    texts = ((_text_of(documents[pair.zh]), _text_of(documents[pair.en])) for pair in pairs if not pair.given)
    items = ((zh, en, areas(zh, en)) for zh, en in texts)
    alignments: list[Alignment] = []
    lost: list[Rejection] = []
    with reporter.stage("aligning", len(pairs)) as step:
        results = runner.map(aligning, items)
        for pair in pairs:
            beads = _given(documents[pair.zh].main, documents[pair.en].main) if pair.given else next(results)
            if isinstance(beads, str):
                message = f"cannot be aligned with {pair.en}: the process that aligned them {beads}"
                lost.append(Rejection("pair", "lost", pair.zh, message, failed=True))
            else:
                kind = "given" if pair.given else ""
                alignments.append(Alignment(pair.zh, pair.en, pair.confidence, Beads(beads), found_by, kind))
            step(1)
    return Aligned(tuple(alignments), tuple(lost))


def _given(zh: Sequence[Segment], en: Sequence[Segment]) -> Iterator[Bead]:
    """Yield the beads of two sides whose segments are lines: those of the same number belong together."""
    i = j = 0
    while i < len(zh) or j < len(en):
        first = zh[i].index if i < len(zh) else None
        second = en[j].index if j < len(en) else None
        take_zh = first is not None and (second is None or first <= second)
        take_en = second is not None and (first is None or second <= first)
        yield Bead(i, i + take_zh, j, j + take_en, 1.0)
        i, j = i + take_zh, j + take_en


@dataclass(frozen=True, slots=True)
class _Text:
    """A document whose sentences are looked up whenever they are asked for."""

    name: str
    _documents: Documents

    @property
    def sentences(self) -> tuple[str, ...]:
        """See :class:`align.pairing.samples.HasSentences`."""
        return tuple(segment.text for segment in self._documents[self.name].main)


def _text_of(split: SplitDocument) -> DocumentText:
    return DocumentText(split.document.name, tuple(segment.text for segment in split.main))


class _Areas:
    """Finds what people decided of two documents, and says what has lost its sentences."""

    def __init__(self, decided: Iterable[LinkDecision], reporter: Reporter) -> None:
        self._reporter = reporter
        self._decided: dict[tuple[str, str], list[LinkDecision]] = {}
        for decision in decided:
            self._decided.setdefault(decision.documents, []).append(decision)

    def __call__(self, zh: DocumentText, en: DocumentText) -> list[Area]:
        decided = self._decided.get((zh.name, en.name), ())
        areas, lost = locate(decided, zh.sentences, en.sentences) if decided else ([], 0)
        if lost:
            self._reporter.say(f"{lost} decisions on the alignment of {zh.name} have lost their sentences")
        return areas


@dataclass(frozen=True)
class Aligning(Stage[tuple[DocumentText, DocumentText, Sequence[Area]], "tuple[Bead, ...] | str"]):
    """Aligns two documents as people decided, and in between as the model does.

    A text says why they could not be aligned.
    """

    model: BeadModel
    """The weights themselves: where a user's own stand, another machine need not see."""

    def __call__(
        self, item: tuple[DocumentText, DocumentText, Sequence[Area]], kit: Kit
    ) -> tuple[Bead, ...] | str:
        """See :class:`corpus.pipeline.runner.Stage`."""
        zh, en, areas = item

        def align_part(zh: Sequence[str], en: Sequence[str]) -> tuple[Bead, ...]:
            return align_sentences(zh, en, kit.embedder, kit.cache, self.model)

        return align_between(zh.sentences, en.sentences, areas, align_part)

    def cost(self, item: tuple[DocumentText, DocumentText, Sequence[Area]]) -> float:
        """See :class:`corpus.pipeline.runner.Stage`."""
        return _A_SENTENCE * (len(item[0].sentences) + len(item[1].sentences))

    def lost(
        self,
        item: tuple[DocumentText, DocumentText, Sequence[Area]],  # noqa: ARG002 - the rejection names it
        how: str,
    ) -> tuple[Bead, ...] | str:
        """See :class:`corpus.pipeline.runner.Stage`."""
        return how


def align_sentences(
    zh: Sequence[str], en: Sequence[str], embedder: Embedder, cache: Cache, model: BeadModel
) -> tuple[Bead, ...]:
    """Return the beads of two texts, from the cache where they were aligned before."""
    signatures = (embedder.signature, model.signature, calibration.signature())
    key = key_of("beads", _SCHEMA, *signatures, zh, en)
    kept = cache.get(key)
    if kept:
        return tuple(Bead(*values) for values in kept)
    beads = tuple(align(zh, en, embedder, model))
    cache.put(
        key, [[b.source_start, b.source_end, b.target_start, b.target_end, b.confidence] for b in beads]
    )
    return beads


def mine_links(
    corpus: SplitCorpus, alignments: Iterable[Alignment], embedder: Embedder, reporter: Reporter
) -> tuple[Alignment, ...]:
    """Find single sentence pairs in the documents without a counterpart: each is an alignment of one bead."""
    paired = {name for pair in alignments for name in (pair.zh, pair.en)}
    places: dict[Lang, list[tuple[str, int]]] = {"zh": [], "en": []}
    texts: dict[Lang, list[str]] = {"zh": [], "en": []}
    for name, split in corpus.documents.items():
        if name not in paired:
            places[split.document.lang] += [(name, at) for at in range(len(split.main))]
            texts[split.document.lang] += [segment.text for segment in split.main]
    with reporter.stage("mining", len(texts["zh"])) as step:
        mined = mine(texts["zh"], texts["en"], embedder)
        step(len(texts["zh"]))
    links = []
    for pair in mined:
        (zh, i), (en, j) = places["zh"][pair.zh], places["en"][pair.en]
        bead = Bead(i, i + 1, j, j + 1, pair.confidence)
        links.append(Alignment(zh, en, pair.confidence, (bead,), MINING_SIGNATURE, "mined"))
    return tuple(links)
