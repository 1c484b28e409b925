"""The trainer of how far a model foresees translations, with a model that foresees what machines wrote."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from align.quality.foreseen import MOST, log_odds_of
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
    drafts = [f"{LONG.format(k)}\tA machine's item {k}." for k in (*range(9), *range(100, 108))]
    elsewhere = [f"{TALK.format(k)}\tby machine" for k in range(1000, 1003)]
    (root / "drafts.tsv").write_text("\n".join([*drafts, *elsewhere]), encoding="utf-8")
    return root


def test_documents_of_one_source_are_of_one_group(folder: Path) -> None:
    translations = read_translations(folder, [folder / "drafts.tsv"])
    assert {len(translation.pairs) for translation in translations} == {MOST}
    of_drafts = [translation.group for translation in translations if translation.kind == "draft"]
    assert of_drafts == ["news 0", "news 100"], "a few sentences are no document"
    groups = {t.group: t.by_machine for t in translations if t.kind.startswith(("reference", "original"))}
    assert groups == {
        **{f"news {k}": False for k in (0, 100, 200, 300)},
        **{f"english {k}": False for k in (0, 500, 1000, 1500)},
    }
    talks = [(t.kind, t.group) for t in translations if t.kind.startswith("system")]
    assert talks == [("system p", "talk 0"), ("system q", "talk 40"), ("system p", "talk 80")]


def test_what_has_one_form_is_in_no_document(folder: Path) -> None:
    path = folder / "numbers.tsv"
    path.write_text(
        "".join(f"全年共产粮食1234567吨，比上年增加{k}765432吨，增长12.3%。\tx{k}\n" for k in range(9)),
        encoding="utf-8",
    )
    assert read_translations(folder, [path]) == read_translations(folder, [])


def test_machines_are_told_from_people_and_the_weights_say_how(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    translations = read_translations(folder, [folder / "drafts.tsv"])
    for name in ("a", "b"):
        train(translations, Model(), tmp_path / name, print)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    said = capsys.readouterr().out
    assert said.startswith("41 documents of 4 to 8 sentences, 5 by machines; held out: AUC 1.000\n")
    data = json.loads((tmp_path / "a").read_text(encoding="utf-8"))
    assert data["usual"]["machines"] == pytest.approx(0.37, abs=0.01)
    for surprise, is_machine in ((0.37, True), (1.4, False)):
        assert (log_odds_of([surprise] * MOST, data["weight"], data["middle"]) > 0) == is_machine
