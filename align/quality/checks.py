"""What is visibly wrong with a pair, as flags that say it in words."""

from __future__ import annotations

import re
from itertools import islice
from string import ascii_letters

from align.quality.numbers import compare_numbers
from corpus.model import Flag, Lang, Script, other
from corpus.text.changes import reversed_changes
from corpus.text.fold import fold_letters
from corpus.text.lengths import length_deviation
from corpus.text.script import ASCII_LETTER, HAN, chinese_script, codes, foreign_language, without_code

_LOOP = re.compile(
    r"(.{4,80}?)(?:[\s,.;!?，、。；！？]{0,3}\1){2,}"  # any piece, three times
    r"|((?:\b\w+\b\W+){1,6}?)\2{3,}"  # one to six words, four times
    r"|([\u4e00-\u9fff]{2,3})\3{3,}"  # a Chinese word, four times
    r"|(.)\4{9,}",  # a character, ten times
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
    r"\A(?:好的|当然可以|當然可以|没问题|沒問題)[，。！,!]"
    r"|作为(?:一个|一名)?(?:人工智能|AI)|(?:如需|需要).{0,12}(?:译|譯|版本).{0,8}(?:请告诉我|请告知)|"
    r"\A(?:以下|下面|这|此|该|上述|原文|整个)?(?:是|句话?|段话?|句子|文本|内容)?.{0,12}?"
    r"(?:翻译(?:成|为|如下|结果)|译为|译成|(?:的|中文|是)(?:翻译|译文)\s*(?:是|为|[:：]))"
    r"|[（(](?:译?注|说明)[:：]|希望(?:这|以上).{0,8}帮助"
)
_CHINESE_CHATTER_SOURCE = re.compile(
    r"translat|interpret|Chinese|note\b|help you|hope|artificial|\bAI\b"
    r"|\A\W*(?:ok(?:ay)?|all right|yes|sure|good|fine|well|of course|no problem)\b",
    re.IGNORECASE,
)

_LATIN_WORD = re.compile("[A-Za-z]+")
_SMALL_WORD = re.compile(r"(?<![A-Za-z-])[A-Z]?[a-z]+(?![A-Za-z])")
_ENGLISH_PHRASE = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)+")
_CHINESE_PHRASE = re.compile(r"[\u4e00-\u9fff]{4,}[\u4e00-\u9fff，、]*")
_SMALL_LETTERS = re.compile(r"\b[a-z]{3,}\b")
_ENDED = re.compile(r"[。！？.!?][\"'”’」』）)\]]*\s*\Z")
_NOT_ENDED: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(r"[A-Za-z0-9]\s*\Z"),
    "zh": re.compile(r"\w\s*\Z"),
}

_MOST_DEVIATION = 4
_LOW_COSINE = 0.35
_LONG = 2000
"""Characters beyond which some tools refuse a segment."""
_SHORTEST_CUT = 8
"""Characters of a translation from which it is a sentence that should have an end."""
_MOST_NUMBERS = 20_000
"""Of one text: half a million take seconds to compare, and nobody would read what is wrong with them."""
_NUMERALS = re.compile(r"\d+|[一二两兩三四五六七八九十百千万萬亿億]+")
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
    if fold_letters(source) == fold_letters(target):
        is_copy = _is_translatable(source, source_lang)
        return [Flag("copied", "the translation repeats the source")] if is_copy else []
    in_english = other(source_lang) == "en"
    flags = _english_faults(source, target) if in_english else _chinese_faults(source, target, chinese)
    foreign = "" if flags else foreign_language(target)
    if foreign and not foreign_language(source):
        flags = [Flag("wrong-language", f"the translation seems to be in {foreign}")]
    if any(flag.code == "wrong-language" for flag in flags):
        return flags  # Nothing else can be said of it.
    loop = _LOOP.search(target)
    if loop and not _LOOP.search(source):
        repeated = next(filter(None, loop.groups()))
        flags.append(Flag("repetition", f"repeats itself: {_short(repeated)}", (("target", *loop.span()),)))
    if (
        _ENDED.search(source)
        and _NOT_ENDED[other(source_lang)].search(target)
        and len(target) >= _SHORTEST_CUT
    ):
        flags.append(Flag("cut-off", "the translation stops without an end mark", (_last_word(target),)))
    flags += _number_flags(source, target, source_lang)
    deviation = _length_deviation(source, target, source_lang)
    if abs(deviation) > _MOST_DEVIATION:
        flags.append(Flag("length", f"the translation is unusually {'long' if deviation > 0 else 'short'}"))
    return flags


