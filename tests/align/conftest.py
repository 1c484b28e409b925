from __future__ import annotations

import pytest

from align.embed import UseEmbedder


@pytest.fixture(scope="session")
def use() -> UseEmbedder:
    """The real embedder, loaded once."""
    return UseEmbedder()
