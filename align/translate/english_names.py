"""Chinese names in English text and their characters: places from the gazetteer, people from the dictionary.

The characters of a person whom no list has cannot be known from the sound: the commonest of that sound are
written, and the draft says that they are guessed.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from align.lexicon import entries, proper_nouns
from align.quality.names import Name, fold_name
from align.terms.gazetteer import gazetteer
from align.terms.spelling import surname, syllables
from corpus.text.script import simplified

_DATA = Path(__file__).with_name("data")
_COUNTY = 3
_SHORTEST_PLACE = 5
"""Letters of a place's spelling; shorter ones are English words or parts of people's names: Long, Dali."""
_LONGEST_SYLLABLE = 6
_TITLE = (
    "reporter|correspondent|editor|officer|policeman|policewoman|police chief|chief|director|"
    "deputy director|head|captain|instructor|commissar|secretary|mayor|governor|minister|premier|"
    "president|chairman|chairwoman|spokesman|spokeswoman|spokesperson|leader|member|commissioner|"
    "inspector|detective|judge|prosecutor|lawyer|professor|doctor|suspect|defendant|victim|resident|"
    "villager|firefighter|driver|worker|teacher|student|farmer|fisherman|volunteer|surnamed|named|"
    "Comrade|Mr|Ms|Mrs|Dr|General"
)
_BEFORE = re.compile(rf"\b(?:{_TITLE}|by|said|says|added)\b[.,:]? \Z", re.IGNORECASE)
_AFTER = re.compile(
    rf"(?:, \d\d\b|,? (?:who|said|says|told|added|stressed|noted|pointed out|explained|announced|aged)\b"
    rf"|, (?:a|an|the|then|former|deputy|vice|head|chief|\w+ )?\s?(?:\w+ ){{0,4}}(?:{_TITLE})\b)",
    re.IGNORECASE,
)
"""What stands around a person's name."""
_SIGHT = 40
"""Characters before a name that are looked at: more than the longest title takes."""
_LIVED = re.compile(r"\(\d{3,4}|\bborn\b|-\d{4}\)")
_NOT_PEOPLE = frozenset(["hong kong", "ping pong"])
_JOINED = (" and ", ", ", ", and ")
"""What stands between the names of people in a list."""
_PERSON = re.compile(
    r"\b(?=(?P<name>(?P<family>[A-Z][a-z]+) (?P<given>[A-Z][a-z]+(?:['’-][A-Za-z][a-z]*)?)\b))"
)
"""Any two capitalised words, also two that share one: Reporter Zhou Min."""
_WORD = re.compile(r"\b[A-Z][a-z]+(?:['’][a-z]+)?\b")
_DIVISIONS = {
    "Province": "省", "City": "市", "Prefecture": "州", "County": "县", "District": "区", "Town": "镇",
    "Township": "乡", "Subdistrict": "街道", "Village": "村", "Banner": "旗", "New Area": "新区",
}  # fmt: skip
_DIVISION = re.compile(rf" (?P<kind>{'|'.join(sorted(_DIVISIONS, key=len, reverse=True))})\b")


def find_english_names(text: str, known: Mapping[str, Name]) -> list[Name]:
    """Return the Chinese names of an English sentence in order; their spelling is their characters.

    Args:
        text: the sentence.
        known: names of the corpus by their Chinese text: what human translations in it say goes first.

    >>> names = find_english_names("Li Xingwang, who lives in Cangnan County, left Changsha.", {})
    >>> [(name.text, name.spelling, name.guessed) for name in names]
    [('Li Xingwang', '李兴旺', True), ('Cangnan County', '苍南县', False), ('Changsha', '长沙', False)]
    """
    names = [*_people(text, _by_spelling(known)), *_places(text)]
    kept: list[Name] = []
    for name in sorted(names, key=lambda name: name.start):
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept


def load_names() -> None:
    """Load the names of both languages: a second that is else spent when the first is looked for."""
    _famous_people()
    _places_by_spelling()


def _by_spelling(known: Mapping[str, Name]) -> dict[str, Name]:
    return {fold_name(name.spelling): name for name in known.values() if name.kind == "person"}


# People


