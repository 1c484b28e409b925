"""The counts of a run by stage and reason, as the manifest and ``--json`` have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from corpus.pipeline.alignment import Alignment
from corpus.pipeline.corpus import Corpus
from export.omissions import Share


def summarise(corpus: Corpus, files: Mapping[str, int], untranslated: Mapping[str, int]) -> dict[str, object]:
    """Return the counts of a corpus.

    Args:
        corpus: what was made.
        files: units by the name of the TMX file they are in.
        untranslated: sentences by the name of the file that lists them.
    """
    units, documents = corpus.units, corpus.documents
    stages = sorted({rejection.stage for rejection in corpus.rejections})
    return {
        "documents": len(documents),
        "units": dict(sorted(files.items())),
        "origins": _counts(unit.origin for unit in units),
        "aligned": [
            {
                "zh": pair.zh.name,
                "en": pair.en.name,
                "confidence": round(pair.confidence, 3),
                "beads": _counts(bead.kind for bead in pair.beads),
                "shared": {lang: round(share.share, 3) for lang, share in shares.items()},
                "abridged": [share.partner for share in shares.values() if share.abridged],
            }
            for pair, shares in _with_shares(corpus)
        ],
        "untranslated": dict(sorted(untranslated.items())),
        "decisions": _counts(decision.kind for decision in corpus.review.decisions),
        "engines": dict(sorted(corpus.engines.items())),
        "flags": _counts(flag.code for unit in units for flag in unit.flags),
        "lines_removed": _counts(line.code for document in documents for line in document.removed),
        "set_aside": {
            stage: _counts(r.code for r in corpus.rejections if r.stage == stage) for stage in stages
        },
        "failed": [{"document": r.document, "message": r.message} for r in corpus.failed],
        "warnings": [
            f"{document.name}: {warning}" for document in documents for warning in document.warnings
        ],
    }


def _with_shares(corpus: Corpus) -> Iterable[tuple[Alignment, dict[str, Share]]]:
    """Yield each pair of documents with how much of either side the other has."""
    shares = {(share.document, share.partner): share for share in corpus.omissions.shares}
    for pair in corpus.alignments:
        zh, en = pair.zh.name, pair.en.name
        yield pair, {"zh": shares[zh, en], "en": shares[en, zh]}


def _counts(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
