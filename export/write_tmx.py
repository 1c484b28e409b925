"""Translation units to TMX 1.4b (LISA OSCAR, 2005) that the common tools load."""

from __future__ import annotations

import gzip
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from corpus import __version__
from corpus.model import Script, Unit, language_of
from corpus.settings import Flavour, LangStyle
from export.fields import properties
from export.files import atomic_write

CREATION_ID = "duizhao"
_PROLOGUE = b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SCORE_NOTE = (
    "x-score: probability that the pair can be used as it is or with light edits. Of drafts of the embedded "
    "model: "
    "x-score-usable, fitted on 392 zh-en and 210 en-zh drafts of news, notices, talks and encyclopedia text "
    "that "
    "one judge, a language model, rated in November 2026, cross-validated; of other engines' drafts: "
    "x-score-gate "
    "(the two texts translate each other) times x-score-usable, learned from 6,877 judged zh-en talks (MQM) "
    "and "
    "7,000 judged en-zh encyclopedia sentences (direct assessment, z above .5). Of aligned pairs: "
    "x-score-gate times "
    "x-score-align (this link is right). Of reviewed pairs: 1, as a person left them. On other kinds of text "
    "take it "
    "as an order."
)


_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (production 2, Char)."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a TMX is written: its language tags (zh-CN, zh or zh-Hans).

    And for which tool its properties are named, and what its header says besides what a score is.
    """

    lang: LangStyle = "region"
    flavour: Flavour = "standard"
    notes: tuple[str, ...] = ()

    def tag(self, tag: str, script: Script) -> str:
        """Return a language tag in this style."""
        if self.lang == "region":
            return tag
        language = language_of(tag)
        return f"zh-{script}" if self.lang == "script" and language == "zh" else language

    def prop(self, name: str) -> str:
        """Return the name of a property in this flavour: Trados has fields, ``x-Name:Type``."""
        return (
            f"x-{''.join(part.title() for part in name[2:].split('-'))}:SingleString"
            if self.flavour == "trados"
            else name
        )


_STANDARD = Style()


def write_shards(
    path: Path, units: Iterable[Unit], source_tag: str, style: Style, size: int
) -> dict[Path, int]:
    """Stream units to files of at most ``size`` units, ``x.001.tmx`` and so on.

    To ``path`` itself if ``size`` is 0.

    Returns:
        How many units each file holds.
    """
    if not size:
        return {path: write_tmx(path, units, source_tag, style)}
    rest = iter(units)
    written: dict[Path, int] = {}
    suffix = "".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix
    for number, first in enumerate(rest, 1):
        shard = path.with_name(f"{path.name.removesuffix(suffix)}.{number:03}{suffix}")
        written[shard] = write_tmx(
            shard, itertools.chain([first], itertools.islice(rest, size - 1)), source_tag, style
        )
    return written


def write_tmx(path: Path, units: Iterable[Unit], source_tag: str, style: Style = _STANDARD) -> int:
    """Stream units of one language pair to ``path``, gzipped if it ends in .gz; return how many there were.

    The file has no pretty-printing inside segments, a unit a line, and appears when it is complete. What XML
    cannot hold is left out, and the unit's note says so.

    Raises:
        CorpusError: the file cannot be written.
        ValueError: a unit has another source language.
    """
    with atomic_write(path) as stream:
        if path.suffix != ".gz":
            return stream_tmx(stream, units, source_tag, style)
        with gzip.GzipFile(
            filename="", mode="wb", fileobj=stream, mtime=0
        ) as packed:  # No name and no clock: the same bytes again.
            return stream_tmx(packed, units, source_tag, style)


def stream_tmx(
    stream: BinaryIO | gzip.GzipFile, units: Iterable[Unit], source_tag: str, style: Style = _STANDARD
) -> int:
    """Write units of one language pair as they come and return how many there were."""
    count = 0
    rest = iter(units)
    first = next(rest, None)
    everything: Iterator[Unit] = itertools.chain([first], rest) if first else iter(())
    with etree.xmlfile(stream, encoding="UTF-8") as xml:
        stream.write(
            _PROLOGUE
        )  # lxml would write the declaration with apostrophes, which some readers do not know.
        with xml.element("tmx", version="1.4"):
            xml.write("\n")
            script: Script = first.script if first else "Hans"
            with xml.element("header", _header(style.tag(source_tag, script), style)):
                for note in (_SCORE_NOTE, *style.notes):
                    xml.write(_text_element("note", note))
                if first and style.lang != "region":
                    # The shorter tags lose the region; our own reader finds it here.
                    xml.write(_text_element("prop", first.source_tag, type="x-source-language"))
                    xml.write(_text_element("prop", first.target_tag, type="x-target-language"))
            xml.write("\n")
            with xml.element("body"):
                xml.write("\n")
                elements = _Units(style)
                for unit in everything:
                    if unit.source_tag != source_tag:
                        raise ValueError(f"unit {unit.id} is {unit.source_tag}, the file {source_tag}")
                    xml.write(elements.element(unit))
                    xml.write("\n")
                    count += 1
            xml.write("\n")
    return count


def _header(source_tag: str, style: Style) -> dict[str, str]:
    return {
        "creationtool": "duizhao",
        "creationtoolversion": __version__,
        "segtype": "sentence",
        "o-tmf": "SDL TM8 Format" if style.flavour == "trados" else "duizhao",
        "adminlang": "en",
        "srclang": source_tag,
        "datatype": "plaintext",
    }


class _Units:
    """Makes the element of a unit.

    Making elements is what writing costs, so those of the last unit with the same properties are used again.
    """

    def __init__(self, style: Style) -> None:
        self._style = style
        self._forms: dict[tuple[str, ...], _Form] = {}

    def element(self, unit: Unit) -> etree._Element:
        """Return the element of the unit, which is good until the next one is asked for."""
        note = note_of(unit)
        named = properties(unit)
        names = (
            unit.source_tag,
            unit.target_tag,
            unit.script,
            "note" if note else "",
            *(name for name, _ in named),
        )
        form = self._forms.get(names)
        if form is None:
            form = self._forms[names] = _Form(unit, bool(note), [name for name, _ in named], self._style)
        form.fill(unit, [note, *(value for _, value in named)] if note else [value for _, value in named])
        return form.tu


class _Form:
    def __init__(self, unit: Unit, has_note: bool, names: Sequence[str], style: Style) -> None:
        self.tu = etree.Element("tu")
        self._texts = [etree.SubElement(self.tu, "note")] if has_note else []
        self._texts += [etree.SubElement(self.tu, "prop", type=style.prop(name)) for name in names]
        for tag in (unit.source_tag, unit.target_tag):
            tuv = etree.SubElement(self.tu, "tuv")
            tuv.set(_XML_LANG, style.tag(tag, unit.script))
            self._texts.append(etree.SubElement(tuv, "seg"))
        self._values: list[str | None] = [None] * len(self._texts)

    def fill(self, unit: Unit, values: Sequence[str]) -> None:
        self.tu.attrib.clear()
        self.tu.attrib.update({"tuid": unit.id, "creationdate": unit.date, "creationid": CREATION_ID})
        if unit.reviewed:
            self.tu.set("changedate", unit.reviewed)
        if unit.reviewer:
            self.tu.set("changeid", xml_text(unit.reviewer))
        for i, value in enumerate((*values, unit.source, unit.target)):
            if value != self._values[i]:
                self._values[i] = value
                self._texts[i].text = xml_text(value)


def xml_text(text: str) -> str:
    """Return the text without what XML cannot hold."""
    return text if text.isascii() and text.isprintable() else _NOT_XML.sub("", text)


def note_of(unit: Unit) -> str:
    """Return what a person who looks at the unit should know: an earlier comment, and what its flags say.

    Often nothing.
    """
    lines = [unit.comment] if unit.comment else []
    lines += [flag.message for flag in unit.flags]
    left_out = dict.fromkeys(f"U+{ord(char):04X}" for char in _NOT_XML.findall(unit.source + unit.target))
    if left_out:
        lines.append(f"characters that XML cannot hold were left out: {', '.join(left_out)}")
    return xml_text("; ".join(lines))


def _text_element(tag: str, text: str, **attributes: str) -> etree._Element:
    element = etree.Element(tag, attributes)
    element.text = text
    return element
