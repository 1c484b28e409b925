"""What people decided of units: which decision stands, where people disagree, what it does to a build."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from rapidfuzz.distance import Levenshtein

from corpus.model import Flag, Rejection, Score, Script, Unit, in_order
from corpus.pipeline.filter import reject
from corpus.pipeline.links import LinkDecision
from corpus.pipeline.units import Candidate
from corpus.spool import Spool
from corpus.text.fold import fold_spaces
from corpus.text.locale import Locale

UNKNOWN = "unknown"
"""The reviewer of work that nobody signed."""
_SIGNATURE = "review:a person stands for it"
Kind = Literal["confirmed", "edited", "rejected", "copied", "commented", "amended", "corrected", "withdrawn"]
"""What a person did.

- corrected: the sentence of the document itself was put right; the target is how it should read;
- amended: a name was put right in a draft that nobody has confirmed yet;
- withdrawn: the last thing that this person did to the source is taken back.
"""
_VERDICTS = frozenset(["confirmed", "edited", "rejected", "copied"])
_LIGHT = 0.1
"""The share of a translation's characters that an edit may change for its draft to have been usable."""
Key = tuple[str, str, str]
"""How source and target are written (language, script), and the folded source: what a decision is about."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided of one source."""

    kind: Kind
    source: str
    target: str
    """The human translation; of a rejected unit, what was rejected."""
    draft: str
    """What stood there before; empty for a translation that nobody had drafted."""
    source_tag: str
    target_tag: str
    script: Script
    document: str
    index: int
    created: str
    reviewer: str
    date: str
    comment: str | None = None
    url: str | None = None
    licence: str | None = None
    engine: str | None = None
    """What made the draft."""
    score: float | None = None
    """The score that the draft had."""
    flags: tuple[str, ...] = ()
    """The codes of the flags that the draft had."""
    settles: bool = False
    """Whether it ends a disagreement: what others decided before is no conflict with it."""

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"not a kind of decision: {self.kind!r}")
        if self.is_translation:
            self.unit()  # Raises if it could not be written.

    @property
    def is_translation(self) -> bool:
        """Whether a person stands for the target."""
        return self.kind in ("confirmed", "edited")

    @property
    def is_verdict(self) -> bool:
        """Whether it says what becomes of the unit; a comment alone does not."""
        return self.kind in _VERDICTS

    @property
    def edit_distance(self) -> int:
        """How many characters were inserted, deleted or replaced (Levenshtein 1966)."""
        return int(Levenshtein.distance(self.draft, self.target))

    @property
    def was_usable(self) -> bool:
        """Whether the draft was confirmed, or edited in at most a tenth of its characters."""
        return self.is_translation and self.edit_distance <= _LIGHT * len(self.target)

    def unit(self) -> Unit:
        """Return the unit that the person stands for."""
        return Unit(
            source=self.source,
            target=self.target,
            source_tag=self.source_tag,
            target_tag=self.target_tag,
            origin="reviewed",
            engine="review",
            document=self.document,
            index=self.index,
            script=self.script,
            date=self.created,
            scores=(Score("score", 1.0, _SIGNATURE),),
            url=self.url,
            licence=self.licence,
            reviewer=self.reviewer,
            reviewed=self.date,
            comment=self.comment,
        )


