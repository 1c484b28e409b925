from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from align.translate.draft import Drafter
from align.translate.memory import Memory
from corpus.cli.main import main
from corpus.model import Lang
from corpus.settings import EngineName, Settings, load_settings
from corpus.text.fold import fold_spaces
from export.read_tmx import read_units
from export.write_tmx import write_tmx
from tests.factories import FakeTranslator, build_folder, unit

PAIRS = [
    (
        "今年以来，全市共破获电信诈骗案件120起。",
        "So far this year the city has solved 120 cases of telecom fraud.",
    ),
    (
        "昨日，望溪县公安局召开新闻发布会。",
        "Yesterday the Wangxi County Public Security Bureau held a press conference.",
    ),
    ("社区民警走访了三百户居民。", "Community officers visited three hundred households."),
]
MEMORY = Memory(
    [
        *((zh, en, "Hans") for zh, en in PAIRS),
        ("溪口警局昨日公布數據。", "The Xikou police released figures yesterday.", "Hant"),
    ]
)


def test_exactly_the_same_text_is_found_from_both_sides() -> None:
    for zh, en in PAIRS:
        assert MEMORY.exact(zh, "zh", "Hans") == en
        assert MEMORY.exact(f"  {en} ", "en", "Hans") == zh
        assert MEMORY.exact(zh + "。", "zh", "Hans") is None
    assert MEMORY.exact("The Xikou police released figures yesterday.", "en", "Hans") is None, (
        "the scripts never mix"
    )
    assert (
        MEMORY.exact("The Xikou police released figures yesterday.", "en", "Hant") == "溪口警局昨日公布數據。"
    )


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        ("今年以来，全县共破获电信诈骗案件97起。", "zh", PAIRS[0][1]),
        ("Community officers visited two hundred households in May.", "en", PAIRS[2][0]),
        ("天气很好。", "zh", None),
        ("", "zh", None),
        ("好", "zh", None),
    ],
)
def test_similar_text_is_found(text: str, source: Lang, expected: str | None) -> None:
    matches = MEMORY.similar(text, source, "Hans", 2, 0.5)
    assert [match.target for match in matches] == ([expected] if expected else [])
    assert all(0.5 <= match.similarity < 1 for match in matches)


TEXT = st.text(alphabet="甲乙丙丁戊己庚辛壬癸ab ,。", min_size=4, max_size=30)


@given(st.lists(TEXT, min_size=1, max_size=30), TEXT)
def test_the_index_loses_nothing_that_is_much_alike(texts: list[str], asked: str) -> None:
    memory = Memory([(text, f"t{i}", "Hans") for i, text in enumerate(texts)])
    for i, text in enumerate(texts):
        folded = fold_spaces(text)
        assert memory.exact(text, "zh", "Hans") == f"t{[fold_spaces(other) for other in texts].index(folded)}"
        assert memory.exact(f"t{i}", "en", "Hans") == folded
        if len(folded) > 1:  # An n-gram of Chinese has two characters.
            (best,) = memory.similar(text, "zh", "Hans", 1, 0.9)
            assert (best.source, best.similarity) == (folded, 1)
    for match in memory.similar(asked, "zh", "Hans", 5, 0.5):
        assert match.similarity == pytest.approx(fuzz.ratio(" ".join(asked.split()), match.source) / 100)


def test_an_empty_memory() -> None:
    assert Memory([]).exact("a", "en", "Hans") is None
    assert Memory([]).similar("abcdef", "en", "Hans", 2, 0.5) == []


def test_a_language_model_is_shown_what_is_alike() -> None:
    text = "今年以来，全县共破获电信诈骗案件97起。"
    engine = FakeTranslator("zh")
    Drafter(engine, memory=MEMORY).draft([(text, "Hans"), ("天气很好。", "Hans")])
    assert engine.examples[0] == {text: [PAIRS[0]]}
    plain = FakeTranslator("zh")
    plain.follows_prompt = False
    Drafter(plain, memory=MEMORY).draft([(text, "Hans")])
    assert not any(plain.examples)


def test_english_is_not_alike_by_its_letters_alone() -> None:
    zh, en = "山里整周天气都很好。", "The weather in the hills was fine all week."
    engine = FakeTranslator("en")
    texts = ["The county opened its new library in March.", "The weather in the hills was fine all month."]
    Drafter(engine, memory=Memory([(zh, en, "Hans")])).draft([(text, "Latn") for text in texts])
    assert list(engine.examples[0].items()) == [(texts[1], [(en, zh)])]


def test_a_build_takes_the_memory_first(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(
        "\n".join([PAIRS[0][0], "天气一直很好，游客很多。", PAIRS[1][0]]), encoding="utf-8"
    )
    units = [unit(zh, en, i, origin="aligned") for i, (zh, en) in enumerate(PAIRS[:1])]
    units.append(unit(PAIRS[1][0], "A draft that nobody read.", 5))
    write_tmx(tmp_path / "m.tmx", units, "zh-CN")
    engines: tuple[EngineName, ...] = ("auto", "none")
    for engine in engines:
        out = tmp_path / engine
        memory = (str(tmp_path / "m.tmx"),)
        build_folder(tmp_path / "in", out, Settings(engine=engine, memory=memory))
        built = {unit.source: unit for unit in read_units(out / "in.zh-CN.en-US.tmx")}
        remembered = built[PAIRS[0][0]]
        assert (remembered.target, remembered.origin, remembered.engine) == (
            PAIRS[0][1],
            "reviewed",
            "memory",
        )
        if engine == "none":
            assert list(built) == [PAIRS[0][0]]
            assert PAIRS[1][0] in (out / "in.zh-CN.untranslated.tsv").read_text(encoding="utf-8")
        else:
            assert built[PAIRS[1][0]].origin == "drafted", "a draft is no memory"
            assert len(built) == 3


def test_settings_and_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "corpus.toml").write_text('memory = ["a.tmx", "b.tmx"]', encoding="utf-8")
    assert load_settings(tmp_path / "corpus.toml", {}).memory == (
        str(tmp_path / "a.tmx"),
        str(tmp_path / "b.tmx"),
    )
    (tmp_path / "corpus.toml").write_text("memory = [1]", encoding="utf-8")
    with pytest.raises(Exception, match="memory must be a list of texts"):
        load_settings(tmp_path / "corpus.toml", {})
    (tmp_path / "corpus.toml").unlink()
    (tmp_path / "a.txt").write_text("警方通报。", encoding="utf-8")
    command = [str(tmp_path), "--engine", "none", "--out", str(tmp_path / "out")]
    assert main([*command, "--memory", str(tmp_path / "nowhere.tmx")]) == 2
    assert "nowhere.tmx" in capsys.readouterr().err
