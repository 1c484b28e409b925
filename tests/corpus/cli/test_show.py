from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from align.embed import UseEmbedder
from corpus.cli.main import main
from corpus.cli.show import aligned_lines, show_build
from corpus.model import Bead, Document, Lang, Metadata
from corpus.pipeline.alignment import Alignment
from corpus.settings import Settings
from tests.factories import SEEDS, build_folder


def document(name: str, lang: Lang) -> Document:
    return Document(name, "x", lang, "Hans" if lang == "zh" else "Latn", Metadata(), "utf-8")


def pair(number: int, confidence: float, alone: int = 0) -> Alignment:
    beads = [Bead(i, i + 1, i, i + 1, 0.9) for i in range(10)]
    beads += [Bead(10 + i, 11 + i, 10, 10, 0.9) for i in range(alone)]
    return Alignment(f"{number}.zh", f"{number}.en", confidence, tuple(beads))


def test_many_pairs_become_a_number_and_the_doubtful_ones() -> None:
    few = list(aligned_lines([pair(i, 0.99) for i in range(3)]))
    assert few[2] == "aligned: 2.zh with 2.en (0.99): 10 links"
    many = [pair(i, 0.99) for i in range(400)]
    assert list(aligned_lines(many)) == ["aligned: 400 pairs of documents, 4000 links"]
    lines = list(aligned_lines([*many, pair(400, 0.7), pair(401, 0.99, alone=9), pair(402, 0.6)]))
    assert lines[0] == "aligned: 403 pairs of documents, 4030 links; 3 to look at:"
    assert [line.split()[0] for line in lines[1:]] == ["402.zh", "400.zh", "401.zh"]
    doubtful = [pair(i, 0.6) for i in range(400)]
    assert list(aligned_lines(doubtful))[3:] == ["and 398 more; they stand in report.html"]


@pytest.mark.parametrize("width", [80, 120])
def test_the_summary_fits_on_a_screen(width: int, tmp_path: Path) -> None:
    made = build_folder(SEEDS, tmp_path / "out", make_embedder=UseEmbedder)
    made = build_folder(SEEDS, tmp_path / "out", make_embedder=UseEmbedder)
    stream = io.StringIO()
    show_build(made, Path("seeds"), Path("export"), Console(file=stream, width=width))
    lines = stream.getvalue().splitlines()
    assert len(lines) <= 24
    assert max(map(cell_len, lines)) <= width
    for heading in (
        "aligned: 10",
        "units flagged:",
        "set aside (set-",
        "since the last",
        "warning:",
        "next:",
    ):
        assert any(line.startswith(heading) for line in lines), heading


def test_many_files_share_a_row(tmp_path: Path) -> None:
    made = build_folder(SEEDS, tmp_path / "out", Settings(shard_size=10))
    stream = io.StringIO()
    show_build(made, Path("seeds"), Path("export"), Console(file=stream, width=80))
    (row,) = [line for line in stream.getvalue().splitlines() if "more files" in line]
    shown = [int(count) for count in re.findall(r"(?m)^\S+\.tmx +(\d+)", stream.getvalue())]
    assert sum(shown) + int(row.split()[4]) == len(made.corpus.units)


@pytest.fixture
def folder(tmp_path: Path, cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("民警登记了3名住户。\n", encoding="utf-8")
    return tmp_path


def test_a_run_ends_with_what_follows(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["in", "--engine", "none"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "report: export/report.html" in lines
    assert lines[-1].startswith("next: build-corpus in --dry-run")
    (folder / "in/a.txt").unlink()
    zh, en = (
        "民警登记了3名住户。\n居民可以拨打电话咨询。\n",
        "Officers registered 3 residents.\nResidents may call for advice.\n",
    )
    (folder / "in/b.zh.txt").write_text(zh, encoding="utf-8")
    (folder / "in/b.en.txt").write_text(en, encoding="utf-8")
    assert main(["in", "--engine", "none"]) == 0
    assert "next: build-corpus check export/in.zh-CN.en-US.tmx" in capsys.readouterr().out.splitlines()
