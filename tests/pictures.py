"""The pictures of the README: ``python -m tests.pictures`` draws the report and the review page from ``seeds/``.

Needs Debian's chromium and chromium-driver; with the embedded model installed they show drafts too (minutes).
``python -m tests.pictures --all DIR`` draws every view of the page, 1280 and 390 px wide, light and dark, into a
folder; ``--corpus DIR`` takes a corpus of the seeds that was built before.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from shutil import copytree, ignore_patterns

from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from tests.browser import CHROMIUM, new_browser
from tests.served import RUN, Served, Window

ROOT = Path(__file__).parent.parent
PICTURE = Path(__file__).with_name("report.png")
PAGE = Path(__file__).with_name("review.png")
_WIDTH, _HEIGHT, _PAGE_HEIGHT = 1000, 860, 560
SIZES = ((1280, 800), (390, 844))
_PAIR = "12-night-market.zh.txt"


def draw(report: Path, picture: Path, *, dark: bool = False) -> None:
    """Photograph the top of a report."""
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    options += [f"--window-size={_WIDTH},{_HEIGHT}", f"--screenshot={picture}"]
    options += ["--blink-settings=preferredColorScheme=0"] if dark else []
    subprocess.run([str(CHROMIUM), *options, report.as_uri()], check=True, capture_output=True, timeout=120)


@contextmanager
def reviewed(corpus: Path) -> Iterator[Window]:
    """Open the page on a copy of a corpus, in which a few units are reviewed, by two people."""
    with tempfile.TemporaryDirectory() as folder:
        copytree(corpus, Path(folder) / "seeds-corpus", ignore=ignore_patterns("review*"))
        served = Served.of(Path(folder) / "seeds-corpus", ROOT / "seeds")
        window = Window(new_browser())
        try:
            window.open(served.address)
            _review(window)
            yield window
        finally:
            window.driver.quit()
            served.kill()


def _review(window: Window) -> None:
    """Confirm some units, reject one, comment on one, and disagree on one."""
    for key in (Keys.ENTER, Keys.ENTER, "r", Keys.ENTER):
        window.moved(lambda key=key: window.press(key))  # type: ignore[misc]
    window.press("c")
    window.press("Is this the county or the city?", Keys.ENTER)
    window.until(lambda: window.one("#saved").text == "saved")
    window.driver.execute_script("byId('reviewer').value = 'bo'; choose(1)")
    window.until(lambda: window.at == 1)
    window.moved(lambda: window.press("r"))
    window.driver.execute_script("byId('reviewer').value = 'anna'")
    window.until(lambda: window.one("#conflict-count").text == "(1)")


def show_view(window: Window, name: str) -> None:
    """Show a view as it is worth looking at."""
    window.driver.execute_script("for (const box of document.querySelectorAll('dialog[open]')) box.close()")
    window.one(f'[data-view="{"units" if name in _DIALOGS else name}"]').click()
    if name == "units":
        window.driver.execute_script("byId('order').value = 'worst'; load().then(() => choose(1))")
        window.until(lambda: window.at == 1 and window.all(".unit.here .flags li"))
    elif name == "alignment":
        window.until(lambda: window.all(".bead"))
        select = Select(window.one("#alignment select"))
        select.select_by_visible_text(next(o.text for o in select.options if o.text.startswith(_PAIR)))
        window.until(lambda: window.all(".bead") and window.one(".bead.here"))
        window.driver.execute_script("hereBead(2, true)")
        window.press("m")
        window.until(lambda: window.all(".bead.fixed"))
    elif name == "conflicts":
        window.until(lambda: window.all(".wish"))
    elif name in _DIALOGS:
        window.driver.execute_script(_DIALOGS[name])
        window.until(lambda: window.all("dialog[open]"))


_DIALOGS = {
    "keys": "showKeys()",
    "term": "addTerm()",
    "name": "fixName()",
    "list": "listUnits('Two units say it otherwise:', [current(), current()])",
}
VIEWS = ("units", "documents", "conflicts", "alignment", *_DIALOGS)


def set_look(window: Window, size: tuple[int, int], *, dark: bool) -> None:
    """Show the page in a size and a colour scheme."""
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    window.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    window.resize(*size)


def _photograph(window: Window, picture: Path, size: tuple[int, int], *, dark: bool) -> None:
    set_look(window, size, dark=dark)
    window.driver.execute_script("if (here >= 0) { place(); draw(); see(shown.get(here)); }")
    window.driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    window.driver.save_screenshot(str(picture))


def draw_page(corpus: Path, picture: Path) -> None:
    """Photograph a unit of an aligned pair in which a number has just been mistyped."""
    with reviewed(corpus) as window:
        window.resize(_WIDTH, _PAGE_HEIGHT)
        window.driver.execute_script(
            "byId('filter-box').open = false; byId('document').value = arguments[0]; load().then(() => choose(2))",
            _PAIR,
        )
        window.until(lambda: window.at == 2 and "26,000" in str(window.box.get_attribute("value")))
        window.press("k")
        window.until(lambda: window.at == 1)
        window.moved(lambda: window.press(Keys.ENTER))
        window.press("e")
        window.driver.execute_script(
            "const box = targetBox(); box.value = box.value.replace('26,000', '2,600'); box.dispatchEvent(new Event('input'))"
        )
        window.until(lambda: window.all(".unit.here .target mark.lost, .unit.here .behind mark.lost"))
        _photograph(window, picture, (_WIDTH, _PAGE_HEIGHT), dark=False)


def draw_all(corpus: Path, folder: Path) -> None:
    """Photograph every view in both sizes, light and dark."""
    folder.mkdir(parents=True, exist_ok=True)
    with reviewed(corpus) as window:
        for name in VIEWS:
            window.resize(*SIZES[0])
            show_view(window, name)
            for size, dark in product(SIZES, (False, True)):
                scheme = "dark" if dark else "light"
                _photograph(window, folder / f"{name}-{size[0]}-{scheme}.png", size, dark=dark)


@contextmanager
def _corpus(given: Path | None) -> Iterator[Path]:
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-c", RUN, "seeds", "--out", folder, "--quiet"], check=True, cwd=ROOT)
        yield Path(folder)


def main() -> None:
    """Draw what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="DIR")
    parser.add_argument("--corpus", type=Path, metavar="DIR")
    arguments = parser.parse_args()
    with _corpus(arguments.corpus) as corpus:
        if arguments.all:
            draw_all(corpus, arguments.all)
        else:
            draw(corpus / "report.html", PICTURE)
            draw_page(corpus, PAGE)


if __name__ == "__main__":
    main()
