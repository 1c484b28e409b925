"""What should go into a glossary: recurrent names, offices and campaigns, and how the corpus says them in English.

Chinese candidates are closed frequent strings with varied neighbours (accessor variety, Feng et al. 2004), found level by level as frequent item
sets are (Agrawal and Srikant 1994); their English is the phrase with the highest Dice coefficient over the units (Smadja et al. 1996).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from align.lexicon import stem
from align.terms.glossary import Glossary
from corpus.model import Unit

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9'’-]*|[0-9][0-9,.]*")
_KIND = re.compile(
    r"(?:局|厅|部|委|委员会|办公室|大队|支队|中队|总队|派出所|检察院|法院|中心|协会|公司|集团|学校|大学|医院|社区|街道|镇|乡|村|县|市|省|区|行动|工程|计划|"
    r"专项|条例|办法|制度|机制|平台|系统|所长|局长|队长|书记|主任|厅长|警察|民警|辅警|案|罪)\Z"
)
"""What the names of offices, places, campaigns, laws and ranks end in."""
_EDGE = frozenset(
    "的了在是和与及或对将被把从向为等也都就而并其这那各每个一不有中上下里到后前们以于之我你他她它要会能可次名起"
)
"""Characters that a name neither begins nor ends with in running text."""
_ENDINGS = frozenset("中上下会个名起")
"""Of these some end names: 会, 中 and measure words are left to the neighbours."""
_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "and",
        "or",
        "for",
        "to",
        "in",
        "on",
        "at",
        "by",
        "with",
        "from",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "has",
        "have",
        "had",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "he",
        "she",
        "they",
        "their",
        "his",
        "her",
        "we",
        "our",
        "you",
        "your",
        "i",
        "not",
        "but",
        "which",
        "who",
        "will",
        "would",
        "can",
        "could",
        "also",
        "more",
        "than",
        "after",
        "before",
    ]
)
_LONGEST, _LONGEST_PHRASE = 10, 6
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
    """Return what recurs in at least ``least`` units and looks like a name or term, those said in several ways first, then by count."""
    zh = [unit.source if unit.source_tag.startswith("zh") else unit.target for unit in units]
    english = _English([unit.target if unit.source_tag.startswith("zh") else unit.source for unit in units])
    known = {term.zh for term in glossary.terms}
    candidates = []
    for term, places in _recurrent(zh, least).items():
        renderings = english.renderings(places)
        named = any(
            _is_title(rendering.phrase) and english.inside(rendering.phrase, places)
            for rendering in renderings
        )
        if term in known or _KIND.search(term) or named:
            documents = len({units[place].document for place in places})
            candidates.append(Candidate(term, len(places), documents, renderings, term in known))
    return sorted(candidates, key=lambda one: (one.agreed or not one.renderings, -one.count, one.zh))


def _recurrent(texts: Sequence[str], least: int) -> dict[str, list[int]]:
    """Return the closed strings of Han that stand in at least ``least`` texts, with the places of those texts."""
    runs = [[match[0] for match in _HAN.finditer(text)] for text in texts]
    found: dict[str, list[int]] = {}
    shorter: dict[str, list[int]] = {}
    for size in range(2, _LONGEST + 1):
        places: dict[str, list[int]] = defaultdict(list)
        for place, parts in enumerate(runs):
            strings = {
                run[i : i + size]
                for run in parts
                for i in range(len(run) - size + 1)
                if size == 2 or (run[i : i + size - 1] in shorter and run[i + 1 : i + size] in shorter)
            }
            for string in strings:
                places[string].append(place)
        level = {string: where for string, where in places.items() if len(where) >= least}
        for string, where in level.items():
            for part in (string[:-1], string[1:]):
                # A string that nearly always stands inside a longer one is a piece of it.
                if len(found.get(part, ())) * 0.8 <= len(where):
                    found.pop(part, None)
        found |= level
        shorter = level
        if not level:
            break
    return {
        string: where
        for string, where in found.items()
        if _stands_alone(string, [texts[place] for place in where])
    }


def _stands_alone(string: str, texts: Sequence[str]) -> bool:
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


def _is_title(phrase: str) -> bool:
    return all(word[0].isupper() or word in _SMALL for word in phrase.split())


class _English:
    """The English sides, with the units of each word."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._words = [_WORD.findall(text) for text in texts]
        self._stems = [[stem(word.lower()) for word in words] for words in self._words]
        self._folded = [f" {' '.join(words)} " for words in self._stems]
        self._units: dict[str, set[int]] = defaultdict(set)
        for place, words in enumerate(self._stems):
            for word in words:
                self._units[word].add(place)

    def renderings(self, places: Sequence[int]) -> tuple[Rendering, ...]:
        """Return the phrases that go with the units at ``places``, each for the units that those before it leave."""
        left = set(places)
        found: list[Rendering] = []
        while left and len(found) < 4:
            likely: dict[str, float] = {}
            counts = Counter(phrase for place in left for phrase in self._phrases(place))
            for phrase, count in counts.most_common(400):
                if count < 2:
                    break
                everywhere = self._count(phrase)
                inside = sum(f" {phrase} " in self._folded[place] for place in places)
                dice = 2 * count / (len(left) + everywhere - (inside - count))
                if dice >= _LIKELY:
                    likely[phrase] = round(dice, 6)
            if not likely:
                break
            head = max(likely, key=lambda phrase: (likely[phrase], len(phrase), phrase))
            # "bureau" stands in a unit or two more than "public security bureau", which is the translation.
            whole = [
                phrase
                for phrase in likely
                if f" {head} " in f" {phrase} " and likely[phrase] >= _WHOLE * likely[head]
            ]
            best = max(whole, key=lambda phrase: (len(phrase.split()), likely[phrase], phrase))
            covered = {place for place in left if f" {best} " in self._folded[place]}
            found.append(Rendering(self._as_written(best, sorted(covered)), len(covered)))
            left -= covered
        return tuple(found)

    def inside(self, phrase: str, places: Sequence[int]) -> bool:
        """Whether the phrase stands with its capital where no sentence begins."""
        words = phrase.split()
        return any(
            self._words[place][i : i + len(words)] == words
            for place in places
            for i in range(1, len(self._words[place]))
        )

    def _phrases(self, place: int) -> set[str]:
        words = [word.lower() for word in self._words[place]]
        stems = self._stems[place]
        return {
            " ".join(stems[i : i + size])
            for i, word in enumerate(words)
            if word not in _SMALL and not word[0].isdigit()
            for size in range(1, _LONGEST_PHRASE + 1)
            if i + size <= len(words)
            and words[i + size - 1] not in _SMALL
            and not words[i + size - 1][0].isdigit()
        }

    def _count(self, phrase: str) -> int:
        units = set.intersection(*(self._units[word] for word in phrase.split()))
        return sum(f" {phrase} " in self._folded[place] for place in units)

    def _as_written(self, phrase: str, places: Sequence[int]) -> str:
        size = len(phrase.split())
        forms = Counter(
            " ".join(self._words[place][i : i + size])
            for place in places
            for i in range(len(self._words[place]) - size + 1)
            if " ".join(self._stems[place][i : i + size]) == phrase
        )
        return max(sorted(forms), key=lambda form: forms[form])
