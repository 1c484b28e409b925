"""What should go into a glossary: recurrent names, offices and campaigns, and what the corpus calls them.

Chinese candidates are closed frequent strings with varied neighbours (accessor variety, Feng et al. 2004),
found level by level as frequent item sets are (Agrawal and Srikant 1994); their English is the phrase with
the highest Dice coefficient over the units (Smadja et al. 1996).
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np

from align.lexicon import stem
from align.terms.glossary import Glossary
from corpus.model import Unit

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9'’-]*|[0-9][0-9,.]*")
_KIND = re.compile(
    r"(?:局|厅|部|委|委员会|办公室|大队|支队|中队|总队|派出所|检察院|法院|中心|协会|公司|集团|学校|大学|医院"
    r"|社区|街道|镇|乡|村|县|市|省|区|行动|工程|计划|专项|条例|办法|制度|机制|平台|系统"
    r"|所长|局长|队长|书记|主任|厅长|警察|民警|辅警|案|罪)\Z"
)
"""What the names of offices, places, campaigns, laws and ranks end in."""
_EDGE = frozenset(
    "的了在是和与及或对将被把从向为等也都就而并其这那各每个一不有中上下里到后前们以于之我你他她它要会能可次名起"
)
"""Characters that a name neither begins nor ends with in running text."""
_ENDINGS = frozenset("中上下会个名起")
"""Of these some end names: 会, 中 and measure words are left to the neighbours."""
# fmt: off
_SMALL = frozenset([
    "a", "an", "the", "of", "and", "or", "for", "to", "in", "on", "at", "by", "with", "from", "as", "is",
    "are", "was", "were", "be", "been", "has", "have", "had", "it", "its", "this", "that", "these", "those",
    "he", "she", "they", "their", "his", "her", "we", "our", "you", "your", "i", "not", "but", "which", "who",
    "will", "would", "can", "could", "also", "more", "than", "after", "before",
])
# fmt: on
"""Words that a term neither begins nor ends with, and that are in lower case in titles."""
_LONGEST, _LONGEST_PHRASE = 10, 6
"""Characters of a Chinese candidate, words of an English phrase."""
_INSIDE = 0.8
"""A string that stands inside a longer one this often is a piece of it."""
_MOST_RENDERINGS, _MOST_PHRASES = 4, 400
_LIKELY = 0.4
"""The least Dice coefficient of a translation; below it a phrase only stands in the same units by chance."""
_WHOLE = 0.75
"""How much of the best coefficient a longer phrase around the best one needs to be preferred."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """An English phrase and in how many of the candidate's units it stands."""

    phrase: str
    count: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A string that recurs; ``renderings`` cover its units one after the other, the commonest first."""

    zh: str
    count: int
    documents: int
    renderings: tuple[Rendering, ...]
    known: bool
    """Whether the glossary has it."""

    @property
    def agreed(self) -> bool:
        """Whether the corpus says it in one way only."""
        return len(self.renderings) == 1


def find_candidates(units: Sequence[Unit], glossary: Glossary, least: int) -> list[Candidate]:
    """Return what recurs in at least ``least`` units and looks like a name or term.

    What is said in several ways comes first, then what recurs most.
    """
    # The units may be in a file: they are read once.
    rows = [(unit.sides, unit.document) for unit in units]
    english = _English([texts["en"] for texts, _ in rows])
    known = {term.zh for term in glossary.terms}
    candidates = []
    for term, places in _recurrent([texts["zh"] for texts, _ in rows], least).items():
        renderings = english.renderings(places)
        named = any(
            _is_title(rendering.phrase) and english.has_inside(rendering.phrase, places)
            for rendering in renderings
        )
        if term in known or _KIND.search(term) or named:
            standing_in = len({rows[place][1] for place in places})
            candidates.append(Candidate(term, len(places), standing_in, renderings, term in known))
    return sorted(
        candidates,
        key=lambda candidate: (
            candidate.agreed or not candidate.renderings,
            -candidate.count,
            candidate.zh,
        ),
    )


def _recurrent(texts: Sequence[str], least: int) -> dict[str, list[int]]:
    """Return the closed strings of Han in at least ``least`` texts, with the places of those texts."""
    runs = [[match[0] for match in _HAN.finditer(text)] for text in texts]
    closed: dict[str, list[int]] = {}
    shorter: dict[str, list[int]] = {}
    for size in range(2, _LONGEST + 1):
        shorter = _of_size(size, runs, shorter, least)
        if not shorter:
            break
        for string, places in shorter.items():
            for part in (string[:-1], string[1:]):
                if len(closed.get(part, ())) * _INSIDE <= len(places):
                    closed.pop(part, None)
        closed |= shorter
    return {
        string: places
        for string, places in closed.items()
        if _stands_alone(string, [texts[place] for place in places])
    }


def _of_size(
    size: int, runs: Sequence[Sequence[str]], shorter: Container[str], least: int
) -> dict[str, list[int]]:
    """Return the strings of a size that stand in at least ``least`` texts, whose runs of Han are given.

    A string can only be frequent if those of it that are shorter by one are.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, parts in enumerate(runs):
        strings = {
            run[start : start + size]
            for run in parts
            for start in range(len(run) - size + 1)
            if size == 2
            or (run[start : start + size - 1] in shorter and run[start + 1 : start + size] in shorter)
        }
        for string in strings:
            places[string].append(place)
    return {string: where for string, where in places.items() if len(where) >= least}


