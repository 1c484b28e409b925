"""Sentence splitting in MB/s, next to pysbd, blingfire and syntok on the same text.

usage: python -m tests.benchmarks.segment [--zh FILE] [--en FILE]      (default: the repo's seeds, repeated)
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from corpus.model import Document, Lang
from corpus.read.documents import read_file
from corpus.read.files import find_files
from corpus.segment.splitter import segment

_SEEDS = Path(__file__).parent.parent.parent / "seeds"
_RUNS = 5


def seeds_text(lang: Lang) -> str:
    documents = (read_file(path, name) for path, name in find_files(_SEEDS))
    return "\n\n".join(
        document.text for document in documents if isinstance(document, Document) and document.lang == lang
    )


def repeated(text: str, size: int) -> str:
    return (text + "\n\n") * max(1, size // len(text.encode()))


def rate(work: Callable[[str], object], text: str) -> float:
    """Return megabytes of UTF-8 a second, the median of some runs."""
    seconds = []
    for _ in range(_RUNS):
        begin = time.perf_counter()
        work(text)
        seconds.append(time.perf_counter() - begin)
    return len(text.encode()) / 1e6 / statistics.median(seconds)


def peers(lang: Lang) -> dict[str, tuple[Callable[[str], object], int]]:
    """Return each peer with how many bytes to give it: the slow ones get less."""
    import blingfire
    import pysbd
    from syntok import segmenter

    found: dict[str, tuple[Callable[[str], object], int]] = {
        "blingfire": (blingfire.text_to_sentences, 5_000_000),
        "blingfire, with offsets": (blingfire.text_to_sentences_and_offsets, 5_000_000),
    }
    splitter = pysbd.Segmenter(language=lang, clean=False)
    found["pysbd"] = (lambda text: [splitter.segment(block) for block in text.split("\n\n")], 20_000)
    found["syntok"] = (lambda text: [list(paragraph) for paragraph in segmenter.process(text)], 100_000)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--zh", type=Path)
    parser.add_argument("--en", type=Path)
    arguments = parser.parse_args()
    languages: tuple[Lang, ...] = ("zh", "en")
    for lang in languages:
        path: Path | None = getattr(arguments, lang)
        text = path.read_text(encoding="utf-8") if path else seeds_text(lang)
        ours = rate(lambda whole, lang=lang: segment(whole, lang), repeated(text, 5_000_000))  # type: ignore[misc]
        print(f"{lang}  duizhao {ours:.1f} MB/s, with spans")
        for name, (work, size) in peers(lang).items():
            theirs = rate(work, repeated(text, size)[:size])
            print(f"{lang}  {name} {theirs:.2f} MB/s, ours {ours / theirs:.1f} times")


if __name__ == "__main__":
    main()
