"""The figures of splitting and alignment against gold, on small texts of our own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from align.evaluate.alignments import Link, agreement, read_gold, reliability, strict_f1
from corpus.cli.main import main
from corpus.errors import CorpusError
from corpus.model import Bead


def test_segmentation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    units = [
        {"sents": ["警方通报了案件。", "居民很满意。"], "seps": [""]},
        {"sents": ["他说，走吧，", "我们走。", "好。"], "seps": ["", " "], "opt": []},
        {"sents": ["一。", "二。"], "seps": [""], "opt": [2]},
    ]
    (tmp_path / "g.jsonl").write_text(
        "\n".join(json.dumps(unit, ensure_ascii=False) for unit in units), encoding="utf-8"
    )
    assert main(["segment", "--evaluate", str(tmp_path / "g.jsonl")]) == 0
    out = capsys.readouterr().out
    assert "P 100.00 R 66.67 F1 80.00  (3 boundaries)" in out
    (tmp_path / "g.jsonl").write_text('{"sents": ["a"]}', encoding="utf-8")
    assert main(["segment", "--evaluate", str(tmp_path / "g.jsonl")]) == 1
    assert "line 1" in capsys.readouterr().err


def beads_of(links: list[Link], confidence: float = 1.0) -> list[Bead]:
    return [
        Bead(link.zh, link.zh + link.zh_count, link.en, link.en + link.en_count, confidence) for link in links
    ]


GOLD = [Link(0, 0, 1, 1), Link(1, 1, 2, 1), Link(3, 2, 1, 0), Link(4, 2, 1, 1)]
CUT = [Link(0, 0, 1, 1), Link(1, 1, 1, 1), Link(2, 2, 1, 0), Link(3, 2, 1, 0), Link(4, 2, 1, 1)]
"""Links whose second is too short."""


def test_agreement_counts_as_vecalign_does() -> None:
    strict, lax = agreement([(GOLD, beads_of(CUT))])
    assert (strict.precision, strict.recall) == pytest.approx((3 / 5, 2 / 3))
    assert (lax.precision, lax.recall) == pytest.approx((4 / 5, 3 / 3))
    assert strict.f1 == strict_f1([(GOLD, beads_of(CUT))]) == pytest.approx(2 / (5 / 3 + 3 / 2))


def test_agreement_is_over_all_texts_together() -> None:
    strict, _ = agreement([(GOLD, beads_of(CUT)), (GOLD, beads_of(GOLD))])
    assert (strict.precision, strict.recall) == pytest.approx((7 / 9, 5 / 6))


def test_agreement_with_itself_and_with_nothing() -> None:
    assert [figures.f1 for figures in agreement([(GOLD, beads_of(GOLD))])] == [1, 1]
    assert [figures.f1 for figures in agreement([(GOLD, [])])] == [0, 0]
    assert [figures.f1 for figures in agreement([])] == [0, 0]


def test_reliability_by_bands() -> None:
    right, wrong = beads_of(CUT[:1], 0.9), beads_of(CUT[1:2], 0.86)
    surest = beads_of(CUT[3:], 1.0)
    bands = reliability([(GOLD, [*right, *wrong, *surest])])
    assert bands == [("0.80-0.95", 2, pytest.approx(0.88), 0.5), ("0.99-1.00", 2, 1.0, 1.0)]
    assert sum(band.beads for band in bands) == 4
    assert reliability([]) == []


def test_alignment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "1.zh").write_text("警方通报了案件。\n居民很满意。\n", encoding="utf-8")
    (tmp_path / "1.en").write_text(
        "The police reported on the case.\nThe residents were pleased.\n", encoding="utf-8"
    )
    (tmp_path / "1.gold").write_text("[0]:[0]\n[1]:[1]\n", encoding="utf-8")
    assert main(["align", "--evaluate", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("strict P 1.0000 R 1.0000 F1 1.0000\nlax P 1.0000")
    (tmp_path / "1.gold").write_text("[0]:[0]\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="cover 1 and 1 sentences of 2 and 2"):
        read_gold(tmp_path)
    assert main(["align", "--evaluate", str(tmp_path / "nowhere")]) == 2
    assert main(["align", "one.txt"]) == 2
