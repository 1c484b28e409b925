"""An OmegaT project for a reviewer: the folders of its memory say how far each unit can be trusted.

OmegaT reads no scores. ``tm/auto`` is inserted, ``tm/penalty-30`` is offered as a match of 70%, ``tm/mt``
only as machine translation.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from lxml import etree

from align.terms.glossary import Glossary
from corpus.errors import CorpusError
from corpus.model import Unit, language_of
from export.file_names import file_paths
from export.files import atomic_write, remove_left_overs
from export.write_tmx import write_tmx

SAVED = "omegat/project_save.tmx"
"""Where OmegaT keeps what a person did in a project."""
HIGH, MIDDLE = 0.8, 0.5
"""The scores from which a unit is inserted, and from which it is offered as a match."""
_PENALTY = 30
_DEFAULT = "__DEFAULT__"


def write_omegat_project(folder: Path, units: Sequence[Unit], glossary: Glossary) -> dict[str, int]:
    """Write a project of units of one language pair; return how many each folder of its memory holds.

    Of a project that a person has worked in, sources, memory and glossary are made anew; what the person did
    (``project_save.tmx``) stays as it is.

    Raises:
        CorpusError: the folder cannot be written.
    """
    for stale in [*folder.glob("tm/*/corpus.tmx"), *folder.glob("source/**/*.utf8")]:
        stale.unlink()
    first = units[0]
    bands: dict[str, list[Unit]] = {"auto": [], f"penalty-{_PENALTY}": [], "mt": []}
    for unit in units:
        bands[band_of(unit)].append(unit)
    for name in (
        "source",
        "target",
        "glossary",
        "dictionary",
        "omegat",
        "tm/auto",
        f"tm/penalty-{_PENALTY}",
        "tm/mt",
    ):
        try:
            (folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CorpusError(
                f"cannot write {folder / name}: {error.strerror}; choose another folder with --out"
            ) from error
    for place in (folder, *folder.rglob("*/")):
        remove_left_overs(place)
    for name, chosen in bands.items():
        if chosen:
            write_tmx(folder / "tm" / name / "corpus.tmx", chosen, first.source_tag)
    _write_sources(folder / "source", units)
    _write_glossary(folder / "glossary" / "glossary.utf8", glossary, first.source_tag)
    with atomic_write(folder / "omegat.project") as stream:
        stream.write(
            etree.tostring(
                _project(first), xml_declaration=True, encoding="UTF-8", standalone=True, pretty_print=True
            )
        )
    return {name: len(chosen) for name, chosen in bands.items()}


def band_of(unit: Unit) -> str:
    """Return the folder of ``tm`` that a unit goes to."""
    if unit.origin == "reviewed" or (unit.score >= HIGH and not unit.flags):
        return "auto"
    return f"penalty-{_PENALTY}" if unit.score >= MIDDLE or unit.origin == "aligned" else "mt"


def _write_sources(folder: Path, units: Sequence[Unit]) -> None:
    """Write each document as text; OmegaT joins lines into one segment until a blank line."""
    documents: dict[str, list[str]] = {}
    for unit in units:
        documents.setdefault(unit.document, []).append(unit.source)
    paths = file_paths(documents)
    for name, sentences in documents.items():
        place = PurePosixPath(name)
        if place.is_absolute() or ".." in place.parts:
            raise CorpusError(
                f"a unit names the document {name!r}, which leads outside the project: was the TMX changed?"
            )
        with atomic_write(folder / f"{paths[name]}.utf8") as stream:
            stream.write("\n\n".join(sentences).encode("utf-8") + b"\n")


def _write_glossary(path: Path, glossary: Glossary, source_tag: str) -> None:
    with atomic_write(path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        writer = csv.writer(text, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
        for term in glossary.terms:
            pairs = (
                [(term.zh, en) for en in term.en]
                if language_of(source_tag) == "zh"
                else [(en, term.zh) for en in term.en]
            )
            writer.writerows((source, target, " ".join(term.note.split())) for source, target in pairs)
        text.detach()


def _project(unit: Unit) -> etree._Element:
    root = etree.Element("omegat")
    project = etree.SubElement(root, "project", version="1.0")
    folders = ("source_dir", "target_dir", "tm_dir", "glossary_dir", "glossary_file", "dictionary_dir")
    values = {
        **dict.fromkeys(folders, _DEFAULT),
        "source_lang": unit.source_tag,
        "target_lang": unit.target_tag,
        "sentence_seg": "false",  # The segments are sentences already.
        "support_default_translations": "true",
        "remove_tags": "false",
    }
    for name, value in values.items():
        etree.SubElement(project, name).text = value
    return root
