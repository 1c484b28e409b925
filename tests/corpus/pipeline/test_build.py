from __future__ import annotations

import csv
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from align.beads.aligner import default_model
from align.translate.translator import Draft
from corpus.errors import CorpusError
from corpus.model import Lang
from corpus.settings import Settings
from tests.corpus.pipeline.conftest import Made
from tests.factories import SEEDS, FakeTranslator, build_folder, contents, units_of


def test_a_file_for_each_pair_and_script(seeds: Made) -> None:
    result = seeds.build
    assert list(result.written.files) == [
        "seeds.zh-TW.en-US.tmx",
        "seeds.zh-CN.en-US.tmx",
        "seeds.en-US.zh-CN.tmx",
    ]
    assert not result.corpus.failed
    for name, count in result.written.files.items():
        assert len(units_of(seeds.out / name)) == count
    hant = [source for source, _ in units_of(seeds.out / "seeds.zh-TW.en-US.tmx")]
    assert any("溪口警局禮堂" in source for source in hant), "kept as it stood"
    english = [source for source, _ in units_of(seeds.out / "seeds.en-US.zh-CN.tmx")]
    assert "Please bring your passport and your rental contract when you register." in english, (
        "a sentence of a Chinese document"
    )


def test_units_stand_in_document_order_with_provenance(seeds: Made) -> None:
    places = []
    for tu in etree.parse(seeds.out / "seeds.zh-CN.en-US.tmx").iter("tu"):
        props = {prop.get("type"): prop.text or "" for prop in tu.iter("prop")}
        places.append((props["x-source-document"], int(props["x-segment"])))
        if props["x-source-document"].startswith("21-agency.xlf"):
            assert props["x-engine"] == ("xliff:mt" if props["x-origin"] == "drafted" else "given:xliff")
        else:
            drafted = props["x-origin"] == "drafted"
            assert props["x-engine"] in (("fake:1",) if drafted else (default_model().signature, "given:srt"))
        assert 0 <= float(props["x-score"]) <= 1
        if props["x-source-document"].startswith("01"):
            assert props["x-source-url"] == "https://news.example.com/wangxi/letter-2021"
            assert props["x-license"] == "CC-BY-4.0"
            assert tu.get("creationdate") == "20211008T021500Z"
    assert places == sorted(places)


def test_a_rebuild_gives_the_same_bytes(seeds: Made, export: Path, tmp_path: Path) -> None:
    build_folder(SEEDS, tmp_path / "b", cache=tmp_path / "cache.sqlite")
    build_folder(SEEDS, tmp_path / "c", cache=tmp_path / "other.sqlite")
    assert contents(seeds.out) == contents(tmp_path / "b") == contents(tmp_path / "c")


def test_nothing_of_a_document_is_lost(seeds: Made) -> None:
    """Every segment is a unit or stands in the ledger with its reason."""
    result = seeds.build
    with (seeds.out / "set-aside.tsv").open(encoding="utf-8", newline="") as stream:
        ledger = list(csv.DictReader(stream, delimiter="\t"))
    removed = sum(len(document.removed) for document in result.corpus.documents)
    assert len(ledger) == removed + len(result.corpus.rejections)
    assert all(row["message"] and row["document"] for row in ledger)
    assert any(row["reason"] == "other-language" and "French" in row["message"] for row in ledger)


