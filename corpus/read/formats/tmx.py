"""Translation memories (TMX) as corpus: units with a Chinese and an English side."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from lxml import etree

from corpus.errors import CorpusError
from corpus.model import Line
from corpus.read.guard import MOST_CHARACTERS, reading
from corpus.read.parts import Bilingual, Row
from corpus.read.xml import LANG, elements
from corpus.text.locale import Locale, is_tag_of

_CODES = frozenset(["bpt", "ept", "it", "ph", "ut"])
"""Elements of a segment that hold the codes of a tool and not text (TMX 1.4b, content markup)."""
MACHINE = re.compile(
    r"(?<![a-z])(?:[na]?mt!?|machine[ _-]?translat\w+|deepl|google(?:[ _-]?translate)?|opus-?mt|argos"
    r"|youdao|baidu)(?![a-z])",
    re.IGNORECASE,
)
"""How tools name a machine that translated."""
_APPROVED = frozenset(
    ["approvedtranslation", "approvedsignoff", "reviewed", "approved", "signed-off", "final"]
)
_STATES = frozenset(
    ["x-origin", "x-origin:singlestring", "x-confirmationlevel:singlestring", "x-state", "x-status"]
)


def plain(element: etree._Element) -> Iterator[str]:
    """Yield the text of a segment without the codes of the tool that wrote it."""
    if isinstance(element.tag, str) and element.tag not in _CODES:  # an entity has none, and is not expanded
        yield element.text or ""
        for child in element:
            yield from plain(child)
            yield child.tail or ""


def read_tmx(stream: BinaryIO) -> Iterator[Bilingual]:
    """Yield the units of a TMX that have a Chinese and an English side, gzipped or not.

    Raises:
        CorpusError: it is damaged, or unfolds into too much.
    """
    packed = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    with reading("translation memory (.tmx)"):
        rows = tuple(_units(cast(IO[bytes], gzip.GzipFile(fileobj=stream)) if packed else stream))
    yield Bilingual(rows, "tmx")


def _units(stream: IO[bytes]) -> Iterator[Row]:
    source_lang = tool = ""
    room = MOST_CHARACTERS
    for element in elements(stream, ("header", "tu")):
        if element.tag == "header":
            source_lang, tool = element.get("srclang") or "", element.get("creationtool") or ""
            continue
        sides = {_tag(tuv): tuv for tuv in reversed(element.findall("tuv"))}
        english = next((tag for tag in reversed(sides) if is_tag_of(tag, "en")), None)
        for tag, tuv in sides.items():
            if is_tag_of(tag, "zh") and english is not None:
                row = _row(element, tuv, sides[english], element.get("srclang") or source_lang, tool)
                room -= len(row.zh) + len(row.en)
                if room < 0:
                    raise CorpusError(f"holds more than {MOST_CHARACTERS:,} characters: give it as --memory")
                yield row


def _row(unit: etree._Element, zh: etree._Element, en: etree._Element, source_lang: str, tool: str) -> Row:
    texts = {"zh": _text(zh), "en": _text(en)}
    source, target = ("en", "zh") if is_tag_of(source_lang, "en") else ("zh", "en")
    translated = zh if target == "zh" else en
    said = _said(unit)
    engine = _engine(unit, translated, tool) if said not in _APPROVED else ""
    if said == "drafted":
        engine = engine or tool or "tmx"
    line = Line(
        draft=texts[target] if engine else "",
        engine=f"tmx:{engine}" if engine else "",
        approved=said in _APPROVED,
        reviewer=_attribute("changeid", translated, unit),
        reviewed=_attribute("changedate", translated, unit),
    )
    if engine:
        texts[target] = ""
    script = Locale.of(_tag(zh)).script
    return Row(texts["zh"], texts["en"], line, "en" if source == "en" else "zh", script)


def _said(unit: etree._Element) -> str:
    """Return what a unit says of its state, in lower case."""
    for prop in unit.iter("prop"):
        if (prop.get("type") or "").lower() in _STATES and prop.text:
            return prop.text.strip().lower()
    return ""


def _engine(unit: etree._Element, target: etree._Element, tool: str) -> str:
    """Return the machine that translated, if one did and nobody changed it."""
    changed = _attribute("changeid", target, unit)
    if changed and not MACHINE.search(changed):
        return ""
    said = [_attribute("creationid", target, unit), _attribute("creationtool", target, unit) or tool]
    said += [prop.text for prop in unit.iter("prop") if "origin" in (prop.get("type") or "").lower()]
    return next((name for name in said if name and MACHINE.search(name)), "")


def _attribute(name: str, target: etree._Element, unit: etree._Element) -> str | None:
    return target.get(name) or unit.get(name)


def _tag(tuv: etree._Element) -> str:
    return tuv.get(LANG) or tuv.get("lang") or ""


def _text(tuv: etree._Element) -> str:
    seg = tuv.find("seg")
    return "" if seg is None else "".join(plain(seg))
