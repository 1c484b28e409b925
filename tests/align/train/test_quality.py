"""The trainer of the quality models, on a few judged pairs."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from align.embed import UseEmbedder
from align.quality.signals import SIGNALS, pair_vectors, signals
from align.train.__main__ import main
from align.train.faults import KINDS, Pair, damage
from align.train.quality import Probe, learn_adequacy, learn_usable, read_judged
from align.train.regression import Standard, auc, fit, probability

pytest.importorskip("scipy", reason='needs scipy (pip install ".[train]")')

PAIRS = [
    (
        f"今年{n}月，{place}警方共破获{what}案件{3 * n + 10}起，抓获嫌疑人{n + 20}名。",
        f"In month {n}, police in {where} solved {3 * n + 10} cases of {which}, and caught {n + 20} men.",
    )
    for n, (place, where), (what, which) in zip(
        range(4, 16),
        [("临河", "Linhe"), ("溪谷", "Xigu"), ("望溪", "Wangxi")] * 4,
        [("盗窃", "theft"), ("诈骗", "fraud")] * 6,
        strict=True,
    )
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("judged")
    (path / "qe").mkdir()
    (path / "mt").mkdir()
    zh, en = zip(*PAIRS, strict=True)
    for name, lines in (
        ("zh-en.src.zh", zh),
        ("zh-en.refA.en", en),
        ("en-zh.src.en", en),
        ("en-zh.refA.zh", zh),
    ):
        (path / "mt" / f"wmt22.{name}").write_text("\n".join(lines) + "\n", encoding="utf-8")
    mqm, assessed = ["segment\tsource\ttranslation\tmqm"], ["source\ttranslation\tz_mean"]
    for i, (source, target) in enumerate(PAIRS):
        for better in (True, False):
            mqm.append(f"{i}\t{source}\t{target if better else target[:40]}\t{0 if better else -9}")
            assessed.append(f"{target}\t{source if better else source[:9]}\t{1 if better else -1}")
    (path / "qe" / "zh-en.ted-mqm.tsv").write_text("\n".join(mqm) + "\n", encoding="utf-8")
    (path / "qe" / "en-zh.train.tsv").write_text("\n".join(assessed) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "weights.json"
    assert main(["quality", str(folder), "--probe", "0", "--out", str(path)]) == 0
    return path


def read(path: Path) -> dict[str, Any]:
    weights: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return weights


def test_weights_are_named_and_finite(trained: Path) -> None:
    weights = read(trained)
    for model in ("usable", "adequacy"):
        for direction in ("zh-en", "en-zh"):
            learned = weights[model][direction]
            assert list(learned["signals"]) == list(SIGNALS)
            assert np.isfinite([learned["bias"], *learned["signals"].values()]).all()
            assert any(learned["signals"].values())
    assert [len(weights["usable"]["zh-en"][side]) for side in ("source", "target")] == [512, 512]


def test_the_same_files_give_the_same_bytes(
    trained: Path, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["quality", str(folder), "--probe", "0", "--out", str(tmp_path / "again.json")]) == 0
    assert (tmp_path / "again.json").read_bytes() == trained.read_bytes()
    out = capsys.readouterr().out
    for said in (
        "usable zh-en: 24 judged, 0.500 usable",
        "expected calibration error",
        "adequacy zh",
        "  shuffled",
        "  all",
    ):
        assert said in out


def test_adequacy_tells_references_from_damaged_ones(use: UseEmbedder) -> None:
    weights, _ = learn_adequacy("zh", PAIRS, use)
    chance = random.Random(3)
    bad = [(source, damage("shuffled", PAIRS, i, chance) or "") for i, (source, _) in enumerate(PAIRS)]
    pairs = [*PAIRS, *bad]
    values = signals(pairs, "zh", pair_vectors(pairs, use))
    log_odds = values @ np.array(list(weights["signals"].values())) + weights["bias"]
    labels = np.repeat([1.0, 0.0], len(PAIRS))
    assert auc(log_odds, labels) > 0.9
    with_nothing = -np.log(0.5)
    learned = -np.log(np.where(labels == 1, probability(log_odds), 1 - probability(log_odds)))
    assert learned.mean() < with_nothing


def test_an_engine_is_weighed_where_one_is_asked(folder: Path, use: UseEmbedder) -> None:
    asked: list[int] = []

    class Honest:
        """Finds the good translations likely."""

        def token_log_probabilities(self, pairs: Sequence[Pair]) -> list[list[float]]:
            asked.append(len(pairs))
            return [[-0.1] * 4 if target.endswith(".") else [-3.0, -2.0] for _, target in pairs]

    judged, _ = read_judged(folder)
    weights, lines = learn_usable(judged, use, Probe(Honest(), 20))
    assert weights["engine"]["log_probability"] > 0
    assert "with the engine's mean log-probability, 20 pairs: AUC 1.0000" in lines[-1]
    assert asked == [20]


@pytest.mark.parametrize("kind", KINDS)
def test_faults_change_the_target(kind: str) -> None:
    chance = random.Random(1)
    damaged_targets = [damage(kind, PAIRS, i, chance) for i in range(len(PAIRS))]
    assert any(damaged_targets)
    for (source, target), damaged in zip(PAIRS, damaged_targets, strict=True):
        if damaged is not None:
            assert damaged != target
        if kind == "copied":
            assert damaged == source


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("adjacent", "one"),
        ("truncated", "a b c"),
        ("clause dropped", "No clause here"),
        ("number changed", "none"),
        ("looping", "a b"),
    ],
)
def test_a_target_may_be_unable_to_have_a_fault(kind: str, target: str) -> None:
    assert damage(kind, [("一", target)], 0, random.Random(1)) is None


def test_logistic_regression_finds_what_made_the_labels() -> None:
    random_numbers = np.random.default_rng(1)
    inputs = random_numbers.normal(size=(4000, 3))
    truth = np.array([1.5, -2.0, 0.0])
    labels = (random_numbers.random(4000) < probability(inputs @ truth + 0.5)).astype(np.float64)
    model = fit(inputs, labels, np.full(3, 1e-3))
    assert np.allclose(model.weights, truth, atol=0.2)
    assert model.bias == pytest.approx(0.5, abs=0.15)
    strong = fit(inputs, labels, np.full(3, 1e4))
    assert np.abs(strong.weights).max() < 0.2 * np.abs(truth).max()


def test_weights_of_plain_features_give_the_same_log_odds() -> None:
    values = np.random.default_rng(2).normal(3, 5, size=(50, 2)).astype(np.float32)
    standard = Standard(values)
    weights = np.array([0.7, -1.1])
    by_name, bias = standard.plain(["a", "b"], weights, 0.3)
    assert np.allclose(
        values @ np.array([by_name["a"], by_name["b"]]) + bias, standard(values) @ weights + 0.3, atol=1e-3
    )


def test_auc_by_definition() -> None:
    scores, labels = np.array([3.0, 1.0, 2.0, 5.0, 4.0]), np.array([1.0, 0.0, 1.0, 0.0, 1.0])
    good, bad = scores[labels == 1], scores[labels == 0]
    assert auc(scores, labels) == pytest.approx(np.mean([g > b for g in good for b in bad]))


def test_what_cannot_be_learned_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quality", str(tmp_path), "--probe", "0"]) == 1
    assert "zh-en.ted-mqm.tsv" in capsys.readouterr().err
    (tmp_path / "qe").mkdir()
    for name in ("zh-en.ted-mqm.tsv", "en-zh.train.tsv"):
        (tmp_path / "qe" / name).write_text("a\tb\n1\t2\n", encoding="utf-8")
    assert main(["quality", str(tmp_path), "--probe", "0"]) == 1
    assert "are not those of the trainer" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["beads", "--help"], ["quality", "--help"]])
def test_help_has_an_example(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 0
    assert "python -m align.train" in capsys.readouterr().out.split("example:")[1]
