"""The rules of XLIFF 1.2 (OASIS, 1 February 2008, strict schema) and 2.1 (OASIS, 13 February 2018) as far as we write it.

Written down from the specifications: what an element may hold and in which order, which attributes it must and
may have, and what their values may be. The schemas themselves are not part of this repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

ONE, TWO = "urn:oasis:names:tc:xliff:document:1.2", "urn:oasis:names:tc:xliff:document:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"

_NAME = r"[\w.:-]+"
"""NMTOKEN, in letters that we use."""
_LANGUAGE = r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*"
ANY = r"(?s).*"
_YES = "yes|no"
_STATE_ONE = (
    "final|needs-adaptation|needs-l10n|needs-review-adaptation|needs-review-l10n|needs-review-translation|"
    r"needs-translation|new|signed-off|translated|x-\S+"
)
_QUALIFIER_ONE = (
    "exact-match|fuzzy-match|id-match|leveraged-glossary|leveraged-inherited|leveraged-mt|leveraged-repository|"
    "leveraged-tm|mt-suggestion|rejected-grammar|rejected-inaccurate|rejected-length|rejected-spelling|"
    r"tm-suggestion|x-\S+"
)
_CONTEXT_ONE = (
    "database|element|elementtitle|linenumber|numparams|paramnotes|record|recordtitle|sourcefile|"
    r"x-\S+"
)
_PURPOSE_ONE = r"(information|location|match|x-\S+)( (information|location|match|x-\S+))*"


@dataclass(frozen=True)
class Rule:
    """Of one element."""

    children: str = ""
    """A regular expression of the children's names, each followed by a blank."""
    required: dict[str, str] = field(default_factory=dict)
    """Attributes and what their values are."""
    optional: dict[str, str] = field(default_factory=dict)
    holds_text: bool = False
    unique: tuple[str, ...] = ()
    """Paths to elements whose ``id`` (of a phase its name) is another one each, inside this element."""


_ONE_RULES = {
    "xliff": Rule("(file )+", {"version": r"1\.2"}),
    "file": Rule(
        "(header )?body ",
        {"original": ANY, "source-language": _LANGUAGE, "datatype": r"plaintext|xml|html|x-\S+"},
        {"target-language": _LANGUAGE},
        unique=(".//{*}trans-unit",),
    ),
    "header": Rule("(skl )?(phase-group )?((glossary|reference|count-group|prop-group|note|tool) )*"),
    "phase-group": Rule("(phase )+", unique=("{*}phase",)),
    "phase": Rule(
        "(note )*",
        {"phase-name": ANY, "process-name": ANY},
        {"company-name": ANY, "contact-name": ANY, "contact-email": ANY, "date": ANY, "job-id": ANY},
    ),
    "body": Rule("((group|trans-unit|bin-unit) )*"),
    "trans-unit": Rule(
        "source (seg-source )?(target )?((context-group|count-group|prop-group|note|alt-trans) )*",
        {"id": ".+"},
        {"approved": _YES, "translate": _YES, "resname": ANY},
    ),
    "source": Rule(holds_text=True),
    "target": Rule(optional={"state": _STATE_ONE, "state-qualifier": _QUALIFIER_ONE}, holds_text=True),
    "context-group": Rule("(context )+", optional={"name": ANY, "purpose": _PURPOSE_ONE, "crc": _NAME}),
    "context": Rule("", {"context-type": _CONTEXT_ONE}, {"match-mandatory": _YES}, holds_text=True),
    "note": Rule(
        "",
        optional={"from": ANY, "annotates": "source|target|general", "priority": "[1-9]|10"},
        holds_text=True,
    ),
}
_TWO_RULES = {
    "xliff": Rule(
        "(file )+", {"version": r"2\.[01]", "srcLang": _LANGUAGE}, {"trgLang": _LANGUAGE}, unique=("{*}file",)
    ),
    "file": Rule(
        "(skeleton )?(mda:metadata )?(notes )?((unit|group) )+",
        {"id": _NAME},
        {"original": ANY},
        unique=(".//{*}unit",),
    ),
    "unit": Rule(
        "(mda:metadata )?(notes )?(originalData )?((segment|ignorable) )*segment ((segment|ignorable) )*",
        {"id": _NAME},
        {"name": ANY, "translate": _YES, "type": r"\w+:\S+"},
    ),
    "notes": Rule("(note )+"),
    "note": Rule(
        "",
        optional={"id": _NAME, "appliesTo": "source|target", "category": ANY, "priority": "[1-9]|10"},
        holds_text=True,
    ),
    "segment": Rule(
        "source (target )?",
        optional={"id": _NAME, "state": "initial|translated|reviewed|final", "subState": r"\w+:\S+"},
    ),
    "source": Rule(holds_text=True),
    "target": Rule(optional={"order": r"[1-9]\d*"}, holds_text=True),
    "mda:metadata": Rule("(mda:metaGroup )+", optional={"id": _NAME}),
    "mda:metaGroup": Rule(
        "((mda:metaGroup|mda:meta) )+",
        optional={"id": _NAME, "category": ANY, "appliesTo": "source|target|ignorable"},
    ),
    "mda:meta": Rule("", {"type": ANY}, holds_text=True),
}

