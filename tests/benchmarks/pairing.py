"""Pairing on folders of documents that resemble each other: templates, versions, digests, near-twins.

    python -m tests.benchmarks.pairing [SEED …]        without names, then with names, for each seed

Also what the trainer of the pairing weights learns from (other seeds; and one kind at a time held back).
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from align.embed import UseEmbedder
from align.embedder import Embedder, in_turn
from align.pairing.documents import Pairing, pair_documents
from align.pairing.samples import DocumentText
from tests.benchmarks.pairing_texts import FRAMES, TEMPLATES, WORDS
from tests.gold.align_figures import texts as gold_texts

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_PRODUCTS = ("Pelican", "Heron", "Osprey")
_OF_A_KIND = 60
_ALONE = 0.2
"""The share of documents whose other side is missing, half of them on each side."""
_ABRIDGED, _FREE = 0.15, 0.3
SEEDS = (101, 102)


@dataclass(frozen=True, slots=True)
class Twin:
    """A document in both languages; a side that does not stand in the folder is empty."""

    kind: str
    name: str
    zh: tuple[str, ...]
    en: tuple[str, ...]


def folder(seed: int, kinds: Sequence[str] = tuple(TEMPLATES), count: int = _OF_A_KIND) -> list[Twin]:
    """Return the documents of a folder: ``count`` of each kind, digests of them, and the gold documents."""
    chance = random.Random(seed)
    twins = [twin for kind in kinds for twin in _of_kind(kind, count, chance)]
    twins += [_digest(k, twins, chance) for k in range(count // 4)]
    halved = chance.sample(twins, count // 4)
    twins += [Twin("gold", f"gold-{text.name}", text.zh, text.en) for text in gold_texts()]
    whole = {twin.name for twin in halved}
    twins = [twin if twin.name in whole else _lacking(twin, chance) for twin in twins]
    return twins + [half for twin in halved for half in halves(twin)]


def _of_kind(kind: str, count: int, chance: random.Random) -> Iterator[Twin]:
    last: list[tuple[str, str]] = []
    for k in range(count):
        # Versions of one product say what the last one did but for a sentence or two.
        keeps = kind == "feature" and k % 4 != 0
        last = [*last[1:], _filled(chance.choice(FRAMES[kind]), _values(chance), chance)] if keeps else []
        last = last or [
            _filled(frame, _values(chance), chance)
            for frame in chance.sample(FRAMES[kind], chance.randint(3, min(6, len(FRAMES[kind]))))
        ]
        values = _values(chance, k)
        body = [
            pair
            for line in TEMPLATES[kind]
            for pair in (last if line[0] == "*" else [_filled(line, values, chance)])
        ]
        yield Twin(kind, _name(kind, k, values), *(tuple(side) for side in zip(*body, strict=True)))


def _name(kind: str, k: int, values: dict[str, tuple[str, str]]) -> str:
    if kind == "feature":
        return f"{values['product'][1].lower()}-{values['version'][1]}-released-{k}"
    date = "-".join(values[part][0] for part in "ymd")
    return f"{date}-{kind}-{k}" if kind in ("case", "advisory") else f"{kind}-{k}"


def _values(chance: random.Random, k: int = 0) -> dict[str, tuple[str, str]]:
    """Return what fills the gaps of a document's template."""
    month = chance.randint(1, 12)
    same = {
        "y": chance.randint(2015, 2024), "m": month, "d": chance.randint(1, 28), "n": chance.randint(3, 900),
        "a": chance.randint(1, 99), "b": chance.randint(1, 99), "c": chance.randint(1, 99),
        "cve": f"CVE-{chance.randint(2012, 2024)}-{chance.randint(1000, 9999)}",
        "version": f"{2 + k // 24}.{k // 4 % 6}.{k % 4}" + ("-rc1", "-preview2", "", "")[k % 4],
        "product": _PRODUCTS[k // 4 % 3],
    }  # fmt: skip
    values = {name: (str(value), str(value)) for name, value in same.items()}
    values["month"] = (str(month), _MONTHS[month - 1])
    return values | {name: chance.choice(words) for name, words in WORDS.items()}


def _filled(
    frame: tuple[str, str], values: dict[str, tuple[str, str]], chance: random.Random
) -> tuple[str, str]:
    zh, en = (
        text.format_map({name: value[side] for name, value in values.items()})
        for side, text in enumerate(frame)
    )
    return zh, en[0].upper() + en[1:]


def _digest(k: int, twins: Sequence[Twin], chance: random.Random) -> Twin:
    """Return a document that quotes two or three sentences of each of some others."""
    quoted: list[tuple[str, str]] = []
    for twin in chance.sample(twins, 4):
        size = min(len(twin.zh), len(twin.en), 3)
        first = chance.randrange(len(twin.zh) - size + 1)
        quoted += zip(twin.zh[first : first + size], twin.en[first : first + size], strict=True)
    sides = list(zip(*quoted, strict=True))
    return Twin("digest", f"digest-{k}", tuple(sides[0]), tuple(sides[1]))


def halves(twin: Twin) -> list[Twin]:
    """Return the first half of the Chinese and the second of the English: neither belongs to the other."""
    return [
        Twin(twin.kind, f"{twin.name}-a", twin.zh[: len(twin.zh) // 2], ()),
        Twin(twin.kind, f"{twin.name}-b", (), twin.en[len(twin.en) // 2 :]),
    ]


def _lacking(twin: Twin, chance: random.Random) -> Twin:
    """Return the document without one of its sides, or with sentences of one left out, or as it is."""
    draw = chance.random()
    if twin.kind == "gold":
        return twin
    if draw < _ALONE / 2:
        return replace(twin, zh=())
    if draw < _ALONE:
        return replace(twin, en=())
    if draw < _ALONE + _ABRIDGED:
        kept = tuple(text for text in twin.en if chance.random() < 0.7)
        return replace(twin, en=kept or twin.en)
    return replace(twin, en=tuple(_freely(twin, chance))) if draw < _ALONE + _ABRIDGED + _FREE else twin


def _freely(twin: Twin, chance: random.Random) -> Iterator[str]:
    """Yield the English as freer translators have it: joined, left out, without its numbers, with more of it."""
    before = ""
    for text in twin.en:
        draw = chance.random()
        if draw < 0.12:
            before = f"{before} {text}".strip()
            continue
        if draw < 0.2:
            text = re.sub(r"\d+", "several", text)
        elif draw < 0.25:
            yield _filled(chance.choice(FRAMES["life"]), _values(chance), chance)[1]
        if draw < 0.92:
            yield f"{before} {text}".strip()
            before = ""
    if before:
        yield before


def sides(
    twins: Sequence[Twin], seed: int, *, named: bool
) -> tuple[list[Twin], list[Twin], list[DocumentText], list[DocumentText]]:
    """Return both sides in an order that says nothing, and what pairing sees of them."""
    zh, en = [twin for twin in twins if twin.zh], [twin for twin in twins if twin.en]
    random.Random(seed).shuffle(zh)
    random.Random(seed + 1).shuffle(en)
    names = {id(twin): twin.name for twin in twins} if named else {}
    return (
        zh,
        en,
        [DocumentText(f"{names.get(id(t), f'a{i}')}.zh.txt", t.zh) for i, t in enumerate(zh)],
        [DocumentText(f"{names.get(id(t), f'b{i}')}.en.txt", t.en) for i, t in enumerate(en)],
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A pair that was said, by the documents' names, and whether it is right."""

    confidence: float
    right: bool
    zh: Twin
    en: Twin


def outcomes(pairing: Pairing, zh: Sequence[Twin], en: Sequence[Twin]) -> list[Outcome]:
    """Return what was said, the surest first. A document says the same as its twin, whatever its name."""
    said = [
        Outcome(p.confidence, zh[p.zh] is en[p.en] or zh[p.zh].name == en[p.en].name, zh[p.zh], en[p.en])
        for p in pairing.pairs
    ]
    return sorted(said, key=lambda outcome: -outcome.confidence)


def report(said: Sequence[Outcome], wanted: int) -> Iterator[str]:
    """Yield precision and recall of what is shown as 1.00, of .9 and more, and of all; then the worst errors."""
    for label, least in (("1.00", 0.995), ("≥ .9", 0.9), ("all", 0.0)):
        part = [outcome for outcome in said if outcome.confidence >= least]
        right = sum(outcome.right for outcome in part)
        yield f"  {label:5} {len(part):4} pairs  P {right / max(len(part), 1):.3f}  R {right / wanted:.3f}"
    for outcome in [outcome for outcome in said if not outcome.right][:10]:
        yield f"    wrong {outcome.confidence:.4f}  {outcome.zh.name} with {outcome.en.name}"
    bands = [0.0, 0.6, 0.8, 0.9, 0.99, 0.999, 1.01]
    for low, high in pairwise(bands):
        part = [outcome for outcome in said if low <= outcome.confidence < high]
        if part:
            mean = sum(outcome.confidence for outcome in part) / len(part)
            share = sum(outcome.right for outcome in part) / len(part)
            yield f"    {low:.3f}–{high:.3f}: {len(part):4} said {mean:.3f} right {share:.3f}"


def measure(seed: int, embedder: Embedder, *, named: bool) -> Iterator[str]:
    """Yield the figures of one folder."""
    twins = folder(seed)
    zh, en, zh_texts, en_texts = sides(twins, seed, named=named)
    began = time.process_time()
    said = outcomes(pair_documents(zh_texts, en_texts, in_turn(embedder)), zh, en)
    seconds = time.process_time() - began
    wanted = sum(bool(twin.zh and twin.en) for twin in twins)
    yield (
        f"seed {seed}, {'named' if named else 'without names'}: {len(zh)} × {len(en)} documents, "
        f"{wanted} pairs, {seconds:.0f} s"
    )
    yield from report(said, wanted)


def main(seeds: Sequence[int]) -> None:
    """Print the figures of each seed, without and with names."""
    embedder = UseEmbedder()
    for seed in seeds:
        for named in (False, True):
            for line in measure(seed, embedder, named=named):
                print(line)


if __name__ == "__main__":
    main([int(seed) for seed in sys.argv[1:]] or SEEDS)
