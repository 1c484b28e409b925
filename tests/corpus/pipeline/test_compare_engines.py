"""Engines side by side: figures that must come out, and the command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from align.evaluate.translations import measure
from align.terms.glossary import Glossary, Term
from align.translate.translator import Draft
from corpus.cli.main import main
from corpus.errors import CorpusError
from corpus.pipeline.compare_engines import Sample, Share, compare_engines, read_sample
from corpus.pipeline.reporter import SILENT
from tests.factories import FakeEmbedder, FakeTranslator
from tests.protocol_server import Protocol, serving
from tests.tiny_models import write_ct2_folder

PAIRS = (
    ("民警登记了3名住户。", "Officers registered 3 residents."),
    ("雪亮工程覆盖了全市。", "The Sharp Eyes Project covered the whole city."),
    ("大桥通车了。", "The bridge was opened to traffic."),
)
GLOSSARY = Glossary([Term("雪亮工程", ("Sharp Eyes Project",))])


def clock() -> Iterator[float]:
    yield from (10.0, 14.0, 20.0, 21.0)


def engine(*drafts: str) -> FakeTranslator:
    answers = {
        source: Draft(draft, -0.2, finished=True) for (source, _), draft in zip(PAIRS, drafts, strict=True)
    }
    # The engine reads its sources with terms written into them.
    answers["Sharp Eyes Project 覆盖了全市。"] = answers["雪亮工程覆盖了全市。"]
    return FakeTranslator("zh", answers, answers)


def test_figures() -> None:
    good = [target for _, target in PAIRS]
    bad = [
        "Officers registered 5 residents.",
        "The project covered the whole city.",
        "The bridge was closed.",
    ]
    times = clock()
    first, second = compare_engines(
        Sample("zh", PAIRS),
        [engine(*good), engine(*bad)],
        GLOSSARY,
        FakeEmbedder(),
        SILENT,
        lambda: next(times),
    )
    assert (first.numbers, first.terms, first.seconds) == (Share(1, 1), Share(1, 1), 4.0)
    assert (second.numbers, second.terms, second.seconds) == (Share(0, 1), Share(0, 1), 1.0)
    assert [score.value for score in first.scores] == pytest.approx([100.0, 100.0])
    expected = {m.metric: m.value for m in measure({"x": second.drafts}, [good], "en")}
    assert {score.metric: score.value for score in second.scores} == {
        name: expected[name] for name in ("BLEU", "chrF2++")
    }
    assert second.drafts == tuple(bad)
    assert all("version:" in score.signature for score in first.scores)


def test_the_sample_is_the_same_each_time_and_of_either_side(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text("".join(f"{zh}\t{en}\tmore\n" for zh, en in PAIRS) + "no tab\n\t\n", encoding="utf-8")
    two = read_sample(path, "zh", 2)
    path.write_text("".join(f"{zh}\t{en}\n" for zh, en in reversed(PAIRS)), encoding="utf-8")
    assert read_sample(path, "zh", 2) == two
    assert len(two.pairs) == 2
    assert set(read_sample(path, "en", 9).pairs) == {(en, zh) for zh, en in PAIRS}


def test_a_file_without_pairs(tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text("大桥通车了。\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="lines of zh, tab, en"):
        read_sample(tmp_path / "pairs.tsv", "zh", 2)


def test_every_engine_that_is_ready_has_a_row(
    tmp_path: Path, cache_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_ct2_folder(tmp_path / "tiny", "nllb")
    write_ct2_folder(tmp_path / "other", "marian")
    assert main(["models", "install", str(tmp_path / "tiny"), "--family", "nllb"]) == 0
    assert main(["models", "install", str(tmp_path / "other"), "--family", "marian", "--from", "en"]) == 0
    path = tmp_path / "pairs.tsv"
    path.write_text("".join(f"{zh}\t{en}\n" for zh, en in PAIRS), encoding="utf-8")
    with serving(Protocol()) as protocol:
        protocol.translate = lambda _: "The bridge was opened to traffic."
        command = ["models", "compare", "--reference", str(path), "--server", protocol.url]
        capsys.readouterr()
        # The names keep the embedded model out, which some machines have.
        names = [word for name in ("tiny", "other", "qwen2.5:7b") for word in ("--only", name)]
        assert main([*command, *names, "--json"]) == 0
        out, said = capsys.readouterr()
        rows = json.loads(out)
        assert [row["engine"].split(" of ")[0] for row in rows] == ["nllb model tiny", "model qwen2.5:7b"]
        assert [row["sentences"] for row in rows] == [3, 3]
        assert "other is left out" in said
        assert main([*command, "--only", "tiny"]) == 0
        out, _ = capsys.readouterr()
        assert "nllb model tiny" in out
        assert "BLEU: nrefs:1|" in out
        assert main([*command, "--only", "tinny"]) == 2
