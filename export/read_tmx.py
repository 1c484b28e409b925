"""Reading anybody's TMX, a unit at a time, with nothing outside the file ever fetched or expanded."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from lxml import etree

from corpus.errors import CorpusError
from corpus.model import Unit
from corpus.read import xml
from corpus.read.formats.tmx import plain
from export.fields import read_properties

LANG = xml.LANG


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit as it stands in a file: its texts by language tag, in order, and its properties by type."""

    texts: dict[str, str]
    properties: dict[str, str]


def read_tmx(path: Path) -> Iterator[Entry]:
    """Yield the units of a TMX file.

    Raises:
        CorpusError: the file cannot be read or is no well-formed XML.
    """
    for element in elements(path, ("tu",)):
        texts: dict[str, str] = {}
        for tuv in element.iter("tuv"):
            seg = tuv.find("seg")
            if seg is not None:
                texts[tuv.get(LANG) or tuv.get("lang") or ""] = "".join(plain(seg))
        yield Entry(texts, {prop.get("type") or "": prop.text or "" for prop in element.iter("prop")})


def elements(path: Path, tags: Sequence[str]) -> Iterator[etree._Element]:
    """Yield the elements with these tags; each is forgotten when the next is asked for."""
    try:
        with path.open("rb") as raw, gzip.open(raw) if raw.peek(2)[:2] == b"\x1f\x8b" else raw as stream:
            yield from xml.elements(cast(IO[bytes], stream), tags)
    except etree.XMLSyntaxError as error:
        raise CorpusError(f"{path}: is no well-formed XML ({error})") from error
    except (OSError, EOFError, zlib.error) as error:
        raise CorpusError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error


def read_units(path: Path) -> Iterator[Unit]:
    """Yield the units of a TMX that this project wrote, in any style, gzipped or not.

    What was written comes back.

    Raises:
        CorpusError: the file cannot be read, or was not written by this project.
    """
    regions: dict[str, str] = {}
    for element in elements(path, ("header", "tu")):
        if element.tag == "header":
            regions = {prop.get("type") or "": prop.text or "" for prop in element.iter("prop")}
            continue
        try:
            yield _unit(element, regions)
        except (KeyError, ValueError, StopIteration) as error:
            name = element.get("tuid")
            raise CorpusError(
                f"{path}: unit {name} was not written by build-corpus, or was changed ({error!r})"
            ) from error


def _unit(element: etree._Element, regions: dict[str, str]) -> Unit:
    sides = [(tuv.get(LANG) or "", tuv.findtext("seg") or "") for tuv in element.iterchildren("tuv")]
    (source_tag, source), (target_tag, target) = sides
    props = [(prop.get("type") or "", prop.text or "") for prop in element.iterchildren("prop")]
    return Unit(
        source=source,
        target=target,
        source_tag=regions.get("x-source-language", source_tag),
        target_tag=regions.get("x-target-language", target_tag),
        date=element.get("creationdate") or "",
        reviewer=element.get("changeid"),
        reviewed=element.get("changedate"),
        **read_properties(props),
    )