@dataclass(frozen=True, slots=True)
class Review:
    """Decisions without repetition, the earliest first."""

    decisions: tuple[Decision, ...] = ()
    links: tuple[LinkDecision, ...] = ()
    """Decisions on alignment."""

    def with_links(self, new: Iterable[LinkDecision]) -> Review:
        """Return this review with the decisions on alignment that it does not hold yet."""
        links = dict.fromkeys([*self.links, *new])
        return replace(self, links=tuple(sorted(links, key=lambda link: link.date)))

    def merged(self, new: Iterable[Decision]) -> Review:
        """Return this review with the decisions that it does not hold yet."""
        known = {_identity(decision): decision for decision in self.decisions}
        last = {(key_of_decision(decision), decision.reviewer): decision for decision in self.decisions}
        for decision in sorted(new, key=_order):
            before = last.get((key_of_decision(decision), decision.reviewer))
            # A sheet that was only saved again has a new date and says nothing new.
            repeated = (
                before
                and decision.kind != "withdrawn"
                and before.date <= decision.date
                and _identity(replace(decision, date=before.date)) == _identity(before)
            )
            if not repeated and _identity(decision) not in known:
                known[_identity(decision)] = last[key_of_decision(decision), decision.reviewer] = decision
        return replace(self, decisions=tuple(sorted(known.values(), key=_order)))

    def effective(self) -> tuple[Decision, ...]:
        """Return the decisions that count: all but those that were taken back, and what took them back."""
        made: dict[tuple[Key, str], list[int]] = {}
        gone: set[int] = set()
        for place, decision in enumerate(self.decisions):
            mine = made.setdefault((key_of_decision(decision), decision.reviewer), [])
            if decision.kind != "withdrawn":
                mine.append(place)
                continue
            gone.add(place)
            if mine:
                gone.add(mine.pop())
        return tuple(decision for place, decision in enumerate(self.decisions) if place not in gone)

    def standing(self) -> dict[Key, Decision]:
        """Return the last decision on each source: the one that stands. A comment alone decides nothing."""
        return {key_of_decision(decision): decision for decision in self.effective() if decision.is_verdict}

    def corrections(self) -> dict[str, str]:
        """Return how sentences of documents should read, by the folded sentence; the last word counts."""
        last = {fold_spaces(d.source): d.target for d in self.effective() if d.kind == "corrected"}
        return {source: _followed(target, last) for source, target in last.items()}

    def conflicts(self) -> list[list[Decision]]:
        """Return the sources of which people want different things, the earliest first.

        Of each person the last decision on it.
        """
        places: dict[Key, dict[str, Decision]] = {}
        for decision in self.effective():
            if decision.is_verdict:
                people = places.setdefault(key_of_decision(decision), {})
                if decision.settles:
                    people.clear()
                people.pop(decision.reviewer, None)
                people[decision.reviewer] = decision
        last = [list(people.values()) for people in places.values()]
        return [people for people in last if len({(d.is_translation, d.target) for d in people}) > 1]


NO_REVIEW = Review()


class HumanWork:
    """Looks human work up by source text, for a build. A translation counts in both directions."""

    def __init__(self, review: Review) -> None:
        self._translations: dict[Key, Decision] = {}
        self._rejected: dict[Key, dict[str, Decision]] = {}
        self._comments: dict[Key, str] = {}
        self._amended: dict[Key, Decision] = {}
        self._verdicts: dict[tuple[Key, str], Decision] = {}
        standing = review.standing()
        for decision in standing.values():
            if decision.is_translation:
                self._translations[key_of(decision.target_tag, decision.source_tag, decision.target)] = (
                    _turned(decision)
                )
        for place, decision in standing.items():
            if decision.is_translation:
                self._translations[place] = (
                    decision  # After the turned ones: what was translated this way round goes first.
                )
        for decision in review.effective():
            place = key_of_decision(decision)
            if decision.is_verdict and decision.draft:
                self._verdicts[place, decision.draft] = decision
            if decision.kind == "amended":
                self._amended[place] = decision
            elif decision.kind == "commented" and decision.comment:
                self._comments[place] = decision.comment
            elif decision.kind in ("rejected", "copied") and standing[place] == decision:
                self._rejected.setdefault(place, {})[decision.target] = decision

    def translation(self, source_tag: str, target_tag: str, source: str) -> Decision | None:
        """Return what a person stands for, for exactly this source."""
        return self._translations.get(key_of(source_tag, target_tag, source))

    def stands_for(self, unit: Unit) -> bool:
        """Whether a person translated the source of a unit."""
        return self.translation(unit.source_tag, unit.target_tag, unit.source) is not None

    def verdict(self, unit: Unit) -> Decision | None:
        """Return what a person last decided of exactly this unit's target, where it stood as a draft."""
        key = key_of(unit.source_tag, unit.target_tag, unit.source)
        return self._verdicts.get((key, unit.target))

    @property
    def verdicts(self) -> int:
        """How many drafts people decided on."""
        return len(self._verdicts)

    def orphans(self, sources: Iterable[str]) -> list[Decision]:
        """Return the decisions on sentences that stand in no document any more."""
        decisions = {id(d): d for d in (*self._translations.values(), *self._all_rejected()) if d.draft}
        if not decisions:
            return []
        decided = {fold_spaces(decision.source) for decision in decisions.values()}
        standing = {folded for source in sources if (folded := fold_spaces(source)) in decided}
        return [d for d in decisions.values() if fold_spaces(d.source) not in standing]

    def _all_rejected(self) -> Iterable[Decision]:
        return (decision for targets in self._rejected.values() for decision in targets.values())

    def apply(self, candidates: Sequence[Candidate]) -> tuple[Sequence[Candidate], Sequence[Rejection]]:
        """Return the units with human work in its places, and a reason for each that a person rejected."""
        if not (self._translations or self._rejected or self._comments or self._amended):
            return candidates, ()
        kept: Spool[Candidate] = Spool()
        rejections: Spool[Rejection] = Spool()
        for candidate in candidates:
            unit = candidate.unit
            key = key_of(unit.source_tag, unit.target_tag, unit.source)
            translation = self._translations.get(key)
            rejected = self._rejected.get(key, {}).get(unit.target)
            if translation:
                kept.append(replace(candidate, unit=with_human_work(unit, translation)))
            elif rejected:
                rejections.append(reject(candidate, "review", rejected.kind, _why(rejected)))
            else:
                kept.append(self._with_what_was_said(candidate, key))
        return kept, rejections

    def _with_what_was_said(self, candidate: Candidate, key: Key) -> Candidate:
        """Return a unit with the comment and the amendment of a person, if there are such."""
        comment, amendment = self._comments.get(key), self._amended.get(key)
        if comment is None and amendment is None:
            return candidate
        unit = candidate.unit
        said = unit if comment is None else replace(unit, comment=comment)
        return replace(candidate, unit=_amended(said, amendment))


