"""Translations against references: the figures of the sacrebleu command, digit by digit."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.cli.main import main
from corpus.model import Unit
from export.read_tmx import read_tmx
from export.write_tmx import write_tmx
from tests.align.seeds import text_of


def sentences_of(name: str) -> list[str]:
    return list(text_of(name).sentences)


def systems(reference: list[str], space: str) -> dict[str, list[str]]:
    """Three translations: one loses the third word, one the last ones, one is moved on by two sentences."""
    cut = [line.split(" ") if space else list(line) for line in reference]
    return {
        "a": [space.join(word for i, word in enumerate(words) if i != 2) for words in cut],
        "b": [space.join(words[: max(1, len(words) * 3 // 4)]) for words in cut],
        "c": [*reference[2:], *reference[:2]],
    }


@pytest.fixture(params=["en", "zh"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, dict[str, Path]]:
    lang: str = request.param
    reference = sentences_of(f"12-night-market.{lang}.txt")
    texts = {"reference": reference, **systems(reference, " " if lang == "en" else "")}
    paths = {name: tmp_path / f"{name}.{lang}" for name in texts}
    for name, lines in texts.items():
        paths[name].write_text("\n".join(lines) + "\n", encoding="utf-8")
    return lang, paths


def by_sacrebleu(reference: Path, hypothesis: Path, lang: str) -> dict[str, tuple[str, str]]:
    """Value and signature of each metric, from sacrebleu's own command line."""
    options = ["-m", "bleu", "chrf", "ter", "--chrf-word-order", "2", "-w", "12"]
    options += ["-tok", "zh" if lang == "zh" else "13a"]
    options += ["--ter-asian-support", "--ter-normalized"] if lang == "zh" else []
    command = [sys.executable, "-m", "sacrebleu", str(reference), "-i", str(hypothesis), *options]
    answer = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return {figure["name"]: (f"{figure['score']:.12f}", figure["signature"]) for figure in answer}


def test_equals_the_command_line_of_sacrebleu(
    files: tuple[str, dict[str, Path]], capsys: pytest.CaptureFixture[str]
) -> None:
    lang, paths = files
    hypotheses = [paths[name] for name in "abc"]
    assert main(["score", *map(str, hypotheses), "--reference", str(paths["reference"]), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    for hypothesis in hypotheses:
        ours = {
            figure["metric"]: (f"{figure['value']:.12f}", figure["signature"])
            for figure in answer["scores"]
            if figure["system"] == str(hypothesis)
        }
        assert ours == by_sacrebleu(paths["reference"], hypothesis, lang)
    assert set(answer["tests"]) == {"paired bootstrap", "approximate randomisation"}
    for figures in answer["tests"].values():
        of_moved = [figure["p_value"] for figure in figures if figure["system"] == str(paths["c"])]
        assert len(of_moved) == 3
        assert max(of_moved) < 0.05, (
            "no translation of its sentence is surely worse than one that lost a word"
        )


def test_sentences(files: tuple[str, dict[str, Path]], capsys: pytest.CaptureFixture[str]) -> None:
    _, paths = files
    assert main(["score", str(paths["a"]), "--reference", str(paths["reference"]), "--sentences"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines(), delimiter="\t"))
    pairs = zip(
        *(paths[name].read_text(encoding="utf-8").splitlines() for name in ("a", "reference")), strict=True
    )
    for row, (hypothesis, reference) in zip(rows, pairs, strict=True):
        assert (float(row["TER"]) == 0) == (hypothesis == reference)
        assert (float(row["chrF2++"]) == 100) == (hypothesis == reference)


def test_picture(
    files: tuple[str, dict[str, Path]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, paths = files
    for names in ("a", "ab"):
        picture = tmp_path / f"{names}.svg"
        hypotheses = [str(paths[name]) for name in names]
        assert (
            main(["score", *hypotheses, "--reference", str(paths["reference"]), "--plot", str(picture)]) == 0
        )
        assert b"<svg" in picture.read_bytes()
    assert "paired bootstrap" in capsys.readouterr().out


def unit(source: str, target: str, document: str) -> Unit:
    return Unit(source, target, "zh-CN", "en-US", "drafted", "x", document, 0, "Hans", "20240101T000000Z")


def test_tmx_is_matched_on_sources_and_what_is_not_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    zh, en = sentences_of("12-night-market.zh.txt"), sentences_of("12-night-market.en.txt")
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
        ("One.\nTwo.\n", "One.\n", "h.txt 2, "),
        ("", "", "is empty"),
        ("One.\n", None, "does not exist"),
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


def tmx(path: Path, *units: tuple[str, str, str, str]) -> str:
    body = "".join(
        f'<tu><tuv xml:lang="{a}"><seg>{source}</seg></tuv><tuv xml:lang="{b}"><seg>{target}</seg></tuv></tu>'
        for a, source, b, target in units
    )
    path.write_text(f'<tmx version="1.4"><header/><body>{body}</body></tmx>', encoding="utf-8")
    return str(path)


def test_tmx_of_other_languages_or_the_other_direction_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    french = tmx(tmp_path / "fr.tmx", ("en", "Hello.", "fr", "Bonjour."))
    into_english = tmx(tmp_path / "en.tmx", ("zh", "你好。", "en", "Hello."))
    into_chinese = tmx(tmp_path / "zh.tmx", ("en", "Hello.", "zh", "你好。"))
    assert main(["score", french, "--reference", into_english]) == 2
    assert "fr.tmx holds no unit in Chinese and English (it holds fr)" in capsys.readouterr().err
    assert main(["score", into_chinese, "--reference", into_english]) == 2
    assert "zh.tmx is en to zh" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "warned"),
    [
        (["score", "zh.txt", "--reference", "en.txt"], "zh.txt should be English and looks Chinese"),
        (["quality", "--from", "en", "--to", "zh", "zh.txt", "en.txt"], "zh.txt should be English"),
        (["quality", "--from", "zh", "--to", "en", "zh.txt", "en.txt"], ""),
    ],
)
def test_swapped_files_are_said_before_a_figure(
    command: list[str],
    warned: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("zh.txt").write_text("警方昨天发布了通报。\n", encoding="utf-8")
    Path("en.txt").write_text("The police issued a notice yesterday.\n", encoding="utf-8")
    assert main(command) == 0
    said = capsys.readouterr().err
    assert (warned in said and "swapped" in said) if warned else "swapped" not in said


def test_hostile_tmx_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    body = '<header/><body><tu><tuv xml:lang="zh"><seg>&b;</seg></tuv></tu></body>'
    (tmp_path / "b.tmx").write_text(f'{bomb}<tmx version="1.4">{body}</tmx>', encoding="utf-8")
    assert "aaaa" not in "".join(
        text for entry in read_tmx(tmp_path / "b.tmx") for text in entry.texts.values()
    )
    (tmp_path / "c.tmx").write_text("<tmx><body><tu>", encoding="utf-8")
    assert main(["score", str(tmp_path / "c.tmx"), "--reference", str(tmp_path / "b.tmx")]) == 1
