"""How good a pair looks: scores between 0 and 1, and flags that say in words what is wrong.

This is the first, rule-based version. ``x-score`` is the geometric mean of its parts, halved for each flag:

- ``meaning``: cosine of the two sentence embeddings over .7, the median of human translations of news;
- ``length``: 1 while the ratio of lengths is within one standard deviation of what human translations have, falling to 0 at four;
- ``numbers``: the share of the source's numbers in digits that the target states too;
- ``confidence`` (drafts only): e to the engine's mean log-probability a token;
- ``align`` (aligned pairs only): the posterior probability of the bead.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from align.embed import Embedder
from align.engine import Draft
from corpus.model import Flag, Lang, Score
from corpus.numbers import all_values, is_stated, read_numbers
from corpus.script import chinese_script

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

_LOG_RATIO, _LOG_RATIO_SPREAD = 1.22, 0.25
"""Mean and spread of the logarithm of English to Chinese length, (characters + 4) / (characters + 1.5), on 3,900 pairs."""
_MOST_DEVIATION = 4
_TYPICAL_COSINE = 0.7
_LOW_COSINE = 0.35
_FLOOR = 0.02
_RULE = "duizhao-rule-1"
INFORMATION = frozenset(["second-draft", "unaligned"])
"""Flags that tell how a unit was made and name no fault."""


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
        flags.append(Flag("repetition", f"repeats itself: {_short(loop[1] or loop[2] or loop[3])}"))
    missing = missing_numbers(source, target, source_lang)
    if missing:
        flags.append(Flag("numbers", f"numbers of the source that the translation lacks: {', '.join(missing)}"))
    deviation = _length_deviation(source, target, source_lang)
    if abs(deviation) > _MOST_DEVIATION:
        flags.append(Flag("length", f"the translation is unusually {'long' if deviation > 0 else 'short'}"))
    return flags


def _english_faults(source: str, target: str) -> list[Flag]:
    stray = _HAN.findall(target)
    if stray and len(stray) >= len(_LATIN.findall(target)):
        return [Flag("wrong-language", "the translation is not in English")]
    if _CHATTER.match(target) and not _CHATTER_SOURCE.search(source):
        return [Flag("chatter", "the engine talks about the translation")]
    if stray:
        return [Flag("stray-han", f"Chinese characters in the English: {_short(''.join(stray))}")]
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


def missing_numbers(source: str, target: str, source_lang: Lang) -> list[str]:
    """Return the source's numbers in digits that the target does not state, as they are written."""
    values = all_values(target, "en" if source_lang == "zh" else "zh")
    return [number.text.strip() for number in read_numbers(source) if not is_stated(number, values)]


def score_pairs(
    pairs: Sequence[tuple[str, str]], source_lang: Lang, embedder: Embedder, confidences: Sequence[Score] | None = None
) -> list[tuple[Score, ...]]:
    """Return the scores of each pair ``(source, target)``, ``score`` first and then its parts; ``confidences`` is one more part of each."""
    if not pairs:
        return []
    vectors = embedder.embed([text for pair in pairs for text in pair])
    cosines = (vectors[0::2] * vectors[1::2]).sum(axis=1)
    scored = []
    for i, (source, target) in enumerate(pairs):
        numbers = read_numbers(source)
        missing = missing_numbers(source, target, source_lang)
        parts = [
            Score("meaning", _unit(float(cosines[i])), embedder.signature),
            Score("length", _length_score(source, target, source_lang), _RULE),
            Score("numbers", 1 - len(missing) / len(numbers) if numbers else 1.0, _RULE),
        ]
        logarithms = [math.log(max(_FLOOR, min(1.0, parts[0].value / _TYPICAL_COSINE)))]
        logarithms += [math.log(max(_FLOOR, part.value)) for part in parts[1:]]
        if confidences:
            parts.append(confidences[i])
            logarithms.append(math.log(max(_FLOOR, parts[-1].value)))
        scored.append((Score("score", math.exp(sum(logarithms) / len(logarithms)), _RULE), *parts))
    return scored


def draft_confidence(draft: Draft) -> Score:
    """Return what the engine thinks of its draft."""
    return Score("confidence", _unit(math.exp(draft.log_probability)), "mean-log-probability")


def with_flags(scores: tuple[Score, ...], flags: Sequence[Flag]) -> tuple[Score, ...]:
    """Return the scores with ``score`` halved for each flag that names a fault."""
    count = sum(flag.name not in INFORMATION for flag in flags)
    return (Score("score", scores[0].value / 2**count, scores[0].signature), *scores[1:])


def meaning_flag(scores: Sequence[Score]) -> list[Flag]:
    """Return a flag where the two sides hardly mean the same by their embeddings."""
    value = next(score.value for score in scores if score.name == "meaning")
    return [Flag("meaning", f"the two sides seem to differ in meaning (cosine {value:.2f})")] if value < _LOW_COSINE else []


def _length_deviation(source: str, target: str, source_lang: Lang) -> float:
    """Return by how many standard deviations the target is too long (positive) or too short."""
    zh, en = (source, target) if source_lang == "zh" else (target, source)
    deviation = (math.log((len(en) + 4) / (len(zh) + 1.5)) - _LOG_RATIO) / _LOG_RATIO_SPREAD
    return deviation if source_lang == "zh" else -deviation


def _length_score(source: str, target: str, source_lang: Lang) -> float:
    return _unit(1 - (abs(_length_deviation(source, target, source_lang)) - 1) / (_MOST_DEVIATION - 1))


def _fold(text: str) -> str:
    return _FOLD.sub("", text).casefold()


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"
