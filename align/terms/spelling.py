"""How Chinese names are spelled in Latin letters: Hanyu Pinyin by GB/T 16159 and GB/T 28039."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter

from align.lexicon import all_readings, entries

_TONE = re.compile(r"[1-5]")
_MORE_SURNAMES = frozenset("丛仝侬俸占呼奉寇巩弘慕战户撒操敬斯旷植沃漆琚简练腾芦苻荆衡衣边郏阳鲜鹿")
"""Surnames that the dictionary does not call so; they are read as the characters usually are."""
_VOWEL_FIRST = ("a", "o", "e")
_IN_NAMES = {
    "长": "chang", "都": "du", "屏": "ping", "陂": "pi", "贾": "jia", "冯": "feng", "埔": "pu", "圈": "quan",
    "乾": "qian", "翟": "zhai", "曾": "zeng", "褚": "chu", "仔": "zai", "蚌": "beng", "涡": "guo",
    "校": "xiao", "柞": "zha", "茄": "qie", "漯": "luo", "单": "shan", "牟": "mu", "厦": "xia",
    "佃": "dian", "瀑": "pu", "芥": "jie", "朴": "pu", "碌": "lu", "舌": "she", "辟": "pi",
}  # fmt: skip
"""Characters that names read otherwise than most words: mostly as the dictionary reads its proper nouns, 长
in 100 of 107, 都 in 130 of 137; 佃, 瀑, 芥 and 朴 as townships are spelled."""
_SYLLABLE = re.compile("(?![iuv])[a-z]*[aeiou][a-z]*")
"""What the dictionary says of 儿 at the end of words (r) and of sighs (hm, ng) is none."""
_LONGEST_SYLLABLE = 6


def syllables(pinyin: str) -> list[str]:
    """Return the syllables of CC-CEDICT's numbered pinyin without tones, in lower case.

    >>> syllables("Lu:4 liang2")
    ['lu', 'liang']
    """
    plain = unicodedata.normalize("NFD", pinyin.replace("u:", "u")).encode("ascii", "ignore").decode()
    return _TONE.sub("", plain).lower().split()


def join(parts: list[str]) -> str:
    """Return syllables as one capitalised word, with an apostrophe before a vowel (GB/T 16159, 7.3).

    >>> join(["xi", "an"]), join(["heng", "yang"])
    ("Xi'an", 'Hengyang')
    """
    word = parts[0]
    for part in parts[1:]:
        word += f"'{part}" if part.startswith(_VOWEL_FIRST) else part
    return word[:1].upper() + word[1:]


@functools.cache
def _all_syllables() -> frozenset[str]:
    return frozenset(filter(_SYLLABLE.fullmatch, all_readings()))


@functools.lru_cache(maxsize=1 << 14)
def count_syllables(letters: str) -> int:
    """Return into how few syllables of pinyin a word in small letters can be cut, 0 if it can not.

    >>> [count_syllables(word) for word in ("hengyang", "xian", "street")]
    [2, 1, 0]
    """
    fewest = [0, *[len(letters) + 1] * len(letters)]
    for start in range(len(letters)):
        for end in range(start + 1, min(start + _LONGEST_SYLLABLE, len(letters)) + 1):
            if letters[start:end] in _all_syllables():
                fewest[end] = min(fewest[end], fewest[start] + 1)
    return fewest[-1] if fewest[-1] <= len(letters) else 0


@functools.cache
def reading(char: str) -> str:
    """Return how a character is usually read in a name: often as in most meanings of the dictionary.

    >>> reading("强"), reading("明"), reading("长")
    ('qiang', 'ming', 'chang')
    """
    if char in _IN_NAMES:
        return _IN_NAMES[char]
    counts: Counter[str] = Counter()
    for pinyin, meanings in entries(char):
        ordinary = [m for m in meanings if not m.startswith(("variant of", "old variant", "surname"))]
        parts = syllables(pinyin)
        if len(parts) == 1:
            counts[parts[0]] += len(ordinary)
    return counts.most_common(1)[0][0] if counts else ""


def spell_word(text: str) -> str:
    """Return a name of one word, such as a place or a given name.

    As the dictionary reads it, else by characters.

    Nothing where a character has no reading.

    >>> spell_word("蒸湘"), spell_word("西安"), spell_word("美君")
    ('Zhengxiang', "Xi'an", 'Meijun')
    """
    for pinyin, _ in entries(text):
        parts = syllables(pinyin)
        if pinyin[:1].isupper() and len(parts) == len(text):
            return join(parts)
    parts = [reading(char) for char in text]
    return join(parts) if all(parts) else ""


@functools.cache
def surname(text: str) -> str:
    """Return the spelling of a surname, of one character or two; nothing if it is none.

    Read as the dictionary reads the surname, which is often not as the word is read: 单 is Shan, 仇 Qiu, 解
    Xie.

    >>> surname("单"), surname("欧阳"), surname("解"), surname("巩"), surname("的")
    ('Shan', 'Ouyang', 'Xie', 'Gong', '')
    """
    for pinyin, meanings in entries(text):
        if pinyin[:1].isupper() and any(_says_surname(meaning) for meaning in meanings):
            return join(syllables(pinyin))
    return join([reading(text)]) if text in _MORE_SURNAMES else ""


def _says_surname(meaning: str) -> bool:
    return meaning.startswith("surname ") or "two-character surname" in meaning


def spell_person(name: str) -> str:
    """Return the spelling of a person's name, surname first; nothing if it does not begin with a surname.

    >>> spell_person("宋美君"), spell_person("欧阳建国"), spell_person("王某"), spell_person("许某某")
    ('Song Meijun', 'Ouyang Jianguo', 'Wang', 'Xu')
    """
    for size in (2, 1):
        family, given = name[:size], name[size:]
        spelled = surname(family) if given else ""
        if spelled and (size == 2 or given):
            masked = given.strip("某")
            if not masked:
                return spelled
            first = spell_word(given)
            return f"{spelled} {first}" if first else ""
    return ""
