"""One side of two texts that are to be aligned: what vectors and characters show of its sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from align.beads.band import Floats, Ints
from align.beads.bead_types import MAX_BEAD_SIZE
from align.embedder import Embedder, Halves


class End(IntEnum):
    """The last mark of a sentence. From COLON on it does not end one: what follows may belong to it."""

    STOP = 0
    BANG = 1
    ASK = 2
    DOTS = 3
    COLON = 4
    NONE = 5


_ENDS = {
    **dict.fromkeys("。.．", End.STOP),
    **dict.fromkeys("！!", End.BANG),
    **dict.fromkeys("？?", End.ASK),
    "…": End.DOTS,
    **dict.fromkeys("：:", End.COLON),
}
_CLOSERS = "”’\"'」』）)》]】"
"""What may stand behind the last mark of a sentence."""
_CONTINUERS = "”」』，、；,;—"
"""What no sentence begins with."""
_OPENING_QUOTES, _CLOSING_QUOTES = "“「『‘", "”」』’"
_QUOTE = re.compile("[“”「」『』\"‘’']")


@dataclass(frozen=True, slots=True)
class Text:
    """One side: its sentences, the vectors of its runs by size, and what the characters show.

    Arrays marked (n + 1,) have a value before each of n sentences and one at the end, so that the running
    totals of ``[i, i + a)`` are a difference, and ``[i + a]`` tells how the a sentences from i on end.
    """

    sentences: Sequence[str]
    runs: tuple[Halves, ...]
    """``runs[k - 1]`` are the vectors of the runs of k sentences, shape (n - k + 1, d)."""
    length: Ints
    """Running total of characters that are no spaces, (n + 1,)."""
    end: Ints
    """The :class:`End` of the sentence before, (n + 1,); NONE at the beginning."""
    inside: Ints
    """Whether a quotation is open, 0 or 1, (n + 1,)."""
    openings: Ints
    """Running total of quotations opened, (n + 1,)."""
    continues: Floats
    """Whether the sentence that comes begins as if it went on, 0 or 1, (n + 1,)."""


def read_text(sentences: Sequence[str], embedder: Embedder) -> Text:
    """Return what the features need of one side."""
    lengths = (len("".join(sentence.split())) for sentence in sentences)
    inside, openings = [0], [0]
    for sentence in sentences:
        marks = quotation_marks(sentence, inside[-1])
        inside.append(marks[-1] if marks else inside[-1])
        openings.append(openings[-1] + sum(marks))
    return Text(
        sentences=sentences,
        runs=embedder.runs(sentences, MAX_BEAD_SIZE),
        length=np.cumsum([0, *lengths]).astype(np.int64),
        end=np.array([End.NONE, *map(end_of, sentences)], dtype=np.int64),
        inside=np.array(inside, dtype=np.int64),
        openings=np.array(openings, dtype=np.int64),
        continues=np.array([*map(continues, sentences), 0.0], dtype=np.float32),
    )


def end_of(sentence: str) -> End:
    """Return the last mark of a sentence.

    >>> end_of("“走吗？”").name, end_of("He said:").name, end_of("通知").name
    ('ASK', 'COLON', 'NONE')
    """
    return _ENDS.get(sentence.rstrip(_CLOSERS + " ")[-1:], End.NONE)


def continues(sentence: str) -> bool:
    """Whether a sentence begins as if another went on: in lower case, or with a mark that separates.

    An empty line begins nothing either.
    """
    return sentence[:1].islower() or sentence[:1] in _CONTINUERS


def quotation_marks(sentence: str, inside: int) -> list[int]:
    """Return 1 for each mark that opens a quotation and 0 for each that closes one.

    Args:
        sentence: of either language.
        inside: 1 if a quotation is open where the sentence begins, else 0.

    >>> quotation_marks("“是。”他说：“走。”", 0)
    [1, 0, 1, 0]
    >>> quotation_marks("It's the officers' car.", 0)
    []
    """
    marks: list[int] = []
    for match in _QUOTE.finditer(sentence):
        start, end = match.span()
        before, after = sentence[max(start - 1, 0) : start], sentence[end : end + 1]
        if match[0] in "'’" and before.isascii() and before.isalnum() and after.isalnum():
            continue  # An apostrophe.
        if match[0] in _OPENING_QUOTES:
            turn: int | None = 1
        elif match[0] in _CLOSING_QUOTES:
            turn = 0
        else:
            turn = _straight_mark(match[0], before, after, inside)
        if turn is not None:
            marks.append(turn)
            inside = turn
    return marks


def _straight_mark(mark: str, before: str, after: str, inside: int) -> int | None:
    """Return whether a straight mark opens (1) or closes (0) a quotation, or nothing for neither.

    Its neighbours tell. After a letter a single one closes only an open quotation: "the officers' car".
    """
    if not before.strip() and after.strip():
        return 1
    if before.strip() and not after.strip() and (mark == '"' or inside or not before.isalnum()):
        return 0
    if mark == '"':
        return 1 - inside
    return None
