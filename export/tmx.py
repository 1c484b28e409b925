"""Translation units to TMX 1.4b (LISA OSCAR, 2005) that OmegaT, Okapi, translate-toolkit, Trados and memoQ load."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from corpus import __version__
from corpus.model import Unit
from export.files import atomic_write

CREATION_ID = "duizhao"
_PROLOGUE = b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SCORE_NOTE = (
    "x-score: probability that the pair can be used as it is. Of drafts: x-score-gate (the two texts translate each other) times x-score-usable "
    "(no major and at most one minor error), learned from 6,877 judged zh-en talks (MQM) and 7,000 judged en-zh encyclopedia sentences "
    "(direct assessment, z above .5), calibrated on held-out fifths of them, November 2026; nothing above .9 is backed by data. Of aligned "
    "pairs: x-score-gate times x-score-align (this link is right); human translations were not judged. On other kinds of text take it as an order."
)


def write_tmx(path: Path, units: Iterable[Unit], source_tag: str) -> int:
    """Stream units of one language pair to ``path`` and return how many there were.

    The file has no pretty-printing inside segments, a unit a line, and appears when it is complete.

    Raises:
        CorpusError: the file cannot be written.
        ValueError: a unit has another source language.
    """
    with atomic_write(path) as stream:
        return stream_tmx(stream, units, source_tag)


def stream_tmx(stream: BinaryIO, units: Iterable[Unit], source_tag: str) -> int:
    """Write units of one language pair as they come and return how many there were."""
    count = 0
    with etree.xmlfile(stream, encoding="UTF-8") as xml:
        stream.write(_PROLOGUE)  # lxml would write the declaration with apostrophes, which some readers do not know.
        with xml.element("tmx", version="1.4"):
            xml.write("\n")
            with xml.element("header", _header(source_tag)):
                xml.write(_text_element("note", _SCORE_NOTE))
            xml.write("\n")
            with xml.element("body"):
                xml.write("\n")
                for unit in units:
                    if unit.source_tag != source_tag:
                        raise ValueError(f"unit {unit.id} is {unit.source_tag}, the file {source_tag}")
                    xml.write(_tu(unit))
                    xml.write("\n")
                    count += 1
            xml.write("\n")
    return count


def _header(source_tag: str) -> dict[str, str]:
    return {
        "creationtool": "duizhao",
        "creationtoolversion": __version__,
        "segtype": "sentence",
        "o-tmf": "duizhao",
        "adminlang": "en",
        "srclang": source_tag,
        "datatype": "plaintext",
    }


def _tu(unit: Unit) -> etree._Element:
    tu = etree.Element("tu", tuid=unit.id, creationdate=unit.date, creationid=CREATION_ID)
    faults = [flag.message for flag in unit.flags]
    if faults:
        tu.append(_text_element("note", "; ".join(faults)))
    for name, value in _props(unit):
        if value:
            tu.append(_text_element("prop", value, type=name))
    for tag, text in ((unit.source_tag, unit.source), (unit.target_tag, unit.target)):
        tuv = etree.SubElement(tu, "tuv")
        tuv.set(_XML_LANG, tag)
        tuv.append(_text_element("seg", text))
    return tu


def _props(unit: Unit) -> list[tuple[str, str | None]]:
    return [
        *(("x-score" if score.name == "score" else f"x-score-{score.name}", f"{score.value:.3f}") for score in unit.scores),
        ("x-origin", unit.origin),
        ("x-align-type", unit.align_type),
        ("x-engine", unit.engine),
        ("x-flags", " ".join(flag.name for flag in unit.flags)),
        ("x-source-url", unit.url),
        ("x-source-document", unit.document),
        ("x-segment", str(unit.index)),
        ("x-target-document", unit.target_document),
        ("x-license", unit.licence),
        ("x-script", unit.script),
    ]


def _text_element(tag: str, text: str, **attributes: str) -> etree._Element:
    element = etree.Element(tag, attributes)
    element.text = text
    return element
