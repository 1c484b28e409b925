"""Learn the weights of the bead model from hand-aligned texts.

    python -m align.train.beads ../shared/eval/align/mac-dev

reads ``NNN.zh`` and ``NNN.en``, a sentence a line, and ``NNN.gold``, a link a line (``[0,1]:[0]``), and writes the weights
beside this module. The conditional likelihood of the gold tilings is maximised by L-BFGS with a quadratic penalty (Lafferty et al. 2001;
Sarawagi and Cohen 2004). Hand-aligned texts hold hardly a sentence without counterpart, so each text is also learned in damaged copies:
sentences deleted here and there, whole stretches missing or strange, lines of menus. ``--leave-one-out`` writes nothing and prints what each text gets
from the others.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from align.beads.aligner import WEIGHTS, WIDTH, BeadModel, align, decode
from align.beads.anchors import find_band
from align.beads.band import Band, Floats
from align.beads.features import LINK_NAMES, LINKS, NULL_NAMES, TYPES, Features, read_text
from align.beads.semi_markov import allowed, posteriors, sums
from align.embed import UseEmbedder
from align.embedder import Embedder
from align.evaluate.alignments import Gold, Link, read_gold, reliability, strict_f1
from corpus.model import Bead

Doubles = npt.NDArray[np.float64]

_PENALTY = 25.0
_STEPS = 60
_DAMAGED_WEIGHT = 0.2
_MENU_ZH = (
    "首页",
    "新闻中心",
    "通知公告",
    "政务公开",
    "联系我们",
    "上一篇",
    "下一篇",
    "打印本页",
    "责任编辑：王小明",
    "分享到：微信",
    "字号：大 中 小",
)
_MENU_EN = (
    "Home",
    "News",
    "About us",
    "Contact",
    "Services",
    "Previous",
    "Next",
    "Print this page",
    "Editor: Wang Xiaoming",
    "Share on WeChat",
    "Sitemap",
)


def keep(text: Gold, name: str, zh_kept: Callable[[int], bool], en_kept: Callable[[int], bool]) -> Gold:
    """Return the text without some sentences; what is left of a link stays linked, what lost its other side stands alone."""
    zh: list[str] = []
    en: list[str] = []
    links: list[Link] = []
    for i, j, a, b in text.links:
        left = [text.zh[k] for k in range(i, i + a) if zh_kept(k)]
        right = [text.en[k] for k in range(j, j + b) if en_kept(k)]
        links += _link_or_nulls(len(zh), len(en), len(left), len(right))
        zh += left
        en += right
    return Gold(f"{text.name} {name}", tuple(zh), tuple(en), tuple(links))


def _link_or_nulls(i: int, j: int, a: int, b: int) -> list[Link]:
    if a and b:
        return [(i, j, a, b)]
    return [(i + k, j, 1, 0) for k in range(a)] + [(i, j + k, 0, 1) for k in range(b)]


def insert(text: Gold, strange: Gold, count: int, chance: random.Random) -> Gold:
    """Return the text with a stretch of another put into one side, between two links."""
    at = chance.randrange(len(text.links))
    i, j = text.links[at][:2]
    on_zh = chance.random() < 0.5
    other = strange.zh if on_zh else strange.en
    first = chance.randrange(max(len(other) - count, 1))
    return replace(
        _put(text, at, i, j, other[first : first + count], on_zh=on_zh), name=f"{text.name} inserted"
    )


def _put(text: Gold, at: int, i: int, j: int, lines: Sequence[str], *, on_zh: bool) -> Gold:
    """Return the text with lines that have no counterpart before link ``at``, which begins at ``i`` and ``j``."""
    a, b = (len(lines), 0) if on_zh else (0, len(lines))
    links = [
        *text.links[:at],
        *_link_or_nulls(i, j, a, b),
        *((k + a, m + b, c, d) for k, m, c, d in text.links[at:]),
    ]
    zh = (*text.zh[:i], *lines, *text.zh[i:]) if on_zh else text.zh
    en = text.en if on_zh else (*text.en[:j], *lines, *text.en[j:])
    return Gold(text.name, zh, en, tuple(links))


def with_menus(text: Gold, chance: random.Random) -> Gold:
    """Return the text with lines of a page's menu at several places on either side: they translate nothing."""
    for _ in range(6):
        at = chance.randrange(len(text.links))
        i, j = text.links[at][:2]
        on_zh = chance.random() < 0.5
        lines = chance.sample(_MENU_ZH if on_zh else _MENU_EN, chance.randint(1, 5))
        text = _put(text, at, i, j, lines, on_zh=on_zh)
    return replace(text, name=f"{text.name.partition(' ')[0]} menus")


