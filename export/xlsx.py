"""A spreadsheet for a reviewer who has no CAT tool, and the way back."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation, DataValidationList

from corpus.errors import CorpusError
from corpus.model import Returned, Unit
from export.files import atomic_write
from export.omegat import HIGH, MIDDLE
from export.write_tmx import xml_text

_COLUMNS = {
    "score": 8, "source": 60, "target": 60, "verdict": 10, "comment": 30, "flags": 40, "scores": 30,
    "origin": 10, "document": 24, "segment": 9, "date": 18, "url": 24, "licence": 14, "source language": 10, "target language": 10, "unit": 20,
}  # fmt: skip
"""The columns and their widths, in characters."""
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


def write_sheet(path: Path, units: Sequence[Unit]) -> int:
    """Write the units, worst first, and return how many there are.

    A cell is text and never a formula. What a spreadsheet cannot hold (control characters, more than 32,767 characters) is left out, and the
    column ``flags`` says so.

    Raises:
        CorpusError: the file cannot be written, or there are more units than a sheet has rows.
    """
    if len(units) >= _ROWS:
        raise CorpusError(
            f"{path}: {len(units):,} units are more than the {_ROWS - 1:,} rows of a sheet; use OmegaT or XLIFF, or build with --min-score"
        )
    book = Workbook(write_only=True)
    # The last two are what tells a reviewed sheet from this one: whoever saves it puts a name and a date there.
    book.properties.creator = book.properties.lastModifiedBy = "duizhao"
    book.properties.created = book.properties.modified = _EPOCH
    sheet = book.create_sheet("units")
    sheet.freeze_panes = "A2"
    for number, width in enumerate(_COLUMNS.values(), 1):
        sheet.column_dimensions[_letter(number)].width = width
    end = len(units) + 1
    sheet.auto_filter.ref = f"A1:{_letter(len(_COLUMNS))}{end}"
    for colour, operator, formula in _BANDS:
        sheet.conditional_formatting.add(
            f"A2:A{end}",
            CellIsRule(  # type: ignore[no-untyped-call]
                operator=operator,
                formula=formula,
                fill=PatternFill(start_color=colour, end_color=colour, fill_type="solid"),
            ),
        )
    choice = DataValidation(type="list", formula1=f'"{_OK},{_REJECT}"', allow_blank=True)
    verdict = _letter(list(_COLUMNS).index("verdict") + 1)
    choice.add(f"{verdict}2:{verdict}{end}")
    sheet.data_validations = DataValidationList(
        dataValidation=[choice]
    )  # A sheet that is only written has no method for it.
    heading = [WriteOnlyCell(sheet, name) for name in _COLUMNS]
    for cell in heading:
        cell.font = Font(bold=True)
    sheet.append(heading)
    wrap = Alignment(wrap_text=True, vertical="top")
    for unit in sorted(units, key=lambda unit: (unit.score, unit.document, unit.index)):
        row = []
        for value in _row(unit).values():
            cell = WriteOnlyCell(sheet, value)
            if isinstance(value, str):
                cell.data_type = "s"  # Else what begins with = would be a formula.
            cell.alignment = wrap
            row.append(cell)
        sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    with atomic_write(path) as stream:
        _without_clock(packed, stream)
    return len(units)


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


def _row(unit: Unit) -> dict[str, str | float]:
    flags = [f"{flag.name}: {flag.message}" for flag in unit.flags]
    for name, text in (("source", unit.source), ("target", unit.target)):
        if _cell(text) != text:
            flags.append(
                f"the {name} is {_CUT}"
                if len(text) > _LONGEST
                else f"characters of the {name} that a spreadsheet cannot hold were left out"
            )
    values: dict[str, str | float] = {
        "score": round(unit.score, 3), "source": _cell(unit.source), "target": _cell(unit.target), "verdict": "",
        "comment": _cell(unit.comment or ""), "flags": _cell("\n".join(flags)),
        "scores": " ".join(f"{score.name} {score.value:.3f}" for score in unit.scores[1:]),
        "origin": unit.origin, "document": _cell(unit.document), "segment": unit.index, "date": unit.date, "url": _cell(unit.url or ""),
        "licence": _cell(unit.licence or ""), "source language": unit.source_tag, "target language": unit.target_tag, "unit": unit.id,
    }  # fmt: skip
    return {name: values[name] for name in _COLUMNS}


def _cell(text: str) -> str:
    """Return the text as a cell can hold it; ``_x0041_`` would be read as a character (ECMA-376 part 1, 22.9.2.19)."""
    kept = "".join(char for char in xml_text(text) if char >= " " or char in "\t\n")
    return _ESCAPED.sub(lambda match: f"_x005F{match.group()}", kept)[:_LONGEST]


def _letter(number: int) -> str:
    return chr(ord("A") + number - 1)


def read_sheet(path: Path) -> list[Returned]:
    """Return the rows of a sheet that came back, whatever the order of its rows and columns.

    Raises:
        CorpusError: it cannot be read, or has lost a column that is needed.
    """
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        properties = book.properties
        rows = [
            row
            for row in book.worksheets[0].iter_rows(values_only=True)
            if any(value not in (None, "") for value in row)
        ]
        book.close()
    except (
        OSError,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        SyntaxError,
        zipfile.BadZipFile,
        InvalidFileException,
    ) as error:
        raise CorpusError(f"{path}: cannot be read as a spreadsheet ({error})") from error
    heading = [str(name or "").strip().lower() for name in rows[0]] if rows else []
    missing = [
        name
        for name in ("source", "target", "unit", "source language", "target language")
        if name not in heading
    ]
    if missing:
        raise CorpusError(f"{path}: the sheet has lost its column {', '.join(missing)}")
    person = properties.lastModifiedBy if properties.lastModifiedBy != "duizhao" else None
    date = (
        properties.modified.strftime("%Y%m%dT%H%M%SZ")
        if properties.modified and properties.modified != _EPOCH
        else None
    )
    returned: list[Returned] = []
    unclear = []
    for number, values in enumerate(rows[1:], 2):
        row = {
            name: "" if value is None else str(value).replace("_x005F_", "_")
            for name, value in zip(heading, values, strict=False)
        }
        verdict = row.get("verdict", "").strip().lower()
        if verdict not in ("", _OK, _REJECT):
            unclear.append(f"line {number} {verdict!r}")
        if max(len(row["source"]), len(row["target"])) >= _LONGEST:
            continue  # Cut off: nobody saw the whole of it.
        returned.append(
            Returned(
                source=row["source"], target=row["target"], source_tag=row["source language"], target_tag=row["target language"],
                unit=row["unit"], reviewer=person, date=date, comment=row.get("comment") or None, approved={_OK: True, _REJECT: False}.get(verdict),
                whole_file=True,
            )
        )  # fmt: skip
    if unclear:
        raise CorpusError(
            f"{path}: a verdict is {_OK}, {_REJECT} or nothing; not so in {', '.join(unclear[:10])}"
        )
    return returned
