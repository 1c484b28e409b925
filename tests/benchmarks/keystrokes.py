"""How many keys a review takes: 100 units in the page from the keyboard alone, beside OmegaT's for the same acts.

What is typed into a translation or a comment is the same in both and not counted, nor is moving inside a text. A
chord (Ctrl+R) counts as one. OmegaT's keys are those of its default shortcuts (MainMenuShortcuts.properties) on the
project that ``review export`` writes: a unit of tm/auto stands in its segment and is passed with Enter; one of the
other memories is a match that Ctrl+R puts in, then Enter; a note is a chord to its pane and one back (Ctrl+Alt+9,
Ctrl+Alt+0); to reject is a note, and Ctrl+U past a segment that stays empty; undo is Ctrl+P back to the segment, then
Ctrl+A and Delete.

``python -m tests.benchmarks.keystrokes EXPORT DOCUMENTS`` reviews a corpus that was built before.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from selenium.webdriver.common.keys import Keys

from corpus.model import Unit
from corpus.pipeline.review_record import corpus_files
from export.omegat import band_of
from export.read_tmx import read_units
from tests.browser import new_browser
from tests.served import Served, Window

_COUNT = 100
_WISHES = {"confirm": 55, "edit": 30, "reject": 8, "comment": 4, "undo": 3}
"""Of a hundred units: what the reviewer does. Who undoes has confirmed, goes back, and confirms again."""
_OMEGAT = {
    "confirm": ("Enter",),
    "edit": ("Enter",),
    "reject": ("Ctrl+Alt+9", "Ctrl+Alt+0", "Ctrl+U"),
    "comment": ("Ctrl+Alt+9", "Ctrl+Alt+0", "Enter"),
    "undo": ("Enter", "Ctrl+P", "Ctrl+A", "Delete", "Ctrl+R", "Enter"),
}
_INSERT = "Ctrl+R"


class Hands:
    """Presses keys, and counts those that are commands."""

    def __init__(self, window: Window) -> None:
        self.window, self.keys = window, 0

    def press(self, key: str) -> None:
        self.keys += 1
        self.window.press(key)

    def chord(self, key: str) -> None:
        self.keys += 1
        self.window.with_control(key)

    def type(self, text: str) -> None:
        self.window.press(text)


def _do(wish: str, hands: Hands) -> None:
    """Do to the current unit what the reviewer wishes, and come to the next."""
    window = hands.window
    if wish == "edit":
        hands.press("e")
        window.until(lambda: window.driver.switch_to.active_element == window.box)
        hands.type(" (revised)")
        window.moved(lambda: hands.chord(Keys.ENTER))
        return
    if wish in ("reject", "comment"):
        hands.press("c")
        hands.type("look at this again")
        hands.press(Keys.ENTER)
        window.until(lambda: window.one("#saved").text == "saved")
        window.until(lambda: window.driver.switch_to.active_element == window.here)
    if wish == "undo":
        place = window.at
        window.moved(lambda: hands.press(Keys.ENTER))
        hands.press("u")
        window.until(lambda: window.at == place and window.one("#saved").text == "taken back")
    window.moved(lambda: hands.press("r" if wish == "reject" else Keys.ENTER))


def _omegat(wish: str, unit: Unit) -> int:
    """How many keys OmegaT takes for it."""
    inserts = wish != "reject" and band_of(unit) != "auto"
    return len(_OMEGAT[wish]) + inserts


def review(export: Path, documents: Path) -> list[str]:
    """Review the first hundred units, and return what it took."""
    chance = random.Random(16)
    wishes = [wish for wish, count in _WISHES.items() for _ in range(count)]
    chance.shuffle(wishes)
    units = [unit for path in corpus_files(export) for unit in read_units(path)]
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(export, Path(folder) / "export", ignore=shutil.ignore_patterns("review*"))
        served = Served.of(Path(folder) / "export", documents)
        window = Window(new_browser())
        try:
            window.open(served.address)
            for wish in wishes[:_COUNT]:
                hands, unit = Hands(window), units[window.at]
                _do(wish, hands)
                ours[wish] += hands.keys
                theirs[wish] += _omegat(wish, unit)
            decided = len({(line["kind"], line["source"]) for line in served.lines()})
        finally:
            window.driver.quit()
            served.kill()
    rows = [
        f"{wish:8} {_WISHES[wish]:4} units  page {ours[wish]:4}  OmegaT {theirs[wish]:4}" for wish in _WISHES
    ]
    total = f"a unit: page {ours.total() / _COUNT:.2f} keys, OmegaT {theirs.total() / _COUNT:.2f}"
    return [*rows, total, f"{decided} acts in the record"]


if __name__ == "__main__":
    print("\n".join(review(Path(sys.argv[1]), Path(sys.argv[2]))))
