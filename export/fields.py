"""The one table of what a unit carries: how each field is called, written and read in every format.

Writers and readers go by this table; no other module spells a unit out.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal

from corpus.model import Flag, Origin, Score, Script, Unit

Kind = Literal["string", "double", "int", "list"]
Value = str | float | int | list[str] | None


@dataclass(frozen=True, slots=True)
class Field:
    """A row of the table."""

    name: str
    """The attribute of a unit, or ``score.NAME`` for one of its scores."""
    kind: Kind
    meaning: str
    value: Callable[[Unit], Value]
    column: str
    """What tables call it."""
    heading: str = ""
    """What sheets call it; nothing where a sheet does not show it."""
    prop: str = ""
    """What TMX properties and XLIFF metadata call it; nothing where the format has a place of its own for it.
    """


def _attribute(
    name: str, kind: Kind, meaning: str, column: str = "", heading: str = "", prop: str = ""
) -> Field:
    return Field(name, kind, meaning, attrgetter(name), column or name, heading, prop)


def _score(name: str, meaning: str, prop: str) -> Field:
    def value(unit: Unit) -> float | None:
        return next((score.value for score in unit.scores if score.name == name), None)

    column = "score" if name == "score" else f"score_{name}"
    return Field(f"score.{name}", "double", meaning, value, column, "score" if name == "score" else "", prop)


def _codes(unit: Unit) -> list[str]:
    return [flag.code for flag in unit.flags]


def _messages(unit: Unit) -> list[str]:
    return [flag.message for flag in unit.flags]


FIELDS = (
    _attribute(
        "id",
        "string",
        "Identifier of the unit: a hash of its source and place, the same after a rebuild",
        heading="unit",
    ),
    _attribute("source", "string", "The text in the source language", heading="source"),
    _attribute("target", "string", "Its translation", heading="target"),
    _attribute(
        "source_tag",
        "string",
        "Language of the source, BCP 47: zh-CN, zh-TW, zh-HK, en-US, en-GB",
        "source_language",
        "source language",
    ),
    _attribute(
        "target_tag", "string", "Language of the target, BCP 47", "target_language", "target language"
    ),
    _attribute("script", "string", "Script of the source, ISO 15924: Hans, Hant, Latn", prop="x-script"),
    _attribute(
        "origin",
        "string",
        "aligned (found in two documents), drafted (by an offline engine) or reviewed (as a person left it)",
        heading="origin",
        prop="x-origin",
    ),
    _score("score", "Probability that the pair can be used as it is, 0 to 1", "x-score"),
    _score("adequacy", "Probability that the two texts translate each other", "x-score-gate"),
    _score("usable", "Of drafts: probability of no major and at most one minor error", "x-score-usable"),
    _score("align", "Of aligned pairs: probability that exactly this link is right", "x-score-align"),
    _score("similarity", "Cosine of the sentence embeddings", "x-score-meaning"),
    _score("length", "How usual the ratio of lengths is, 0 to 1", "x-score-length"),
    _score("numbers", "Share of the source's numbers that the target states", "x-score-numbers"),
    _score(
        "uncalibrated", "The score before it was fitted to a review of the corpus", "x-score-uncalibrated"
    ),
    Field("flags", "list", "Codes of what is visibly wrong", _codes, "flags", "flags", "x-flags"),
    Field("notes", "list", "What each flag says, in words", _messages, "notes"),
    _attribute(
        "document",
        "string",
        "Path of the source document in the input folder",
        heading="document",
        prop="x-source-document",
    ),
    _attribute(
        "index",
        "int",
        "Position of the sentence in that document, from 0",
        "segment",
        "segment",
        "x-segment",
    ),
    _attribute(
        "target_document",
        "string",
        "Path of the document that the target stood in, of aligned pairs",
        prop="x-target-document",
    ),
    _attribute(
        "align_type",
        "string",
        "How many sentences of each side, 2:1, also 1:1 of 2:1 or 3:3 merged; or mined, or given by a file",
        prop="x-align-type",
    ),
    _attribute("engine", "string", "Signature of what made the pair", prop="x-engine"),
    _attribute(
        "time", "string", "When the source is shown, of subtitles: from-to, h:mm:ss.mmm", prop="x-time"
    ),
    _attribute("date", "string", "Date of the document, UTC, YYYYMMDDThhmmssZ", heading="date"),
    _attribute("url", "string", "Address of the document", heading="url", prop="x-source-url"),
    _attribute("licence", "string", "Licence of the document", heading="licence", prop="x-license"),
    _attribute("reviewer", "string", "Who answers for the translation"),
    _attribute("reviewed", "string", "When that person last changed or confirmed it, UTC, YYYYMMDDThhmmssZ"),
    _attribute("comment", "string", "What a person said of it", heading="comment", prop="x-comment"),
)
BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}
_SCORE_OF_PROP: dict[str, str] = {
    f.prop: f.name.removeprefix("score.") for f in FIELDS if f.name.startswith("score.")
}
_PROP_OF_SCORE = {name: prop for prop, name in _SCORE_OF_PROP.items()}
_BEFORE_FLAGS = ("origin", "align_type", "engine")
_AFTER_FLAGS = ("url", "document", "index", "target_document", "time", "comment", "licence", "script")
_ORIGINS: dict[str, Origin] = {"aligned": "aligned", "drafted": "drafted", "reviewed": "reviewed"}
_SCRIPTS: dict[str, Script] = {"Hans": "Hans", "Hant": "Hant", "Latn": "Latn"}


def row(unit: Unit) -> dict[str, Value]:
    """Return a unit as a row of a table, with all columns."""
    return {field.column: field.value(unit) for field in FIELDS}


def properties(unit: Unit) -> list[tuple[str, str]]:
    """Return what a unit carries besides its texts, by the names that TMX properties have, in their order."""
    return [
        *((_PROP_OF_SCORE[score.name], f"{score.value:.3f}") for score in unit.scores),
        *_plain(unit, _BEFORE_FLAGS),
        *_signatures(unit),
        *_flag_properties(unit),
        *_plain(unit, _AFTER_FLAGS),
    ]


def _plain(unit: Unit, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        field = BY_NAME[name]
        value = field.value(unit)
        if value not in (None, ""):
            yield field.prop, str(value)


def _signatures(unit: Unit) -> list[tuple[str, str]]:
    """Return what computed the scores: the names, then the signature they share."""
    names: dict[str, list[str]] = {}
    for score in unit.scores:
        names.setdefault(score.signature, []).append(_short_prop(score.name))
    return [("x-signature", f"{','.join(scores)} {signature}") for signature, scores in names.items()]


def _short_prop(score: str) -> str:
    """Return what a property is called in the value of another: ``gate`` for ``x-score-gate``."""
    return _PROP_OF_SCORE[score].removeprefix("x-").removeprefix("score-")


def _flag_properties(unit: Unit) -> Iterator[tuple[str, str]]:
    if not unit.flags:
        return
    yield "x-flags", " ".join(_codes(unit))
    yield from ((f"x-flag-{flag.code}", flag.message) for flag in unit.flags if flag.message)
    spans = " ".join(
        f"{i}:{side}:{start}-{end}" for i, flag in enumerate(unit.flags) for side, start, end in flag.spans
    )
    if spans:
        yield "x-spans", spans


def read_properties(named: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the attributes of a unit that its properties, of either flavour, in order, tell.

    Raises:
        KeyError, ValueError: they are not such as :func:`properties` gives.
    """
    plain: dict[str, str] = {}
    signatures: dict[str, str] = {}
    scores: list[tuple[str, float]] = []
    flags: dict[str, str] = {}
    for given, value in named:
        prop = _standard(given)
        if prop == "x-signature":
            names, _, signature = value.partition(" ")
            signatures |= dict.fromkeys(names.split(","), signature)
        elif prop in _SCORE_OF_PROP:
            scores.append((_SCORE_OF_PROP[prop], float(value)))
        elif prop == "x-flags":
            flags |= dict.fromkeys(value.split(), "")
        elif prop.startswith("x-flag-"):
            flags[prop.removeprefix("x-flag-")] = value
        else:
            plain[prop] = value
    return {
        **_read_plain(plain),
        "scores": tuple(Score(name, value, signatures[_short_prop(name)]) for name, value in scores),
        "flags": tuple(_read_flags(flags, plain.get("x-spans", ""))),
    }


def _read_plain(plain: Mapping[str, str]) -> dict[str, Any]:
    values = {name: plain.get(BY_NAME[name].prop) for name in (*_BEFORE_FLAGS, *_AFTER_FLAGS)}
    required = {name: plain[BY_NAME[name].prop] for name in ("engine", "document")}
    return {
        **values,
        **required,
        "origin": _ORIGINS[plain["x-origin"]],
        "index": int(plain["x-segment"]),
        "script": _SCRIPTS[plain["x-script"]],
    }


def _read_flags(flags: Mapping[str, str], spans: str) -> Iterator[Flag]:
    places: dict[int, list[tuple[str, int, int]]] = {}
    for span in spans.split():
        number, side, place = span.split(":")
        start, _, end = place.partition("-")
        places.setdefault(int(number), []).append((side, int(start), int(end)))
    for i, (code, message) in enumerate(flags.items()):
        yield Flag(code, message, tuple(places.get(i, ())))


@functools.lru_cache(maxsize=256)
def _standard(prop: str) -> str:
    """Return the name of a property in the standard flavour.

    ``x-SourceUrl:SingleString`` is ``x-source-url``.
    """
    name, colon, _ = prop.partition(":")
    return "x-" + re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name[2:]).lower() if colon else prop
