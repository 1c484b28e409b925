"""The counts of a run by stage and reason, as the manifest and ``--json`` have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from corpus.pipeline.alignment import Alignment
from corpus.pipeline.corpus import Corpus
from export.omissions import Share
from export.tally import Tally


def summarise(corpus: Corpus, files: Mapping[str, int], untranslated: Mapping[str, int]) -> dict[str, object]:
    """Return the counts of a corpus.

    Args:
        corpus: what was made.
        files: units by the name of the TMX file they are in.
        untranslated: sentences by the name of the file that lists them.
    """
    documents, tally = corpus.documents, Tally(corpus.units)
    aside = corpus.aside.reasons
    return {
        "documents": len(documents),
        "units": dict(sorted(files.items())),
        "origins": dict(sorted(tally.origins.items())),
        "aligned": [
            {
                "zh": pair.zh,
                "en": pair.en,
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
        "flags": dict(sorted(tally.flags.items())),
        "lines_removed": _counts(line.code for document in documents for line in document.removed),
        "set_aside": {
            stage: {code: count for (at, code), count in sorted(aside.items()) if at == stage}
            for stage in sorted({stage for stage, _ in aside})
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
        zh, en = pair.zh, pair.en
        yield pair, {"zh": shares[zh, en], "en": shares[en, zh]}


def _counts(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