def damaged(text: Gold, strange: Gold, seed: str) -> list[Gold]:
    """Return copies of a text: a tenth of either side deleted, a stretch missing with another one strange, lines of menus."""
    chance = random.Random(f"{seed} {text.name}")  # noqa: S311
    gone_zh = {k for k in range(len(text.zh)) if chance.random() < 0.1}
    gone_en = {k for k in range(len(text.en)) if chance.random() < 0.1}
    first = chance.randrange(max(len(text.en) - 40, 1))
    missing = keep(text, "missing", lambda _: True, lambda k: not first <= k < first + 40)
    return [
        keep(text, "deleted zh", lambda k: k not in gone_zh, lambda _: True),
        keep(text, "deleted en", lambda _: True, lambda k: k not in gone_en),
        insert(missing, strange, 25, chance),
        with_menus(text, chance),
    ]


class Example:
    """A text with its features, ready for learning."""

    def __init__(self, text: Gold, embedder: Embedder, weight: float) -> None:
        self.text, self.weight = text, weight
        zh, en = read_text(text.zh, embedder), read_text(text.en, embedder)
        self.band: Band = find_band(zh.runs[0], en.runs[0], WIDTH)
        features = Features(zh, en, self.band)
        parts = [features.compute(*chunk) for chunk in features.chunks()]
        self.links, self.nulls, self.fits = (np.concatenate(part) for part in zip(*parts, strict=True))
        self.gold = allowed(self.band, TYPES, text.links) & self.fits
        self.single = bool(self.gold.sum() == len(text.links))
        """Whether every gold bead has a type, so that the gold tiling is one and not several."""
        self.reachable = np.isfinite(
            sums(self.band, np.where(self.gold, 0.0, -np.inf).astype(np.float32), TYPES).total
        )

    def expectation(self, weights: npt.NDArray[np.float32]) -> Doubles:
        """Return the features summed with these weights of beads."""
        return np.concatenate(
            [
                np.einsum("ct,ctf->f", weights[:, :LINKS], self.links, optimize=True),
                np.einsum("cs,csf->sf", weights[:, LINKS:], self.nulls).ravel(),
                weights.sum(axis=0),
            ]
        ).astype(np.float64)

    def loss(self, model: BeadModel) -> tuple[float, Doubles]:
        """Return the negative log-likelihood of the gold tiling and its gradient."""
        scores = model.score(self.links, self.nulls, self.fits)
        every = sums(self.band, scores, TYPES)
        expected = posteriors(self.band, scores, TYPES, every)
        if self.single:
            gold_total, gold = float(scores[self.gold].sum(dtype=np.float64)), self.gold.astype(np.float32)
        else:
            masked = np.where(self.gold, scores, -np.inf).astype(np.float32)
            found = sums(self.band, masked, TYPES)
            gold_total, gold = found.total, posteriors(self.band, masked, TYPES, found)
        return self.weight * (every.total - gold_total), self.weight * self.expectation(expected - gold)


def _model(weights: Doubles, signature: str) -> BeadModel:
    f, g = len(LINK_NAMES), len(NULL_NAMES)
    parts = weights.astype(np.float32)
    return BeadModel(parts[:f], parts[f : f + 2 * g].reshape(2, g), parts[f + 2 * g :], signature)


def learn(examples: Sequence[Example], signature: str = "") -> BeadModel:
    """Return the weights that make the gold tilings most probable, penalised in units of each feature's spread."""
    from scipy.optimize import minimize

    def spread(arrays: Iterable[Floats], size: int) -> Doubles:
        return np.asarray(
            np.concatenate([array.reshape(-1, size)[::17] for array in arrays]).std(axis=0) + 1e-3,
            dtype=np.float64,
        )

    scale = np.concatenate(
        [
            1 / spread((e.links for e in examples), len(LINK_NAMES)),
            np.tile(1 / spread((e.nulls for e in examples), len(NULL_NAMES)), 2),
            np.ones(len(TYPES)),
        ]
    )

    def objective(point: Doubles) -> tuple[float, Doubles]:
        model = _model(point * scale, "")
        losses, gradients = zip(*(example.loss(model) for example in examples), strict=True)
        return sum(losses) + _PENALTY / 2 * float(point @ point), sum(gradients) * scale + _PENALTY * point

    found = minimize(
        objective, np.zeros(len(scale)), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}
    )
    return _model(found.x * scale, signature)


