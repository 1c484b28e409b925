"""Translation memories of the user's, read into one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from align.translate.memory import Memory
from corpus.model import Script
from corpus.pipeline.reporter import Reporter
from corpus.text.locale import Locale, is_tag_of
from corpus.text.script import chinese_script
from export.read_tmx import Entry, read_tmx

_ORIGINS = ("x-origin", "x-Origin:SingleString")
"""What a unit's origin is called in our own files."""


def load_memories(paths: Sequence[str], reporter: Reporter) -> Memory | None:
    """Read translation memories; nothing if there are none.

    What a machine drafted and nobody read is no memory.

    Raises:
        CorpusError: a file cannot be read.
    """
    if not paths:
        return None
    memory = Memory(pair for path in paths for entry in read_tmx(Path(path)) for pair in _pair(entry))
    reporter.say(f"memory: {len(memory)} pairs")
    return memory


def _pair(entry: Entry) -> Iterator[tuple[str, str, Script]]:
    """Yield the Chinese and the English side of an entry and the script of the Chinese, if it has both."""
    if any(entry.properties.get(name) == "drafted" for name in _ORIGINS):
        return
    zh = next(((tag, text) for tag, text in entry.texts.items() if is_tag_of(tag, "zh")), ("", ""))
    en = next((text for tag, text in entry.texts.items() if is_tag_of(tag, "en")), "")
    tag, text = zh
    if text.strip() and en.strip():
        yield text, en, Locale.of(tag).script or chinese_script(text)
