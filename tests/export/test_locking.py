from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from export.locking import locked


def test_who_waits_is_told_for_whom_and_comes_after(tmp_path: Path) -> None:
    said: list[str] = []
    order: list[str] = []

    def second() -> None:
        with locked(tmp_path, "second", said.append):
            order.append("second")

    with locked(tmp_path, "build-corpus review import"):
        other = threading.Thread(target=second)
        other.start()
        while not said and other.is_alive():
            time.sleep(0.01)
        order.append("first")
    other.join()
    assert order == ["first", "second"]
    assert "is being written by build-corpus review import, process " in said[0]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_disk_without_one_free_byte_is_said(tmp_path: Path) -> None:
    (tmp_path / ".duizhao.holder").symlink_to("/dev/full")
    with pytest.raises(CorpusError, match="No space left on device"), locked(tmp_path, "build-corpus"):
        pytest.fail("nothing can be written")
    with locked(tmp_path, "build-corpus"):
        assert (tmp_path / ".duizhao.holder").is_file(), "the lock was given back"
