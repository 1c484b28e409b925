"""What people decided: found in files that came back, remembered beside the corpus, used by the next build.

``review.jsonl`` holds every decision, one a line. ``reviewed.tmx`` holds the human translations for tools; it is written from the decisions, and
human work that stands only in it (a file from a colleague) counts as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Literal, get_args

from rapidfuzz.distance import Levenshtein

from align.translate.memory import fold
from corpus.errors import CorpusError
from corpus.model import Reason, Returned, Score, Script, Unit
from corpus.text.script import HAN, LATIN, chinese_script
from export.files import atomic_write
from export.read_tmx import read_units
from export.write_tmx import CREATION_ID, note_of, write_tmx

LEDGER = "review.jsonl"
_REVIEWED = "reviewed"
_UNKNOWN = "unknown"
_NO_DOCUMENT = "review"
"""The document of a translation whose source was never handed out."""
_SIGNATURE = "review:a person stands for it"
Kind = Literal["confirmed", "edited", "rejected", "copied", "commented"]


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
    def edit_distance(self) -> int:
        """How many characters were inserted, deleted or replaced (Levenshtein 1966)."""
        return int(Levenshtein.distance(self.draft, self.target))

    def unit(self) -> Unit:
        """Return the unit that the person stands for."""
        return Unit(
            source=self.source, target=self.target, source_tag=self.source_tag, target_tag=self.target_tag, origin="reviewed", engine="review",
            document=self.document, index=self.index, script=self.script, date=self.created, scores=(Score("score", 1.0, _SIGNATURE),),
            url=self.url, licence=self.licence, reviewer=self.reviewer, reviewed=self.date, comment=self.comment,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Review:
    """Decisions without repetition, the earliest first."""

    decisions: tuple[Decision, ...] = ()

    def merged(self, new: Iterable[Decision]) -> Review:
        """Return this review with the decisions that it does not hold yet."""
        known = {_identity(decision): decision for decision in self.decisions}
        last = {(_place(decision), decision.reviewer): decision for decision in self.decisions}
        for decision in sorted(new, key=_order):
            before = last.get((_place(decision), decision.reviewer))
            # A sheet that was only saved again has a new date and says nothing new.
            repeated = (
                before
                and before.date <= decision.date
                and _identity(replace(decision, date=before.date)) == _identity(before)
            )
            if not repeated and _identity(decision) not in known:
                known[_identity(decision)] = last[_place(decision), decision.reviewer] = decision
        return Review(tuple(sorted(known.values(), key=_order)))

    def standing(self) -> dict[tuple[str, str, str], Decision]:
        """Return the last decision on each source: the one that stands. A comment alone decides nothing."""
        return {_place(decision): decision for decision in self.decisions if decision.kind != "commented"}

    def conflicts(self) -> list[list[Decision]]:
        """Return the sources of which people want different things: the last decision of each of them, the earliest first."""
        places: dict[tuple[str, str, str], dict[str, Decision]] = {}
        for decision in self.decisions:
            if decision.kind != "commented":
                people = places.setdefault(_place(decision), {})
                people.pop(decision.reviewer, None)
                people[decision.reviewer] = decision
        last = [list(people.values()) for people in places.values()]
        return [people for people in last if len({(one.is_translation, one.target) for one in people}) > 1]


class HumanWork:
    """Looks human work up by source text, for a build. A translation counts in both directions."""

    def __init__(self, review: Review) -> None:
        self._translations: dict[tuple[str, str, str], Decision] = {}
        self._rejected: dict[tuple[str, str, str], dict[str, Decision]] = {}
        self._comments: dict[tuple[str, str, str], str] = {}
        standing = review.standing()
        for decision in standing.values():
            if decision.is_translation:
                self._translations[decision.target_tag, decision.source_tag, fold(decision.target)] = _turned(
                    decision
                )
        for place, decision in standing.items():
            if decision.is_translation:
                self._translations[place] = (
                    decision  # After the turned ones: what was translated this way round goes first.
                )
        for decision in review.decisions:
            if decision.kind == "commented" and decision.comment:
                self._comments[_place(decision)] = decision.comment
            elif decision.kind in ("rejected", "copied") and standing[_place(decision)] == decision:
                self._rejected.setdefault(_place(decision), {})[decision.target] = decision

    def translation(self, source_tag: str, target_tag: str, source: str) -> Decision | None:
        """Return what a person stands for, for exactly this source."""
        return self._translations.get((source_tag, target_tag, fold(source)))

    def apply(self, units: Iterable[Unit]) -> tuple[list[Unit], list[Reason]]:
        """Return the units with human work in its places, and a reason for each that a person rejected."""
        kept: list[Unit] = []
        reasons: list[Reason] = []
        for unit in units:
            place = (unit.source_tag, unit.target_tag, fold(unit.source))
            found = self._translations.get(place)
            rejected = self._rejected.get(place, {}).get(unit.target)
            if found:
                kept.append(with_human_work(unit, found))
            elif rejected:
                said = f": {rejected.comment}" if rejected.comment else ""
                who = "a reviewer" if rejected.reviewer == _UNKNOWN else rejected.reviewer
                message = f"{who} {'left it as it stands in the source' if rejected.kind == 'copied' else 'rejected it'}{said}"
                reasons.append(
                    Reason(
                        "review", rejected.kind, unit.document, message, f"{unit.source} ||| {unit.target}"
                    )
                )
            else:
                kept.append(replace(unit, comment=self._comments.get(place, unit.comment)))
        return kept, reasons


def with_human_work(unit: Unit, decision: Decision) -> Unit:
    """Return the unit with the target that a person stands for."""
    return replace(
        unit, target=decision.target, origin="reviewed", engine="review", scores=(Score("score", 1.0, _SIGNATURE),), flags=(),
        reviewer=decision.reviewer, reviewed=decision.date, comment=decision.comment,
    )  # fmt: skip


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
    target = decision.target if decision.is_translation else ""
    return (
        *_place(decision),
        decision.is_translation,
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


def _place(decision: Decision) -> tuple[str, str, str]:
    return decision.source_tag, decision.target_tag, fold(decision.source)


class Baseline:
    """The units that were handed out, by id and by source."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._ids: dict[str, Unit] = {}
        self._places: dict[tuple[str, str, str], list[Unit]] = {}
        for unit in units:
            self._ids[unit.id] = unit
            self._places.setdefault((unit.source_tag[:2], unit.target_tag[:2], fold(unit.source)), []).append(
                unit
            )

    def unit(self, returned: Returned) -> Unit | None:
        """Return the unit that came back: the one with its id if the source agrees, else of this source, language tag and document."""
        known = self._ids.get(returned.unit or "")
        if known and fold(known.source) == fold(returned.source):
            return known
        found = self._places.get(
            (returned.source_tag[:2].lower(), returned.target_tag[:2].lower(), fold(returned.source)), []
        )
        ordered = sorted(
            found,
            key=lambda unit: (
                unit.source_tag.lower() != returned.source_tag.lower(),
                unit.document != returned.document,
                unit.index,
            ),
        )
        return ordered[0] if ordered else None


