"""The spreadsheet in LibreOffice: printed one page wide, and saved there it comes back as it went out."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from corpus.model import Flag
from corpus.pipeline.returned_work import Baseline, decide
from export.returned import read_returned
from export.xlsx import write_sheet
from tests.factories import unit
from tests.libreoffice import convert, needed

pytestmark = needed
UNITS = [
    unit(
        f"第{i}句话说的是一座很长的桥，桥上每天有很多人走过去。",
        f"Sentence {i} speaks of a long bridge, which many people cross every day.",
        i,
        flags=(Flag("numbers", "numbers of the source that the translation lacks: 3"),) if i % 3 == 0 else (),
    )
    for i in range(40)
]


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sheet") / "x.xlsx"
    write_sheet(path, UNITS, "anna")
    return path


def test_it_prints_one_page_wide(sheet: Path, tmp_path: Path) -> None:
    printed = pypdfium2.PdfDocument(convert(sheet, "pdf", tmp_path))
    try:
        texts = [page.get_textpage().get_text_bounded() for page in printed]
    finally:
        printed.close()
    assert 1 < len(texts) < 10
    for text in texts:  # Every page has all columns that a reviewer reads, with their heading.
        assert all(heading in text for heading in ("source", "target", "verdict", "comment", "flags"))
    whole = " ".join("".join(texts).split())
    assert whole.count("speaks of a long bridge") == len(UNITS), "no row is cut off"
    assert "A number is missing, added or changed." in whole


def test_saved_there_it_says_what_the_reviewer_did(sheet: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    rows = book.worksheets[0]
    columns = {str(cell.value): int(cell.column or 0) for cell in rows[1]}
    rows.cell(2, columns["target"]).value = "A person wrote this."
    rows.cell(3, columns["verdict"]).value = "reject"
    book.save(tmp_path / "edited.xlsx")
    (tmp_path / "back").mkdir()
    saved = convert(tmp_path / "edited.xlsx", "xlsx", tmp_path / "back")
    assert openpyxl.load_workbook(saved).worksheets[0].protection.sheet
    returned, modified = read_returned(saved)
    baseline = Baseline(UNITS)
    made = [decision for row in returned if (decision := decide(row, baseline, modified))]
    assert sorted((decision.kind, decision.reviewer) for decision in made) == [
        ("edited", "anna"),
        ("rejected", "anna"),
    ]
    assert not any(baseline.has_changed_source(row) for row in returned)
