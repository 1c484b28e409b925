"""XML of anybody's: no entity is expanded, nothing outside the file is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from lxml import etree

from corpus.errors import CorpusError

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def parse(data: bytes) -> etree._Element:
    """Return the root of a document.

    Raises:
        CorpusError: it is no well-formed XML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CorpusError(f"is no well-formed XML ({error})") from error


def elements(stream: IO[bytes], tags: Sequence[str]) -> Iterator[etree._Element]:
    """Yield the elements with these tags; each is forgotten when the next is asked for.

    Raises:
        XMLSyntaxError: from lxml; the caller knows the name of the file.
    """
    for _, element in etree.iterparse(
        stream, tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    ):
        yield element
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace; nothing for comments and entities.

    >>> local(parse(b'<a xmlns="urn:x"/>'))
    'a'
    """
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
