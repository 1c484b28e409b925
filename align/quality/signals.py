"""What can be measured of a pair of texts without a reference: the signals that the quality models weigh.

Every signal depends on the two texts alone, so neither the order of pairs nor what they are scored with changes it.
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
    "cosine", "cosine²", "length", "length²", "long", "short", "log source length", "log target length", "en words found", "zh words found",
    "least en third", "least zh third", "last en third", "last zh third", "en words found²", "numbers missing", "numbers added", "percent lost",
    "same share", "foreign share", "latin lost", "latin added", "end differs", "question differs", "quotes differ", "brackets differ", "commas",
    "negation lost", "negation added", "repetition", "negative log length",
)  # fmt: skip

_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9.&-]*[A-Za-z0-9]|[A-Za-z]")
_ENDS = str.maketrans({"。": ".", "．": ".", "！": "!", "？": "?", "：": ":", "；": ";", "，": ",", "…": "."})
_CLOSING = "”’\"'」』）)》]】 "


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
        _of(source, target, source_lang, float(cosine))
        for (source, target), cosine in zip(pairs, cosines, strict=True)
    ]
    return np.array(rows, dtype=np.float32)


def _of(source: str, target: str, source_lang: Lang, cosine: float) -> list[float]:
    zh, en = (source, target) if source_lang == "zh" else (target, source)
    deviation = length_deviation(zh, en)
    if source_lang == "en":
        deviation = -deviation
    deviation = max(min(deviation, 8.0), -8.0)
    size = math.log(len(source) + len(target) + 1)
    en_found, zh_found = _found(zh, en)
    numbers = compare_numbers(source, target, source_lang)
    en_tokens, zh_tokens = {t.lower() for t in _TOKEN.findall(en)}, {t.lower() for t in _TOKEN.findall(zh)}
    lost, added = (zh_tokens - en_tokens, set()) if source_lang == "zh" else (set(), zh_tokens - en_tokens)
    foreign = (
        len(HAN.findall(en)) / (len(en) + 1)
        if source_lang == "zh"
        else len(ASCII_LETTER.findall(zh)) / (len(zh) + 1)
    )
    not_zh, not_en = bool(PLAIN_ZH.search(zh)), bool(PLAIN_EN.search(en))
    source_not, target_not = (not_zh, not_en) if source_lang == "zh" else (not_en, not_zh)
    ends = [text.rstrip(_CLOSING)[-1:].translate(_ENDS) for text in (source, target)]
    quotes = [len(re.findall('[“”"「」『』]', text)) for text in (zh, en)]
    brackets = [len(re.findall(r"[()（）\[\]【】]", text)) for text in (zh, en)]
    return [
        cosine, cosine * cosine, deviation, deviation * deviation / 4, max(deviation - 2, 0), max(-deviation - 2, 0),
        math.log(len(source) + 1), math.log(len(target) + 1), _share(en_found), _share(zh_found),
        min(map(_share, _thirds(en_found))), min(map(_share, _thirds(zh_found))), _share(_thirds(en_found)[2]), _share(_thirds(zh_found)[2]), _share(en_found) ** 2,
        min(len(numbers.missing), 3), min(len(numbers.added), 3), min(len(numbers.percent), 3),
        float(source.strip() == target.strip()), foreign, min(len(lost), 3), min(len(added), 3),
        float(ends[0] != ends[1]), float(("?" in ends[0]) != ("?" in ends[1])), min(abs(quotes[0] - quotes[1]), 4) / 2, min(abs(brackets[0] - brackets[1]), 4) / 2,
        (len(re.findall("[，,；;、]", zh)) + 1) / (len(en) / 20 + 1), float(source_not and not target_not), float(target_not and not source_not),
        _repetition(target) - _repetition(source), -size,
    ]  # fmt: skip


def _found(zh: str, en: str) -> tuple[list[bool], list[bool]]:
    """Return for each English and each Chinese word, in order, whether the dictionary finds it on the other side."""
    words = english_words(en)
    present = set(words)
    zh_words = chinese_words(zh, frozenset(word.lower() for word in re.findall(r"[A-Z][a-z]+", en)))
    explained = set().union(*zh_words.values()) if zh_words else set()
    return [word in explained for word in words], [bool(stems & present) for stems in zh_words.values()]


def _share(found: Sequence[bool]) -> float:
    return (sum(found) + 0.5) / (len(found) + 1)


def _thirds(found: Sequence[bool]) -> tuple[Sequence[bool], Sequence[bool], Sequence[bool]]:
    cut = len(found) / 3
    a, b = round(cut), round(2 * cut)
    return found[:a], found[a:b], found[b:]


def _repetition(text: str) -> float:
    """Return how well a text is compressed: near 0 for a sentence, near 1 for a loop."""
    data = text.encode("utf-8", "replace")
    return max(0.0, 1 - len(zlib.compress(data, 6)) / (len(data) + 12))
