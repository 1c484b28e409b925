from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from lxml import html
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from corpus.flags import FLAGS
from corpus.model import Document, Flag, Metadata, Rejection, Score, Unit
from export.report import Contents, write_report
from export.report_parts import Flow, Pairing, Reviewed, Term, Warned
from export.tables import NameRow
from export.tally import Aside
from tests.browser import needs_chromium, new_browser
from tests.factories import unit

EVIL = "</script><img src=x onerror=\"document.title='run'\"><!--<script>"
NAME = "文件夹/a b&c+d#1.txt"
DOCUMENTS = [
    Document(
        name,
        "文本。",
        "zh",
        "Hans",
        Metadata(url="https://example.com/1", licence="CC0-1.0", date="20240301T080000Z"),
        "utf-8",
    )
    for name in ("a.txt", NAME)
]
UNITS = [
    unit(
        f"第{i}句{'，警方' if i % 7 == 0 else ''}。", EVIL if i == 3 else f"Sentence {i} = "
            f"{i * i}.", i, document=NAME if i % 10 == 0 else "a.txt",
        scores=(Score("score", i / 5000, "s"),), flags=(Flag("numbers", f"{i} is "
            "missing"),) if i % 100 == 0 else (),
        origin="aligned" if i % 2 else "drafted",
    )
    for i in range(4990)
]  # fmt: skip
REJECTIONS = [
    Rejection("filter", "low-score", "a.txt", "scores 0.1", f"低分{i} ||| Low {i}") for i in range(9)
]
REJECTIONS += [
    Rejection("read", "empty", "empty.txt", "is empty", failed=True),
    Rejection("review", "rejected", "a.txt", "anna rejected it", "坏 ||| Bad"),
]


FLOW = Flow(
    5016, (("segment", "no-words", 2), ("filter", "low-score", 9), ("review", "rejected", 1)), 5, 4990
)


def write(path: Path, units: list[Unit] = UNITS, rejections: list[Rejection] = REJECTIONS) -> Path:
    write_report(
        path,
        Contents(
            "新闻 <1>",
            units,
            rejections,
            Aside(rejections),
            DOCUMENTS,
            FLOW,
            {"settings": {"engine": "auto"}, "versions": {"python": "3"}},
        ),
    )
    return path


def test_the_page_needs_no_network_and_no_clock(tmp_path: Path) -> None:
    path = write(tmp_path / "report.html")
    before = path.read_bytes()
    assert write(path).read_bytes() == before
    page = html.fromstring(before.decode("utf-8"))
    assert not [element.tag for element in page.iter("link", "img", "iframe")]
    assert not [script for script in page.iter("script") if script.get("src")]
    assert not re.search(rb"url\(|@import|fetch\(|20\d\d-\d\d-\d\d", before)
    assert "default-src 'none'" in [meta.get("content", "")[:18] for meta in page.iter("meta")]


def test_the_page_holds_the_worst_and_says_so(tmp_path: Path) -> None:
    more = [
        unit(f"更多{i}。", "More.", i, document="b.txt", scores=(Score("score", 0.999, "s"),))
        for i in range(100)
    ]
    text = write(tmp_path / "report.html", [*UNITS, *more]).read_text(encoding="utf-8")
    rows = json.loads(
        next(one.text or "" for one in html.fromstring(text).iter("script") if one.get("id") == "data")
    )
    assert len(rows) == 5000
    assert "5,000 worst of 5,100" in text


def test_an_empty_run_has_a_report(tmp_path: Path) -> None:
    write_report(tmp_path / "report.html", Contents("x", [], [], Aside([]), [], Flow(0, (), 0, 0), {}))
    assert "–" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_page_explains_what_it_shows(tmp_path: Path) -> None:
    contents = Contents(
        "x",
        UNITS[:200],
        [],
        Aside([]),
        DOCUMENTS,
        Flow(400, (), 0, 200),
        {},
        pairs=[Pairing("a.txt", NAME, 0.7, 100, 3)],
        names=[NameRow("望溪", "Wangxi", "place", "found", 4, "a.txt")],
        terms=[Term("辅警", (("auxiliary officer", 3), ("assistant", 1)))],
        review=[Reviewed("a.txt", 180, 45, "anna")],
        warnings=[Warned("a.txt", "seems to be translated by a machine")],
    )
    write_report(tmp_path / "report.html", contents)
    page = html.fromstring((tmp_path / "report.html").read_text(encoding="utf-8"))

    def section(name: str) -> str:
        return " ".join(page.get_element_by_id(name).text_content().split())  # type: ignore[attr-defined]

    assert FLAGS["numbers"].sentence in section("flags")
    assert FLAGS["numbers"].remedy in section("flags")
    assert "auxiliary officer (3); assistant (1)" in section("terms")
    assert "Wangxi" in section("names")
    assert "25%" in section("review")
    assert section("warnings").endswith("a.txtseems to be translated by a machine")
    assert "no major and at most one minor error" in section("histogram")
    sides = [link.get("href") for link in page.get_element_by_id("pairs").iter("a")]  # type: ignore[attr-defined]
    assert sides == ["#document=a.txt", f"#document={quote(NAME)}"]


