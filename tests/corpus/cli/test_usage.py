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
    ("in --eng none", "no option --eng; did you mean --engine?"),
    ("in --no-colour", "no option --no-colour\n"),
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
    ("segment empty.txt", "empty.txt is empty"),
    ("align zh.txt", "give two files"),
    ("align zh.txt zh.txt", "are both Chinese"),
    ("align zh.txt folder", "is a folder; give a file"),
    ("translate zh.txt", "still to be given: --from, --to"),
    ("translate zh.txt --from zh --to zh-TW", "choose two languages"),
    ("quality --from zh --to en zh.txt empty.txt", "zh.txt has 1 line and empty.txt has 0 lines"),
    ("score en.txt --reference en.txt --plot x.png", "name the file x.svg"),
    ("score en.txt --reference empty.txt", "lines: en.txt 1, empty.txt 0"),
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
    ("german", "languages: de, en); export it again with zh and en"),
    ("swapped --dry-run", "glossary.tsv: no source is Chinese; the Chinese terms go into the column source"),
    ("japanese", "glossary.tsv: no target is English; the English terms go into the column target"),
    ("headless", "glossary.tsv: the first line must name the columns: source, target"),
    ("latin1", "glossary.tsv: is no UTF-8; save it so"),
    ("terms german --engine none", "languages: de, en); export it again with zh and en"),
    ("folder", "folder holds no files; put documents into it"),
    ("in --chinese de", "there is: zh-CN"),
    ("in --workers -1", "it counts processes"),
    ("in --shard-size -1", "it counts units"),
    ("in --engine server", "say where the server is: --server http"),
    ("in --out taken", "taken holds the corpus of another"),
    ("segment zh.txt --lang fr", "there is: zh, en"),
    ("score en.tmx --reference en.txt", "give only TMX, or only text"),
    ("audit --judged en.txt", "column 'right' is missing"),
    ("watch in --interval 0", "a number of seconds above 0"),
    ("serve --port 99999", "choose one from 1024 to 65535"),
    ("review serve in --port 99999", "choose one from 1024 to 65535"),
    ("models remove nosuch", "no converted model is called 'nosuch'"),
    ("review status folder", "write one with: build-corpus DIR --out folder"),
    ("review export folder", "write one with: build-corpus DIR --out folder"),
    ("review serve folder", "write one with: build-corpus DIR --out folder"),
    ("review import en.txt --into in", "not a file that a review comes back in"),
    ("review restore folder", "no review of"),
    ("review serve in --host 0.0.0.0", "give a --password too"),
    ("tables folder", "write one with: build-corpus DIR --out folder"),
    ("explain number", "did you mean numbers?"),
    ("completion fish", "there is: bash, zsh"),
    ("cache clean --older-than x", "takes a whole number"),
]


TBX = (
    '<martif type="TBX"><text><body><termEntry><langSet xml:lang="de"><tig><term>Polizei</term></tig></langSet>'
    '<langSet xml:lang="en"><tig><term>police</term></tig></langSet></termEntry></body></text></martif>'
)
GLOSSARIES = {
    "german/glossary.tbx": TBX.encode(),
    "swapped/glossary.tsv": "source\ttarget\npolice\t警察\n".encode(),
    "japanese/glossary.tsv": "source\ttarget\n警察\t警察署\n".encode(),
    "headless/glossary.tsv": "警察\tpolice\n".encode(),
    "latin1/glossary.tsv": "source\ttarget\n警察\tpolice\n".encode("gbk"),
}
"""Glossaries that do not fit, each beside a document."""


@pytest.fixture
def here(tmp_path: Path, cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folders = [name.partition("/")[0] for name in GLOSSARIES]
    for folder in ("in", "folder", "taken", *folders):
        (tmp_path / folder).mkdir()
    for name in ("in/a.txt", "zh.txt", *(f"{folder}/a.txt" for folder in folders)):
        (tmp_path / name).write_text("民警登记了3名住户。\n", encoding="utf-8")
    for name, content in GLOSSARIES.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "taken/manifest.json").write_text('{"name": "another"}', encoding="utf-8")
    (tmp_path / "en.tmx").write_text("<tmx/>", encoding="utf-8")
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
    assert not list((here / "export").glob("[!.]*")), "no file but perhaps a lock"


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
