"""Would a TMX load: the rules of TMX 1.4b (LISA OSCAR, 2005) and of the tools that read it.

Each fault has its line and the tools it stops. Read as a stream, so that a file of any size can be checked.
No entity is expanded and nothing outside the file is fetched.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from corpus.errors import CorpusError
from export.check_rules import (
    ALL_TOOLS,
    NO_TOOL,
    STRICT,
    TOOLS,
    XML,
    Fault,
    children,
    date_faults,
    header_faults,
    language_faults,
    line_of,
    prop_faults,
    segment_faults,
)

if TYPE_CHECKING:
    from _typeshed import SupportsRead

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
_DEEPEST = 100
_LEAD = 4096


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

    def add(self, rule: str, line: int, message: str, stops: frozenset[str] = NO_TOOL) -> None:
        """Keep a fault."""
        self.faults.append(Fault(rule, line, message, stops))


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
                report.add("gzip", 1, "is gzipped: OmegaT reads it as it is, unpack it for other tools")
            if _prologue(report, lead):
                _Checker(report).run(stream)
    except (OSError, EOFError, zlib.error) as error:
        raise CorpusError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error
    return report


def _prologue(report: Report, lead: bytes) -> bool:
    """Check what comes before the root; return whether the rest may be parsed."""
    if not lead.strip():
        report.add("empty", 1, "the file is empty", ALL_TOOLS)
        return False
    wide = lead.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in lead[:4]
    text = lead.decode("utf-16" if wide else "utf-8", "ignore")
    _check_encoding(report, lead, text, wide=wide)
    return _check_doctype(report, text)


def _check_encoding(report: Report, lead: bytes, text: str, *, wide: bool) -> None:
    if wide:
        # translate-toolkit 3.20.4 reads it; what it saves after that, it cannot read again.
        report.add(
            "utf-16", 1, "is UTF-16: all read it, translate-toolkit does not save it well; UTF-8 is safer"
        )
    elif lead.startswith(b"\xef\xbb\xbf"):
        report.add("bom", 1, "has a byte order mark, which UTF-8 does not need")
    declared = re.match(r"\ufeff?<\?xml[^>]*encoding=[\"']([^\"']*)", text)
    if declared and declared[1].lower() not in ("utf-8", "utf-16", "us-ascii", "iso-646"):
        message = f"declares {declared[1]}; TMX is UTF-8 or UTF-16 (TMX 1.4b, 2.1)"
        report.add("encoding", 1, message, STRICT)


def _check_doctype(report: Report, text: str) -> bool:
    """Check the document type; return whether the rest may be parsed."""
    doctype = re.search(r"<!DOCTYPE[^>\[]*(\[)?[^>]*", text)
    if not doctype:
        return True
    line = text.count("\n", 0, doctype.start()) + 1
    system = re.search(r"[\"']([^\"']*)[\"']\s*\[?[^\"']*\Z", doctype[0].split("[")[0].rstrip() + " ")
    if doctype[1] or "<!ENTITY" in text:
        message = "declares entities inside the file: safe parsers refuse it, and it was not read further"
        report.add("entities", line, message, ALL_TOOLS)
        return False
    if not system or system[1] not in ("tmx14.dtd", "tmx11.dtd"):
        name = system[1] if system else ""
        message = f"names the DTD {name!r}, which OmegaT 3.6 fetches from the network; tmx14.dtd or none"
        report.add("doctype", line, message, ALL_TOOLS - STRICT)
    return True


class _Checker:
    """The elements of one file, as they come."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._stack: list[str] = []
        self._after: list[bool] = []
        """Of each open element, whether the child that nothing may follow has come."""
        self._source = ""
        self._ids: dict[str, int] = {}
        self._langs: frozenset[str] | None = None
        self._seen: set[str] = set()

    def run(self, stream: SupportsRead[bytes]) -> None:
        """Read the file to its end or to the first fault of its XML."""
        try:
            self._read(stream)
        except etree.XMLSyntaxError as error:
            message = f"is no well-formed XML: {error.msg}"
            self._report.add("not-well-formed", error.lineno or 1, message, ALL_TOOLS)
        for name in ("header", "body"):
            if name not in self._seen and not self._report.refused_by(TOOLS[0]):
                self._report.add(f"no-{name}", 1, f"has no <{name}>", ALL_TOOLS)

    def _read(self, stream: SupportsRead[bytes]) -> None:
        events = etree.iterparse(
            stream, ("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
        )
        for event, element in events:
            if not isinstance(element.tag, str):
                if isinstance(element, etree._Entity):
                    self._report.add("entities", line_of(element), "refers to an entity", ALL_TOOLS)
            elif event == "start":
                if not self._start(element):
                    return
            else:
                self._end(element)

    def _start(self, element: etree._Element) -> bool:
        """Check where an element stands; return whether to read on."""
        line = line_of(element)
        local = str(element.tag).rpartition("}")[2]
        if not self._stack:
            if local != "tmx":
                self._report.add("root", line, f"begins with <{local}>, not with <tmx>", ALL_TOOLS)
                return False
            self._root(element)
        else:
            self._place(local, line)
        self._seen.add(local)
        if local == "header":
            self._source = element.get("srclang") or ""
            self._report.faults += header_faults(element)
        self._stack.append(local)
        self._after.append(False)
        if len(self._stack) > _DEEPEST:
            message = f"nests more than {_DEEPEST} deep: it was not read further"
            self._report.add("depth", line, message, ALL_TOOLS)
            return False
        return True

    def _root(self, element: etree._Element) -> None:
        if "}" in str(element.tag):
            stops = frozenset(["OmegaT 3.6", "OmegaT 6.1", "translate-toolkit"])
            message = "declares a namespace, which TMX 1.4 has not"
            self._report.add("namespace", line_of(element), message, stops)
        version = element.get("version") or ""
        if version != "1.4":
            old = version in ("1.1", "1.2", "1.3")
            message = f"says version {version!r}; 1.4 is what every tool knows"
            self._report.add("version", line_of(element), message, NO_TOOL if old else STRICT)

    def _place(self, local: str, line: int) -> None:
        """Check an element against its parent (TMX 1.4b, DTD)."""
        parent = self._stack[-1]
        if local not in _CHILDREN.get(parent, ()):
            message = f"has <{local}> inside <{parent}> (TMX 1.4b, DTD)"
            self._report.add("structure", line, message, STRICT)
        elif local in ("note", "prop") and parent in _LAST and self._after[-1]:
            message = f"has <{local}> after <{_LAST[parent]}>; notes and props come first (TMX 1.4b, DTD)"
            self._report.add("order", line, message, STRICT)
        if _LAST.get(parent) == local:
            if parent == "tuv" and self._after[-1]:
                self._report.add("structure", line, "has two <seg> in one <tuv>", STRICT)
            self._after[-1] = True

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

    def _unit(self, unit: etree._Element) -> None:
        line = line_of(unit)
        self._report.faults += date_faults(unit)
        self._name(unit.get("tuid"), line)
        for prop in children(unit, "prop"):
            self._report.faults += prop_faults(prop)
        langs: list[str] = []
        for variant in children(unit, "tuv"):
            langs.append(self._variant(variant, langs))
        if len(langs) < 2:
            stops = ALL_TOOLS - {"OmegaT 3.6", "OmegaT 6.1"}
            self._report.add("one-side", line, f"has {len(langs)} <tuv>; a unit needs two", stops)
        elif len(set(langs)) > 2:
            message = f"has {len(set(langs))} languages; one pair a file is what every tool reads"
            self._report.add("many-sides", line, message)
        self._pair(frozenset(langs), line)

    def _name(self, name: str | None, line: int) -> None:
        if name is None:
            return
        if name in self._ids:
            message = f"has the tuid {name} of line {self._ids[name]} again: the last one wins"
            self._report.add("tuid", line, message, frozenset(["Trados"]))
        self._ids.setdefault(name, line)

    def _variant(self, variant: etree._Element, before: Sequence[str]) -> str:
        """Check one side of a unit and return its language."""
        line = line_of(variant)
        self._report.faults += date_faults(variant)
        lang = variant.get(f"{XML}lang") or variant.get("lang") or ""
        if lang:
            self._report.faults += language_faults(lang, line, "xml:lang")
        else:
            self._report.add("language", line, "a <tuv> has no xml:lang (TMX 1.4b, 3.2)", ALL_TOOLS)
        if lang in before:
            self._report.add("same-language", line, f"has two <tuv> in {lang}: one wins, silently")
        segments = children(variant, "seg")
        if segments:
            self._report.faults += segment_faults(segments[0], lang)
        else:
            self._report.add("no-seg", line, "a <tuv> has no <seg>", ALL_TOOLS)
        return lang

    def _pair(self, langs: frozenset[str], line: int) -> None:
        """Check the languages of a unit against the header and the units before it."""
        if self._source and self._source.lower() != "*all*" and langs:
            bases = {lang.replace("_", "-").lower().split("-")[0] for lang in langs}
            if self._source.replace("_", "-").lower().split("-")[0] not in bases:
                message = f"has no side in the header's srclang {self._source}"
                self._report.add("srclang", line, message, ALL_TOOLS)
        if self._langs is not None and langs != self._langs and len(langs) == 2:
            before = " and ".join(sorted(self._langs))
            self._report.add("pair", line, f"is {' and '.join(sorted(langs))}, units before it {before}")
        self._langs = self._langs or langs
