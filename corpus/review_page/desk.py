"""The reviewers' desk: the units, what was decided of them, and the acts that decide more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Literal, get_args

from corpus.errors import CorpusError, UsageError
from corpus.model import Returned, Unit
from corpus.pipeline.decisions import Decision, Key, Review, key_of, key_of_decision
from corpus.pipeline.links import LinkDecision
from corpus.pipeline.returned_work import Baseline, decide
from corpus.pipeline.review_record import Line, corpus_files, load_review, save_review, standing_corpus
from corpus.review_page.index import Row, UnitIndex
from corpus.review_page.record import Record
from export.locking import locked
from export.read_tmx import read_units
from export.write_tmx import xml_text

ActName = Literal["confirm", "reject", "comment", "undo"]
_DATE = "%Y%m%dT%H%M%SZ"
_LONGEST_NAME = 80
_AT_ONCE = 2_000
"""Units that are read between two looks at what the page asks for."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a person does to a unit."""

    name: ActName
    unit: str
    """Its id."""
    reviewer: str
    target: str = ""
    """The translation as it stands in the page."""
    comment: str | None = None
    settles: bool = False
    """Whether it ends a disagreement."""

    def __post_init__(self) -> None:
        if self.name not in get_args(ActName):
            raise UsageError(f"not an act: {self.name!r}")
        reviewer_of(self.reviewer)


