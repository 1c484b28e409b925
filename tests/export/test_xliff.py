"""XLIFF keeps the rules of the standards, and its states say who stands for a target."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from corpus.model import Flag, Origin, Unit
from corpus.settings import Settings
from export.xliff import Version, write_xliff
from tests.factories import SEEDS, build_folder, unit
from tests.xliff_rules import ANY, RULES, UNORDERED, broken_rules, name_of

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


def _whole(version: Version, path: Path) -> etree._ElementTree:
    """A file in which everything that we write stands."""
    noted = unit(
        comment="look at this", flags=(Flag("numbers", "3 is missing"),), url="https://example.com/1"
    )
    write_xliff(path, [noted], version, "anna")
    return etree.parse(path)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_attribute_that_must_stand_is_missed(version: Version, tmp_path: Path) -> None:
    path, missed = tmp_path / "x.xlf", []
    required = {(name, a) for name, rule in RULES[version].items() for a in rule.required}
    for number, element in enumerate(_whole(version, path).iter("*")):
        for attribute in [a for name, a in sorted(required) if name == name_of(element)]:
            tree = _whole(version, path)
            del list(tree.iter("*"))[number].attrib[attribute]
            tree.write(path)
            missed.append((name_of(element), attribute))
            assert any(f"{name_of(element)} lacks {attribute}" in line for line in broken_rules(path)), (
                missed[-1]
            )
    assert set(missed) == required, "all of them are written"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_value_outside_its_set_is_found(version: Version, tmp_path: Path) -> None:
    path, wrong = tmp_path / "x.xlf", 0
    for number, element in enumerate(_whole(version, path).iter("*")):
        rule = RULES[version][name_of(element)]
        for attribute, allowed in (rule.required | rule.optional).items():
            if element.get(attribute) is None or allowed == ANY:
                continue
            tree = _whole(version, path)
            list(tree.iter("*"))[number].set(attribute, "" if allowed == ".+" else "no such value")
            tree.write(path)
            wrong += 1
            assert any(f"{name_of(element)} has {attribute}" in line for line in broken_rules(path))
    assert wrong >= 5


@pytest.mark.parametrize("version", VERSIONS)
def test_every_child_out_of_order_is_found(version: Version, tmp_path: Path) -> None:
    """Two neighbours of different names change places, wherever the standard has an order."""
    path, moved = tmp_path / "x.xlf", []
    for number, element in enumerate(_whole(version, path).iter("*")):
        other = element.getnext()
        if other is None or other.tag == element.tag or {name_of(element), name_of(other)} <= UNORDERED:
            continue
        tree = _whole(version, path)
        here = list(tree.iter("*"))[number]
        neighbour = here.getnext()
        assert neighbour is not None
        neighbour.addnext(here)
        tree.write(path)
        moved.append((name_of(element), name_of(other)))
        assert any(" holds " in line for line in broken_rules(path)), moved[-1]
    assert len(moved) >= 3


@pytest.mark.parametrize("version", VERSIONS)
def test_the_root_is_one_and_nothing_stands_beside_what_may(version: Version, tmp_path: Path) -> None:
    path = tmp_path / "x.xlf"
    (file,) = _whole(version, path).findall("{*}file")
    path.write_bytes(etree.tostring(file))
    assert "no root" in broken_rules(path)[0]
    tree = _whole(version, path)
    etree.SubElement(tree.getroot(), "alien")
    tree.write(path)
    assert len(broken_rules(path)) == 2, "its parent may not hold it, and it is no element of the standard"
