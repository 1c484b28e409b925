"""The trainer of what shows that a machine translated a document, on a few documents."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from align.quality.machine_translated import features
from align.train.__main__ import main
from align.train.translated import broken, read_written

pytest.importorskip("scipy", reason='needs scipy (pip install ".[train]")')


def sentence(chance: random.Random) -> str:
    """One with a compound, a percentage, and sometimes a quotation."""
    number, share = chance.randrange(10, 99), chance.randrange(2, 60)
    return chance.choice(
        [
            f"The {number}-day, county-wide campaign cut thefts by {share}% and fires by 9% in all.",
            f'"It was a well-run week," said a long-serving officer of {number} years, and {share}% agreed.',
            f"A six-member team drove {number} kilometres; {share}% of the half-built road was shut.",
        ]
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three documents in each file of references, five in each of paragraphs."""
    root, chance = tmp_path_factory.mktemp("written"), random.Random(5)
    (root / "mt").mkdir()
    (root / "segment").mkdir()
    for name in ("zh-en.refA", "zh-en.refB", "en-zh.src"):
        lines = [sentence(chance) for _ in range(60)]
        (root / "mt" / f"wmt22.{name}.en").write_text("\n".join(lines), encoding="utf-8")
    for name in ("gum", "ewt"):
        rows = [
            {"doc": f"{name}-{k}", "sents": [sentence(chance) for _ in range(9)]}
            for k in range(5)
            for _ in "ab"
        ]
        path = root / "segment" / f"en_{name}_dev.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return root


def train(folder: Path, path: Path) -> dict[str, float]:
    """The weights that are learned, by name, and the bias."""
    assert main(["translated", str(folder), "--out", str(path)]) == 0
    data = json.loads(path.read_text(encoding="utf-8"))
    return {**data["weights"], "bias": data["bias"]}


def test_documents_are_lines_of_references_and_paragraphs_of_one_text(folder: Path) -> None:
    groups = [document.group for document in read_written(folder)]
    assert groups == [
        *(f"zh-en {k}" for k in range(3)),
        *(f"zh-en {k}" for k in range(3)),
        *(f"en-zh {k}" for k in range(3)),
        *(f"{name}-{k}" for name in ("gum", "ewt") for k in range(5)),
    ], "two references of one text are of one group, and so are paragraphs of one document"


def test_broken_documents_are_told_from_those_that_people_wrote(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = train(folder, tmp_path / "weights.json")
    said = capsys.readouterr().out
    assert said.startswith("19 documents and as many broken copies; held out: AUC 1.000")
    chance = random.Random(9)
    for _ in range(20):
        text = " ".join(sentence(chance) for _ in range(15))
        written, spoiled = (
            weights["bias"] + sum(weights[name] * value for name, value in features(each).items())
            for each in (text, broken(text, chance))
        )
        assert written < 0 < spoiled


def test_the_same_documents_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        train(folder, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