def _stands_alone(string: str, texts: Sequence[str]) -> bool:
    """Whether a string is a unit of its own: its edges may be a name's, and its neighbours vary."""
    if string[0] in _EDGE or string[-1] in _EDGE - _ENDINGS:
        return False
    before, after = set(), set()
    for number, text in enumerate(texts):
        for match in re.finditer(re.escape(string), text):
            # Each edge of a run counts as a neighbour of its own.
            left, right = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
            before.add(left if _HAN.match(left) else f"edge {number}")
            after.add(right if _HAN.match(right) else f"edge {number}")
    return min(len(before), len(after)) >= 2


def _may_be_edge(word: str) -> bool:
    """Whether a term may begin or end with a word: it is neither a small one nor a number."""
    return word.lower() not in _SMALL and not word[0].isdigit()


def _is_title(phrase: str) -> bool:
    return all(word[0].isupper() or word in _SMALL for word in phrase.split())


def _whole_phrase(likely: dict[str, float]) -> str:
    """Return the likeliest phrase, or a longer one around it that is nearly as likely.

    "bureau" stands in a unit or two more than "public security bureau", which is the translation.

    >>> _whole_phrase({"bureau": 0.9, "public security bureau": 0.8, "county": 0.8})
    'public security bureau'
    """
    head = max(likely, key=lambda phrase: (likely[phrase], len(phrase), phrase))
    whole = [
        phrase
        for phrase in likely
        if f" {head} " in f" {phrase} " and likely[phrase] >= _WHOLE * likely[head]
    ]
    return max(whole, key=lambda phrase: (len(phrase.split()), likely[phrase], phrase))


class _English:
    """The English sides, with the units of each word."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._words = [_WORD.findall(text) for text in texts]
        self._stems = [[stem(word.lower()) for word in words] for words in self._words]
        self._edges = [[_may_be_edge(word) for word in words] for words in self._words]
        self._folded = [f" {' '.join(words)} " for words in self._stems]
        self._units: dict[str, set[int]] = defaultdict(set)
        for place, words in enumerate(self._stems):
            for word in words:
                self._units[word].add(place)
        self._vocabulary = list(self._units)
        numbers = {word: number for number, word in enumerate(self._vocabulary)}
        self._numbers = [np.array([numbers[word] for word in set(words)], np.int32) for words in self._stems]
        """The words of each unit by their number in the vocabulary, each once."""
        self._counts: dict[str, int] = {}
        """In how many units phrases stand, as far as that was asked."""

    def renderings(self, places: Sequence[int]) -> tuple[Rendering, ...]:
        """Return the phrases that go with the units at ``places``.

        Each is for the units that those before it leave.
        """
        left = set(places)
        renderings: list[Rendering] = []
        while left and len(renderings) < _MOST_RENDERINGS:
            likely = self._likely(left, places)
            if not likely:
                break
            best = _whole_phrase(likely)
            covered = {place for place in left if f" {best} " in self._folded[place]}
            renderings.append(Rendering(self._as_written(best, sorted(covered)), len(covered)))
            left -= covered
        return tuple(renderings)

    def _likely(self, left: set[int], places: Sequence[int]) -> dict[str, float]:
        """Return the phrases of the units that are ``left`` of ``places`` with their Dice coefficients."""
        likely: dict[str, float] = {}
        # A phrase stands in no more units than each of its words (Agrawal and Srikant 1994).
        least = max(2, math.ceil((_LIKELY - 1e-6) * len(left) / (2 - _LIKELY) - 1e-6))
        counted = np.bincount(np.concatenate([self._numbers[place] for place in left]))
        frequent = {self._vocabulary[number] for number in np.flatnonzero(counted >= least)}
        counts = Counter(phrase for place in left for phrase in self._phrases(place, frequent))
        # Phrases that stand in as many units are taken by the alphabet: sets have another order in each run.
        commonest = heapq.nsmallest(_MOST_PHRASES, counts.items(), key=lambda item: (-item[1], item[0]))
        for phrase, count in commonest:
            # Those that follow stand in no more units: none of them can be likely.
            if count < 2 or 2 * count < (_LIKELY - 1e-6) * (len(left) + count):
                break
            everywhere = self._count(phrase)
            inside = sum(f" {phrase} " in self._folded[place] for place in places)
            dice = 2 * count / (len(left) + everywhere - (inside - count))
            if dice >= _LIKELY:
                likely[phrase] = round(dice, 6)
        return likely

    def has_inside(self, phrase: str, places: Sequence[int]) -> bool:
        """Whether the phrase stands with its capital where no sentence begins."""
        words = phrase.split()
        return any(
            self._words[place][start : start + len(words)] == words
            for place in places
            for start in range(1, len(self._words[place]))
        )

    def _phrases(self, place: int, frequent: Container[str]) -> set[str]:
        """Return the phrases of a unit that may be a term, all of whose words are frequent."""
        stems, edges = self._stems[place], self._edges[place]
        phrases = set()
        for start, may_begin in enumerate(edges):
            if not may_begin:
                continue
            for end in range(start, min(start + _LONGEST_PHRASE, len(stems))):
                if stems[end] not in frequent:
                    break
                if edges[end]:
                    phrases.add(" ".join(stems[start : end + 1]))
        return phrases

    def _count(self, phrase: str) -> int:
        """Return in how many units a phrase stands."""
        if phrase not in self._counts:
            units = set.intersection(*(self._units[word] for word in phrase.split()))
            self._counts[phrase] = sum(f" {phrase} " in self._folded[place] for place in units)
        return self._counts[phrase]

    def _as_written(self, phrase: str, places: Sequence[int]) -> str:
        """Return how a phrase of stems is most often written."""
        size = len(phrase.split())
        forms = Counter(
            " ".join(self._words[place][start : start + size])
            for place in places
            for start in range(len(self._words[place]) - size + 1)
            if " ".join(self._stems[place][start : start + size]) == phrase
        )
        return max(sorted(forms), key=lambda form: forms[form])