def _people(text: str, known: Mapping[str, Name]) -> Iterator[Name]:
    end = -1
    for match in _PERSON.finditer(text):
        start, stop = match.span("name")
        spoken = fold_name(match["name"])
        if start < end or spoken in _NOT_PEOPLE:
            continue
        told = known[spoken].text if spoken in known else _famous_people().get(spoken, "")
        is_person = _is_person_here(text, start, stop) or (end >= 0 and text[end:start] in _JOINED)
        han = told or (_by_sound(match["family"], match["given"]) if is_person else "")
        if han:
            end = stop
            # Of two characters, somebody else may well be called so: Wang Wei is a poet and many an officer.
            guessed = spoken not in known and (not told or len(told) == 2)
            yield Name(start, stop, match["name"], han, "person", guessed)


def _is_person_here(text: str, start: int, end: int) -> bool:
    """Whether the words around two capitalised ones speak for a person: a title, a verb of speech."""
    return bool(_AFTER.match(text, end) or _BEFORE.search(text[max(start - _SIGHT, 0) : start]))


def _by_sound(family: str, given: str) -> str:
    """Return a surname and common characters of the given name's sound; nothing where it is no Chinese name.

    >>> _by_sound("Song", "Meijun"), _by_sound("Long", "Island"), _by_sound("Zhang", "Mei-jun")
    ('宋梅军', '', '张梅军')
    """
    parts = _split(fold_name(given))
    first = _surnames().get(family.lower(), "")
    return first + "".join(_given()[part] for part in parts) if first and parts else ""


def _split(given: str) -> list[str]:
    """Return one or two syllables that a given name consists of; nothing if it does not."""
    if given in _given():
        return [given]
    # The longest first syllable: Xiaogang is xiao gang, not xia ogang.
    for size in range(min(_LONGEST_SYLLABLE, len(given) - 1), 0, -1):
        if given[:size] in _given() and given[size:] in _given():
            return [given[:size], given[size:]]
    return []


@functools.cache
def _given() -> dict[str, str]:
    """Return a character for each syllable."""
    lines = (_DATA / "given_names.txt").read_text(encoding="utf-8").splitlines()
    pairs = " ".join(line for line in lines if not line.startswith("#")).split()
    return dict(pair.split(":") for pair in pairs)


@functools.cache
def _surnames() -> dict[str, str]:
    """Return the commonest surname of each spelling: they stand in that order."""
    lines = (_DATA / "surnames.txt").read_text(encoding="utf-8").splitlines()
    spelled: dict[str, str] = {}
    for char in "".join(line for line in lines if not line.startswith("#")):
        spelled.setdefault(surname(char).lower(), char)
    return spelled


@functools.cache
def _famous_people() -> dict[str, str]:
    """Return people that the dictionary has, by spelling: Xi2 Jin4 ping2 is spelled as a person is."""
    people: dict[str, str] = {}
    for word in proper_nouns():
        if 2 <= len(word) <= 4 and surname(word[:1]):
            for pinyin, meanings in entries(word):
                parts = pinyin.split()
                is_spelled = len(parts) == len(word) and sum(part[:1].isupper() for part in parts) == 2
                if is_spelled and _LIVED.search(meanings[0]) and simplified(word) == word:
                    plain = syllables(pinyin)
                    people.setdefault(f"{plain[0]} {''.join(plain[1:])}", word)
    return people


# Places


def _places(text: str) -> Iterator[Name]:
    for match in _WORD.finditer(text):
        han = _places_by_spelling().get(fold_name(match[0]))
        if han is None:
            continue
        division = _DIVISION.match(text, match.end())
        if division:
            whole = han + _DIVISIONS[division["kind"]]
            yield Name(match.start(), division.end(), text[match.start() : division.end()], whole, "place")
        else:
            yield Name(match.start(), match.end(), match[0], han, "place")


@functools.cache
def _places_by_spelling() -> dict[str, str]:
    """Return places by spelling: the highest of those spelled alike, if it is the only one so high."""
    levels: dict[str, Counter[int]] = {}
    best: dict[str, tuple[int, str]] = {}
    for name, place in gazetteer().items():
        spelled = fold_name(place.spelling)
        if place.level > _COUNTY or name != place.name or len(spelled) < _SHORTEST_PLACE or " " in spelled:
            continue
        levels.setdefault(spelled, Counter())[place.level] += 1
        if spelled not in best or place.level < best[spelled][0]:
            best[spelled] = place.level, name
    return {spelled: name for spelled, (level, name) in best.items() if levels[spelled][level] == 1}
