"""What a person did to a unit that came back, if anything."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from rapidfuzz.distance import Levenshtein

from corpus.model import Lang, Returned, Script, Unit, language_of, other
from corpus.pipeline.decisions import UNKNOWN, Decision, Kind
from corpus.text.fold import fold_spaces
from corpus.text.locale import Locale
from corpus.text.script import HAN, LATIN, chinese_script
from export.file_names import file_path
from export.write_tmx import CREATION_ID, note_of, xml_text

_NO_DOCUMENT = "review"
"""The document of a translation whose unit is gone, and that names none."""
_ID = re.compile("[0-9a-f]{16}")
_ONE_SENTENCE = (None, "1:1", "mined", "given")
"""How units are linked whose source is one sentence of a document."""
_ALIKE = 0.5
"""How much of a source a correction leaves as it was."""


class Baseline:
    """The units that were handed out, by id and by source."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_id: dict[str, Unit] = {}
        self._by_source: dict[tuple[Lang, str], list[Unit]] = {}
        self._documents: set[str] = set()
        for unit in units:
            self._by_id[unit.id] = unit
            self._documents.add(file_path(unit.document))
            self._by_source.setdefault((unit.source_lang, fold_spaces(unit.source)), []).append(unit)

    def unit(self, returned: Returned) -> Unit | None:
        """Return the unit that came back: the one with its id if the source agrees, else one of this source.

        Of several the one with the same language tag and document goes first.
        """
        source = fold_spaces(returned.source)
        known = self._by_id.get(returned.unit or "")
        if known:
            return known if _is_source(source, known) else None
        tag = returned.source_tag.lower()

        def distance(unit: Unit) -> tuple[bool, bool, int]:
            return unit.source_tag.lower() != tag, file_path(unit.document) != returned.document, unit.index

        alike = self._by_source.get((language_of(returned.source_tag), source), [])
        return min(alike, key=distance, default=None)

    def has_changed_source(self, returned: Returned) -> bool:
        """Whether the source of one of our units came back as another text.

        A sheet was edited in the wrong column, or sorted in part: its target translates nobody knows what.
        """
        known = self._by_id.get(returned.unit or "")
        return known is not None and not _is_source(fold_spaces(returned.source), known)

    def corrected(self, returned: Returned) -> tuple[Unit, Unit] | None:
        """Return a unit, and the same with the source that came back, if that can be a correction of it.

        That is a sentence of a document as a whole, much like it was, and the source of no other unit: else
        rows were mixed up.
        """
        known = self._by_id.get(returned.unit or "")
        source = " ".join(returned.source.split())
        if known is None or known.align_type not in _ONE_SENTENCE:
            return None
        is_another = (known.source_lang, fold_spaces(source)) in self._by_source
        if is_another or Levenshtein.normalized_similarity(known.source, source) < _ALIKE:
            return None
        return known, replace(known, source=source)

    def is_stranger(self, returned: Returned) -> bool:
        """Whether a translation is of no unit of this corpus, now or before: what a translation memory holds.

        One whose sentence was changed since is known by our id or by its document, and by the person who
        stands for it: without an old draft nothing else tells that anybody touched it.
        """
        if returned.is_draft or self.unit(returned) or self.has_changed_source(returned):
            return False
        is_ours = bool(_ID.fullmatch(returned.unit or "")) or returned.document in self._documents
        is_signed = returned.reviewer not in (None, "", CREATION_ID) and not returned.whole_file
        return not (is_ours and (is_signed or returned.approved is not None))


def _is_source(folded: str, unit: Unit) -> bool:
    """Whether a text, spaces folded, is a unit's source; what XML cannot hold did not come back."""
    return folded in (fold_spaces(unit.source), fold_spaces(xml_text(unit.source)))


def decide(returned: Returned, baseline: Baseline, modified: str) -> Decision | None:
    """Return what a person decided, or nothing if the unit was not touched.

    A person touched what has another change id than ours, or was changed after we wrote it, or was approved
    or rejected in so many words. A translation of no unit of this corpus is nobody's decision.
    Where a tool keeps neither id nor date, what differs was touched;
    ``modified``, the date of the file, is then its date.
    """
    if returned.is_draft or baseline.is_stranger(returned) or baseline.has_changed_source(returned):
        return None
    unit = baseline.unit(returned)
    signed = _is_signed(returned, unit)
    if returned.reviewer == CREATION_ID and not signed and returned.approved is None:
        return None
    comment = _new_comment(returned, unit)
    kind = _kind(returned, unit, comment, signed=signed)
    if kind is None or (unit and _is_unchanged_review(returned, unit, kind, comment)):
        return None
    reviewer = returned.reviewer if signed and returned.reviewer else UNKNOWN
    target = (returned.target or "").strip()
    draft = unit.target if unit else ""
    source_tag, target_tag, script = _tags(returned, unit)
    return Decision(
        kind=kind,
        source=unit.source if unit else returned.source.strip(),
        target=target if kind in ("edited", "confirmed") and target else draft,
        draft=draft,
        source_tag=source_tag,
        target_tag=target_tag,
        script=script,
        document=unit.document if unit else returned.document or _NO_DOCUMENT,
        index=unit.index if unit else 0,
        created=unit.date if unit else modified,
        reviewer=reviewer,
        date=returned.date or modified,
        comment=comment,
        url=unit.url if unit else None,
        licence=unit.licence if unit else None,
        **_draft_of(unit),
    )


