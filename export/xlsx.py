"""A spreadsheet for a reviewer who has no CAT tool, and the way back."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation, DataValidationList
from openpyxl.worksheet.page import PageMargins, PrintOptions, PrintPageSetup
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from corpus.errors import CorpusError
from corpus.flags import FLAGS
from corpus.model import Returned, Unit
from export.fields import FIELDS, Field
from export.files import atomic_write
from export.omegat import HIGH, MIDDLE
from export.write_tmx import xml_text

_WIDTHS = {
    "score": 8,
    "source": 60,
    "target": 60,
    "verdict": 10,
    "comment": 30,
    "reviewer": 12,
    "flags": 40,
    "scores": 30,
    "origin": 10,
    "document": 24,
    "segment": 9,
    "date": 18,
    "url": 24,
    "licence": 14,
    "source language": 10,
    "target language": 10,
    "unit": 20,
}
"""The columns and their widths, in characters."""
_FIELD_OF = {field.heading: field for field in FIELDS if field.heading}
_ROWS = 1_048_576
_LONGEST = 32_767
"""Characters that a cell holds (ECMA-376 readers agree on Excel's limit)."""
_CUT = "cut off here, a cell holds no more than 32,767 characters: this row is not read back"
_BANDS = (
    ("F8CBAD", "lessThan", [str(MIDDLE)]),
    ("FFE699", "between", [str(MIDDLE), str(HIGH - 0.0005)]),
    ("C6E0B4", "greaterThanOrEqual", [str(HIGH)]),
)
_ESCAPED = re.compile("_x[0-9A-Fa-f]{4}_")
_EPOCH = datetime.datetime(2020, 1, 1)  # noqa: DTZ001 - openpyxl wants no zone
_OK, _REJECT = "ok", "reject"
_FILLED_IN = frozenset(["target", "verdict", "comment", "reviewer"])
_READ = ("source", "target", "flags")
_LINE_HEIGHT, _MOST_LINES, _WIDE_FROM = 15, 27, 0x2E80
"""Points of a line, the lines of Excel's highest row (409 points), and where wide characters begin."""
_OPEN, _LOCKED = Protection(locked=False), Protection(locked=True)
_WRAP = Alignment(wrap_text=True, vertical="top")


def write_sheet(path: Path, units: Sequence[Unit], reviewer: str = "") -> int:
    """Write the units, worst first, and return how many there are.

    What a reviewer fills in can be edited; the rest is locked, without a password. ``reviewer`` is who the
    sheet is for: what comes back in it is theirs.

    A cell is text and never a formula. What a spreadsheet cannot hold (control characters, more than 32,767
    characters) is left out, and the column ``flags`` says so.

    Raises:
        CorpusError: the file cannot be written, or there are more units than a sheet has rows.
    """
    if len(units) >= _ROWS:
        raise CorpusError(
            f"{path}: {len(units):,} units are more than the {_ROWS - 1:,} rows of a sheet; use OmegaT or "
            "XLIFF, or build with --min-score"
        )
    book = Workbook(write_only=True)
    # The last two tell a reviewed sheet from this one: whoever saves it puts a name and a date there.
    book.properties.creator = book.properties.lastModifiedBy = "duizhao"
    book.properties.created = book.properties.modified = _EPOCH
    sheet = book.create_sheet("units")
    _lay_out(sheet, len(units) + 1)
    sheet.append(_heading(sheet))
    ordered = sorted(units, key=lambda unit: (unit.score, unit.document, unit.index))
    for number, unit in enumerate(ordered, 2):
        row = _row(unit, reviewer)
        sheet.row_dimensions[number].height = _LINE_HEIGHT * _lines(row)
        sheet.append(_cells(sheet, row))
    packed = io.BytesIO()
    book.save(packed)
    with atomic_write(path) as stream:
        _without_clock(packed, stream)
    return len(units)


def _lay_out(sheet: Any, end: int) -> None:
    """Set widths, filter, colours by score and the choice of a verdict, for rows up to ``end``."""
    sheet.freeze_panes = "A2"
    for number, width in enumerate(_WIDTHS.values(), 1):
        sheet.column_dimensions[_letter(number)].width = width
    sheet.auto_filter.ref = f"A1:{_letter(len(_WIDTHS))}{end}"
    sheet.protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "autoFilter", "sort"):
        setattr(sheet.protection, allowed, False)  # In OOXML true means that it is locked, too.
    _lay_out_print(sheet, end)
    for colour, operator, formula in _BANDS:
        fill = PatternFill(start_color=colour, end_color=colour, fill_type="solid")
        rule = CellIsRule(operator=operator, formula=formula, fill=fill)  # type: ignore[no-untyped-call]
        sheet.conditional_formatting.add(f"A2:A{end}", rule)
    choice = DataValidation(type="list", formula1=f'"{_OK},{_REJECT}"', allow_blank=True)
    verdict = _letter(list(_WIDTHS).index("verdict") + 1)
    choice.add(f"{verdict}2:{verdict}{end}")
    # A sheet that is only written has no method for it.
    sheet.data_validations = DataValidationList(dataValidation=[choice])


