"""The example documents show what their README says: forms, pairs, scripts, flags; and few sentences are to be drafted."""

from __future__ import annotations

from collections import Counter

import pytest

from align.embed import UseEmbedder
from corpus.flags import FLAGS
from corpus.model import Document
from corpus.pipeline.build import Build
from corpus.read.documents import read_documents
from corpus.settings import Settings
from tests.align.seeds import PAIRS
from tests.factories import SEEDS, build_folder
from tests.seed_files import ROADS, RULES

README = (SEEDS / "README.md").read_text(encoding="utf-8")
OF_DRAFTS = {"second-draft", "unsure", "repaired", "cut-off", "unaligned"}
OF_NO_FIRST_BUILD = {"empty", "review-outdated"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build_folder(
        SEEDS,
        tmp_path_factory.mktemp("seeds") / "out",
        Settings(engine="none"),
        make_embedder=UseEmbedder,
    )


def test_documents_scripts_and_formats(built: Build) -> None:
    documents = built.corpus.documents
    assert len(documents) >= 20
    assert Counter(document.script for document in documents).keys() == {"Hans", "Hant", "Latn"}
    suffixes = {path.suffix for path in SEEDS.rglob("*") if path.is_file()}
    assert {".txt", ".md", ".html", ".xhtml", ".docx", ".pdf", ".srt", ".xlf"} <= suffixes
    both = [document.name for document in documents if document.name.startswith("15-visitor-guide.txt/")]
    assert len(both) == 2
    assert [(r.code, r.document) for r in built.corpus.rejections if r.stage == "read"] == [
        ("readme", "README.md"),
        ("other-language", "10-avis.txt"),
    ]


def test_pairs_and_aligned_units(built: Build) -> None:
    links = {(p.zh, p.en): len(p.beads) - p.unlinked for p in built.corpus.alignments}
    assert links.keys() == set(PAIRS)
    assert len([pair for pair, count in links.items() if count >= 7]) >= 8
    aligned = [unit for unit in built.corpus.units if unit.origin in ("aligned", "reviewed")]
    assert len(aligned) >= 150
    assert any(unit.source_tag == "zh-TW" for unit in aligned)
    assert all(unit.time for unit in aligned if unit.document.startswith("16-helmet-film.srt"))
    assert all(p.confidence > 0.99 for p in built.corpus.alignments)
    alone = {p.zh: p.unlinked for p in built.corpus.alignments if p.unlinked}
    assert alone == {"zh/14-drug-report.html": 5, "21-agency.xlf/zh": 20}


def test_few_sentences_are_to_be_drafted(built: Build) -> None:
    assert 60 <= built.corpus.untranslated <= 130


def test_every_flag_that_needs_no_engine_arises(built: Build) -> None:
    seen = {flag.code for unit in built.corpus.units for flag in unit.flags}
    seen |= {rejection.code for rejection in built.corpus.rejections if rejection.stage == "filter"}
    assert FLAGS.keys() - seen == OF_DRAFTS | OF_NO_FIRST_BUILD


@pytest.mark.parametrize(
    ("name", "paragraphs"),
    [
        ("17-volunteer-rules.docx", RULES),
        ("18-road-safety.pdf", ROADS),
    ],
)
def test_office_files_are_as_their_script_has_them(
    name: str, paragraphs: tuple[tuple[str, str], ...]
) -> None:
    for side, folder in enumerate(("zh", "en")):
        (document,) = read_documents(SEEDS / folder / name, name)
        assert isinstance(document, Document)
        lines = [line.strip() for line in document.text.split("\n") if line.strip()]
        assert lines == [pair[side] for pair in paragraphs]


def test_the_readme_names_every_document_and_flag() -> None:
    files = [p for p in SEEDS.rglob("*") if p.is_file() and p.name != "README.md"]
    pairs = {
        "12-night-market.en.txt": "12-night-market.zh.txt",
        "20-hundred-nights.en.txt": "20-hundred-nights.zh.txt",
    }
    assert [p.name for p in files if pairs.get(p.name, p.name) not in README] == []
    assert [code for code in FLAGS if f"`{code}`" not in README] == []
