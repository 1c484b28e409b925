"""What else stands for the sentence of a unit: other units of the same source, and pairs much like it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from align.translate.memory import Memory
from corpus.model import Script
from corpus.pipeline.decisions import key_of
from corpus.review_page.desk import Desk
from corpus.review_page.index import Row
from corpus.text.script import chinese_script

_MOST, _LIKE = 3, 0.6
_QUICK = 5_000
"""A memory of so many pairs is made in a moment: after every decision anew."""
_WHILE = 60.0
"""Seconds that a larger one is used though there are newer decisions."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another translation, and where it comes from."""

    target: str
    said: str


class Suggestions:
    """Looks up what people wrote in this corpus: its aligned and reviewed pairs."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._memory: Memory | None = None
        self._stamp: tuple[int, int] = (-1, -1)
        self._made = 0.0

    def of(self, row: Row) -> list[Suggestion]:
        """Return the suggestions for a unit, those of the same sentence first; none twice."""
        unit = row.unit
        key = key_of(unit.source_tag, unit.target_tag, unit.source)
        with self._desk.reading() as index:
            twins = [twin for twin in index.with_key(key) if twin.place != row.place]
        offered = [Suggestion(twin.target, f"the same sentence in {twin.unit.document}") for twin in twins]
        if row.target != unit.target:
            offered.append(
                Suggestion(unit.target, "as it was drafted" if unit.origin == "drafted" else "as it was")
            )
        chinese = unit.sides["zh"]
        script: Script = "Hant" if chinese_script(chinese) == "Hant" else "Hans"
        matches = self._current().similar(unit.source, unit.source_lang, script, _MOST + 1, _LIKE)
        offered += [
            Suggestion(match.target, f"{match.similarity:.0%} like: {match.source}") for match in matches
        ]
        distinct = {suggestion.target: suggestion for suggestion in reversed(offered)}
        distinct.pop(row.target, None)
        return list(reversed(distinct.values()))

    def _current(self) -> Memory:
        """Return the memory, made anew where something was decided since, if that is quick."""
        with self._lock:
            with self._desk.reading() as index:
                stamp = (self._desk.edition, index.version if index.complete else -1)
                is_fresh = self._memory is not None and (
                    stamp == self._stamp
                    or (
                        stamp[0] == self._stamp[0]
                        and len(self._memory) > _QUICK
                        and time.monotonic() - self._made < _WHILE
                    )
                )
                pairs = [] if is_fresh else index.pairs()
            if self._memory is None or not is_fresh:
                self._memory = Memory((zh, en, chinese_script(zh)) for zh, en in pairs)
                self._stamp, self._made = stamp, time.monotonic()
            return self._memory
