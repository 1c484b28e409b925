"""The likeliest mistakes: each is said in words, with what to do, and ends with exit code 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.cli.main import main
from corpus.flags import FLAGS

MISTAKES = [
    ("aling zh.txt en.txt", "did you mean align?"),
    ("xyzzy", "--help lists the commands"),
    ("nowhere/", "does not exist"),
    ("zh.txt", "give the folder it stands in"),
    ("in --enginge none", "did you mean --engine?"),
    ("in --eng none", "no option --eng"),
    ("in --engine embeded", "did you mean embedded?"),
    ("in --min-score 7", "between 0 and 1"),
    ("in --min-score abc", "takes a number, which 'abc' is not"),
    ("in --shard-size x", "takes a whole number"),
    ("in extra", "one word too many"),
    ("in --out zh.txt", "zh.txt is a file; --out names a folder"),
    ("in --out zh.txt/x", "zh.txt is a file; --out names a folder"),
    ("in --memory nofile.tmx --engine none", "is the name right?"),
    ("segment folder", "is a folder; give a file"),
    ("segment nofile", "does not exist; is the name right?"),
    ("segment empty.txt", "is empty"),
    ("align zh.txt", "give two files"),
    ("align zh.txt zh.txt", "are both Chinese"),
    ("align zh.txt folder", "is a folder; give a file"),
    ("translate zh.txt", "still to be given: --from, --to"),
    ("translate zh.txt --from zh --to zh-TW", "choose two languages"),
    ("quality --from zh --to en zh.txt empty.txt", "zh.txt has 1 line and empty.txt has 0 lines"),
    ("score en.txt --reference en.txt --plot x.png", "name the file x.svg"),
    ("score en.txt --reference empty.txt", "empty.txt has 0 lines"),
    ("score en.txt en.txt --reference en.txt", "is given twice"),
    ("check nofile.tmx", "does not exist"),
    ("check folder", "is a folder; give a file"),
    ("audit", "give a TMX to draw from"),
    ("audit nofile.tmx", "does not exist"),
    ("audit en.txt --above 7", "is no probability"),
    ("audit --judged nofile.tsv", "does not exist"),
    ("models instal argos zh en", "did you mean install?"),
    ("models install argos zh", "say which direction"),
    ("models install argos zh xx", "zh to xx is no direction"),
    ("models install en.txt", "is no model"),
    ("review export nofolder", "does not exist"),
    ("review import nofile --into in", "nothing was imported"),
    ("tables in --split 1,2", "90,5,5"),
    ("tables in --to csv", "there is: moses, tsv, jsonl, parquet"),
    ("explain number", "did you mean numbers?"),
    ("completion fish", "there is: bash, zsh"),
    ("cache clean --older-than x", "takes a whole number"),
]


@pytest.fixture
def here(tmp_path: Path, cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for folder in ("in", "folder"):
        (tmp_path / folder).mkdir()
    for name in ("in/a.txt", "zh.txt"):
        (tmp_path / name).write_text("民警登记了3名住户。\n", encoding="utf-8")
    (tmp_path / "en.txt").write_text("Officers registered 3 residents.\n", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def code_of(line: str) -> int:
    try:
        return main(line.split())
    except SystemExit as stop:
        return int(stop.code or 0)


@pytest.mark.parametrize(("line", "message"), MISTAKES)
def test_a_mistake_is_said_and_ends_with_2(
    line: str, message: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of(line) == 2
    out, said = capsys.readouterr()
    assert message in said
    assert out == "", "nothing but the mistake"
    assert not (here / "export").exists()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("quality --from zh --to en en.txt zh.txt", "en.txt should be Chinese and looks English"),
        ("score en.txt --reference zh.txt", "en.txt should be Chinese and looks English"),
        ("translate en.txt --from zh --to en --engine argos", "en.txt should be Chinese and looks English"),
    ],
)
def test_swapped_files_are_said_before_a_number(
    line: str, message: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code_of(line)
    assert message in capsys.readouterr().err


def test_no_folder_holds_a_corpus_yet(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for line in ("review status folder", "review export folder", "tables folder"):
        assert code_of(line) == 1
        assert "write one with: build-corpus DIR --out folder" in capsys.readouterr().err


def test_show_settings_says_where_each_comes_from(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "in/corpus.toml").write_text('licence = "CC0-1.0"\ngzip = true\n', encoding="utf-8")
    assert code_of("in --engine none --gzip --show-settings --json") == 0
    rows = {row["setting"]: (row["value"], row["from"]) for row in json.loads(capsys.readouterr().out)}
    assert rows["engine"] == ("none", "command line (--engine)")
    assert rows["licence"] == ("CC0-1.0", "in/corpus.toml")
    assert rows["gzip"] == (True, "command line (--gzip)")
    assert rows["chinese"] == ("zh-CN", "default")
    assert code_of("in --show-settings") == 0
    assert "licence" in capsys.readouterr().out
    assert not (here / "export").exists()


def test_explain_knows_every_flag(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("explain --json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["flag"] for row in rows] == list(FLAGS)
    assert all(row["example"] and row["meaning"] and row["remedy"] for row in rows)
    assert code_of("explain numbers") == 0
    assert "30 residents" in capsys.readouterr().out


def test_quiet_prints_nothing_but_failures(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("in --engine none --quiet") == 0
    assert capsys.readouterr() == ("", "")
    (here / "in/b.pdf").write_bytes(b"%PDF-1.4 broken")
    assert code_of("in --engine none --quiet") == 1
    out, said = capsys.readouterr()
    assert (out, said.startswith("failed: b.pdf")) == ("", True)


def test_json_wherever_results_are_printed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    answers = {}
    for line in (
        "segment zh.txt",
        "quality --from zh --to en zh.txt en.txt",
        "score en.txt --reference en.txt",
        "align zh.txt en.txt",
        "in --engine none",
        "terms in --engine none",
        "cache",
        "models list",
        "doctor",
    ):
        assert code_of(f"{line} --json") == 0, line
        answers[line.split()[0]] = json.loads(capsys.readouterr().out)
    assert answers["segment"] == [["民警登记了3名住户。"]]
    assert answers["align"][0]["source_lines"] == [0]
    assert 0 <= answers["quality"][0]["score"] <= 1
    assert "cache" in [finding["what"] for finding in answers["doctor"]]