RULES = {"1.2": _ONE_RULES, "2.1": _TWO_RULES}
UNORDERED = {"context-group", "note"}
"""What may follow a target of 1.2 in any order."""


def broken_rules(path: Path) -> list[str]:
    """Return what a file breaks, one line each."""
    root = etree.parse(path).getroot()
    namespace = etree.QName(root).namespace
    if namespace not in (ONE, TWO):
        return [f"the namespace {namespace} is none of XLIFF"]
    rules = RULES["1.2" if namespace == ONE else "2.1"]
    if name_of(root) != "xliff":
        return [f"line {root.sourceline}: {name_of(root)} is no root"]
    return [line for element in root.iter("*") for line in _of_element(element, rules)]


def name_of(element: etree._Element) -> str:
    name = etree.QName(element)
    return {METADATA: "mda:", ONE: "", TWO: ""}.get(name.namespace or "", "other:") + name.localname


def _of_element(element: etree._Element, rules: dict[str, Rule]) -> Iterator[str]:
    name, where = name_of(element), f"line {element.sourceline}"
    rule = rules.get(name)
    if rule is None:
        yield f"{where}: {name} is no element that we know"
        return
    children = "".join(f"{name_of(child)} " for child in element.iterchildren("*"))
    if not re.fullmatch(rule.children, children):
        yield f"{where}: {name} holds {children!r}"
    texts = [element.text, *(child.tail for child in element)]
    if not rule.holds_text and any(text and text.strip() for text in texts):
        yield f"{where}: {name} holds text"
    given = {str(attribute): str(value) for attribute, value in element.items()}
    yield from (f"{where}: {name} lacks {attribute}" for attribute in rule.required.keys() - given.keys())
    for attribute, value in given.items():
        allowed = (rule.required | rule.optional).get(attribute)
        if allowed is None or not re.fullmatch(allowed, value):
            yield f"{where}: {name} has {attribute}={value!r}"
    for unique in rule.unique:
        ids = [found.get("id") or found.get("phase-name") for found in element.findall(unique)]
        yield from (
            f"{where}: {name} has two of id {i}"
            for i in sorted({i for i in ids if ids.count(i) > 1}, key=str)
        )
    yield from _of_states(element, name)


def _of_states(element: etree._Element, name: str) -> Iterator[str]:
    """What the text of the standards says of states, and no schema can."""
    if (
        name == "segment"
        and element.get("state", "initial") != "initial"
        and element.find("{*}target") is None
    ):
        yield f"line {element.sourceline}: a segment with a state has no target (2.1, 4.3.1.30)"
    if name == "segment" and element.get("subState") and not element.get("state"):
        yield f"line {element.sourceline}: a segment with a subState has no state (2.1, 4.3.1.32)"
    if name == "target" and element.getroottree().getroot().get("srcLang") is not None:
        root = element.getroottree().getroot()
        if root.get("trgLang") is None:
            yield f"line {element.sourceline}: a target, and the file has no trgLang (2.1, 4.2.2.1)"