def decide(returned: Returned, baseline: Baseline, modified: str) -> Decision | None:
    """Return what a person decided, or nothing if the unit was not touched.

    A person touched what has another change id than ours, or was changed after we wrote it, or was approved or rejected in so many words. Where a
    tool keeps neither id nor date, what differs was touched; ``modified``, the date of the file, is then its date.
    """
    unit = baseline.unit(returned)
    draft = unit.target if unit else ""
    ours = returned.reviewer == CREATION_ID and (returned.date or "") <= (
        unit.date if unit else returned.date or ""
    )
    if ours and returned.approved is None:
        return None
    has_reviewer = returned.reviewer not in (None, "", CREATION_ID) or (
        returned.reviewer == CREATION_ID and not ours
    )
    named = has_reviewer and not returned.whole_file
    target = None if returned.target is None else returned.target.strip()
    comment = returned.comment.strip() if returned.comment else None
    if unit and comment in (note_of(unit), unit.comment):
        comment = None
    kind: Kind
    if returned.approved is False or not target:
        if not unit and not comment:
            return None  # An empty row that we never handed out.
        kind = "rejected"
    elif (
        (named or returned.approved or fold(target) != fold(draft))
        and fold(target) == fold(returned.source)
        and _has_language(returned.source, returned.source_tag)
    ):
        kind = "copied"
    elif fold(target) != fold(draft):
        kind = "edited"
    elif named or returned.approved:
        kind = "confirmed"
    elif comment:
        kind = "commented"
    else:
        return None
    if (
        unit
        and unit.origin == "reviewed"
        and kind in ("confirmed", "commented")
        and not comment
        and returned.reviewer in (None, "", unit.reviewer)
    ):
        return None  # Handed out as reviewed, and back as it was.
    source_tag, target_tag, script = _tags(returned, unit)
    return Decision(
        kind=kind, source=unit.source if unit else returned.source.strip(), target=target if kind in ("edited", "confirmed") and target else draft,
        draft=draft, source_tag=source_tag, target_tag=target_tag, script=script,
        document=unit.document if unit else returned.document or _NO_DOCUMENT, index=unit.index if unit else 0, created=unit.date if unit else modified,
        reviewer=returned.reviewer if has_reviewer and returned.reviewer else _UNKNOWN, date=returned.date or modified, comment=comment,
        url=unit.url if unit else None, licence=unit.licence if unit else None,
    )  # fmt: skip


