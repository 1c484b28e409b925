"""Words of both languages, and which match."""

from __future__ import annotations

import pytest

from align.lexicon import chinese_words, english_words, sides


def matching(zh: str, en: str) -> set[str]:
    """The stems by which words of the two sentences match."""
    left, right = sides([zh], [en])
    return set().union(*left.keys) & set().union(*right.keys)


def test_words_are_found_by_dictionary_number_and_name() -> None:
    stems = matching(
        "陈清河缴获毒品48.3公斤，共三万元。", "Chen Qinghe seized 48.3 kilograms of drugs and 30,000 yuan."
    )
    assert {"#48.3", "#30000", "chen", "qingh", "drug", "yuan"} <= stems


def test_names_are_words_that_are_never_written_small() -> None:
    assert "chen" in matching("陈清河来了。", "Chen came.")
    assert "he" not in matching("何先生来了。", "He came. So did he.")


def test_both_scripts_have_the_same_words() -> None:
    simplified, traditional = (chinese_words(text, frozenset()) for text in ("访问银行", "訪問銀行"))
    assert list(simplified.values()) == list(traditional.values())


def test_the_longest_word_is_taken() -> None:
    assert "派出所" in chinese_words("他在派出所工作", frozenset())
    assert "派出" not in chinese_words("他在派出所工作", frozenset())


def test_small_words_and_small_numbers_are_no_evidence() -> None:
    assert english_words("It is one of them, and 2 are his.") == []


def test_a_word_that_stands_in_many_sentences_weighs_less() -> None:
    _, en = sides([], ["The police came.", "The police left.", "A banner."])
    by_word = {next(iter(keys)): weight for keys, weight in zip(en.keys, en.weights, strict=True)}
    assert by_word["polic"] < by_word["banner"]


@pytest.mark.parametrize("text", ["", " ", "𠮷", "abc", "\x00"])
def test_strange_texts(text: str) -> None:
    zh, en = sides([text], [text])
    assert len(zh.sentences) == len(en.sentences) == 1
