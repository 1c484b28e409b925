"""What becomes of English documents that a machine translated."""

from __future__ import annotations

from pathlib import Path

from align.embed import UseEmbedder
from corpus.pipeline.corpus import Corpus
from corpus.settings import MachineTranslated, Settings
from tests.align.seeds import PARALLEL
from tests.factories import SEEDS, build_folder


def folder(tmp_path: Path) -> Path:
    """A pair whose English was saved from a browser that had translated it."""
    zh, en = PARALLEL[2]
    source = tmp_path / "in"
    source.mkdir(exist_ok=True)
    (source / "x.zh.html").write_bytes((SEEDS / zh).read_bytes())
    page = (SEEDS / en).read_bytes()
    assert page.count(b"<html") == 1
    (source / "x.en.html").write_bytes(page.replace(b"<html", b'<html class="translated-ltr"', 1))
    return source


def built(tmp_path: Path, choice: MachineTranslated) -> Corpus:
    settings = Settings(machine_translated=choice)
    return build_folder(folder(tmp_path), tmp_path / choice, settings, make_embedder=UseEmbedder).corpus


def test_flagged_where_it_is_the_human_side(tmp_path: Path) -> None:
    corpus = built(tmp_path, "flag")
    aligned = [unit for unit in corpus.units if unit.origin == "aligned"]
    assert aligned
    assert all("machine-translated" in {flag.code for flag in unit.flags} for unit in aligned)
    drafted = [unit for unit in corpus.units if unit.origin == "drafted"]
    assert all("machine-translated" not in {flag.code for flag in unit.flags} for unit in drafted)
    (warning,) = next(d.warnings for d in corpus.documents if d.name == "x.en.html")
    assert "page translated by Google Translate" in warning


def test_kept_as_any_other(tmp_path: Path) -> None:
    corpus = built(tmp_path, "keep")
    assert corpus.alignments
    assert not any(flag.code == "machine-translated" for unit in corpus.units for flag in unit.flags)
    assert not any(document.warnings for document in corpus.documents)


def test_dropped_and_said(tmp_path: Path) -> None:
    corpus = built(tmp_path, "drop")
    assert corpus.alignments == ()
    assert [document.name for document in corpus.documents] == ["x.zh.html"]
    assert [r.document for r in corpus.rejections if r.code == "machine-translated"] == ["x.en.html"]
