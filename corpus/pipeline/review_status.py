"""How far a review is, and what it says of the scores and flags that the drafts had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from corpus.model import Unit
from corpus.pipeline.decisions import Decision, Review, key_of
from corpus.pipeline.links import LinkDecision, effective_links
from corpus.pipeline.review_record import corpus_files, load_review
from export.read_tmx import read_units

_BANDS = ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01))
_NO_FLAG = "none"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the review of one document is."""

    document: str
    units: int
    decided: dict[str, int]
    """Units by kind of decision."""
    reviewers: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share of the units that somebody decided on."""
        return sum(self.decided.values()) / self.units


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What people did to the drafts of one kind: of a flag, an engine or a band of scores."""

    name: str
    count: int
    usable: float
    """The share that was confirmed, or edited in at most a tenth of its characters."""
    promised: float
    """The mean score, which is the share that was promised to be usable."""
    edits: float
    """Mean Levenshtein distance to what people made of them, in characters, rejected ones left out."""


@dataclass(frozen=True, slots=True)
class LinkProgress:
    """What people decided of the alignment of two documents."""

    zh_document: str
    en_document: str
    decided: dict[str, int]
    """Decisions that count, by kind."""
    zh_sentences: int
    """How many sentences of either side they are about, of which a later build keeps the links."""
    en_sentences: int
    reviewers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """The review of a corpus."""

    documents: tuple[Progress, ...]
    flags: tuple[Verdicts, ...]
    engines: tuple[Verdicts, ...]
    scores: tuple[Verdicts, ...]
    links: tuple[LinkProgress, ...]
    judged: dict[str, int]
    """Decisions on units that had a score, by language pair: what scores are fitted to."""


def review_status(folder: Path) -> Status:
    """Return how far the review of a corpus is.

    Raises:
        CorpusError: its record or a TMX cannot be read.
    """
    review = load_review(folder)
    units = (unit for path in corpus_files(folder) for unit in read_units(path))
    judged = [
        decision for decision in review.standing().values() if decision.draft and decision.score is not None
    ]
    return Status(
        tuple(review_progress(units, review)),
        tuple(_verdicts(judged, lambda decision: decision.flags or (_NO_FLAG,))),
        tuple(_verdicts(judged, lambda decision: (decision.engine or "unknown",))),
        tuple(_verdicts(judged, lambda decision: (_band(decision.score or 0.0),))),
        tuple(_link_progress(review.links)),
        dict(Counter(f"{decision.source_tag} → {decision.target_tag}" for decision in judged)),
    )


def _link_progress(decisions: Iterable[LinkDecision]) -> Iterable[LinkProgress]:
    """Yield what was decided of each pair of documents, by their names."""
    pairs: dict[tuple[str, str], list[LinkDecision]] = {}
    for decision in effective_links(decisions):
        pairs.setdefault(decision.documents, []).append(decision)
    for documents, made in sorted(pairs.items()):
        # Two decisions may be about the same sentences.
        zh, en = (
            {start + i for start, texts in runs for i in range(len(texts))}
            for runs in ([(d.zh_start, d.zh) for d in made], [(d.en_start, d.en) for d in made])
        )
        kinds = Counter[str](decision.kind for decision in sorted(made, key=lambda link: link.kind))
        reviewers = tuple(sorted({decision.reviewer for decision in made}))
        yield LinkProgress(*documents, dict(kinds), len(zh), len(en), reviewers)


def review_progress(units: Iterable[Unit], review: Review) -> Iterable[Progress]:
    """Yield for each document how many of its units somebody decided on."""
    standing = review.standing()
    sources: dict[str, list[Decision | None]] = {}
    for unit in units:
        key = key_of(unit.source_tag, unit.target_tag, unit.source)
        sources.setdefault(unit.document, []).append(standing.get(key))
    for document, decisions in sorted(sources.items()):
        made = [decision for decision in decisions if decision]
        reviewers = tuple(sorted({decision.reviewer for decision in made}))
        yield Progress(document, len(decisions), dict(Counter(decision.kind for decision in made)), reviewers)


def _verdicts(judged: Sequence[Decision], kinds: Callable[[Decision], Sequence[str]]) -> Iterable[Verdicts]:
    """Yield the verdicts on each kind of draft, by its name."""
    groups: dict[str, list[Decision]] = {}
    for decision in judged:
        for kind in kinds(decision):
            groups.setdefault(kind, []).append(decision)
    for name, group in sorted(groups.items()):
        edits = [decision.edit_distance for decision in group if decision.is_translation]
        yield Verdicts(
            name,
            len(group),
            usable=fmean(decision.was_usable for decision in group),
            promised=fmean(decision.score or 0.0 for decision in group),
            edits=fmean(edits) if edits else 0.0,
        )


def _band(score: float) -> str:
    low, high = next((low, high) for low, high in _BANDS if low <= score < high)
    return f"{low:.1f} to {min(high, 1.0):.1f}"
