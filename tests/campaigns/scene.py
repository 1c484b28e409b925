"""The corpus and the reviews that campaigns work on, and the processes that work on them."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus.cli.main import main
from corpus.pipeline.review_record import corpus_files
from export.check_tmx import check
from export.manifest import MANIFEST, sha256_of
from export.read_tmx import read_units
from export.xlsx import write_sheet

SENTENCES = {
    "zh": [f"民警在{n}号楼登记了{n + 3}名住户的信息。" for n in range(2, 8)],
    "en": [f"Officers in building {n} registered the details of {n + 3} residents." for n in range(2, 8)],
}
RUN = "from corpus.cli.main import run; run()"


def make_corpus(folder: Path) -> Path:
    """Write documents that translate each other and build them; the corpus stands in ``folder/out``."""
    documents = folder / "in"
    documents.mkdir()
    for lang, sentences in SENTENCES.items():
        (documents / f"notice.{lang}.txt").write_text("\n".join(sentences), encoding="utf-8")
    run(["--out", str(folder / "out"), "--engine", "none", str(documents)])
    return folder / "out"


def run(arguments: Sequence[str]) -> None:
    """Run build-corpus in this process, and keep what it says to itself."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main(arguments)
    assert code == 0, said.getvalue()


def make_review(corpus: Path, sheet: Path, person: str, rows: slice) -> Path:
    """Write a spreadsheet in which ``person`` changed the translations of some rows."""
    import openpyxl

    units = [unit for path in corpus_files(corpus) for unit in read_units(path)]
    write_sheet(sheet, units)
    book = openpyxl.load_workbook(sheet)
    table = book.worksheets[0]
    target = next(cell.column for cell in table[1] if cell.value == "target")
    for row in range(2, table.max_row + 1)[rows]:
        table.cell(row, target).value = f"{table.cell(row, target).value} As {person} has it."
    book.properties.lastModifiedBy = person
    book.save(sheet)
    return sheet


def start(arguments: Sequence[str], before: str = "") -> subprocess.Popen[str]:
    """Start build-corpus in a process of its own, after the statements ``before``."""
    return subprocess.Popen(
        [sys.executable, "-c", before + RUN, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )


def torn_files(folder: Path) -> list[str]:
    """The files of a folder that cannot be read as what they are."""
    torn = [path.name for path in folder.rglob("*.tmx") if STAGING not in str(path) and not check(path).loads]
    texts = [*folder.rglob("*.json"), *folder.rglob("*.jsonl")]
    torn += [path.name for path in texts if STAGING not in str(path) and not _is_json(path)]
    for path in folder.glob("*.zh"):
        sides = [path, path.with_suffix(".en")]
        if sides[1].exists() and len({side.read_bytes().count(b"\n") for side in sides}) > 1:
            torn.append(path.name)
    return torn


STAGING = ".duizhao-new"
"""How the names of folders begin in which a run puts together what is not there yet."""


def _is_json(path: Path) -> bool:
    text = path.read_text("utf-8")
    try:
        for value in text.rstrip("\n").split("\n") if path.suffix == ".jsonl" else [text]:
            json.loads(value)
    except ValueError:
        return False
    return True


def is_one_set(folder: Path) -> bool:
    """Whether every file is the one that the manifest lists; a folder without one is no such set."""
    if not (folder / MANIFEST).exists():
        return True
    listed = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
    return all(sha256_of(folder / entry["name"]) == entry["sha256"] for entry in listed)


def all_contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder and of all folders in it, without the one that is locked."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".duizhao.lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
