"""The trainer of the bead model, on three texts of a dozen sentences."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from align.beads.aligner import WEIGHTS, BeadModel, align, default_model
from align.beads.bead_types import TYPES
from align.beads.features import LINK_NAMES, NULL_NAMES
from align.beads.semi_markov import forward_backward, posteriors
from align.embed import UseEmbedder
from align.evaluate.alignments import Gold, Link, read_gold, strict_f1
from align.train.__main__ import main
from align.train.beads import Example, train

pytest.importorskip("scipy", reason='needs scipy (pip install ".[train]")')

_SENTENCES = [
    ("民警在河边找到了走失的老人。", "Officers found the missing old man by the river."),
    ("他已经安全回家。", "He is safe at home again."),
    ("家属送来一面锦旗。", "The family brought a silk banner."),
    ("派出所提醒市民看护好老人！", "The police station reminds everyone to look after the elderly!"),
    ("全年共接到此类求助37起。", "There were 37 such calls in the whole year."),
    ("昨晚，城东的一家商店被盗。", "Last night a shop in the east of the city was burgled."),
    ("监控拍下了两名男子。", "A camera filmed two men."),
    ("其中一人戴着红色帽子。", "One of them wore a red hat."),
    ("被盗物品价值约6000元。", "What was stolen is worth some 6,000 yuan."),
    ("消防队举行了演习。", "The fire brigade held a drill."),
    ("学生们学会了使用灭火器。", "The pupils learned to use an extinguisher."),
    ("校长感谢了消防员。", "The headmaster thanked the firefighters."),
]


def text_of(name: str, first: int) -> str:
    """A text from sentence ``first`` on: one English one says two, one Chinese has no counterpart."""
    turned = [*_SENTENCES[first:], *_SENTENCES[:first]]
    zh = [sentence for sentence, _ in turned]
    en = [sentence for _, sentence in turned]
    joined = [*en[:2], f"{en[2][:-1]}, and {en[3][0].lower()}{en[3][1:]}", *en[4:8], *en[9:]]
    links = ["[0]:[0]", "[1]:[1]", "[2,3]:[2]", *(f"[{i}]:[{i - 1}]" for i in range(4, 8)), "[8]:[]"]
    links += [f"[{i}]:[{i - 2}]" for i in range(9, 12)]
    return "\0".join(("\n".join(zh), "\n".join(joined), "\n".join(links)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gold")
    for name, first in (("1", 0), ("2", 4), ("3", 7)):
        for suffix, content in zip((".zh", ".en", ".gold"), text_of(name, first).split("\0"), strict=True):
            (path / name).with_suffix(suffix).write_text(content + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(folder: Path, use: UseEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "weights.json"
    train(read_gold(folder), use, path)
    return path


def nothing_learned() -> BeadModel:
    shipped = default_model()
    return BeadModel(
        np.zeros_like(shipped.links), np.zeros_like(shipped.nulls), np.zeros_like(shipped.types), ""
    )


def f1(texts: list[Gold], model: BeadModel, use: UseEmbedder) -> float:
    return strict_f1((text.links, align(text.zh, text.en, use, model)) for text in texts)


def test_weights_are_named_and_finite(trained: Path) -> None:
    weights = json.loads(trained.read_text(encoding="utf-8"))
    assert weights["links"].keys() == set(LINK_NAMES)
    assert [weights["nulls"][side].keys() for side in ("zh", "en")] == [set(NULL_NAMES)] * 2
    assert weights["types"].keys() == {f"{a}:{b}" for a, b in TYPES}
    numbers = [*weights["links"].values(), *weights["nulls"]["zh"].values(), *weights["types"].values()]
    assert np.isfinite(numbers).all()
    assert any(numbers)
    assert weights["trained_on"] == "3 texts, 33 beads, and damaged copies"


def test_what_was_learned_is_better_than_nothing(trained: Path, folder: Path, use: UseEmbedder) -> None:
    texts = read_gold(folder)
    learned = f1(texts, BeadModel.load(trained), use)
    assert learned > 0.9
    assert learned > f1(texts, nothing_learned(), use)


def test_the_same_texts_give_the_same_bytes(
    trained: Path, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["beads", str(folder), "--out", str(tmp_path / "again.json")]) == 0
    assert (tmp_path / "again.json").read_bytes() == trained.read_bytes()
    assert "strict F1 on its own texts" in capsys.readouterr().out


def test_the_gradient_is_that_of_the_loss(folder: Path, use: UseEmbedder) -> None:
    """Against differences, at the shipped weights."""
    example = Example(read_gold(folder)[0], use, 1.0)
    model = default_model()
    _, gradient = example.loss(model)
    for place in (0, 3, 20, len(LINK_NAMES) - 1):
        step = np.zeros_like(model.links)
        step[place] = 0.05
        more, less = (
            example.loss(BeadModel(model.links + sign * step, model.nulls, model.types, ""))[0]
            for sign in (1, -1)
        )
        assert gradient[place] == pytest.approx((more - less) / 0.1, abs=0.02, rel=0.05)


def test_gold_beads_without_type_count_for_all_tilings_inside(use: UseEmbedder) -> None:
    zh, en = [f"第{i}句话说的是别的。" for i in range(8)], ["Eight sentences in one."]
    example = Example(Gold("x", tuple(zh), tuple(en), (Link(0, 0, 8, 1),)), use, 1.0)
    assert not example.is_single
    assert example.is_reachable
    loss, gradient = example.loss(default_model())
    assert loss == pytest.approx(0, abs=1e-3), "every tiling lies inside this one bead"
    assert np.abs(gradient).max() < 1e-2


def test_expectation_sums_features(folder: Path, use: UseEmbedder) -> None:
    example = Example(read_gold(folder)[0], use, 1.0)
    model = default_model()
    scores = model.score(example.features)
    weights = posteriors(example.band, scores, TYPES, forward_backward(example.band, scores, TYPES))
    total = example.expectation(weights)
    assert len(total) == len(LINK_NAMES) + 2 * len(NULL_NAMES) + len(TYPES)
    flat = np.concatenate([model.links, model.nulls.ravel(), model.types]).astype(np.float64)
    expected = (weights * np.where(np.isfinite(scores), scores, 0)).sum(dtype=np.float64)
    assert float(total @ flat) == pytest.approx(expected, rel=1e-3)


def test_leave_one_out_prints_and_writes_nothing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("align.train.beads._STEPS", 8)
    for path in (*folder.glob("1.*"), *folder.glob("2.*")):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    before = {path: path.read_bytes() for path in (*tmp_path.iterdir(), WEIGHTS)}
    assert main(["beads", str(tmp_path), "--leave-one-out"]) == 0
    lines = capsys.readouterr().out.splitlines()
    kinds = ["as it is", "deleted en", "deleted zh", "menus", "missing inserted"]
    assert [line.split(":")[0] for line in lines[:5]] == [f"strict F1, {kind}" for kind in kinds]
    assert [line.split(":")[0] for line in lines[5:7]] == ["  1", "  2"]
    assert "damaged: confidence, beads, mean confidence, share right" in lines
    assert {path: path.read_bytes() for path in (*tmp_path.iterdir(), WEIGHTS)} == before


def test_what_cannot_be_learned_from(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["beads", str(tmp_path)]) == 1
    assert "holds no NNN.gold" in capsys.readouterr().err
    for path in folder.glob("1.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert main(["beads", str(tmp_path), "--leave-one-out"]) == 1
    assert "at least two" in capsys.readouterr().err