def test_manifest_names_versions_hashes_and_counts(seeds: Made) -> None:
    result = seeds.build
    manifest = json.loads((seeds.out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["units"] == result.written.files
    assert manifest["engines"]["zh-CN→en-US"] == "fake:1"
    assert manifest["embedder"] == "fake-embedder:1"
    assert manifest["lines_removed"]["breadcrumb"] == 2
    assert manifest["set_aside"]["read"]["other-language"] == 1
    assert {"duizhao", "python", "numpy"} <= set(manifest["versions"])
    assert all(len(file["sha256"]) == 64 for file in manifest["files"])


def test_bad_documents_are_reported_and_the_others_finished(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("警方通报了案件进展。", encoding="utf-8")
    (folder / "b.txt").write_bytes(b"\x7fELF\0\0" + bytes(range(256)) * 20)
    (folder / "c.pdf").write_bytes(b"%PDF")
    (folder / "d.doc").write_bytes(b"\xd0\xcf")
    result = build_folder(folder, tmp_path / "out")
    assert list(result.written.files.values()) == [1]
    assert [reason.document for reason in result.corpus.failed] == ["b.txt", "c.pdf"]
    assert {reason.code for reason in result.corpus.rejections} == {"unreadable", "unknown-format"}


def test_one_unit_for_each_source_and_none_without_a_draft(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("警方通报了案件进展。\n空话。\n12345\n", encoding="utf-8")
    (folder / "b.txt").write_text("警方通报了案件进展。\n新的一句。\n", encoding="utf-8")
    empty = {"空话。": Draft("", -9.0, finished=True)}
    result = build_folder(
        folder, tmp_path / "out", open_translator=lambda lang: FakeTranslator(lang, empty, empty)
    )
    assert [unit.source for unit in result.corpus.units] == ["警方通报了案件进展。", "新的一句。"]
    assert sorted((reason.code, reason.text) for reason in result.corpus.rejections) == [
        ("duplicate", "警方通报了案件进展。"),
        ("empty-draft", "空话。"),
        ("no-words", "12345"),
    ]


def test_without_an_engine_the_sentences_are_kept_apart(tmp_path: Path) -> None:
    result = build_folder(SEEDS, tmp_path / "out", Settings(engine="none"))
    assert all(unit.engine == "xliff:mt" for unit in result.corpus.units if unit.origin == "drafted")
    assert set(result.written.untranslated) == {
        "seeds.zh-CN.untranslated.tsv",
        "seeds.zh-TW.untranslated.tsv",
        "seeds.en-US.untranslated.tsv",
    }
    with (tmp_path / "out" / "seeds.zh-CN.untranslated.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    assert len(rows) == result.written.untranslated["seeds.zh-CN.untranslated.tsv"]
    assert rows[0] == {"document": "01-letter-to-residents.txt", "segment": "0", "source": "亲爱的居民朋友："}


def test_files_of_the_last_run_that_are_no_longer_made_go(tmp_path: Path) -> None:
    build_folder(SEEDS, tmp_path / "out", Settings(engine="none"))
    (tmp_path / "out" / "mine.tmx").write_text("x", encoding="utf-8")
    build_folder(SEEDS, tmp_path / "out")
    names = set(contents(tmp_path / "out"))
    assert not any("untranslated" in name for name in names)
    assert "mine.tmx" in names


def test_dates_come_from_the_document_then_the_epoch_then_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("警方通报了案件进展。", encoding="utf-8")
    os.utime(folder / "a.txt", (1_600_000_000, 1_600_000_000))
    assert build_folder(folder, tmp_path / "out").corpus.units[0].date == "20200913T122640Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert build_folder(folder, tmp_path / "out").corpus.units[0].date == "20231114T221320Z"
    (folder / "a.txt").write_text("时间：2024-03-01\n警方通报了案件进展。", encoding="utf-8")
    assert build_folder(folder, tmp_path / "out").corpus.units[0].date == "20240301T000000Z"


@pytest.mark.parametrize(
    ("modified", "epoch", "date"),
    [
        (-(10**9), "", "19380424T221320Z"),
        (2**33, "", "22420316T125632Z"),
        (0, "99999999999999999", "99991231T235959Z"),
        (0, "-1", "19700101T000000Z"),
        (0, "²", "19700101T000000Z"),
        (0, "9" * 5000, "19700101T000000Z"),
    ],
)
def test_times_that_no_calendar_knows(
    modified: int, epoch: str, date: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("警方通报了案件进展。", encoding="utf-8")
    os.utime(tmp_path / "in" / "a.txt", (modified, modified))
    assert build_folder(tmp_path / "in", tmp_path / "out").corpus.units[0].date == date


@pytest.mark.parametrize("name", ["con", "a:b", "x" * 250, "警" * 80, "dot."])
def test_a_folder_whose_name_no_file_may_have(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "a.txt").write_text("警方通报了案件进展。", encoding="utf-8")
    made = build_folder(tmp_path / name, tmp_path / "out")
    (file,) = made.written.files
    assert file.endswith(".zh-CN.en-US.tmx")
    assert len(file.encode()) < 256
    assert file.split(".")[0] not in ("con", "a:b")


def test_the_output_may_stand_in_the_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("警方通报了案件进展。", encoding="utf-8")
    first = build_folder(tmp_path, tmp_path / "export", cache=tmp_path / ".cache.sqlite")
    again = build_folder(tmp_path, tmp_path / "export", cache=tmp_path / ".cache.sqlite")
    assert first.written.files == again.written.files
    assert not again.corpus.rejections


def test_an_empty_folder_and_a_full_place_are_clear(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(CorpusError, match="holds no files"):
        build_folder(tmp_path / "in", tmp_path / "out")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(CorpusError, match="choose another folder with --out"):
        build_folder(SEEDS, tmp_path / "file" / "out", cache=tmp_path / "cache.sqlite")


def test_drafts_are_only_asked_for_once_over_documents(tmp_path: Path) -> None:
    translators: list[FakeTranslator] = []

    def open_translator(lang: Lang) -> FakeTranslator:
        translators.append(FakeTranslator(lang))
        return translators[-1]

    build_folder(SEEDS, tmp_path / "out", open_translator=open_translator)
    asked = [
        text
        for translator in translators
        for texts, careful in translator.calls
        if not careful
        for text in texts
    ]
    # One sentence stands in two documents, in one of them after a dateline.
    twice = [text for text, count in Counter(asked).items() if count > 1]
    assert [text[:5] for text in twice] == ["9月12日"]


@pytest.mark.parametrize("licence", ["\x01", "a\x00b", "\ud800", "\ufffe", "]]>"])
def test_a_setting_that_xml_cannot_hold(licence: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("警方通报了案件进展。", encoding="utf-8")
    made = build_folder(tmp_path / "in", tmp_path / "out", Settings(licence=licence))
    assert len(made.corpus.units) == 1
    assert (tmp_path / "out" / "report.html").is_file()


@pytest.mark.parametrize(
    ("others", "is_read"),
    [(["a.txt"], False), (["a.txt", "README.zh.md"], True), (["a.txt", "sub/README.md"], False), ([], True)],
)
def test_the_readme_of_a_folder_is_no_document(others: list[str], is_read: bool, tmp_path: Path) -> None:
    for name in ("README.md", *others):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"The file {name} says that police officers came.", encoding="utf-8")
    made = build_folder(tmp_path / "in", tmp_path / "out")
    assert {document.name for document in made.corpus.documents} == {*others, *["README.md"] * is_read}
    assert [(r.code, r.failed) for r in made.corpus.rejections] == ([] if is_read else [("readme", False)])
