from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.segment.evaluate import Counts, GoldUnit, evaluate, read_gold
from corpus.segment.words import english_words


def test_figures_of_boundaries() -> None:
    units = [
        GoldUnit.of(["灯亮了。", "人多了。", "夜深了。"], ["", ""]),  # All found.
        GoldUnit.of(["灯亮了。人多了。", "夜深了。"], [""]),  # One too many.
        GoldUnit.of(["灯亮了", "人多了。"], [""]),  # Nothing to tell it by.
    ]
    counts = evaluate(units, "zh")
    assert counts == Counts(right=3, extra=1, missed=1)
    assert (counts.precision, counts.recall, counts.f1) == (75, 75, 75)


def test_optional_boundaries_do_not_count() -> None:
    assert evaluate([GoldUnit.of(["灯亮了。人多了。", "夜深了。"], [""], [4])], "zh") == Counts(1, 0, 0)


def test_nothing_at_all() -> None:
    counts = evaluate([], "zh")
    assert (counts.precision, counts.recall, counts.f1) == (0, 0, 0)


def test_gold_is_read(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"sents": ["It rained.", "We left."], "seps": ["  "], "opt": [3]}\n', encoding="utf-8")
    assert read_gold(path) == [GoldUnit("It rained.  We left.", (9, 16), frozenset([3]))]


@pytest.mark.parametrize(
    "text",
    [
        "no JSON",
        '{"sents": ["a", "b"], "seps": []}',
        '{"sents": ["a"]}',
        "[]",
        pytest.param('{"sents":' + "[" * 100_000, id="deep"),
    ],
)
def test_what_is_no_gold_is_named_with_its_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(f'{{"sents": ["a"], "seps": []}}\n{text}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"gold\.jsonl, line 2"):
        read_gold(path)
    with pytest.raises(CorpusError, match="cannot be read"):
        read_gold(tmp_path / "missing")


def test_words_are_written_as_they_are_looked_up() -> None:
    for name, words in dataclasses.asdict(english_words()).items():
        assert words
        assert all(word == word.strip() and " " not in word and not word.endswith(".") for word in words), (
            name
        )
        assert name == "titles" or all(word == word.lower() for word in words), name
