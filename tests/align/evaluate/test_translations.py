"""Translations against references: the figures of the sacrebleu command, digit by digit."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.cli.main import main
from corpus.model import Document, Unit
from corpus.read.documents import read_file
from corpus.segment.splitter import segment_document
from export.read_tmx import read_tmx
from export.write_tmx import write_tmx
from tests.factories import SEEDS


def text_of(name: str) -> list[str]:
    document = read_file(SEEDS / name, name)
    assert isinstance(document, Document)
    return [segment.text for segment in segment_document(document)]


def systems(reference: list[str], space: str) -> dict[str, list[str]]:
    """Three translations of our making: one loses the third word, one the last ones, one swaps two sentences."""
    cut = [line.split(" ") if space else list(line) for line in reference]
    return {
        "a": [space.join(word for i, word in enumerate(words) if i != 2) for words in cut],
        "b": [space.join(words[: max(1, len(words) * 3 // 4)]) for words in cut],
        "c": [*reference[2:], *reference[:2]],
    }


@pytest.fixture(params=["en", "zh"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, dict[str, Path]]:
    lang: str = request.param
    reference = text_of(f"12-night-market.{lang}.txt")
    made = {"reference": reference, **systems(reference, " " if lang == "en" else "")}
    paths = {name: tmp_path / f"{name}.{lang}" for name in made}
    for name, lines in made.items():
        paths[name].write_text("\n".join(lines) + "\n", encoding="utf-8")
    return lang, paths


def test_equals_the_command_line_of_sacrebleu(
    files: tuple[str, dict[str, Path]], capsys: pytest.CaptureFixture[str]
) -> None:
    lang, paths = files
    hypotheses = [str(paths[name]) for name in "abc"]
    assert main(["score", *hypotheses, "--reference", str(paths["reference"]), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    ours = {(one["system"], one["metric"]): (one["value"], one["signature"]) for one in answer["scores"]}
    options = ["--chrf-word-order", "2", "-tok", "zh" if lang == "zh" else "13a", "-w", "12"]
    options += ["--ter-asian-support", "--ter-normalized"] if lang == "zh" else []
    for hypothesis in hypotheses:
        command = [
            sys.executable,
            "-m",
            "sacrebleu",
            str(paths["reference"]),
            "-i",
            hypothesis,
            "-m",
            "bleu",
            "chrf",
            "ter",
            *options,
        ]
        theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        for one in theirs:
            value, signature = ours[hypothesis, one["name"]]
            assert f"{value:.12f}" == f"{one['score']:.12f}"
            assert signature == one["signature"]
    assert all(
        0 <= one["p_value"] <= 1
        for test in answer["tests"].values()
        for one in test
        if one["system"] != hypotheses[0]
    )
    assert set(answer["tests"]) == {"paired bootstrap", "approximate randomisation"}


def test_sentences_and_picture(
    files: tuple[str, dict[str, Path]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, paths = files
    arguments = ["score", str(paths["a"]), "--reference", str(paths["reference"])]
    assert main([*arguments, "--sentences", "--plot", str(tmp_path / "x.svg")]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines(), delimiter="\t"))
    assert len(rows) == len(paths["a"].read_text(encoding="utf-8").splitlines())
    assert all(0 <= float(row["BLEU"]) <= 100 for row in rows)
    assert b"<svg" in (tmp_path / "x.svg").read_bytes()
    assert (
        main(
            [
                "score",
                str(paths["a"]),
                str(paths["b"]),
                "--reference",
                str(paths["reference"]),
                "--plot",
                str(tmp_path / "y.svg"),
            ]
        )
        == 0
    )
    assert "paired bootstrap" in capsys.readouterr().out
    assert b"<svg" in (tmp_path / "y.svg").read_bytes()


def unit(source: str, target: str, document: str) -> Unit:
    return Unit(source, target, "zh-CN", "en-US", "drafted", "x", document, 0, "Hans", "20240101T000000Z")


def test_tmx_is_matched_on_sources_and_what_is_not_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    zh, en = text_of("12-night-market.zh.txt"), text_of("12-night-market.en.txt")
    units = [
        unit(source, target, "one" if i < 5 else "two")
        for i, (source, target) in enumerate(zip(zh, en, strict=False))
    ]
    write_tmx(tmp_path / "ref.tmx", units, "zh-CN")
    write_tmx(tmp_path / "hyp.tmx", units[:0:-1], "zh-CN")
    assert main(["score", str(tmp_path / "hyp.tmx"), "--reference", str(tmp_path / "ref.tmx"), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["segments"] == len(units) - 1
    assert answer["unmatched"] == {str(tmp_path / "hyp.tmx"): 0, str(tmp_path / "ref.tmx"): 1}
    assert {row["document"] for row in answer["documents"]} == {"one", "two"}
    assert answer["scores"][0]["value"] == pytest.approx(100)


@pytest.mark.parametrize(
    ("hypothesis", "reference", "message"),
    [
        ("One.\nTwo.\n", "One.\n", "2 lines"),
        ("", "", "is empty"),
        ("One.\n", None, "no such file"),
    ],
)
def test_files_that_do_not_go_together(
    hypothesis: str, reference: str | None, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "h.txt").write_text(hypothesis, encoding="utf-8")
    if reference is not None:
        (tmp_path / "r.txt").write_text(reference, encoding="utf-8")
    assert main(["score", str(tmp_path / "h.txt"), "--reference", str(tmp_path / "r.txt")]) != 0
    assert message in capsys.readouterr().err.lower()


def test_hostile_tmx_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    (tmp_path / "b.tmx").write_text(
        f'{bomb}<tmx version="1.4"><header/><body><tu><tuv xml:lang="zh"><seg>&b;</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    assert all("aaaa" not in text for entry in read_tmx(tmp_path / "b.tmx") for text in entry.texts.values())
    (tmp_path / "c.tmx").write_text("<tmx><body><tu>", encoding="utf-8")
    assert main(["score", str(tmp_path / "c.tmx"), "--reference", str(tmp_path / "b.tmx")]) == 1
