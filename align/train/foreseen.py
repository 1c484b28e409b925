"""Learn how far the embedded model foresees translations of people and of machines.

Both translate the same sort of text, and no sentence is on both sides of a test.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from align.quality.foreseen import MOST, Foresees, Surprises, surprises, tells
from align.quality.machine_translated import THRESHOLD
from align.train.regression import Doubles, Logistic, auc, fit, probability

_NAMES = ("english", "asymmetry")
_MODELS = {"alone": ("english",), "both": ("english", "asymmetry")}
"""What :func:`align.quality.foreseen.judge` weighs after the first sentences, and after all of them."""
_PENALTY = 0.001
"""Surprises differ by some tenths: weights are large."""
_FOLDS = 5
_FEWEST = 4
"""Sentences of a document to learn from: fewer than of one that is judged: figures promise too little."""
_LINES = 20
"""Of a block of references that are looked at."""
_BLOCKS = tuple(range(0, 1800, 150))
"""First lines of these blocks."""
_ORIGINALS = tuple(range(0, 2000, 250))
"""The same of what was written in English: news, talk among people, of a shop and of others."""
_TALK = 40
"""Segments of the talks from one document to the next."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A few sentences that one translator made."""

    kind: str
    group: str
    """What has one is never on both sides of a test."""
    by_machine: bool
    pairs: tuple[tuple[str, str], ...]


def read_translations(folder: Path, drafts: Sequence[Path]) -> list[Translation]:
    """Return references, English originals, talks by each of the systems in turn, and drafts.

    Args:
        folder: with ``mt/wmt22.zh-en.{src.zh,refA.en,refB.en}``, ``mt/wmt22.en-zh.{src.en,refA.zh}`` and
            ``qe/zh-en.ted-mqm.tsv``.
        drafts: tables of drafts of the model with columns ``source`` and ``draft``, as ``tests/gold/judged``
            has them; sources of which there is a reference here are left out.
    """
    source = _lines(folder / "mt" / "wmt22.zh-en.src.zh")
    made: list[Translation] = []
    for reference in "AB":
        target = _lines(folder / "mt" / f"wmt22.zh-en.ref{reference}.en")
        for first in _BLOCKS:
            rows = list(zip(source, target, strict=True))[first : first + _LINES]
            made += _documents(f"reference {reference}", f"news {first}", rows, by_machine=False)
    originals = list(
        zip(
            _lines(folder / "mt" / "wmt22.en-zh.refA.zh"),
            _lines(folder / "mt" / "wmt22.en-zh.src.en"),
            strict=True,
        )
    )
    for first in _ORIGINALS:
        made += _documents(
            "original", f"english {first}", originals[first : first + _LINES], by_machine=False
        )
    referenced = {text for each in made for text, _ in each.pairs}
    for path in drafts:
        rows = [row for row in _drafts(path) if row[0] not in referenced]
        parts = _documents("draft", "", rows, by_machine=True)
        made += [replace(part, group=f"{path.stem} {k}") for k, part in enumerate(parts)]
    return made + _talks(folder / "qe" / "zh-en.ted-mqm.tsv")


def _talks(path: Path) -> list[Translation]:
    """Return stretches of the talks, each by another system than the last."""
    by_system: dict[str, list[tuple[str, str]]] = {}
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            by_system.setdefault(row["system"], []).append((row["source"], row["translation"]))
    systems = sorted(by_system)
    made: list[Translation] = []
    for number, first in enumerate(range(0, len(by_system[systems[0]]) - MOST, _TALK)):
        system = systems[number % len(systems)]
        rows = by_system[system][first : first + MOST]
        made += _documents(f"system {system}", f"talk {first}", rows, by_machine=True)
    return made


def _documents(
    kind: str, group: str, rows: Sequence[tuple[str, str]], *, by_machine: bool
) -> list[Translation]:
    """Return documents of up to eight of the sentences that tell something."""
    telling = [row for row in rows if tells(row[0])]
    parts = (tuple(telling[at : at + MOST]) for at in range(0, len(telling), MOST))
    return [Translation(kind, group, by_machine, part) for part in parts if len(part) >= _FEWEST]


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _drafts(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["source"], row["draft"]) for row in table]


