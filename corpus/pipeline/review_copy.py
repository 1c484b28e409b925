"""A second copy of what people decided, outside the output folder: deleting ``export/`` deletes no review."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from corpus.errors import CorpusError
from corpus.pipeline.decisions import NO_REVIEW, Review
from corpus.pipeline.review_record import LEDGER, load_review, save_review, write_ledger
from export.files import atomic_write
from export.locking import locked

_ABOUT = "corpus.json"


def copies_folder() -> Path:
    """Return the folder of all copies: in ``DUIZHAO_DATA``, else in the system's folder for a user's data."""
    return Path(os.environ.get("DUIZHAO_DATA") or platformdirs.user_data_dir("duizhao")) / "reviews"


@dataclass(frozen=True, slots=True)
class ReviewCopy:
    """The copy of one output folder's review."""

    path: Path
    corpus: str
    """The output folder, as it was called when its review was last imported."""

    @property
    def review(self) -> Review:
        """What people decided; nothing where there is no copy.

        Raises:
            CorpusError: it was damaged.
        """
        return load_review(self.path) if (self.path / LEDGER).is_file() else NO_REVIEW


def copy_of(out: Path) -> ReviewCopy:
    """Return the copy that belongs to the path of an output folder, whether or not there is one yet."""
    resolved = out.resolve()
    digest = hashlib.sha256(os.fsencode(resolved)).hexdigest()[:16]
    return ReviewCopy(copies_folder() / digest, str(resolved))


def all_copies() -> Iterator[ReviewCopy]:
    """Yield every copy there is, for somebody whose folder was moved."""
    for about in sorted(copies_folder().glob(f"*/{_ABOUT}")):
        try:
            corpus = json.loads(about.read_text(encoding="utf-8"))["corpus"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            corpus = "unknown (corpus.json was damaged)"
        yield ReviewCopy(about.parent, str(corpus))


def keep_copy(out: Path, review: Review) -> ReviewCopy:
    """Add the decisions of an output folder's review to its copy; nothing that stands there is dropped.

    Raises:
        CorpusError: the copy cannot be written, or was damaged.
    """
    copy = copy_of(out)
    with locked(copy.path, "build-corpus review import"):
        write_ledger(copy.path / LEDGER, copy.review.merged(review.decisions).with_links(review.links))
        with atomic_write(copy.path / _ABOUT) as stream:
            text = json.dumps({"corpus": copy.corpus}, ensure_ascii=False)
            stream.write(text.encode("utf-8", "surrogatepass"))
    return copy


def restore(out: Path, copy: ReviewCopy) -> int:
    """Put the decisions of a copy into an output folder's review, and return how many it did not hold.

    Raises:
        CorpusError: there is no such copy, it was damaged, or the folder cannot be written.
    """
    kept = copy.review
    if not kept.decisions and not kept.links:
        known = "".join(f"\n  {other.path}: of {other.corpus}" for other in all_copies())
        raise CorpusError(
            f"no review of {copy.corpus} is kept in {copy.path}"
            + (f"; take another with --copy:{known}" if known else "; none is kept of any corpus")
        )
    with locked(out, "build-corpus review restore"):
        before = load_review(out)
        after = before.merged(kept.decisions).with_links(kept.links)
        save_review(out, after)
    return len(after.decisions) + len(after.links) - len(before.decisions) - len(before.links)


def missing_decisions(out: Path) -> int:
    """Return how many decisions the copy holds of an output folder that has no review any more."""
    if (out / LEDGER).is_file():
        return 0
    try:
        return (copy_of(out).path / LEDGER).read_bytes().count(b"\n")
    except OSError:
        return 0  # No copy, or one that cannot be read: there is nothing to bring back.
