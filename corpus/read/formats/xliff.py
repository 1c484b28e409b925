"""XLIFF 1.2 (OASIS 2008), 2.x (OASIS 2018) and SDLXLIFF as corpus: segments and what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO, Literal

from lxml import etree

from corpus.model import Lang, Line
from corpus.read.formats.tmx import MACHINE
from corpus.read.guard import reading
from corpus.read.parts import Bilingual, Row
from corpus.read.xml import LANG, elements, local
from corpus.text.locale import Locale, is_tag_of

_TWO = "urn:oasis:names:tc:xliff:document:2.0"
_ONE = "urn:oasis:names:tc:xliff:document:1.2"
_SDL = "{http://sdl.com/FileTypes/SdlXliff/1.0}"
_CODES = frozenset(["ph", "bpt", "ept", "it", "x", "bx", "ex", "sc", "ec", "cp"])
"""Inline elements that stand for codes; g, pc, mrk and sub hold text."""

State = Literal["approved", "translated", "drafted", "none"]

# XLIFF 1.2, 2.3: what a target's state says; anything else is a translation that nobody approved.
_STATES: dict[str, State] = {
    "final": "approved", "signed-off": "approved", "new": "none", "needs-translation": "none",
    "reviewed": "approved", "initial": "none",
}  # fmt: skip
_MACHINE_QUALIFIERS = frozenset(["mt-suggestion", "leveraged-mt", "fuzzy-match"])
_CONFIRMED: dict[str, State] = {
    "ApprovedTranslation": "approved", "ApprovedSignOff": "approved", "RejectedTranslation": "none",
    "RejectedSignOff": "none",
}  # fmt: skip


def read_xliff(stream: BinaryIO) -> Iterator[Bilingual]:
    """Yield the segments of an XLIFF file between Chinese and English.

    Raises:
        CorpusError: it is damaged.
    """
    with reading("XLIFF file"):
        tags = (f"{{{_TWO}}}unit", f"{{{_ONE}}}trans-unit")
        rows = tuple(row for unit in elements(stream, tags) for row in _rows(unit))
    yield Bilingual(rows, "xliff")


def _rows(unit: etree._Element) -> Iterator[Row]:
    tags = _languages(unit)
    if not (
        is_tag_of(tags[0], "zh", "en")
        and is_tag_of(tags[1], "zh", "en")
        and tags[0][:2].lower() != tags[1][:2].lower()
    ):
        return
    for source, target, state, line in (
        _segments(unit) if unit.tag.startswith(f"{{{_ONE}}}") else _segments_two(unit)
    ):
        yield _row(source, target, state, line, tags)


def _languages(unit: etree._Element) -> tuple[str, str]:
    root = unit.getroottree().getroot()
    file = next((e for e in unit.iterancestors() if local(e) == "file"), root)
    source = unit.find("{*}source")
    target = unit.find("{*}target")
    return (
        (source is not None and source.get(LANG)) or file.get("source-language") or root.get("srcLang") or "",
        (target is not None and target.get(LANG)) or file.get("target-language") or root.get("trgLang") or "",
    )


def _row(source: str, target: str, state: State, line: Line, tags: tuple[str, str]) -> Row:
    lang: Lang = "zh" if is_tag_of(tags[0], "zh") else "en"
    script = Locale.of(tags[0 if lang == "zh" else 1]).script
    if state == "drafted":
        line = Line(draft=target, engine=line.engine or "xliff:mt")
    given = target if state in ("approved", "translated") else ""
    return Row(source, given, line, lang, script) if lang == "zh" else Row(given, source, line, lang, script)


Segment = tuple[str, str, State, Line]


def _segments_two(unit: etree._Element) -> Iterator[Segment]:
    """Yield the segments of a unit of XLIFF 2."""
    ours = _own_origin(unit)
    for segment in unit.iter(f"{{{_TWO}}}segment"):
        state = _STATES.get(segment.get("state") or "translated", "translated")
        sub = segment.get("subState") or ""
        if state != "approved" and (MACHINE.search(sub.replace(":", " ")) or ours == "drafted"):
            state = "drafted"
        line = Line(approved=state == "approved")
        yield _text(segment.find(f"{{{_TWO}}}source")), _text(segment.find(f"{{{_TWO}}}target")), state, line


def _segments(unit: etree._Element) -> Iterator[Segment]:
    """Yield the segments of a unit of XLIFF 1.2; without segmentation it is one."""
    target = unit.find(f"{{{_ONE}}}target")
    whole = _state(unit, target)
    sources = marked_segments(unit.find(f"{{{_ONE}}}seg-source"))
    if not sources:
        yield _text(unit.find(f"{{{_ONE}}}source")), _text(target), whole, Line(approved=whole == "approved")
        return
    targets = marked_segments(target)
    definitions = {e.get("id") or "": e for e in unit.iter(f"{_SDL}seg")}
    for name, source in sources.items():
        state, line = _confirmed(definitions.get(name), whole)
        yield source, targets.get(name, ""), state, line


def _state(unit: etree._Element, target: etree._Element | None) -> State:
    """Return what a unit of XLIFF 1.2 says of its translation."""
    if target is None:
        return "none"
    if unit.get("approved") == "yes":
        return "approved"
    if target.get("state-qualifier") in _MACHINE_QUALIFIERS or _own_origin(unit) == "drafted":
        return "drafted"
    return _STATES.get(target.get("state") or "", "translated")


def _confirmed(definition: etree._Element | None, whole: State) -> tuple[State, Line]:
    """Return what SDLXLIFF says of one segment, and who changed it last."""
    if definition is None:
        return whole, Line(approved=whole == "approved")
    values = {e.get("key"): e.text for e in definition.iter(f"{_SDL}value")}
    state = _CONFIRMED.get(definition.get("conf") or "", "translated")
    origin = definition.get("origin") or ""
    if state == "translated" and MACHINE.search(origin):
        system = definition.get("origin-system")
        return "drafted", Line(engine=f"sdlxliff:{origin}{f' {system}' if system else ''}")
    return state, Line(approved=state == "approved", reviewer=values.get("last_modified_by") or None)


def _own_origin(unit: etree._Element) -> str:
    """Return the origin that this project's own files state."""
    for element in unit.iter():
        if "x-origin" in (element.get("context-type"), element.get("type")):
            return element.text or ""
    return ""


def marked_segments(element: etree._Element | None) -> Mapping[str, str]:
    """Return the segments of a source or target by their ids."""
    if element is None:
        return {}
    marks = (e for e in element.iter(f"{{{_ONE}}}mrk") if e.get("mtype") == "seg")
    return {e.get("mid") or "": _text(e) for e in marks}


def _text(element: etree._Element | None) -> str:
    return "" if element is None else "".join(_plain(element))


def _plain(element: etree._Element) -> Iterator[str]:
    if local(element) and local(element) not in _CODES:  # an entity has no name, and is not expanded
        yield element.text or ""
        for child in element:
            yield from _plain(child)
            yield child.tail or ""
