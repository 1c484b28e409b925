"""The files are the same, however many processes make them, and whatever becomes of these."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from align.beads.aligner import WEIGHTS, default_model, own_model
from align.embedder import CachedEmbedder, Halves
from corpus.cache import Cache
from corpus.model import Document, Metadata
from corpus.pipeline.alignment import align_documents
from corpus.pipeline.decisions import Decision
from corpus.pipeline.pool import Pool
from corpus.pipeline.reporter import SILENT
from corpus.pipeline.reshape import reshape
from corpus.pipeline.review_record import append_decisions
from corpus.pipeline.runner import In, InProcess, Kit, Out, Stage
from corpus.settings import Settings, settings_of_output
from tests.benchmarks.scale_texts import sentence, write_small
from tests.corpus.read.formats.folder import pdf_text
from tests.factories import SEEDS, FakeEmbedder, build_folder, contents, split_all

NONE = Settings(engine="none")


class KilledPool(Pool):
    """A pool whose processes are killed once in each stage."""

    def map(self, stage: Stage[In, Out], items: Iterable[In]) -> Iterator[Out]:
        for number, result in enumerate(super().map(stage, items)):
            if number == 0:
                for worker in self.workers:
                    if worker.process:
                        os.kill(worker.process, signal.SIGKILL)
            yield result


class DeadlyEmbedder(FakeEmbedder):
    """Ends its process when it aligns a text that is deadly."""

    def runs(self, texts: Sequence[str], most: int) -> tuple[Halves, ...]:
        if any("deadly" in text for text in texts):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().runs(texts, most)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The seeds, which have pairs, and some small documents."""
    shutil.copytree(SEEDS, tmp_path / "in")
    write_small(tmp_path / "in" / "small", 60)
    return tmp_path / "in"


def pool_of(count: int, kind: type[Pool] = Pool) -> Callable[[Kit], Pool]:
    return partial(_pool, kind, count)


def _pool(kind: type[Pool], count: int, kit: Kit) -> Pool:
    return kind(kit, FakeEmbedder, count, worth_it=0.0)


def test_same_bytes_whatever_the_number_of_processes_and_whoever_kills_one(
    folder: Path, tmp_path: Path
) -> None:
    build_folder(folder, tmp_path / "here", NONE, cache=tmp_path / "0.sqlite")
    expected = contents(tmp_path / "here")
    assert len(expected) > 4
    runners = {"one": pool_of(1), "two": pool_of(2), "killed": pool_of(2, KilledPool)}
    for name, runner in runners.items():
        build_folder(folder, tmp_path / name, NONE, cache=tmp_path / f"{name}.sqlite", runner=runner)
        assert contents(tmp_path / name) == expected, name


class ProcessIds(Stage[float, int]):
    """Says which process did an item, which is the seconds that it is thought to take."""

    def __call__(self, item: float, kit: Kit) -> int:
        return os.getpid()

    def cost(self, item: float) -> float:
        return item


