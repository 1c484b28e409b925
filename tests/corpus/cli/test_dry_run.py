from __future__ import annotations

from pathlib import Path

from corpus.cache import Cache
from corpus.pipeline.dry_run import dry_run
from corpus.pipeline.reporter import SILENT
from corpus.pipeline.tools import Tools
from corpus.settings import Settings
from tests.factories import FakeEmbedder, FakeTranslator, build_folder


def test_it_says_what_a_build_would_draft_and_what_is_kept(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.txt").write_text("民警登记了3名住户。\n\n村里的灯修好了。\n", encoding="utf-8")
    (folder / "b.zh.txt").write_text("大桥通车了。\n", encoding="utf-8")
    (folder / "b.en.txt").write_text("The bridge was opened.\n", encoding="utf-8")
    (folder / "c.doc").write_bytes(b"x")
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
