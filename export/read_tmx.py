"""Reading anybody's TMX, a unit at a time, with nothing outside the file ever fetched or expanded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from corpus.errors import CorpusError

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


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
    try:
        for _, element in etree.iterparse(path, tag="tu", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False):
            texts: dict[str, str] = {}
            for tuv in element.iter("tuv"):
                seg = tuv.find("seg")
                if seg is not None:
                    texts[tuv.get(_LANG) or tuv.get("lang") or ""] = "".join(str(part) for part in seg.itertext())
            properties = {prop.get("type") or "": prop.text or "" for prop in element.iter("prop")}
            yield Entry(texts, properties)
            element.clear()
            while element.getprevious() is not None:
                parent = element.getparent()
                if parent is None:
                    break
                del parent[0]
    except etree.XMLSyntaxError as error:
        raise CorpusError(f"{path}: is no well-formed TMX ({error})") from error
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error.strerror or error})") from error
