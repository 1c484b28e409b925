"""The texts that the adapter is learned from: their form, what they must not hold, what is made of them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from align.quality.checks import faults
from align.terms.glossary import NO_TERMS, with_termbase
from align.train.adapter.learn import batches, micro_batches
from align.train.adapter.pairs import Pair, read_texts
from align.train.adapter.samples import SampleMaker, kept_back
from align.translate.gguf import Weights
from align.translate.gguf_tokenizer import tokenizer_of
from corpus.errors import CorpusError
from corpus.text.script import HAN, chinese_script
from tests.tiny_models import random_weights, write_gguf

PAIRS = read_texts()


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    path = tmp_path_factory.mktemp("tokens") / "tiny.gguf"
    write_gguf(path, random_weights())
    return tokenizer_of(Weights(path))


def pair(source: str, target: str, document: str = "d") -> Pair:
    return Pair(document, source, target, "zh")


def test_there_are_enough() -> None:
    counts = Counter(pair.lang for pair in PAIRS)
    assert counts["zh"] >= 2500
    assert counts["en"] >= 1000
    assert sum(chinese_script(pair.source) == "Hant" for pair in PAIRS if pair.lang == "zh") >= 100


def test_each_side_is_in_its_language() -> None:
    for each in PAIRS:
        zh, en = (each.source, each.target) if each.lang == "zh" else (each.target, each.source)
        assert re.search(HAN, zh) or not re.search("[a-z]{3}", zh), each
        assert not re.search(HAN, en), each


def test_hardly_a_pair_repeats() -> None:
    counts = Counter(each.source for each in PAIRS)
    assert sum(count - 1 for count in counts.values()) < len(PAIRS) / 200


def test_numbers_are_kept() -> None:
    """Some that are reported are right: 四成 as two fifths."""
    wrong = [
        each
        for each in PAIRS
        if any(f.code == "numbers" for f in faults(each.source, each.target, each.lang))
    ]
    assert len(wrong) < len(PAIRS) / 50


def test_wrong_lines_are_all_named(tmp_path: Path) -> None:
    folder = tmp_path / "zh-en"
    folder.mkdir()
    (folder / "a.tsv").write_text("before\tany document\n# one\n好\tgood\nno tab\n好\t\n", encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read_texts(tmp_path)
    assert [line.split(":")[1] for line in str(caught.value).split("\n")] == ["1", "4", "5"]


def test_a_name_or_term_is_written_into_the_source_only_if_the_translation_says_it(
    tokenizer: Tokenizer,
) -> None:
    maker = SampleMaker(tokenizer, [], with_termbase(NO_TERMS))
    said = maker.annotated(pair("苍南警方破获4112起。", "Police in Cangnan solved 4,112 cases."))
    assert said == "Cangnan 警方破获4,112起。"
    assert "Cangnan" not in maker.annotated(pair("苍南警方破获4112起。", "The police solved 4,112 cases."))


def test_the_same_seed_makes_the_same_batches_and_another_epoch_others(tokenizer: Tokenizer) -> None:
    pairs = [pair(f"hello {i}", f"the {i}", f"d{i // 5}") for i in range(60)]
    maker = SampleMaker(tokenizer, pairs, seed=1)
    first, again = (batches(maker, pairs, 1) for _ in range(2))
    steps = [next(first) for _ in range(4)]
    assert steps == [next(again) for _ in range(4)]
    assert steps[:2] != steps[2:], "two steps are an epoch"


def test_samples_of_like_length_go_together(tokenizer: Tokenizer) -> None:
    maker = SampleMaker(tokenizer, [])
    samples = maker.plain_samples([pair("hello" * (1 + i % 7), "the") for i in range(40)])
    made = list(micro_batches(samples))
    assert sorted(map(id, samples)) == sorted(id(sample) for batch in made for sample in batch)
    assert all(len(batch) * max(sample.size for sample in batch) <= 960 for batch in made)


def test_whole_documents_are_kept_back() -> None:
    learned, kept = kept_back(PAIRS)
    assert len(learned) + len(kept) == len(PAIRS)
    assert 0.02 < len(kept) / len(PAIRS) < 0.1
    assert not {each.document for each in learned} & {each.document for each in kept}
