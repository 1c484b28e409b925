"""A person at the review page: the acts of a reviewer, and a server that is killed (-9) between them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser import new_browser
from tests.served import Served, Window


@dataclass
class Reviewer:
    """A window, and the server behind it, which is another one after each kill."""

    window: Window
    served: Served

    @staticmethod
    @contextmanager
    def of_copy(built: Path, place: Path) -> Iterator[Reviewer]:
        """Open the page on a copy of ``export`` and ``seeds``, of which nothing is decided."""
        for name in ("export", "seeds"):
            shutil.copytree(built / name, place / name, ignore=shutil.ignore_patterns("review*"))
        reviewer = Reviewer(Window(new_browser()), Served.of(place / "export", place / "seeds"))
        reviewer.window.open(reviewer.served.address)
        yield reviewer
        reviewer.end()

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

    def until_shown(self) -> None:
        """Wait until the page shows a unit."""
        self.window.until(lambda: self.window.all(".unit.here"))

    def end(self) -> None:
        self.window.driver.quit()
        self.served.kill()


def confirm(desk: Reviewer) -> None:
    desk.window.moved(lambda: desk.window.press(Keys.ENTER))


def edit(desk: Reviewer) -> None:
    desk.window.press("e")
    desk.window.until(lambda: desk.window.driver.switch_to.active_element == desk.window.box)
    desk.window.press(" by hand")
    desk.window.moved(lambda: desk.window.with_control(Keys.ENTER))


def reject(desk: Reviewer) -> None:
    desk.window.moved(lambda: desk.window.press("r"))


def comment(desk: Reviewer) -> None:
    desk.window.press("c")
    desk.window.press("who says so?", Keys.ENTER)
    desk.saved()


def undo(desk: Reviewer) -> None:
    desk.window.press("u")
    desk.saved("taken back")


ACTS: list[tuple[Callable[[Reviewer], None], str]] = [
    (confirm, "confirmed"),
    (edit, "edited"),
    (reject, "rejected"),
    (comment, "commented"),
    (undo, "withdrawn"),
]


def act_on_units(desk: Reviewer) -> None:
    """Do each act on a unit, and kill the server at the end."""
    for number, (act, _) in enumerate(ACTS, 1):
        act(desk)
        desk.window.until(lambda: len(desk.served.lines()) == number)  # noqa: B023 - it waits here
        desk.window.until(lambda: desk.window.driver.switch_to.active_element == desk.window.here)
    desk.kill()
    desk.until_shown()
    assert desk.served.kinds() == [kind for _, kind in ACTS]


def act_and_kill(desk: Reviewer) -> dict[int, str]:
    """Do each act on a unit, kill the server after it, and return what was decided at which place."""
    window, shown = desk.window, dict[int, str]()
    for number, (act, kind) in enumerate(ACTS, 1):
        place = window.at
        act(desk)
        desk.kill()
        desk.until_shown()
        assert desk.served.kinds() == [k for _, k in ACTS[:number]]
        if kind in ("confirmed", "edited", "rejected"):
            shown[place] = kind
        for at, state in shown.items():
            window.until(lambda: state in desk.state(at))  # noqa: B023 - it waits here
    return shown


def add_term(desk: Reviewer, zh: str, en: str) -> None:
    """Add a term to the glossary by the page's own box."""
    desk.window.press("g")
    desk.window.until(lambda: desk.window.one("#term-box").is_displayed())
    desk.fill(term_zh=zh, term_en=en)
    desk.window.press(Keys.ENTER)
    desk.window.until(lambda: "is in the glossary" in desk.window.one("#list-said").text)
    desk.window.press(Keys.ESCAPE)
    desk.window.until(lambda: not desk.window.one("#list-box").is_displayed())


def fix_name(desk: Reviewer, zh: str, old: str, new: str) -> int:
    """Fix a name in all units that say it, and return how many those are."""
    desk.window.press("m")
    desk.window.until(lambda: desk.window.one("#name-box").is_displayed())
    desk.fill(name_zh=zh, name_old=old, name_new=new)
    desk.window.one("#name-look").click()
    desk.window.until(lambda: desk.window.one("#name-keep").is_enabled())
    count = len(desk.window.all("#name-list input"))
    desk.window.one("#name-keep").click()
    desk.saved(f"saved: {count} units")
    return count


LINKS = [
    ("m", 1, "merged"),
    ("s", 1, "split"),
    ("x", 4, "unlinked"),
    ("[", 8, "split"),
    (Keys.ENTER, 11, "linked"),
    ("u", 11, "withdrawn"),
]
"""A key, at which link, and what is kept of it."""


def link_and_kill(desk: Reviewer) -> list[int]:
    """Do each act on a link, kill the server after it, and return how many links were fixed after each."""
    window, fixed = desk.window, list[int]()
    window.one('[data-view="alignment"]').click()
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
    return fixed
