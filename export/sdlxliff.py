"""SDLXLIFF as Trados Studio saves it: segments of XLIFF 1.2 with what the translator said of each.

Trados splits a unit into segments (``mrk``) and keeps confirmation, origin, and who changed it last beside
them (``sdl:seg``). A draft or a machine's suggestion that nobody confirmed is no decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from lxml import etree

from corpus.model import Returned
from corpus.read.formats.xliff import marked_segments
from corpus.text.dates import tmx_date
from export.read_tmx import elements

_ONE = "urn:oasis:names:tc:xliff:document:1.2"
_SDL = "{http://sdl.com/FileTypes/SdlXliff/1.0}"
_APPROVED = {
    "ApprovedTranslation": True,
    "ApprovedSignOff": True,
    "RejectedTranslation": False,
    "RejectedSignOff": False,
}
_CONFIRMED = frozenset(["Translated", *_APPROVED])


def read_sdlxliff(path: Path) -> Iterator[Returned]:
    """Yield the segments of a file.

    Raises:
        CorpusError: it cannot be read or is no well-formed XML.
    """
    for unit in elements(path, (f"{{{_ONE}}}trans-unit",)):
        file = next(unit.iterancestors(f"{{{_ONE}}}file"), None)
        if file is None:
            continue
        tags = file.get("source-language") or "", file.get("target-language") or ""
        sources = marked_segments(unit.find(f"{{{_ONE}}}seg-source"))
        targets = marked_segments(unit.find(f"{{{_ONE}}}target"))
        definitions = {element.get("id") or "": element for element in unit.iter(f"{_SDL}seg")}
        for name, source in sources.items():
            yield _segment(source, targets.get(name), tags, definitions.get(name))


def _segment(
    source: str, target: str | None, tags: tuple[str, str], definition: etree._Element | None
) -> Returned:
    said = {} if definition is None else {e.get("key"): e.text for e in definition.iter(f"{_SDL}value")}
    confirmation = "" if definition is None else definition.get("conf") or ""
    return Returned(
        source=source.strip(),
        target=None if target is None else target.strip(),
        source_tag=tags[0],
        target_tag=tags[1],
        reviewer=said.get("last_modified_by") or said.get("created_by"),
        date=_date(said.get("modified_on") or ""),
        approved=_APPROVED.get(confirmation),
        is_draft=confirmation not in _CONFIRMED,
    )


def _date(text: str) -> str | None:
    """Return a date of Trados in TMX form; it has no zone.

    >>> _date("07/02/2026 09:30:05"), _date("yesterday")
    ('20260702T093005Z', None)
    """
    try:
        return tmx_date(datetime.strptime(text, "%m/%d/%Y %H:%M:%S"))  # noqa: DTZ007 - it states none
    except ValueError:
        return None
