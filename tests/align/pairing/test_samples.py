"""What a document is compared by: its sentences' vectors, how much each tells, and what it states."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pytest

from align.embedder import Embedder, in_turn, one_document
from align.pairing.samples import DocumentText, Facts, Sample, Weights, make_samples
from corpus.model import Lang

Floats = npt.NDArray[np.float32]
In = TypeVar("In")
Out = TypeVar("Out")


class Meanings:
    """Gives a text the vector whose place is its first digit, or a fixed one."""

    signature = "meanings"

    def embed(self, texts: Sequence[str]) -> Floats:
        rows: Floats = np.zeros((len(texts), 10), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[int(next((letter for letter in text if letter.isdigit()), "0"))] = 1
        return rows

    def runs(self, texts: Sequence[str], most: int) -> tuple[npt.NDArray[np.float16], ...]:
        raise AssertionError(texts)


def samples(lang: Lang, *documents: Iterable[str]) -> list[Sample]:
    texts = [DocumentText(str(i), tuple(document)) for i, document in enumerate(documents)]
    made = make_samples(texts, lang, in_turn(Meanings()))
    return [made[i] for i in range(len(made))]


def test_each_document_has_its_own_sentences_in_order() -> None:
    first, second, empty = samples("en", ["number 3", "number 1"], ["number 7"], [])
    assert first.vectors.argmax(axis=1).tolist() == [3, 1]
    assert second.vectors.argmax(axis=1).tolist() == [7]
    assert (empty.vectors.shape, empty.rows, empty.length) == ((0, 10), (), 0)
    assert empty.mean.tolist() == [0] * 10
    assert (first.length, second.length) == (17, 8), "of the lines with what parts them"


LONG = "Sentences of many letters and then some"


@pytest.mark.parametrize(
    ("lang", "documents", "rarity"),
    [
        ("en", [[f"{LONG} {end}" for end in ("here", "there")]], [1, 1]),
        ("en", [["Nine char"]], [9 / 36]),
        ("zh", [["解法"]], [2 / 12]),
        ("zh", [["一句有十二个以上汉字的话。"]], [1]),
        ("en", [[LONG, "Nine char"], [LONG], [LONG]], [1 / 3, 9 / 36]),
        ("en", [[f"{LONG} 1.2"], [f"{LONG.upper()} V7"]], [1 / 2]),
        ("en", [[LONG, LONG], []], [1]),
    ],
    ids=["plain", "short", "short Chinese", "long Chinese", "template", "template with numbers", "repeated"],
)
def test_how_much_a_sentence_tells(lang: Lang, documents: list[list[str]], rarity: list[float]) -> None:
    """Less where it is short or stands in other documents; numbers and capitals make it no other one."""
    assert samples(lang, *documents)[0].rarity.tolist() == pytest.approx(rarity)


def test_the_mean_is_of_length_1_and_goes_by_what_each_tells() -> None:
    """The first stands in both documents and weighs half of what the second does."""
    first, _ = samples("en", [f"{LONG} 1", f"{LONG} now 2"], [f"{LONG} 3"])
    assert first.mean.tolist() == pytest.approx([0, *(x / math.hypot(1, 2) for x in (1, 2)), *[0] * 7])


def test_of_many_sentences_a_few_at_once_are_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five sentences in three rows at most: two, two and one."""
    document = [f"{LONG} on page {at}" for at in "1234"] + ["Page 5"]
    document[1] = "Page 2"
    (whole,) = samples("en", document)
    monkeypatch.setattr("align.pairing.samples._MOST_ROWS", 3)
    (parts,) = samples("en", document)
    expected = np.zeros((3, 10))
    expected[0, 1:3] = expected[1, 3:5] = math.sqrt(0.5)
    expected[2, 5] = 1
    assert parts.vectors == pytest.approx(expected)
    assert parts.rarity.tolist() == pytest.approx([(1 + 6 / 36) / 2, 1, 6 / 36])
    assert [sorted(row.values) for row in parts.rows] == [["1", "2"], ["3", "4"], ["5"]]
    assert parts.mean.tolist() == whole.mean.tolist()
    assert (parts.facts, parts.length) == (whole.facts, whole.length)


@pytest.mark.parametrize(
    ("lang", "text", "numbers", "values", "codes"),
    [
        ("zh", "共12万人", {("120000",)}, {"120000"}, set()),
        ("en", "3 million people, version 1.2", {("3e+06",)}, {"3e+06"}, {"1.2"}),
        ("en", "Half of them", set(), {"0.5", "50"}, set()),
        ("en", "The CVE-2013-4164 of x-1 in a-b", set(), {"2013", "4164", "1"}, {"cve-2013-4164", "x-1"}),
    ],
)
def test_what_a_text_states(
    lang: Lang, text: str, numbers: set[tuple[str, ...]], values: set[str], codes: set[str]
) -> None:
    facts = Facts.of(text, lang)
    assert facts.codes == codes
    assert facts.values >= values
    assert facts.numbers >= numbers


def test_facts_are_read_in_the_language_of_the_documents() -> None:
    ((zh,), (en,)) = (samples(lang, ["1.2万 and two hundred"]) for lang in ("zh", "en"))
    assert "12000" in zh.facts.values
    assert "12000" not in en.facts.values
    assert "200" in en.facts.values


def test_words_in_latin_letters_are_kept_small_and_whole() -> None:
    (sample,) = samples("zh", ["用Heron 2.0和red-black树，ab不算。"])
    assert sample.words == {"heron", "red", "black"}


def test_neighbouring_documents_are_embedded_together_and_who_spreads_them_is_told_how_much_that_is() -> None:
    """A second a thousand sentences; a sentence that a document repeats is one."""
    told: list[tuple[int, int]] = []

    def each(
        function: Callable[[In, Embedder], Out],
        items: Iterable[In],
        seconds: Callable[[In], float],
        documents: Callable[[In], int] = one_document,
    ) -> Iterator[Out]:
        for item in items:
            told.append((documents(item), round(1000 * seconds(item))))
            yield function(item, Meanings())

    texts = [DocumentText(str(i), tuple(f"{i} {k}" for k in range(150))) for i in range(3)]
    made = make_samples([*texts, DocumentText("again", ("one", "one", "two"))], "en", each)
    assert told == [(2, 300), (2, 152)]
    assert [len(made[i].rows) for i in range(len(made))] == [150, 150, 150, 2]
    assert [len(brief.rows) for brief in made.brief] == [0, 0, 0, 0], "rows are looked up"


def test_what_something_weighs() -> None:
    """The logarithm of how rare it is; of a number by its rarest value, of small ones nothing."""
    documents = samples("en", ["see 1234 and 77"], ["see 1234 and x-1"], ["see 1234"])
    weights = Weights(documents)
    assert weights.of("1234") == pytest.approx(math.log(5 / 3))
    assert weights.of("77") == weights.of("unheard of") == pytest.approx(math.log(5))
    assert weights.of_number(("1234", "77", "3")) == pytest.approx(math.log(5))
    assert weights.of_number(("3", "9")) == 0
    assert weights.of_number(("10",)) == pytest.approx(math.log(5))
    assert weights.sum(["1234", "x-1"]) == pytest.approx(math.log(5 / 3) + math.log(5))
    assert weights.sum_of_numbers([("1234",), ("77",)]) == pytest.approx(math.log(5 / 3) + math.log(5))
