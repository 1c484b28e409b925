"""What becomes of English documents that the embedded model foresees."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from align.embed import UseEmbedder
from corpus.pipeline.corpus import Corpus
from corpus.settings import Settings
from tests.factories import SEEDS, FakeTranslator, Silent, build_folder

_PAIRS = (
    ("zh/19-lost-and-found.txt", "en/19-lost-and-found.txt"),
    ("zh/17-volunteer-rules.docx", "en/17-volunteer-rules.docx"),
)
"""Seeds with enough long sentences."""


class Foreseeing(FakeTranslator):
    """Foresees the English of some documents, and is surprised by the rest, and by all Chinese."""

    foreseen: frozenset[str] = frozenset()

    def token_log_probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[list[float]]:
        return [[-0.3, -0.4] if target in self.foreseen else [-0.3, -3.5] for _, target in pairs]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pairs of documents."""
    source = tmp_path / "in"
    source.mkdir()
    for number in (0, 1):
        for lang, seed in zip(("zh", "en"), _PAIRS[number], strict=True):
            (source / f"{number}.{lang}{Path(seed).suffix}").write_bytes((SEEDS / seed).read_bytes())
    return source


def built(folder: Path, foreseen: str = "0.en.txt", **settings: Any) -> Corpus:
    """Build with a model that foresees one of the documents."""
    lines = (folder / foreseen).read_text(encoding="utf-8").splitlines()
    out = folder.parent / "out"
    plain = build_folder(folder, out, Settings(engine="none"), make_embedder=UseEmbedder).corpus
    targets = frozenset(
        unit.target for unit in plain.units if unit.target_document == foreseen and unit.align_type == "1:1"
    )
    assert len(targets) >= 4
    assert any(target in line for target in targets for line in lines)
    Foreseeing.foreseen = targets
    return build_folder(
        folder, out, Settings(**settings), make_embedder=UseEmbedder, open_translator=Foreseeing
    ).corpus


def test_the_foreseen_document_is_flagged_with_its_evidence_and_the_other_is_not(folder: Path) -> None:
    corpus = built(folder)
    aligned = [unit for unit in corpus.units if unit.origin == "aligned"]
    flagged = {
        unit.target_document for unit in aligned if "machine-translated" in {flag.code for flag in unit.flags}
    }
    assert flagged == {"0.en.txt"}
    warnings = {document.name: document.warnings for document in corpus.documents}
    (warning,) = warnings["0.en.txt"]
    assert "the embedded model foresees it" in warning
    assert not warnings["1.en.docx"]


def test_dropped_the_chinese_has_no_counterpart_any_more(folder: Path) -> None:
    corpus = built(folder, machine_translated="drop")
    assert [pair.en for pair in corpus.alignments] == ["1.en.docx"]
    assert [document.name for document in corpus.documents] == ["0.zh.txt", "1.en.docx", "1.zh.docx"]
    assert [r.document for r in corpus.rejections if r.code == "machine-translated"] == ["0.en.txt"]
    assert {unit.origin for unit in corpus.units if unit.document == "0.zh.txt"} == {"drafted"}


@pytest.mark.parametrize("settings", [{"machine_translated": "keep"}, {"engine": "ctranslate2"}])
def test_kept_and_where_another_engine_drafts_nobody_is_asked(folder: Path, settings: dict[str, Any]) -> None:
    corpus = built(folder, **settings)
    assert len(corpus.alignments) == 2
    assert not any(flag.code == "machine-translated" for unit in corpus.units for flag in unit.flags)


def test_where_it_drafts_one_way_only_nobody_is_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(folder)
    way_there = lambda source: Foreseeing(source) if source == "zh" else FakeTranslator(source)  # noqa: E731
    corpus = build_folder(
        folder, folder.parent / "again", make_embedder=UseEmbedder, open_translator=way_there
    ).corpus
    assert len(corpus.alignments) == 2
    assert not any(flag.code == "machine-translated" for unit in corpus.units for flag in unit.flags)


def test_without_a_model_that_foresees_nothing_is_said(folder: Path) -> None:
    silent = Silent()
    corpus = build_folder(folder, folder.parent / "out", make_embedder=UseEmbedder, reporter=silent).corpus
    assert corpus.alignments
    assert "looking for machine translations" not in silent.steps


def test_of_many_documents_only_the_first_are_asked_about_and_that_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.pipeline.foreseen._MOST_DOCUMENTS", 1)
    built(folder)
    reporter = Silent()
    settings = Settings()
    build_folder(
        folder,
        folder.parent / "again",
        settings,
        make_embedder=UseEmbedder,
        open_translator=Foreseeing,
        reporter=reporter,
    )
    assert any("only 1 of 2 aligned English documents" in line for line in reporter.said)
