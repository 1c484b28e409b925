"""Steps from text to text that make it safe to store and compare, each with a name.

The names let a run say what it changed.

Characters that carry meaning are kept as they stood: no full-width folding, no quotation mark is changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Not allowed in XML 1.0 (§2.2), C1 controls, noncharacters, lone surrogates, U+FFFD (the trace of an earlier
# loss).
_ILLEGAL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff]|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0010fffe\U0010ffff]"
)
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
_ENTITIES = {
    "nbsp": " ",
    "ensp": " ",
    "emsp": " ",
    "amp": "&",
    "lt": "<",
    "gt": ">",
    "quot": '"',
    "apos": "'",
    "#39": "'",
    "ldquo": "“",
    "rdquo": "”",
    "lsquo": "‘",
    "rsquo": "’",
    "mdash": "—",
    "ndash": "–",
    "hellip": "…",
    "middot": "·",
}
_ENTITY = re.compile(f"&(?:amp;)?({'|'.join(_ENTITIES)});")

Step = Callable[[str], str]


def newlines(text: str) -> str:
    """Every line end becomes a line feed."""
    return _NEWLINES.sub("\n", text)


def entities(text: str) -> str:
    """Character references that an earlier conversion left in plain text become their characters."""
    return _ENTITY.sub(lambda match: _ENTITIES[match[1]], text)


def illegal(text: str) -> str:
    """Characters that no XML file may hold go."""
    return _ILLEGAL.sub("", text)


def invisible(text: str) -> str:
    """Zero-width characters, soft hyphens and direction marks go."""
    return _INVISIBLE.sub("", text)


def spaces(text: str) -> str:
    """Tabs and every wide or non-breaking space become a plain space."""
    return _SPACES.sub(" ", text)


def compose(text: str) -> str:
    """Unicode Normalization Form C."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


STEPS: tuple[Step, ...] = (newlines, entities, illegal, invisible, spaces, compose)


def normalise(text: str) -> str:
    """Apply every step. Doing it twice changes nothing more."""
    for step in STEPS:
        text = step(text)
    return text


def explain(text: str) -> list[str]:
    """Return the names of the steps that change ``text``, in order."""
    changed = []
    for step in STEPS:
        after = step(text)
        if after != text:
            changed.append(step.__name__)
        text = after
    return changed
