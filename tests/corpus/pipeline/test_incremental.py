"""What a finished build drafted stays; only what is new is drafted; every run says what it changed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from lxml import etree, html

from align.translate.translator import Draft
from corpus.errors import CorpusError
from corpus.model import Lang
from corpus.pipeline.build import Build
from corpus.settings import Settings
from tests.factories import FakeTranslator, Silent, build_folder, contents

SENTENCES = [f"第{name}中队昨天走访了辖区内的居民和商户。" for name in "一二三四五六七八九十"]
OTHER = ["天气转凉，请注意保暖。", "食堂周一开放。"]


class Engine:
    """Opens translators and remembers what they were asked."""

    def __init__(self) -> None:
        self.opened: list[FakeTranslator] = []

    def __call__(self, lang: Lang) -> FakeTranslator:
        self.opened.append(FakeTranslator(lang))
        return self.opened[-1]

    @property
    def asked(self) -> list[str]:
        """What was drafted for the first time."""
        return [
            text for opened in self.opened for texts, careful in opened.calls if not careful for text in texts
        ]


def write(folder: Path, **documents: list[str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, sentences in documents.items():
        (folder / f"{name}.txt").write_text("\n\n".join(sentences), encoding="utf-8")
    return folder


def run(
    folder: Path, out: Path, cache: str = "cache.sqlite", reporter: Silent | None = None
) -> tuple[Build, list[str]]:
    engine = Engine()
    made = build_folder(
        folder, out, cache=out.parent / cache, open_translator=engine, reporter=reporter or Silent()
    )
    return made, engine.asked


def counts(made: Build) -> tuple[int, ...]:
    """How many units were added, removed and changed."""
    assert made.changes is not None
    return tuple(made.changes.counts.values())


def said_in_report(out: Path) -> str:
    """What the report says of the last run that changed something, on one line."""
    page = html.fromstring((out / "report.html").read_text(encoding="utf-8"))
    section = page.find(".//*[@id='changes']")
    return "" if section is None else " ".join(" ".join(map(str, section.itertext())).split())


def at(folder: Path, seconds: int) -> Path:
    """The folder, its documents last changed then."""
    for path in folder.iterdir():
        os.utime(path, (seconds, seconds))
    return folder


def written(out: Path) -> dict[str, bytes]:
    """Every unit of the TMX as its bytes, by source."""
    units = etree.parse(out / "in.zh-CN.en-US.tmx").iter("tu")
    return {unit.findtext("tuv[1]/seg") or "": etree.tostring(unit) for unit in units}


def test_one_changed_sentence_costs_one_draft_and_moves_nothing_else(tmp_path: Path) -> None:
    """Its file is younger then: the other units keep their date."""
    out = tmp_path / "out"
    first, asked = run(at(write(tmp_path / "in", a=SENTENCES), 1_600_000_000), out)
    assert sorted(asked) == sorted(SENTENCES)
    assert first.changes is None, "there was nothing before"
    before = written(out)
    changed = [*SENTENCES[:4], "第五中队今天走访了学校。", *SENTENCES[5:]]
    reporter = Silent()
    second, asked = run(at(write(tmp_path / "in", a=changed), 1_700_000_000), out, reporter=reporter)
    assert asked == ["第五中队今天走访了学校。"]
    assert "zh-CN → en-US: drafted 1, again 0, as in an earlier run 9" in reporter.said
    after = written(out)
    assert list(after) == changed
    assert len(before.items() & after.items()) == 9
    assert b"20231114T221320Z" in after["第五中队今天走访了学校。"]
    assert counts(second) == (1, 1, 0)
    third, asked = run(at(tmp_path / "in", 1_700_000_001), out)
    assert (asked, written(out), counts(third)) == ([], after, (0, 0, 0))


@pytest.mark.parametrize(
    ("head", "epoch", "date"),
    [
        ("date: 2021-06-01", "", "20210601T000000Z"),
        ("", "1500000000", "20170714T024000Z"),
    ],
    ids=["stated", "by the user"],
)
def test_a_date_that_somebody_states_holds(
    head: str, epoch: str, date: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "in", a=SENTENCES)
    run(at(tmp_path / "in", 1_600_000_000), tmp_path / "out")
    write(tmp_path / "in", a=[f"---\n{head}\n---", *SENTENCES] if head else SENTENCES)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    run(at(tmp_path / "in", 1_600_000_000), tmp_path / "out")
    assert [date.encode() in unit for unit in written(tmp_path / "out").values()] == [True] * 10


def test_a_date_that_is_none_is_not_kept(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(at(write(tmp_path / "in", a=SENTENCES), 1_600_000_000), out)
    path = out / "in.zh-CN.en-US.tmx"
    path.write_bytes(path.read_bytes().replace(b"20200913T122640Z", b"yesterday"))
    run(at(tmp_path / "in", 1_700_000_000), out)
    assert [b"20231114T221320Z" in unit for unit in written(out).values()] == [True] * 10


def test_documents_come_and_go(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a=SENTENCES[:4], c=SENTENCES[6:])
    run(folder, tmp_path / "out")
    added, asked = run(write(folder, b=OTHER), tmp_path / "out")
    assert sorted(asked) == sorted(OTHER)
    assert counts(added) == (2, 0, 0)
    (folder / "a.txt").rename(folder / "z.txt")
    renamed, asked = run(folder, tmp_path / "out")
    assert asked == []
    assert counts(renamed) == (4, 4, 0)
    (folder / "b.txt").unlink()
    removed, asked = run(folder, tmp_path / "out")
    assert asked == []
    assert counts(removed) == (0, 2, 0)
    said = said_in_report(tmp_path / "out")
    assert (
        said
        == "What changed The last run that changed units: 2 units removed. document added removed changed b.txt 0 2 0"
    )
    before = contents(tmp_path / "out")
    same, asked = run(folder, tmp_path / "out")
    assert (asked, bool(same.changes)) == ([], False)
    assert contents(tmp_path / "out") == before, "a run that changes nothing writes the same bytes"
    before_any = run(folder, tmp_path / "fresh", "fresh.sqlite")[0]
    assert (before_any.changes, said_in_report(tmp_path / "fresh")) == (None, "")


@pytest.mark.parametrize(
    "kept", [7, [7], [{"document": 1}], [{"document": "a.txt", "added": "x", "removed": 0, "changed": 0}]]
)
def test_a_manifest_that_people_wrote_to_says_no_changes(kept: object, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a=SENTENCES[:2])
    run(folder, tmp_path / "out")
    path = tmp_path / "out" / "manifest.json"
    path.write_text(
        json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"changed": kept}), encoding="utf-8"
    )
    run(folder, tmp_path / "out")
    assert said_in_report(tmp_path / "out") == ""


def test_neighbouring_short_documents_share_batches_and_a_long_one_stays_alone(tmp_path: Path) -> None:
    long = [f"长文第{i}句说的是另一件事情。" for i in range(70)]
    documents = {f"d{i}": [f"短文{name}只有一句话。"] for i, name in enumerate("甲乙丙丁")}
    folder = write(tmp_path / "in", **documents, e=long, f=OTHER)
    engine = Engine()
    build_folder(folder, tmp_path / "out", open_translator=lambda lang: batched(engine, lang))
    batches = [texts for texts, careful in engine.opened[0].calls if not careful]
    assert [len(batch) for batch in batches] == [4, 35, 35, 2]


def batched(engine: Engine, lang: Lang) -> FakeTranslator:
    translator = engine(lang)
    translator.batch_size = 64
    return translator


class Stops(FakeTranslator):
    """Is killed at its third batch."""

    def translate(self, texts, **options):  # type: ignore[no-untyped-def]
        if len(self.calls) == 2:
            raise KeyboardInterrupt
        return super().translate(texts, **options)


def test_an_interrupted_run_makes_the_same_bytes_when_it_goes_on(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a=SENTENCES, b=[f"另有{i}人到场。" for i in range(20, 40)])
    run(folder, tmp_path / "whole", "other.sqlite")
    with pytest.raises(KeyboardInterrupt):
        build_folder(folder, tmp_path / "out", open_translator=Stops)
    assert contents(tmp_path / "out") == {}, "nothing half-written"
    _, asked = run(folder, tmp_path / "out")
    assert 0 < len(asked) < 30
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_an_interrupted_run_has_settled_nothing(tmp_path: Path) -> None:
    """A sentence that is drafted in another company after an interruption is drafted as if nothing had been."""
    folder = write(tmp_path / "in", a=SENTENCES)
    with pytest.raises(KeyboardInterrupt):
        build_folder(folder, tmp_path / "out", open_translator=Stops)
    write(folder, a=SENTENCES[1:])
    run(folder, tmp_path / "out")
    run(folder, tmp_path / "fresh", "fresh.sqlite")
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_a_changed_glossary_drafts_only_what_it_speaks_of(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a=[*SENTENCES[:3], "警方继续推进雪亮工程建设工作。"])
    run(folder, tmp_path / "out")
    (folder / "glossary.tsv").write_text("source\ttarget\n雪亮工程\tSharp Eyes Project\n", encoding="utf-8")
    _, asked = run(folder, tmp_path / "out")
    assert asked == ["警方继续推进 Sharp Eyes Project 建设工作。"]


def test_two_folders_do_not_share_an_output(tmp_path: Path) -> None:
    run(write(tmp_path / "first", a=SENTENCES), tmp_path / "out")
    before = contents(tmp_path / "out")
    with pytest.raises(CorpusError, match=r"holds the corpus of first.*--out .*out/second"):
        run(write(tmp_path / "second", a=OTHER), tmp_path / "out")
    assert contents(tmp_path / "out") == before


def test_what_an_earlier_run_wrote_is_no_document(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a=SENTENCES)
    build_folder(folder, folder / "corpus-2024", cache=tmp_path / "cache.sqlite")
    for name in ("report.html", "in.zh-CN.en-US.tmx"):
        (folder / f"copy-of-{name}").write_bytes((folder / "corpus-2024" / name).read_bytes())
    made, _ = run(folder, tmp_path / "out")
    assert [document.name for document in made.corpus.documents] == ["a.txt"]
    assert {(r.code, r.document) for r in made.corpus.rejections} == {
        ("own-output", "copy-of-report.html"),
        ("own-output", "copy-of-in.zh-CN.en-US.tmx"),
    }


def test_a_review_that_has_lost_its_sentence_is_named(tmp_path: Path) -> None:
    from corpus.cli.main import main
    from export.read_tmx import read_units
    from tests.corpus.pipeline.test_review import saved
    from tests.corpus.pipeline.test_round_trip import saved_line

    folder = write(tmp_path / "in", a=SENTENCES)
    run(folder, tmp_path / "out")
    unit = next(read_units(tmp_path / "out" / "in.zh-CN.en-US.tmx"))
    (tmp_path / "x.tmx").write_text(saved(saved_line(unit, "By a person.")), encoding="utf-8")
    assert main(["review", "import", str(tmp_path / "x.tmx"), "--into", str(tmp_path / "out")]) == 0
    made, _ = run(folder, tmp_path / "out")
    assert made.corpus.orphans == ()
    made, _ = run(write(folder, a=SENTENCES[1:]), tmp_path / "out")
    assert [orphan.source for orphan in made.corpus.orphans] == [unit.source]


def test_a_review_of_a_sentence_that_was_edited_is_a_suggestion(tmp_path: Path) -> None:
    from corpus.cli.main import main
    from export.read_tmx import read_units
    from tests.corpus.pipeline.test_review import saved
    from tests.corpus.pipeline.test_round_trip import saved_line

    folder, out = write(tmp_path / "in", a=SENTENCES[:3]), tmp_path / "out"
    run(folder, out)
    unit = next(unit for unit in read_units(out / "in.zh-CN.en-US.tmx") if unit.source == SENTENCES[0])
    (tmp_path / "x.tmx").write_text(saved(saved_line(unit, "By a person.")), encoding="utf-8")
    assert main(["review", "import", str(tmp_path / "x.tmx"), "--into", str(out)]) == 0
    edited = SENTENCES[0].replace("。", "，共三次。")
    made, _ = run(write(folder, a=[edited, *SENTENCES[1:3]]), out)
    flags = {
        unit.source: [flag for flag in unit.flags if flag.code == "review-outdated"]
        for unit in made.corpus.units
    }
    assert [source for source, found in flags.items() if found] == [edited]
    assert f"{SENTENCES[0]} → By a person." in flags[edited][0].message
    made, _ = run(write(folder, a=["完全不同的另一句话。", "今天下雨了，路上有水。"]), out)
    assert not any(flag.code == "review-outdated" for unit in made.corpus.units for flag in unit.flags)


def test_a_repeated_sentence_that_the_memory_knows_is_a_unit_and_a_rejection(tmp_path: Path) -> None:
    from export.write_tmx import write_tmx
    from tests.factories import unit

    folder = write(tmp_path / "in", a=SENTENCES[:1], b=SENTENCES[:2])
    write_tmx(tmp_path / "m.tmx", [unit(SENTENCES[0], "Squad one.", origin="reviewed")], "zh-CN")
    for engine in ("auto", "none"):
        settings = Settings(engine=engine, memory=(str(tmp_path / "m.tmx"),))
        made = build_folder(folder, tmp_path / engine, settings, {"x": Draft("", 0, finished=True)})
        assert [(r.code, r.document, r.text) for r in made.corpus.rejections] == [
            ("duplicate", "b.txt", SENTENCES[0])
        ]
