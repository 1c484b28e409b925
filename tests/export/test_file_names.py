"""Names of outputs on every system: Windows' rules are checked with ``PureWindowsPath``, wherever this runs."""

from __future__ import annotations

import sys
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.terms.glossary import NO_TERMS
from corpus.pipeline.returned_work import Baseline
from export.file_names import LONGEST, file_name, file_path, file_paths
from export.omegat import write_omegat_project
from export.returned import read_returned
from tests.corpus.pipeline.test_review import saved, saved_unit
from tests.factories import unit

HOSTILE = ["con", "CON.txt", "aux.zh.txt", "com1.md", "a:b.txt", 'say "hi"?.txt', "dot.", "space ", "a\\b.txt", "a|b<c>d*.txt", "通报\x07.txt", "公" * 90 + ".txt", "x" * 260, "lpt¹.txt", "NUL", "con .txt", "CONIN$", "conout$.tsv"]  # fmt: skip
ORDINARY = [
    "通报 2026-07-02.html",
    "console.txt",
    "a.b.c.md",
    "com10.txt",
    "auxiliary",
    "con air.txt",
    "中文（一）.txt",
]


def fits_windows(name: str) -> bool:
    path = PureWindowsPath(name)
    reserved = name.split(".")[0].rstrip(" ").upper() in {"CON", "CONIN$", "CONOUT$", "PRN", "AUX", "NUL", *(f"{d}{n}" for d in ("COM", "LPT") for n in "0123456789¹²³")}  # fmt: skip
    return (
        path.name == name
        and not path.drive
        and not reserved
        and not any(char in '<>:"|?*' or ord(char) < 32 for char in name)
        and name[-1] not in ". "
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_becomes_one_that_every_system_bears(name: str) -> None:
    made = file_name(name)
    assert made != name
    assert fits_windows(made)
    assert len(made.encode()) <= LONGEST


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_name_stays(name: str) -> None:
    assert file_name(name) == name


@given(
    st.text(st.characters(exclude_characters="/\x00", exclude_categories=["Cs"]), min_size=1, max_size=300)
)
def test_any_name(name: str) -> None:
    assert fits_windows(file_name(name))
    assert len(file_name(name).encode()) <= LONGEST
    assert file_name(file_name(name)) == file_name(name)


@given(st.lists(st.text("aAbB.:*", min_size=1, max_size=4), unique=True))
def test_no_two_documents_share_a_file(names: list[str]) -> None:
    paths = file_paths(names)
    assert len({path.casefold() for path in paths.values()}) == len(names)


def test_folders_keep_their_order() -> None:
    assert file_path("a/con/b:c.txt") == "a/%63on/b%3Ac.txt"
    if sys.platform == "win32":
        assert Path(file_path("a/b.txt")).parts == ("a", "b.txt")


def test_an_omegat_project_of_documents_with_hostile_names(tmp_path: Path) -> None:
    units = [unit(f"第{i}条。", f"Item {i}.", 0, document=name) for i, name in enumerate(HOSTILE)]
    write_omegat_project(tmp_path / "project", units, NO_TERMS)
    files = sorted(path.name for path in (tmp_path / "project" / "source").iterdir())
    assert len(files) == len(HOSTILE)
    assert all(map(fits_windows, files))


def test_a_translation_for_one_document_comes_back_to_it(tmp_path: Path) -> None:
    """OmegaT names the file that an alternative is for; two documents hold the same sentence."""
    units = [unit("警方通报。", "Police notice.", 0, document=name) for name in ("a.txt", "b:c.txt")]
    prop = '<prop type="file">b%3Ac.txt.utf8</prop>'
    path = tmp_path / "project_save.tmx"
    path.write_text(saved(saved_unit(0, "Notice.", source="警方通报。", props=prop)), encoding="utf-8")
    ((returned,), _) = read_returned(path)
    known = Baseline(units).unit(returned)
    assert known is not None
    assert known.document == "b:c.txt"
