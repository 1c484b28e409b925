"""Units, tools and builds for tests; a translator and an embedder that need no model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from lxml import etree

from align.translate.translator import Draft, Examples, Progress, Translator
from corpus.cache import Cache
from corpus.model import Document, Lang, Score, Unit
from corpus.pipeline.build import Build, build
from corpus.pipeline.runner import InProcess, Kit
from corpus.pipeline.split import Documents, SplitCorpus, split_document
from corpus.pipeline.tools import Tools
from corpus.pipeline.units import Candidate
from corpus.settings import Settings
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
        self.calibrated = False
        self.calls: list[tuple[list[str], bool]] = []
        self.examples: list[Examples] = []
        self._answers, self._careful = answers or {}, careful or {}

    name = "fake"

    @property
    def signature(self) -> str:
        return "fake:1"

    def translate(
        self,
        texts: Sequence[str],
        *,
        careful: bool = False,
        examples: Examples = MappingProxyType({}),
        progress: Progress | None = None,
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
            f"word{'abcdefghij'[i % 10]}{'klmnopqrst'[(i * 7 + i // 10 + together) % 10]}"
            for i in range(length)
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
        before = self.steps.get(name, 0)  # A stage may come again: each engine's drafts are checked.

        def step(steps: int) -> None:
            self.steps[name] = self.steps.get(name, 0) + steps
            assert self.steps[name] - before <= total

        yield step

    def say(self, message: str) -> None:
        self.said.append(message)


def unit(source: Any = "警方通报。", target: Any = "Police report.", index: Any = 0, **changes: Any) -> Unit:
    """A drafted unit with two scores; ``changes`` are other fields."""
    values: dict[str, Any] = {
        "source": source,
        "target": target,
        "source_tag": "zh-CN",
        "target_tag": "en-US",
        "origin": "drafted",
        "engine": "fake:1",
        "document": "a/文件.txt",
        "index": index,
        "script": "Hans",
        "date": "20240301T080000Z",
        "scores": (Score("score", 0.5, "s"), Score("similarity", 1 / 3, "m")),
    }
    return Unit(**(values | changes))


def candidates(units: Sequence[Unit]) -> list[Candidate]:
    """Units on their way into a file, each for the segment it stands for."""
    return [Candidate(unit, ((unit.document, unit.index),)) for unit in units]


def build_folder(
    folder: Path,
    out: Path,
    settings: Settings | None = None,
    answers: dict[str, Draft] | None = None,
    cache: Path | None = None,
    **tools: Any,
) -> Build:
    """Build a folder with fakes; ``tools`` take their places."""
    chosen = settings or Settings()

    def open_translator(lang: Lang) -> Translator | None:
        return None if chosen.engine == "none" else FakeTranslator(lang, answers)

    with Cache(cache or out.parent / "cache.sqlite") as opened:
        fakes: dict[str, Any] = {
            "open_translator": open_translator,
            "make_embedder": FakeEmbedder,
            "reporter": Silent(),
            "runner": lambda kit: nullcontext(InProcess(kit)),
        }
        return build(folder, out, chosen, Tools(cache=opened, **fakes | tools))


NO_KIT = InProcess(cast("Kit", None))
"""For stages that need neither embedder nor cache."""


def split_all(documents: Iterable[Document]) -> SplitCorpus:
    """The segments of documents, without those that hold no words."""
    return SplitCorpus(Documents(split_document(document)[0] for document in documents), ())


def units_of(path: Path) -> list[tuple[str, str]]:
    """The texts of a TMX."""
    sides = ("tuv[1]/seg", "tuv[2]/seg")
    return [tuple(tu.findtext(side) or "" for side in sides) for tu in etree.parse(path).iter("tu")]  # type: ignore[misc]


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder, without the one that is locked while one of them is written."""
    files = sorted(path for path in folder.iterdir() if path.name != ".duizhao.lock")
    return {path.name: path.read_bytes() for path in files}
