"""The text layer of PDF files: glyphs from PDFium, put into lines and paragraphs by where they stand."""

from __future__ import annotations

import ctypes
import itertools
import math
from collections.abc import Iterator
from typing import Any

from corpus.errors import CorpusError
from corpus.model import Metadata
from corpus.read.formats.pdf_font import use_square_font
from corpus.read.formats.pdf_layout import Glyph, Page, is_vertical, place
from corpus.read.formats.pdf_paragraphs import paragraphs_of
from corpus.read.formats.pdf_tables import Rule, cells_of, grids_of, rule_between
from corpus.read.guard import MOST_CHARACTERS, limited, reading
from corpus.read.parts import Content
from corpus.text.dates import find_date
from corpus.text.script import HAN, common_share

_MOST_PAGES = 20_000
_MOST_GLYPHS = 200_000
"""Of one page; a page of small print has 10,000."""
_FEW = 20
"""Characters of a page that is a picture: a stamp, a page number."""
_PICTURES = 0.8
"""The share of such pages from which on a file is a scan."""
_UNKNOWN = 0.3
"""The share of glyphs without a character from which on nothing can be read."""
_ENOUGH, _COMMON = 50, 0.1
"""Han characters that tell, and the share of the commonest among them below which they are no text."""
_MOST_PATHS, _MOST_RULES = 3_000, 20_000
"""Of one page; one with more is a drawing, or a map."""
_HYPHEN = 2
"""What PDFium gives for a hyphen at the end of a line."""


def read_glyphs(data: bytes) -> Content:
    """Return the text of a PDF.

    Raises:
        CorpusError: it is damaged or encrypted, its pages are pictures, or its fonts do not tell characters.
    """
    import pypdfium2

    use_square_font()
    with reading("PDF"):
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower() or "security" in str(error).lower():
                raise CorpusError("is encrypted: save it without a password") from error
            raise
        with document:
            return _content(document)


def _content(document: Any) -> Content:
    if len(document) > _MOST_PAGES:
        raise CorpusError(f"has {len(document):,} pages, more than {_MOST_PAGES:,}: not read")
    pages: list[Page] = []
    pictures: list[int] = []
    glyphs = unknown = 0
    for number in range(len(document)):
        read = list(_glyphs(document, number))
        glyphs += len(read)
        unknown += sum(not glyph.is_known for glyph in read)
        if glyphs > MOST_CHARACTERS:
            raise CorpusError(f"holds more than {MOST_CHARACTERS:,} characters: not read")
        if len(read) < _FEW and _has_picture(document, number):
            pictures.append(number + 1)
        pages.append(_placed([g for g in read if g.is_known], document, number))
    if pictures and len(pictures) >= _PICTURES * len(document):
        raise CorpusError(
            "holds pictures of its pages and no text (a scan): run text recognition (OCR) over it and "
            "put in the result"
        )
    paragraphs, removed = paragraphs_of(pages)
    text = "".join(paragraphs)
    # Where a font has codes of its own and no map, PDFium takes them for a standard's: rare characters.
    if unknown > _UNKNOWN * glyphs or (len(HAN.findall(text)) > _ENOUGH and common_share(text) < _COMMON):
        raise CorpusError(
            "does not say which characters its fonts show: print it to a PDF from the program that made it, "
            "or run text recognition (OCR) over it"
        )
    listed = ", ".join(map(str, pictures[:20])) + (" …" if len(pictures) > 20 else "")
    warnings = (f"pages {listed} are pictures: their text is not read",) if pictures else ()
    return Content(limited(paragraphs), _metadata(document), "utf-8", tuple(removed), warnings)


def _glyphs(document: Any, number: int) -> Iterator[Glyph]:
    """Yield the glyphs of a page in the order in which they are drawn."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        # A page that is damaged is passed over, as every viewer does.
        return
    count = raw.FPDFText_CountChars(text)
    if count > _MOST_GLYPHS:
        raise CorpusError(f"has {count:,} characters on page {number + 1}: not read")
    box = raw.FS_RECTF()
    matrix = raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    for i in range(count):
        code = raw.FPDFText_GetUnicode(text, i)
        if raw.FPDFText_IsGenerated(text, i) or not raw.FPDFText_GetLooseCharBox(text, i, box):
            continue
        raw.FPDFText_GetCharOrigin(text, i, x, y)
        raw.FPDFText_GetMatrix(text, i, matrix)
        size = raw.FPDFText_GetFontSize(text, i) * math.hypot(matrix.c, matrix.d)
        char = "-" if code == _HYPHEN else chr(code) if code < 0x110000 else "\ufffd"
        yield Glyph(char, box.left, box.right, y.value, size, i)
    text.close()
    page.close()


def _placed(glyphs: list[Glyph], document: Any, number: int) -> Page:
    """Return a page with its tables: those that are drawn, around glyphs that stand beside each other."""
    size = document.get_page_size(number)
    rules = list(itertools.islice(_rules(document, number), _MOST_RULES))
    grids = [] if is_vertical(glyphs) or len(rules) == _MOST_RULES else grids_of(rules)
    tables: list[list[list[Glyph]]] = []
    for grid in grids:
        inside = [glyph for glyph in glyphs if grid.holds(glyph)]
        cells = cells_of(grid, inside)
        if len(cells) > 1:
            tables.append(cells)
            taken = {glyph.order for glyph in inside}
            glyphs = [glyph for glyph in glyphs if glyph.order not in taken]
    return place(glyphs, size[0], size[1], tables)


def _rules(document: Any, number: int) -> Iterator[Rule]:
    """Yield the lines that a page draws, and the edges of its rectangles."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        page = document[number]
        paths = list(
            itertools.islice(page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=1), _MOST_PATHS)
        )
    except pypdfium2.PdfiumError:
        return
    if len(paths) == _MOST_PATHS:
        return  # a drawing
    matrix = raw.FS_MATRIX()
    for path in paths:
        raw.FPDFPageObj_GetMatrix(path.raw, matrix)
        yield from _lines_of(path.raw, matrix)


def _lines_of(path: Any, matrix: Any) -> Iterator[Rule]:
    from pypdfium2 import raw

    x, y = ctypes.c_float(), ctypes.c_float()
    start = before = None
    for i in range(min(raw.FPDFPath_CountSegments(path), _MOST_PATHS)):
        segment = raw.FPDFPath_GetPathSegment(path, i)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        ends = [point]
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start, before = point, None
        elif start is not None and raw.FPDFPathSegment_GetClose(segment):
            ends.append(start)
        for end in ends:
            if before is not None and kind == raw.FPDF_SEGMENT_LINETO:
                rule = rule_between(*before, *end)
                if rule is not None:
                    yield rule
            before = end


def _has_picture(document: Any, number: int) -> bool:
    import pypdfium2
    from pypdfium2 import raw

    try:
        page = document[number]
        objects = page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3)
        return next(iter(objects), None) is not None
    except pypdfium2.PdfiumError:
        return False


def _metadata(document: Any) -> Metadata:
    said = document.get_metadata_dict(skip_empty=True)
    date = said.get("ModDate") or said.get("CreationDate") or ""
    # D:YYYYMMDDHHmmSS (ISO 32000-2, 7.9.4).
    digits = date.removeprefix("D:")[:8]
    stated = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 and digits.isdigit() else ""
    return Metadata(author=said.get("Author"), date=find_date(stated) if stated else None)
