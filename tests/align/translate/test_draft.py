from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.translate.draft import Drafted, Drafter, _batches
from align.translate.translator import Draft
from corpus.cache import Cache
from tests.factories import FakeTranslator

SENTENCES = [f"第{i}句话说的是破获案件{100 + i}起。" for i in range(10)]


def test_a_document_at_once_in_batches_of_like_length() -> None:
    translator = FakeTranslator("zh", batch_size=4)
    Drafter(translator).draft([(text, "Hans") for text in [*SENTENCES, SENTENCES[0]]])
    sizes = [len(texts) for texts, _ in translator.calls]
    assert sizes == [4, 4, 2]
    flat = [text for texts, _ in translator.calls for text in texts]
    assert sorted(flat) == sorted(SENTENCES), "each sentence once"
    assert [len(text) for text in flat] == sorted(len(text) for text in flat)


def test_a_sentence_that_occurs_again_keeps_its_first_draft() -> None:
    translator = FakeTranslator("zh", batch_size=8)
    drafter = Drafter(translator)
    first = drafter.draft([(text, "Hans") for text in SENTENCES[:5]])
    again = drafter.draft([(text, "Hans") for text in [*SENTENCES[3:5], *SENTENCES[7:9]]])
    assert [d.draft for d in again[:2]] == [d.draft for d in first[3:5]]
    assert translator.calls[1][0] == sorted(SENTENCES[7:9], key=lambda text: (len(text), text))


def test_cache_and_interruption_change_nothing(tmp_path: Path) -> None:
    documents = [SENTENCES[:7], SENTENCES[5:], SENTENCES[2:4]]

    def run(cache: Cache | None, translator: FakeTranslator, count: int = 3) -> list[object]:
        drafter = Drafter(translator, cache)
        return [drafter.draft([(text, "Hans") for text in document]) for document in documents[:count]]

    expected = run(None, FakeTranslator("zh"))
    with Cache(tmp_path / "c.sqlite") as cache:
        run(cache, FakeTranslator("zh"), count=1)  # stopped after the first document
    with Cache(tmp_path / "c.sqlite") as cache:
        assert run(cache, FakeTranslator("zh")) == expected
    with Cache(tmp_path / "c.sqlite") as cache:
        idle = FakeTranslator("zh")
        assert run(cache, idle) == expected
        assert idle.calls == []


@pytest.mark.parametrize(
    ("first", "second", "kept", "flags", "calls"),
    [
        (
            Draft("", 0.0, finished=True),
            Draft("Crime fell to 100.", -1.0, finished=True),
            "Crime fell to 100.",
            ["second-draft"],
            2,
        ),
        (
            Draft("警方通报了100。", -0.1, finished=True),
            Draft("Police reported 100.", -1.0, finished=True),
            "Police reported 100.",
            ["second-draft"],
            2,
        ),
        (
            Draft("Crime fell.", -0.1, finished=True),
            Draft("Crime fell to 100.", -0.9, finished=True),
            "Crime fell to 100.",
            ["second-draft"],
            2,
        ),
        (
            Draft("Crime in the city fell.", -0.1, finished=True),
            Draft("Crime in the city went down.", -0.9, finished=True),
            "Crime in the city fell.",
            [],
            2,
        ),
        (
            Draft("Crime 100 fell", -0.1, finished=False),
            Draft("Crime 100 fell.", -0.9, finished=True),
            "Crime 100 fell.",
            ["second-draft"],
            2,
        ),
        (
            Draft("It fell to 100.", -0.1, finished=True),
            Draft("never asked", -0.9, finished=True),
            "It fell to 100.",
            [],
            1,
        ),
    ],
)
def test_bad_drafts_are_tried_once_more(
    first: Draft, second: Draft, kept: str, flags: list[str], calls: int
) -> None:
    text = "全市案件下降到100起。"
    translator = FakeTranslator("zh", {text: first}, {text: second})
    drafted = Drafter(translator).draft([(text, "Hans")])[0]
    assert drafted.draft.text == kept
    assert [flag.code for flag in drafted.flags] == flags
    assert len(translator.calls) == calls


def test_traditional_is_read_as_simplified() -> None:
    translator = FakeTranslator("zh")
    Drafter(translator).draft([("溫州公安開展專項行動。", "Hant")])
    assert translator.calls[0][0] == ["Wenzhou 公安开展专项行动。"], "and its names are spelled"


@pytest.mark.parametrize(
    ("chinese", "expected"),
    [("zh-CN", "警察局里的电脑。"), ("zh-TW", "警察局裡的電腦。"), ("zh-HK", "警察局裏的電腦。")],
)
def test_english_into_each_chinese(chinese: str, expected: str) -> None:
    text = "The computer in the police station."
    translator = FakeTranslator("en", {text: Draft("警察局里的电脑。", -0.1, finished=True)})
    assert Drafter(translator, chinese=chinese).draft([(text, "Latn")])[0].draft.text == expected


