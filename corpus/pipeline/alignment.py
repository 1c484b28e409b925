"""The third stage: which documents translate each other, and which of their sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from align.beads import calibration
from align.beads.aligner import BeadModel, align, default_model, own_model
from align.beads.reshape import Piece
from align.embedder import Embedder, WatchedEmbedder
from align.pairing.documents import pair_documents
from align.pairing.mining import SIGNATURE as MINING_SIGNATURE
from align.pairing.mining import mine
from align.pairing.samples import DocumentText
from corpus.cache import Cache, key_of
from corpus.model import Bead, Document, Lang, Line, Place, Rejection, Segment
from corpus.pipeline.links import LinkDecision, align_between, locate
from corpus.pipeline.reporter import Reporter
from corpus.pipeline.split import SplitCorpus, SplitDocument
from corpus.pipeline.unpaired import contradicted, without_text
from corpus.settings import Settings
from corpus.text.locale import join_sentences


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two documents that translate each other, and their beads over the segments in their main language."""

    zh: Document
    en: Document
    confidence: float
    """The probability that the two documents translate each other."""
    beads: tuple[Bead, ...]

    @property
    def unlinked(self) -> int:
        """How many sentences have no counterpart."""
        return sum(not bead.is_link for bead in self.beads)


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
            return f"given:{self.line.engine}"
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
    """What the stage gives: the pairs of documents, their links, and which pairs were doubted."""

    alignments: tuple[Alignment, ...] = ()
    links: tuple[Link, ...] = ()
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
    embedder: Embedder,
    cache: Cache,
    reporter: Reporter,
    model: BeadModel,
    decided: Sequence[LinkDecision] = (),
) -> Aligned:
    """Find the documents that translate each other and align their sentences.

    Args:
        corpus: all documents.
        left_out: the files that are no documents: the name of one may speak of a pair.
        embedder: tells how close sentences are.
        cache: keeps the beads.
        reporter: is told of each pair.
        model: the weights of the aligner.
        decided: what people decided of the alignment.
    """
    beads_of = _Beads(embedder, cache, decided, reporter, model)
    rejections = tuple(without_text(corpus, left_out))
    with reporter.stage("looking for bilingual files", len(corpus.documents)) as step:
        declared = list(_declared(corpus, beads_of, step))
    paired = {split.document.name for zh, en, _ in declared for split in (zh, en)}
    alignments = [Alignment(zh.document, en.document, 1.0, beads) for zh, en, beads in declared]
    links = [
        Link(zh, en, bead, "given" if zh.document.lines else bead.kind, model.signature)
        for zh, en, beads in declared
        for bead in beads
        if bead.is_link
    ]
    sides: dict[Lang, list[SplitDocument]] = {"zh": [], "en": []}
    for split in corpus.documents.values():
        if split.main and split.document.name not in paired:
            sides[split.document.lang].append(split)
    if not sides["zh"] or not sides["en"]:
        return Aligned(tuple(alignments), tuple(links), rejections)
    texts = {lang: [_text_of(split) for split in splits] for lang, splits in sides.items()}
    with reporter.stage("comparing documents", len(texts["zh"]) + len(texts["en"])) as step:
        # Pairing embeds the documents one by one, and that is what takes its time.
        pairing = pair_documents(texts["zh"], texts["en"], WatchedEmbedder(embedder, step))
    with reporter.stage("aligning", len(pairing.pairs)) as step:
        for pair in pairing.pairs:
            zh, en = sides["zh"][pair.zh], sides["en"][pair.en]
            beads = beads_of(texts["zh"][pair.zh], texts["en"][pair.en])
            alignments.append(Alignment(zh.document, en.document, pair.confidence, beads))
            links += [Link(zh, en, bead, bead.kind, model.signature) for bead in beads if bead.is_link]
            step(1)
    return Aligned(tuple(alignments), tuple(links), (*rejections, *contradicted(pairing, sides)))


def _declared(
    corpus: SplitCorpus, beads_of: _Beads, step: Callable[[int], None]
) -> Iterator[tuple[SplitDocument, SplitDocument, tuple[Bead, ...]]]:
    """Yield the two sides of each file that holds both languages, with their beads.

    Where the file says which lines translate each other these are the beads, else they are aligned as usual.
    """
    for zh in corpus.documents.values():
        step(1)
        en = corpus.documents.get(zh.document.partner or "")
        if zh.document.lang == "en" or en is None or not zh.main or not en.main:
            continue
        if zh.document.lines:
            yield zh, en, tuple(_given(zh.main, en.main))
        else:
            yield zh, en, beads_of(_text_of(zh), _text_of(en))


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


def _text_of(split: SplitDocument) -> DocumentText:
    return DocumentText(split.document.name, tuple(segment.text for segment in split.main))


class _Beads:
    """Aligns two documents as people decided, and in between as the model does."""

    def __init__(
        self,
        embedder: Embedder,
        cache: Cache,
        decided: Iterable[LinkDecision],
        reporter: Reporter,
        model: BeadModel,
    ) -> None:
        self._embedder, self._cache, self._reporter, self._model = embedder, cache, reporter, model
        self._decided: dict[tuple[str, str], list[LinkDecision]] = {}
        for decision in decided:
            self._decided.setdefault(decision.documents, []).append(decision)

    def __call__(self, zh: DocumentText, en: DocumentText) -> tuple[Bead, ...]:
        areas, lost = locate(self._decided.get((zh.name, en.name), ()), zh.sentences, en.sentences)
        if lost:
            self._reporter.say(f"{lost} decisions on the alignment of {zh.name} have lost their sentences")
        return align_between(zh.sentences, en.sentences, areas, self._align)

    def _align(self, zh: Sequence[str], en: Sequence[str]) -> tuple[Bead, ...]:
        return align_sentences(zh, en, self._embedder, self._cache, self._model)


def align_sentences(
    zh: Sequence[str], en: Sequence[str], embedder: Embedder, cache: Cache, model: BeadModel
) -> tuple[Bead, ...]:
    """Return the beads of two texts, from the cache where they were aligned before."""
    key = key_of("beads", embedder.signature, model.signature, calibration.signature(), zh, en)
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
) -> tuple[Link, ...]:
    """Find single sentence pairs in the documents that have no counterpart."""
    paired = {document.name for pair in alignments for document in (pair.zh, pair.en)}
    sentences: dict[Lang, list[tuple[SplitDocument, int]]] = {"zh": [], "en": []}
    for split in corpus.documents.values():
        if split.document.name not in paired:
            sentences[split.document.lang] += [(split, at) for at in range(len(split.main))]
    texts = {lang: [split.main[at].text for split, at in side] for lang, side in sentences.items()}
    with reporter.stage("mining", len(texts["zh"])) as step:
        mined = mine(texts["zh"], texts["en"], embedder)
        step(len(texts["zh"]))
    links = []
    for pair in mined:
        (zh, i), (en, j) = sentences["zh"][pair.zh], sentences["en"][pair.en]
        links.append(Link(zh, en, Bead(i, i + 1, j, j + 1, pair.confidence), "mined", MINING_SIGNATURE))
    return tuple(links)
