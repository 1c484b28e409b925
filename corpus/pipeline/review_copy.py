"""A second copy of what people decided, outside the output folder: deleting ``export/`` deletes no review."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from corpus.errors import CorpusError, UsageError
from corpus.pipeline.decisions import NO_REVIEW, Decision, Review
from corpus.pipeline.links import LinkDecision
from corpus.pipeline.review_record import (
    LEDGER,
    Line,
    append_decisions,
    load_review,
    parse_decisions,
    save_review,
    write_ledger,
)
from export.files import atomic_write, cannot_write
from export.locking import locked
from export.manifest import changed_files, sha256_of

_ABOUT = "corpus.json"
_EDITED = "edited"
"""The folder of files that were changed where they were written."""


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
        _write_about(copy)
    return copy


def add_to_copy(out: Path, decisions: Sequence[Line]) -> None:
    """Add decisions to the copy of an output folder's review; they are on the disk when this returns.

    Raises:
        CorpusError: the copy cannot be written.
    """
    copy = copy_of(out)
    with locked(copy.path, "build-corpus review serve"):
        append_decisions(copy.path, decisions)
        if not (copy.path / _ABOUT).exists():
            _write_about(copy)


def _write_about(copy: ReviewCopy) -> None:
    with atomic_write(copy.path / _ABOUT) as stream:
        text = json.dumps({"corpus": copy.corpus}, ensure_ascii=False)
        stream.write(text.encode("utf-8", "surrogatepass"))


def keep_edited(out: Path, new: Path) -> list[Path]:
    """Keep the TMX files of an output folder that somebody changed since the last run, before new ones come.

    Who opens the corpus itself in a CAT tool works in files that the next run replaces.

    Args:
        out: the output folder.
        new: the folder with the files that will replace them. A file that is the same there was changed by
            nobody: it is what a run left that was killed before its manifest came.

    Returns:
        The copies, in the folder of the review's copy.

    Raises:
        CorpusError: a copy cannot be written.
    """
    kept = []
    try:
        for path in changed_files(out):
            digest = sha256_of(path)
            if not path.name.endswith((".tmx", ".tmx.gz")) or _is_file_of(new / path.name, digest):
                continue
            stem, dot, suffix = path.name.partition(".")
            place = copy_of(out).path / _EDITED / f"{stem}-{digest[:8]}{dot}{suffix}"
            if not _is_file_of(place, digest):
                with path.open("rb") as content, atomic_write(place) as stream:
                    shutil.copyfileobj(content, stream)
            kept.append(place)
    except OSError as error:
        raise CorpusError(f"{out}: what was changed there cannot be read ({error})") from error
    return kept


def _is_file_of(path: Path, digest: str) -> bool:
    return path.is_file() and sha256_of(path) == digest


def restore(out: Path, copy: ReviewCopy) -> int:
    """Put the decisions of a copy into an output folder's review, and return how many it did not hold.

    A record that was damaged is kept beside the new one (``review.damaged.jsonl``).

    Raises:
        CorpusError: there is no such copy, it was damaged, or the folder cannot be written.
    """
    kept = copy.review
    if not kept.decisions and not kept.links:
        known = "".join(f"\n  {other.path}: of {other.corpus}" for other in all_copies())
        raise UsageError(
            f"no review of {copy.corpus} is kept in {copy.path}"
            + (f"; take another with --copy:{known}" if known else "; none is kept of any corpus")
        )
    with locked(out, "build-corpus review restore"):
        try:
            before = load_review(out)
        except CorpusError:
            before = _moved_aside(out)
            # Before the TMX is looked at, which says less of each decision.
            write_ledger(out / LEDGER, before.merged(kept.decisions).with_links(kept.links))
        after = load_review(out).merged(kept.decisions).with_links(kept.links)
        save_review(out, after)
    return len(after.decisions) + len(after.links) - len(before.decisions) - len(before.links)


def _moved_aside(out: Path) -> Review:
    """Move a damaged record aside, and return what can be read of it.

    Raises:
        CorpusError: it cannot be moved.
    """
    record = out / LEDGER
    names = (
        out / f"review.damaged{number}.jsonl"
        for number in itertools.chain([""], map(str, itertools.count(2)))
    )
    aside = next(path for path in names if not path.exists())
    try:
        lines = list(_readable(record.read_bytes()))
        record.rename(aside)
    except OSError as error:
        raise cannot_write(aside, error) from error
    decisions = (line for line in lines if isinstance(line, Decision))
    return NO_REVIEW.merged(decisions).with_links(line for line in lines if isinstance(line, LinkDecision))


def _readable(record: bytes) -> Iterator[Line]:
    for line in record.split(b"\n"):
        # What is no decision stays in the file that is kept.
        with contextlib.suppress(ValueError, KeyError, TypeError, RecursionError):
            yield from parse_decisions(line)


def missing_decisions(out: Path) -> int:
    """Return how many decisions the copy holds of an output folder that has no review any more."""
    if (out / LEDGER).is_file():
        return 0
    try:
        return (copy_of(out).path / LEDGER).read_bytes().count(b"\n")
    except OSError:
        return 0  # No copy, or one that cannot be read: there is nothing to bring back.