def test_small_work_is_done_here_and_less_of_it_once_other_processes_are_there(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.sqlite") as cache:
        kit = Kit(CachedEmbedder(FakeEmbedder, cache), cache)
        with Pool(kit, FakeEmbedder, 2) as pool:
            here = {os.getpid()}
            assert set(pool.map(ProcessIds(), [0.5, 0.5])) == here, "not worth their start"
            assert set(pool.map(ProcessIds(), [1.0, 1.0])).isdisjoint(here)
            assert set(pool.map(ProcessIds(), [0.2, 0.2])).isdisjoint(here), "worth sending"
            assert set(pool.map(ProcessIds(), [0.1, 0.1])) == here


def test_a_pair_that_ends_its_process_is_set_aside_and_the_others_are_aligned(tmp_path: Path) -> None:
    chance = random.Random(1)
    documents: list[Document] = []
    for name, end in (("a", "It was clear."), ("b", "It was deadly.")):
        zh, en = zip(*(sentence(chance) for _ in range(4)), strict=True)
        chinese, english = "\n\n".join(zh), "\n\n".join((*en, end))
        documents += [
            Document(f"{name}/zh", chinese, "zh", "Hans", Metadata(), "utf-8", partner=f"{name}/en"),
            Document(f"{name}/en", english, "en", "Latn", Metadata(), "utf-8", partner=f"{name}/zh"),
        ]
    with Cache(tmp_path / "cache.sqlite") as cache:
        kit = Kit(CachedEmbedder(DeadlyEmbedder, cache), cache)
        with Pool(kit, DeadlyEmbedder, 2, worth_it=0.0) as pool:
            aligned = align_documents(split_all(documents), (), pool, SILENT, default_model())
    assert [pair.zh for pair in aligned.alignments] == ["a/zh"]
    (failed,) = aligned.rejections
    assert (failed.stage, failed.code, failed.document, failed.failed) == ("pair", "lost", "b/zh", True)
    assert "signal 9" in failed.message


def test_weights_of_ones_own_and_shapes_reach_the_other_processes(tmp_path: Path) -> None:
    """Weights that would rather link two sentences with two than one with one, and be sure of it."""
    data = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    data["types"]["2:2"] += 50
    (tmp_path / "own.json").write_text(json.dumps(data), encoding="utf-8")
    model = own_model(tmp_path / "own.json")
    chance = random.Random(1)
    zh, en = zip(*(sentence(chance) for _ in range(6)), strict=True)
    corpus = split_all(
        [
            Document("a/zh", "\n\n".join(zh), "zh", "Hans", Metadata(), "utf-8", partner="a/en"),
            Document("a/en", "\n\n".join(en), "en", "Latn", Metadata(), "utf-8", partner="a/zh"),
        ]
    )
    made = []
    with Cache(tmp_path / "here.sqlite") as here, Cache(tmp_path / "there.sqlite") as there:
        kits = [Kit(CachedEmbedder(FakeEmbedder, cache), cache) for cache in (here, there)]
        with Pool(kits[1], FakeEmbedder, 2, worth_it=0.0) as pool:
            for runner in (InProcess(kits[0]), pool):
                aligned = align_documents(corpus, (), runner, SILENT, model)
                assert [bead.kind for bead in aligned.alignments[0].beads] == ["2:2"] * 3
                made.append(reshape(aligned, corpus.documents, "both", runner, SILENT))
    assert made[0] == made[1]
    assert {pair.found_by for pair in made[1].alignments} == {model.signature}


def test_a_sentence_that_a_person_put_right_is_read_so_in_another_process(tmp_path: Path) -> None:
    documents, out = tmp_path / "in", tmp_path / "out"
    for folder in (documents, out):
        folder.mkdir()
    wrong, right, date = "大桥今天正式通车了。", "大桥昨天正式通车了。", "20260101T000000Z"
    (documents / "a.txt").write_text(f"{wrong}\n\n市民很高兴。", encoding="utf-8")
    append_decisions(
        out,
        [Decision("corrected", wrong, right, "", "zh-CN", "en-US", "Hans", "a.txt", 0, date, "anna", date)],
    )
    made = build_folder(documents, out, NONE, runner=pool_of(2))
    (file,) = made.corpus.files
    assert [sentence.text for sentence in file.untranslated] == [right, "市民很高兴。"]


def test_an_embedder_that_cannot_be_sent_works_here(folder: Path, tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    made = build_folder(
        folder,
        tmp_path / "out",
        NONE,
        make_embedder=lambda: embedder,
        runner=lambda kit: Pool(kit, lambda: embedder, 2, worth_it=0.0),
    )
    assert made.corpus.alignments


def test_the_number_of_processes_is_in_no_file() -> None:
    assert settings_of_output(Settings(workers=1)) == settings_of_output(Settings(workers=7, runner="ray"))


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_build_that_is_asked_to_end_leaves_no_process(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    write_small(tmp_path / "in", 3000)
    command = [
        "-c",
        # A shell's background jobs ignore what a keyboard sends.
        (
            "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
            "from corpus.cli.main import run; run()"
        ),
        str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--engine", "none", "--workers", "2",
    ]  # fmt: skip
    environment = os.environ | {"DUIZHAO_CACHE": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen([sys.executable, *command], env=environment, stderr=subprocess.DEVNULL)
    children = _children(process.pid)
    process.send_signal(number)
    assert process.wait(timeout=120) == code
    for child in children:
        # A process whose number is taken by another one would have another name.
        assert "corpus.pipeline.worker" not in _command_line(child)


def _children(parent: int) -> list[int]:
    """The processes that a process has started, as soon as there are two."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        listed = Path(f"/proc/{parent}/task").glob("*/children")
        children = [int(child) for path in listed for child in path.read_text(encoding="ascii").split()]
        if len(children) == 2 and all("pipeline.worker" in _command_line(child) for child in children):
            return children
        time.sleep(0.02)
    raise AssertionError("no processes were started")


def _command_line(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def test_nothing_is_imported_from_the_folder_where_somebody_is(tmp_path: Path) -> None:
    for name in ("corpus", "yaml", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('not ours')", encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("渡口今天开门。\n", encoding="utf-8")
    (tmp_path / "in" / "b.pdf").write_bytes(pdf_text())
    run = "import sys; from corpus.cli.main import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-P", "-c", run, "in", "--engine", "none", "--out", "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
