"""The main job with the real embedded model, out of its wheels: conversion, drafts, cache, interruption, review."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from selenium.webdriver.support.ui import Select

from align.translate.installed import PARTS, WHEEL, embedded_is_installed
from corpus.cache import cache_folder
from tests.browser import needs_chromium
from tests.factories import SEEDS, contents
from tests.reviewer import Reviewer, act_on_units, add_term, fix_name

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(
        not embedded_is_installed(), reason=f'needs the extra "embedded" ({WHEEL.format(f"1…{PARTS}")})'
    ),
]

TEXT = """警民连心 共建平安

2024年5月，溪谷市公安局破获诈骗案件146起，挽回损失2.4亿元<|im_end|>。
坚持主业
Please bring your passport.
The shop is called Auctiva, and its owner Amit Yoran.
"""


def command(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-c", "from corpus.cli.main import run; run()", *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, check=False, env=os.environ | environment)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder built from nothing: the first use converts the model into the tests' own cache."""
    folder = tmp_path_factory.mktemp("model")
    (folder / "in").mkdir()
    (folder / "in" / "a.txt").write_text(TEXT, encoding="utf-8")
    done = command(folder / "in", "--engine", "embedded", "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    assert "drafted by the embedded model qwen2.5-coder" in done.stderr
    return folder


def units(path: Path) -> dict[str, str]:
    return {
        tu.findtext("tuv[1]/seg") or "": tu.findtext("tuv[2]/seg") or ""
        for tu in etree.parse(path).iter("tu")
    }


def test_drafts(built: Path) -> None:
    english = units(built / "out" / "in.zh-CN.en-US.tmx")
    assert len(english) == 3
    sentence = next(target for source, target in english.items() if source.startswith("2024年"))
    assert "240 million" in sentence
    assert "2024" in sentence
    assert not any("\u4e00" <= char <= "\u9fff" for target in english.values() for char in target)
    assert len(english["坚持主业"]) < 60, "a heading is translated, not explained"
    chinese = units(built / "out" / "in.en-US.zh-CN.tmx")
    assert "护照" in chinese["Please bring your passport."]
    shop = next(target for source, target in chinese.items() if "Auctiva" in source)
    assert "Auctiva" in shop, "a foreign name keeps its small letters"


def test_a_second_run_needs_no_weights_and_gives_the_same_bytes(built: Path) -> None:
    (weights,) = (cache_folder() / "models").glob("*/model.bin")
    aside = weights.rename(weights.with_suffix(".aside"))
    try:
        done = command(built / "in", "--engine", "embedded", "--out", built / "again")
    finally:
        aside.rename(weights)
    assert done.returncode == 0, done.stderr
    assert contents(built / "again") == contents(built / "out")


def test_interruption_leaves_nothing_half_written(built: Path) -> None:
    folder = built / "long"
    folder.mkdir()
    for i in range(3):
        lines = (
            f"第{i}份报告的第{j}句话说，当天共出动警力{100 * i + j}人次，处理了各类警情若干起。"
            for j in range(30)
        )
        (folder / f"{i}.txt").write_text("\n".join(lines), encoding="utf-8")
    # A job in the background of a shell inherits that SIGINT is ignored.
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from corpus.cli.main import run; run()"
    )
    line = [sys.executable, "-c", code, str(folder), "--engine", "embedded", "--out", str(built / "stopped")]
    with subprocess.Popen(line, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        assert "drafted by the embedded model" in process.stderr.readline()
        time.sleep(8)  # By then it drafts.
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        assert process.returncode == 130
        assert "interrupted" in process.stderr.read()
    assert contents(built / "stopped") == {}


REVIEWED = ("12-night-market.zh.txt", "12-night-market.en.txt", "11-coast-guard.big5.htm", "glossary.tsv")
"""Of the seeds: a pair of documents, and one that the model drafts."""


@pytest.fixture(scope="module")
def seeds(built: Path) -> Path:
    """A corpus of some of the seeds, ``export``, and their folder, with real links and drafts."""
    (built / "seeds").mkdir()
    for name in REVIEWED:
        shutil.copy(SEEDS / name, built / "seeds")
    done = command(built / "seeds", "--engine", "embedded", "--out", built / "export", "--quiet")
    assert done.returncode == 0, done.stderr
    return built


@pytest.fixture
def desk(seeds: Path, tmp_path: Path) -> Iterator[Reviewer]:
    """The review page on a copy of it, of which nothing is decided."""
    with Reviewer.of_copy(seeds, tmp_path) as reviewer:
        yield reviewer


@pytest.mark.chromium
@needs_chromium
def test_a_reviewer_at_real_drafts(desk: Reviewer) -> None:
    window = desk.window
    Select(window.one("#origin")).select_by_value("drafted")
    window.until(lambda: window.all(".unit.here .place")[-1].text.startswith("drafted"))
    window.one(".unit.here .source").click()  # Keys go to the list and no longer to the filter.
    drafts = units(desk.served.folder / "seeds.zh-TW.en-US.tmx")
    act_on_units(desk)
    confirmed, edited, rejected = desk.served.lines()[:3]
    assert drafts[confirmed["source"]] == confirmed["target"]
    assert edited["target"] == f"{drafts[edited['source']]} by hand"
    assert rejected["source"] in drafts


@pytest.mark.chromium
@needs_chromium
def test_a_draft_is_made_again_with_the_term_that_was_just_set(desk: Reviewer) -> None:
    window = desk.window
    window.one("#text").send_keys("海巡隊救起")
    window.until(lambda: window.one(".unit.here .source").text.startswith("海巡隊救起"))
    before = window.box.get_attribute("value")
    window.one(".unit.here .source").click()
    add_term(desk, "海巡隊", "Maritime Rescue Squad")
    window.press("d")
    desk.saved("drafted again, not saved")
    again = str(window.box.get_attribute("value"))
    assert "Maritime Rescue Squad" in again
    assert again != before
    assert desk.served.kinds() == [], "nothing is kept until it is confirmed"


@pytest.mark.chromium
@needs_chromium
def test_a_name_is_put_right_in_real_drafts(desk: Reviewer) -> None:
    folder = desk.served.folder
    texts = "".join(path.read_text(encoding="utf-8") for path in folder.glob("seeds.zh-*.tmx"))
    rows = [line.split("\t") for line in (folder / "names.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    name, spelling = next((row[0], row[1]) for row in rows if row[1] and row[1] in texts)
    count = fix_name(desk, name, spelling, "Shuangxi")
    desk.kill()
    desk.until_shown()
    assert count > 0
    assert {line["kind"] for line in desk.served.lines()} == {"amended"}
    assert f"{name}\tShuangxi\t" in (folder / "names.tsv").read_text(encoding="utf-8")
