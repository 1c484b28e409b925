"""The values that the stages pass to each other. Frozen; what must hold is checked where they are built."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from corpus.flags import FLAGS, ORDER

Lang = Literal["zh", "en"]
Script = Literal["Hans", "Hant", "Latn"]
Origin = Literal["aligned", "drafted", "reviewed"]
NameKind = Literal["person", "place"]

_TAG = re.compile(r"(zh|en)-[A-Z]{2}\Z")
_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")

Place = tuple[str, int]
"""A segment: the name of its document, and its index there."""


def language_of(tag: str) -> Lang:
    """Return the language of a tag of this project.

    Raises:
        ValueError: the tag is of another language.

    >>> language_of("zh-TW")
    'zh'
    """
    language = tag[:2].lower()
    if language == "zh":
        return "zh"
    if language == "en":
        return "en"
    raise ValueError(f"neither Chinese nor English: {tag!r}")


def other(lang: Lang) -> Lang:
    """Return the other of the two languages."""
    return "en" if lang == "zh" else "zh"


class Record:
    """A frozen dataclass that pickles as what its constructor takes.

    A corpus goes through files and between processes: to set one field after the other, as dataclasses
    do, takes half as long again.
    """

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]]
    """The names of what the constructor takes, as dataclasses note them."""

    def __reduce__(self) -> tuple[object, ...]:
        """Return the class and what its constructor takes."""
        return type(self), tuple([getattr(self, name) for name in self.__match_args__])


@dataclass(frozen=True, slots=True)
class Metadata(Record):
    """What a document says of itself. ``date`` is UTC as TMX writes it, ``YYYYMMDDThhmmssZ``."""

    title: str | None = None
    date: str | None = None
    author: str | None = None
    source: str | None = None
    url: str | None = None
    licence: str | None = None

    def or_else(self, other: Metadata) -> Metadata:
        """Return this metadata with what it lacks taken from ``other``."""
        return Metadata(*(getattr(self, name) or getattr(other, name) for name in self.__dataclass_fields__))


@dataclass(frozen=True, slots=True)
class Rejection(Record):
    """Why something is in no file: stage and code to count by, a sentence for people, and the text."""

    stage: str
    code: str
    document: str
    message: str
    text: str = ""
    failed: bool = False
    """Whether this is a fault in the document (exit code 1) and not a rule that did its work."""
    places: tuple[Place, ...] = ()
    """The segments that stand in no file for this reason."""

    def __post_init__(self) -> None:
        if not (_NAME.match(self.stage) and _NAME.match(self.code)):
            raise ValueError(f"not a stage and code: {self.stage!r}, {self.code!r}")


@dataclass(frozen=True, slots=True)
class Line(Record):
    """What a bilingual file says of the translation of one of its lines."""

    draft: str = ""
    """The translation, where a machine made it and nobody read it: it is no text of the other side."""
    engine: str = ""
    """What made the draft, in the words of the file."""
    approved: bool = False
    """Whether the file says that a person checked it."""
    reviewer: str | None = None
    reviewed: str | None = None
    """When that person last changed it, as TMX writes it."""
    time: str | None = None
    """When it is shown, of subtitles: ``0:01:02.500-0:01:05.000``."""


@dataclass(frozen=True, slots=True)
class Document(Record):
    """One document in one main language. Offsets everywhere else count characters of ``text``."""

    name: str
    """The path inside the input folder, with forward slashes."""
    text: str
    """Normalised, without what belongs to the page and not to the text."""
    lang: Lang
    script: Script
    metadata: Metadata
    encoding: str
    modified: int = 0
    """When the file was last changed, in seconds since 1970: the date of a document that states none."""
    removed: tuple[Rejection, ...] = ()
    warnings: tuple[str, ...] = ()
    partner: str | None = None
    """The document that is this one's other side, where one file holds both."""
    lines: tuple[Line, ...] = ()
    """Of a bilingual file and of subtitles, one for each line of ``text``, which is a segment as it stands.

    In a bilingual file lines of the same number translate each other.
    """

    def __post_init__(self) -> None:
        if self.lines and len(self.lines) != self.text.count("\n") + 1:
            raise ValueError(f"{self.name}: {len(self.lines)} lines are described")
        if (self.script == "Latn") != (self.lang == "en"):
            raise ValueError(f"{self.name}: {self.lang} cannot be written in {self.script}")


@dataclass(frozen=True, slots=True)
class Segment(Record):
    """A sentence with its span ``[start, end)`` in the document's text; ``text`` is that span on one line."""

    index: int
    start: int
    end: int
    text: str
    lang: Lang
    script: Script

    def __post_init__(self) -> None:
        if (
            not (0 <= self.start < self.end)
            or not self.text
            or self.text != self.text.strip()
            or "\n" in self.text
        ):
            raise ValueError(f"not a segment: {self.start}:{self.end} {self.text[:40]!r}")


