from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cli.main import main
from corpus.model import Score, Unit
from corpus.pipeline.audit import interval, lower_bound, sample_size
from export.write_tmx import write_tmx


@pytest.mark.parametrize(("errors", "count"), [(0, 59), (1, 93), (2, 124), (3, 153)])
def test_sample_sizes_are_those_of_the_tables(errors: int, count: int) -> None:
    assert sample_size(0.95, 0.95, errors) == count


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    [(10, 10, 0.6915, 1.0), (0, 10, 0.0, 0.3085), (95, 100, 0.8872, 0.9836), (5, 10, 0.1871, 0.8129)],
)
def test_intervals_of_clopper_and_pearson(right: int, count: int, low: float, high: float) -> None:
    assert interval(right, count, 0.95) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 60), st.data())
def test_the_bound_covers_as_often_as_it_says(count: int, data: st.DataObject) -> None:
    """Exactness: for any true share, the results whose bound exceeds it have a probability of at most 5% together."""
    share = data.draw(st.floats(0.02, 0.98))
    from math import comb

    wrong = sum(
        comb(count, k) * share**k * (1 - share) ** (count - k) for k in range(count + 1) if lower_bound(k, count, 0.95) > share
    )  # fmt: skip
    assert wrong <= 0.05 + 1e-9


def corpus(path: Path, count: int) -> None:
    draw = random.Random(3)
    write_tmx(
        path,
        [
            Unit(
                f"第{i}句话。", "Sentence "
                    f"{i}.", "zh-CN", "en-US", "drafted", "x", "a.txt", i, "Hans", "20240101T000000Z",
                scores=(Score("score", draw.random(), "x"),),
            )
            for i in range(count)
        ],
        "zh-CN",
    )  # fmt: skip


def judge(sheet: Path, wrong: int) -> None:
    with sheet.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    with sheet.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], delimiter="\t")
        writer.writeheader()
        writer.writerows({**row, "right": "n" if i < wrong else "y"} for i, row in enumerate(rows))


def test_from_the_sample_to_the_claim(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus(tmp_path / "c.tmx", 1000)
    sheet = tmp_path / "audit.tsv"
    draw = ["audit", str(tmp_path / "c.tmx"), "--above", "0.5", "--sheet", str(sheet)]
    assert main(draw) == 0
    assert "124 of them" in capsys.readouterr().out
    first = sheet.read_bytes()
    rows = list(csv.DictReader(first.decode().splitlines(), delimiter="\t"))
    scores = sorted(float(row["score"]) for row in rows)
    assert len({row["unit"] for row in rows}) == 124
    assert scores[0] >= 0.5
    assert all(
        10 <= sum(low <= score < low + 0.1 for score in scores) <= 40 for low in (0.5, 0.6, 0.7, 0.8, 0.9)
    ), "spread over the scores"
    assert main(draw) == 0
    assert sheet.read_bytes() == first, "the same seed draws the same units"
    assert main(["audit", "--judged", str(sheet)]) == 2
    assert "write y or n into the column 'right' of line 2, 3" in capsys.readouterr().err
    for wrong, verdict in ((2, "may be claimed"), (3, "may not be claimed")):
        judge(sheet, wrong)
        assert main(["audit", "--judged", str(sheet)]) == 0
        assert f"at least 95% right: {verdict};" in capsys.readouterr().out


def test_too_few_units_and_wrong_sheets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus(tmp_path / "c.tmx", 20)
    assert main(["audit", str(tmp_path / "c.tmx"), "--sheet", str(tmp_path / "s.tsv")]) == 0
    assert "judge all 20" in capsys.readouterr().out
    assert (
        main(["audit", str(tmp_path / "c.tmx"), "--above", "0.999", "--sheet", str(tmp_path / "s.tsv")]) == 2
    )
    assert main(["audit"]) == 2
    assert main(["audit", str(tmp_path / "c.tmx"), "--sheet", str(tmp_path / "s.xlsx")]) == 1
    assert "ends in .tsv" in capsys.readouterr().err
    (tmp_path / "x.tsv").write_text("a\tb\n1\t2\n", encoding="utf-8")
    assert main(["audit", "--judged", str(tmp_path / "x.tsv")]) == 2
    assert "column 'right' is missing" in capsys.readouterr().err
