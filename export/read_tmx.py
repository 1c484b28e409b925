"""Reading anybody's TMX, a unit at a time, with nothing outside the file ever fetched or expanded."""

from __future__ import annotations

import functools
import gzip
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from corpus.errors import CorpusError
from corpus.model import Flag, Origin, Score, Script, Unit

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ORIGINS: dict[str, Origin] = {"aligned": "aligned", "drafted": "drafted", "reviewed": "reviewed"}
_SCRIPTS: dict[str, Script] = {"Hans": "Hans", "Hant": "Hant", "Latn": "Latn"}


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
                texts[tuv.get(LANG) or tuv.get("lang") or ""] = "".join(str(part) for part in seg.itertext())
        yield Entry(texts, {prop.get("type") or "": prop.text or "" for prop in element.iter("prop")})


def elements(path: Path, tags: Sequence[str]) -> Iterator[etree._Element]:
    """Yield the elements with these tags; each is forgotten when the next is asked for."""
    try:
        with path.open("rb") as raw, gzip.open(raw) if raw.peek(2)[:2] == b"\x1f\x8b" else raw as stream:
            for _, element in etree.iterparse(
                stream, tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
            ):
                yield element
                element.clear()
                parent = element.getparent()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]
    except etree.XMLSyntaxError as error:
        raise CorpusError(f"{path}: is no well-formed XML ({error})") from error
    except (OSError, EOFError) as error:
        raise CorpusError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error


def read_units(path: Path) -> Iterator[Unit]:
    """Yield the units of a TMX that this project wrote, in any style, gzipped or not: what was written comes back.

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
    one: dict[str, str] = {}
    signatures: dict[str, str] = {}
    scores: list[tuple[str, str]] = []
    flags: list[tuple[str, str]] = []
    sides: list[tuple[str, str]] = []
    for child in element:
        if child.tag == "tuv":
            sides.append((child.get(LANG) or "", child.findtext("seg") or ""))
        elif child.tag == "prop":
            kind, value = _standard(child.get("type") or ""), child.text or ""
            if kind == "x-signature":
                names, _, signature = value.partition(" ")
                signatures |= dict.fromkeys(names.split(","), signature)
            elif kind == "x-score":
                scores.append(("score", value))
            elif kind.startswith("x-score-"):
                scores.append((kind.removeprefix("x-score-"), value))
            elif kind.startswith("x-flag-"):
                flags.append((kind.removeprefix("x-flag-"), value))
            else:
                one[kind] = value
    (source_tag, source), (target_tag, target) = sides
    spans: dict[int, list[tuple[str, int, int]]] = {}
    for span in one.get("x-spans", "").split():
        number, side, place = span.split(":")
        start, _, end = place.partition("-")
        spans.setdefault(int(number), []).append((side, int(start), int(end)))
    return Unit(
        source=source, target=target,
        source_tag=regions.get("x-source-language", source_tag), target_tag=regions.get("x-target-language", target_tag),
        origin=_ORIGINS[one["x-origin"]], engine=one["x-engine"], document=one["x-source-document"], index=int(one["x-segment"]),
        script=_SCRIPTS[one["x-script"]], date=element.get("creationdate") or "",
        scores=tuple(Score(name, float(value), signatures[name]) for name, value in scores),
        flags=tuple(Flag(name, message, tuple(spans.get(i, ()))) for i, (name, message) in enumerate(flags)),
        url=one.get("x-source-url"), licence=one.get("x-license"), target_document=one.get("x-target-document"),
        align_type=one.get("x-align-type"), reviewer=element.get("changeid"), reviewed=element.get("changedate"), comment=one.get("x-comment"),
    )  # fmt: skip


@functools.lru_cache(maxsize=256)
def _standard(kind: str) -> str:
    """Return the name of a property in the standard flavour: ``x-SourceUrl:SingleString`` is ``x-source-url``."""
    name, colon, _ = kind.partition(":")
    return "x-" + re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name[2:]).lower() if colon else kind
