"""What people decided, remembered beside the corpus.

``review.jsonl`` holds every decision, one a line. ``reviewed.tmx`` holds the human translations for tools; it
is written from the decisions, and human work that stands only in it (a file from a colleague) counts as well.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, asdict, fields
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError, UsageError
from corpus.model import Unit
from corpus.pipeline.decisions import NO_REVIEW, UNKNOWN, Decision, Review, key_of, key_of_decision
from corpus.pipeline.links import LinkDecision
from export.file_names import file_name
from export.files import append, atomic_write
from export.read_tmx import read_units
from export.write_tmx import write_tmx

LEDGER = "review.jsonl"
_REVIEWED = "reviewed"
_LOOKS_REVIEWED = re.compile(rf"{_REVIEWED}(?=\.(?:zh|en)-|\Z)", re.IGNORECASE)


def load_review(folder: Path) -> Review:
    """Return what is remembered in a folder.

    Raises:
        CorpusError: a file was damaged; it is named, with its line.
    """
    path = folder / LEDGER
    lines = list(read_ledger(path)) if path.is_file() else []
    decisions = [line for line in lines if isinstance(line, Decision)]
    known = {
        (*key_of_decision(decision), decision.target) for decision in decisions if decision.is_translation
    }
    for tmx in reviewed_files(folder):
        decisions += [
            _remembered(unit)
            for unit in read_units(tmx)
            if (*key_of(unit.source_tag, unit.target_tag, unit.source), unit.target) not in known
        ]
    links = (line for line in lines if isinstance(line, LinkDecision))
    return NO_REVIEW.merged(decisions).with_links(links)


Line = Decision | LinkDecision
"""What a line of the record holds."""


def read_ledger(path: Path) -> Iterator[Line]:
    """Yield the decisions of a file, one a line.

    Raises:
        CorpusError: it cannot be read, or a line is no decision; the line is named.
    """
    try:
        data = path.read_bytes()
        last = data.rpartition(b"\n")[2]
        if last and not _is_whole(last):
            data = data[: -len(last)]  # Its writer was killed before anybody was told that it is kept.
        text = data.decode("utf-8", "surrogatepass")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: cannot be read ({error})") from error
    # Not splitlines: JSON keeps U+2028 as it is.
    lines = text.removesuffix("\n").split("\n") if text else []
    for number, line in enumerate(lines, 1):
        try:
            yield _decision(json.loads(line))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise CorpusError(
                f"{path}, line {number}: is no decision of a review ({error!r}); repair or remove that line, "
                f"or `build-corpus review restore {path.parent}` takes the others and those of the copy"
            ) from error


def _decision(values: dict[str, Any]) -> Line:
    """Return a decision as it was written; what a later field says, an older line does not have."""
    if "sizes" in values:
        texts = {side: tuple(values[side]) for side in ("zh", "en")}
        return LinkDecision(**values | texts | {"sizes": tuple((a, b) for a, b in values["sizes"])})
    known = {
        field.name: values[field.name]
        for field in fields(Decision)
        if field.default is MISSING or field.name in values
    }
    return Decision(**known | {"flags": tuple(known.get("flags", ()))})


def write_ledger(path: Path, review: Review) -> None:
    """Write all decisions, one a line.

    Raises:
        CorpusError: the file cannot be written.
    """
    with atomic_write(path) as stream:
        stream.writelines(map(_line, review.decisions))
        stream.writelines(map(_line, review.links))


def append_decisions(folder: Path, decisions: Iterable[Line]) -> None:
    """Add decisions to the record of a folder; they are on the disk when this returns.

    Only for who has the folder's lock.

    Raises:
        CorpusError: the record cannot be written.
    """
    append(folder / LEDGER, b"".join(map(_line, decisions)), _is_whole)


def parse_decisions(lines: bytes) -> list[Line]:
    """Return the decisions of whole lines of a record.

    Raises:
        ValueError, KeyError, TypeError: a line is none.
    """
    text = lines.decode("utf-8", "surrogatepass").removesuffix("\n")
    return [_decision(json.loads(line)) for line in text.split("\n")] if text else []


def _line(decision: Line) -> bytes:
    return json.dumps(asdict(decision), ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _is_whole(line: bytes) -> bool:
    """Whether a last line without its end is a decision all the same, and not half of one."""
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _remembered(unit: Unit) -> Decision:
    return Decision(
        kind="confirmed",
        source=unit.source,
        target=unit.target,
        draft="",
        source_tag=unit.source_tag,
        target_tag=unit.target_tag,
        script=unit.script,
        document=unit.document,
        index=unit.index,
        created=unit.date,
        reviewer=unit.reviewer or UNKNOWN,
        date=unit.reviewed or unit.date,
        comment=unit.comment,
        url=unit.url,
        licence=unit.licence,
    )


def reviewed_files(folder: Path) -> list[Path]:
    """Return the TMX files of human work in a folder."""
    named = [sorted(folder.glob(f"{_REVIEWED}{tags}.tmx")) for tags in ("", ".zh-*", ".en-*")]
    return [path for path in itertools.chain(*named) if path.is_file()]


def corpus_name(name: str) -> str:
    """Return how the files of a corpus begin; none of them may look like one of human work.

    >>> corpus_name("news"), corpus_name("reviewed"), corpus_name("reviewed 2026")
    ('news', '%72eviewed', 'reviewed 2026')
    """
    bearable = file_name(name)
    if _LOOKS_REVIEWED.match(bearable):
        return f"%{ord(bearable[0]):02X}{bearable[1:]}"
    return bearable


def corpus_files(folder: Path) -> list[Path]:
    """Return the TMX files of a folder that a build wrote."""
    human = set(reviewed_files(folder))
    named = sorted([*folder.glob("*.tmx"), *folder.glob("*.tmx.gz")])
    return [path for path in named if path not in human and path.is_file()]


def standing_corpus(folder: Path) -> list[Path]:
    """Return the TMX files of a folder that a build wrote, of which there must be some.

    Raises:
        UsageError: it holds no corpus.
    """
    if paths := corpus_files(folder):
        return paths
    raise UsageError(f"{folder} holds no corpus; write one with: build-corpus DIR --out {folder}")


def save_review(folder: Path, review: Review) -> dict[Path, int]:
    """Write the decisions, and ``reviewed.tmx`` from them.

    One file, or one for each language pair if there are several.

    Returns:
        How many units each TMX holds.
    """
    write_ledger(folder / LEDGER, review)
    pairs: dict[tuple[str, str], list[Unit]] = {}
    for decision in review.standing().values():
        if decision.is_translation:
            pairs.setdefault((decision.source_tag, decision.target_tag), []).append(decision.unit())
    written: dict[Path, int] = {}
    for (source, target), units in sorted(pairs.items()):
        path = folder / (f"{_REVIEWED}.tmx" if len(pairs) == 1 else f"{_REVIEWED}.{source}.{target}.tmx")
        written[path] = write_tmx(
            path, sorted(units, key=lambda unit: (unit.document, unit.index, unit.source)), source
        )
    for stale in reviewed_files(folder):
        if stale not in written:
            stale.unlink()  # Its units stand in the others.
    return written
