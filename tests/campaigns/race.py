"""Start two imports, or two builds, of the same corpus at once: nothing may be lost."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.pipeline.review_record import load_review
from tests.campaigns.scene import all_contents, is_one_set, make_corpus, make_review, start, torn_files
from tests.factories import contents


@dataclass
class Figures:
    """What became of the races."""

    action: str
    races: int = 0
    lost: int = 0
    """A person's work was in no record, or a run failed, or the files were not one set."""

    def __str__(self) -> str:
        """The figures as a campaign prints them."""
        return f"two of {self.action} at once: {self.races} races, lost {self.lost}"


def race_imports(count: int, folder: Path) -> Figures:
    """Two people's reviews are imported at once."""
    figures = Figures("review import")
    corpus = make_corpus(folder)
    reviews = [
        make_review(corpus, folder / "anna.xlsx", "anna", slice(0, 3)),
        make_review(corpus, folder / "ben.xlsx", "ben", slice(3, 6)),
    ]
    shutil.copytree(corpus, folder / "before")
    for _ in range(count):
        shutil.rmtree(corpus)
        shutil.copytree(folder / "before", corpus)
        codes = _at_once(*(["review", "import", str(sheet), "--into", str(corpus)] for sheet in reviews))
        people = [decision.reviewer for decision in load_review(corpus).decisions]
        figures.races += 1
        figures.lost += codes != [0, 0] or sorted(filter(None, people)) != ["anna"] * 3 + ["ben"] * 3
    return figures


def race_builds(count: int, folder: Path) -> Figures:
    """The same build is started twice at once."""
    figures = Figures("build")
    corpus = make_corpus(folder)
    whole = contents(corpus)
    arguments = ["--out", str(corpus), "--engine", "none", str(folder / "in")]
    for _ in range(count):
        codes = _at_once(arguments, arguments)
        figures.races += 1
        good = is_one_set(corpus) and not torn_files(corpus) and not set(all_contents(corpus)) - set(whole)
        figures.lost += codes != [0, 0] or not good
    return figures


def _at_once(*commands: Sequence[str]) -> list[int]:
    """Start all commands, and return their exit codes when the last has ended."""
    runs = [start(arguments) for arguments in commands]
    for run in runs:
        run.communicate(timeout=120)
    return [run.returncode for run in runs]


def main() -> None:
    """Run both kinds of race."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50, help="races of each kind")
    count = parser.parse_args().count
    for race in (race_imports, race_builds):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["DUIZHAO_DATA"] = folder
            print(race(count, Path(folder)), flush=True)


if __name__ == "__main__":
    main()
