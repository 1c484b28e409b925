"""Reading a text twice as long takes twice the time, whatever it repeats.

Processor time is measured and compared with itself, so that a busy machine changes nothing; what takes next
to no time is not compared at all. A fault shows at the first size at which it can, before it takes minutes.
"""

from __future__ import annotations

import gc
import io
import re
import time
from collections.abc import Callable

import pytest

from align.quality.checks import faults, stray_latin
from align.quality.notices import notices
from align.quality.numbers import compare_numbers
from corpus.errors import CorpusError
from corpus.read.articles import articles_of, texts_of
from corpus.read.formats.html import read_html
from corpus.read.formats.html_parts import pages_of
from corpus.read.formats.subtitles import read_srt
from corpus.read.formats.tables import read_table
from corpus.read.mojibake import repair
from corpus.read.page_lines import clean, posting_line
from corpus.segment.splitter import segment
from corpus.text.changes import reversed_changes
from corpus.text.numbers import read_numbers, respell
from corpus.text.personal import find_personal, mask
from corpus.text.script import document_language, segment_language

SIZES = (12_500, 25_000, 50_000, 100_000)
MOST = 3.0
"""How much longer twice the text may take."""
FLOOR = 0.25
"""Seconds of processor time below which nothing is compared."""
ATTEMPTS = 3


def page(text: str) -> object:
    """A page, or that its tags are nested too deep: that must not take long either."""
    try:
        return read_html(f"<html><body>{text}</body></html>")
    except CorpusError as error:
        return error


def subtitles(text: str) -> object:
    """A cue that holds the text."""
    cue = f"1\n00:00:01,000 --> 00:00:03,000\n警方通报。{text}\n"
    return list(read_srt(io.BytesIO(cue.encode())))


READERS: dict[str, Callable[[str], object]] = {
    "read_numbers-zh": lambda text: read_numbers(text, "zh"),
    "read_numbers-en": lambda text: read_numbers(text, "en"),
    "respell-zh": lambda text: respell(text, "zh"),
    "respell-en": lambda text: respell(text, "en"),
    "compare_numbers": lambda text: compare_numbers(text, text, "zh"),
    "faults": lambda text: faults(text, f"{text} x", "zh"),
    "notices": lambda text: notices(text, text[::-1], "zh"),
    "reversed_changes": lambda text: list(reversed_changes(text, f"up 1% {text}")),
    "stray_latin": lambda text: stray_latin(text, text[::-1], "en"),
    "find_personal": find_personal,
    "mask": mask,
    "clean": lambda text: clean([text]),
    "articles": lambda text: [articles_of(part.split("\n")) for part in texts_of(text)],
    "pages_of": pages_of,
    "posting_line": posting_line,
    "repair": repair,
    "document_language": document_language,
    "segment_language": lambda text: segment_language(text, ("zh", "Hans")),
    "segment-zh": lambda text: segment(text, "zh"),
    "segment-en": lambda text: segment(text, "en"),
    "read_html": lambda text: page(text),
    "read_srt": lambda text: subtitles(text),
    "read_table": lambda text: read_table([["中文", f"ab{text} ab"]], "CSV table"),
}
NUMBERS = [
    "下降1%",
    "1% ",
    "1,",
    "1.",
    "1、",
    "1-",
    "1 ",
    "1 and ",
    "1万1",
    '"1" ',
    "hundred ",
    "may ",
    "第一",
    "1,234、",
]
OTHERS = ["Ã©", "a", "a.", "A", "0", "京A", "no", "a-", "13800001234 ", "a@b.", "（编辑：何某）", "\u200b"]
STOPS = ["字", "。", "（", "“", '"', "《", "……", "Mr. x ", "5 kg. x ", "1. ", "[", "\n", "字\n", " "]
"""What ends sentences, or seems to."""
MARKUP = [
    "<table><tr><td>字",
    "<div>字。",
    "<p>字",
    "<a href=x>字",
    "<b>",
    "</p>",
    "<!-- ",
    "&lt;",
    "<h1>字</h1>",
]
PARTS = [
    "---\ntitle: a\ndate: 2024-05-03\n---\n字。\n",
    "---\na: b\n",
    "第二条新闻\n2024-05-03 来源：石汀日报\n字。\n字。\n",
    "第二条新闻\n2024-05-03 作者：方禾\n字。\n字。\n",
    "字。\n（完）\n",
    "【标题】字\n",
    "2024-05-03\n",
    "```\n",
]
PAGES = ["</html><html>", "</html><!-- ", "<article><h2>字</h2><time>", "<article><p>字。</p></article>"]
CUES = ["{", "{a", "}", "<", "\\N", "字\n", "1\n00:00:01,000 --> "]
UNITS = {
    "articles": PARTS,
    "pages_of": PAGES,
    "read_html": MARKUP,
    "read_srt": CUES,
    "segment-zh": STOPS,
    "segment-en": STOPS,
}
CASES = [(name, unit) for name in READERS for unit in UNITS.get(name, NUMBERS + OTHERS)]


def seconds(read: Callable[[str], object], text: str) -> float:
    gc.disable()  # Its time depends on all that lives.
    try:
        begin = time.process_time()
        read(text)
        return time.process_time() - begin
    finally:
        gc.enable()


def grows_faster(read: Callable[[str], object], unit: str) -> str:
    """Return between which sizes the time grows faster than the text, if it does."""
    before = 0.0
    for size in SIZES:
        now = seconds(read, (unit * (size // len(unit) + 1))[:size])
        if before and now > max(FLOOR, MOST * before):
            return f"{before:.3f} s for {size // 2} characters, {now:.3f} s for {size}"
        before = now
    return ""


@pytest.mark.parametrize(
    ("name", "unit"), CASES, ids=[f"{name}-{unit.encode('unicode_escape').decode()}" for name, unit in CASES]
)
def test_time_grows_with_the_text(name: str, unit: str) -> None:
    slow = [grows_faster(READERS[name], unit)]
    while slow[-1] and len(slow) < ATTEMPTS:
        slow.append(grows_faster(READERS[name], unit))
    assert not slow[-1], f"{name} on {unit!r}: {slow}"


def test_a_fault_would_be_seen() -> None:
    assert grows_faster(re.compile("a*b").search, "a")


def test_a_sentence_is_judged_by_its_first_word_only_once() -> None:
    """Of a sentence that never ends, each place that might end it asks how it began."""
    assert not grows_faster(lambda text: segment(f"{'(' * len(text)}a {text}", "en"), "mr. x ")
