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
from tests.factories import contents

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


def torn_files(corpus: Path) -> list[str]:
    """The files of a corpus that cannot be read as what they are."""
    torn = [path.name for path in corpus.glob("*.tmx") if not check(path).loads]
    for path in [*corpus.glob("*.json"), *corpus.glob("*.jsonl")]:
        try:
            text = path.read_text("utf-8")
            for value in text.rstrip("\n").split("\n") if path.suffix == ".jsonl" else [text]:
                json.loads(value)
        except ValueError:
            torn.append(path.name)
    return torn


def is_one_set(corpus: Path) -> bool:
    """Whether every file is the one that the manifest lists."""
    listed = json.loads((corpus / MANIFEST).read_text("utf-8"))["files"]
    return all(sha256_of(corpus / entry["name"]) == entry["sha256"] for entry in listed)


def debris(corpus: Path, expected: dict[str, bytes]) -> set[str]:
    """Files that no whole run leaves."""
    return set(contents(corpus)) - set(expected)
