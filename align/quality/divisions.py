"""Places that a translation makes another kind of: 海宁州 is no province."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from align.quality.names import Name
from corpus.model import Flag

_TRADITIONAL = str.maketrans("区县镇乡", "區縣鎮鄉")
_ENGLISH: dict[str, tuple[str, ...]] = {
    "自治区": ("Region",),
    "自治州": ("Prefecture",),
    "自治县": ("County",),
    "街道": ("Subdistrict", "Sub-district", "Street", "Neighborhood", "Neighbourhood", "Community"),
    "省": ("Province",),
    "市": ("City", "Municipality"),
    "县": ("County",),
    "区": ("District", "Area", "Zone", "Region"),
    "州": ("Prefecture", "State"),
    "镇": ("Town", "Township"),
    "乡": ("Township", "Town"),
    "村": ("Village",),
    "旗": ("Banner",),
    "盟": ("League",),
}
"""What a division is called in English, the usual word first."""
_ENGLISH |= {kind.translate(_TRADITIONAL): words for kind, words in _ENGLISH.items()}
_NO_DIVISIONS = (
    "市[区區]|市[场場]|市民|市值|市面|省会|省會|省城|省道|省际|[区區]域|[区區]间|[区區]块|[乡鄉](?:村|镇|鎮|亲|親|下)"
    "|村民|村庄|村莊|[镇鎮]村|旗下|旗帜|旗舰|盟友"
)
"""Words that begin with the word for a division."""
_DIVISION = re.compile(rf"(?!{_NO_DIVISIONS})(?:{'|'.join(_ENGLISH)})")
_WORDS = frozenset(word for words in _ENGLISH.values() for word in words) - {
    "Area",
    "Zone",
    "Region",
    "Community",
}
_WORD = re.compile(rf" (?P<kind>{'|'.join(sorted(_WORDS))})\b")


@dataclass(frozen=True, slots=True)
class WrongDivision:
    """A place that is another kind of division in the target: what stands there, and what should."""

    place: str
    """The name and the division in the source."""
    start: int
    end: int
    """Where the wrong word stands in the target."""
    right: str


def wrong_divisions(source: str, target: str, names: Sequence[Name]) -> Iterator[WrongDivision]:
    """Yield the places of a Chinese source that an English target makes another kind of division.

    Only places that always stand with a division are looked at: 平湖 may be the county or the city.

    >>> names = [Name(0, 2, "海宁", "Haining", "place")]
    >>> [wrong] = wrong_divisions("海宁州公安局", "Haining Province Police", names)
    >>> wrong.place, wrong.right
    ('海宁州', 'Prefecture')
    """
    kinds: dict[str, set[str]] = defaultdict(set)
    for name in names:
        division = _DIVISION.match(source, name.end)
        if name.kind == "place":
            kinds[name.spelling].add(division[0] if division else "")
    for spelling, divisions in kinds.items():
        if "" in divisions:
            continue
        allowed = [word for division in sorted(divisions) for word in _ENGLISH[division]]
        for place in re.finditer(rf"\b{re.escape(spelling)}\b", target):
            word = _WORD.match(target, place.end())
            if word and word["kind"] not in allowed:
                first = next(name for name in names if name.spelling == spelling)
                said = source[first.start : first.end] + min(divisions)
                yield WrongDivision(said, *word.span("kind"), allowed[0])


def division_flag(source: str, target: str, names: Sequence[Name]) -> list[Flag]:
    """Return a flag where an English target says of a place that it is another kind of division.

    >>> names = [Name(0, 2, "海宁", "Haining", "place")]
    >>> [flag.message for flag in division_flag("海宁州公安局", "Haining Province Police", names)]
    ['places of another kind: 海宁州 (Prefecture, not Province)']
    """
    wrong = list(wrong_divisions(source, target, names))
    if not wrong:
        return []
    said = ", ".join(f"{w.place} ({w.right}, not {target[w.start : w.end]})" for w in wrong)
    return [Flag("name", f"places of another kind: {said}", tuple(("target", w.start, w.end) for w in wrong))]
