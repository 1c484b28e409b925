"""axe-core finds nothing serious in what people look at: each view of the review page, and the report."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from align.embed import UseEmbedder
from tests.axe import grave_faults, needs_axe
from tests.browser import needs_chromium, new_browser
from tests.factories import SEEDS, build_folder
from tests.pictures import SIZES, VIEWS, reviewed, set_look, show_view
from tests.served import Served, Window

pytestmark = [pytest.mark.chromium, needs_chromium, needs_axe]
_LOOKS = list(product(SIZES, (False, True)))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds, with real links."""
    folder = tmp_path_factory.mktemp("accessible") / "export"
    build_folder(SEEDS, folder, make_embedder=UseEmbedder)
    return folder


@pytest.fixture(scope="module")
def page(corpus: Path) -> Iterator[Window]:
    with reviewed(corpus) as window:
        yield window


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_of_the_review_page(page: Window, view: str) -> None:
    page.resize(*SIZES[0])
    show_view(page, view)
    found = {}
    for size, dark in _LOOKS:
        set_look(page, size, dark=dark)
        found[size, dark] = grave_faults(page.driver)
    assert not any(found.values()), found


@pytest.fixture
def window() -> Iterator[Window]:
    made = Window(new_browser())
    yield made
    made.driver.quit()


def test_the_question_for_a_password(corpus: Path, window: Window) -> None:
    served = Served.of(corpus, SEEDS, options=("--password", "a word"))
    try:
        window.driver.get(served.address.partition("?")[0])
        window.until(lambda: window.one("#password"))
        for size, dark in _LOOKS:
            set_look(window, size, dark=dark)
            assert grave_faults(window.driver) == [], (size, dark)
    finally:
        served.kill()


def test_the_report(corpus: Path, window: Window) -> None:
    window.driver.get((corpus / "report.html").as_uri())
    for size, dark in _LOOKS:
        set_look(window, size, dark=dark)
        assert grave_faults(window.driver) == [], (size, dark)


def test_what_is_wrong_is_found(window: Window) -> None:
    window.driver.get("data:text/html,<html lang=en><title>x</title><main><h1>x</h1><input></main>")
    assert [line.split(":")[0] for line in grave_faults(window.driver)] == ["label"]
