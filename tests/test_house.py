"""The rules of the house that no linter knows.

Sizes of functions and modules, rooms with a page, imports that may not be.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.flags import FLAGS
from corpus.settings import TABLE

ROOT = Path(__file__).parent.parent
MODULES = [path for name in ("corpus", "align", "export") for path in sorted((ROOT / name).rglob("*.py"))]
LONGEST_FUNCTION, LONGEST_MODULE = 50, 400
DATA = {"export/report_page.py"}
"""Modules that hold a page's style and script."""


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_and_modules_are_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {name} has {size} lines"
        for path in MODULES
        for name, size in functions(path)
        if size > LONGEST_FUNCTION
    ]
    for path in MODULES:
        size = path.read_text(encoding="utf-8").count("\n")
        if size > LONGEST_MODULE and path.relative_to(ROOT).as_posix() not in DATA:
            long.append(f"{path.relative_to(ROOT)} has {size} lines")
    assert long == []


ROOMS = sorted({path.parent for path in MODULES if path.name == "__init__.py"})


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.relative_to(ROOT).as_posix())
def test_every_room_has_a_page_that_says_what_lives_there_and_what_may_not(room: Path) -> None:
    page = (room / "README.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {room.relative_to(ROOT).as_posix()}\n")
    assert "What may not live here" in page
    assert "open" in page, "to change X, open Y"


def test_the_map_of_the_readme_names_every_room_in_fifteen_lines() -> None:
    """Rooms inside a room are told of by its page."""
    page = (ROOT / "README.md").read_text(encoding="utf-8").partition("## The code\n")[2]
    drawn = re.findall(r"(?m)^    ((?:corpus|align|export)[\w/]*)  ", page)
    rooms = [room.relative_to(ROOT).as_posix() for room in ROOMS]
    assert sorted(drawn) == [name for name in rooms if name == "export" or name.count("/") == 1]
    assert len(drawn) <= 15


def test_names_that_say_nothing_are_gone() -> None:
    """``one`` and ``found`` were everywhere; a name says what a thing is."""
    vague = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (node.arg if isinstance(node, ast.arg) else getattr(node, "id", ""),)
        if name in ("one", "found")
    ]
    assert vague == []


def test_what_is_cached_has_a_version() -> None:
    """Else what an older version kept would be read as something that it is not."""
    kinds: dict[str, bool] = {}
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        if "from corpus.cache import" in text:
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "key_of":
                    kind, version = node.args[:2]
                    kinds[ast.unparse(kind)] = ast.unparse(version) == "_SCHEMA"
    assert kinds == dict.fromkeys(
        ["'vector'", "'settled'", "'drafts'", "'read back'", "'speed'", "'beads'", "'pieces'", "'foreseen'"],
        True,
    )


def test_nobody_asks_a_tag_what_it_starts_with() -> None:
    asking = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if 'startswith("zh")' in line or 'startswith("en")' in line
    ]
    assert asking == []


@pytest.mark.parametrize("module", ["duizhao", "corpus.cli.main"])
def test_nothing_is_imported_that_must_not_run(module: str) -> None:
    """``argostranslate.translate`` loads AGPL code and starts telemetry; torch is for training."""
    code = f"import sys, {module}; print([m for m in ('torch', 'minisbd', 'argostranslate.translate') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_the_version_needs_no_library() -> None:
    """``build-corpus --version`` answers at once.

    What takes time to import is imported by the command that needs it.
    """
    code = (
        "import sys\nfrom corpus.cli.main import main\ntry:\n    main(['--version'])\nexcept SystemExit:\n   "
        " pass\n"
        "print([m for m in ('numpy', 'lxml', 'rich', 'opencc', 'sacrebleu') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[1:] == ["[]"]


def test_the_tables_say_everything() -> None:
    for kind in FLAGS.values():
        assert kind.sentence.endswith(".")
        assert kind.remedy.endswith(".")
    assert all(row.help for row in TABLE.values())


LONGEST_README = 1000


def test_the_readme_is_short_and_its_links_lead_somewhere() -> None:
    """What it is too long for stands in the READMEs of the packages (`corpus/cli/OPTIONS.md` is generated)."""
    pages = [
        ROOT / "README.md",
        *(path for name in ("corpus", "align", "export") for path in (ROOT / name).rglob("README.md")),
    ]
    assert len(pages[0].read_text(encoding="utf-8").split()) <= LONGEST_README
    broken = []
    for page in pages:
        for link in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            place, _, anchor = link.partition("#")
            target = page.parent / place if place else page
            if link.startswith("http"):
                continue
            if not target.exists() or (anchor and anchor not in anchors(target)):
                broken.append(f"{page.relative_to(ROOT)}: {link}")
    assert broken == []


def anchors(page: Path) -> set[str]:
    """The headings of a page as GitHub links to them."""
    headings = re.findall(r"(?m)^#+ (.+)$", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_no_group_is_repeated_possessively() -> None:
    """Python before 3.11.5 gets it wrong (gh-106052); an atomic group says the same."""
    possessive = re.compile(r"\)[*+?]\+(?!\+)")
    places = [
        f"{path.relative_to(ROOT)}:{i}"
        for path in MODULES
        for i, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if possessive.search(line)
    ]
    assert places == []
