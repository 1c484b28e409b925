"""What every test finds: folders of its own, and names for the examples in docstrings."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import hypothesis
import pytest

# argostranslate fixes its folders when it is imported, which our code does late: this comes first.
_HOME = Path(tempfile.mkdtemp(prefix="duizhao-tests-"))
for _name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
    os.environ[_name] = str(_HOME / _name.lower())
os.environ.pop("ARGOS_PACKAGES_DIR", None)
os.environ["DUIZHAO_CACHE"] = str(_HOME / "cache")
os.environ["DUIZHAO_DATA"] = str(_HOME / "data")
os.environ.pop("SOURCE_DATE_EPOCH", None)


@pytest.fixture
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the test's own."""
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


# Whatever is timed lives in a benchmark: a busy machine must not fail a test.
hypothesis.settings.register_profile("duizhao", deadline=None)
hypothesis.settings.load_profile("duizhao")


@pytest.fixture(autouse=True)
def examples(doctest_namespace: dict[str, object], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Names that examples use: ``fake``, a translator that needs no model, and ``folder``, an empty one."""
    from tests.factories import FakeTranslator

    doctest_namespace["fake"] = FakeTranslator("zh")
    doctest_namespace["folder"] = tmp_path_factory.getbasetemp() / "examples"
