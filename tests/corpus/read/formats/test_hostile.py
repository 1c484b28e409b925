"""Hostile files of every format: said in plain words, quickly, and the rest is read."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.model import Document, Rejection
from corpus.read.documents import read_documents
from corpus.read.formats.pdf import PdfProcess
from corpus.settings import Settings
from tests.corpus.read.formats.folder import pdf_text, warc
from tests.corpus.read.formats.hostile import forms_in_forms, harmless, hostile
from tests.factories import build_folder

HOSTILE = hostile()
SECONDS = 5
"""A file takes a tenth of it; the machine may be busy."""


@pytest.mark.parametrize("name", HOSTILE)
def test_what_hurts_is_said(tmp_path: Path, name: str) -> None:
    data, wanted = HOSTILE[name]
    (tmp_path / name).write_bytes(data)
    begun = time.monotonic()
    results = list(read_documents(tmp_path / name, name))
    assert time.monotonic() - begun < SECONDS
    assert all(isinstance(result, Rejection) for result in results)
    said = " ".join(result.message for result in results if isinstance(result, Rejection))
    assert wanted in said
    assert said
    assert "Traceback" not in said


@pytest.mark.parametrize("name", harmless())
def test_what_hurts_nobody_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(harmless()[name])
    results = list(read_documents(tmp_path / name, name))
    assert results
    assert all(isinstance(result, Document) for result in results)
    assert not any("root:" in result.text for result in results if isinstance(result, Document))


@pytest.mark.skipif(
    sys.platform == "win32", reason="memory is not limited there, and the time limit is 30 seconds"
)
def test_a_pdf_that_draws_itself_ends_its_process_and_no_more() -> None:
    process = PdfProcess(memory=400 << 20)
    with pytest.raises(CorpusError, match="makes PDFium fail"):
        process.ask(forms_in_forms())
    assert len(process.ask(pdf_text())["paragraphs"]) == 3
    process.end()


def test_the_rest_of_a_folder_is_finished(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("laughs.docx", "bomb.zip", "locked.pdf", "torn.tmx"):
        (folder / name).write_bytes(HOSTILE[name][0])
    (folder / "ok.txt").write_text("警方已经介入调查。居民表示满意。\n", encoding="utf-8")
    made = build_folder(folder, tmp_path / "out", Settings(engine="none"))
    assert [document.name for document in made.corpus.documents] == ["ok.txt"]
    assert sorted(r.document for r in made.corpus.failed) == [
        "bomb.zip",
        "laughs.docx",
        "locked.pdf",
        "torn.tmx",
    ]


def test_without_fastwarc_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    (tmp_path / "a.warc.gz").write_bytes(warc())
    (result,) = read_documents(tmp_path / "a.warc.gz", "a.warc.gz")
    assert isinstance(result, Rejection)
    assert 'pip install "duizhao[warc]"' in result.message
