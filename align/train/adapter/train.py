"""From texts to the adapter that ships: one run, which goes on where it was stopped."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from align.terms.glossary import NO_TERMS, with_termbase
from align.train.adapter.dense import load_dense
from align.train.adapter.learn import Learner, batches, learn
from align.train.adapter.pairs import LANGS, Pair, read_references, read_texts
from align.train.adapter.samples import SampleMaker, kept_back
from align.translate.gguf import Weights
from align.translate.gguf_tokenizer import tokenizer_of
from align.translate.installed import MODEL_SHA256, join_parts
from corpus.model import Lang

_EVERY = 20
"""One document in so many is kept back to measure by."""
_LAST_TENTH = 10
_THIRDS: dict[Lang, int] = {"zh": 1, "en": 2}
"""Of three references so many are learned from, for breadth: half of those from Chinese are of shops."""
_MEASURED = 40
"""Pairs a direction and kind that are measured."""


def train(references: Path, work: Path, steps: int, seed: int, out: Path, say: Callable[[str], None]) -> None:
    """Learn the adapter and write it to ``out``.

    Args:
        references: a folder with translations of a shared task, for breadth; its last tenth is kept back.
        work: a folder for the model (1.1 GB), the checkpoint by which an interrupted run goes on, and the
            adapters after 500, 1,000 and 2,000 pairs.
        steps: of 24 pairs.
        seed: of all that is left to chance.
        out: the file to write.
        say: is told how far it is.

    Raises:
        CorpusError: the embedded model is not installed, or the texts are wrong.
        OSError: a file cannot be read or written.
    """
    os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")  # Large pages; torch is half as quick again.
    # Kernels of 1,024 shapes of batches would be kept: a run took 22 GB after 60 steps, and with these (and
    # MALLOC_ARENA_MAX=2) it stays at 14.
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
    work.mkdir(parents=True, exist_ok=True)
    model = work / "model.gguf"
    if not model.is_file():
        join_parts(work, lambda *_: None).replace(model)
    learned, kept = divide(read_texts(), read_references(references))
    maker = SampleMaker(tokenizer_of(Weights(model)), learned, with_termbase(NO_TERMS), seed)
    say(f"{len(learned)} pairs to learn from, {sum(map(len, kept.values()))} to measure by")
    learner = Learner.start(load_dense(model), steps, seed)
    measured = {name: maker.plain_samples(pairs) for name, pairs in kept.items()}

    def keep(pairs: int) -> None:
        learner.export(work / f"adapter-{pairs}.npz", MODEL_SHA256)

    learn(learner, batches(maker, learned, seed), measured, work / "checkpoint.pt", say, keep)
    learner.export(out, MODEL_SHA256)


def divide(texts: Sequence[Pair], references: Sequence[Pair]) -> tuple[list[Pair], dict[str, list[Pair]]]:
    """Return what is learned from, and what is measured by, named."""
    learned, own = kept_back(texts, _EVERY)
    kept: dict[str, list[Pair]] = {}
    for lang in LANGS:
        kept[f"own texts from {lang}"] = [pair for pair in own if pair.lang == lang][:_MEASURED]
        of_lang = [pair for pair in references if pair.lang == lang]
        end = len(of_lang) - len(of_lang) // _LAST_TENTH
        learned += [pair for place, pair in enumerate(of_lang[:end]) if place % 3 < _THIRDS[lang]]
        kept[f"references from {lang}"] = of_lang[end:][:_MEASURED]
    return learned, kept
