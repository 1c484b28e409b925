"""Presentations: the text of each slide's shapes, tables and groups, and the speaker's notes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from corpus.read.formats.office import core_metadata
from corpus.read.guard import limited, reading
from corpus.read.parts import Content
from corpus.read.safe_zip import open_office


def read_pptx(stream: BinaryIO) -> Iterator[Content]:
    """Yield the text of a presentation (.pptx).

    Raises:
        CorpusError: it is damaged, encrypted, or unfolds into too much.
    """
    kind = "presentation (.pptx)"
    archive = open_office(stream, kind)
    from pptx import Presentation
    from pptx.exc import PythonPptxError

    with reading(kind, PythonPptxError):
        stream.seek(0)
        presentation = Presentation(io.BytesIO(stream.read()))
        paragraphs = limited(text for slide in presentation.slides for text in _slide(slide))
    yield Content(paragraphs, core_metadata(archive))


def _slide(slide: Any) -> Iterator[str]:
    yield from _shapes(slide.shapes)
    if slide.has_notes_slide:
        # Not its notes_text_frame: LibreOffice writes the notes into a text box.
        yield from _shapes(slide.notes_slide.shapes)


def _shapes(shapes: Iterable[Any]) -> Iterator[str]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        elif getattr(shape, "has_table", False):
            for row in shape.table.rows:
                for cell in row.cells:
                    yield from _frame(cell.text_frame)
        elif shape.has_text_frame and not _is_number(shape):
            yield from _frame(shape.text_frame)


def _is_number(shape: Any) -> bool:
    """Whether a shape is the place of the slide's number, header, footer or date."""
    return shape.is_placeholder and shape.placeholder_format.type in (13, 14, 15, 16)


def _frame(frame: Any) -> Iterator[str]:
    for paragraph in frame.paragraphs:
        yield paragraph.text.replace("\x0b", "\n")
