"""The server is killed (-9) after each act, as soon as the page shows it as saved: nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.review_page import desk as review_page
from corpus.review_page.index import Filters
from tests.browser import needs_chromium
from tests.reviewer import Reviewer, act_and_kill, add_term, fix_name, link_and_kill

pytestmark = [pytest.mark.chromium, needs_chromium]


@pytest.fixture
def desk(built: Path, tmp_path: Path) -> Iterator[Reviewer]:
    with Reviewer.of_copy(built, tmp_path) as reviewer:
        yield reviewer


def test_after_each_act_on_a_unit(desk: Reviewer) -> None:
    assert set(act_and_kill(desk).values()) == {"confirmed", "edited", "rejected"}
    assert desk.served.lines()[1]["target"].endswith("by hand")
    assert not desk.window.all(".history li"), "the comment was taken back"


def test_after_a_term_and_a_name(desk: Reviewer) -> None:
    window, folder = desk.window, desk.served.folder
    add_term(desk, "新闻发布会", "news briefing")
    desk.kill()
    assert "新闻发布会\tnews briefing" in (desk.served.documents / "glossary.tsv").read_text(encoding="utf-8")
    desk.until_shown()
    name = (folder / "names.tsv").read_text(encoding="utf-8").splitlines()[1].split("\t")[0]
    count = fix_name(desk, name, "Draft", "Wangxixi")
    desk.kill()
    desk.until_shown()
    assert f"{name}\tWangxixi\t" in (folder / "names.tsv").read_text(encoding="utf-8")
    assert desk.served.kinds() == ["amended"] * count
    window.driver.execute_script("byId('text').value = 'Wangxixi'; load()")
    window.until(lambda: "Wangxixi" in str(window.box.get_attribute("value")))


def test_after_each_act_on_links(desk: Reviewer) -> None:
    fixed = link_and_kill(desk)
    assert fixed[-1] < fixed[-2], "what was taken back is fixed no more"


def test_what_the_page_showed_as_saved_stands_after_a_kill_amid_acts(desk: Reviewer) -> None:
    """Keys come faster than answers; the kill comes whenever it comes."""
    window = desk.window
    for _ in range(3):
        begun = len(desk.served.lines())
        window.driver.execute_script(
            "window.savedTimes = 0; clearInterval(window.hand);"
            "new MutationObserver(() => { if (byId('saved').textContent === 'saved') window.savedTimes++; })"
            ".observe(byId('saved'), {childList: true});"
            "window.hand = setInterval(() => document.body.dispatchEvent("
            "new KeyboardEvent('keydown', {key: 'Enter', bubbles: true})), 5)"
        )
        window.until(lambda: len(desk.served.lines()) >= begun + 7)  # noqa: B023 - it waits here
        desk.served.kill()
        told = window.driver.execute_script("clearInterval(window.hand); return window.savedTimes")
        assert 0 < told <= len(desk.served.lines()) - begun
        desk.go_on()
        desk.until_shown()
    expected = review_page.Desk(desk.served.folder)
    expected.wait()
    with expected.reading() as index:
        count = len(index.view(Filters(state="decided")))
    window.until(lambda: window.one("#count").text.startswith(f"{count} of "))
