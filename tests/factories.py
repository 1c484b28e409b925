"""A translator and an embedder that need no model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from align.translate.translator import Draft, Examples
from corpus.model import Lang
from corpus.text.numbers import read_numbers

SEEDS = Path(__file__).parent.parent / "seeds"
CASES_FOLDER = Path(__file__).parent / "cases"


class FakeTranslator:
    """Drafts that name their batch, as a real engine's depend on it; ``answers`` overrides single texts."""

    def __init__(
        self,
        source: Lang,
        answers: dict[str, Draft] | None = None,
        careful: dict[str, Draft] | None = None,
        batch_size: int = 4,
    ) -> None:
        self.source: Lang = source
        self.target: Lang = "en" if source == "zh" else "zh"
        self.batch_size = batch_size
        self.follows_prompt = True
        self.calls: list[tuple[list[str], bool]] = []
        self.examples: list[Examples] = []
        self._answers, self._careful = answers or {}, careful or {}

    name = "fake"

    @property
    def signature(self) -> str:
        return "fake:1"

    def translate(
        self, texts: Sequence[str], *, careful: bool = False, examples: Examples = MappingProxyType({})
    ) -> list[Draft]:
        self.examples.append(examples)
        self.calls.append((list(texts), careful))
        chosen = self._careful if careful else self._answers
        return [chosen.get(text) or self._draft(text, len(texts)) for text in texts]

    def _draft(self, text: str, together: int) -> Draft:
        numbers = " ".join(
            number.text for number in read_numbers(text, self.source) if number.strength == "strong"
        )
        length = max(1, len(text) // 12 if self.source == "en" else len(text) // 2)
        body = " ".join(
            f"word{'abcdefghij'[i % 10]}{'klmnopqrst'[(i * 7 + together) % 10]}" for i in range(length)
        )
        han = "".join(chr(0x4E00 + (i * 37 + len(text)) % 300) for i in range(3 * length))
        return Draft(
            f"Draft {numbers} {body}." if self.target == "en" else f"译文{numbers}{han}。",
            -0.2,
            finished=True,
        )


class FakeEmbedder:
    """Vectors by hash: two texts have a cosine of about .4."""

    signature = "fake-embedder:1"

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = [np.random.default_rng(list(text.encode())).standard_normal(512) for text in texts]
        vectors = np.array(rows, dtype=np.float32).reshape(len(texts), 512)
        vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6) + np.float32(
            0.036
        )
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def runs(self, texts: Sequence[str], most: int) -> tuple[npt.NDArray[np.float16], ...]:
        return tuple(
            self.embed([" ".join(texts[i : i + size]) for i in range(len(texts) - size + 1)]).astype(
                np.float16
            )
            for size in range(1, most + 1)
        )


class Silent:
    """A reporter that keeps what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.steps: dict[str, int] = {}

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        def step(steps: int) -> None:
            self.steps[name] = self.steps.get(name, 0) + steps
            assert self.steps[name] <= total

        yield step

    def say(self, message: str) -> None:
        self.said.append(message)
