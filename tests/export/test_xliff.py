"""XLIFF keeps the rules of the standards, and its states say who stands for a target."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from corpus.model import Flag, Origin, Unit
from corpus.settings import Settings
from export.xliff import Version, write_xliff
from tests.factories import SEEDS, build_folder, unit
from tests.xliff_rules import broken_rules

VERSIONS: tuple[Version, ...] = ("2.1", "1.2")
HOSTILE = "a\x01<b>&\u202e]]> \u2028\ud800 \ufffe'\""


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> list[Unit]:
    """Those of the seeds: every origin and flag."""
    made = build_folder(SEEDS, tmp_path_factory.mktemp("seeds") / "out", Settings()).corpus
    return list(made.files[1].units)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("reviewer", ["", "anna", "Anna <a@example.com> & Bo"])
def test_the_seeds_keep_the_rules(units: list[Unit], version: Version, reviewer: str, tmp_path: Path) -> None:
    path = tmp_path / "x.xlf"
    assert write_xliff(path, units, version, reviewer) == len(units) > 50
    assert broken_rules(path) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_hostile_texts_keep_the_rules(version: Version, tmp_path: Path) -> None:
    hostile = unit(
        HOSTILE,
        HOSTILE,
        document=HOSTILE,
        flags=(Flag("numbers", HOSTILE),),
        comment=HOSTILE,
        url=HOSTILE,
        licence=HOSTILE,
    )
    path = tmp_path / "x.xlf"
    write_xliff(path, [hostile], version, HOSTILE)
    assert broken_rules(path) == []


STATES: list[tuple[Origin, str, tuple[str, str | None, str]]] = [
    ("drafted", "initial", ("needs-translation", "mt-suggestion", "no")),
    ("aligned", "translated", ("needs-review-translation", None, "no")),
    ("reviewed", "final", ("final", None, "yes")),
]


@pytest.mark.parametrize(("origin", "two", "one"), STATES)
def test_states(origin: Origin, two: str, one: tuple[str, str | None, str], tmp_path: Path) -> None:
    """A machine's draft is nobody's translation."""
    for version in VERSIONS:
        write_xliff(tmp_path / f"{version}.xlf", [unit(origin=origin)], version)
    assert [s.get("state") for s in etree.parse(tmp_path / "2.1.xlf").iter("{*}segment")] == [two]
    (target,) = etree.parse(tmp_path / "1.2.xlf").iter("{*}target")
    (trans_unit,) = etree.parse(tmp_path / "1.2.xlf").iter("{*}trans-unit")
    assert (target.get("state"), target.get("state-qualifier"), trans_unit.get("approved")) == one


BROKEN: list[tuple[Version, str, str, str]] = [
    ("2.1", 'state="initial"', 'state="drafted"', "has state"),
    ("2.1", 'srcLang="zh-CN"', "", "lacks srcLang"),
    ("2.1", 'trgLang="en-US"', "", "no trgLang"),
    ("2.1", "<target>Police report.</target>", "", ""),  # An initial segment may lack its target.
    ("2.1", 'appliesTo="target"', 'appliesTo="both"', "has appliesTo"),
    ("1.2", 'state="needs-translation"', 'state="initial"', "has state"),
    ("1.2", 'state-qualifier="mt-suggestion"', 'state-qualifier="mt"', "has state-qualifier"),
    ("1.2", 'datatype="plaintext"', "", "lacks datatype"),
    ("1.2", 'context-type="x-score"', 'context-type="score"', "has context-type"),
    ("1.2", "<source>警方通报。</source>", "", "trans-unit holds"),
    ("1.2", 'approved="no"', 'approved="maybe"', "has approved"),
]


@pytest.mark.parametrize(("version", "said", "instead", "complaint"), BROKEN)
def test_the_rules_find_what_is_broken(
    version: Version, said: str, instead: str, complaint: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlf"
    write_xliff(path, [unit()], version)
    text = path.read_text(encoding="utf-8")
    assert said in text
    path.write_text(text.replace(said, instead), encoding="utf-8")
    lines = broken_rules(path)
    assert any(complaint in line for line in lines) if complaint else lines == []


def test_two_units_of_one_id_are_found(tmp_path: Path) -> None:
    for version in VERSIONS:
        write_xliff(tmp_path / f"{version}.xlf", [unit(), unit()], version)
        assert any("two of id" in line for line in broken_rules(tmp_path / f"{version}.xlf"))
