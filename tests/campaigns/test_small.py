"""The campaigns in small."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaigns import kill, race


@pytest.mark.parametrize("action", kill.ACTIONS)
def test_a_kill_leaves_nothing_torn_and_the_next_run_makes_good(
    action: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    figures = kill.kill_each(action, 5, tmp_path)
    assert figures == kill.Figures(action, kills=5), str(figures)


def test_two_imports_at_once_lose_nobodys_work(tmp_path: Path) -> None:
    figures = race.race_imports(2, tmp_path)
    assert figures == race.Figures("review import", races=2), str(figures)


def test_two_builds_at_once_leave_one_set(tmp_path: Path) -> None:
    figures = race.race_builds(2, tmp_path)
    assert figures == race.Figures("build", races=2), str(figures)
