"""The rules that one element of a TMX must keep: each fault with its line and the tools it stops."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from corpus.text.script import HAN, LATIN

TOOLS = ("OmegaT 3.6", "OmegaT 6.1", "Okapi", "translate-toolkit", "Trados", "memoQ")
"""The tools that get a verdict."""
ALL_TOOLS = frozenset(TOOLS)
"""Where every tool refuses the file."""
STRICT = frozenset(["OmegaT 6.1"])
"""It validates every file against the schema and refuses the whole file."""
NO_TOOL: frozenset[str] = frozenset()

XML = "{http://www.w3.org/XML/1998/namespace}"
_NAMED = ("creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype")
_SEGTYPES = frozenset(["block", "paragraph", "sentence", "phrase"])
_CONTEXT = frozenset(
    ["file", "id", "prev", "next", "path", "origin", "x-ice", "x-100pc", "x-auto", "x-context"]
)
_DATES = ("creationdate", "changedate", "lastusagedate")
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")
_DATE = re.compile(r"\d{8}T\d{6}Z\Z")
_EDGE = re.compile(r"\A[\s\u200b\ufeff]|[\s\u200b\ufeff]\Z")
_BAD_CHARACTERS = re.compile("[\ufffd\u0080-\u009f\ufdd0-\ufdef\ufffe\uffff]")
_LONG = 2000


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule: its name, where, in words, and the tools that then refuse the file.

    Where none does, it is a warning.
    """

    rule: str
    line: int
    message: str
    stops: frozenset[str] = NO_TOOL


def header_faults(element: etree._Element) -> Iterator[Fault]:
    """Yield what is wrong with a header (TMX 1.4b, 3.2)."""
    line = line_of(element)
    for name in _NAMED:
        if not (element.get(name) or "").strip():
            stops = ALL_TOOLS if name == "srclang" else STRICT
            yield Fault("header", line, f"the header has no {name} (TMX 1.4b, 3.2)", stops)
    kind = element.get("segtype")
    if kind and kind not in _SEGTYPES:
        yield Fault("segtype", line, f"segtype is {kind!r}; one of {', '.join(sorted(_SEGTYPES))}", STRICT)
    elif kind == "paragraph":
        yield Fault("segtype", line, "segtype is paragraph: OmegaT splits the units again")
    source = element.get("srclang") or ""
    if source.lower() == "*all*":
        message = "srclang is *all*, which old versions of Okapi do not read"
        yield Fault("srclang", line, message, frozenset(["Okapi"]))
    elif source:
        yield from language_faults(source, line, "srclang")
    if element.get("creationtool") == "OmegaT":
        message = "creationtool is OmegaT: OmegaT then reads the content of inline tags as text"
        yield Fault("creationtool", line, message)
    yield from date_faults(element)


def language_faults(tag: str, line: int, where: str) -> Iterator[Fault]:
    """Yield what is wrong with a language tag (BCP 47)."""
    most = ALL_TOOLS - {"translate-toolkit"}
    if "_" in tag:
        message = f"{where} is {tag!r}: language tags have hyphens (BCP 47), this one never matches"
        yield Fault("language", line, message, most)
    elif not _TAG.match(tag):
        yield Fault("language", line, f"{where} is {tag!r}, no language tag (BCP 47)", most)
    elif tag.split("-")[0].lower() in ("cmn", "zho", "chi", "eng"):
        message = f"{where} is {tag!r}: zh and en are what tools match"
        yield Fault("language", line, message, frozenset(["OmegaT 3.6", "OmegaT 6.1"]))


def date_faults(element: etree._Element) -> Iterator[Fault]:
    """Yield the dates of an element that are none (TMX 1.4b, 3.2)."""
    stops = frozenset(["OmegaT 6.1", "Okapi", "Trados", "memoQ"])
    for name in _DATES:
        value = element.get(name)
        if value is not None and not _is_date(value):
            message = f"{name} is {value!r}, not YYYYMMDDThhmmssZ (TMX 1.4b, 3.2)"
            yield Fault("date", line_of(element), message, stops)


def _is_date(value: str) -> bool:
    if not _DATE.match(value):
        return False
    parse: Callable[[str, str], datetime.datetime] = datetime.datetime.strptime
    try:
        parse(value[:-1] + "+0000", "%Y%m%dT%H%M%S%z")
    except ValueError:
        return False
    return True


def prop_faults(prop: etree._Element) -> Iterator[Fault]:
    """Yield what is wrong with a property."""
    line, kind = line_of(prop), prop.get("type")
    if not kind:
        yield Fault("prop-type", line, "a <prop> has no type (TMX 1.4b, 3.2)", STRICT)
        return
    if kind in _CONTEXT:
        message = f"has a prop {kind!r}, which binds the unit to a place: OmegaT applies none of them"
        yield Fault("context-prop", line, message, frozenset(["OmegaT 3.6", "OmegaT 6.1"]))
    if re.match(r"x-score(-|\Z)", kind) and not _is_probability(prop.text or ""):
        message = f"{kind} is {prop.text!r}, no number from 0 to 1"
        yield Fault("score", line, message, frozenset(["Trados"]))


def _is_probability(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def segment_faults(segment: etree._Element, lang: str) -> Iterator[Fault]:
    """Yield what is wrong with the text of a segment marked as ``lang``."""
    line, text = line_of(segment), text_of(segment)
    if not text.strip():
        yield Fault("empty-segment", line, "a segment is empty", frozenset(["Trados", "memoQ"]))
    elif _EDGE.search(text):
        yield Fault("edge-space", line, "a segment has white space at its edge: it is never an exact match")
    if bad := _BAD_CHARACTERS.search(text):
        message = f"holds U+{ord(bad[0]):04X}, a sign that text was damaged"
        yield Fault("character", line, message, frozenset(["Trados"]))
    if len(text) > _LONG:
        yield Fault("long", line, f"a segment has {len(text)} characters; Trados stops at {_LONG}")
    if not _tags_pair(segment):
        message = "<bpt> and <ept> do not pair by their i (TMX 1.4b, 5)"
        yield Fault("inline", line, message, frozenset(["OmegaT 6.1", "Okapi", "Trados", "memoQ"]))
    han, latin = len(HAN.findall(text)), len(LATIN.findall(text))
    base = lang.lower()[:2]
    if (base == "zh" and latin > 4 and not han) or (base == "en" and han > 2 * latin):
        yield Fault("wrong-language", line, f"a segment marked {lang} seems to be in another language")


def _tags_pair(segment: etree._Element) -> bool:
    """Whether each beginning of an inline code has one end with the same number."""
    opened = [part.get("i") for part in segment.iter("{*}bpt")]
    closed = [part.get("i") for part in segment.iter("{*}ept")]
    return sorted(map(str, opened)) == sorted(map(str, closed)) and len(set(opened)) == len(opened)


def text_of(segment: etree._Element) -> str:
    """Return the text of a segment with that of its inline codes."""
    return "".join(str(part) for part in segment.itertext())


def children(element: etree._Element, tag: str) -> list[etree._Element]:
    """Return the children of an element with this name, whatever their namespace."""
    return [child for child in element if isinstance(child.tag, str) and child.tag.rpartition("}")[2] == tag]


def line_of(element: etree._Element) -> int:
    """Return the line that an element begins in; 1 where the parser does not know."""
    line = element.sourceline
    return line if isinstance(line, int) else 1
