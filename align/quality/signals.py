"""What can be measured of a pair of texts without a reference: the signals that the quality models weigh.

Every signal depends on the two texts alone, so neither the order of pairs nor what they are scored with
changes it.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Sequence

import numpy as np

from align.embedder import Embedder, Floats
from align.lexicon import chinese_words, english_words
from align.quality.numbers import compare_numbers
from corpus.model import Lang
from corpus.text.lengths import length_deviation
from corpus.text.negation import PLAIN_EN, PLAIN_ZH
from corpus.text.script import ASCII_LETTER, HAN

SIGNALS = (
    "cosine", "cosine²", "length", "length²", "long", "short", "log source length", "log target length",
    "en words found", "zh words found", "least en third", "least zh third", "last en third", "last zh third",
    "en words found²", "numbers missing", "numbers added", "percent lost", "same share", "foreign share",
    "latin lost", "latin added", "end differs", "question differs", "quotes differ", "brackets differ",
    "commas", "negation lost", "negation added", "repetition", "negative log length",
)  # fmt: skip
"""The names of the signals, in the order of the columns. Weights are learned and kept by name."""

_MOST_DEVIATION = 8.0
_MOST_COUNTED = 3

_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9.&-]*[A-Za-z0-9]|[A-Za-z]")
_ENDS = str.maketrans({"。": ".", "．": ".", "！": "!", "？": "?", "：": ":", "；": ";", "，": ",", "…": "."})
_CLOSING = "”’\"'」』）)》]】 "
_QUOTE = re.compile('[“”"「」『』]')
_BRACKET = re.compile(r"[()（）\[\]【】]")
_COMMA = re.compile("[，,；;、]")
_CAPITALISED = re.compile(r"[A-Z][a-z]+")


def pair_vectors(pairs: Sequence[tuple[str, str]], embedder: Embedder) -> tuple[Floats, Floats]:
    """Return the vectors of the sources and of the targets, both of shape (n, d)."""
    vectors = embedder.embed([text for pair in pairs for text in pair])
    return vectors[0::2], vectors[1::2]


def signals(pairs: Sequence[tuple[str, str]], source_lang: Lang, vectors: tuple[Floats, Floats]) -> Floats:
    """Return the signals of each pair ``(source, target)``, shape (n, len(SIGNALS)), float32."""
    if not pairs:
        return np.zeros((0, len(SIGNALS)), dtype=np.float32)
    cosines = (vectors[0] * vectors[1]).sum(axis=1)
    rows = [
        _of_pair(source, target, source_lang, float(cosine))
        for (source, target), cosine in zip(pairs, cosines, strict=True)
    ]
    return np.array([[row[name] for name in SIGNALS] for row in rows], dtype=np.float32)


def _of_pair(source: str, target: str, source_lang: Lang, cosine: float) -> dict[str, float]:
    """Return every signal of a pair by its name."""
    zh, en = (source, target) if source_lang == "zh" else (target, source)
    return {
        "cosine": cosine,
        "cosine²": cosine * cosine,
        **_lengths(source, target, source_lang),
        **_words(zh, en),
        **_numbers(source, target, source_lang),
        **_letters(source, target, source_lang),
        **_punctuation(source, target, zh, en),
        **_negation(zh, en, source_lang),
        "repetition": _repetition(target) - _repetition(source),
    }


def _lengths(source: str, target: str, source_lang: Lang) -> dict[str, float]:
    """Return how long both sides are, and how far from the usual ratio."""
    zh, en = (source, target) if source_lang == "zh" else (target, source)
    longer = length_deviation(zh, en) if source_lang == "zh" else -length_deviation(zh, en)
    deviation = max(min(longer, _MOST_DEVIATION), -_MOST_DEVIATION)
    return {
        "length": deviation,
        "length²": deviation * deviation / 4,
        "long": max(deviation - 2, 0),
        "short": max(-deviation - 2, 0),
        "log source length": math.log(len(source) + 1),
        "log target length": math.log(len(target) + 1),
        "negative log length": -math.log(len(source) + len(target) + 1),
    }


def _words(zh: str, en: str) -> dict[str, float]:
    """Return which share of the words of each side, and of its thirds, the dictionary finds on the other."""
    en_found, zh_found = _found(zh, en)
    en_thirds, zh_thirds = ([_share(third) for third in _thirds(words)] for words in (en_found, zh_found))
    return {
        "en words found": _share(en_found),
        "zh words found": _share(zh_found),
        "least en third": min(en_thirds),
        "least zh third": min(zh_thirds),
        "last en third": en_thirds[2],  # a translation that stops before the end
        "last zh third": zh_thirds[2],
        "en words found²": _share(en_found) ** 2,
    }


def _numbers(source: str, target: str, source_lang: Lang) -> dict[str, float]:
    """Return how many numbers have no counterpart; more than a few say no more."""
    numbers = compare_numbers(source, target, source_lang)
    return {
        "numbers missing": min(len(numbers.missing), _MOST_COUNTED),
        "numbers added": min(len(numbers.added), _MOST_COUNTED),
        "percent lost": min(len(numbers.percent), _MOST_COUNTED),
    }


def _letters(source: str, target: str, source_lang: Lang) -> dict[str, float]:
    """Return how much is left in the source's language, and which names in Latin letters come and go."""
    zh, en = (source, target) if source_lang == "zh" else (target, source)
    en_names, zh_names = ({token.lower() for token in _TOKEN.findall(text)} for text in (en, zh))
    # All English is in Latin letters: only names that stand in the Chinese can be compared.
    unmatched = min(len(zh_names - en_names), _MOST_COUNTED)
    in_chinese = source_lang == "zh"
    foreign = HAN.findall(en) if in_chinese else ASCII_LETTER.findall(zh)
    return {
        "same share": float(source.strip() == target.strip()),
        "foreign share": len(foreign) / (len(target) + 1),
        "latin lost": unmatched if in_chinese else 0,
        "latin added": 0 if in_chinese else unmatched,
    }


