"""What is visibly wrong with a pair, as flags that say it in words; and the comparison of numbers."""

from __future__ import annotations

import re

from align.quality.numbers import NumberFaults, compare_numbers
from corpus.model import Flag, Lang, Script, other
from corpus.text.fold import fold_letters
from corpus.text.lengths import length_deviation
from corpus.text.script import ASCII_LETTER, HAN, chinese_script

_LETTERS = re.compile(r"[^\W\d_]")
_LOOP = re.compile(
    r"(.{4,80}?)\1{2,}"  # any piece, three times
    r"|((?:\b\w+\b\W+){1,6}?)\2{3,}"  # one to six words, four times
    r"|(.)\3{9,}",  # a character, ten times
    re.DOTALL,
)
# What a model that was asked to translate says instead, or besides: `To translate "main business" to …`.
_CHATTER = re.compile(
    r"\A(?:"
    r"To translate\b"
    r"|(?:The|This|Here is the) (?:given )?(?:\w+ )?(?:text|phrase|sentence|translation)\b"
    r".{0,80}\b(?:translat|in English)"
    r"|(?:Translation|English)\s*:"
    r"|(?:Sure|Certainly|Of course)(?:!|[,.]? here\b)"
    r"|Here(?:['’]s| is) (?:the|a|an|your|my) (?:\w+ )?(?:translation|version)\b"
    r"|As an AI\b"
    r")"
    r"|\b(?:translates? (?:in)?to|(?:can be|is) translated (?:in)?to|in English (?:is|means|would be))\b"
    r"|[\"”] (?:translates as|is translated as) [\"“]"
    r"|\bI (?:have )?translated\b|\bI hope this helps\b|\bLet me know if\b|\((?:Translator['’]s )?Note:",
    re.IGNORECASE | re.DOTALL,
)
_CHATTER_SOURCE = re.compile("翻译|翻譯|译|譯|英文|英语|英語|注[:：]|告诉我|告訴我|联系我|聯繫我")
_CHINESE_CHATTER = re.compile(
    r"\A(?:以下|下面|这|此|该|上述|原文|整个)?(?:是|句话?|段话?|句子|文本|内容)?.{0,12}?"
    r"(?:翻译(?:成|为|如下|结果)|译为|译成|(?:的|中文|是)(?:翻译|译文)\s*(?:是|为|[:：]))"
    r"|[（(](?:译?注|说明)[:：]|希望(?:这|以上).{0,8}帮助"
)
_CHINESE_CHATTER_SOURCE = re.compile(r"translat|interpret|Chinese|note\b|help", re.IGNORECASE)

_LATIN_WORD = re.compile("[A-Za-z]+")

_MOST_DEVIATION = 4
_LOW_COSINE = 0.35
_LONG = 2000
"""Characters beyond which some tools refuse a segment."""
_FEW_LETTERS = 4
"""A source with fewer letters may stay as it is: `OK`."""


def faults(source: str, target: str, source_lang: Lang, chinese: Script = "Hans") -> list[Flag]:
    """Return what can be seen to be wrong with a translation by looking at the characters alone.

    ``chinese`` is the script that a Chinese translation should be in.

    >>> [flag.message for flag in faults("共212人。", "Many people.", "zh")]
    ['numbers of the source that the translation lacks: 212']
    """
    if not target.strip():
        return [Flag("empty", "the translation is empty")]
    if fold_letters(source) == fold_letters(target) and _LETTERS.search(source):
        return [Flag("copied", "the translation repeats the source")]
    in_english = other(source_lang) == "en"
    flags = _english_faults(source, target) if in_english else _chinese_faults(source, target, chinese)
    if any(flag.code == "wrong-language" for flag in flags):
        return flags  # Nothing else can be said of it.
    loop = _LOOP.search(target)
    if loop and not _LOOP.search(source):
        repeated = loop[1] or loop[2] or loop[3]
        flags.append(Flag("repetition", f"repeats itself: {_short(repeated)}", (("target", *loop.span()),)))
    flags += _number_flags(compare_numbers(source, target, source_lang))
    deviation = _length_deviation(source, target, source_lang)
    if abs(deviation) > _MOST_DEVIATION:
        flags.append(Flag("length", f"the translation is unusually {'long' if deviation > 0 else 'short'}"))
    return flags


def _number_flags(numbers: NumberFaults) -> list[Flag]:
    """Return a flag that lists what is wrong with the numbers, if anything is."""
    parts = [
        f"{what}: {', '.join(dict.fromkeys(number.text.strip() for number in faulty))}"
        for what, faulty in (
            ("numbers of the source that the translation lacks", numbers.missing),
            ("numbers of the translation that the source lacks", numbers.added),
            ("percentages that are none in the translation", numbers.percent),
        )
        if faulty
    ]
    spans = [("source", number.start, number.end) for number in (*numbers.missing, *numbers.percent)]
    spans += [("target", number.start, number.end) for number in numbers.added]
    return [Flag("numbers", "; ".join(parts), tuple(spans))] if parts else []


def _english_faults(source: str, target: str) -> list[Flag]:
    """Return what is wrong with the characters of an English translation."""
    stray = HAN.findall(target)
    if stray and len(stray) >= len(ASCII_LETTER.findall(target)):
        return [Flag("wrong-language", "the translation is not in English")]
    flags: list[Flag] = []
    if _CHATTER.search(target) and not _CHATTER_SOURCE.search(source):
        flags.append(Flag("chatter", "the engine talks about the translation"))
    if stray:
        spans = tuple(("target", *match.span()) for match in HAN.finditer(target))
        flags.append(Flag("stray-han", f"Chinese characters in the English: {_short(''.join(stray))}", spans))
    return flags


def _chinese_faults(source: str, target: str, script: Script) -> list[Flag]:
    """Return what is wrong with the characters of a Chinese translation, which should be in ``script``."""
    han, latin = len(HAN.findall(target)), len(ASCII_LETTER.findall(target))
    if not han and len(ASCII_LETTER.findall(source)) >= _FEW_LETTERS:
        return [Flag("wrong-language", "the translation is not in Chinese")]
    if _CHINESE_CHATTER.search(target) and not _CHINESE_CHATTER_SOURCE.search(source):
        return [Flag("chatter", "the engine talks about the translation")]
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
    """Return 1 while the ratio of lengths is within one standard deviation of what human translations have.

    From there it falls to 0 at four.
    """
    return _unit(1 - (abs(_length_deviation(source, target, source_lang)) - 1) / (_MOST_DEVIATION - 1))


def stray_latin(source: str, target: str, source_lang: Lang) -> list[Flag]:
    """Return a flag where words were left in English: in small letters, or not even in the source.

    Names and acronyms that the source has may stay.

    >>> stray_latin("The meeting was held.", "promotion会议召开。", "en")[0].spans
    (('target', 0, 9),)
    """
    if source_lang != "en":
        return []
    # Whole words of the source, as they stand there: Synd of syndicate is a word cut in two.
    may_stay = {word for word in _LATIN_WORD.findall(source) if not word.islower()}
    stray = [
        word
        for word in _LATIN_WORD.finditer(target)
        if word[0] not in may_stay and len(word[0]) > 2 and not word[0].isupper()
    ]
    if not stray:
        return []
    spans = tuple(("target", *match.span()) for match in stray)
    return [
        Flag("stray-latin", f"English words in the Chinese: {', '.join(match[0] for match in stray)}", spans)
    ]


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"
