"""Files that are no files, names that are no text: set aside with a reason, the rest is read."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from align.terms.glossary import load_glossary
from corpus.errors import CorpusError, UsageError
from corpus.model import Document
from corpus.read.documents import read_file
from corpus.read.files import find_files
from corpus.settings import load_settings
from tests.factories import build_folder

TEXT = "警方已经介入调查。居民表示满意。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "ok.txt").write_text(TEXT)
    return folder


def test_what_is_no_regular_file_is_never_opened(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "zero.txt").symlink_to("/dev/zero")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "out.txt").symlink_to("/etc/hostname")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(folder)  # the address of a socket is short
        listening.bind("socket.txt")
        os.chdir(here)
        results = {name: read_file(path, name) for path, name in find_files(folder)}
    assert isinstance(results.pop("ok.txt"), Document)
    assert {name: getattr(result, "code", None) for name, result in results.items()} == dict.fromkeys(
        ("pipe.txt", "zero.txt", "loop.txt", "out.txt", "socket.txt"), "not-a-file"
    )


def test_names_that_are_no_text_come_through_the_whole_run(folder: Path, tmp_path: Path) -> None:
    for name in (b"a\x1b[31mred.txt", b"no-utf-8\xff\xfe.txt", b"two\nlines.txt"):
        (folder / os.fsdecode(name)).write_text(TEXT.replace("居民", "村民"))
    build_folder(folder, tmp_path / "out")
    table = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    for shown in ("a%1B[31mred.txt", "no-utf-8%FF%FE.txt", "two%0Alines.txt"):
        assert shown in table


def test_escapes_in_a_licence_reach_no_file(folder: Path, tmp_path: Path) -> None:
    (folder / "a.md").write_text(f'---\nlicence: "a\\x01b\\x1b[2J"\n---\n{TEXT}')
    build_folder(folder, tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        assert not {"\x01", "\x1b"} & set(path.read_bytes().decode("utf-8", "replace")), path.name


@pytest.mark.parametrize("what", ["pipe", "zero", "loop", "folder"])
@pytest.mark.parametrize("name", ["glossary.tsv", "glossary.tbx", "corpus.toml"])
def test_a_glossary_or_settings_that_are_no_file_are_said(name: str, what: str, folder: Path) -> None:
    put(folder / name, what)
    with pytest.raises((CorpusError, UsageError), match=f"{name}: is no regular file"):
        load_settings(folder / "corpus.toml", {})
        load_glossary(folder)


@pytest.mark.parametrize("what", ["pipe", "zero", "loop"])
@pytest.mark.parametrize("name", ["manifest.json", "review.jsonl", "reviewed.tmx"])
def test_what_is_no_file_in_the_output_folder_is_not_waited_for(
    name: str, what: str, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    put(tmp_path / "out" / name, what)
    build_folder(folder, tmp_path / "out")
    assert (tmp_path / "out" / "manifest.json").is_file()


def put(path: Path, what: str) -> None:
    if what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero" if what == "zero" else path.name)
