from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.cli.main import main
from tests.factories import SEEDS
from tests.tiny_models import random_weights, write_argos_package, write_gguf


@pytest.fixture
def text_in(monkeypatch: pytest.MonkeyPatch) -> object:
    def give(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))

    return give


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["build"],
        ["segment"],
        ["align"],
        ["translate"],
        ["serve"],
        ["watch"],
        ["quality"],
        ["score"],
        ["cache"],
        ["review", "restore"],
        ["models"],
        ["models", "list"],
        ["models", "install"],
        ["models", "remove"],
        ["models", "compare"],
    ],
)
def test_every_help_has_an_example(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([*command, "--help"])
    assert stop.value.code == 0
    out = capsys.readouterr().out
    assert "example" in out
    assert "build-corpus " in out


def test_segment(capsys: pytest.CaptureFixture[str], text_in: object) -> None:
    text_in("第一句。第二句！\n\n换行的一\n段，话。\n")  # type: ignore[operator]
    assert main(["segment", "--lang", "zh", "-"]) == 0
    assert capsys.readouterr().out == "第一句。\n第二句！\n\n换行的一段，话。\n"


def test_segment_tells_the_language(capsys: pytest.CaptureFixture[str], text_in: object) -> None:
    text_in("Mr. Gao left. He was late.")  # type: ignore[operator]
    assert main(["segment"]) == 0
    assert capsys.readouterr().out == "Mr. Gao left.\nHe was late.\n"
    text_in("12345")  # type: ignore[operator]
    assert main(["segment"]) == 2
    assert "--lang zh or --lang en" in capsys.readouterr().err


def test_build_without_engine_from_the_default_command(
    tmp_path: Path, cache_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(SEEDS), "--engine", "none", "--out", str(tmp_path / "out")]) == 0
    shown = capsys.readouterr().out
    assert "nothing was drafted as asked (--engine none)" in shown
    report = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert "posting-line 13" in report
    assert "zh-Hans, gb18030" in report
    assert main(["build", str(SEEDS), "--engine", "none", "--out", str(tmp_path / "out"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["documents"] == 30


def test_exit_codes(
    tmp_path: Path, cache_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(
        tmp_path
    )  # Where nothing is named the output goes to ./export, which may hold a corpus.
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "does not exist" in capsys.readouterr().err
    (tmp_path / "file.txt").write_text("x", encoding="utf-8")
    assert main([str(tmp_path / "file.txt")]) == 2
    assert "give the folder" in capsys.readouterr().err
    (tmp_path / "in").mkdir()
    assert main([str(tmp_path / "in")]) == 2
    assert "holds no files" in capsys.readouterr().err
    (tmp_path / "in" / "a.txt").write_bytes(b"\x7fELF\0\0" + bytes(range(256)) * 20)
    assert main([str(tmp_path / "in"), "--engine", "none", "--out", str(tmp_path / "out")]) == 1
    assert "failed: a.txt is a binary file" in capsys.readouterr().out
    with pytest.raises(SystemExit) as stop:
        main([str(tmp_path / "in"), "--engine", "google"])
    assert stop.value.code == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('enginge = "none"', "did you mean 'engine'?"),
        ('engine = "google"', "choose one of: auto, argos, embedded, ctranslate2, server, none"),
        ("wxyz = 1", "known: engine, server"),
        ("engine = 3", "must be a text"),
        ("engine", "corpus.toml"),
    ],
)
def test_settings_file_errors(
    tmp_path: Path, text: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "corpus.toml").write_text(text, encoding="utf-8")
    assert main([str(tmp_path)]) == 2
    assert message in capsys.readouterr().err


def test_settings_file_and_flags(tmp_path: Path, cache_folder: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("溫州公安開展專項行動，維護社會穩定。", encoding="utf-8")
    (folder / "corpus.toml").write_text(
        'engine = "none"\ntraditional = "zh-HK"\nlicence = "CC0-1.0"\n', encoding="utf-8"
    )
    assert main([str(folder), "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "in.zh-HK.untranslated.tsv").exists()
    assert main([str(folder), "--out", str(tmp_path / "out"), "--traditional", "zh-TW"]) == 0
    assert (tmp_path / "out" / "in.zh-TW.untranslated.tsv").exists()


def test_models(tmp_path: Path, cache_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_gguf(tmp_path / "tiny.gguf", random_weights())
    write_argos_package(tmp_path / "translate-zh_en.argosmodel")
    assert (
        main(["models", "install", str(tmp_path / "tiny.gguf"), str(tmp_path / "translate-zh_en.argosmodel")])
        == 0
    )
    assert "the embedded engine now uses it" in capsys.readouterr().out
    assert main(["models", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(model["kind"], model["name"]) for model in listed] == [
        ("embedded", "tiny"),
        ("argos", "zh en 1.9"),
    ]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(
        "警方昨天通报了案件进展。\n居民对社区警务表示满意。", encoding="utf-8"
    )
    assert main([str(tmp_path / "in"), "--engine", "argos", "--out", str(tmp_path / "out")]) == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert "1.9" in manifest["engines"]["zh-CN→en-US"]
    assert manifest["set_aside"]["filter"], "random weights make no English, and nothing of it passes"
    assert main(["models", "remove", "argos", "zh", "en"]) == 0
    assert main(["models", "remove", "tiny"]) == 0
    capsys.readouterr()
    assert main([str(tmp_path / "in"), "--engine", "argos", "--out", str(tmp_path / "out")]) == 1
    assert "build-corpus models install argos zh en" in capsys.readouterr().err
    assert main(["models", "install", str(tmp_path / "nothing.gguf")]) == 2
    assert main(["models", "install", "argos", "zh"]) == 2


def test_translate_with_a_package(
    tmp_path: Path, cache_folder: Path, capsys: pytest.CaptureFixture[str], text_in: object
) -> None:
    write_argos_package(tmp_path / "translate-zh_en.argosmodel")
    assert main(["models", "install", str(tmp_path / "translate-zh_en.argosmodel")]) == 0
    capsys.readouterr()
    text_in("警方昨天通报了案件进展。\n\n居民对社区警务表示满意。\n警方昨天通报了案件进展。\n")  # type: ignore[operator]
    assert main(["translate", "--from", "zh", "--to", "en", "--engine", "argos"]) == 0
    lines = capsys.readouterr().out.split("\n")
    assert len(lines) == 5
    assert lines[1] == ""
    assert lines[0] == lines[3] != lines[2]
    assert main(["models", "remove", "argos", "zh", "en"]) == 0
    assert main(["translate", "--from", "zh", "--to", "zh-TW"]) == 2


def test_a_closed_pipe_is_no_traceback() -> None:
    command = f"{sys.executable} -c 'from corpus.cli.main import run; run()' segment --lang zh | head -1"
    done = subprocess.run(
        ["bash", "-c", command],  # noqa: S607
        input="一句。" * 100_000,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "一句。\n"
    assert done.stderr == ""
