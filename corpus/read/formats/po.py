"""Gettext catalogues: messages and their translations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from corpus.errors import CorpusError
from corpus.model import Line, Metadata
from corpus.read.encodings import decode
from corpus.read.guard import limited, reading
from corpus.read.parts import Bilingual, Content, Part, Row
from corpus.text.dates import find_date
from corpus.text.locale import is_tag_of
from corpus.text.script import HAN

_KEY = re.compile(r"[\w-]+(?:[._/:][\w-]+)+|[A-Z0-9]+(?:_[A-Z0-9]+)+|[a-z]+(?:[A-Z][a-z0-9]*)+")
"""A name of a message in place of its text: ``menu.file.open``, ``ERR_TIMEOUT``."""


def read_po(stream: BinaryIO) -> Iterator[Part]:
    """Yield the rows of a catalogue from English to Chinese, or back; what is marked fuzzy is a draft.

    Raises:
        CorpusError: it is damaged, or in other languages.
    """
    decoded = decode(stream.read())
    import polib

    with reading("gettext catalogue (.po)"):
        # polib takes a short text for the name of a file if there is one of this name.
        file = polib.pofile(decoded.text if "\n" in decoded.text else f"{decoded.text}\n")
        entries = [entry for entry in file if not entry.obsolete]
        stated = str(file.metadata.get("Language", ""))
        metadata = Metadata(
            title=None,
            author=file.metadata.get("Last-Translator") or None,
            date=find_date(str(file.metadata.get("PO-Revision-Date", ""))),
        )
    if stated and not is_tag_of(stated, "zh", "en"):
        raise CorpusError(f"translates into another language ({stated}), not between Chinese and English")
    if entries and sum(bool(_KEY.fullmatch(entry.msgid)) for entry in entries) > len(entries) / 2:
        yield Content(limited(entry.msgstr for entry in entries), metadata, decoded.encoding)
        return
    rows = tuple(row for entry in entries for row in _rows(entry))
    yield Bilingual(rows, "po", metadata, encoding=decoded.encoding)


def _rows(entry: Any) -> Iterator[Row]:
    """Yield the row of a message; one with a plural has a row for each form."""
    if not entry.msgid_plural:
        yield _row(entry.msgid, entry.msgstr, fuzzy=entry.fuzzy)
        return
    forms = [entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural)]
    # Chinese has one form, which says what the English plural says.
    sources = [entry.msgid_plural] if len(forms) == 1 else [entry.msgid, entry.msgid_plural]
    for source, form in zip(sources, forms, strict=False):
        yield _row(source, form, fuzzy=entry.fuzzy)


def _row(source: str, target: str, *, fuzzy: bool) -> Row:
    chinese = bool(HAN.search(source))
    line = Line(draft=target, engine="po:fuzzy") if fuzzy and target else Line()
    given = "" if fuzzy else target
    return Row(source, given, line, "zh") if chinese else Row(given, source, line, "en")
