"""Writing and reading TMX by us, by translate-toolkit and by plain lxml: units a second and peak memory.

Each works in a process of its own. All write the same units with the same properties, except where it says
bare: that one writes two segments a unit and nothing else.

usage: python -m tests.benchmarks.tmx [UNITS]        (pip install ".[benchmark]")
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree

from corpus.model import Flag, Score, Unit
from export.fields import properties
from export.read_tmx import read_units
from export.write_tmx import note_of, write_tmx

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def units(count: int) -> Iterator[Unit]:
    flag = Flag("numbers", "numbers of the source that the translation lacks: 3")
    for i in range(count):
        yield Unit(
            source=f"警方通报第{i}起案件的调查情况，并公布了处理结果。",
            target=f"Police reported on case {i} and published the outcome.",
            source_tag="zh-CN",
            target_tag="en-US",
            origin="drafted",
            engine="engine:1",
            document=f"{i // 40}.txt",
            index=i % 40,
            script="Hans",
            date="20240301T080000Z",
            scores=(Score("score", i % 1000 / 1000, "s"), Score("similarity", 0.5, "m")),
            flags=(flag,) if i % 5 == 0 else (),
            licence="CC-BY-4.0",
        )


def write_ours(path: Path, count: int) -> None:
    write_tmx(path, units(count), "zh-CN")


def write_toolkit(path: Path, count: int) -> None:
    from translate.storage import tmx

    store = tmx.tmxfile(sourcelanguage="zh-CN", targetlanguage="en-US")
    for unit in units(count):
        element = tmx.tmxunit(unit.source)
        element.setid(unit.id)
        element.target = unit.target
        store.addunit(element)
        if note_of(unit):
            element.addnote(note_of(unit))
        for i, (name, value) in enumerate(properties(unit)):
            prop = etree.Element("prop", type=name)
            prop.text = value
            element.xmlelement.insert(i, prop)
    with path.open("wb") as stream:
        store.serialize(stream)


def write_toolkit_bare(path: Path, count: int) -> None:
    from translate.storage import tmx

    store = tmx.tmxfile(sourcelanguage="zh-CN", targetlanguage="en-US")
    for unit in units(count):
        store.addtranslation(unit.source, "zh-CN", unit.target, "en-US")
    with path.open("wb") as stream:
        store.serialize(stream)


def write_lxml(path: Path, count: int) -> None:
    body = etree.Element("body")
    for unit in units(count):
        element = etree.SubElement(body, "tu", tuid=unit.id, creationdate=unit.date, creationid="duizhao")
        if note_of(unit):
            etree.SubElement(element, "note").text = note_of(unit)
        for name, value in properties(unit):
            etree.SubElement(element, "prop", type=name).text = value
        for tag, text in ((unit.source_tag, unit.source), (unit.target_tag, unit.target)):
            tuv = etree.SubElement(element, "tuv", {_LANG: tag})
            etree.SubElement(tuv, "seg").text = text
    etree.ElementTree(body).write(path, encoding="UTF-8")


def read_ours(path: Path, count: int) -> None:
    assert sum(1 for _ in read_units(path)) == count


def read_toolkit(path: Path, count: int) -> None:
    from translate.storage import tmx

    store = tmx.tmxfile(sourcelanguage="zh-CN", targetlanguage="en-US")
    store.parse(path.read_bytes())
    assert sum(1 for unit in store.units if unit.source and unit.target) == count


def read_lxml(path: Path, count: int) -> None:
    assert sum(1 for unit in etree.parse(path).iter("tu") if [seg.text for seg in unit.iter("seg")]) == count


WORK: dict[str, Callable[[Path, int], None]] = {
    "write: ours": write_ours,
    "write: translate-toolkit": write_toolkit,
    "write: translate-toolkit, bare": write_toolkit_bare,
    "write: lxml": write_lxml,
    "read: ours": read_ours,
    "read: translate-toolkit": read_toolkit,
    "read: lxml": read_lxml,
}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    if len(sys.argv) > 2:
        begin = time.perf_counter()
        for _ in units(count):
            pass
        making = time.perf_counter() - begin if sys.argv[2].startswith("write") else 0.0
        begin = time.perf_counter()
        WORK[sys.argv[2]](Path(sys.argv[3]), count)
        seconds = time.perf_counter() - begin - making
        print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    rates: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        write_ours(Path(folder) / "read.tmx", count)
        for name in WORK:
            path = Path(folder) / ("read.tmx" if name.startswith("read") else f"{len(rates)}.tmx")
            command = [sys.executable, "-m", "tests.benchmarks.tmx", str(count), name, str(path)]
            seconds, peak = map(
                float, subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
            )
            rates[name] = count / seconds
            print(f"{name:32} {rates[name]:9,.0f} units/s, peak {peak:6,.0f} MB", flush=True)
    for kind, title in (("write", "writing"), ("read", "reading")):
        times = rates[f"{kind}: ours"] / rates[f"{kind}: translate-toolkit"]
        print(f"{title}: ours {times:.1f} times translate-toolkit")


if __name__ == "__main__":
    main()
