"""The server is killed (-9) after each act, as soon as the page shows it as saved: nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from corpus.review_page import desk as review_page
from corpus.review_page.index import Filters
from tests.browser import needs_chromium, new_browser
from tests.served import Served, Window

pytestmark = [pytest.mark.chromium, needs_chromium]


@dataclass
class Desk:
    """A window, and the server behind it, which is another one after each kill."""

    window: Window
    served: Served

    def saved(self, *said: str) -> None:
        self.window.until(lambda: self.window.one("#saved").text in (said or ("saved",)))

    def kill(self) -> None:
        """Kill the server, and go on with another one."""
        self.served.kill()
        self.go_on()

    def go_on(self) -> None:
        """Start another server at the same port, and load the page anew."""
        view = self.window.driver.current_url.partition("#")[2]
        self.served = Served.of(self.served.folder, self.served.documents, self.served.port)
        self.window.driver.get("about:blank")
        self.window.driver.get(f"{self.served.address}#{view}")

    def fill(self, **texts: str) -> None:
        for field, text in texts.items():
            box = self.window.one(f"#{field.replace('_', '-')}")
            box.clear()
            box.send_keys(text)

    def state(self, place: int) -> str:
        """What the list says of a unit."""
        return self.window.one(f'.unit[data-at="{place}"] .meta').text


@pytest.fixture
def desk(built: Path, tmp_path: Path) -> Iterator[Desk]:
    for name in ("export", "seeds"):
        shutil.copytree(built / name, tmp_path / name, ignore=shutil.ignore_patterns("review*"))
    made = Desk(Window(new_browser()), Served.of(tmp_path / "export", tmp_path / "seeds"))
    made.window.open(made.served.address)
    yield made
    made.window.driver.quit()
    made.served.kill()


def confirm(desk: Desk) -> None:
    desk.window.moved(lambda: desk.window.press(Keys.ENTER))


def edit(desk: Desk) -> None:
    desk.window.press("e")
    desk.window.until(lambda: desk.window.driver.switch_to.active_element == desk.window.box)
    desk.window.press(" by hand")
    desk.window.moved(lambda: desk.window.with_control(Keys.ENTER))


def reject(desk: Desk) -> None:
    desk.window.moved(lambda: desk.window.press("r"))


def comment(desk: Desk) -> None:
    desk.window.press("c")
    desk.window.press("who says so?", Keys.ENTER)
    desk.saved()


def undo(desk: Desk) -> None:
    desk.window.press("u")
    desk.saved("taken back")


ACTS: list[tuple[Callable[[Desk], None], str]] = [
    (confirm, "confirmed"),
    (edit, "edited"),
    (reject, "rejected"),
    (comment, "commented"),
    (undo, "withdrawn"),
]


def test_after_each_act_on_a_unit(desk: Desk) -> None:
    window, shown = desk.window, dict[int, str]()
    for number, (act, kind) in enumerate(ACTS, 1):
        place = window.at
        act(desk)
        desk.kill()
        window.until(lambda: window.all(".unit.here"))
        assert [line["kind"] for line in desk.served.lines()[:number]] == [k for _, k in ACTS[:number]]
        assert len(desk.served.lines()) == number
        if kind in ("confirmed", "edited", "rejected"):
            shown[place] = kind
        for at, state in shown.items():
            window.until(lambda: state in desk.state(at))  # noqa: B023 - it waits here
    assert desk.served.lines()[1]["target"].endswith("by hand")
    assert not window.all(".history li"), "the comment was taken back"


def test_after_a_term_and_a_name(desk: Desk) -> None:
    window, folder = desk.window, desk.served.folder
    window.press("g")
    window.until(lambda: window.one("#term-box").is_displayed())
    desk.fill(term_zh="新闻发布会", term_en="news briefing")
    window.press(Keys.ENTER)
    window.until(lambda: "is in the glossary" in window.one("#list-said").text)
    desk.kill()
    assert "新闻发布会\tnews briefing" in (desk.served.documents / "glossary.tsv").read_text(encoding="utf-8")
    window.until(lambda: window.all(".unit.here"))
    name = (folder / "names.tsv").read_text(encoding="utf-8").splitlines()[1].split("\t")[0]
    window.press("m")
    window.until(lambda: window.one("#name-box").is_displayed())
    desk.fill(name_zh=name, name_old="Draft", name_new="Wangxixi")
    window.one("#name-look").click()
    window.until(lambda: window.one("#name-keep").is_enabled())
    count = len(window.all("#name-list input"))
    window.one("#name-keep").click()
    desk.saved(f"saved: {count} units")
    desk.kill()
    window.until(lambda: window.all(".unit.here"))
    assert f"{name}\tWangxixi\t" in (folder / "names.tsv").read_text(encoding="utf-8")
    assert desk.served.kinds() == ["amended"] * count
    window.driver.execute_script("byId('text').value = 'Wangxixi'; load()")
    window.until(lambda: "Wangxixi" in str(window.box.get_attribute("value")))


LINKS = [
    ("m", 1, "merged"),
    ("s", 1, "split"),
    ("x", 4, "unlinked"),
    ("[", 8, "split"),
    (Keys.ENTER, 11, "linked"),
    ("u", 11, "withdrawn"),
]
"""A key, at which link, and what is kept of it."""


def test_after_each_act_on_links(desk: Desk) -> None:
    window = desk.window
    window.one('[data-view="alignment"]').click()
    fixed: list[int] = []
    for number, (key, place, _) in enumerate(LINKS, 1):
        window.until(lambda: len(window.all(".bead")) > 10 and window.one(".bead.here"))
        window.driver.execute_script("hereBead(arguments[0], true)", place)
        if key == "s":
            window.all(".bead")[place].find_elements(By.CSS_SELECTOR, "[lang=zh] .sentence")[1].click()
        window.press(key)
        desk.saved("saved", "taken back")
        fixed.append(len(window.all(".bead.fixed")))
        desk.kill()
        window.until(lambda: len(window.all(".bead.fixed")) == fixed[-1])
        assert desk.served.kinds() == [kind for *_, kind in LINKS[:number]]
    assert fixed[-1] < fixed[-2], "what was taken back is fixed no more"


def test_what_the_page_showed_as_saved_stands_after_a_kill_amid_acts(desk: Desk) -> None:
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
        window.until(lambda: window.all(".unit.here"))
    expected = review_page.Desk(desk.served.folder)
    expected.wait()
    with expected.reading() as index:
        count = len(index.view(Filters(state="decided")))
    window.until(lambda: window.one("#count").text.startswith(f"{count} of "))
