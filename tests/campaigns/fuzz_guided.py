"""Let coverage guide the fuzzing of a kind of file: Atheris, where it is installed.

Atheris (Apache-2.0, libFuzzer for Python) tells which branches an input reached that none before it did; such
inputs are kept in a folder, and changed further in this run and the next. It must see the readers while they are
imported, which is why this is the module of the process.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_SEEN = [
    "corpus", "align", "export", "yaml", "tomllib", "docx2python", "pptx", "openpyxl", "pypdfium2", "polib", "pysubs2",
    "readability", "justext", "markdown_it", "mdit_py_plugins", "zipfile", "gzip", "json", "csv", "email", "html",
]  # fmt: skip
"""Packages whose branches count: the readers, and the parsers in Python that they use."""
_LONGEST = 20_000


def is_installed() -> bool:
    """Whether Atheris is here: `pip install atheris`."""
    return importlib.util.find_spec("atheris") is not None


def guide(kind: str, count: int, folder: Path, corpus: Path, findings: Path, seed: int) -> None:
    """Read ``count`` files of a kind, and leave the process.

    Args:
        kind: one of ``fuzz_readers.KINDS``.
        count: how many inputs.
        folder: where each input stands while it is read.
        corpus: inputs of the kind that were kept, and where more are.
        findings: where figures and what escapes are written.
        seed: other inputs.
    """
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=_SEEN):
        fuzz: Any = importlib.import_module("tests.campaigns.fuzz")
        figures = fuzz.begin(kind)
        seeds = fuzz.KINDS[kind].seeds(folder)
        keep(corpus, seeds)
        read_one = _reader(fuzz, figures, folder, corpus, findings, count)
        libfuzzer = [f"-seed={seed + 1}", f"-max_len={_LONGEST}", "-timeout=600", "-rss_limit_mb=0", "-verbosity=0",
                     f"-artifact_prefix={findings}/{kind}-", str(corpus)]  # fmt: skip
        atheris.Setup([sys.argv[0], *libfuzzer], read_one, custom_mutator=_mutator(atheris, seeds))
        atheris.Fuzz()


def keep(corpus: Path, inputs: list[bytes]) -> None:
    """Write inputs that a corpus begins with, where they do not stand there."""
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(inputs):
        path = corpus / f"seed-{number}"
        if not path.exists():
            path.write_bytes(data)


def _reader(
    fuzz: Any, figures: Any, folder: Path, corpus: Path, findings: Path, count: int
) -> Callable[[bytes], None]:
    """Return what reads one input, and ends the process after the last."""
    written = 0.0

    def read_one(data: bytes) -> None:
        nonlocal written
        fuzz.read_one(figures, folder, data, findings)
        if figures.inputs >= count or time.monotonic() - written > 1:
            written = time.monotonic()
            figures.kept = sum(1 for _ in corpus.iterdir())
            fuzz.write_figures(figures, findings)
        if figures.inputs >= count:
            os._exit(0)

    return read_one


def _mutator(atheris: Any, seeds: list[bytes]) -> Callable[[bytes, int, int], bytes]:
    """Return what changes an input: half as this campaign does, inside archives too, half as libFuzzer does."""
    from tests.campaigns.mutations import mutated

    def change(data: bytes, longest: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.5:
            changed: bytes = atheris.Mutate(data, longest)
            return changed
        return mutated(bytes(data), [bytes(data), *seeds], chance)[:longest]

    return change


def main() -> None:
    """Fuzz one kind of file, as `tests.campaigns.fuzz` asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--findings", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    given = parser.parse_args()
    guide(given.child, given.count, given.folder, given.corpus / given.child, given.findings, given.seed)


if __name__ == "__main__":
    main()