def _is_translatable(source: str, source_lang: Lang) -> bool:
    """Whether a text has a word of its language: a code, an acronym or an address may stay as it is.

    >>> [_is_translatable(text, "en") for text in ("COVID-19", "www.a.org", "So it is.", "ROAD IS OPEN")]
    [False, False, True, True]
    """
    if source_lang == "zh":
        return HAN.search(source) is not None
    bare = without_code(source)
    return _SMALL_WORD.search(bare) is not None or len(_LATIN_WORD.findall(bare)) > 2


def _last_word(text: str) -> tuple[str, int, int]:
    """Return where the last word of a translation stands: letters of English, or one character.

    >>> _last_word("He went to the "), _last_word("他走到河")
    (('target', 11, 14), ('target', 3, 4))
    """
    end = len(text.rstrip())
    return "target", min(len(text[:end].rstrip(ascii_letters)), end - 1), end


def _number_flags(source: str, target: str, source_lang: Lang) -> list[Flag]:
    """Return a flag that lists what is wrong with the numbers, if anything is.

    >>> [flag] = _number_flags("共212人，占8%。", "Some 8 of 213 people.", "zh")
    >>> flag.message.split("; ")[2]
    'percentages that are none in the translation: 8'
    >>> flag.spans
    (('source', 1, 4), ('source', 7, 8), ('target', 10, 13))
    """
    if _has_too_many_numbers(source) or _has_too_many_numbers(target):
        return [Flag("numbers", f"not compared: a side has more than {_MOST_NUMBERS:,} numbers")]
    numbers = compare_numbers(source, target, source_lang)
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
    zh, en = (source, target) if source_lang == "zh" else (target, source)
    sides = ("source", "target") if source_lang == "zh" else ("target", "source")
    for change, (start, end) in reversed_changes(zh, en):
        parts.append(f"rises on one side and falls on the other: {change[0]}, {en[start:end]}")
        spans += [(sides[0], *change.span()), (sides[1], start, end)]
    return [Flag("numbers", "; ".join(parts), tuple(spans))] if parts else []


def _has_too_many_numbers(text: str) -> bool:
    """Whether nobody could look at all numbers of a text: it is a table, or no text.

    >>> _has_too_many_numbers("1 2 3"), _has_too_many_numbers("1 " * 20_001)
    (False, True)
    """
    return next(islice(_NUMERALS.finditer(text), _MOST_NUMBERS, None), None) is not None


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
    return [*flags, *_phrases_left(source, target, "zh")]


def _chinese_faults(source: str, target: str, script: Script) -> list[Flag]:
    """Return what is wrong with the characters of a Chinese translation, which should be in ``script``."""
    han, latin = len(HAN.findall(target)), len(ASCII_LETTER.findall(without_code(target)))
    if not han and len(ASCII_LETTER.findall(source)) >= _FEW_LETTERS and _is_translatable(source, "en"):
        return [Flag("wrong-language", "the translation is not in Chinese")]
    if _CHINESE_CHATTER.search(target) and not _CHINESE_CHATTER_SOURCE.search(source):
        return [Flag("chatter", "the engine talks about the translation")]
    if chinese_script(target, script) != script:
        wanted = "Simplified" if script == "Hans" else "Traditional"
        return [Flag("wrong-script", f"the translation is not in {wanted} Chinese")]
    if latin > 2 * han and latin > 0.5 * len(ASCII_LETTER.findall(source)):
        return [Flag("untranslated", "much of the translation is left in English")]
    return _phrases_left(source, target, "en")


def _phrases_left(source: str, target: str, source_lang: Lang) -> list[Flag]:
    """Return a flag for the phrases of the source's language that stand in the translation as in the source.

    Of an English phrase two words have small letters alone: a name has few such.

    >>> _phrases_left("It is passable now.", "现在 is passable。", "en")
    []
    >>> _phrases_left("Both engines failed.", "Both engines failed，", "en")[0].message
    'left in the language of the source: Both engines failed'
    """
    phrases = (_CHINESE_PHRASE if source_lang == "zh" else _ENGLISH_PHRASE).finditer(target)
    left = [
        match
        for match in phrases
        if match[0] in source and (source_lang == "zh" or len(_SMALL_LETTERS.findall(match[0])) > 1)
    ]
    if not left:
        return []
    said = f"left in the language of the source: {', '.join(_short(match[0]) for match in left)}"
    return [Flag("untranslated", said, tuple(("target", *match.span()) for match in left))]


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

    Names and acronyms that the source has may stay, and so may its addresses and names of files.

    >>> stray_latin("The meeting was held.", "promotion会议召开。", "en")[0].spans
    (('target', 0, 9),)
    """
    if source_lang != "en":
        return []
    # Whole words of the source, as they stand there: Synd of syndicate is a word cut in two.
    may_stay = {word for word in _LATIN_WORD.findall(source) if not word.islower()}
    plain = target
    for code in codes(source):
        plain = plain.replace(code, " " * len(code))
    stray = [
        word
        for word in _LATIN_WORD.finditer(plain)
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
