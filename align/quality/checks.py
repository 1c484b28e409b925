"""What is visibly wrong with a pair, as flags that say it in words; and the comparison of numbers."""

from __future__ import annotations

import re

from align.quality.numbers import NumberFaults, compare_numbers
from corpus.model import Flag, Lang, Script, other
from corpus.text.fold import fold_letters
from corpus.text.lengths import length_deviation
from corpus.text.script import ASCII_LETTER, HAN, chinese_script

_LETTERS = re.compile(r"[^\W\d_]")
_LOOP = re.compile(r"(.{4,80}?)\1{2,}|((?:\b\w+\b\W+){1,6}?)\2{3,}|(.)\3{9,}", re.DOTALL)
_CHATTER = re.compile(
    r"To translate\b|(?:The|This|Here is the) (?:given )?(?:\w+ )?(?:text|phrase|sentence|translation)\b.{0,80}\b(?:translat|in English)|(?:Translation|English)\s*:",
    re.IGNORECASE | re.DOTALL,
)
_CHATTER_SOURCE = re.compile("翻译|翻譯|译文|譯文|英文|英语|英語")


_MOST_DEVIATION = 4
_LOW_COSINE = 0.35
_LONG = 2000
"""Characters beyond which some tools refuse a segment."""


def faults(source: str, target: str, source_lang: Lang, chinese: Script = "Hans") -> list[Flag]:
    """Return what can be seen to be wrong with a translation by looking at the characters alone.

    ``chinese`` is the script that a Chinese translation should be in.
    """
    target_lang = other(source_lang)
    if not target.strip():
        return [Flag("empty", "the translation is empty")]
    if fold_letters(source) == fold_letters(target) and _LETTERS.search(source):
        return [Flag("copied", "the translation repeats the source")]
    flags = (
        _english_faults(source, target) if target_lang == "en" else _chinese_faults(source, target, chinese)
    )
    if any(flag.code == "wrong-language" for flag in flags):
        return flags  # Nothing else can be said of it.
    loop = _LOOP.search(target)
    if loop and not _LOOP.search(source):
        flags.append(
            Flag(
                "repetition",
                f"repeats itself: {_short(loop[1] or loop[2] or loop[3])}",
                (("target", *loop.span()),),
            )
        )
    flags += _number_flags(compare_numbers(source, target, source_lang))
    deviation = _length_deviation(source, target, source_lang)
    if abs(deviation) > _MOST_DEVIATION:
        flags.append(Flag("length", f"the translation is unusually {'long' if deviation > 0 else 'short'}"))
    return flags


def _number_flags(found: NumberFaults) -> list[Flag]:
    parts = [
        f"{what}: {', '.join(dict.fromkeys(number.text.strip() for number in numbers))}"
        for what, numbers in (
            ("numbers of the source that the translation lacks", found.missing),
            ("numbers of the translation that the source lacks", found.added),
            ("percentages that are none in the translation", found.percent),
        )
        if numbers
    ]
    spans = [("source", number.start, number.end) for number in (*found.missing, *found.percent)]
    spans += [("target", number.start, number.end) for number in found.added]
    return [Flag("numbers", "; ".join(parts), tuple(spans))] if parts else []


def _english_faults(source: str, target: str) -> list[Flag]:
    stray = HAN.findall(target)
    if stray and len(stray) >= len(ASCII_LETTER.findall(target)):
        return [Flag("wrong-language", "the translation is not in English")]
    if _CHATTER.match(target) and not _CHATTER_SOURCE.search(source):
        return [Flag("chatter", "the engine talks about the translation")]
    if stray:
        spans = tuple(("target", *match.span()) for match in HAN.finditer(target))
        return [Flag("stray-han", f"Chinese characters in the English: {_short(''.join(stray))}", spans)]
    return []


def _chinese_faults(source: str, target: str, script: Script) -> list[Flag]:
    han, latin = len(HAN.findall(target)), len(ASCII_LETTER.findall(target))
    if not han and len(ASCII_LETTER.findall(source)) >= 4:
        return [Flag("wrong-language", "the translation is not in Chinese")]
    if chinese_script(target, script) != script:
        wanted = "Simplified" if script == "Hans" else "Traditional"
        return [Flag("wrong-script", f"the translation is not in {wanted} Chinese")]
    if latin > 2 * han and latin > 0.5 * len(ASCII_LETTER.findall(source)):
        return [Flag("untranslated", "much of the translation is left in English")]
    return []


def similarity_flag(cosine: float) -> list[Flag]:
    """Return a flag where the two sides hardly mean the same by the cosine of their sentence vectors."""
    if cosine >= _LOW_COSINE:
        return []
    return [Flag("low-similarity", f"the two sides seem to differ in meaning (cosine {cosine:.2f})")]


def long_flag(source: str, target: str) -> list[Flag]:
    """Return a flag where a side is longer than some tools take."""
    longest = max(len(source), len(target))
    if longest <= _LONG:
        return []
    return [Flag("long", f"a side has {longest} characters, over {_LONG}: some tools refuse it")]


def _length_deviation(source: str, target: str, source_lang: Lang) -> float:
    """Return by how many standard deviations the target is too long (positive) or too short."""
    return length_deviation(source, target) if source_lang == "zh" else -length_deviation(target, source)


def length_score(source: str, target: str, source_lang: Lang) -> float:
    """Return 1 while the ratio of lengths is within one standard deviation of what human translations have, falling to 0 at four."""
    return _unit(1 - (abs(_length_deviation(source, target, source_lang)) - 1) / (_MOST_DEVIATION - 1))


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"