class Desk:
    """One corpus under review. Safe for several threads; other processes may write to the folder too.

    Args:
        folder: what build-corpus wrote.
        documents: what it was built from, if that is known.
        now: the clock.
        also: is given every decision once it is in the record, to keep it in a second place too.

    Raises:
        UsageError: the folder holds no corpus.
        CorpusError: its review was damaged.
    """

    def __init__(
        self,
        folder: Path,
        documents: Path | None = None,
        now: Callable[[], datetime] | None = None,
        also: Callable[[Sequence[Line]], None] | None = None,
    ) -> None:
        self.folder, self.documents, self._also = folder, documents, also
        self._now = now or (lambda: datetime.now(UTC))
        self._lock = threading.RLock()
        self._built: tuple[object, ...] = ()
        self.edition = 0
        """Grows when the corpus was built again."""
        self._load()

    def _load(self) -> None:
        paths = standing_corpus(self.folder)
        self._built = _signature(paths)
        self.edition += 1
        self._failure: CorpusError | None = None
        self.record = Record(self.folder)
        self.index = UnitIndex()
        # 100,000 units take some seconds: the first ones are shown meanwhile.
        self._reader = threading.Thread(target=self._read, args=(self.index, paths), daemon=True)
        self._reader.start()

    def _read(self, index: UnitIndex, paths: Sequence[Path]) -> None:
        """Put the units of files into an index, while others may use it."""
        units = (unit for path in paths for unit in read_units(path))
        try:
            while batch := list(islice(units, _AT_ONCE)):
                with self._lock:
                    if index is not self.index:
                        return  # Built again meanwhile.
                    index.add(batch, self.record.state)
            with self._lock:
                if index is self.index:
                    index.finish()
                    self._show(self.record.keys())
        except CorpusError as error:
            self._failure = error

    def wait(self) -> None:
        """Return when all units are read."""
        self._reader.join()

    def close(self) -> Review:
        """Write ``reviewed.tmx`` from the record, and return the record. Nothing can be asked afterwards."""
        self.wait()
        with self._lock, locked(self.folder, "build-corpus review serve"):
            review = load_review(self.folder)
            if review.decisions:
                save_review(self.folder, review)
            self.index.close()
        return review

    @contextmanager
    def reading(self) -> Iterator[UnitIndex]:
        """Give the index, with everything in it that others decided meanwhile."""
        with self._lock:
            self._catch_up()
            if self._failure:
                raise self._failure
            yield self.index

    def _catch_up(self) -> None:
        paths = corpus_files(self.folder)
        # While a build swaps its files in there may be none.
        if paths and _signature(paths) != self._built:
            before = self.index
            self._load()
            before.close()
            return
        changed = self.record.catch_up()
        self._show(self.record.keys() | self._shown if changed is None else changed)

    @property
    def _shown(self) -> set[Key]:
        """What a state is shown of: also of what is in the record no more."""
        return {
            key_of(row.unit.source_tag, row.unit.target_tag, row.unit.source)
            for row in self.index.all_rows("version > 0")
        }

    def _show(self, keys: Iterable[Key]) -> None:
        states = {key: self.record.state(key) for key in keys}
        if states:
            self.index.set_states(states)

    def act(self, act: Act) -> list[Row]:
        """Do what a person asks for, keep it, and return the units that it changed.

        Raises:
            UsageError: there is no such unit, or nothing to do.
            CorpusError: it cannot be kept.
        """
        return self.keep(lambda index: [self._decision(act, index)])

    def keep(self, make: Callable[[UnitIndex], Sequence[Decision]]) -> list[Row]:
        """Keep the decisions that a function makes of the units as they stand, and return what they changed.

        Raises:
            CorpusError: they cannot be kept.
        """
        with self._lock, locked(self.folder, "build-corpus review serve"):
            self._catch_up()
            decisions = [self._dated(decision) for decision in make(self.index)]
            keys = self._add(decisions) if decisions else set()
            self._show(keys)
            return [row for key in sorted(keys) for row in self.index.with_key(key)]

    def keep_link(self, decision: LinkDecision) -> None:
        """Keep a decision on alignment.

        Raises:
            CorpusError: it cannot be kept.
        """
        with self._lock, locked(self.folder, "build-corpus review serve"):
            self._catch_up()
            dates = [link.date for link in self.record.links if link.documents == decision.documents]
            self._add([replace(decision, date=self._date_after(dates))])

    def _add(self, decisions: Sequence[Line]) -> set[Key]:
        keys = self.record.add(decisions)
        if self._also:
            self._also(decisions)
        return keys

    def _dated(self, decision: Decision) -> Decision:
        """Return the decision with a date after all others on its source: the last one stands."""
        before = self.record.about(key_of_decision(decision)).decisions
        return replace(decision, date=self._date_after([earlier.date for earlier in before]))

    def _date_after(self, dates: Sequence[str]) -> str:
        """Return the time, or a second after the last of these dates if that is later."""
        date, last = self._now().strftime(_DATE), max(dates, default="")
        if last < date:
            return date
        return (datetime.strptime(last, _DATE).replace(tzinfo=UTC) + timedelta(seconds=1)).strftime(_DATE)

    def _decision(self, act: Act, index: UnitIndex) -> Decision:
        row = index.unit(act.unit)
        if row is None:
            raise UsageError("this unit is no longer in the corpus: it was built again; load the page anew")
        review = self.record.about(key_of(row.unit.source_tag, row.unit.target_tag, row.unit.source))
        reviewer = _plain(act.reviewer)
        mine = [d for d in review.effective() if d.reviewer == reviewer]
        if act.name == "undo":
            if not mine:
                raise UsageError(f"{reviewer} decided nothing of this unit that could be taken back")
            return replace(mine[-1], kind="withdrawn", comment=None, settles=False)
        standing = next((d for d in reversed(mine) if d.is_verdict), None)
        comment = _plain(act.comment or "") or None
        if act.name == "comment":
            if comment is None:
                raise UsageError("a comment says something; to take one back, undo it")
            # A comment on what one decided oneself belongs to that decision.
            kind = standing.kind if standing else "commented"
            return replace(standing or self.made(act, row.unit), kind=kind, comment=comment)
        decision = self.made(act, row.unit)
        said = comment or next((d.comment for d in reversed(mine) if d.comment), None)
        return replace(decision, comment=said, settles=act.settles)

    def made(self, act: Act, unit: Unit) -> Decision:
        """Return the decision as an import would make it of a unit that came back."""
        target = unit.target if act.name != "confirm" else _plain(act.target)
        if not target:
            raise UsageError("the translation is empty; to say that there is none, reject it")
        returned = Returned(
            source=unit.source,
            target=target,
            source_tag=unit.source_tag,
            target_tag=unit.target_tag,
            unit=unit.id,
            reviewer=_plain(act.reviewer),
            approved=act.name != "reject",
        )
        # An unchanged review that is confirmed again is a decision here: somebody pressed the key.
        handed_out = replace(unit, origin="drafted") if unit.origin == "reviewed" else unit
        decision = decide(returned, Baseline([handed_out]), self._now().strftime(_DATE))
        if decision is None:
            raise UsageError("nothing was decided")
        if unit.origin == "reviewed":  # What was said of its draft is known no more.
            decision = replace(decision, engine=None, score=None, flags=())
        return replace(decision, reviewer=_plain(act.reviewer))

    def history(self, row: Row) -> tuple[Decision, ...]:
        """Return what was decided of a unit's source and not taken back, the earliest first."""
        unit = row.unit
        with self._lock:
            return self.record.about(key_of(unit.source_tag, unit.target_tag, unit.source)).effective()

    def conflicts(self) -> list[tuple[Row, list[Decision]]]:
        """Return the units of which people want different things, and the last decision of each of them."""
        with self.reading() as index:
            found_rows = [
                (index.with_key(key_of_decision(people[0])), people) for people in self.record.conflicts()
            ]
        return sorted(
            ((rows[0], people) for rows, people in found_rows if rows), key=lambda pair: pair[0].place
        )


def _signature(paths: Sequence[Path]) -> tuple[object, ...]:
    """Return what tells one build's files from another's."""
    stats = [(path, path.stat()) for path in paths if path.exists()]
    return tuple((path.name, stat.st_ino, stat.st_size, stat.st_mtime_ns) for path, stat in stats)


def reviewer_of(name: str) -> str:
    """Return the name of who reviews.

    Raises:
        UsageError: it is none.
    """
    plain = _plain(name)
    if not plain or len(name) > _LONGEST_NAME or not name.isprintable():
        raise UsageError("say who reviews: a name of at most 80 characters")
    return plain


def _plain(text: str) -> str:
    """Return a text on one line, without what no file of ours can hold."""
    return " ".join(xml_text(text).split())
