from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from corpus.cache import Cache
from corpus.pipeline.dry_run import Drafting, DryRun, dry_run
from corpus.pipeline.reporter import SILENT
from corpus.pipeline.tools import Tools
from corpus.settings import Settings
from tests.factories import FakeEmbedder, FakeTranslator, build_folder


def write_documents(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_it_says_what_a_build_would_draft_and_what_is_kept(tmp_path: Path) -> None:
    texts = {
        "a.txt": "民警登记了3名住户。\n\n村里的灯修好了。\n",
        "b.zh.txt": "大桥通车了。\n",
        "b.en.txt": "The bridge was opened.\n",
        "c.doc": "x",
    }
    folder, out = write_documents(tmp_path / "in", texts), tmp_path / "out"
    with Cache(tmp_path / "cache.sqlite") as cache:
        translator = FakeTranslator("zh")
        tools = Tools(lambda lang: translator if lang == "zh" else None, FakeEmbedder, cache, SILENT)
        first = dry_run(folder, Settings(), tools, out)
        assert first.formats == {".txt": 3}
        assert first.languages == {"en-Latn": 1, "zh-Hans": 2}
        assert first.pairs == (("b.zh.txt", "b.en.txt"),)
        assert [name for name, _ in first.not_read] == ["c.doc"]
        (direction,) = first.drafting
        assert (direction.sentences, direction.kept, direction.speed) == (2, 0, None)
        assert translator.calls == []
        assert not out.exists()
        build_folder(
            folder, out, Settings(), cache=tmp_path / "cache.sqlite", open_translator=tools.open_translator
        )
        (again,) = dry_run(folder, Settings(), tools, out).drafting
        assert (again.sentences, again.kept) == (2, 2)
        assert again.speed is not None
        assert again.seconds == 0


def test_what_was_drafted_beside_examples_is_known_to_be_kept(tmp_path: Path) -> None:
    """Links of the last build are shown to the engine, and part of what a draft is kept by."""
    texts = {
        "a.txt": "民警昨天登记了3名住户的情况。\n",
        "b.zh.txt": "民警昨天登记了5名住户的情况。\n",
        "b.en.txt": "Yesterday officers registered 5 residents.\n",
    }
    folder, out = write_documents(tmp_path / "in", texts), tmp_path / "out"
    with Cache(tmp_path / "cache.sqlite") as cache:
        translator = FakeTranslator("zh")
        tools = Tools(lambda _: translator, FakeEmbedder, cache, SILENT)
        build_folder(folder, out, cache=tmp_path / "cache.sqlite", open_translator=tools.open_translator)
        (direction,) = dry_run(folder, Settings(), tools, out).drafting
        assert (direction.sentences, direction.kept) == (1, 1)
        (tmx,) = out.glob("*.tmx")
        tmx.write_bytes(tmx.read_bytes()[:400])
        assert dry_run(folder, Settings(), tools, out).drafting, "a damaged corpus is about to be replaced"


def test_the_time_is_of_the_whole_build() -> None:
    kept = Drafting("zh-CN", "en-US", 100, 100, "an engine", 0.5)
    new = replace(kept, kept=40)
    for drafting, seconds in (((), 15), ((kept,), 15), ((new,), 135), ((replace(new, converts=True),), 185)):
        assert round(DryRun({}, {}, (), (), 1000, drafting).seconds) == seconds