def examples_of(texts: Sequence[Gold], embedder: Embedder) -> list[list[Example]]:
    """Return each text with its damaged copies, leaving out copies whose gold tiling the band misses."""
    groups = []
    for k, text in enumerate(texts):
        copies = damaged(text, texts[k - 1], "damage")
        group = [Example(text, embedder, 1.0), *(Example(copy, embedder, _DAMAGED_WEIGHT) for copy in copies)]
        groups.append([example for example in group if example.reachable])
    return groups


def _left_out(k: int, folder: Path) -> list[tuple[str, tuple[Link, ...], list[Bead]]]:
    """Learn without text ``k`` and align it, and its damaged copies."""
    groups = examples_of(read_gold(folder), UseEmbedder())
    model = learn([example for i, group in enumerate(groups) if i != k for example in group])
    return [
        (e.text.name, e.text.links, decode(e.band, model.score(e.links, e.nulls, e.fits))) for e in groups[k]
    ]


def main(arguments: Sequence[str]) -> int:
    """Run the trainer."""
    parser = argparse.ArgumentParser(
        prog="python -m align.train.beads",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, help="hand-aligned texts: NNN.zh, NNN.en, NNN.gold")
    parser.add_argument(
        "--leave-one-out",
        action="store_true",
        help="print what each text gets from the others, and write nothing",
    )
    parsed = parser.parse_args(arguments)
    texts = read_gold(parsed.folder)
    write = sys.stdout.write
    if parsed.leave_one_out:
        with ProcessPoolExecutor() as pool:
            results = [
                result
                for group in pool.map(partial(_left_out, folder=parsed.folder), range(len(texts)))
                for result in group
            ]
        whole = {text.name for text in texts}
        kinds = {name.partition(" ")[2] for name, _, _ in results}
        for kind in sorted(kinds):
            pairs = [(gold, beads) for name, gold, beads in results if name.partition(" ")[2] == kind]
            write(f"strict F1, {kind or 'as it is'}: {strict_f1(pairs):.4f}\n")
        for name, gold, beads in results:
            if name in whole:
                write(f"  {name}: {strict_f1([(gold, beads)]):.3f}\n")
        for kind, pairs in (
            ("as it is", [(g, b) for n, g, b in results if n in whole]),
            ("damaged", [(g, b) for n, g, b in results if n not in whole]),
        ):
            write(f"{kind}: confidence, beads, mean confidence, share right\n")
            for band, count, confidence, right in reliability(pairs):
                write(f"  {band}  {count:5}  {confidence:.3f}  {right:.3f}\n")
        return 0
    data = hashlib.sha256(
        "\0".join(line for text in texts for line in (*text.zh, *text.en, repr(text.links))).encode()
    ).hexdigest()[:12]
    signature = f"duizhao-beads-1:{data}"
    model = learn([example for group in examples_of(texts, UseEmbedder()) for example in group], signature)
    weights = {
        "signature": signature,
        "trained_on": f"{len(texts)} texts, {sum(len(text.links) for text in texts)} beads, and damaged copies",
        "links": dict(zip(LINK_NAMES, _plain(model.links), strict=True)),
        "nulls": {
            side: dict(zip(NULL_NAMES, _plain(row), strict=True))
            for side, row in zip(("zh", "en"), model.nulls, strict=True)
        },
        "types": {f"{a}:{b}": weight for (a, b), weight in zip(TYPES, _plain(model.types), strict=True)},
    }
    WEIGHTS.write_text(json.dumps(weights, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    embedder, written = UseEmbedder(), BeadModel.load(WEIGHTS)
    write(
        f"wrote {WEIGHTS}; strict F1 on its own texts {strict_f1((t.links, align(t.zh, t.en, embedder, written)) for t in texts):.4f}\n"
    )
    return 0


def _plain(values: Floats) -> list[float]:
    return [round(float(value), 4) for value in values]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
