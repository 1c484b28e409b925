"""Documents of one template, versions, copies, excerpts: what tells them apart, and what is then said."""

from __future__ import annotations

import pytest

from align.embed import UseEmbedder
from align.embedder import in_turn
from align.pairing.documents import pair_documents
from align.pairing.matching import assign
from align.pairing.names import language_mark, named_pairs, names_differ
from align.pairing.samples import DocumentText, Facts
from tests.benchmarks.pairing import folder, outcomes, sides


def advisory(identifier: str, part: tuple[str, str], version: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    zh, en = part
    return (
        f"{identifier}：{zh}中的整数溢出",
        f"该漏洞的CVE编号为{identifier}。",
        "所有使用受影响版本的用户应立即升级。",
        f"Heron {version}以及更早的版本",
    ), (
        f"{identifier}: an integer overflow in the {en}",
        f"This vulnerability has been assigned the CVE identifier {identifier}.",
        "All users running an affected release should upgrade immediately.",
        f"Heron {version} and earlier",
    )


FIRST = advisory("CVE-2013-4164", ("解析器", "parser"), "1.2.7")
SECOND = advisory("CVE-2018-8780", ("解析器", "parser"), "2.0.4")


def test_identifiers_that_contradict_each_other_speak_against_a_pair(use: UseEmbedder) -> None:
    right = pair_documents([DocumentText("a", FIRST[0])], [DocumentText("b", FIRST[1])], in_turn(use))
    wrong = pair_documents([DocumentText("a", FIRST[0])], [DocumentText("b", SECOND[1])], in_turn(use))
    assert [(pair.zh, pair.en) for pair in right.pairs] == [(0, 0)]
    assert wrong.pairs == []


def test_near_twins_find_their_own_partner_in_any_order(use: UseEmbedder) -> None:
    zh = [DocumentText("1", SECOND[0]), DocumentText("2", FIRST[0])]
    en = [DocumentText("3", FIRST[1]), DocumentText("4", SECOND[1])]
    assert {(pair.zh, pair.en) for pair in pair_documents(zh, en, in_turn(use)).pairs} == {(0, 1), (1, 0)}


def test_a_repeated_sentence_counts_once(use: UseEmbedder) -> None:
    def confidence(times: int) -> float:
        zh, en = (*FIRST[0], *FIRST[0][2:3] * times), (*FIRST[1], *FIRST[1][2:3] * times)
        return (
            pair_documents([DocumentText("a", zh)], [DocumentText("b", en)], in_turn(use)).pairs[0].confidence
        )

    assert confidence(9) == confidence(0)


def test_of_copies_one_is_paired_and_a_name_says_which(use: UseEmbedder) -> None:
    zh = [DocumentText("a.txt", FIRST[0]), DocumentText("x.zh.txt", FIRST[0])]
    pairs = pair_documents(zh, [DocumentText("x.en.txt", FIRST[1])], in_turn(use)).pairs
    assert [(pair.zh, pair.named) for pair in pairs] == [(1, True)]


def test_a_folder_of_templates_has_no_sure_pair_that_is_wrong(use: UseEmbedder) -> None:
    twins = folder(7, ("advisory", "feature", "problem"), count=20)
    zh, en, zh_texts, en_texts = sides(twins, 7, named=False)
    said = outcomes(pair_documents(zh_texts, en_texts, in_turn(use)), zh, en)
    sure = [outcome for outcome in said if outcome.confidence >= 0.995]
    assert all(outcome.right for outcome in sure)
    wanted = sum(bool(twin.zh and twin.en) for twin in twins)
    assert sum(outcome.right for outcome in said) >= 0.95 * wanted
    assert len(said) - sum(outcome.right for outcome in said) <= 0.03 * len(said)


def test_unrounded_log_odds_decide_where_probabilities_are_both_one() -> None:
    assigned = assign({(0, 0): 40.0, (1, 0): 41.0, (0, 1): 38.0})
    assert set(assigned) == {(1, 0), (0, 1)}
    assert assigned[1, 0] < 0.75


def test_rivals_of_either_side_share_the_probability() -> None:
    """One for the Chinese document, one for the English, all alike: a third is left for the pair."""
    assert assign({(0, 0): 5.0, (0, 1): 5.0, (1, 0): 5.0})[0, 0] == pytest.approx(1 / 3, abs=0.001)
    assert assign({(0, 0): 5.0, (0, 1): 5.0})[0, 0] == pytest.approx(1 / 2, abs=0.002)
    assert assign({(0, 0): 5.0, (1, 0): 5.0})[0, 0] == pytest.approx(1 / 2, abs=0.002)


def test_each_document_is_assigned_once() -> None:
    log_odds = {(i, j): float((i * 7 + j * 3) % 5) for i in range(6) for j in range(6)}
    assigned = assign(log_odds)
    assert len({i for i, _ in assigned}) == len({j for _, j in assigned}) == len(assigned) == 6


@pytest.mark.parametrize(
    ("zh", "en", "differ"),
    [
        ("2018-11-06-x-2-6-0-preview3.zh.md", "2018-12-06-x-2-6-0-rc1.en.md", True),
        ("notes-v1.2.zh.md", "notes-v1.3.en.md", True),
        ("report-20210304.zh.txt", "report-2021-03-04.en.txt", False),
        ("x-1.2.zh.md", "y.en.md", False),
        ("017.zh.txt", "018.en.txt", False),
    ],
)
def test_versions_and_dates_in_names(zh: str, en: str, differ: bool) -> None:
    assert names_differ(zh, en) == differ


def test_a_stem_that_two_share_names_no_pair() -> None:
    assert named_pairs(["x.zh.txt", "zh/x.txt"], ["x.en.txt"]) == set()
    assert named_pairs(["x.zh.txt", "y.zh.txt"], ["y.en.md"]) == {(1, 0)}
    assert language_mark("zh/en.txt") is None


def test_facts_that_only_one_side_lacks_are_no_contradiction() -> None:
    zh, en = (
        Facts.of("7月15日查获42件，共1.2万元。", "zh"),
        Facts.of("On July 15, 42 pieces were seized.", "en"),
    )
    assert not zh.contradict(en)
    assert zh.contradict(Facts.of("On July 15, 43 pieces were seized.", "en"))
