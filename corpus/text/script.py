"""Script and language of documents and of sentences.

Counting characters beats detectors on Chinese and English.
"""

from __future__ import annotations

import functools
import re

import opencc
import pycld2

from corpus.model import Lang, Script

HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3041-\u309f\u30a1-\u30fa]")
_HANGUL = re.compile("[\uac00-\ud7af\u1100-\u11ff]")
ASCII_LETTER = re.compile("[A-Za-z]")
LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_WORD = re.compile("[A-Za-z][A-Za-z'’-]*")
_OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u2c00-\u2dff\ua000-\uabff]")

_SAMPLE = 20_000
"""Characters of a document that are looked at; more change nothing."""
_HAN_SHARE = 0.15
"""A Chinese document may quote much English: one Han character says as much as some five letters."""


@functools.cache
def _variants() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters that only Simplified and that only Traditional text uses, by OpenCC's tables."""
    han = [chr(code) for code in range(0x4E00, 0x9FA6)]
    lines = "\n".join(han)
    to_simplified = opencc.OpenCC("t2s").convert(lines).split("\n")
    to_traditional = opencc.OpenCC("s2t").convert(lines).split("\n")
    traditional = {a for a, b in zip(han, to_simplified, strict=True) if a != b}
    simplified = {a for a, b in zip(han, to_traditional, strict=True) if a != b}
    return frozenset(simplified - traditional), frozenset(traditional - simplified)


@functools.cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("tw2s")


def simplified(text: str) -> str:
    """Return a Traditional text in Simplified characters, with its words (tw2sp would rewrite them).

    >>> simplified("溪口警局禮堂")
    '溪口警局礼堂'
    """
    return str(_to_simplified().convert(text))


def chinese_script(text: str, inherit: Script = "Hans") -> Script:
    """Return ``Hans`` or ``Hant``, whichever has more characters of its own in ``text``.

    ``inherit`` if neither has.
    """
    simplified, traditional = _variants()
    hans = sum(char in simplified for char in text)
    hant = sum(char in traditional for char in text)
    if hans == hant:
        return inherit
    return "Hans" if hans > hant else "Hant"


def document_language(text: str) -> tuple[Lang, Script] | str:
    """Return language and script of a whole document, or the name of the other language it seems to be in.

    An empty name means that there is nothing to tell by: no letters.
    """
    sample = text[:_SAMPLE]
    han, kana, hangul = len(HAN.findall(sample)), len(_KANA.findall(sample)), len(_HANGUL.findall(sample))
    latin, other = len(LATIN.findall(sample)), len(_OTHER_SCRIPT.findall(sample))
    if kana > 0.05 * (han + kana) and kana > 3:
        return "Japanese"
    if hangul > max(han, latin / 5):
        return "Korean"
    if han and han >= _HAN_SHARE * latin / (1 - _HAN_SHARE) and han >= other:
        return "zh", chinese_script(sample)
    if other > latin:
        return _detected(sample) or "unknown"
    if not latin:
        return ""
    detected = _detected(sample)
    return detected or ("en", "Latn")


def _detected(sample: str) -> str:
    """Return the name of the language pycld2 is sure of; nothing for English, for Chinese, or in doubt."""
    try:
        reliable, _, details = pycld2.detect(sample.encode("utf-8"), isPlainText=True)
    except pycld2.error:
        return ""
    name, code = details[0][:2]
    return name.capitalize() if reliable and code not in ("en", "zh", "zh-Hant", "un") else ""


def segment_language(text: str, document: tuple[Lang, Script]) -> tuple[Lang, Script]:
    """Return language and script of one sentence; a short one inherits from its document."""
    lang, script = document
    han, words = len(HAN.findall(text)), len(_WORD.findall(text))
    if lang == "zh":
        if not han and words >= 3:
            return "en", "Latn"
        return "zh", script
    if han >= 4 and han > 2 * words:
        return "zh", chinese_script(text)
    return "en", "Latn"


def has_words(text: str) -> bool:
    """Whether there is anything to translate: a Han character or a letter."""
    return bool(HAN.search(text) or LATIN.search(text))
