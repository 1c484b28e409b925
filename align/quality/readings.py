"""Names in an English draft that nothing in its Chinese source is read as.

A small model spells a place or a person that it does not know as another that it does: 云泽 as Yuzhen. A word
in pinyin that no characters of the source are read as is such a name, unless it is English or foreign.
"""

from __future__ import annotations

import functools
import re

from align.lexicon import entries, explained_with, readings
from align.terms.gazetteer import gazetteer
from align.terms.spelling import count_syllables
from corpus.model import Flag
from corpus.text.script import simplified

_NAME = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+(?:['’][aeo][a-z]+)?(?![A-Za-z])")
_APOSTROPHE = re.compile("['’]")
_FOREIGN = re.compile(
    "·|[布特图尔洛克斯托戈格科卡基巴诺德夫弗姆茨扎普奥阿伊埃拉莱雷罗利里列林伦米马曼莫穆娜纳尼佩比贝博达迪蒂杜多恩法菲费"
    "哈汉赫胡霍吉加贾杰坎康考肯库兰劳勒隆卢鲁吕麦梅内努欧帕皮珀乔切萨塞桑森沙史苏索塔泰坦汤提瓦万威韦维温沃乌西希"
    "谢辛休雅亚延耶因尤约泽詹兹佐]{3,}"
)
"""A foreign name written by its sound, which is read otherwise than it is spelled."""
_SHORTEST, _SYLLABLES = 5, (2, 3, 4)
"""Letters and syllables of a name: shorter ones are English words too often."""
_LONGEST_SOURCE = 2000
"""Characters; what is longer is no sentence."""
_COUNTY = 3


def misread_names(source: str, target: str) -> list[Flag]:
    """Return a flag for names in the English ``target`` that nothing in the Chinese ``source`` is read as.

    To be asked of drafts alone: people say in a sentence what its neighbours say.

    >>> [flag.message for flag in misread_names("云泽市很平静。", "Yuzhen City is quiet.")]
    ['names that nothing in the source is read as: Yuzhen']
    >>> misread_names("云泽市很平静。", "Yunze City is quiet.")
    []
    """
    text = simplified(source)
    if len(text) > _LONGEST_SOURCE or _FOREIGN.search(text):
        return []
    wrong = [match for match in _NAME.finditer(target) if _is_misread(match[0], text)]
    if not wrong:
        return []
    said = ", ".join(dict.fromkeys(match[0] for match in wrong))
    spans = tuple(("target", *match.span()) for match in wrong)
    return [Flag("name", f"names that nothing in the source is read as: {said}", spans)]


@functools.lru_cache(maxsize=1 << 12)
def _is_misread(name: str, source: str) -> bool:
    letters = _APOSTROPHE.sub("", name.lower())
    if len(letters) < _SHORTEST or letters in source.lower() or count_syllables(letters) not in _SYLLABLES:
        return False
    return not (_is_read(letters, source) or _is_short_for(name, source) or _is_known_otherwise(letters))


def _is_read(letters: str, text: str) -> bool:
    """Whether neighbouring characters are read so, in any of their readings.

    >>> _is_read("chongqing", "在重庆"), _is_read("zhongqing", "在重庆"), _is_read("yuzhen", "云泽市")
    (True, True, False)
    """
    for start in range(len(text)):
        ends = {0}
        for character in text[start:]:
            ends = {
                end + len(reading)
                for end in ends
                for reading in readings(character)
                if letters.startswith(reading, end)
            }
            if len(letters) in ends:
                return True
            if not ends:
                break
    return False


def _is_short_for(name: str, source: str) -> bool:
    """Whether the source may say a large place by one of its characters, or in a word that means it.

    >>> _is_short_for("Guangzhou", "贵广高铁"), _is_short_for("Hunan", "湘警")
    (True, True)
    """
    if any(not set(place).isdisjoint(source) for place in _large_places().get(name, ())):
        return True
    return any(
        re.search(rf"\b{re.escape(name)}\b", sense) for character in source for sense in _senses(character)
    )


@functools.cache
def _large_places() -> dict[str, list[str]]:
    """Return the bare names of provinces and prefectures by their spelling."""
    places: dict[str, list[str]] = {}
    for place in gazetteer().values():
        if place.level < _COUNTY:
            places.setdefault(place.spelling, []).append(place.name)
    return places


def _senses(word: str) -> list[str]:
    return [sense for _, explained in entries(word) for sense in explained]


@functools.lru_cache(maxsize=1 << 10)
def _is_known_otherwise(letters: str) -> bool:
    """Whether the dictionary explains something with a word that is no reading of it.

    >>> _is_known_otherwise("maria"), _is_known_otherwise("american"), _is_known_otherwise("pingtang")
    (True, True, False)
    """
    return any(not _is_read(letters, headword) for headword in explained_with(letters))
