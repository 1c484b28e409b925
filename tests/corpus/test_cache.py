"""A run never ends for want of a cache."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from corpus.cache import FILE, Cache
from corpus.cli.main import main


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
        database.execute("UPDATE entry SET value = '[1, 2]' WHERE key = 'known'")
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


def test_what_an_older_version_kept_is_taken_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "drafts.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE result (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
        database.execute("INSERT INTO result VALUES ('settled', '[\"a draft\"]'), ('vector', x'00ff')")
    database.close()
    for _ in range(2):
        with Cache(path) as cache:
            assert cache.get("settled") == ["a draft"]
            assert cache.get_bytes(["vector"]) == {"vector": b"\x00\xff"}
    assert not capsys.readouterr().err


def test_a_later_version_is_left_alone(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    before = path.read_bytes()
    with Cache(path) as cache:
        assert cache.get("known") is None
        cache.put("new", 1)
        assert cache.get("new") == 1
    assert path.read_bytes() == before
    assert "later version" in capsys.readouterr().err


def test_an_entry_under_another_key_is_a_miss(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE entry SET key = 'wrong' WHERE key = 'known'")
    database.close()
    with Cache(path) as cache:
        assert cache.get("wrong") is None


def test_the_command_shows_and_cleans(cache_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Cache(cache_folder / FILE) as cache:
        cache.put_bytes({f"{i}": bytes(1000) for i in range(300)})
    with sqlite3.connect(cache_folder / FILE) as database:
        database.execute("UPDATE entry SET day = day - 100 WHERE key < '2'")
    database.close()
    (cache_folder / "drafts.damaged").write_bytes(bytes(5000))
    (cache_folder / "models" / ".partial-x").mkdir(parents=True)
    (cache_folder / "models" / ".partial-x" / "joined.gguf").write_bytes(bytes(7000))

    def answer(*arguments: str) -> dict[str, Any]:
        assert main(["cache", *arguments, "--json"]) == 0
        shown: dict[str, Any] = json.loads(capsys.readouterr().out)
        return shown

    shown = answer()
    assert (shown["results"], shown["left_over_bytes"]) == (300, 12000)
    assert answer("clean")["freed_bytes"] == 12000
    assert answer("clean", "--older-than", "90")["removed_results"] == 112
    assert answer()["results"] == 188
    assert answer("clean", "--older-than", "0")["removed_results"] == 188
    assert main(["cache", "--older-than", "3"]) == 2
    assert main(["cache"]) == 0
    assert str(cache_folder) in capsys.readouterr().out
