"""The review record as the server keeps it: what others add is seen, what is added is on the disk at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import CorpusError
from corpus.pipeline.decisions import NO_REVIEW, Decision, Key, Review, key_of_decision
from corpus.pipeline.links import LinkDecision
from corpus.pipeline.review_record import LEDGER, Line, append_decisions, load_review, parse_decisions
from corpus.review_page.index import State


@dataclass(frozen=True, slots=True)
class _Seen:
    """The file as it was when it was last read."""

    file: int
    """Its inode: an import writes another file in its place."""
    size: int


class Record:
    """All decisions by what they are about. Only for who holds the lock of the folder, when it adds."""

    def __init__(self, folder: Path) -> None:
        """Read what stands there.

        Raises:
            CorpusError: it was damaged.
        """
        self._folder = folder
        self._by_key: dict[Key, Review] = {}
        self._seen = _look(folder)
        self.links: tuple[LinkDecision, ...] = ()
        """Decisions on alignment."""
        self._read_all()

    def _read_all(self) -> None:
        review = load_review(self._folder)
        self._by_key = {}
        self._take([*review.decisions, *review.links])

    def catch_up(self) -> set[Key] | None:
        """Read what others added since, and return what it is about.

        Nothing (not even an empty set) where the file is another one: then everything may have changed.

        Raises:
            CorpusError: it was damaged.
        """
        now = _look(self._folder)
        if now == self._seen:
            return set()
        if now.file != self._seen.file or now.size < self._seen.size:
            self._seen, self.links = now, ()
            self._read_all()
            return None
        path = self._folder / LEDGER
        try:
            with path.open("rb") as stream:
                stream.seek(self._seen.size)
                added = stream.read(now.size - self._seen.size)
            # A line that is being written is read when it is whole.
            whole = added[: added.rfind(b"\n") + 1]
            decisions = parse_decisions(whole)
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise CorpusError(f"{path}: cannot be read on ({error!r})") from error
        self._seen = replace(now, size=self._seen.size + len(whole))
        return self._take(decisions)

    def add(self, decisions: Sequence[Line]) -> set[Key]:
        """Write decisions, and return what they are about.

        Raises:
            CorpusError: they cannot be written; then they are not kept.
        """
        append_decisions(self._folder, decisions)
        self._seen = _look(self._folder)
        return self._take(decisions)

    def _take(self, decisions: Iterable[Line]) -> set[Key]:
        new: dict[Key, list[Decision]] = {}
        for decision in decisions:
            if isinstance(decision, LinkDecision):
                self.links = (*self.links, decision)
                continue
            new.setdefault(key_of_decision(decision), []).append(decision)
        for key, about in new.items():
            self._by_key[key] = self.about(key).merged(about)
        return set(new)

    def about(self, key: Key) -> Review:
        """Return what was decided of one source."""
        return self._by_key.get(key, NO_REVIEW)

    def keys(self) -> set[Key]:
        """Return everything that something was decided of."""
        return set(self._by_key)

    def state(self, key: Key) -> State:
        """Return what all of it comes to."""
        if key not in self._by_key:
            return State()
        review = self.about(key)
        effective = review.effective()
        standing = review.standing().get(key)
        comment = next((d.comment for d in reversed(effective) if d.comment), None)
        if standing is None:
            amended = next((d for d in reversed(effective) if d.kind == "amended"), None)
            return State(target=amended.target if amended else None, comment=_said(effective) or comment)
        return State(
            standing.kind,
            standing.target if standing.is_translation else None,
            comment,
            standing.reviewer,
            bool(review.conflicts()),
        )

    def conflicts(self) -> list[list[Decision]]:
        """Return where people want different things: the last decision of each of them."""
        return [people for review in self._by_key.values() for people in review.conflicts()]


def _said(decisions: Sequence[Decision]) -> str | None:
    """Return the last comment alone."""
    return next((d.comment for d in reversed(decisions) if d.kind == "commented"), None)


def _look(folder: Path) -> _Seen:
    try:
        found_there = (folder / LEDGER).stat()
    except OSError:
        return _Seen(0, 0)
    return _Seen(found_there.st_ino, found_there.st_size)
