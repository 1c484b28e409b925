"""Pairing of many documents that resemble each other: seconds, processor seconds, peak memory, and how right.

    python -m tests.benchmarks.pairing_scale [DOCUMENTS [WORKERS]]        of each language; 10,000 and 2

The folder is that of ``tests.benchmarks.pairing``, without names: one in five has no partner, near-twins by
the thousand. Nothing is cached before.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from align.embed import UseEmbedder
from align.embedder import CachedEmbedder, Embedder, one_document
from align.pairing.documents import pair_documents
from corpus.cache import Cache
from corpus.pipeline.pool import Pool
from corpus.pipeline.runner import Embedding, In, Kit, Out
from tests.benchmarks.pairing import folder, outcomes, report, sides
from tests.benchmarks.pairing_texts import TEMPLATES

_DOCUMENTS, _WORKERS, _SEED = 10_000, 2, 101


def _usage() -> tuple[float, float]:
    """Return processor seconds and peak memory in MB of this process, and of the greatest that has ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used), sum(u.ru_maxrss for u in used) / 1024


def main(documents: int = _DOCUMENTS, workers: int = _WORKERS) -> None:
    """Pair about so many documents of each language and print what it took."""
    twins = folder(_SEED, count=round(documents / (len(TEMPLATES) * 1.25)))
    zh, en, zh_texts, en_texts = sides(twins, _SEED, named=False)
    sentences = sum(len(text.sentences) for text in (*zh_texts, *en_texts))
    print(f"{len(zh):,} × {len(en):,} documents, {sentences:,} sentences", flush=True)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch, Cache(Path(scratch) / "cache.sqlite") as cache:
        kit = Kit(CachedEmbedder(UseEmbedder, cache), cache)
        with Pool(kit, UseEmbedder, workers) as pool:

            def each(
                function: Callable[[In, Embedder], Out],
                items: Iterable[In],
                seconds: Callable[[In], float],
                documents: Callable[[In], int] = one_document,
            ) -> Iterator[Out]:
                yield from pool.map(Embedding(function, seconds), items)
                print(f"  {function}: until {time.perf_counter() - start:.1f} s", flush=True)

            said = outcomes(pair_documents(zh_texts, en_texts, each), zh, en)
    wall, (processor, peak) = time.perf_counter() - start, _usage()
    print(f"{wall:.0f} s, {processor:.0f} s CPU, {peak:,.0f} MB (this process and the greatest worker)")
    for line in report(said, sum(bool(twin.zh and twin.en) for twin in twins)):
        print(line)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
