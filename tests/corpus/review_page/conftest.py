"""A corpus of the seeds, which the tests in Chromium share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from align.embed import UseEmbedder
from tests.factories import SEEDS, build_folder


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a corpus and its documents: ``export`` and ``seeds``."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(SEEDS, folder / "seeds")
    # Real links, and drafts that need no model.
    build_folder(folder / "seeds", folder / "export", make_embedder=UseEmbedder)
    return folder
