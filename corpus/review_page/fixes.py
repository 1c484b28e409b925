"""What is put right in one place and counts everywhere: a term of the glossary, the spelling of a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from align.terms.glossary import GLOSSARIES, Glossary, load_glossary
from align.translate.names import find_names
from corpus.errors import UsageError
from corpus.model import NameKind
from corpus.pipeline.decisions import Decision
from corpus.pipeline.names import NAMES
from corpus.review_page.desk import Act, Desk
from corpus.review_page.index import Row, UnitIndex
from corpus.review_page.knowledge import Knowledge
from corpus.text.script import HAN, simplified
from export.files import atomic_write
from export.tables import NameRow, read_names, write_names

_MOST = 500
"""Units that a list of changes shows."""


@dataclass(frozen=True, slots=True)
class Change:
    """A unit and what its translation would be."""

    row: Row
    after: str


def add_term(documents: Path | None, zh: str, en: str) -> None:
    """Add a term to ``glossary.tsv``, or to a term that stands there another translation, which goes first.

    Raises:
        UsageError: the documents are not known, or this is no term.
        CorpusError: the glossary cannot be read or written.
    """
    if documents is None:
        raise UsageError("where the glossary stands is not known: start with --documents DIR")
    zh, en = simplified(" ".join(zh.split())), " ".join(en.split())
    if not HAN.search(zh) or not en or HAN.search(en) or "|" in zh + en:
        raise UsageError("a term has a Chinese and an English side, without |")
    load_glossary(documents)  # Says so if it is damaged, before anything is added to it.
    path = documents / GLOSSARIES[0]
    text = path.read_bytes().decode("utf-8-sig") if path.is_file() else "source\ttarget\n"
    with atomic_write(path) as stream:
        stream.write(_with_term(text, zh, en).encode())


def _with_term(text: str, zh: str, en: str) -> str:
    r"""Return the table with a term, all else as it stands.

    >>> _with_term("source\ttarget\tnote\n公安局\tpolice bureau\t\n", "公安局", "security bureau")
    'source\ttarget\tnote\n公安局\tsecurity bureau|police bureau\t\n'
    """
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.removesuffix(end).split(end)
    header = lines[0].split("\t")
    source, target = header.index("source"), header.index("target")
    for number, line in enumerate(lines[1:], 1):
        cells = line.split("\t")
        if len(cells) > max(source, target) and simplified(cells[source].strip()) == zh:
            phrases = [en, *(old for old in cells[target].split("|") if old.strip() and old.strip() != en)]
            cells[target] = "|".join(phrases)
            lines[number] = "\t".join(cells)
            return end.join(lines) + end
    cells = [""] * len(header)
    cells[source], cells[target] = zh, en
    return end.join([*lines, "\t".join(cells)]) + end


def units_with_term(index: UnitIndex, knowledge: Knowledge, zh: str, en: str) -> list[Row]:
    """Return the units that have a term in their source and do not say it as the glossary has it."""
    known = knowledge.annotator().glossary.terms
    glossary = Glossary([term for term in known if term.zh == simplified(zh)])
    rows = {row.place: row for text in (zh, en) for row in index.containing(text, _MOST)}
    return [
        row
        for row in rows.values()
        if any(
            flag.code == "term" for flag in glossary.check(row.unit.source, row.target, row.unit.source_lang)
        )
    ]


def find_changes(index: UnitIndex, name: str, old: str, new: str) -> list[Change]:
    """Return the units whose source has a name and whose translation says it in the old way."""
    if not name.strip() or not old.strip() or not new.strip() or old == new:
        raise UsageError("say the name, how it stands in translations, and how it should be")
    pattern = _pattern(old)
    rows = index.containing(name, _MOST)
    return [Change(row, pattern.sub(lambda _: new, row.target)) for row in rows if pattern.search(row.target)]


def _pattern(old: str) -> re.Pattern[str]:
    """Return what finds a name as a word of its own; Chinese has no blanks between words."""
    escaped = re.escape(old)
    return re.compile(escaped if HAN.search(old) else rf"(?<!\w){escaped}(?!\w)")


def fix_name(desk: Desk, name: str, old: str, new: str, units: Sequence[str], reviewer: str) -> list[Row]:
    """Put a name right in the table of names and in these units, and return what was changed.

    What nobody has decided on is amended and stays to be reviewed; what a person translated is edited.

    Raises:
        UsageError: this is no fix of a name.
        CorpusError: a file cannot be written.
    """
    chosen = frozenset(units)

    def decisions(index: UnitIndex) -> list[Decision]:
        changes = [change for change in find_changes(index, name, old, new) if change.row.unit.id in chosen]
        made = [_decision(desk, change, f"{name}: {old} → {new}", reviewer) for change in changes]
        write_names(desk.folder / NAMES, _with_name(_rows(desk.folder), name, new))
        return made

    return desk.keep(decisions)


def _decision(desk: Desk, change: Change, said: str, reviewer: str) -> Decision:
    row = change.row
    act = Act("confirm", row.unit.id, reviewer, change.after, said)
    made = desk.made(act, row.unit)
    if row.state.kind or row.unit.origin == "reviewed":
        return replace(made, comment=row.state.comment or said)
    return replace(made, kind="amended", comment=said)


def _rows(folder: Path) -> list[NameRow]:
    path = folder / NAMES
    return read_names(path) if path.is_file() else []


def _with_name(rows: Iterable[NameRow], name: str, new: str) -> Iterator[NameRow]:
    """Yield the table with the spelling that a person wants, marked as a person's."""
    chinese, spelling = (name, new) if HAN.search(name) else (new, name)
    if not HAN.search(chinese) or HAN.search(spelling):
        raise UsageError("a name has a Chinese side and one in Latin letters")
    chinese = simplified(chinese)
    is_there = False
    for row in rows:
        if row.name == chinese:
            is_there = True
            yield replace(row, spelling=spelling, sure="edited")
        else:
            yield row
    if not is_there:
        yield NameRow(chinese, spelling, _kind(chinese), "edited", 0, "")


def _kind(name: str) -> NameKind:
    return next((known.kind for known in find_names(name) if known.text == name), "person")
