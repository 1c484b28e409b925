"""Sequences in files are sequences; they hold little, and a full disk is said."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.pipeline import split
from corpus.repetitions import repetitions
from corpus.settings import Settings
from corpus.spool import Joined, Mapped, Recent, Spool
from tests.factories import SEEDS, build_folder, contents, unit

LONG = [f"value {i}" for i in range(700)]
"""More than are written at once."""
MADE: dict[str, Callable[[], Sequence[str]]] = {
    "spool": lambda: Spool(LONG),
    "mapped": lambda: Mapped("value {}".format, range(700)),
    "joined": lambda: Joined([Spool(LONG[:300]), (), LONG[300:]]),
}


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
@pytest.mark.parametrize("place", [0, 255, 256, 299, 300, 699, -1, -700])
def test_each_place_holds_its_value(make: Callable[[], Sequence[str]], place: int) -> None:
    assert make()[place] == LONG[place]


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_a_sequence_in_a_file_is_a_sequence(make: Callable[[], Sequence[str]]) -> None:
    made = make()
    assert list(made) == list(made) == LONG, "as often as it is gone through"
    assert made[250:260] == LONG[250:260]
    assert made[::-300] == LONG[::-300]
    assert made == LONG
    assert made != LONG[1:]
    assert made != [*LONG[:-1], "another"]
    with pytest.raises(IndexError):
        made[700]


@given(st.lists(st.one_of(st.just("read"), st.integers())))
def test_what_is_added_after_a_look_stands_at_the_end(acts: list[int | str]) -> None:
    spool, expected = Spool[int](), list[int]()
    for act in acts:
        if isinstance(act, int):
            spool.append(act)
            expected.append(act)
        else:
            assert list(spool) == expected
    assert spool == expected


def test_units_come_back_as_they_were() -> None:
    units = [unit(f"第{i}句。", f"Sentence {i}.", i, comment=None if i % 2 else "why") for i in range(300)]
    assert Spool(units) == units
    assert [made.id for made in Spool(units)] == [made.id for made in units]


def test_a_spool_holds_little_however_much_is_in_it() -> None:
    """Twenty thousand units are 30 MB as objects."""
    tracemalloc.start()
    try:
        spool = Spool(unit(f"第{i}句。", f"Sentence {i}.", i) for i in range(20_000))
        assert sum(len(made.source) for made in spool) > 0
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000


def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool[bytes]()
    spool._file.execute("PRAGMA max_page_count = 20")
    with pytest.raises(CorpusError, match=r"temporary file cannot be written .*TMPDIR"):
        spool.extend(bytes(1000) for _ in range(1000))


def test_what_was_asked_for_long_ago_is_made_again() -> None:
    made: list[int] = []
    recent = Recent[int](most=10, size=lambda value: value)

    def get(value: int) -> int:
        def make() -> int:
            made.append(value)
            return value

        return recent.get(value, make)

    assert [get(value) for value in (4, 5, 4, 6, 4, 5, 100, 100)] == [4, 5, 4, 6, 4, 5, 100, 100]
    assert made == [4, 5, 6, 5, 100], "5 was older than 4; one that is too large is kept by itself"


@given(st.lists(st.sampled_from("abcdefgh")))
def test_repetitions_are_what_stands_twice(values: list[str]) -> None:
    again = repetitions(values)
    assert {value for value in values if value in again} == {v for v in values if values.count(v) > 1}
    assert again.distinct == len(set(values))


def test_the_files_are_the_same_when_no_document_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_folder(SEEDS, tmp_path / "held", Settings(), cache=tmp_path / "a.sqlite")
    monkeypatch.setattr(split, "_IN_MEMORY", 1)
    build_folder(SEEDS, tmp_path / "read", Settings(), cache=tmp_path / "b.sqlite")
    assert contents(tmp_path / "read") == contents(tmp_path / "held")
