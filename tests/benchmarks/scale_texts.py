"""Folders of any size, of this project's own sentences: what the benchmarks of workers and of memory read.

python -m tests.benchmarks.scale_texts FOLDER --small 10000      small documents in either language
python -m tests.benchmarks.scale_texts FOLDER --pairs 200        documents that translate each other
python -m tests.benchmarks.scale_texts FOLDER --bilingual 100    .po catalogues of 1,000 units each
"""

from __future__ import annotations

import argparse
import itertools
import random
from pathlib import Path

from tests.benchmarks.pairing_texts import FRAMES, WORDS

_SENTENCES, _LONG = 6, 60
_IN_A_CATALOGUE = 1_000
_KINDS = ("case", "life", "help", "feature")


def sentence(chance: random.Random) -> tuple[str, str]:
    """Return a Chinese and an English sentence: two frames with their gaps filled, so that few are alike."""
    first, second = (_clause(chance) for _ in range(2))
    return f"{first[0][:-1]}；{second[0]}", f"{first[1][:-1]}; {second[1]}"


def _clause(chance: random.Random) -> tuple[str, str]:
    zh, en = chance.choice(FRAMES[chance.choice(_KINDS)])
    words = {kind: chance.choice(pairs) for kind, pairs in WORDS.items()}
    number = chance.randint(20, 99_999)
    sides = ({kind: pair[at] for kind, pair in words.items()} for at in range(2))
    return tuple(frame.format(n=number, **side) for frame, side in zip((zh, en), sides, strict=True))  # type: ignore[return-value]


def write_small(folder: Path, count: int) -> None:
    """Write ``count`` documents of six sentences, every other one in English, none a translation."""
    for k in range(count):
        chance = random.Random(k)
        texts = [sentence(chance)[k % 2] for _ in range(_SENTENCES)]
        _write(folder / f"{k // 1000:03}" / f"{k:07}.txt", "\n\n".join(texts))


def write_pairs(folder: Path, count: int) -> None:
    """Write ``count`` documents of sixty sentences in both languages; one in ten lacks its counterpart."""
    for k in range(count):
        chance = random.Random(k)
        pairs = [sentence(chance) for _ in range(_LONG)]
        for at, lang in enumerate(("zh", "en")):
            kept = (pair[at] for pair in pairs if at == 0 or chance.random() > 0.1)
            _write(folder / lang / f"{k:06}.txt", "\n\n".join(kept))


def write_bilingual(folder: Path, count: int) -> None:
    """Write ``count`` catalogues of translated messages: units that need no alignment."""
    for k in range(count):
        chance = random.Random(k)
        head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: zh_CN\\n"\n'
        pairs = itertools.starmap(
            lambda zh, en: f'msgid "{en}"\nmsgstr "{zh}"\n',
            (sentence(chance) for _ in range(_IN_A_CATALOGUE)),
        )
        _write(folder / f"{k:05}.po", "\n".join([head, *pairs]))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}\n", encoding="utf-8")


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    for name in ("small", "pairs", "bilingual"):
        parser.add_argument(f"--{name}", type=int, default=0)
    asked = parser.parse_args()
    write_small(asked.folder, asked.small)
    write_pairs(asked.folder, asked.pairs)
    write_bilingual(asked.folder, asked.bilingual)


if __name__ == "__main__":
    main()