def train(
    translations: Sequence[Translation],
    engine: Foresees,
    back: Foresees,
    path: Path,
    say: Callable[[str], None],
) -> None:
    """Learn, say what documents get from a model that was learned from the others, and write the weights.

    Args:
        translations: what people and machines wrote.
        engine: the model out of Chinese.
        back: the model into Chinese.
        path: the file of weights.
        say: is given the lines of the report.
    """
    said = [
        Surprises(surprises(engine, each.pairs), surprises(back, [(en, zh) for zh, en in each.pairs]))
        for each in translations
    ]
    examples = _Examples.of(translations, said)
    count = f"{len(said)} documents, {int(examples.labels.sum())} by machines"
    say(f"{count}, of {_FEWEST} to {MOST} sentences")
    for names in _MODELS.values():
        say("")
        for line in examples.report(names, [each.kind for each in translations]):
            say(line)
    data = {
        "trained_on": f"{count}; {engine.signature}",
        **{model: examples.weights(names) for model, names in _MODELS.items()},
        "usual": {
            "people": _usual(said, examples.labels == 0),
            "machines": _usual(said, examples.labels == 1),
        },
    }
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Examples:
    """Documents as :func:`log_odds_of` weighs them."""

    inputs: Doubles
    """Shape (documents, 2): what the weights of :data:`_NAMES` multiply."""
    shrink: Doubles
    """How far the number of sentences lets them count, shape (documents,)."""
    labels: Doubles
    """1 for those by machines, shape (documents,)."""
    fold: npt.NDArray[np.int64]
    """Shape (documents,)."""

    @staticmethod
    def of(translations: Sequence[Translation], said: Sequence[Surprises]) -> _Examples:
        """Return translations with how much they surprise as examples."""
        groups = sorted({each.group for each in translations})
        shrink = np.array([len(each.english) / (len(each.english) + 1) for each in said])
        values = np.array([(-each.means[0], -each.asymmetry) for each in said])
        return _Examples(
            values * shrink[:, None],
            shrink,
            np.array([float(each.by_machine) for each in translations]),
            np.array([groups.index(each.group) % _FOLDS for each in translations]),
        )

    def fit(self, names: Sequence[str], rows: npt.NDArray[np.bool_]) -> Logistic:
        """Return the model that some rows give; weights of what is not in ``names`` are 0."""
        used = np.array([name in names for name in _NAMES])
        model = fit(self.inputs[rows][:, used], self.labels[rows], np.full(used.sum(), _PENALTY))
        weights = np.zeros(len(_NAMES))
        weights[used] = model.weights
        return Logistic(weights, model.bias)

    def weights(self, names: Sequence[str]) -> dict[str, float]:
        """Return the weights that all documents give, as :func:`log_odds_of` reads them."""
        model = self.fit(names, np.full(len(self.labels), True))
        weights = dict(zip(_NAMES, model.weights.tolist(), strict=True))
        # The bias counts with the number of sentences there, and hardly differs for four and for eight.
        weights["bias"] = model.bias / float(self.shrink.mean())
        return {name: round(weight, 4) for name, weight in weights.items()}

    def report(self, names: Sequence[str], kinds: Sequence[str]) -> Iterator[str]:
        """Yield how well documents are told by models that were learned from the other folds."""
        held_out = np.zeros(len(self.labels))
        for k in set(self.fold.tolist()):
            held_out[self.fold == k] = self.fit(names, self.fold != k).log_odds(self.inputs[self.fold == k])
        said = probability(held_out) >= THRESHOLD
        yield f"{' and '.join(names)}: AUC {auc(held_out, self.labels):.3f} of documents that were held out"
        for kind in dict.fromkeys(kinds):
            at = np.array([each == kind for each in kinds])
            yield f"  {kind:24} {at.sum():3} flagged {said[at].mean():.3f}"


def _usual(said: Sequence[Surprises], rows: npt.NDArray[np.bool_]) -> dict[str, float]:
    """Return the mean surprises of some documents."""
    english, chinese = np.array([each.means for each in said])[rows].mean(axis=0).tolist()
    return {"english": round(english, 2), "chinese": round(chinese, 2)}
