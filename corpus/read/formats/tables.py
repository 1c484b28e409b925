"""Tables (.csv, .tsv, .xlsx): a Chinese and an English column are rows, else text columns are text."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, BinaryIO

from corpus.errors import CorpusError
from corpus.model import Lang, Line
from corpus.read.encodings import decode
from corpus.read.formats.office import core_metadata
from corpus.read.guard import limited, reading
from corpus.read.parts import Bilingual, Content, Part, Row
from corpus.read.safe_zip import open_office
from corpus.text.script import HAN, LATIN, has_words

Table = list[list[str]]

_HEADINGS: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(
        r"zh\b.*|chs|cht|chinese.*|中文.*|[汉漢][语語].*|简体.*|繁體.*|.*[_ (（-](?:zh|cn|中文?)\b.*",
        re.IGNORECASE,
    ),
    "en": re.compile(r"en\b.*|eng|english.*|英文.*|英语.*|英語.*|.*[_ (（-](?:en|英文?)\b.*", re.IGNORECASE),
}
_LANGS: tuple[Lang, Lang] = ("zh", "en")
_ENOUGH = 0.6
"""The share of a column's cells with words that must be of one language."""
_WORD = re.compile(r"[A-Za-z]{2,}")
_ADDRESS = re.compile(r"(?=\S*[./@_\\:])\S+\Z")
_DISTINCT = 0.5
"""A column that repeats itself more than this is a category, and no text."""
_LENGTHS = (0.7, 12.0)
"""How many times longer English is than Chinese, in characters, at least and at most."""
_MOST_CELLS = 20_000_000


class _Tabs(csv.excel_tab):
    quoting = csv.QUOTE_NONE


def _read(delimiter: str, stream: BinaryIO) -> Iterator[Part]:
    decoded = decode(stream.read())
    with reading("table of text (.csv, .tsv)"):
        first = decoded.text[:20_000].split("\n", 1)[0]
        mark = delimiter if delimiter in first else max(";\t|,", key=first.count)
        # In a tab-separated file a quotation mark is one, and stands at the beginning of many a sentence.
        dialect = _Tabs if mark == "\t" else csv.excel
        rows = csv.reader(io.StringIO(decoded.text, newline=""), dialect, delimiter=mark)
        table = [[cell.strip() for cell in row] for row in rows]
    yield read_table(table, "tsv" if mark == "\t" else "csv", decoded.encoding)


read_csv = partial(_read, ",")
read_tsv = partial(_read, "\t")


def read_xlsx(stream: BinaryIO) -> Iterator[Part]:
    """Yield what each sheet of a workbook holds.

    Raises:
        CorpusError: it is damaged, encrypted, or unfolds into too much.
    """
    kind = "spreadsheet (.xlsx)"
    archive = open_office(stream, kind)
    from openpyxl import load_workbook

    with reading(kind), warnings.catch_warnings():
        # It warns of what it does without.
        warnings.simplefilter("ignore")
        stream.seek(0)
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheets = [(sheet.title, _cells(sheet)) for sheet in book.worksheets]
    filled = [(title, table) for title, table in sheets if table]
    metadata = core_metadata(archive)
    for title, table in filled:
        part = read_table(table, "xlsx", label=title if len(filled) > 1 else "")
        yield replace(part, metadata=metadata)
    if not filled:
        yield Content(())


def _cells(sheet: Any) -> Table:
    """Return the cells; a column of numbers and dates is known by them to be no text."""
    # A sheet may claim thousands of millions of cells: what it says of its size is not believed.
    sheet.reset_dimensions()
    texts = (
        ["" if value is None or isinstance(value, bool) else " ".join(str(value).split()) for value in row]
        for row in sheet.iter_rows(values_only=True)
    )
    return [row for row in texts if any(row)]


def read_table(table: Table, kind: str, encoding: str = "utf-8", label: str = "") -> Bilingual | Content:
    """Return the rows of a table with a Chinese and an English column, or the text of one without."""
    used = sorted({i for row in table for i, cell in enumerate(row) if cell})
    if len(used) * len(table) > _MOST_CELLS:
        raise CorpusError(
            f"has {len(table):,} rows of {len(used):,} columns: put its text into a smaller table"
        )
    columns = [[row[i] if i < len(row) else "" for row in table] for i in used]
    chosen = _columns(columns)
    if chosen is None:
        texts = [i for i, column in enumerate(columns) if _language(column) is not None]
        cells = (columns[i][number] for number in range(len(table)) for i in texts)
        return Content(limited(filter(has_words, cells)), encoding=encoding, label=label)
    zh, en = (columns[i] for i in chosen)
    headings = [column[0].strip().lower() for column in columns]
    begin = int(any(map(_is_heading, (zh[0], en[0]), _LANGS)) or bool(zh[0] and not HAN.search(zh[0])))
    origins = columns[headings.index("origin")] if "origin" in headings else [""] * len(zh)
    source: Lang = "en" if headings[chosen[1]] == "source" else "zh"
    rows = (_row(*row, source) for row in list(zip(zh, en, origins, strict=True))[begin:])
    return Bilingual(tuple(rows), kind, label=label, encoding=encoding)


def _row(zh: str, en: str, origin: str, source: Lang) -> Row:
    """Return a row; sheets and tables of this project say in a column what made the translation."""
    if origin == "drafted":
        draft = Line(draft=en if source == "zh" else zh, engine="table:drafted")
        return Row(zh, "", draft, source) if source == "zh" else Row("", en, draft, source)
    return Row(zh, en, Line(approved=origin == "reviewed"), source)


def _columns(columns: Sequence[Sequence[str]]) -> tuple[int, int] | None:
    """Return which column is Chinese and which its English, by their headings, else by their cells."""
    langs = [_language(column) for column in columns]
    best: dict[Lang, int] = {}
    for i, lang in enumerate(langs):
        if lang is not None:
            best[lang] = max(best.get(lang, i), i, key=lambda k: _promise(columns[k], lang))
    if len(best) < 2:
        return None
    zh, en = columns[best["zh"]], columns[best["en"]]
    both = [(len(a), len(b)) for a, b in zip(zh, en, strict=True) if HAN.search(a) and LATIN.search(b)]
    if not both:
        return None
    ratio = sum(b for _, b in both) / sum(a for a, _ in both)
    named = _is_heading(zh[0], "zh") and _is_heading(en[0], "en")
    return (best["zh"], best["en"]) if named or _LENGTHS[0] <= ratio <= _LENGTHS[1] else None


def _promise(column: Sequence[str], lang: Lang) -> tuple[bool, int]:
    """Return how much speaks for a column of a language: its heading, then how much it holds."""
    return _is_heading(column[0], lang), sum(map(len, column))


def _language(column: Sequence[str]) -> Lang | None:
    """Return the language of a column's text; nothing where it holds names, numbers or categories."""
    cells = [cell for cell in column if HAN.search(cell) or LATIN.search(cell)]
    filled = sum(bool(cell) for cell in column)
    if 2 * len(cells) <= filled or not cells or (len(cells) > 4 and len(set(cells)) < _DISTINCT * len(cells)):
        return None
    chinese = sum(bool(HAN.search(cell)) for cell in cells)
    if chinese >= _ENOUGH * len(cells):
        return "zh"
    english = sum(bool(_WORD.search(c)) and not HAN.search(c) and not _ADDRESS.match(c) for c in cells)
    return "en" if english >= _ENOUGH * len(cells) else None


def _is_heading(cell: str, lang: Lang) -> bool:
    return len(cell) <= 30 and bool(_HEADINGS[lang].fullmatch(cell.strip()))