def correct(returned: Returned, baseline: Baseline, modified: str) -> list[Decision]:
    """Return the correction of a source, and what was decided of its translation.

    Nothing where the source did not change, or cannot be a correction.
    """
    both = baseline.corrected(returned) if baseline.has_changed_source(returned) else None
    if both is None:
        return []
    before, unit = both
    row = replace(returned, unit=unit.id, source=unit.source)
    translation = decide(row, Baseline([unit]), modified)
    correction = Decision(
        kind="corrected",
        source=before.source,
        target=unit.source,
        draft="",
        source_tag=unit.source_tag,
        target_tag=unit.target_tag,
        script=unit.script,
        document=unit.document,
        index=unit.index,
        created=unit.date,
        reviewer=returned.reviewer or UNKNOWN,
        date=returned.date or modified,
    )
    return [correction, *([translation] if translation else [])]


def _draft_of(unit: Unit | None) -> dict[str, Any]:
    """Return what was said of a draft before a person saw it; of human work nothing was."""
    if unit is None or unit.origin == "reviewed":
        return {}
    return {"engine": unit.engine, "score": unit.score, "flags": tuple(flag.code for flag in unit.flags)}


def _is_signed(returned: Returned, unit: Unit | None) -> bool:
    """Whether somebody else put a name to the unit, or it carries ours with a date after we wrote it."""
    if returned.reviewer == CREATION_ID:
        written = unit.date if unit else returned.date or ""
        return (returned.date or "") > written
    return bool(returned.reviewer)


def _new_comment(returned: Returned, unit: Unit | None) -> str | None:
    """Return what a person said, if it is not what we wrote there ourselves."""
    comment = returned.comment.strip() if returned.comment else None
    return None if unit and comment in (note_of(unit), unit.comment) else comment


def _kind(returned: Returned, unit: Unit | None, comment: str | None, *, signed: bool) -> Kind | None:
    """Return what kind of decision it is; nothing if none."""
    # Where a name is that of the whole file, it says nothing of this unit.
    touched = (signed and not returned.whole_file) or bool(returned.approved)
    target, draft = fold_spaces(returned.target or ""), fold_spaces(unit.target if unit else "")
    if returned.approved is False or not target:
        # An empty row that we never handed out is no rejection.
        return "rejected" if unit or comment else None
    if (touched or target != draft) and _is_copy(returned):
        return "copied"
    if target != draft:
        return "edited"
    if touched:
        return "confirmed"
    return "commented" if comment else None


def _is_copy(returned: Returned) -> bool:
    """Whether the target is the source, and the source holds words.

    A name or a number alone may stand in both.
    """
    same = fold_spaces(returned.target or "") == fold_spaces(returned.source)
    letters = HAN if language_of(returned.source_tag) == "zh" else LATIN
    return same and bool(letters.search(returned.source))


def _is_unchanged_review(returned: Returned, unit: Unit, kind: Kind, comment: str | None) -> bool:
    """Whether a unit was handed out as reviewed and came back as it was."""
    return (
        unit.origin == "reviewed"
        and kind in ("confirmed", "commented")
        and not comment
        and returned.reviewer in (None, "", unit.reviewer)
    )


def _tags(returned: Returned, unit: Unit | None) -> tuple[str, str, Script]:
    """Return the language tags and the source's script: those of the unit handed out, else our own."""
    if unit:
        return unit.source_tag, unit.target_tag, unit.script
    source_lang: Lang = language_of(returned.source_tag)
    chinese, chinese_tag, english_tag = returned.source, returned.source_tag, returned.target_tag
    if source_lang == "en":
        chinese, chinese_tag, english_tag = returned.target or "", returned.target_tag, returned.source_tag
    script = chinese_script(chinese)
    tags = {"zh": _chinese_tag(chinese_tag, script), "en": _english_tag(english_tag)}
    return tags[source_lang], tags[other(source_lang)], script if source_lang == "zh" else "Latn"


def _chinese_tag(tag: str, script: Script) -> str:
    region = Locale.of(tag).region
    if region in ("CN", "TW", "HK"):
        return f"zh-{region}"
    return "zh-TW" if script == "Hant" else "zh-CN"


def _english_tag(tag: str) -> str:
    return "en-GB" if Locale.of(tag).region == "GB" else "en-US"
