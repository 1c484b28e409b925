"""Whether a machine translated the English of a pair, by how far a language model foresees it.

A machine writes the likeliest words, whichever machine it is; a person time and again writes what no model
expects (Gehrmann et al. 2019, arXiv:1906.04043, show it of texts without a source; with the source it takes
a few sentences). The way back is looked at too: a translation is likelier after its source than the source
after it (Wastl et al. 2024, arXiv:2401.06769), and most of all where a machine made it. Plain sentences,
which anybody would translate so, are likely both ways.
``python -m align.train foreseen`` learns the weights.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from align.quality.machine_translated import Judgement
from corpus.cache import Cache, key_of

WEIGHTS = Path(__file__).with_name("foreseen.json")
MOST = 8
"""Sentences of a document that are looked at."""
FEWEST = 6
"""A document with fewer is not judged."""
_FIRST = 4
"""Sentences that are enough where they surprise."""
_SHORTEST = 20
"""Chinese characters of a sentence that can be translated in more than one way."""
_MOST_DIGITS = 0.1
"""Of its characters: numbers are the same whoever translates, and a table of them has one form."""
_HAN, _DIGIT = re.compile("[\u4e00-\u9fff]"), re.compile(r"\d")
_CAP = 4.0
"""Nothing surprises more: a name that is spelled in another way is one surprise, not ten."""
_CLEARLY_A_PERSON = 0.02
"""Below this probability by the English alone the first sentences are enough."""
_LEAST_SURPRISE = 0.01
"""Of a mean surprise that another is compared with."""
_SCHEMA = 1
"""Version of what the cache keeps of a pair."""
_SHOWN = 90
"""Characters of a sentence that is shown as evidence."""


@runtime_checkable
class Foresees(Protocol):
    """A translator that can say how likely it holds each token of a translation that is not its own."""

    @property
    def signature(self) -> str:
        """Name, version, weights and settings."""

    def token_log_probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[list[float]]:
        """Return for each pair ``(source, target)`` the natural logarithm of each token of the target."""


class Remembering:
    """An engine that keeps what it said of each pair in a cache."""

    def __init__(self, engine: Foresees, cache: Cache) -> None:
        self._engine, self._cache = engine, cache

    @property
    def signature(self) -> str:
        """See :class:`Foresees`."""
        return self._engine.signature

    def token_log_probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[list[float]]:
        """See :class:`Foresees`. Each pair is asked about by itself, as batches differ in the last digits."""
        return [self._of(pair) for pair in pairs]

    def _of(self, pair: tuple[str, str]) -> list[float]:
        key = key_of("foreseen", _SCHEMA, self.signature, *pair)
        kept = self._cache.get(key)
        if kept is None:
            (tokens,) = self._engine.token_log_probabilities([pair])
            kept = [round(token, 3) for token in tokens]
            self._cache.put(key, kept)
        return [float(token) for token in kept]


def tells(text: str) -> bool:
    """Whether a Chinese sentence is one that people translate in many ways.

    >>> tells("\u4e00" * 20), tells("2024\u5e743\u670822\u65e5")
    (True, False)
    """
    return len(_HAN.findall(text)) >= _SHORTEST and len(_DIGIT.findall(text)) <= _MOST_DIGITS * len(text)


def chosen(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs of Chinese and English sentences that are looked at, from all over the document.

    The first half of them is from all over it too.

    >>> [en for _, en in chosen([("\u4e00" * 20, str(k)) for k in range(80)])]
    ['5', '25', '45', '65', '15', '35', '55', '75']
    """
    long_enough = [pair for pair in pairs if tells(pair[0])]
    count = min(len(long_enough), MOST)
    spread = [long_enough[(2 * k + 1) * len(long_enough) // (2 * count)] for k in range(count)]
    return [*spread[::2], *spread[1::2]]


def surprise(tokens: Sequence[float]) -> float:
    """Return the mean surprise by a sentence's tokens: minus their log-probabilities, each at most 4.

    >>> surprise([-0.5, -9.5])
    2.25
    """
    return math.fsum(min(-token, _CAP) for token in tokens) / max(len(tokens), 1)


@dataclass(frozen=True, slots=True)
class Surprises:
    """How much some sentences of a document surprise, one number each, see :func:`surprise`."""

    english: Sequence[float]
    """By the English after the Chinese."""
    chinese: Sequence[float] = ()
    """By the Chinese after the English; none where that was not asked."""

    @property
    def means(self) -> tuple[float, float]:
        """The means of both, never 0; where the Chinese was not asked about, that of the English twice."""
        english = max(math.fsum(self.english) / len(self.english), _LEAST_SURPRISE)
        chinese = math.fsum(self.chinese) / len(self.chinese) if self.chinese else english
        return english, max(chinese, _LEAST_SURPRISE)

    @property
    def asymmetry(self) -> float:
        """How much more the English surprises than the Chinese, as the logarithm of their ratio.

        >>> round(Surprises([0.5, 0.7], [1.2, 1.2]).asymmetry, 3)
        -0.693
        """
        english, chinese = self.means
        return math.log(english / chinese)


def judge(pairs: Sequence[tuple[str, str]], engine: Foresees, back: Foresees) -> Judgement | None:
    """Return how likely a machine translated the English of these pairs; nothing where they are too few.

    Args:
        pairs: sentences that translate each other: Chinese, English; see :func:`chosen`.
        engine: the embedded model out of Chinese, which the weights are for.
        back: the same model into Chinese; is asked where the first sentences do not look like a person's.
    """
    if len(pairs) < FEWEST:
        return None
    english = surprises(engine, pairs[:_FIRST])
    said = Surprises(english)
    chance = _probability(said, _model()["alone"])
    if chance > _CLEARLY_A_PERSON:
        english += surprises(engine, pairs[_FIRST:])
        said = Surprises(english, surprises(back, [(en, zh) for zh, en in pairs]))
        chance = _probability(said, _model()["both"])
    least = min(range(len(english)), key=english.__getitem__)
    return Judgement(chance, (_in_words(said), f"\u201c{pairs[least][1][:_SHOWN]}\u201d"))


def surprises(engine: Foresees, pairs: Sequence[tuple[str, str]]) -> list[float]:
    """Return how much the target of each pair surprises the engine."""
    return [surprise(tokens) for tokens in engine.token_log_probabilities(list(pairs))]


def _in_words(said: Surprises) -> str:
    """Return how much sentences surprise, beside what is usual."""
    people, machines = (_model()["usual"][who] for who in ("people", "machines"))
    english, chinese = said.means
    ways = (
        f"mean surprise {english:.2f} in {len(said.english)} sentences, {people['english']:.2f} where people "
        f"translated, {machines['english']:.2f} where machines did"
    )
    if said.chinese:
        ways += (
            f"; by the Chinese after it {chinese:.2f}, {people['chinese']:.2f} and {machines['chinese']:.2f}"
        )
    return f"the embedded model foresees it: {ways}"


def _probability(said: Surprises, weights: Mapping[str, float]) -> float:
    """Return the probability that a machine wrote sentences that surprise so much."""
    log_odds = log_odds_of(said, weights)
    return 1 / (1 + math.exp(-max(min(log_odds, 50.0), -50.0)))


def log_odds_of(said: Surprises, weights: Mapping[str, float]) -> float:
    """Return the log-odds that a machine wrote sentences.

    They count as one more that says nothing: what stands in few is chance.
    """
    english, _ = said.means
    evidence = weights["bias"] - weights["english"] * english - weights["asymmetry"] * said.asymmetry
    return evidence * len(said.english) / (len(said.english) + 1)


@functools.cache
def _model() -> dict[str, Any]:
    """Return the weights that come with the package."""
    data: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return data
