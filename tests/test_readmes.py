"""Every command line of the READMEs is run, in their order; those that draft, with an engine that needs no model.

Each page has a folder of its own with the files that its examples name.
"""

from __future__ import annotations

import re
import shlex
import shutil
import socket
from pathlib import Path

import pytest

from align.translate.engines import Engines
from corpus.cli.main import main
from corpus.pipeline.audit import read_sheet
from tests.factories import SEEDS, FakeTranslator
from tests.tiny_models import write_ct2_folder

ROOT = Path(__file__).parent.parent
PAGES = [
    ROOT / "README.md",
    *(p for name in ("corpus", "align", "export") for p in sorted((ROOT / name).rglob("README.md"))),
]
_LOOPS = ("corpus.draft_service.run.serve", "corpus.cli.watch.watch", "corpus.review_page.serve.serve")
"""What goes on until somebody ends it; all before and after it is run."""


def commands(page: Path) -> list[str]:
    """The command lines of a page's code blocks."""
    lines = re.findall(r"(?m)^    (build-corpus .+)$", page.read_text(encoding="utf-8"))
    return [line.partition("   #")[0].partition("  >")[0].rstrip() for line in lines]


PAGES_WITH_COMMANDS = [page for page in PAGES if commands(page)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus, its documents, and every file that the examples name."""
    folder = tmp_path_factory.mktemp("readmes")
    for name in ("seeds", "my-documents"):
        shutil.copytree(SEEDS, folder / name)
        (folder / name / "corpus.toml").write_text('engine = "none"\n', encoding="utf-8")
    zh, en = (
        "民警登记了3名住户。\n大桥通车了。\n",
        "Officers registered 3 residents.\nThe bridge was opened.\n",
    )
    (folder / "incoming").mkdir()
    (folder / "incoming/a.txt").write_text(zh, encoding="utf-8")
    write_ct2_folder(folder / "nllb", "nllb")
    for name in ("report.txt", "report.zh.txt", "sentences.zh", "source.zh", "notes.zh.txt"):
        (folder / name).write_text(zh, encoding="utf-8")
    for name in ("sentences.en", "notes.en.txt", "reference.en.txt", "reference.en", "drafts.en"):
        (folder / name).write_text(en, encoding="utf-8")
    (folder / "report.en.html").write_text(f"<p>{en.replace(chr(10), '</p><p>')}</p>", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUIZHAO_DATA", str(folder / "data"))
        patch.setenv("DUIZHAO_CACHE", str(folder / "cache"))
        patch.chdir(folder)
        assert main(["seeds", "--quiet"]) == 0
    shutil.copy(folder / "export/seeds.zh-CN.en-US.tmx", folder / "reviewed.tmx")
    return folder


@pytest.fixture
def here(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that folder, of the test's own."""
    shutil.copytree(place, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("DUIZHAO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        Engines, "open", lambda _, engine, lang: None if engine == "none" else FakeTranslator(lang)
    )
    for loop in _LOOPS:
        monkeypatch.setattr(loop, end_at_once)
    return tmp_path


def end_at_once(*given: object) -> None:
    """End as the loop does: with what it listened on closed."""
    for listening in given:
        if isinstance(listening, socket.socket):
            listening.close()


def judge(line: str) -> None:
    """Do what the page tells a person to do between two of its commands."""
    if "--judged" in line:
        sheet = Path(line.split("--judged ")[1].split()[0])
        rows = sheet.read_text(encoding="utf-8").splitlines()
        sheet.write_text(
            "\n".join([rows[0], *(f"{row.rstrip()}\ty" for row in rows[1:])]) + "\n", encoding="utf-8"
        )
        assert read_sheet(sheet).count > 0


def give_back(words: list[str]) -> None:
    """Save an OmegaT project, as OmegaT does, before it is imported."""
    if words[:2] == ["review", "import"] and Path(words[2]).is_dir():
        shutil.copy("reviewed.tmx", Path(words[2]) / "omegat" / "project_save.tmx")


@pytest.mark.parametrize("page", PAGES_WITH_COMMANDS, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_run(page: Path, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for line in commands(page):
        words = [
            word
            for part in shlex.split(line.partition(" > ")[0], comments=True)[1:]
            for word in expanded(part)
        ]
        if "--port" in words:  # Somebody may have that one.
            words[words.index("--port") + 1] = "0"
        judge(line)
        give_back(words)
        if words[:2] == ["review", "export"]:
            shutil.rmtree("review", ignore_errors=True)
        if words[0] == "my-documents" and "--out" not in words:  # Each folder has an output of its own.
            shutil.rmtree("export", ignore_errors=True)
        assert main(words) == 0, f"{line}: {capsys.readouterr()}"


def expanded(word: str) -> list[str]:
    """A word as a shell hands it over."""
    return sorted(map(str, Path().glob(word))) if "*" in word else [word]