@pytest.fixture(scope="module", params=[(1200, 900), (390, 800)], ids=["laptop", "phone"])
def browser(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[webdriver.Chrome]:
    path = write(tmp_path_factory.mktemp("report") / "report.html")
    driver = new_browser(*request.param)
    driver.get(path.as_uri())
    yield driver
    driver.quit()


def count(browser: webdriver.Chrome) -> str:
    return browser.find_element(By.ID, "count").text


def reset(browser: webdriver.Chrome) -> None:
    browser.find_element(By.CSS_SELECTOR, "button[type=reset]").click()
    browser.execute_async_script("setTimeout(arguments[0], 20)")


def colours(png: bytes) -> int:
    """How many different lines of pixels a screenshot has: one if it is blank."""
    chunks, place = [], 8
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        chunks.append((png[place + 4 : place + 8], png[place + 8 : place + 8 + size]))
        place += size + 12
    width = struct.unpack(">I", chunks[0][1][:4])[0]
    pixels = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    depth = 4 if chunks[0][1][9] == 6 else 3
    line = width * depth + 1
    return len({pixels[start : start + line] for start in range(0, len(pixels), line)})


@pytest.mark.chromium
@needs_chromium
class TestInChromium:
    def test_filters_and_search(self, browser: webdriver.Chrome) -> None:
        assert count(browser) == "5000 of 5000"
        assert len(browser.find_elements(By.CSS_SELECTOR, ".unit")) == 50, "so many that it is quick"
        browser.find_element(By.ID, "more").click()
        assert len(browser.find_elements(By.CSS_SELECTOR, ".unit")) == 100
        browser.find_element(By.ID, "search").send_keys("警方 sentence")
        assert count(browser) == f"{len(range(0, 4990, 7))} of 5000"
        view = browser.current_url
        assert "#search=" in view, "a view can be kept and sent"
        browser.get(view)
        browser.refresh()
        assert count(browser) == f"{len(range(0, 4990, 7))} of 5000"
        Select(browser.find_element(By.ID, "document")).select_by_value(NAME)
        assert count(browser) == f"{len(range(0, 4990, 70))} of 5000"
        Select(browser.find_element(By.ID, "flag")).select_by_value("numbers")
        assert count(browser) == f"{len(range(0, 4990, 700))} of 5000"
        reset(browser)
        low = browser.find_element(By.ID, "low")
        low.clear()
        low.send_keys("0.9")
        assert count(browser) == f"{4990 - 4500} of 5000"
        reset(browser)
        assert count(browser) == "5000 of 5000"
        Select(browser.find_element(By.ID, "origin")).select_by_value("written")
        assert count(browser) == "4990 of 5000"
        reset(browser)

    def test_a_bar_leads_to_its_units(self, browser: webdriver.Chrome) -> None:
        bars = browser.find_elements(By.CSS_SELECTOR, "#histogram a, #waterfall a, #documents a")
        targets = {bar.get_attribute("href") or "": bar for bar in bars}
        wanted = {"low=0.2": "250", "low-score": "9", "rejected": "1", "%23": "499"}
        for part, number in wanted.items():
            bars = [
                bar
                for target, bar in targets.items()
                if part in target and ("low=" not in target or "origin=aligned" in target)
            ]
            browser.execute_script(
                "arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))",
                bars[0],
            )
            browser.execute_async_script("setTimeout(arguments[0], 50)")
            assert count(browser) == f"{number} of 5000"
        reset(browser)

    def test_a_heading_sorts_its_table(self, browser: webdriver.Chrome) -> None:
        units = browser.find_element(By.CSS_SELECTOR, "#documents thead th:nth-child(4) button")
        order = "return [...document.querySelectorAll('#documents tbody tr')].map(row => row.cells[0].textContent)"
        for expected in (["a.txt", NAME, "empty.txt"][::-1], ["a.txt", NAME, "empty.txt"]):
            browser.execute_script("arguments[0].click()", units)
            shown = browser.execute_script(order)
            assert [name for name in shown if name != "empty.txt"] == [
                n for n in expected if n != "empty.txt"
            ]
            assert shown[-1] == "empty.txt", "what failed has no figures"

    def test_text_is_text(self, browser: webdriver.Chrome) -> None:
        browser.find_element(By.ID, "search").send_keys("onerror")
        assert browser.find_element(By.CSS_SELECTOR, ".unit .target").text == EVIL
        assert browser.title == "新闻 <1>: parallel corpus"
        reset(browser)

    def test_it_looks_like_something(self, browser: webdriver.Chrome) -> None:
        for scheme in ("light", "dark"):
            browser.execute_cdp_cmd(
                "Emulation.setEmulatedMedia",
                {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
            )
            dark = (
                browser.execute_script("return getComputedStyle(document.body).backgroundColor")
                == "rgb(22, 24, 28)"
            )
            assert dark == (scheme == "dark")
            assert colours(browser.get_screenshot_as_png()) > 50
        wide = browser.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, "nothing stands out to the right"

    def test_no_error_was_logged(self, browser: webdriver.Chrome) -> None:
        assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]
