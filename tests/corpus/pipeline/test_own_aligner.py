"""Weights of alignment of one's own, learned from links that people made, and used by a setting."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from align.beads.aligner import default_model, own_model
from align.embed import UseEmbedder
from align.evaluate.alignments import read_gold
from corpus.cli.main import main
from corpus.errors import CorpusError
from corpus.pipeline.links import LinkDecision, links_to_learn_from
from corpus.pipeline.review_record import append_decisions
from corpus.settings import SETTINGS_FILE, Settings, load_settings
from tests.factories import SEEDS, build_folder

GOLD = Path(__file__).parents[2] / "gold" / "align"
PAIR = ("12-night-market.zh.txt", "12-night-market.en.txt")


def merged(count: int) -> list[LinkDecision]:
    """A person who links two sentences with two wherever the gold data links one with one twice."""
    decisions: list[LinkDecision] = []
    for text in read_gold(GOLD):
        links = list(text.links)
        k = 0
        while k + 1 < len(links):
            first, second = links[k], links[k + 1]
            if (first.zh_count, first.en_count, second.zh_count, second.en_count) == (1, 1, 1, 1):
                zh, en = text.zh[first.zh : first.zh + 2], text.en[first.en : first.en + 2]
                names = f"{text.name}.zh.txt", f"{text.name}.en.txt"
                date = f"20260101T00{len(decisions):04}Z"
                decisions.append(
                    LinkDecision("merged", *names, zh, en, ((2, 2),), first.zh, first.en, "anna", date)
                )
                k += 1
            k += 1
    assert len(decisions) >= count
    return decisions[:count]


def test_the_later_of_two_decisions_is_learned_from() -> None:
    first, *rest = merged(3)
    later = LinkDecision(
        "split",
        *first.documents,
        first.zh,
        first.en,
        ((1, 1), (1, 1)),
        first.zh_start,
        first.en_start,
        "bo",
        "2",
    )
    runs = links_to_learn_from([first, *rest, later])
    assert sorted(len(run.links) for run in runs) == [1, 1, 2]
    withdrawn = LinkDecision(
        "withdrawn",
        *first.documents,
        first.zh,
        first.en,
        later.sizes,
        first.zh_start,
        first.en_start,
        "bo",
        "3",
    )
    assert [len(run.links) for run in links_to_learn_from([first, *rest, later, withdrawn])] == [1, 1, 1]


def test_a_habit_is_learned_and_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    append_decisions(tmp_path, merged(60))
    weights = tmp_path / "own.json"
    assert main(["train", "alignment", str(tmp_path), "--out", str(weights), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["runs"] == 60
    assert said["own"] < said["shipped"] / 2, "on runs that were left out"
    documents = tmp_path / "in"
    documents.mkdir()
    for name in PAIR:
        shutil.copy(SEEDS / name, documents / name)
    (documents / SETTINGS_FILE).write_text('aligner = "../own.json"\nengine = "none"\n', encoding="utf-8")
    settings = load_settings(documents / SETTINGS_FILE, {})
    plain = build_folder(documents, tmp_path / "a", Settings(engine="none"), make_embedder=UseEmbedder)
    own = build_folder(documents, tmp_path / "b", settings, make_embedder=UseEmbedder)
    assert plain.corpus.bead_model == default_model().signature
    assert own.corpus.bead_model == own_model(weights).signature
    assert {unit.engine for unit in own.corpus.units} == {own.corpus.bead_model}
    confidences = [[bead.confidence for bead in made.corpus.alignments[0].beads] for made in (plain, own)]
    assert confidences[0] != confidences[1], "other weights, other beads: none come from the cache"


def test_a_few_decisions_teach_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    append_decisions(tmp_path, merged(5))
    assert main(["train", "alignment", str(tmp_path), "--out", str(tmp_path / "own.json")]) == 1
    assert "too few" in capsys.readouterr().err
    assert not (tmp_path / "own.json").exists()
    assert main(["train", "alignment", str(tmp_path / "nobody")]) == 2


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "no file"),
        ("{}", "no weights"),
        ("[1, 2]", "no table"),
        ("[" * 100_000, "nesting without end"),
        ('{"links": {}, "nulls": {}, "types": {}, "signature": "duizhao-beads-1:x"}', "names are missing"),
    ],
)
def test_what_holds_no_weights_is_refused(content: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    if content:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match="holds no weights"):
        own_model(path)


def test_a_file_cannot_take_the_name_of_the_weights_that_ship(tmp_path: Path) -> None:
    """Beads are cached by the signature."""
    from align.beads.aligner import WEIGHTS

    shutil.copy(WEIGHTS, tmp_path / "own.json")
    assert own_model(tmp_path / "own.json").signature.startswith("own-beads:")
    broken = WEIGHTS.read_text(encoding="utf-8").replace(": 0.", ': NaN, "x": 0.', 1)
    (tmp_path / "own.json").write_text(broken, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"finite|holds no"):
        own_model(tmp_path / "own.json")