def _has_language(text: str, tag: str) -> bool:
    """Whether the text holds words of its language: a name or a number alone may stand in both."""
    return bool((HAN if tag.lower().startswith("zh") else LATIN).search(text))


def _tags(returned: Returned, unit: Unit | None) -> tuple[str, str, Script]:
    if unit:
        return unit.source_tag, unit.target_tag, unit.script
    chinese = returned.source if returned.source_tag.lower().startswith("zh") else returned.target or ""
    script = chinese_script(chinese)
    regions = {tag[:2].lower(): _region(tag, script) for tag in (returned.source_tag, returned.target_tag)}
    source = returned.source_tag[:2].lower()
    return regions[source], regions["en" if source == "zh" else "zh"], script if source == "zh" else "Latn"


def _region(tag: str, script: Script) -> str:
    language, _, region = tag.replace("_", "-").partition("-")
    if language.lower() == "zh":
        return (
            f"zh-{region.upper()}"
            if region.upper() in ("CN", "TW", "HK")
            else "zh-TW"
            if script == "Hant"
            else "zh-CN"
        )
    return "en-GB" if region.upper() == "GB" else "en-US"


def load_review(folder: Path) -> Review:
    """Return what is remembered in a folder.

    Raises:
        CorpusError: a file was damaged; it is named, with its line.
    """
    path = folder / LEDGER
    decisions: list[Decision] = []
    if path.is_file():
        try:
            text = path.read_text(encoding="utf-8", errors="surrogatepass")
        except (OSError, UnicodeDecodeError) as error:
            raise CorpusError(f"{path}: cannot be read ({error})") from error
        # Not splitlines: JSON keeps U+2028 as it is.
        for number, line in enumerate(text.removesuffix("\n").split("\n") if text else (), 1):
            try:
                values = json.loads(line)
                decision = Decision(**{field.name: values[field.name] for field in fields(Decision)})
            except (ValueError, KeyError, TypeError) as error:
                raise CorpusError(
                    f"{path}, line {number}: is no decision of a review ({error!r}); repair or remove that line"
                ) from error
            decisions.append(decision)
    known = {(*_place(one), one.target) for one in decisions if one.is_translation}
    for tmx in reviewed_files(folder):
        decisions += [
            _remembered(unit)
            for unit in read_units(tmx)
            if (unit.source_tag, unit.target_tag, fold(unit.source), unit.target) not in known
        ]
    return Review().merged(decisions)


def _remembered(unit: Unit) -> Decision:
    return Decision(
        kind="confirmed", source=unit.source, target=unit.target, draft="", source_tag=unit.source_tag, target_tag=unit.target_tag,
        script=unit.script, document=unit.document, index=unit.index, created=unit.date, reviewer=unit.reviewer or _UNKNOWN,
        date=unit.reviewed or unit.date, comment=unit.comment, url=unit.url, licence=unit.licence,
    )  # fmt: skip


def reviewed_files(folder: Path) -> list[Path]:
    """Return the TMX files of human work in a folder."""
    return (
        sorted(folder.glob(f"{_REVIEWED}.tmx"))
        + sorted(folder.glob(f"{_REVIEWED}.zh-*.tmx"))
        + sorted(folder.glob(f"{_REVIEWED}.en-*.tmx"))
    )


def corpus_files(folder: Path) -> list[Path]:
    """Return the TMX files of a folder that a build wrote."""
    human = set(reviewed_files(folder))
    return [path for path in sorted([*folder.glob("*.tmx"), *folder.glob("*.tmx.gz")]) if path not in human]


def save_review(folder: Path, review: Review) -> dict[Path, int]:
    """Write the decisions, and ``reviewed.tmx`` from them: one file, or one for each language pair if there are several.

    Returns:
        How many units each TMX holds.
    """
    with atomic_write(folder / LEDGER) as stream:
        for decision in review.decisions:
            stream.write(
                json.dumps(asdict(decision), ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
            )
    pairs: dict[tuple[str, str], list[Unit]] = {}
    for decision in review.standing().values():
        if decision.is_translation:
            pairs.setdefault((decision.source_tag, decision.target_tag), []).append(decision.unit())
    written: dict[Path, int] = {}
    for (source, target), units in sorted(pairs.items()):
        path = folder / (f"{_REVIEWED}.tmx" if len(pairs) == 1 else f"{_REVIEWED}.{source}.{target}.tmx")
        written[path] = write_tmx(
            path, sorted(units, key=lambda unit: (unit.document, unit.index, unit.source)), source
        )
    for stale in reviewed_files(folder):
        if stale not in written:
            stale.unlink()  # Its units stand in the others.
    return written


def mean_edit_distance(decisions: Sequence[Decision]) -> float:
    """Return the mean edit distance of the drafts that were edited, in characters."""
    distances = [one.edit_distance for one in decisions if one.kind == "edited" and one.draft]
    return sum(distances) / len(distances) if distances else 0.0
