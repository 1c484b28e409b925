"""XLIFF 2.1 (OASIS, 2018; core and metadata module) and 1.2 (OASIS, 2008), there and back.

For tools other than OmegaT.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from lxml import etree

from corpus.model import Returned, Unit
from export.fields import properties
from export.files import atomic_write
from export.read_tmx import elements
from export.write_tmx import note_of, xml_text

Version = Literal["2.1", "1.2"]

_TWO = "urn:oasis:names:tc:xliff:document:2.0"
_METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
_ONE = "urn:oasis:names:tc:xliff:document:1.2"
_DEFAULT_TWO: dict[str, str] = {None: _TWO, "mda": _METADATA}  # type: ignore[dict-item]  # lxml wants None for the default namespace
_DEFAULT_ONE: dict[str, str] = {None: _ONE}  # type: ignore[dict-item]
_CREATOR = "duizhao"
_REVIEWER = "reviewer"
_STATES = {"reviewed": "final", "aligned": "translated", "drafted": "initial"}
"""XLIFF 2.1, 4.7.2.4.2: what a machine drafted still waits for its translator."""
_STATES_ONE = {"reviewed": "final", "aligned": "needs-review-translation", "drafted": "needs-translation"}
_APPROVED = frozenset(["reviewed", "final"])


def write_xliff(path: Path, units: Sequence[Unit], version: Version, reviewer: str = "") -> int:
    """Stream units of one language pair to ``path`` and return how many there were.

    Only what a person stands for is ``final`` (2.1) or ``approved`` (1.2); what a machine drafted is
    ``initial`` (2.1) or ``needs-translation`` with the qualifier ``mt-suggestion`` (1.2). ``reviewer`` is who
    the file is for: what comes back in it is theirs. What XML cannot hold is left out,
    and a note says so.

    Raises:
        CorpusError: the file cannot be written.
    """
    namespace = _TWO if version == "2.1" else _ONE
    source, target = units[0].source_tag, units[0].target_tag
    attributes = {"version": version} | ({"srcLang": source, "trgLang": target} if version == "2.1" else {})
    with atomic_write(path) as stream, etree.xmlfile(stream, encoding="UTF-8") as xml:
        stream.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
        with xml.element(
            f"{{{namespace}}}xliff",
            attributes,
            nsmap={None: namespace} | ({"mda": _METADATA} if version == "2.1" else {}),
        ):
            for number, (document, group) in enumerate(
                itertools.groupby(units, key=lambda unit: unit.document), 1
            ):
                xml.write("\n")
                original = xml_text(document)
                if version == "2.1":
                    with xml.element(f"{{{namespace}}}file", {"id": f"f{number}", "original": original}):
                        if reviewer:
                            xml.write("\n", _reviewer_two(reviewer))
                        for unit in group:
                            xml.write("\n", _unit(unit))
                else:
                    file = {
                        "original": original,
                        "source-language": source,
                        "target-language": target,
                        "datatype": "plaintext",
                    }
                    with xml.element(f"{{{namespace}}}file", file):
                        if reviewer:
                            xml.write("\n", _reviewer_one(reviewer))
                        with xml.element(f"{{{namespace}}}body"):
                            for unit in group:
                                xml.write("\n", _trans_unit(unit))
            xml.write("\n")
    return len(units)


def _reviewer_two(name: str) -> etree._Element:
    metadata = etree.Element(f"{{{_METADATA}}}metadata")
    group = etree.SubElement(metadata, f"{{{_METADATA}}}metaGroup", category=_CREATOR)
    etree.SubElement(group, f"{{{_METADATA}}}meta", type=_REVIEWER).text = xml_text(name)
    return metadata


def _reviewer_one(name: str) -> etree._Element:
    header = etree.Element(f"{{{_ONE}}}header", nsmap=_DEFAULT_ONE)
    phases = etree.SubElement(header, f"{{{_ONE}}}phase-group")
    phase = {"phase-name": _REVIEWER, "process-name": "review", "contact-name": xml_text(name)}
    etree.SubElement(phases, f"{{{_ONE}}}phase", phase)
    return header


def _notes(unit: Unit) -> list[tuple[str, str]]:
    said = note_of(unit)
    return [("score", f"{unit.score:.3f}"), *([("review", said)] if said else [])]


def _unit(unit: Unit) -> etree._Element:
    element = etree.Element(f"{{{_TWO}}}unit", id=unit.id, nsmap=_DEFAULT_TWO)
    metadata = etree.SubElement(
        etree.SubElement(element, f"{{{_METADATA}}}metadata"), f"{{{_METADATA}}}metaGroup", category=_CREATOR
    )
    for name, value in [*properties(unit), ("x-date", unit.date)]:
        etree.SubElement(metadata, f"{{{_METADATA}}}meta", type=name).text = xml_text(value)
    notes = etree.SubElement(element, f"{{{_TWO}}}notes")
    for category, text in _notes(unit):
        etree.SubElement(notes, f"{{{_TWO}}}note", category=category, appliesTo="target").text = text
    segment = etree.SubElement(element, f"{{{_TWO}}}segment", state=_STATES[unit.origin])
    etree.SubElement(segment, f"{{{_TWO}}}source").text = xml_text(unit.source)
    etree.SubElement(segment, f"{{{_TWO}}}target").text = xml_text(unit.target)
    return element


def _trans_unit(unit: Unit) -> etree._Element:
    reviewed = unit.origin == "reviewed"
    element = etree.Element(
        f"{{{_ONE}}}trans-unit", {"id": unit.id, "approved": "yes" if reviewed else "no"}, nsmap=_DEFAULT_ONE
    )
    etree.SubElement(element, f"{{{_ONE}}}source").text = xml_text(unit.source)
    state = {"state": _STATES_ONE[unit.origin]}
    if unit.origin == "drafted":
        state["state-qualifier"] = "mt-suggestion"
    target = etree.SubElement(element, f"{{{_ONE}}}target", state)
    target.text = xml_text(unit.target)
    group = etree.SubElement(element, f"{{{_ONE}}}context-group", name=_CREATOR, purpose="information")
    for name, value in [*properties(unit), ("x-date", unit.date)]:
        etree.SubElement(group, f"{{{_ONE}}}context", {"context-type": name}).text = xml_text(value)
    for category, text in _notes(unit):
        etree.SubElement(
            element, f"{{{_ONE}}}note", {"from": _CREATOR, "annotates": "target"}
        ).text = f"{category}: {text}"
    return element


def read_xliff(path: Path) -> Iterator[Returned]:
    """Yield the units of an XLIFF file, 1.2 or 2.x.

    Raises:
        CorpusError: the file cannot be read or is no well-formed XML.
    """
    reviewer: str | None = None
    tags = (f"{{{_TWO}}}unit", f"{{{_ONE}}}trans-unit", f"{{{_METADATA}}}meta", f"{{{_ONE}}}phase")
    for element in elements(path, tags):
        if element.tag in tags[2:]:
            reviewer = _read_reviewer(element) or reviewer
            continue
        unit = _read_unit(element) if element.tag == tags[0] else _read_trans_unit(element)
        if unit is not None:
            yield replace(unit, reviewer=reviewer)


def _read_reviewer(element: etree._Element) -> str | None:
    """Return who a file is for, from the place where it was written."""
    if element.get("type") == _REVIEWER:
        return element.text
    return element.get("contact-name") if element.get("phase-name") == _REVIEWER else None


def _read_unit(element: etree._Element) -> Returned:
    root = element.getroottree().getroot()
    segments = list(element.iter(f"{{{_TWO}}}segment"))
    targets = [segment.find(f"{{{_TWO}}}target") for segment in segments]
    comments = [
        note.text
        for note in element.iter(f"{{{_TWO}}}note")
        if note.text and note.get("category") not in ("score", "review")
    ]  # fmt: skip
    return Returned(
        source="".join(_text(segment.find(f"{{{_TWO}}}source")) for segment in segments),
        target="".join(_text(target) for target in targets)
        if any(target is not None for target in targets)
        else None,
        source_tag=root.get("srcLang") or "",
        target_tag=root.get("trgLang") or "",
        unit=element.get("id"),
        comment="\n".join(comments) or None,
        approved=True
        if segments and all(segment.get("state") in _APPROVED for segment in segments)
        else None,
        whole_file=True,
    )


def _read_trans_unit(element: etree._Element) -> Returned | None:
    """Read a unit; nothing for one that stands outside a ``file``, and so has no languages."""
    file = next(element.iterancestors(f"{{{_ONE}}}file"), None)
    if file is None:
        return None
    target = element.find(f"{{{_ONE}}}target")
    comments = [
        note.text for note in element.iter(f"{{{_ONE}}}note") if note.text and note.get("from") != _CREATOR
    ]
    return Returned(
        source=_text(element.find(f"{{{_ONE}}}source")),
        target=None if target is None else _text(target),
        source_tag=file.get("source-language") or "",
        target_tag=file.get("target-language") or "",
        unit=element.get("id"),
        comment="\n".join(comments) or None,
        approved=True if element.get("approved") == "yes" else None,
        whole_file=True,
    )


def _text(element: etree._Element | None) -> str:
    return "" if element is None else "".join(str(part) for part in element.itertext())
