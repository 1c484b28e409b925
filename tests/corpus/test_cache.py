"""A run never ends for want of a cache."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from corpus.cache import Cache


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Cache(tmp_path / "drafts.sqlite") as cache:
        cache.put("known", ["a draft", 0.5])
        cache.put_bytes({f"many {i}": bytes([i]) * 4000 for i in range(200)})
    return tmp_path / "drafts.sqlite"


def test_what_was_kept_comes_back(path: Path) -> None:
    with Cache(path) as cache:
        assert cache.get("known") == ["a draft", 0.5]
        assert cache.get("unknown") is None
        assert cache.get_bytes(["many 3", "unknown"]) == {"many 3": b"\x03" * 4000}


@pytest.mark.parametrize("damage", ["cut", "other", "zeros inside", "empty"])
def test_a_damaged_file_is_a_miss_that_is_said_once(
    damage: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = path.read_bytes()
    path.write_bytes(
        {
            "cut": whole[: len(whole) // 3],
            "other": b"no database\n" * 1000,
            "zeros inside": whole[:4096] + bytes(len(whole) - 8192) + whole[-4096:],
            "empty": b"",
        }[damage]
    )
    with Cache(path) as cache:
        assert cache.get("known") in (None, ["a draft", 0.5])
        cache.put("new", 1)
        cache.put("newer", {"a": 2})
        assert (cache.get("new"), cache.get("newer")) == (1, {"a": 2})
    assert capsys.readouterr().err.count("cannot use the cache") == (damage != "empty")


def test_other_content_in_the_table_is_a_miss(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE result SET value = '[1, ' WHERE key = 'known'")
    database.close()
    with Cache(path) as cache:
        assert cache.get("known") is None
    assert "cannot use the cache" in capsys.readouterr().err


def test_where_nothing_can_be_kept_the_run_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder")
    with Cache(tmp_path / "file" / "drafts.sqlite") as cache:
        cache.put("a", 1)
        assert cache.get("a") == 1
    assert capsys.readouterr().err.count("cannot use the cache") == 1


def test_a_full_disk_keeps_what_is_new_as_long_as_the_run_lasts(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Cache(path) as cache:
        cache._connection.execute("PRAGMA max_page_count = 1")  # SQLite: "database or disk is full"
        cache.put_bytes({f"more {i}": bytes(5000) for i in range(400)})
        assert len(cache.get_bytes([f"more {i}" for i in range(400)])) == 400
        assert cache.get("known") == ["a draft", 0.5], "what is there can still be read"
    assert capsys.readouterr().err.count("cannot use the cache") == 1