def test_illegal_characters_of_an_engine_go() -> None:
    translator = FakeTranslator("zh", {"你好。": Draft(" Hel\x00lo\ufffd. ", -0.1, finished=True)})
    assert Drafter(translator).draft([("你好。", "Hans")])[0].draft.text == "Hello."


@given(st.lists(st.text(max_size=30), unique=True, max_size=60), st.integers(1, 16))
def test_batches_hold_every_text_once_and_none_too_many(texts: list[str], most: int) -> None:
    batches = list(_batches(texts, most))
    assert sorted(text for batch in batches for text in batch) == sorted(texts)
    assert all(1 <= len(batch) <= most for batch in batches)
    assert len({len(batch) for batch in batches[:-1]}) <= 1, "all but the last are of one size"


def test_sentences_are_counted_as_they_finish_and_each_once() -> None:
    class Eager(FakeTranslator):
        """Tells of more than it was given."""

        def translate(self, texts, *, progress=None, **options):  # type: ignore[no-untyped-def]
            for _ in range(len(texts) + 3):
                if progress:
                    progress(1)
            return super().translate(texts, **options)

    told: list[int] = []
    Drafter(Eager("zh", batch_size=4)).draft([(text, "Hans") for text in SENTENCES], told.append)
    assert sum(told) == len(SENTENCES)
    assert told.count(1) == len(SENTENCES), "one by one"


def test_the_speed_of_a_finished_run_is_known_to_the_next(tmp_path: Path) -> None:
    with Cache(tmp_path / "c.sqlite") as cache:
        drafter = Drafter(FakeTranslator("zh"), cache)
        assert drafter.speed() is None
        drafter.draft([(text, "Hans") for text in SENTENCES])
        other = Drafter(FakeTranslator("zh"), cache)
        assert other.count_settled([(SENTENCES[0], "Hans")]) == 0, "not before the run has ended well"
        drafter.settle()
        again = Drafter(FakeTranslator("zh"), cache)
        assert (again.speed() or 0) > 0
        assert again.count_settled([(text, "Hans") for text in [*SENTENCES, "新的一句。"]]) == len(SENTENCES)


@pytest.mark.parametrize(
    ("unsure", "target", "expected"),
    [
        ("Guangnan", "Police in Guangnan said so.", (("target", 10, 18),)),
        ("Guangnan", "Police in Cangnan said so.", ()),
        ("", "Police in Guangnan said so.", ()),
    ],
    ids=["unsure", "mended or masked since", "an engine that does not tell"],
)
def test_what_an_engine_was_unsure_of_is_pointed_at(
    unsure: str, target: str, expected: tuple[tuple[str, int, int], ...]
) -> None:
    drafted = Drafted(Draft("Police in Guangnan said so.", -0.3, finished=True, weakest=-3, unsure=unsure))
    assert drafted.doubt(target).spans == expected


def test_unsure_words_are_in_the_script_of_the_draft() -> None:
    text = "The computer in the police station."
    draft = Draft("警察局里的电脑。", -0.1, finished=True, weakest=-4.0, unsure="电脑")
    made = Drafter(FakeTranslator("en", {text: draft}), chinese="zh-TW").draft([(text, "Latn")])[0]
    assert made.doubt(made.draft.text).spans == (("target", 5, 7),)


class Reader(FakeTranslator):
    """Reads drafts back, and keeps what it was asked."""

    asked: list[tuple[str, str]]

    def read_back(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        self.asked = [*getattr(self, "asked", []), *pairs]
        return [-0.25] * len(pairs)


def test_drafts_are_read_back_once_and_before_their_script_is_changed(tmp_path: Path) -> None:
    text, draft = "The computer.", Draft("电脑。", -0.1, finished=True)
    reader = Reader("en", {text: draft})
    with Cache(tmp_path / "c.sqlite") as cache:
        for _ in range(2):
            made = Drafter(reader, cache, "zh-TW", reads_back=True).draft([(text, "Latn")])[0]
    assert (made.read_back, made.draft.text) == (-0.25, "電腦。")
    assert reader.asked == [(text, "电脑。")]


def test_drafts_are_not_read_back_where_nobody_asks() -> None:
    reader = Reader("en", {"The computer.": Draft("电脑。", -0.1, finished=True)})
    assert Drafter(reader).draft([("The computer.", "Latn")])[0].read_back == 0.0
    assert not hasattr(reader, "asked")
