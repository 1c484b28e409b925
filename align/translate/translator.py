"""What a translator is, and which there are."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol, runtime_checkable

from corpus.model import Lang

Examples = Mapping[str, Sequence[tuple[str, str]]]
Progress = Callable[[int], None]
"""Called with the number of sentences that were finished since the last call."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A machine translation. ``log_probability`` is the mean natural logarithm a token, at most 0."""

    text: str
    log_probability: float
    finished: bool
    """False where the engine stopped at its length limit."""
    weakest: float = 0.0
    """The mean natural logarithm of the least likely tokens in a row, at most 0; 0 where nobody knows."""
    unsure: str = ""
    """The words in which these stand."""


@runtime_checkable
class ReadsBack(Protocol):
    """A translator that can say how well its drafts tell what their sources say."""

    def read_back(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return of each ``(source, draft)`` how likely it holds the source as a translation of the draft.

        That is the mean natural logarithm a token, at most 0.
        """


class Translator(Protocol):
    """An offline translator of one direction."""

    @property
    def source(self) -> Lang:
        """The language it reads."""

    @property
    def target(self) -> Lang:
        """The language it writes."""

    @property
    def batch_size(self) -> int:
        """How many sentences to hand over at once, for speed."""

    @property
    def follows_prompt(self) -> bool:
        """Whether it is a language model.

        Such a one copies words of the target language that stand in a source, and learns from examples.
        """

    @property
    def calibrated(self) -> bool:
        """Whether the quality model was fitted on its log-probabilities; another engine's lie elsewhere."""

    @property
    def name(self) -> str:
        """For people: the engine and its model."""

    @property
    def signature(self) -> str:
        """Name, version, weights hash and settings: what a draft depends on besides its batch."""

    def translate(
        self,
        texts: Sequence[str],
        *,
        careful: bool = False,
        examples: Examples = MappingProxyType({}),
        progress: Progress | None = None,
    ) -> list[Draft]:
        """Translate one batch.

        Args:
            texts: what to translate.
            careful: the second way for a draft that went wrong: with a repetition penalty.
            examples: for some of the texts similar ones with their translations, the most similar first;
                a language model learns from them.
            progress: is told how many more are finished, by an engine that knows before the batch is.
        """


def threads() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def wait(results: Sequence[Any], tick: Callable[[], None] | None = None) -> list[Any]:
    """Wait for CTranslate2's asynchronous results in small steps, so that Ctrl-C is obeyed at once.

    ``tick`` is called at each.
    """
    while not all(result.done() for result in results):
        time.sleep(0.02)
        if tick:
            tick()
    return [result.result() for result in results]
