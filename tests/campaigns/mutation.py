"""Change the code in small ways and see which changes no test notices, by mutmut, on a sample of its mutants.

mutmut tests each mutant in a fork of a process that has everything loaded, with the tests that reach the
changed function, and so takes a tenth of a second where a new process would take five.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Group:
    """Modules, and the tests that are for them; doctests of the modules are run too."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    """Tests that take too long to be run for every mutant; without them fewer are killed, never more."""


GROUPS = {
    "numbers": Group(
        ("corpus/text/numbers/*.py", "align/quality/numbers.py", "align/quality/checks.py"),
        ("tests/corpus/text", "tests/align/quality"),
    ),
    "lines": Group(
        ("corpus/read/page_lines.py", "corpus/read/line_context.py", "corpus/read/line_patterns.py"),
        (
            "tests/corpus/read/test_page_lines.py",
            "tests/corpus/read/test_line_context.py",
            "tests/corpus/read/test_lines_gold.py",
        ),
    ),
    "beads": Group(
        ("align/beads/*.py",),
        ("tests/align/beads",),
        (
            "tests/align/beads/test_gold.py",
            "tests/align/beads/test_aligner.py::TestAlign::test_ten_thousand_times_the_same",
        ),
    ),
    "estimate": Group(
        ("align/quality/signals.py", "align/quality/estimate.py", "align/quality/notices.py"),
        ("tests/align/quality",),
    ),
    "pairing": Group(("align/pairing/*.py",), ("tests/align/pairing",)),
    "filter": Group(("corpus/pipeline/filter.py",), ("tests/corpus/pipeline/test_filter.py",)),
    "review": Group(
        ("corpus/pipeline/decisions.py", "corpus/pipeline/returned_work.py"),
        (
            "tests/corpus/pipeline/test_decisions.py",
            "tests/corpus/pipeline/test_returned_work.py",
            "tests/corpus/pipeline/test_review.py",
            "tests/corpus/pipeline/test_review_status.py",
        ),
    ),
}


def copy_tree(folder: Path) -> None:
    """Copy what belongs to the repository, so that mutmut's own files stay out of it."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, done.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)


def configure(folder: Path, group: Group, only: Collection[str]) -> None:
    """Tell mutmut what to change and which tests are for it."""
    sources = sorted(
        {
            path.relative_to(folder).as_posix()
            for name in group.modules
            for path in folder.glob(name)
            if not only or path.stem in only
        }
    )
    arguments = ["-n", "0", *(f"--deselect={test}" for test in group.left_out)]
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(
            "\n[tool.mutmut]\n"
            'source_paths = ["corpus", "align", "export"]\n'
            'also_copy = ["duizhao.py", "seeds", "README.md", "CHANGELOG.md", "constraints.txt"]\n'
            f"only_mutate = {sources}\n"
            f"pytest_add_cli_args = {arguments}\n"  # mutmut forks the process in which it ran the tests.
            f"pytest_add_cli_args_test_selection = {[*group.tests, *sources]}\n"
        )


def mutmut(folder: Path, *arguments: str) -> str:
    """Return what mutmut prints."""
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def verdicts(folder: Path) -> dict[str, str]:
    """Return what became of each mutant."""
    lines = mutmut(folder, "results", "--all", "true").splitlines()
    return dict(line.strip().split(": ", 1) for line in lines if "__mutmut_" in line)


def module(name: str) -> str:
    """Return the module of a mutant.

    >>> module("corpus.text.numbers.en.x__parts__mutmut_3"), module("align.beads.text.xǁTextǁcut__mutmut_1")
    ('corpus.text.numbers.en', 'align.beads.text')
    """
    return name.rpartition(".x")[0]


def draw(names: Sequence[str], count: int, seed: int) -> list[str]:
    """Return ``count`` mutants of each module, or all it has."""
    by_module: dict[str, list[str]] = {}
    for name in sorted(names):
        by_module.setdefault(module(name), []).append(name)
    chance = random.Random(seed)
    return [name for pool in by_module.values() for name in chance.sample(pool, min(count, len(pool)))]


def run(group: Group, only: Collection[str], count: int, seed: int, folder: Path) -> None:
    """Test a sample of mutants; print the survivors, then a table by module."""
    copy_tree(folder)
    configure(folder, group, only)
    log = mutmut(folder, "run", "--max-children", "1", "nothing")  # Makes the mutants, runs the tests once.
    names = list(verdicts(folder))
    if not names:
        sys.exit(log)
    sample = draw(names, count, seed)
    log = mutmut(folder, "run", "--max-children", "1", *sample)
    result = verdicts(folder)
    counts = Counter((module(name), result[name]) for name in sample)
    if all(result[name] == "not checked" for name in sample):
        sys.exit(log)
    for name in sample:
        if result[name] not in ("killed", "timeout"):
            print(mutmut(folder, "show", name))
    for name in sorted({module(name) for name in sample}):
        of_module = {verdict: n for (place, verdict), n in counts.items() if place == name}
        total = sum(of_module.values())
        killed = of_module.get("killed", 0) + of_module.get("timeout", 0)
        print(f"{name:40} {killed:3} of {total:3} killed, {killed / total:4.0%} {of_module}")


def main() -> None:
    """Run a group of modules."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("group", choices=GROUPS)
    parser.add_argument("--only", nargs="+", default=(), metavar="MODULE", help="of the group, by name")
    parser.add_argument("--count", type=int, default=60, help="mutants of each module")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(GROUPS[options.group], options.only, options.count, options.seed, Path(folder))


if __name__ == "__main__":
    main()
