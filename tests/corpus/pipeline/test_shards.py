"""Shards are whole or not there, in folders and in object stores."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.pipeline.shards import Shards


@pytest.fixture(params=["folder", "object store"])
def shards(request: pytest.FixtureRequest, tmp_path: Path) -> Shards:
    return Shards(
        str(tmp_path / "new" / "shards") if request.param == "folder" else f"memory://{tmp_path.name}/shards"
    )


def test_written_read_and_removed(shards: Shards) -> None:
    assert shards.keys() == set()
    shards.write("b", b"second")
    shards.write("a", b"first")
    shards.write("a", b"first")
    assert shards.keys() == {"a", "b"}
    assert shards.read("a") == b"first"
    shards.remove()
    assert shards.keys() == set()
    shards.remove()


def test_what_is_half_written_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "shard-a.17.partial").write_bytes(b"fir")
    (tmp_path / "notes.txt").write_bytes(b"not ours")
    assert Shards(str(tmp_path)).keys() == set()


def test_another_machine_sees_them(tmp_path: Path) -> None:
    here, there = Shards(str(tmp_path)), Shards(tmp_path.as_uri())
    here.keys()
    there.write("a", b"first")
    assert (here.keys(), here.read("a")) == ({"a"}, b"first")


def test_an_unknown_protocol_is_said() -> None:
    with pytest.raises(CorpusError, match="--ray-folder nosuch://x cannot be opened"):
        Shards("nosuch://x")
