"""Learn the weights of the evidence for pairs of documents: ``python -m tests.benchmarks.pairing_fit FOLDER``.

FOLDER holds news with references, a sentence a line: wmt22.zh-en.{src.zh,refA.en} and wmt22.en-zh.{src.en,refA.zh}.
Prints bias and weights for ``align.pairing.documents``. Learned from other seeds than the benchmark measures.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from align.embed import UseEmbedder
from align.embedder import Embedder, in_turn
from align.pairing.documents import evidence
from align.pairing.samples import DocumentText
from align.train.regression import fit
from tests.benchmarks.pairing import Twin, folder, halves, sides

Example = tuple[Mapping[str, float], bool]
_SIDES = (("zh-en", "src.zh", "refA.en"), ("en-zh", "refA.zh", "src.en"))
_LENGTHS = (2, 3, 4, 5, 8, 12, 20, 40)
_PENALTY = 0.3
_SINGLE = 60
"""Documents of each kind that are compared by themselves, as in a folder of two."""


def news(root: Path, seed: int) -> list[Twin]:
    """Return stretches of news: whole, abridged, without a side, with sentences joined, with halves beside."""
    chance = random.Random(seed)
    twins: list[Twin] = []
    for name, zh_file, en_file in _SIDES:
        zh, en = (
            (root / f"wmt22.{name}.{file}").read_text("utf-8").splitlines() for file in (zh_file, en_file)
        )
        at = 0
        while at < len(zh):
            end = at + chance.choice(_LENGTHS)
            whole = Twin(name, f"{name}-{at}", tuple(zh[at:end]), tuple(en[at:end]))
            twins += _changed(whole, chance)
            at = end
    return twins


def _changed(twin: Twin, chance: random.Random) -> Iterator[Twin]:
    draw = chance.random()
    zh, en = twin.zh, twin.en
    if draw > 0.85:
        yield from halves(twin)
    elif draw < 0.1:
        zh = ()
    elif draw < 0.2:
        en = ()
    elif draw < 0.4:
        en = tuple(text for text in en if chance.random() < 0.6) or en
    elif draw < 0.5:
        zh = tuple(text for text in zh if chance.random() < 0.6) or zh
    elif draw < 0.7:
        en = tuple(" ".join(en[k : k + 2]) for k in range(0, len(en), 2))
    yield Twin(twin.kind, twin.name, zh, en)


def examples(twins: Sequence[Twin], seed: int, embedder: Embedder, *, named: bool) -> Iterator[Example]:
    """Yield what speaks for each candidate of a folder, and whether it is right.

    A half with the whole is neither: it is a pair where nothing better stands beside it.
    """
    zh, en, zh_texts, en_texts = sides(twins, seed, named=named)
    for (i, j), content in evidence(zh_texts, en_texts, in_turn(embedder)):
        if zh[i].name == en[j].name or _whole(zh[i]) != _whole(en[j]):
            yield content, zh[i].name == en[j].name


def _whole(twin: Twin) -> str:
    return twin.name.removesuffix("-a").removesuffix("-b")


def single(twins: Iterable[Twin], seed: int, embedder: Embedder) -> Iterator[Example]:
    """Yield documents by themselves with their other side, and with that of another of their kind."""
    chance = random.Random(seed)
    kinds: dict[str, list[Twin]] = {}
    for twin in twins:
        kinds.setdefault(twin.kind, []).append(twin)
    for same in kinds.values():
        for twin in same[:_SINGLE]:
            for other in (twin, chance.choice(same)):
                both = (DocumentText("a", twin.zh),), (DocumentText("b", other.en),)
                for _, content in evidence(*both, in_turn(embedder)):
                    if twin is other or _whole(twin) != _whole(other):
                        yield content, twin is other


def main(root: Path) -> None:
    """Learn and print."""
    embedder = UseEmbedder()
    learned: list[Example] = []
    for seed in range(1, 5):
        learned += examples(folder(seed), seed, embedder, named=seed % 2 == 1)
    for seed in range(1, 3):
        learned += examples(news(root, seed), seed, embedder, named=False)
    for seed in range(20, 28):
        learned += examples(folder(seed, count=2), seed, embedder, named=False)
    for seed, twins in ((301, folder(301)), (302, news(root, 302)), (303, folder(303, count=20))):
        learned += single(twins, seed, embedder)
    names = list(learned[0][0])
    inputs = np.array([[content[name] for name in names] for content, _ in learned])
    spread = inputs.std(axis=0) + 1e-3
    model = fit(
        inputs / spread, np.array([float(right) for _, right in learned]), np.full(len(names), _PENALTY)
    )
    print("bias", round(model.bias, 1))
    for name, weight in zip(names, model.weights / spread, strict=True):
        print(name, round(float(weight), 1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
