"""Would a TMX load: the rules of TMX 1.4b (LISA OSCAR, 2005) and of the tools that read it, each fault with its line and the tools it stops.

Read as a stream, so that a file of any size can be checked. No entity is expanded and nothing outside the file is fetched.
"""

from __future__ import annotations

import datetime
import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from corpus.errors import CorpusError
from corpus.text.script import HAN, LATIN

if TYPE_CHECKING:
    from _typeshed import SupportsRead

TOOLS = ("OmegaT 3.6", "OmegaT 6.1", "Okapi", "translate-toolkit", "Trados", "memoQ")
"""The tools that get a verdict."""
_ALL = frozenset(TOOLS)
_STRICT = frozenset(["OmegaT 6.1"])
"""It validates every file against the schema and refuses the whole file."""
_NONE: frozenset[str] = frozenset()

_XML = "{http://www.w3.org/XML/1998/namespace}"
_NAMED = ("creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype")
_SEGTYPES = frozenset(["block", "paragraph", "sentence", "phrase"])
_CONTEXT = frozenset(
    ["file", "id", "prev", "next", "path", "origin", "x-ice", "x-100pc", "x-auto", "x-context"]
)
_DATES = ("creationdate", "changedate", "lastusagedate")
_CHILDREN = {
    "tmx": ("header", "body"),
    "header": ("note", "prop", "ude"),
    "ude": ("map",),
    "body": ("tu",),
    "tu": ("note", "prop", "tuv"),
    "tuv": ("note", "prop", "seg"),
    **dict.fromkeys(("seg", "hi", "sub"), ("bpt", "ept", "it", "ph", "hi", "ut")),
    **dict.fromkeys(("bpt", "ept", "it", "ph", "ut"), ("sub",)),
}
"""What may stand in what (TMX 1.4b, DTD)."""
_LAST = {"tu": "tuv", "tuv": "seg"}
"""What no note and no prop may follow."""
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")
_DATE = re.compile(r"\d{8}T\d{6}Z\Z")
_EDGE = re.compile(r"\A[\s\u200b\ufeff]|[\s\u200b\ufeff]\Z")
_BAD_CHARACTERS = re.compile("[\ufffd\u0080-\u009f\ufdd0-\ufdef\ufffe\uffff]")
_DEEPEST = 100
_LONG = 2000
_LEAD = 4096


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule: its name, where, in words, and the tools that then refuse the file. Where none does, it is a warning."""

    rule: str
    line: int
    message: str
    stops: frozenset[str] = _NONE


@dataclass(slots=True)
class Report:
    """What was found in a file."""

    path: Path
    units: int = 0
    faults: list[Fault] = field(default_factory=list)

    def refused_by(self, tool: str) -> list[Fault]:
        """Return the faults for which ``tool`` refuses the file."""
        return [fault for fault in self.faults if tool in fault.stops]

    @property
    def loads(self) -> bool:
        """Whether every tool would load the file."""
        return not any(fault.stops for fault in self.faults)


def check(path: Path) -> Report:
    """Check a TMX file, gzipped or not.

    Raises:
        CorpusError: the file cannot be read.
    """
    report = Report(path)
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as stream:
            lead = stream.read(_LEAD)
            stream.seek(0)
            if packed:
                _add(report, "gzip", 1, "is gzipped: OmegaT reads it as it is, unpack it for other tools")
            if _prologue(report, lead):
                _Checker(report).run(stream)
    except (OSError, EOFError) as error:
        raise CorpusError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error
    return report


def _add(report: Report, rule: str, line: int, message: str, stops: frozenset[str] = _NONE) -> None:
    report.faults.append(Fault(rule, line, message, stops))


def _prologue(report: Report, lead: bytes) -> bool:
    """Check what comes before the root; return whether the rest may be parsed."""
    if not lead.strip():
        _add(report, "empty", 1, "the file is empty", _ALL)
        return False
    wide = lead.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in lead[:4]
    text = lead.decode("utf-16" if wide else "utf-8", "ignore")
    if wide:
        _add(
            report,
            "utf-16",
            1,
            "is UTF-16: translate-toolkit corrupts it; write UTF-8",
            frozenset(["translate-toolkit"]),
        )
    elif lead.startswith(b"\xef\xbb\xbf"):
        _add(report, "bom", 1, "has a byte order mark, which UTF-8 does not need")
    declared = re.match(r"\ufeff?<\?xml[^>]*encoding=[\"']([^\"']*)", text)
    if declared and declared[1].lower() not in ("utf-8", "utf-16", "us-ascii", "iso-646"):
        _add(
            report, "encoding", 1, f"declares {declared[1]}; TMX is UTF-8 or UTF-16 (TMX 1.4b, 2.1)", _STRICT
        )
    doctype = re.search(r"<!DOCTYPE[^>\[]*(\[)?[^>]*", text)
    if doctype:
        line = text.count("\n", 0, doctype.start()) + 1
        system = re.search(r"[\"']([^\"']*)[\"']\s*\[?[^\"']*\Z", doctype[0].split("[")[0].rstrip() + " ")
        if doctype[1] or "<!ENTITY" in text:
            _add(
                report,
                "entities",
                line,
                "declares entities inside the file: safe parsers refuse it, and it was not read further",
                _ALL,
            )
            return False
        if not system or system[1] not in ("tmx14.dtd", "tmx11.dtd"):
            name = system[1] if system else ""
            _add(
                report,
                "doctype",
                line,
                f"names the DTD {name!r}, which OmegaT 3.6 fetches from the network; tmx14.dtd or none",
                _ALL - _STRICT,
            )
    return True


class _Checker:
    """The elements of one file, as they come."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._stack: list[str] = []
        self._after: list[bool] = []
        self._source = ""
        self._ids: dict[str, int] = {}
        self._langs: frozenset[str] | None = None
        self._seen: set[str] = set()

    def run(self, stream: SupportsRead[bytes]) -> None:
        """Read the file to its end or to the first fault of its XML."""
        events = ("start", "end")
        try:
            for event, element in etree.iterparse(
                stream, events, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
            ):
                if not isinstance(element.tag, str):
                    if isinstance(element, etree._Entity):
                        self._fault("entities", element.sourceline or 1, "refers to an entity", _ALL)
                elif event == "start":
                    if not self._start(element):
                        return
                else:
                    self._end(element)
        except etree.XMLSyntaxError as error:
            self._fault("not-well-formed", error.lineno or 1, f"is no well-formed XML: {error.msg}", _ALL)
        for name in ("header", "body"):
            if name not in self._seen and not self._report.refused_by(TOOLS[0]):
                self._fault(f"no-{name}", 1, f"has no <{name}>", _ALL)

    def _fault(self, rule: str, line: int, message: str, stops: frozenset[str] = _NONE) -> None:
        _add(self._report, rule, line, message, stops)

    def _start(self, element: etree._Element) -> bool:
        tag, line = str(element.tag), _line(element)
        local = tag.rpartition("}")[2]
        if not self._stack:
            if local != "tmx":
                self._fault("root", line, f"begins with <{local}>, not with <tmx>", _ALL)
                return False
            if "}" in tag:
                self._fault(
                    "namespace",
                    line,
                    "declares a namespace, which TMX 1.4 has not",
                    frozenset(["OmegaT 3.6", "OmegaT 6.1", "translate-toolkit"]),
                )
            version = element.get("version") or ""
            if version != "1.4":
                old = version in ("1.1", "1.2", "1.3")
                self._fault(
                    "version",
                    line,
                    f"says version {version!r}; 1.4 is what every tool knows",
                    _NONE if old else _STRICT,
                )
        else:
            parent = self._stack[-1]
            if local not in _CHILDREN.get(parent, ()):
                self._fault("structure", line, f"has <{local}> inside <{parent}> (TMX 1.4b, DTD)", _STRICT)
            elif local in ("note", "prop") and parent in _LAST and self._after[-1]:
                self._fault(
                    "order",
                    line,
                    f"has <{local}> after <{_LAST[parent]}>; notes and props come first (TMX 1.4b, DTD)",
                    _STRICT,
                )
            if _LAST.get(parent) == local:
                if parent == "tuv" and self._after[-1]:
                    self._fault("structure", line, "has two <seg> in one <tuv>", _STRICT)
                self._after[-1] = True
        self._seen.add(local)
        if local == "header":
            self._header(element, line)
        self._stack.append(local)
        self._after.append(False)
        if len(self._stack) > _DEEPEST:
            self._fault("depth", line, f"nests more than {_DEEPEST} deep: it was not read further", _ALL)
            return False
        return True

    def _end(self, element: etree._Element) -> None:
        self._stack.pop()
        self._after.pop()
        if self._stack[1:] == ["body"] and element.tag.rpartition("}")[2] == "tu":
            self._report.units += 1
            self._unit(element)
        if self._stack[1:] == ["body"] or (len(self._stack) > 1 and self._stack[1] != "body"):
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]

    def _header(self, element: etree._Element, line: int) -> None:
        for name in _NAMED:
            if not (element.get(name) or "").strip():
                stops = _ALL if name == "srclang" else _STRICT
                self._fault("header", line, f"the header has no {name} (TMX 1.4b, 3.2)", stops)
        kind = element.get("segtype")
        if kind and kind not in _SEGTYPES:
            self._fault(
                "segtype", line, f"segtype is {kind!r}; one of {', '.join(sorted(_SEGTYPES))}", _STRICT
            )
        elif kind == "paragraph":
            self._fault("segtype", line, "segtype is paragraph: OmegaT splits the units again")
        self._source = element.get("srclang") or ""
        if self._source.lower() == "*all*":
            self._fault(
                "srclang",
                line,
                "srclang is *all*, which old versions of Okapi do not read",
                frozenset(["Okapi"]),
            )
        elif self._source:
            self._language(self._source, line, "srclang")
        if element.get("creationtool") == "OmegaT":
            self._fault(
                "creationtool",
                line,
                "creationtool is OmegaT: OmegaT then reads the content of inline tags as text",
            )
        self._dates(element, line)

    def _unit(self, unit: etree._Element) -> None:
        line = _line(unit)
        self._dates(unit, line)
        name = unit.get("tuid")
        if name is not None:
            if name in self._ids:
                self._fault(
                    "tuid",
                    line,
                    f"has the tuid {name} of line {self._ids[name]} again: the last one wins",
                    frozenset(["Trados"]),
                )
            self._ids.setdefault(name, line)
        for prop in _all(unit, "prop"):
            self._prop(prop)
        sides: dict[str, str] = {}
        variants = _all(unit, "tuv")
        for variant in variants:
            self._dates(variant, _line(variant))
            lang = variant.get(f"{_XML}lang") or variant.get("lang") or ""
            if not lang:
                self._fault("language", _line(variant), "a <tuv> has no xml:lang (TMX 1.4b, 3.2)", _ALL)
            else:
                self._language(lang, _line(variant), "xml:lang")
            if lang in sides:
                self._fault("same-language", _line(variant), f"has two <tuv> in {lang}: one wins, silently")
            segments = _all(variant, "seg")
            if not segments:
                self._fault("no-seg", _line(variant), "a <tuv> has no <seg>", _ALL)
            sides[lang] = self._segment(segments[0], lang) if segments else ""
        if len(variants) < 2:
            self._fault(
                "one-side",
                line,
                f"has {len(variants)} <tuv>; a unit needs two",
                _ALL - {"OmegaT 3.6", "OmegaT 6.1"},
            )
        elif len(sides) > 2:
            self._fault(
                "many-sides", line, f"has {len(sides)} languages; one pair a file is what every tool reads"
            )
        self._pair(sides, line)

    def _pair(self, sides: dict[str, str], line: int) -> None:
        if self._source and self._source.lower() != "*all*" and sides:
            bases = {lang.replace("_", "-").lower().split("-")[0] for lang in sides}
            if self._source.replace("_", "-").lower().split("-")[0] not in bases:
                self._fault("srclang", line, f"has no side in the header's srclang {self._source}", _ALL)
        langs = frozenset(sides)
        if self._langs is not None and langs != self._langs and len(langs) == 2:
            self._fault(
                "pair",
                line,
                f"is {' and '.join(sorted(langs))}, units before it {' and '.join(sorted(self._langs))}",
            )
        self._langs = self._langs or langs

    def _segment(self, segment: etree._Element, lang: str) -> str:
        line, text = _line(segment), "".join(str(part) for part in segment.itertext())
        if not text.strip():
            self._fault("empty-segment", line, "a segment is empty", frozenset(["Trados", "memoQ"]))
        elif _EDGE.search(text):
            self._fault(
                "edge-space", line, "a segment has white space at its edge: it is never an exact match"
            )
        if bad := _BAD_CHARACTERS.search(text):
            self._fault(
                "character",
                line,
                f"holds U+{ord(bad[0]):04X}, a sign that text was damaged",
                frozenset(["Trados"]),
            )
        if len(text) > _LONG:
            self._fault("long", line, f"a segment has {len(text)} characters; Trados stops at {_LONG}")
        opened = [part.get("i") for part in _all(segment, "bpt", deep=True)]
        closed = [part.get("i") for part in _all(segment, "ept", deep=True)]
        if sorted(map(str, opened)) != sorted(map(str, closed)) or len(set(opened)) != len(opened):
            self._fault(
                "inline",
                line,
                "<bpt> and <ept> do not pair by their i (TMX 1.4b, 5)",
                frozenset(["OmegaT 6.1", "Okapi", "Trados", "memoQ"]),
            )
        han, latin = len(HAN.findall(text)), len(LATIN.findall(text))
        base = lang.lower()[:2]
        if (base == "zh" and latin > 4 and not han) or (base == "en" and han > 2 * latin):
            self._fault("wrong-language", line, f"a segment marked {lang} seems to be in another language")
        return text

    def _prop(self, prop: etree._Element) -> None:
        line, kind = _line(prop), prop.get("type")
        if not kind:
            self._fault("prop-type", line, "a <prop> has no type (TMX 1.4b, 3.2)", _STRICT)
            return
        if kind in _CONTEXT:
            self._fault(
                "context-prop",
                line,
                f"has a prop {kind!r}, which binds the unit to a place: OmegaT applies none of them",
                frozenset(["OmegaT 3.6", "OmegaT 6.1"]),
            )
        if re.match(r"x-score(-|\Z)", kind):
            try:
                valid = 0 <= float(prop.text or "") <= 1
            except ValueError:
                valid = False
            if not valid:
                self._fault(
                    "score", line, f"{kind} is {prop.text!r}, no number from 0 to 1", frozenset(["Trados"])
                )

    def _language(self, tag: str, line: int, where: str) -> None:
        if "_" in tag:
            self._fault(
                "language",
                line,
                f"{where} is {tag!r}: language tags have hyphens (BCP 47), this one never matches",
                _ALL - {"translate-toolkit"},
            )
        elif not _TAG.match(tag):
            self._fault(
                "language",
                line,
                f"{where} is {tag!r}, no language tag (BCP 47)",
                _ALL - {"translate-toolkit"},
            )
        elif tag.split("-")[0].lower() in ("cmn", "zho", "chi", "eng"):
            self._fault(
                "language",
                line,
                f"{where} is {tag!r}: zh and en are what tools match",
                frozenset(["OmegaT 3.6", "OmegaT 6.1"]),
            )

    def _dates(self, element: etree._Element, line: int) -> None:
        for name in _DATES:
            value = element.get(name)
            if value is not None and not _is_date(value):
                self._fault(
                    "date",
                    line,
                    f"{name} is {value!r}, not YYYYMMDDThhmmssZ (TMX 1.4b, 3.2)",
                    frozenset(["OmegaT 6.1", "Okapi", "Trados", "memoQ"]),
                )


def _is_date(value: str) -> bool:
    if not _DATE.match(value):
        return False
    parse: Callable[[str, str], datetime.datetime] = datetime.datetime.strptime
    try:
        parse(value[:-1] + "+0000", "%Y%m%dT%H%M%S%z")
    except ValueError:
        return False
    return True


def _all(element: etree._Element, tag: str, *, deep: bool = False) -> list[etree._Element]:
    return (
        list(element.iter("{*}" + tag))
        if deep
        else [
            child for child in element if isinstance(child.tag, str) and child.tag.rpartition("}")[2] == tag
        ]
    )


def _line(element: etree._Element) -> int:
    line = element.sourceline
    return line if isinstance(line, int) else 1
