"""Where a language model was least sure of its own draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_TOGETHER = 3
"""How many tokens in a row are looked at: one alone is often a choice between words that are both right."""


@dataclass(frozen=True, slots=True)
class Weakest:
    """Tokens ``start`` to ``stop`` of a draft, whole words, and how likely the model held the worst."""

    start: int
    stop: int
    log_probability: float
    """The mean natural logarithm of the least likely tokens in a row, at most 0."""


def weakest_words(tokens: Sequence[str], log_probabilities: Sequence[float]) -> Weakest:
    """Return the least likely words of a draft.

    Args:
        tokens: of a byte-level BPE, in which ``Ġ`` begins a word (Radford et al. 2019, GPT-2).
        log_probabilities: of each token, natural logarithms.

    >>> weakest_words(["Police", "Ġin", "ĠGu", "ang", "nan", "Ġsaid"], [-0.1, -0.1, -2.0, -0.5, -2.0, -0.2])
    Weakest(start=2, stop=5, log_probability=-1.5)
    """
    if not tokens:
        return Weakest(0, 0, 0.0)
    width = min(_TOGETHER, len(tokens))
    means = [sum(log_probabilities[i : i + width]) / width for i in range(len(tokens) - width + 1)]
    start = min(range(len(means)), key=means.__getitem__)
    stop, worst = start + width, means[start]
    while start > 0 and _continues(tokens, start):
        start -= 1
    while stop < len(tokens) and _continues(tokens, stop):
        stop += 1
    return Weakest(start, stop, min(0.0, worst))


def _continues(tokens: Sequence[str], i: int) -> bool:
    """Whether a token goes on with the English word of the one before it."""
    return _is_latin(tokens[i][:1]) and _is_latin(tokens[i - 1][-1:])


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
