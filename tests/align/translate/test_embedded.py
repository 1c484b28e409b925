"""The main job with the real embedded model, out of its wheels: conversion, drafts, cache, interruption."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lxml import etree

from align.translate.installed import PARTS, WHEEL, embedded_is_installed
from corpus.cache import cache_folder
from tests.factories import contents

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
