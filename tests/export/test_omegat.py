from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from align.terms.glossary import Glossary, Term
from corpus.cli.main import main
from corpus.errors import CorpusError
from corpus.model import Flag, Score
from corpus.pipeline.review_record import corpus_files
from export.omegat import write_omegat_project
from export.read_tmx import read_units
from export.write_tmx import write_tmx
from tests.factories import SEEDS, build_folder, unit

JAR = Path("/usr/share/omegat/OmegaT.jar")
GLOSSARY = Glossary([Term("辅警", ("auxiliary officer", "auxiliary police"), note="not\tan officer")])
UNITS = [
    unit("警方通报。", "Police report.", 0, scores=(Score("score", 0.9, "s"),)),
    unit("三人被捕。", "Three were arrested.", 1, scores=(Score("score", 0.6, "s"),)),
    unit("天气很好。", "The weather is <b>fine</b> & dry.", 2, scores=(Score("score", 0.2, "s"),)),
    unit("共有5起。", "There were 6.", 3, scores=(Score("score", 0.9, "s"),), flags=(Flag("numbers", "5"),)),
    unit(
        "经人审阅。", "Reviewed.", 0, document="b.txt", scores=(Score("score", 0.1, "s"),), origin="reviewed"
    ),
]


def test_the_folders_of_the_memory_follow_the_scores(tmp_path: Path) -> None:
    bands = write_omegat_project(tmp_path / "p", UNITS, GLOSSARY)
    assert bands == {"auto": 2, "penalty-30": 2, "mt": 1}
    read = {
        name: [one.target for one in read_units(tmp_path / "p" / "tm" / name / "corpus.tmx")]
        for name in bands
    }
    assert read["auto"] == ["Police report.", "Reviewed."]
    assert read["mt"] == ["The weather is <b>fine</b> & dry."]
    assert (tmp_path / "p/source/a/文件.txt.utf8").read_text(
        encoding="utf-8"
    ) == "警方通报。\n\n三人被捕。\n\n天气很好。\n\n共有5起。\n"
    terms = (tmp_path / "p/glossary/glossary.utf8").read_text(encoding="utf-8")
    assert terms == "辅警\tauxiliary officer\tnot an officer\n辅警\tauxiliary police\tnot an officer\n"


def test_a_project_is_made_anew_around_a_review(tmp_path: Path) -> None:
    write_omegat_project(tmp_path / "p", UNITS, GLOSSARY)
    (tmp_path / "p/omegat/project_save.tmx").write_text("work", encoding="utf-8")
    (tmp_path / "p/source/mine.txt").write_text("mine", encoding="utf-8")
    write_omegat_project(tmp_path / "p", [unit("新的一句。", "A new one.", document="new.txt")], GLOSSARY)
    assert (tmp_path / "p/omegat/project_save.tmx").read_text(encoding="utf-8") == "work"
    files = sorted(path.name for path in (tmp_path / "p/source").rglob("*") if path.is_file())
    assert files == ["mine.txt", "new.txt.utf8"]
    memories = [unit.source for path in (tmp_path / "p/tm").rglob("*.tmx") for unit in read_units(path)]
    assert memories == ["新的一句。"]


def test_a_document_outside_the_project_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="leads outside"):
        write_omegat_project(tmp_path / "p", [unit(document="../../evil.txt")], GLOSSARY)
    assert not list(tmp_path.rglob("*evil*"))


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["review", "export", str(tmp_path / "empty")]) == 2
    assert main(["review", "export", str(tmp_path / "nowhere")]) == 2
    write_tmx(tmp_path / "export" / "x.tmx", UNITS, "zh-CN")
    (tmp_path / "glossary.tsv").write_text("source\ttarget\n辅警\tauxiliary officer\n", encoding="utf-8")
    given = [
        "review",
        "export",
        str(tmp_path / "export"),
        "--documents",
        str(tmp_path),
        "--out",
        str(tmp_path / "out"),
    ]
    assert main(given) == 0
    assert "5 units (tm/auto 2, tm/penalty-30 2, tm/mt 1)" in capsys.readouterr().out
    assert "辅警" in (tmp_path / "out/zh-CN.en-US/glossary/glossary.utf8").read_text(encoding="utf-8")


needs_omegat = pytest.mark.skipif(
    not JAR.exists() or shutil.which("java") is None, reason="Debian's omegat is not installed"
)


def translate(project: Path, config: Path) -> None:
    command = ["java", "-Djava.awt.headless=true", "-jar", str(JAR), str(project), "--mode=console-translate"]
    command += [f"--config-dir={config}", "--disable-project-locking", "--no-team"]
    subprocess.run(
        command, check=True, capture_output=True, timeout=120
    )  # It exits 0 even where it loaded nothing.


@pytest.mark.omegat
@needs_omegat
@pytest.mark.parametrize("turned", [False, True], ids=["as it is", "the other way round"])
def test_omegat_applies_every_unit_of_a_build(tmp_path: Path, turned: bool) -> None:
    build_folder(SEEDS, tmp_path / "out")
    for tmx in corpus_files(tmp_path / "out"):
        units = list(read_units(tmx))
        source, target = (
            (units[0].target_tag, units[0].source_tag)
            if turned
            else (units[0].source_tag, units[0].target_tag)
        )
        pairs = [(one.target, one.source) if turned else (one.source, one.target) for one in units]
        project = tmp_path / tmx.stem
        first = unit(
            *pairs[0],
            source_tag=source,
            target_tag=target,
            script="Latn" if source.startswith("en") else "Hans",
        )
        write_omegat_project(project, [first], Glossary(()))
        shutil.rmtree(project / "tm")
        (project / "tm" / "auto").mkdir(parents=True)
        shutil.copy(tmx, project / "tm" / "auto")
        (project / "source" / "a" / "文件.txt.utf8").write_text(
            "\n\n".join(text for text, _ in pairs), encoding="utf-8"
        )
        translate(project, tmp_path / "config")
        made = (
            (project / "target" / "a" / "文件.txt.utf8")
            .read_text(encoding="utf-8")
            .rstrip("\n")
            .split("\n\n")
        )
        known: dict[str, set[str]] = {}
        for text, translation in pairs:
            known.setdefault(text, set()).add(translation)
        assert len(made) == len(pairs)
        assert [text for text, (asked, _) in zip(made, pairs, strict=True) if text not in known[asked]] == []


@pytest.mark.omegat
@needs_omegat
def test_omegat_opens_the_project_and_inserts_what_is_trusted(tmp_path: Path) -> None:
    project = tmp_path / "p"
    write_omegat_project(project, UNITS, GLOSSARY)
    translate(project, tmp_path / "config")
    assert (project / "target/a/文件.txt.utf8").read_text(encoding="utf-8").split("\n\n") == [
        "Police report.", "三人被捕。", "天气很好。", "共有5起。\n",
    ]  # fmt: skip
    assert (project / "target/b.txt.utf8").read_text(encoding="utf-8") == "Reviewed.\n"
