"""What is visibly wrong with a pair, as flags that say it in words; and the comparison of numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Flag, Lang, Score
from corpus.text.numbers import Number, read_numbers, states
from corpus.text.script import chinese_script

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LETTERS = re.compile(r"[^\W\d_]")
_LATIN = re.compile("[A-Za-z]")
_LOOP = re.compile(r"(.{4,80}?)\1{2,}|((?:\b\w+\b\W+){1,6}?)\2{3,}|(.)\3{9,}", re.DOTALL)
_CHATTER = re.compile(
    r"To translate\b|(?:The|This|Here is the) (?:given )?(?:\w+ )?(?:text|phrase|sentence|translation)\b.{0,80}\b(?:translat|in English)|(?:Translation|English)\s*:",
    re.IGNORECASE | re.DOTALL,
)
_CHATTER_SOURCE = re.compile("翻译|翻譯|译文|譯文|英文|英语|英語")
_FOLD = re.compile(r"[\W_]+")

_HAN_ORDER = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_DAY_ALONE = re.compile(r"(?<![月\d０-９])[\d０-９]{1,2}[日号號](?![线線])")
_MONTH = re.compile(r"\s*(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s*$")
_NUMBERED = re.compile(
    r"\b(?:Article|Chapter|Section|Clause|Paragraph|No\.?|Number|Phase|Round|Session) $", re.IGNORECASE
)
_MARKER = re.compile(rf"\s*[(（]?(\d{{1,2}}|[{''.join(_HAN_ORDER)}])(?:[)）、．]|\.(?!\d))")
_CODE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,6})[-‑]?(\d{1,6})(?![\d.])")

_LOG_RATIO, _LOG_RATIO_SPREAD = 1.22, 0.25
"""Mean and spread of the logarithm of English to Chinese length, (characters + 4) / (characters + 1.5), on 3,900 pairs."""
_MOST_DEVIATION = 4
_LOW_COSINE = 0.35


def faults(source: str, target: str, source_lang: Lang) -> list[Flag]:
    """Return what can be seen to be wrong with a translation by looking at the characters alone."""
    target_lang: Lang = "en" if source_lang == "zh" else "zh"
    if not target.strip():
        return [Flag("empty", "the translation is empty")]
    if _fold(source) == _fold(target) and _LETTERS.search(source):
        return [Flag("copied", "the translation repeats the source")]
    flags = _english_faults(source, target) if target_lang == "en" else _chinese_faults(source, target)
    if any(flag.name == "wrong-language" for flag in flags):
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
    stray = _HAN.findall(target)
    if stray and len(stray) >= len(_LATIN.findall(target)):
        return [Flag("wrong-language", "the translation is not in English")]
    if _CHATTER.match(target) and not _CHATTER_SOURCE.search(source):
        return [Flag("chatter", "the engine talks about the translation")]
    if stray:
        spans = tuple(("target", *match.span()) for match in _HAN.finditer(target))
        return [Flag("stray-han", f"Chinese characters in the English: {_short(''.join(stray))}", spans)]
    return []


def _chinese_faults(source: str, target: str) -> list[Flag]:
    han, latin = len(_HAN.findall(target)), len(_LATIN.findall(target))
    if not han and len(_LATIN.findall(source)) >= 4:
        return [Flag("wrong-language", "the translation is not in Chinese")]
    if chinese_script(target) != "Hans":
        return [Flag("wrong-script", "the translation is not in Simplified Chinese")]
    if latin > 2 * han and latin > 0.5 * len(_LATIN.findall(source)):
        return [Flag("untranslated", "much of the translation is left in English")]
    return []


@dataclass(frozen=True, slots=True)
class NumberFaults:
    """What is wrong with the numbers of a pair."""

    missing: list[Number]
    """Numbers of the source that the target does not state."""
    added: list[Number]
    """Numbers of the target that the source does not state."""
    percent: list[Number]
    """Percentages of the source whose number the target states without the percent."""


def compare_numbers(source: str, target: str, source_lang: Lang) -> NumberFaults:
    """Compare the numbers of a pair.

    A number that is sure to be one (strong) must find one of its values on the other side. Numbers that stand twice on one side and once
    on the other are no fault by themselves, as languages repeat or spare themselves; but where both sides
    have one left over, one was changed into another.
    """
    left = read_numbers(source, source_lang)
    right = sorted(
        read_numbers(target, "en" if source_lang == "zh" else "zh"),
        key=lambda number: number.strength != "strong",
    )
    missing = [number for number in left if number.strength == "strong" and states(number, right) is None]
    added = [number for number in right if number.strength == "strong" and states(number, left) is None]
    percent = []
    free = list(right)
    spare: list[Number] = []
    for number in sorted(left, key=lambda number: number.strength != "strong"):
        found = states(number, free)
        if found is not None:
            free.remove(found)
            if number.percent and number.strength == found.strength == "strong" and not found.percent:
                percent.append(number)
        elif number.strength == "strong" and number not in missing:
            spare.append(number)
    surplus = [number for number in free if number.strength == "strong" and number not in added]
    if (spare or missing) and (surplus or added):
        missing += spare
        added += surplus
    texts = (source, target) if source_lang == "zh" else (target, source)
    if _DAY_ALONE.search(texts[0]):
        # Chinese news says 10日 and leaves the month to the reader; English does not.
        english = added if source_lang == "zh" else missing
        english[:] = [number for number in english if not _MONTH.match(number.text)]
    ordinals = _changed_ordinals(*texts, *((left, right) if source_lang == "zh" else (right, left)))
    if ordinals and not missing and not added:
        missing.append(ordinals[source_lang != "zh"])
        added.append(ordinals[source_lang == "zh"])
    for changed in (_changed_markers(source, target), _changed_codes(source, target)):
        if changed:
            missing.append(changed[0])
            added.append(changed[1])
    return NumberFaults(missing, added, percent)


def _changed_markers(source: str, target: str) -> tuple[Number, Number] | None:
    """Return the numbers before two items of a list if they differ."""
    left, right = _MARKER.match(source), _MARKER.match(target)
    if not left or not right:
        return None
    values = [
        _HAN_ORDER.index(match[1]) + 1 if match[1] in _HAN_ORDER else int(match[1]) for match in (left, right)
    ]
    return (_written(left, values[0]), _written(right, values[1])) if values[0] != values[1] else None


def _changed_codes(source: str, target: str) -> tuple[Number, Number] | None:
    """Return a code of each side, G7 and G9, if both have codes with these letters and each has one that the other lacks, or the target another."""
    codes = [
        [(match, match[1].lower(), int(match[2])) for match in _CODE.finditer(text)]
        for text in (source, target)
    ]
    known = [{(letters, digits) for _, letters, digits in side} for side in codes]
    for new, letters, digits in codes[1]:
        if (letters, digits) not in known[0]:
            alike = [one for one in codes[0] if one[1] == letters]
            lost = [one for one in alike if (letters, one[2]) not in known[1]]
            if alike:
                old = (lost or alike)[0]
                return _written(old[0], old[2]), _written(new, digits)
    return None


def _changed_ordinals(
    zh: str, en: str, left: Sequence[Number], right: Sequence[Number]
) -> tuple[Number, Number] | None:
    """Return an ordinal of each side, 第十三届 and 11th, if neither stands on the other side in any way."""
    chinese = [
        number for number in left if zh[: number.start].endswith("第") and states(number, right) is None
    ]
    english = [number for number in right if _is_english_ordinal(en, number) and states(number, left) is None]
    return (chinese[0], english[0]) if chinese and english else None


def _is_english_ordinal(text: str, number: Number) -> bool:
    if not number.text[:1].isdigit():
        return False  # "second" is a part of a minute too.
    return number.text[-2:].lower() in ("st", "nd", "rd", "th") or bool(
        _NUMBERED.search(text[: number.start])
    )


def _written(match: re.Match[str], value: int) -> Number:
    return Number(
        match.start(), match.end(), match[0], (float(value),), "strong", rounded=False, percent=False
    )


def missing_numbers(source: str, target: str, source_lang: Lang) -> list[str]:
    """Return the source's numbers that the target does not state, as they are written."""
    return [number.text.strip() for number in compare_numbers(source, target, source_lang).missing]


def meaning_flag(scores: Sequence[Score]) -> list[Flag]:
    """Return a flag where the two sides hardly mean the same by their embeddings."""
    value = next(score.value for score in scores if score.name == "meaning")
    return (
        [Flag("meaning", f"the two sides seem to differ in meaning (cosine {value:.2f})")]
        if value < _LOW_COSINE
        else []
    )


def _length_deviation(source: str, target: str, source_lang: Lang) -> float:
    """Return by how many standard deviations the target is too long (positive) or too short."""
    zh, en = (source, target) if source_lang == "zh" else (target, source)
    deviation = (math.log((len(en) + 4) / (len(zh) + 1.5)) - _LOG_RATIO) / _LOG_RATIO_SPREAD
    return deviation if source_lang == "zh" else -deviation


def length_score(source: str, target: str, source_lang: Lang) -> float:
    """Return 1 while the ratio of lengths is within one standard deviation of what human translations have, falling to 0 at four."""
    return _unit(1 - (abs(_length_deviation(source, target, source_lang)) - 1) / (_MOST_DEVIATION - 1))


def _fold(text: str) -> str:
    return _FOLD.sub("", text).casefold()


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"
