from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.pipeline.build import Build
from tests.factories import SEEDS, build_folder


@dataclass(frozen=True)
class Made:
    """The seeds as built by fakes: the corpus, which tests only look at, and what came of it."""

    build: Build
    out: Path
    cache: Path


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The seeds, built once for all tests."""
    folder = tmp_path_factory.mktemp("seeds")
    return Made(build_folder(SEEDS, folder / "out"), folder / "out", folder / "cache.sqlite")


@pytest.fixture
def export(seeds: Made, tmp_path: Path) -> Path:
    """A copy of the seeds' corpus for the test to work on, with the cache of its build beside it."""
    shutil.copyfile(seeds.cache, tmp_path / "cache.sqlite")
    return Path(shutil.copytree(seeds.out, tmp_path / "export"))
