"""Reading what came back from a reviewer: an OmegaT project, a TMX of any tool, a spreadsheet, XLIFF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from lxml import etree

from corpus.errors import CorpusError
from corpus.model import Returned, language_of, other
from corpus.read.formats.tmx import plain
from corpus.text.dates import date_of_seconds
from corpus.text.locale import is_tag_of
from export.omegat import SAVED
from export.read_tmx import LANG, elements
from export.sdlxliff import read_sdlxliff
from export.write_tmx import CREATION_ID
from export.xliff import read_xliff
from export.xlsx import read_sheet

_READERS = ".tmx .tmx.gz .xlsx .xlf .xliff .sdlxliff"


def read_returned(path: Path) -> tuple[list[Returned], str]:
    """Return all units of a file or project that came back, and the date of the file as TMX writes it.

    Raises:
        CorpusError: it cannot be read, or is nothing that this project hands out.
    """
    name = path.name.lower()
    if path.is_dir():
        return _projects(path)
    if not path.is_file():
        raise CorpusError(f"{path} does not exist")
    if name.endswith((".tmx", ".tmx.gz")):
        units = _read_tmx(path)
    elif name.endswith(".xlsx"):
        units = read_sheet(path)
    elif name.endswith(".sdlxliff"):
        units = list(read_sdlxliff(path))
    elif name.endswith((".xlf", ".xliff")):
        units = list(read_xliff(path))
    else:
        raise CorpusError(
            f"{path}: not a file that a review comes back in; known: an OmegaT project, {_READERS}"
        )
    # A row that was cut short and a unit outside its file have no languages.
    ours = [
        unit
        for unit in units
        if all(is_tag_of(tag, "zh", "en") for tag in (unit.source_tag, unit.target_tag))
    ]
    if not ours:
        raise CorpusError(f"{path} holds no unit in Chinese and English{_languages(units)}")
    return ours, _modified(path)


def _languages(units: Iterable[Returned]) -> str:
    """Return which language pairs units are of, to be said."""
    pairs = {
        f"{unit.source_tag} and {unit.target_tag}" for unit in units if unit.source_tag and unit.target_tag
    }
    return f": it is in {', '.join(sorted(pairs)[:5])}" if pairs else ""


def _projects(folder: Path) -> tuple[list[Returned], str]:
    """Read an OmegaT project, or all those that stand in a folder."""
    projects = (
        [folder]
        if (folder / "omegat.project").exists()
        else sorted(path.parent for path in folder.glob("*/omegat.project"))
    )
    if not projects:
        raise CorpusError(f"{folder} is no OmegaT project and holds none (omegat.project)")
    saved = [project / SAVED for project in projects if (project / SAVED).is_file()]
    if not saved:
        raise CorpusError(f"{folder}: nothing has been saved in OmegaT yet ({SAVED} is missing)")
    return [unit for path in saved for unit in _read_tmx(path)], max(_modified(path) for path in saved)


def _modified(path: Path) -> str:
    return date_of_seconds(path.stat().st_mtime)


def _read_tmx(path: Path) -> list[Returned]:
    """Return the units of a TMX. A removed translation leaves no name.

    It is that of the one person who worked in the file, if there is one.
    """
    units = list(_tmx(path))
    people = {unit.reviewer for unit in units if unit.reviewer not in (None, "", CREATION_ID)}
    if len(people) != 1:
        return units
    (person,) = people
    return [
        replace(unit, reviewer=person, whole_file=True) if unit.target is None and not unit.reviewer else unit
        for unit in units
    ]


def _tmx(path: Path) -> Iterator[Returned]:
    source_lang = ""
    for element in elements(path, ("header", "tu")):
        if element.tag == "header":
            source_lang = (element.get("srclang") or "").lower()
            continue
        sides = [(_tag(tuv), tuv) for tuv in element.iter("tuv")]
        if not sides:
            continue
        source_tag, source, target_tag, target = _direction(sides, element.get("srclang") or source_lang)
        props = {prop.get("type") or "": prop.text or "" for prop in element.iter("prop")}
        notes = [note.text for note in element.iter("note") if note.text]
        document = props.get("file")
        yield Returned(
            source=_text(source),
            target=None if target is None else _text(target),
            source_tag=source_tag,
            target_tag=target_tag,
            unit=element.get("tuid"),
            reviewer=_attribute("changeid", target, element),
            date=_attribute("changedate", target, element),
            comment="\n".join(notes) or None,
            document=document.removesuffix(".utf8") if document else None,
        )


_Tuv = etree._Element


def _direction(sides: list[tuple[str, _Tuv]], srclang: str) -> tuple[str, _Tuv, str, _Tuv | None]:
    """Return tag and element of the source, and of the target.

    It is nothing where the translation was removed. Of a unit in other languages it is what comes next.
    """
    wanted = srclang.lower()
    ours = [side for side in sides if is_tag_of(side[0], "zh", "en")]
    ours.sort(key=lambda side: (side[0].lower() != wanted, side[0][:2].lower() != wanted[:2]))
    if not ours:
        return *sides[0], *sides[-1]
    source_tag, source = ours[0]
    lang = other(language_of(source_tag))
    for tag, tuv in ours[1:]:
        if is_tag_of(tag, lang):
            return source_tag, source, tag, tuv
    strange = [side for side in sides if side not in ours]
    return (source_tag, source, *strange[0]) if strange else (source_tag, source, lang, None)


def _tag(tuv: etree._Element) -> str:
    return tuv.get(LANG) or tuv.get("lang") or ""


def _attribute(name: str, target: etree._Element | None, unit: etree._Element) -> str | None:
    """Return who or when, of the translation itself if the tool says it there."""
    return (None if target is None else target.get(name)) or unit.get(name)


def _text(tuv: etree._Element) -> str:
    seg = tuv.find("seg")
    return "" if seg is None else "".join(plain(seg))