@dataclass(frozen=True, slots=True)
class Bead(Record):
    """A link of source segments with target segments: ``[source_start, source_end)`` and so on.

    One side may be empty (1:0 and 0:1). The beads of two documents tile both sides and keep their order.
    """

    source_start: int
    source_end: int
    target_start: int
    target_end: int
    confidence: float
    """The posterior probability that exactly this link is right."""

    def __post_init__(self) -> None:
        sizes = (self.source_end - self.source_start, self.target_end - self.target_start)
        if min(self.source_start, self.target_start, *sizes) < 0 or not any(sizes):
            raise ValueError(f"not a bead: {self}")

    @property
    def is_link(self) -> bool:
        """Whether both sides are filled."""
        return self.source_end > self.source_start and self.target_end > self.target_start

    @property
    def kind(self) -> str:
        """How many segments of each side: ``2:1``."""
        return sys.intern(f"{self.source_end - self.source_start}:{self.target_end - self.target_start}")

    def transposed(self) -> Bead:
        """Return the same link seen from the other side."""
        return Bead(self.target_start, self.target_end, self.source_start, self.source_end, self.confidence)


@dataclass(frozen=True, slots=True)
class Score(Record):
    """A named number between 0 and 1 and the signature of what computed it."""

    name: str
    value: float
    signature: str

    def __post_init__(self) -> None:
        if not 0.0 <= self.value <= 1.0:
            raise ValueError(f"score {self.name} is {self.value}, outside 0 to 1")


@dataclass(frozen=True, slots=True)
class Flag(Record):
    """A fault of a unit by its code (see :mod:`corpus.flags`) and, in words, what is wrong here.

    ``spans`` say where: the side, start and end of each place.
    """

    code: str
    message: str
    spans: tuple[tuple[str, int, int], ...] = ()

    def __post_init__(self) -> None:
        if self.code not in FLAGS:
            raise ValueError(f"not a flag: {self.code!r}")


def in_order(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """Return the flags in the order of the table, so that who found one first makes no difference.

    What is said under one code in several places becomes one flag.

    >>> in_order([Flag("name", "of a place"), Flag("numbers", "3"), Flag("name", "of a person")])[1].message
    'of a place; of a person'
    """
    by_code: dict[str, Flag] = {}
    for flag in flags:
        same = by_code.get(flag.code)
        by_code[flag.code] = (
            Flag(flag.code, f"{same.message}; {flag.message}", same.spans + flag.spans) if same else flag
        )
    return tuple(sorted(by_code.values(), key=lambda flag: ORDER[flag.code]))


@dataclass(frozen=True, slots=True)
class Unit(Record):
    """One translation unit.

    ``score`` first among ``scores`` is the probability-like figure that sorts units.
    """

    source: str
    target: str
    source_tag: str
    target_tag: str
    origin: Origin
    engine: str
    document: str
    index: int
    script: Script
    date: str
    scores: tuple[Score, ...] = ()
    flags: tuple[Flag, ...] = ()
    url: str | None = None
    licence: str | None = None
    target_document: str | None = None
    """Where the target stood, if it is not a draft."""
    align_type: str | None = None
    """How many sentences of each side: 2:1, ``1:1 of 2:1``, ``3:3 merged``; or ``mined``, ``given``."""
    reviewer: str | None = None
    """Who stands for a reviewed unit."""
    reviewed: str | None = None
    """When that person last changed or confirmed it, as TMX writes it."""
    comment: str | None = None
    """What a person said of it."""
    time: str | None = None
    """When its source is shown, of subtitles: ``0:01:02.500-0:01:05.000``."""
    id: str = field(init=False)

    def __post_init__(self) -> None:
        for tag in (self.source_tag, self.target_tag):
            if not _TAG.match(tag):
                raise ValueError(f"not a language tag of this project: {tag!r}")
        if self.source_lang == self.target_lang:
            raise ValueError(f"a unit needs two languages, not {self.source_tag} and {self.target_tag}")
        for side in (self.source, self.target):
            if not side or side != side.strip():
                raise ValueError(f"a side of a unit is empty or has white space at its edge: {side[:40]!r}")
        if len({flag.code for flag in self.flags}) != len(self.flags):
            raise ValueError(f"a flag stands twice: {[flag.code for flag in self.flags]}")
        place = "\0".join((self.source_tag, self.target_tag, self.document, str(self.index), self.source))
        object.__setattr__(
            self, "id", hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        )

    @property
    def source_lang(self) -> Lang:
        """The language of the source."""
        return language_of(self.source_tag)

    @property
    def target_lang(self) -> Lang:
        """The language of the target."""
        return language_of(self.target_tag)

    @property
    def sides(self) -> dict[Lang, str]:
        """The two texts by language."""
        return {self.source_lang: self.source, self.target_lang: self.target}

    @property
    def score(self) -> float:
        """The figure that sorts units."""
        return self.scores[0].value if self.scores else 0.0


@dataclass(frozen=True, slots=True)
class Returned:
    """A unit as it stands in a file that came back.

    Whether a person did anything to it is still to be found out.
    """

    source: str
    target: str | None
    """Nothing where the translation was removed; empty where it was emptied."""
    source_tag: str
    target_tag: str
    unit: str | None = None
    """Our id, where the tool kept it."""
    reviewer: str | None = None
    date: str | None = None
    comment: str | None = None
    approved: bool | None = None
    """What the person said in so many words, where the file has a place for it."""
    whole_file: bool = False
    """Whether reviewer and date are those of the file, so that they say nothing of this unit."""
    document: str | None = None
    """The document that this translation alone is for: an alternative, in OmegaT's words."""
    is_draft: bool = False
    """Whether the tool says that nobody has confirmed it."""
