"""The campaigns in small."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.campaigns import attack, fuzz, kill, race, signals
from tests.campaigns.fuzz_guided import is_installed
from tests.campaigns.fuzz_readers import KINDS
from tests.campaigns.mutations import mutated

NEEDS_ATHERIS = pytest.mark.skipif(not is_installed(), reason="atheris is not installed")


@pytest.mark.parametrize("action", kill.ACTIONS)
@pytest.mark.skipif(sys.platform == "win32", reason="forks, and kills with SIGKILL")
def test_a_kill_leaves_nothing_torn_and_the_next_run_makes_good(action: str) -> None:
    """In a process of its own: this one may have threads, which no fork takes along."""
    command = [sys.executable, "-m", "tests.campaigns.kill", "--action", action, "--count", "6"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.stdout.strip() == str(kill.Figures(action, kills=6, writing=3)), done.stderr


def test_two_imports_at_once_lose_nobodys_work(tmp_path: Path) -> None:
    figures = race.race_imports(2, tmp_path)
    assert figures == race.Figures("review import", races=2), str(figures)


def test_two_builds_at_once_leave_one_set(tmp_path: Path) -> None:
    figures = race.race_builds(2, tmp_path)
    assert figures == race.Figures("build", races=2), str(figures)


@pytest.mark.skipif(sys.platform == "win32", reason="signals end a process of Windows at once")
def test_a_signal_during_an_import_ends_the_run_with_one_line(tmp_path: Path) -> None:
    every = signals.commands(tmp_path)
    for name in ("build", "score"):
        figures = signals.interrupt(name, every[name], 4)
        assert (figures.sent, figures.faults) == (4, []), str(figures)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at memory in /proc")
def test_attacks_on_the_review_page_are_held_off(tmp_path: Path) -> None:
    target = attack.start(tmp_path)
    try:
        # Slow requests take their time: tests/corpus/review_page/test_slow.py has less patience.
        quick = [run for name, run in attack.ATTACKS.items() if name != "slow"]
        outcomes = [outcome for run in quick for outcome in run(target, False)]
    finally:
        target.served.kill()
    assert len(outcomes) > 30
    assert [str(outcome) for outcome in outcomes if not outcome.held] == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs alarms and limits of memory")
@pytest.mark.parametrize("kind", KINDS)
def test_only_a_corpus_error_or_a_rejection_comes_out(kind: str, tmp_path: Path) -> None:
    """20,000 inputs over all kinds, by their speed."""
    weights = sum(each.weight for each in KINDS.values())
    figures = fuzz.fuzz(kind, int(20_000 * KINDS[kind].weight / weights), tmp_path)
    assert figures.kept
    assert (figures.escapes, figures.slowest < fuzz.SECONDS, figures.largest < fuzz.BYTES / 1e6) == (
        {},
        True,
        True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="needs alarms and limits of memory")
@pytest.mark.parametrize(
    "guided", [False, pytest.param(True, marks=NEEDS_ATHERIS)], ids=["outcomes", "coverage"]
)
def test_inputs_that_are_new_are_kept_for_the_next_run(
    guided: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzz, "is_installed", lambda: guided)
    corpus, kept = tmp_path / "corpus", []
    for seed in range(2):
        figures = fuzz.fuzz("toml", 300, tmp_path / "findings", seed, corpus)
        assert (figures.inputs, figures.escapes) == (300, {})
        kept.append({path.name for path in (corpus / "toml").iterdir()})
    assert len(kept[0]) > 3
    assert kept[0] <= kept[1]


def test_what_escapes_is_written_down(tmp_path: Path) -> None:
    def read(path: Path) -> object:
        raise KeyError(path.name)

    figures = fuzz.Figures("x")
    (tmp_path / "x.txt").write_bytes(b"input")
    fuzz._outcome(read, tmp_path / "x.txt", figures, b"input", tmp_path)
    ((where, kept),) = figures.escapes.items()
    assert where.startswith("KeyError at test_small.py:")
    assert Path(kept).read_bytes() == b"input"


def test_every_mutation_is_made_and_archives_are_changed_inside() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.xml", "<a>警方通报。</a>" * 20)
    chance = random.Random(3)
    changed = {mutated(packed.getvalue(), [packed.getvalue()], chance) for _ in range(300)}
    assert len(changed) > 250
    inside = set()
    for data in changed:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                inside.add(archive.read("a.xml"))
        except (zipfile.BadZipFile, KeyError, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
            continue
    assert len(inside) > 100
