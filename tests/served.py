"""A server of the review page in a process of its own, and a browser window with the page."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

RUN = "from corpus.cli.main import run; run()"
PATIENCE = 120
"""Seconds; a busy machine must not fail a test."""


@dataclass
class Served:
    """A server in a process of its own."""

    folder: Path
    documents: Path
    process: subprocess.Popen[str]
    address: str

    @classmethod
    def of(cls, folder: Path, documents: Path, port: int = 0, options: Sequence[str] = ()) -> Served:
        command = [
            "review",
            "serve",
            str(folder),
            "--documents",
            str(documents),
            "--for",
            "anna",
            "--port",
            str(port),
            *options,
        ]
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, *command], stdout=subprocess.PIPE, text=True, env=os.environ.copy()
        )
        assert process.stdout
        match = re.search(r"http://\S+", process.stdout.readline())
        assert match
        return cls(folder, documents, process, match[0])

    @property
    def port(self) -> int:
        match = re.search(r":(\d+)/", self.address)
        assert match
        return int(match[1])

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def end(self) -> str:
        self.process.terminate()
        return self.process.communicate(timeout=PATIENCE)[0]

    def lines(self) -> list[dict[str, Any]]:
        path = self.folder / "review.jsonl"
        return (
            [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            if path.exists()
            else []
        )

    def kinds(self) -> list[str]:
        return [line["kind"] for line in self.lines()]


class Window:
    """A browser with the page."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, address: str) -> None:
        self.driver.get(address)
        self.until(lambda: self.here)

    def until(self, condition: Callable[[], Any]) -> Any:
        waiting = WebDriverWait(self.driver, PATIENCE, poll_frequency=0.05, ignored_exceptions=(Exception,))
        try:
            return waiting.until(lambda _: condition())
        except TimeoutException as error:
            said = [self.one(name).text for name in ("#saved", "#error", "#count")]
            here = [node.get_attribute("outerHTML") for node in self.all(".unit.here")]
            raise AssertionError(f"{said}; {self.complaints()}; {here}") from error

    def one(self, css: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    @property
    def here(self) -> WebElement:
        return self.one(".unit.here")

    @property
    def at(self) -> int:
        return int(self.here.get_attribute("data-at") or -1)

    @property
    def box(self) -> WebElement:
        return self.one(".unit.here textarea")

    def press(self, *keys: str) -> None:
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def with_control(self, key: str) -> None:
        webdriver.ActionChains(self.driver).key_down(Keys.CONTROL).send_keys(key).key_up(
            Keys.CONTROL
        ).perform()

    def moved(self, act: Callable[[], None]) -> None:
        before = self.at
        act()
        self.until(lambda: self.at != before)

    def steady(self) -> None:
        """Wait until the acts of the current unit stand still: what arrives above them moves them away."""
        tops: list[float] = []

        def still() -> bool:
            top = "return document.querySelector('.unit.here .acts').getBoundingClientRect().top"
            tops.append(self.driver.execute_script(top))
            return len(tops) > 2 and len(set(tops[-3:])) == 1

        self.until(still)

    def complaints(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]  # type: ignore[no-untyped-call]

    def resize(self, width: int, height: int) -> None:
        """Make the page as wide as that: a window of a browser has a least width, which no telephone knows."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.until(lambda: self.driver.execute_script("return innerWidth") == width)
