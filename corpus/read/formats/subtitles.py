"""Subtitles: cues joined into sentences; where a cue stands in both languages, rows of a bilingual file."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Literal

from corpus.model import Line
from corpus.read.encodings import decode
from corpus.read.guard import limited, reading
from corpus.read.parts import Bilingual, Content, Part, Row
from corpus.text.script import HAN, LATIN
from corpus.text.unwrap import unwrap

Format = Literal["srt", "vtt", "ass", "ssa"]

_ENDS = re.compile(r"[。！？!?.…~～♪][”’\"'）)\]】]*\Z")
_OPEN_BRACE = re.compile(r"\{(?=[^{}]*(?:\{|\Z))")
"""A brace that nothing closes: pysubs2 looks for its partner to the end of the text, from each anew."""
_WORD_TIME = re.compile(r"<[\d:.]{5,16}>")
"""In WebVTT, when the next word is said: pysubs2 takes it for the time of a cue, and loses the text."""
_DRAWS = re.compile(r"\{[^{}]*\\p[1-9]")
"""What makes a drawing of a cue: pysubs2 tells it in time that grows with the square of the tags."""
_SPEAKER = re.compile(r"[-–—]\s*(?=\w)")
_PAUSE = 2_000
"""Milliseconds without a cue after which no sentence goes on."""
_MOST_CUES = 8
"""Cues of one sentence, where nothing ends it."""
_PUNCTUATED = 0.15
"""Subtitles of which fewer cues end a sentence have no full stops: then a cue is one."""
_BOTH = 0.6
"""The share of cues in two languages from which on the file is bilingual."""


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    end: int
    lines: tuple[str, ...]


def _read(form: Format, stream: BinaryIO) -> Iterator[Part]:
    decoded = decode(stream.read())
    import pysubs2

    with reading(f"subtitles (.{form})"), warnings.catch_warnings():
        # It warns of what it cannot read of a line, and reads the rest.
        warnings.simplefilter("ignore")
        text = _WORD_TIME.sub("", _OPEN_BRACE.sub("", decoded.text))
        file = pysubs2.SSAFile.from_string(text, format_=form)
        events = [event for event in file.events if not event.is_comment and not _DRAWS.search(event.text)]
        cues = [_Cue(e.start, e.end, _lines(e.plaintext)) for e in events]
    cues = sorted((cue for cue in cues if cue.lines), key=lambda cue: cue.start)
    both = [cue for cue in cues if _sides(cue) is not None]
    if cues and len(both) >= _BOTH * len(cues):
        yield Bilingual(tuple(_rows(cues)), form, encoding=decoded.encoding)
    else:
        timed = list(_sentences([(cue, unwrap("\n".join(said))) for cue in cues for said in _speakers(cue)]))
        paragraphs = limited(text for text, _ in timed)
        warned = (decoded.warning,) if decoded.warning else ()
        times = tuple(time for _, time in timed)
        yield Content(paragraphs, encoding=decoded.encoding, warnings=warned, times=times)


read_srt = partial(_read, "srt")
read_vtt = partial(_read, "vtt")
read_ass = partial(_read, "ass")
read_ssa = partial(_read, "ssa")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)


def _speakers(cue: _Cue) -> list[tuple[str, ...]]:
    """Return the lines of each speaker of a cue: where two lines begin with a dash, each says one.

    >>> _speakers(_Cue(0, 900, ("- 开船吗？", "- 不开。")))
    [('开船吗？',), ('不开。',)]
    """
    said = [_SPEAKER.sub("", line, count=1) for line in cue.lines if _SPEAKER.match(line)]
    return [(line,) for line in said] if len(said) == len(cue.lines) > 1 else [cue.lines]


def _sides(cue: _Cue) -> tuple[str, str] | None:
    """Return the Chinese and the English of a cue that holds both, on lines of their own."""
    zh = [line for line in cue.lines if HAN.search(line)]
    en = [line for line in cue.lines if not HAN.search(line) and LATIN.search(line)]
    if not zh or not en:
        return None
    return unwrap("\n".join(zh)), " ".join(en)


def _rows(cues: Sequence[_Cue]) -> Iterator[Row]:
    """Yield rows of whole sentences: cues are joined until the English ends one, or there is a pause."""
    zh: list[str] = []
    en: list[str] = []
    first = 0
    for i, cue in enumerate(cues):
        sides = _sides(cue)
        text = unwrap("\n".join(cue.lines))
        mine = sides or ((text, "") if HAN.search(text) else ("", text))
        zh += [mine[0]] if mine[0] else []
        en += [mine[1]] if mine[1] else []
        paused = i + 1 == len(cues) or cues[i + 1].start - cue.end > _PAUSE
        if paused or not en or _ENDS.search(en[-1]) or len(en) >= _MOST_CUES:
            yield Row(_chinese(zh), " ".join(en), Line(time=_shown(cues[first], cue)))
            zh, en, first = [], [], i + 1


def _chinese(parts: Sequence[str]) -> str:
    """Join Chinese lines; without punctuation a blank is what parts them, as in subtitles it is."""
    text = ""
    for part in parts:
        text += f" {part}" if text and text[-1].isalnum() else part
    return text


def _shown(first: _Cue, last: _Cue) -> str:
    return f"{_clock(first.start)}-{_clock(last.end)}"


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(max(milliseconds, 0), 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _sentences(cues: Sequence[tuple[_Cue, str]]) -> Iterator[tuple[str, str]]:
    """Yield cues joined into whole sentences, and when they are shown."""
    ends = sum(bool(_ENDS.search(text)) for _, text in cues)
    if ends < _PUNCTUATED * len(cues):
        yield from ((text, _shown(cue, cue)) for cue, text in cues)
        return
    parts: list[str] = []
    first = 0
    for i, (cue, text) in enumerate(cues):
        parts.append(text)
        paused = i + 1 == len(cues) or cues[i + 1][0].start - cue.end > _PAUSE
        if paused or _ENDS.search(text) or len(parts) >= _MOST_CUES:
            yield unwrap("\n".join(parts)), _shown(cues[first][0], cue)
            parts, first = [], i + 1
