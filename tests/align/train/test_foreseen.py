"""The trainer of how far a model foresees translations, with a model that foresees what machines wrote."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from align.quality.foreseen import MOST, Surprises, log_odds_of
from align.train.foreseen import read_translations, train

pytest.importorskip("scipy", reason='needs scipy (pip install ".[train]")')

_LINES, _SEGMENTS = 1600, 90
LONG = "村里的人都说，这是今年秋天最好的一条新闻，谁听了都高兴，谁都想讲给别人听，编号是{}。"
TALK = "演讲的人走到台前，慢慢地讲起他小时候在海边的村子里遇到的第{}件有意思的事情。"


class Model:
    """Is surprised by every third token of people, and of machines by few."""

    signature = "model:1"

    def token_log_probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[list[float]]:
        return [[-0.4, -0.2, -0.5 if "machine" in target else -3.0 - len(target) % 5] for _, target in pairs]


class Back(Model):
    """Is surprised by all Chinese alike."""

    def token_log_probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[list[float]]:
        assert all("\u4e00" <= target[0] <= "\u9fff" for _, target in pairs)
        return [[-1.4] for _ in pairs]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """References in two versions, talks by two systems, and drafts of some of the news."""
    root = tmp_path_factory.mktemp("translations")
    (root / "mt").mkdir()
    (root / "qe").mkdir()
    for name, text in (
        ("zh-en.src.zh", LONG),
        ("zh-en.refA.en", "News, item {}."),
        ("zh-en.refB.en", "Item no. {} of news."),
        ("en-zh.refA.zh", LONG.replace("新闻", "英文")),
        ("en-zh.src.en", "Written in English, {}."),
    ):
        lines = "".join(f"{text.format(k)}\n" for k in range(_LINES))
        (root / "mt" / f"wmt22.{name}").write_text(lines, encoding="utf-8")
    rows = [
        f"{s}\t{k}\t{TALK.format(k)}\tsaid by machine {s}, {k}\t0" for s in "pq" for k in range(_SEGMENTS)
    ]
    head = "system\tsegment\tsource\ttranslation\tmqm\n"
    (root / "qe" / "zh-en.ted-mqm.tsv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    referenced = [f"{LONG.format(k)}\t3\tA machine's item {k}." for k in range(8)]
    drafts = [f"{LONG.format(k)}\t3\tA machine's item {k}." for k in range(5000, 5000 + 2 * MOST + 3)]
    table = "\n".join(["source\tjudgement\tdraft", *referenced, *drafts])
    (root / "drafts.tsv").write_text(table, encoding="utf-8")
    return root


def test_documents_of_one_source_are_of_one_group(folder: Path) -> None:
    translations = read_translations(folder, [folder / "drafts.tsv"])
    assert max(len(translation.pairs) for translation in translations) == MOST
    of_drafts = [translation.group for translation in translations if translation.kind == "draft"]
    assert of_drafts == ["drafts 0", "drafts 1"], "a few sentences are no document"
    groups = {t.group: t.by_machine for t in translations if t.kind.startswith(("reference", "original"))}
    assert set(groups) == {
        *(f"news {k}" for k in range(0, 1600, 150)),
        *(f"english {k}" for k in range(0, 1600, 250)),
    }
    assert not any(groups.values())


def test_no_source_is_on_both_sides(folder: Path) -> None:
    translations = read_translations(folder, [folder / "drafts.tsv"])
    by_people, by_machines = (
        {source for t in translations if t.by_machine == is_machine for source, _ in t.pairs}
        for is_machine in (False, True)
    )
    assert not by_people & by_machines


def test_talks_are_by_each_system_in_turn(folder: Path) -> None:
    translations = read_translations(folder, [])
    talks = [(t.kind, t.group) for t in translations if t.kind.startswith("system")]
    assert talks == [("system p", "talk 0"), ("system q", "talk 40"), ("system p", "talk 80")]


def test_what_has_one_form_is_in_no_document(folder: Path) -> None:
    path = folder / "numbers.tsv"
    path.write_text(
        "source\tdraft\n"
        + "".join(f"全年共产粮食1234567吨，比上年增加{k}765432吨，增长12.3%。\tx{k}\n" for k in range(9)),
        encoding="utf-8",
    )
    assert read_translations(folder, [path]) == read_translations(folder, [])


def test_machines_are_told_from_people_and_the_weights_say_how(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    translations = read_translations(folder, [folder / "drafts.tsv"])
    for name in ("a", "b"):
        train(translations, Model(), Back(), tmp_path / name, print)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    said = capsys.readouterr().out
    assert said.startswith(f"{len(translations)} documents, 5 by machines, of 4 to 8 sentences\n")
    assert "english: AUC 1.000" in said
    assert "english and asymmetry: AUC 1.000" in said
    data = json.loads((tmp_path / "a").read_text(encoding="utf-8"))
    assert data["usual"]["machines"] == {"english": 0.37, "chinese": 1.4}
    for mean, is_machine in ((0.37, True), (1.4, False)):
        for said_both in (Surprises([mean] * MOST), Surprises([mean] * MOST, [1.4] * MOST)):
            weights = data["both" if said_both.chinese else "alone"]
            assert (log_odds_of(said_both, weights) > 0) == is_machine
