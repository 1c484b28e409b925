from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.translate.translator import Draft
from corpus.errors import CorpusError
from corpus.model import Flag, Score, Unit
from corpus.pipeline import filter as filter_module
from corpus.pipeline.census import Census, boilerplate
from corpus.pipeline.filter import _parts, filter_units
from corpus.settings import load_settings
from tests.factories import FakeTranslator, build_folder, candidates


def unit(source: str, target: str, index: int, score: float = 0.9, flags: tuple[str, ...] = ()) -> Unit:
    return Unit(
        source, target, "zh-CN", "en-US", "drafted", "x", "a.txt", index, "Hans", "20240101T000000Z",
        scores=(Score("score", score, "x"),), flags=tuple(Flag(code, f"why {code}") for code in flags),
    )  # fmt: skip


LONG = "民警提醒广大市民，接到自称公检法的电话要求转账汇款的，一律是诈骗，请立即挂断并拨打报警电话核实情况"
ENGLISH = "Police remind everyone that a caller who claims to be from the police or a court and asks for money is always a fraud: hang up and call the police"


@pytest.mark.parametrize(
    ("units", "codes"),
    [
        ([unit("甲。", "A.", 0, 0.2), unit("乙。", "B.", 1, 0.3)], ["low-score"]),
        ([unit("甲。", "甲。", 0, flags=("copied",))], ["copied"]),
        ([unit("甲。", "A.", 0, 0.25)], []),
        ([unit("甲。", "A.", 0, flags=("numbers",))], []),
        ([unit(f"{LONG}。", f"{ENGLISH}.", 0), unit(f"{LONG}！", f"{ENGLISH}!", 1)], ["near-duplicate"]),
        (
            [
                unit(f"{LONG}。", f"{ENGLISH}.", 0),
                unit(f"{LONG}！", "Something quite different altogether.", 1),
            ],
            [],
        ),
        # Six times a text of odd length, so that no bit is in balance: one other character of it is near.
        (
            [
                unit(f"{LONG[1:] * 6}共3起。", f"{ENGLISH}: 3.", 0),
                unit(f"{LONG[1:] * 6}共4起。", f"{ENGLISH}: 4.", 1),
            ],
            [],
        ),
        (
            [
                unit(f"{LONG[1:] * 6}共3起。", f"{ENGLISH}: 3.", 0),
                unit(f"{LONG[1:] * 6}有3起。", f"{ENGLISH}: 3.", 1),
            ],
            ["near-duplicate"],
        ),
    ],
    ids=["low", "copied", "just enough", "flag", "near", "other target", "other number", "same number"],
)
def test_filter(units: list[Unit], codes: list[str]) -> None:
    kept, reasons = filter_units(candidates(units), 0.25, Census({}))
    assert [reason.code for reason in reasons] == codes
    assert len(kept) + len(reasons) == len(units), "nothing is lost"
    assert all(" ||| " in reason.text and reason.message for reason in reasons)
    assert all((reason.stage, reason.document) == ("filter", "a.txt") for reason in reasons)


@given(st.integers(0, 2**64 - 1), st.sets(st.integers(0, 63), max_size=3))
def test_prints_that_are_near_share_a_part(value: int, bits: set[int]) -> None:
    other = value
    for bit in bits:
        other ^= 1 << bit
    assert set(_parts(value)) & set(_parts(other))


@given(st.integers(0, 2**64 - 1))
def test_a_part_tells_where_in_the_print_it_stands(value: int) -> None:
    """Prints that share no part in the same place are not looked at."""
    parts = list(_parts(value))
    assert len(set(parts)) == 4
    assert sum((part & 0xFFFF) << (16 * (part >> 16)) for part in parts) == value


@pytest.mark.parametrize(("differ", "is_near"), [(3, True), (4, False)])
@pytest.mark.parametrize("side", ["source", "target"])
def test_how_many_bits_may_differ(
    differ: int, is_near: bool, side: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    prints = {"甲": 0, "A": 0, "乙": 0, "B": 0}
    prints["乙" if side == "source" else "B"] = 0b1111 >> (4 - differ)
    monkeypatch.setattr(filter_module, "_print", prints.__getitem__)
    _, reasons = filter_units(candidates([unit("甲", "A", 0), unit("乙", "B", 1)]), 0.25, Census({}))
    assert [reason.code for reason in reasons] == (["near-duplicate"] if is_near else [])


def test_what_a_person_stands_for_passes_and_comes_before_others() -> None:
    spared = unit(f"{LONG}。", f"{ENGLISH}.", 0, 0.1, flags=("copied",))
    near = unit(f"{LONG}！", f"{ENGLISH}!", 1)
    given = candidates([spared, near])
    kept, reasons = filter_units(given, 0.25, Census({}), spared=spared.__eq__)
    assert kept == given[:1]
    assert [reason.code for reason in reasons] == ["near-duplicate"]
    assert [reason.code for reason in filter_units(given, 0.25, Census({}))[1]] == ["copied"]


def test_a_sentence_of_many_documents_is_boilerplate_and_one_of_few_is_not() -> None:
    def document(*texts: str) -> list[str]:
        return list(texts)

    common = [document("扫黑除恶，人人有责！", f"这是第{'甲乙丙丁'[i]}条消息。") for i in range(4)]
    assert boilerplate(common) == {}
    repeated = boilerplate([*common, document("扫黑除恶,人人有责!")])
    assert list(repeated.values()) == [5], "punctuation makes no difference"
    units = [unit("扫黑除恶，人人有责！", "Fight crime!", 0), unit("这是第甲条消息。", "News one.", 1)]
    kept, reasons = filter_units(candidates(units), 0, Census(repeated))
    assert ([one.unit.source for one in kept], [one.code for one in reasons]) == (
        ["这是第甲条消息。"],
        ["boilerplate"],
    )
    assert "5 documents" in reasons[0].message


def test_what_is_set_aside_is_in_the_ledger_and_the_counts_and_in_no_corpus(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("警方昨天通报了案件。\n\n居民对此表示欢迎和感谢。", encoding="utf-8")
    answers = {"警方昨天通报了案件。": Draft("警方昨天通报了案件。", -0.1, finished=True)}
    result = build_folder(
        folder, tmp_path / "out", open_translator=lambda lang: FakeTranslator(lang, answers, answers)
    )
    assert [unit.source for unit in result.corpus.units] == ["居民对此表示欢迎和感谢。"]
    with (tmp_path / "out" / "set-aside.tsv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t") if row["stage"] == "filter"]
    assert [(row["reason"], row["text"]) for row in rows] == [
        ("copied", "警方昨天通报了案件。 ||| 警方昨天通报了案件。")
    ]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["set_aside"]["filter"] == {"copied": 1}


def test_min_score_is_a_probability(tmp_path: Path) -> None:
    (tmp_path / "corpus.toml").write_text("min_score = 1\nmine = true\n", encoding="utf-8")
    settings = load_settings(tmp_path / "corpus.toml", {})
    assert settings.min_score == 1.0
    assert settings.mine is True
    for text, message in (
        ("min_score = 2", "between 0 and 1"),
        ('min_score = "x"', "must be a number"),
        ("mine = 1", "must be true or false"),
    ):
        (tmp_path / "corpus.toml").write_text(text, encoding="utf-8")
        with pytest.raises(CorpusError, match=message):
            load_settings(tmp_path / "corpus.toml", {})
