"""What can be said of the page without a browser: contrast in light and dark, labels, nothing from elsewhere."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from lxml import html

from corpus.review_page.app import SCRIPTS

PAGE = resources.files("corpus.review_page").joinpath("page")
STYLE = PAGE.joinpath("page.css").read_text(encoding="utf-8")
SCRIPT = "".join(PAGE.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
TEXTS = [
    ("ink", "paper"),
    ("ink", "box"),
    ("ink", "here"),
    ("faint", "paper"),
    ("faint", "box"),
    ("faint", "here"),
]
TEXTS += [(colour, ground) for colour in ("good", "bad") for ground in ("paper", "here")]
TEXTS += [("ink", mark) for mark in ("number", "name", "term", "lost")] + [("on-accent", "accent")]


def colours(*, dark: bool) -> dict[str, str]:
    light, night = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
    return {
        name: code
        for block in (light, night)[: 1 + dark]
        for name, code in re.findall(r"--([a-z-]+): (#[0-9a-f]+)", block)
    }


def luminance(code: str) -> float:
    digits = "".join(2 * digit for digit in code[1:]) if len(code) == 4 else code[1:]
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, 1.4.3."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_contrast(dark: bool) -> None:
    known = colours(dark=dark)
    assert contrast("#fff", "#000") == pytest.approx(21)
    assert {pair: ratio for pair in TEXTS if (ratio := contrast(known[pair[0]], known[pair[1]])) < 4.5} == {}
    assert contrast(known["edge"], known["paper"]) >= 3, "the edge of a field (1.4.11)"
    assert contrast(known["accent"], known["paper"]) >= 3, "the focus"


@pytest.mark.parametrize("name", ["page.html", "login.html"])
def test_every_field_has_a_label(name: str) -> None:
    page = html.fromstring(PAGE.joinpath(name).read_text(encoding="utf-8"))
    fields = list(page.iter("input", "select", "textarea"))
    assert fields
    labelled = {label.get("for") for label in page.iter("label")}
    bare = [
        field.get("id")
        for field in fields
        if field.get("id") not in labelled
        and not any(parent.tag == "label" for parent in field.iterancestors())
    ]
    assert bare == []
    assert all("".join(map(str, button.itertext())).strip() for button in page.iter("button"))
    assert page.get("lang") == "en"


def test_nothing_comes_from_elsewhere_and_no_text_becomes_markup() -> None:
    pages = (
        STYLE
        + SCRIPT
        + "".join(PAGE.joinpath(name).read_text(encoding="utf-8") for name in ("page.html", "login.html"))
    )
    assert re.findall(r"https?://|url\(|@import|\bimport\b", pages) == []
    assert (
        re.findall(
            r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|DOMParser", SCRIPT
        )
        == []
    )


def test_the_page_loads_all_its_scripts_in_their_order() -> None:
    page = html.fromstring(PAGE.joinpath("page.html").read_text(encoding="utf-8"))
    assert [script.get("src") for script in page.iter("script")] == [f"/{name}.js" for name in SCRIPTS]
    assert {path.name for path in PAGE.iterdir() if path.name.endswith(".js")} == {f"{n}.js" for n in SCRIPTS}


def test_every_key_is_told() -> None:
    told = set(re.findall(r'button\("[^"]+", "([^"]+)"', SCRIPT))
    assert {"Enter", "e", "r", "c", "n", "u", "g", "m", "d"} <= told
    keys = SCRIPT[SCRIPT.index("const KEYS") : SCRIPT.index("const BY_KEY")]
    assert all(f'"{key}' in keys for key in told)