def _followed(text: str, corrections: Mapping[str, str]) -> str:
    """Return what a text became: a correction may have been corrected. Going in circles ends it."""
    for _ in corrections:
        text = corrections.get(fold_spaces(text), text)
    return text


def _amended(unit: Unit, amendment: Decision | None) -> Unit:
    """Return the unit with its draft as a person amended it; another draft than that one stays as it is."""
    if amendment is None or unit.target != amendment.draft:
        return unit
    mended = Flag("repaired", amendment.comment or "a person put a name right")
    # Where flags stand in the draft is known no more.
    kept = (
        replace(flag, spans=tuple(span for span in flag.spans if span[0] == "source"))
        for flag in unit.flags
        if flag.code != "name"
    )
    return replace(unit, target=amendment.target, flags=in_order([*kept, mended]))


def _why(rejected: Decision) -> str:
    """Return who rejected a unit, how, and what they said."""
    who = "a reviewer" if rejected.reviewer == UNKNOWN else rejected.reviewer
    what = "left it as it stands in the source" if rejected.kind == "copied" else "rejected it"
    return f"{who} {what}" + (f": {rejected.comment}" if rejected.comment else "")


def with_human_work(unit: Unit, decision: Decision) -> Unit:
    """Return the unit with the target that a person stands for."""
    return replace(
        unit,
        target=decision.target,
        origin="reviewed",
        engine="review",
        scores=(Score("score", 1.0, _SIGNATURE),),
        flags=(),
        reviewer=decision.reviewer,
        reviewed=decision.date,
        comment=decision.comment,
    )


def _turned(decision: Decision) -> Decision:
    return replace(
        decision,
        source=decision.target,
        target=decision.source,
        draft="",
        source_tag=decision.target_tag,
        target_tag=decision.source_tag,
    )


def _identity(decision: Decision) -> tuple[object, ...]:
    # What was rejected is no longer there to tell when the same file comes back after a build.
    keeps_target = decision.is_translation or decision.kind in ("amended", "corrected")
    target = decision.target if keeps_target else ""
    return (
        *key_of_decision(decision),
        decision.is_translation,
        decision.kind if decision.kind in ("amended", "corrected", "withdrawn") else "",
        decision.settles,
        target,
        decision.reviewer,
        decision.date,
        decision.comment,
    )


def _order(decision: Decision) -> tuple[str | int, ...]:
    return (
        decision.date,
        decision.document,
        decision.index,
        decision.source,
        decision.reviewer,
        decision.target,
    )


def key_of_decision(decision: Decision) -> Key:
    """Return what a decision is about."""
    return key_of(decision.source_tag, decision.target_tag, decision.source)


def key_of(source_tag: str, target_tag: str, source: str) -> Key:
    """Return what a decision on a source is about. Regions make no difference: British English is English.

    >>> key_of("zh-HK", "en-GB", "你好。") == key_of("zh-TW", "en-US", "你好。")
    True
    >>> key_of("zh-CN", "en-US", "你好。") == key_of("zh-TW", "en-US", "你好。")
    False
    """
    return _written(source_tag), _written(target_tag), fold_spaces(source)


@functools.lru_cache(maxsize=64)
def _written(tag: str) -> str:
    locale = Locale.of(tag)
    return f"{locale.language}-{locale.script}"


def mean_edit_distance(decisions: Sequence[Decision]) -> float:
    """Return the mean edit distance of the drafts that were edited, in characters."""
    distances = [d.edit_distance for d in decisions if d.kind == "edited" and d.draft]
    return sum(distances) / len(distances) if distances else 0.0