def _lay_out_print(sheet: Any, end: int) -> None:
    """Print what a reviewer reads one page wide, with the heading on every page."""
    sheet.page_setup = PrintPageSetup(
        orientation="landscape", paperSize=Worksheet.PAPERSIZE_A4, fitToWidth=1, fitToHeight=0
    )
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5, header=0.2, footer=0.2)
    sheet.print_options = PrintOptions(gridLines=True)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.print_area = f"A1:{_letter(list(_WIDTHS).index('flags') + 1)}{end}"


def _lines(row: dict[str, str | float]) -> int:
    """Return how many lines the longest text of a row takes, as far as a row can show."""
    return min(max(_lines_of(str(row[heading]), _WIDTHS[heading] - 2) for heading in _READ), _MOST_LINES)


def _lines_of(text: str, width: int) -> int:
    """Return how many lines a text takes in a cell; a Chinese character is as wide as two letters.

    >>> _lines_of("警方通报", 4), _lines_of("police notice", 20)
    (2, 1)
    """
    widths = (sum(2 if ord(char) > _WIDE_FROM else 1 for char in line) for line in text.split("\n"))
    return sum(max(1, -(-line // width)) for line in widths)


def _heading(sheet: Any) -> list[Any]:
    heading = [WriteOnlyCell(sheet, name) for name in _WIDTHS]
    for cell in heading:
        cell.font = Font(bold=True)
    return heading


def _cells(sheet: Any, row: dict[str, str | float]) -> list[Any]:
    cells = []
    for heading, value in row.items():
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, str):
            cell.data_type = "s"  # Else what begins with = would be a formula.
        elif isinstance(value, float):
            cell.number_format = "0.000"
        cell.alignment = _WRAP
        cell.protection = _OPEN if heading in _FILLED_IN else _LOCKED
        cells.append(cell)
    return cells


def _without_clock(packed: io.BytesIO, stream: Any) -> None:
    """Copy the parts of the file without the time of writing, so that the same units give the same bytes."""
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "docProps/core.xml":
                content = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*",
                    rb"\g<1>" + _EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode(),
                    content,
                )
            new.writestr(zipfile.ZipInfo(part.filename), content, zipfile.ZIP_DEFLATED)


def _row(unit: Unit, reviewer: str) -> dict[str, str | float]:
    """Return the cells of a unit by heading."""
    own: dict[str, str | float] = {
        "verdict": "",
        "reviewer": _cell(reviewer),
        "flags": _cell("\n".join(_remarks(unit))),
        "scores": " ".join(f"{score.name} {score.value:.3f}" for score in unit.scores[1:]),
    }
    return {
        heading: own[heading] if heading in own else _value(_FIELD_OF[heading], unit) for heading in _WIDTHS
    }


def _value(field: Field, unit: Unit) -> str | float:
    value = field.value(unit)
    if isinstance(value, float):
        return round(value, 3)
    return value if isinstance(value, int) else _cell(str(value or ""))


def _remarks(unit: Unit) -> Iterator[str]:
    """Yield what the flags say, and what of the texts a cell cannot hold."""
    for flag in unit.flags:
        yield f"{FLAGS[flag.code].sentence} {flag.message} [{flag.code}]"
    for name, text in (("source", unit.source), ("target", unit.target)):
        if len(text) > _LONGEST:
            yield f"the {name} is {_CUT}"
        elif _cell(text) != text:
            yield f"characters of the {name} that a spreadsheet cannot hold were left out"


def _cell(text: str) -> str:
    """Return the text as a cell can hold it.

    ``_x0041_`` would be read as a character (ECMA-376 part 1, 22.9.2.19).
    """
    kept = "".join(char for char in xml_text(text) if char >= " " or char in "\t\n")
    return _ESCAPED.sub(lambda match: f"_x005F{match.group()}", kept)[:_LONGEST]


def _letter(number: int) -> str:
    return chr(ord("A") + number - 1)


_NEEDED = ("source", "target", "unit", "source language", "target language")
_UNREADABLE = (
    AttributeError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    SyntaxError,
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
)
"""What openpyxl raises on files that are no spreadsheets, or damaged ones."""


def read_sheet(path: Path) -> list[Returned]:
    """Return the rows of a sheet that came back, whatever the order of its rows and columns.

    Raises:
        CorpusError: it cannot be read, or has lost a column that is needed.
    """
    rows, person, date = _read(path)
    unclear = [
        f"line {number} {verdict!r}" for number, verdict in _verdicts(rows) if verdict not in _VERDICTS
    ]
    if unclear:
        raise CorpusError(
            f"{path}: a verdict is {_OK}, {_REJECT} or nothing; not so in {', '.join(unclear[:10])}"
        )
    # What was cut off nobody saw the whole of.
    whole = [row for row in rows if max(len(row["source"]), len(row["target"])) < _LONGEST]
    return [_returned(row, person, date) for row in whole]


_VERDICTS: dict[str, bool | None] = {"": None, _OK: True, _REJECT: False}


def _verdicts(rows: Sequence[dict[str, str]]) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(rows, 2):
        yield number, row.get("verdict", "").strip().lower()


def _returned(row: dict[str, str], person: str | None, date: str | None) -> Returned:
    return Returned(
        source=row["source"],
        target=row["target"],
        source_tag=row["source language"],
        target_tag=row["target language"],
        unit=row["unit"],
        reviewer=row.get("reviewer", "").strip() or person,
        date=date,
        comment=row.get("comment") or None,
        approved=_VERDICTS[row.get("verdict", "").strip().lower()],
        whole_file=True,
    )


def _read(path: Path) -> tuple[list[dict[str, str]], str | None, str | None]:
    """Return the rows by heading, and who saved the sheet and when, if somebody did."""
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        properties = book.properties
        table = [
            row
            for row in book.worksheets[0].iter_rows(values_only=True)
            if any(v not in (None, "") for v in row)
        ]
        book.close()
    except _UNREADABLE as error:
        raise CorpusError(f"{path}: cannot be read as a spreadsheet ({error})") from error
    heading = [str(name or "").strip().lower() for name in table[0]] if table else []
    missing = [name for name in _NEEDED if name not in heading]
    if missing:
        raise CorpusError(f"{path}: the sheet has lost its column {', '.join(missing)}")
    person = properties.lastModifiedBy if properties.lastModifiedBy != "duizhao" else None
    changed = properties.modified and properties.modified != _EPOCH
    date = properties.modified.strftime("%Y%m%dT%H%M%SZ") if changed else None
    return [_texts(heading, values) for values in table[1:]], person, date


def _texts(heading: Sequence[str], values: Sequence[object]) -> dict[str, str]:
    """Return a row as texts by heading; a row that a tool cut short ends in empty cells."""
    texts = ["" if value is None else str(value).replace("_x005F_", "_") for value in values]
    return dict.fromkeys(heading, "") | dict(zip(heading, texts, strict=False))