def _punctuation(source: str, target: str, zh: str, en: str) -> dict[str, float]:
    """Return how the punctuation of both sides differs."""
    ends = [text.rstrip(_CLOSING)[-1:].translate(_ENDS) for text in (source, target)]
    quotes = [len(_QUOTE.findall(text)) for text in (zh, en)]
    brackets = [len(_BRACKET.findall(text)) for text in (zh, en)]
    return {
        "end differs": float(ends[0] != ends[1]),
        "question differs": float(("?" in ends[0]) != ("?" in ends[1])),
        "quotes differ": min(abs(quotes[0] - quotes[1]), 4) / 2,
        "brackets differ": min(abs(brackets[0] - brackets[1]), 4) / 2,
        "commas": (len(_COMMA.findall(zh)) + 1) / (len(en) / 20 + 1),  # clauses for the length
    }


def _negation(zh: str, en: str, source_lang: Lang) -> dict[str, float]:
    """Return whether only one side has a negation."""
    not_zh, not_en = bool(PLAIN_ZH.search(zh)), bool(PLAIN_EN.search(en))
    source_not, target_not = (not_zh, not_en) if source_lang == "zh" else (not_en, not_zh)
    return {
        "negation lost": float(source_not and not target_not),
        "negation added": float(target_not and not source_not),
    }


def _found(zh: str, en: str) -> tuple[list[bool], list[bool]]:
    """Return for each English and each Chinese word whether the dictionary finds it on the other side."""
    words = english_words(en)
    present = set(words)
    zh_words = chinese_words(zh, frozenset(word.lower() for word in _CAPITALISED.findall(en)))
    explained = set().union(*zh_words.values()) if zh_words else set()
    return [word in explained for word in words], [bool(stems & present) for stems in zh_words.values()]


def _share(are_found: Sequence[bool]) -> float:
    """Return the share of words that are found, as if of one more word half were: of none it is a half."""
    return (sum(are_found) + 0.5) / (len(are_found) + 1)


def _thirds(are_found: Sequence[bool]) -> tuple[Sequence[bool], Sequence[bool], Sequence[bool]]:
    """Return a list in three parts of about the same length.

    >>> [len(part) for part in _thirds([True] * 5)]
    [2, 1, 2]
    """
    cut = len(are_found) / 3
    a, b = round(cut), round(2 * cut)
    return are_found[:a], are_found[a:b], are_found[b:]


def _repetition(text: str) -> float:
    """Return how well a text is compressed: near 0 for a sentence, near 1 for a loop."""
    data = text.encode("utf-8", "replace")
    return max(0.0, 1 - len(zlib.compress(data, 6)) / (len(data) + 12))
