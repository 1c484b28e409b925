"""The page in Chromium, against a server of its own, from the keyboard."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from corpus.pipeline.review_record import load_review
from tests.browser import needs_chromium, new_browser
from tests.campaigns import attack
from tests.served import Served, Window

LAPTOP, PHONE = (1280, 900), (390, 800)
pytestmark = [pytest.mark.chromium, needs_chromium]


@pytest.fixture(scope="module")
def running(built: Path) -> Iterator[Served]:
    """One server for all tests but those that kill theirs."""
    server = Served.of(built / "export", built / "seeds")
    yield server
    server.kill()


@pytest.fixture
def served(running: Served) -> Iterator[Served]:
    """The server, and a corpus of which nothing is decided."""
    written = [running.folder / "names.tsv", running.documents / "glossary.tsv"]
    before = {path: path.read_bytes() for path in written if path.exists()}
    yield running
    (running.folder / "review.jsonl").unlink(missing_ok=True)
    for path in written:
        path.write_bytes(before[path]) if path in before else path.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def driver() -> Iterator[webdriver.Chrome]:
    made = new_browser()
    yield made
    made.quit()


@pytest.fixture
def window(driver: webdriver.Chrome, served: Served) -> Iterator[Window]:
    made = Window(driver)
    made.driver.get("about:blank")  # Else only what follows # would change, which loads no page.
    made.open(served.address)
    made.resize(*LAPTOP)
    made.driver.execute_script("localStorage.clear(); sessionStorage.clear()")
    made.driver.get("about:blank")
    made.complaints()  # What the page of the test before said.
    made.open(served.address)
    assert made.complaints() == [], "every script loads"
    yield made


def test_from_the_keyboard(window: Window, served: Served) -> None:
    assert "token" not in window.driver.current_url, "the key leaves the address"
    window.moved(lambda: window.press("j"))
    window.moved(lambda: window.press("k"))
    window.moved(lambda: window.press(Keys.ENTER))
    assert served.kinds() == ["confirmed"]
    window.press("e")
    window.until(lambda: window.driver.switch_to.active_element == window.box)
    window.with_control("a")
    window.press("人写的译文。")
    window.moved(lambda: window.with_control(Keys.ENTER))
    assert (served.kinds(), served.lines()[1]["target"]) == (["confirmed", "edited"], "人写的译文。")
    window.moved(lambda: window.press("r"))
    window.press("c")
    window.press("check the name", Keys.ENTER)
    window.until(lambda: len(served.lines()) == 4)
    assert (served.kinds()[2:], served.lines()[3]["comment"]) == (["rejected", "commented"], "check the name")
    window.until(lambda: window.driver.switch_to.active_element == window.here)
    window.press("u")
    window.until(lambda: len(served.lines()) == 5)
    window.moved(lambda: window.press("u"))
    assert served.kinds()[4:] == ["withdrawn", "withdrawn"]
    assert {line["reviewer"] for line in served.lines()} == {"anna"}
    window.until(lambda: len(window.all(".unit .meta .state-edited")) == 1)
    assert window.complaints() == []
    assert len(load_review(served.folder).standing()) == 2


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_with_the_mouse(window: Window, served: Served, size: tuple[int, int]) -> None:
    window.resize(*size)

    def click(text: str) -> None:
        window.steady()
        next(button for button in window.all(".unit.here button") if button.text.startswith(text)).click()

    window.moved(lambda: click("Confirm"))
    window.moved(lambda: click("Reject"))
    window.moved(lambda: click("Undo"))
    window.moved(lambda: click("Next"))
    assert served.kinds() == ["confirmed", "rejected", "withdrawn"]


def test_filters_stand_in_the_address(window: Window) -> None:
    window.driver.execute_script("document.getElementById('filter-box').open = true")
    Select(window.one("#flag")).select_by_value("term")
    window.until(lambda: "flag=term" in window.driver.current_url)
    some = window.until(lambda: window.one("#count").text)
    Select(window.one("#order")).select_by_value("worst")
    window.one("#text").send_keys("the")
    window.until(lambda: window.one("#count").text != some and "text=the" in window.driver.current_url)
    fewer, address = window.one("#count").text, window.driver.current_url
    window.driver.get("about:blank")
    window.open(address)
    window.until(lambda: window.one("#count").text == fewer)
    assert Select(window.one("#order")).first_selected_option.text == "worst first"


def test_what_is_typed_outlives_the_page(window: Window) -> None:
    window.press("e")
    window.press(" and more")
    window.until(lambda: window.box.get_attribute("value").endswith(" and more"))  # type: ignore[union-attr]
    window.driver.refresh()
    window.until(lambda: window.box.get_attribute("value").endswith(" and more"))  # type: ignore[union-attr]


def test_a_key_acts_while_a_view_is_loaded(window: Window, served: Served) -> None:
    """There is a current unit at every moment: what is pressed while a filter is applied is not lost."""
    for number in range(1, 6):
        # The view is asked for, and the key comes before the answer does.
        window.driver.execute_script(
            "load(current().id); document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}))"
        )
        window.until(lambda: len(served.lines()) == number)  # noqa: B023 - it waits here
        window.until(lambda: window.driver.execute_script("return !deciding.size"))


def test_a_second_key_before_the_answer_decides_nothing(window: Window, served: Served) -> None:
    """Who presses twice has seen one unit."""
    press = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: KEY, bubbles: true}));"
    window.moved(
        lambda: window.driver.execute_script(
            "".join(press.replace("KEY", repr(k)) for k in ("r", "Enter", "Enter"))
        )
    )
    assert served.kinds() == ["rejected"]
    held = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', repeat: true, bubbles: true}))"
    window.driver.execute_script(held)
    window.moved(lambda: window.press("j"))
    assert served.kinds() == ["rejected"]


def test_a_kill_between_acts_loses_nothing(driver: webdriver.Chrome, built: Path, tmp_path: Path) -> None:
    shutil.copytree(built / "export", tmp_path / "export")
    window, folder = Window(driver), tmp_path / "export"
    server = Served.of(folder, built / "seeds")
    try:
        for number in range(1, 4):
            driver.get("about:blank")
            window.open(server.address)
            place = window.at
            window.moved(lambda: window.press(Keys.ENTER))
            server.kill()
            assert len(server.lines()) == number
            window.press("e")
            window.press(" typed")
            window.with_control(Keys.ENTER)  # Nobody answers: the page says so and stays.
            window.until(lambda: window.one("#saved").text == "no server")
            assert window.at != place
            assert str(window.box.get_attribute("value")).endswith("typed")
            server = Served.of(folder, built / "seeds", server.port)
        driver.get("about:blank")
        window.open(server.address)
        window.until(lambda: str(window.box.get_attribute("value")).endswith("typed"))
        # What was typed when nobody answered stood there still, and was confirmed at the next server.
        assert server.kinds() == ["confirmed", "edited", "edited"]
        assert all(line["target"].endswith(" typed") for line in server.lines()[1:])
        assert "review.jsonl" in server.end()
        assert list(folder.glob("reviewed*.tmx")), "an end in order writes what tools read"
    finally:
        if server.process.poll() is None:
            server.kill()
        driver.get("about:blank")


def test_two_browsers(window: Window, served: Served) -> None:
    other = Window(new_browser())
    try:
        other.open(served.address)
        other.one("#reviewer").clear()
        other.one("#reviewer").send_keys("bo")
        place = window.at
        window.moved(lambda: window.press(Keys.ENTER))
        other.until(lambda: other.one(f'.unit[data-at="{place}"] .state-confirmed'))
        other.one("#list").click()
        other.driver.execute_script("choose(arguments[0])", place)
        other.until(lambda: other.at == place and "anna" in other.one(".history").text)
        other.moved(lambda: other.press("r"))
        window.until(lambda: window.one("#conflict-count").text == "(1)")
        window.one('[data-view="conflicts"]').click()
        window.until(lambda: len(window.all(".wish")) == 2)
        window.all(".wish button")[1].click()
        window.until(lambda: "No conflicts" in window.one("#conflicts").text)
        other.until(lambda: other.one("#conflict-count").text == "")
        assert [(line["kind"], line["reviewer"], line["settles"]) for line in served.lines()] == [
            ("confirmed", "anna", False),
            ("rejected", "bo", False),
            ("rejected", "anna", True),
        ]
    finally:
        other.driver.quit()


def test_a_term_and_a_name(window: Window, served: Served) -> None:
    window.press("g")
    window.until(lambda: window.one("#term-box").is_displayed())
    for field, text in (("term-zh", "新闻发布会"), ("term-en", "news briefing")):
        window.one(f"#{field}").clear()
        window.one(f"#{field}").send_keys(text)
    window.press(Keys.ENTER)
    window.until(lambda: "is in the glossary" in window.one("#list-said").text)
    assert "新闻发布会\tnews briefing\t" in (served.documents / "glossary.tsv").read_text(encoding="utf-8")
    window.press(Keys.ESCAPE)
    # A name that drafts say in one way, put right in all of them at once.
    names = served.folder / "names.tsv"
    name = names.read_text(encoding="utf-8").splitlines()[1].split("\t")[0]
    window.until(lambda: not window.one("#list-box").is_displayed())
    window.driver.execute_script("fixName()")
    window.until(lambda: window.one("#name-box").is_displayed())
    for field, text in (("name-zh", name), ("name-old", "Draft"), ("name-new", "Wangxixi")):
        window.one(f"#{field}").clear()
        window.one(f"#{field}").send_keys(text)
    window.one("#name-look").click()
    window.until(lambda: window.one("#name-keep").is_enabled())
    boxes = window.all("#name-list input")
    assert len(boxes) > 1
    boxes[0].click()
    window.one("#name-keep").click()
    window.until(lambda: served.kinds() == ["amended"] * (len(boxes) - 1))
    assert f"{name}\tWangxixi\t" in names.read_text(encoding="utf-8")
    assert window.complaints() == []


def test_suggestions_and_marks(window: Window, served: Served) -> None:
    window.driver.execute_script("byId('origin').value = 'aligned'; load()")
    window.until(
        lambda: (
            window.all(".unit.here .place")[-1].text.startswith("aligned") and window.all(".unit.here mark")
        )
    )
    marks = [mark.text for mark in window.all(".unit.here .source mark")]
    assert all(marks)
    window.press("e")
    window.with_control("a")
    window.press("Nothing of the kind.")
    window.until(lambda: window.all(".unit.here .source mark.lost"))
    window.until(lambda: window.one(".unit.here .flags").text)
    window.moved(lambda: window.with_control(Keys.ENTER))
    window.moved(lambda: window.press("k"))
    window.until(lambda: "as it was" in window.one(".suggestions").text)
    window.press("1")
    window.until(lambda: window.box.get_attribute("value") != "Nothing of the kind.")
    window.moved(lambda: window.press(Keys.ENTER))
    assert served.kinds() == ["edited", "confirmed"]


def test_flags_come_though_the_unit_was_fetched_again_meanwhile(window: Window) -> None:
    window.driver.execute_script("byId('flag').value = 'term'; load()")
    window.until(lambda: window.all(".unit.here .flags li"))
    window.driver.execute_script(
        "document.querySelector('.unit.here .flags').replaceChildren(); look(current()); keepUnit({...current()})"
    )
    window.until(lambda: window.all(".unit.here .flags li"))


def test_alignment_is_put_right(window: Window, served: Served) -> None:
    window.one('[data-view="alignment"]').click()
    window.until(lambda: len(window.all(".bead")) > 10)
    window.until(lambda: window.one(".bead.here"))
    count = len(window.all(".bead"))

    def at(place: int) -> None:
        window.driver.execute_script("hereBead(arguments[0], true)", place)

    def press(key: str, kinds: list[str]) -> None:
        window.press(key)
        window.until(lambda: served.kinds() == kinds and window.one("#saved").text in ("saved", "taken back"))

    at(1)
    press("m", ["merged"])
    window.until(
        lambda: len(window.all(".bead")) == count - 1 and window.all(".bead")[1].text.startswith("sure")
    )
    window.all(".bead")[1].find_elements(By.CSS_SELECTOR, "[lang=zh] .sentence")[1].click()
    press("s", ["merged", "split"])
    window.until(lambda: len(window.all(".bead.fixed")) == 2)
    at(4)
    press("x", ["merged", "split", "unlinked"])
    window.until(lambda: "no link" in window.all(".bead")[4].text)
    at(1)
    press("[", ["merged", "split", "unlinked", "split"])
    at(7)
    press(Keys.ENTER, ["merged", "split", "unlinked", "split", "linked"])
    press("u", ["merged", "split", "unlinked", "split", "linked", "withdrawn"])
    assert window.complaints() == []
    view = window.driver.current_url
    window.driver.get("about:blank")
    window.driver.get(view)
    window.until(lambda: len(window.all(".bead.fixed")) >= 4)


def test_hostile_texts_are_shown_as_texts(driver: webdriver.Chrome, tmp_path: Path) -> None:
    target = attack.start(tmp_path)
    try:
        window = Window(driver)
        driver.get("about:blank")
        window.open(target.served.address)
        window.complaints()
        for place, text in enumerate(attack.HOSTILE):
            driver.execute_script("choose(arguments[0])", place)
            window.until(lambda: window.at == place and window.all(".unit.here .flags li"))  # noqa: B023 - it waits here
            source = driver.execute_script("return document.querySelector('.unit.here .source').textContent")
            assert source == text
            assert window.box.get_attribute("value") == f"{text}甲"
        assert driver.execute_script("return window.pwned") is None
        assert window.all("#list script, #list img, #list svg, #list iframe") == []
        assert window.complaints() == []
    finally:
        target.served.kill()
        driver.get("about:blank")


def test_progress_by_document(window: Window) -> None:
    window.moved(lambda: window.press(Keys.ENTER))
    window.one('[data-view="documents"]').click()
    window.until(lambda: any(cell.text == "1" for cell in window.all("#documents td.n")))
    name = window.all("#documents td button")[1]
    window.driver.execute_script("showDocuments()")  # What another reviewer does arrives and is shown.
    name.click()  # The row still stands.
    window.until(lambda: "document=" in window.driver.current_url)


def test_nothing_is_wider_than_the_page(window: Window) -> None:
    for size in (LAPTOP, PHONE):
        window.resize(*size)
        for view in ("units", "documents", "conflicts", "alignment"):
            window.one(f'[data-view="{view}"]').click()
            width = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert window.driver.execute_script(width) == 0, (size, view)
        heights = "return [...document.querySelectorAll('#documents th')].map(cell => cell.offsetHeight).filter(Boolean)"
        window.one('[data-view="documents"]').click()
        assert max(window.driver.execute_script(heights)) < 45, "a heading is one line"


def test_the_keys_are_told(window: Window) -> None:
    window.press("?")
    window.until(lambda: window.one("#keys").is_displayed())
    assert "confirm and go" in window.one("#key-list").text
    window.press(Keys.ESCAPE)
    window.until(lambda: not window.one("#keys").is_displayed())
