"""What a bead looks like: the features of every bead that starts inside the band."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from align.beads.band import Band, Floats, Ints
from align.embedder import Embedder, Halves
from align.lexicon import Side, sides

MOST = 7
"""Sentences a bead holds at most, both sides together."""
TYPES = (*((a, b) for a in range(1, MOST) for b in range(1, MOST + 1 - a)), (1, 0), (0, 1))
"""Bead types: zh and en sentences."""
LINKS = len(TYPES) - 2

_REACH = MOST + 1
_LOG_RATIO = 1.22
_STRETCH = 12
"""Sentences over which lengths are compared to find how much longer one side is."""
_CHUNK_CELLS = 8192
_CLOSERS = "”’\"'」』）)》]】"
_OPEN, _CLOSE = "“「『‘", "”」』’"
_QUOTE = re.compile("[“”「」『』\"‘’']")
_STRONG = {
    "。": "stop",
    ".": "stop",
    "．": "stop",
    "！": "bang",
    "!": "bang",
    "？": "ask",
    "?": "ask",
    "…": "dots",
    "：": "colon",
    ":": "colon",
}
_ENDS = ("stop", "bang", "ask", "dots", "colon", "none")
_ASK, _COLON, _NONE = 2, 4, 5
_NO_ROOM = -0.2
"""What a sentence adds that is not there."""


@dataclass(frozen=True, slots=True)
class Text:
    """One side: its sentences, the vectors of its runs by size, and what the characters show."""

    sentences: Sequence[str]
    runs: tuple[Halves, ...]
    """``runs[k - 1]`` are the vectors of the runs of k sentences."""
    length: Ints
    """Characters before each sentence, and in all."""
    end: Ints
    """The class of the last mark of the sentence before each sentence, and of the last."""
    inside: Ints
    """Whether a quotation is open before each sentence, and at the end."""
    openings: Ints
    """Quotations opened before each sentence, and in all."""
    continues: Floats
    """Whether each sentence begins as if it went on, in lower case or with a closing mark; and 0 for the end."""


def read_text(sentences: Sequence[str], embedder: Embedder) -> Text:
    """Return what the features need of one side."""
    length = np.cumsum([0, *(sum(not char.isspace() for char in sentence) for sentence in sentences)]).astype(
        np.int64
    )
    inside, openings = [0], [0]
    for sentence in sentences:
        marks = _quotes(sentence, inside[-1])
        inside.append(marks[-1] if marks else inside[-1])
        openings.append(openings[-1] + sum(marks))
    return Text(
        sentences=sentences,
        runs=embedder.runs(sentences, MOST),
        length=length,
        end=np.array([_NONE, *(_ENDS.index(_end(sentence)) for sentence in sentences)], dtype=np.int64),
        inside=np.array(inside, dtype=np.int64),
        openings=np.array(openings, dtype=np.int64),
        continues=np.array([*(_continues(sentence) for sentence in sentences), 0.0], dtype=np.float32),
    )


def _end(sentence: str) -> str:
    return _STRONG.get(sentence.rstrip(_CLOSERS + " ")[-1:], "none")


def _continues(sentence: str) -> float:
    return float(sentence[:1].islower() or sentence[:1] in "”」』，、；,;—")


def _quotes(sentence: str, inside: int) -> list[int]:
    """Return 1 for each mark that opens a quotation and 0 for each that closes one; a straight mark does what its neighbours allow."""
    marks = []
    for match in _QUOTE.finditer(sentence):
        char = match[0]
        before, after = (
            sentence[max(match.start() - 1, 0) : match.start()],
            sentence[match.end() : match.end() + 1],
        )
        if char in "'’" and before.isascii() and before.isalnum() and after.isalnum():
            continue  # An apostrophe.
        if char in _OPEN:
            inside = 1
        elif char in _CLOSE:
            inside = 0
        else:
            if not before.strip() and after.strip():
                inside = 1
            elif before.strip() and not after.strip() and (char == '"' or inside or not before.isalnum()):
                inside = 0
            elif char == '"':
                inside = 1 - inside
            else:
                continue
        marks.append(inside)
    return marks


LINK_NAMES = (
    "cosine", "cosine·more", "cosine²", "margin", "margin·more", "least gain", "mean gain", "least gain below 0",
    "one more en", "one more zh", "one more", "one more above 0", "outside", "mean outside", "outside over last", "outside over first",
    "inner least", "inner sum", "edge least", "zh words", "en words", "zh words·more", "en words·more", "least words",
    "edge words below 0", "edge words", "words outside", "all words outside", "length", "length²", "scaled length", "scaled length²",
    "signed length", "edge length", "same end", "question differs", "weak inside", "cut", "quotation end", "quotation both",
    "quotation inside", "openings", "openings one-sided", "turns", "next opening", "next openings both",
)  # fmt: skip
NULL_NAMES = ("best", "best²", "best beside", "worst beside", "cosine", "length", "no end")


class Features:
    """The features of the beads of two texts, a part of the band at a time."""

    def __init__(self, zh: Text, en: Text, band: Band) -> None:
        self.zh, self.en, self.band = zh, en, band
        self.words = sides(zh.sentences, en.sentences)
        self.weights = (_before(self.words[0]), _before(self.words[1]))
        self.wide = Band.of(np.maximum(band.low - 1, 0), np.minimum(band.high + _REACH, len(en.sentences)))
        self.best = self._best()
        self.usual = self._usual_ratio()

    def _best(self) -> tuple[Floats, Floats]:
        """Return how close each sentence of either side comes to any run of up to two sentences of the other within the band.

        There is one more entry, -1, before the first sentence and after the last.
        """
        zh = np.full(len(self.zh.sentences) + 2, -1.0, dtype=np.float32)
        en = np.full(len(self.en.sentences) + 2, -1.0, dtype=np.float32)
        for first, end in self.chunks():
            part = Band.of(self.wide.low[first:end], self.wide.high[first:end])
            i, j = part.places()
            for a, b in ((1, 1), (1, 2), (2, 1)):
                values = part.products(self.zh.runs[a - 1][first:], self.en.runs[b - 1])
                valid = (i + first + a <= len(self.zh.sentences)) & (j + b <= len(self.en.sentences))
                if a == 1:
                    np.maximum.at(zh, i[valid] + first + 1, values[valid])
                if b == 1:
                    np.maximum.at(en, j[valid] + 1, values[valid])
        return zh, en

    def _usual_ratio(self) -> float:
        """Return how much longer than in most texts the English is here: the median over stretches of the band's middle, drawn to 0."""
        middle = (self.band.low + self.band.high) // 2
        rows = np.arange(0, self.band.rows, _STRETCH)
        zh = np.diff(self.zh.length[rows]).astype(np.float64)
        en = np.diff(self.en.length[middle[rows]]).astype(np.float64)
        ratios = np.log((en + 4) / (zh + 1.5))[(zh > 0) & (en > 0)] - _LOG_RATIO
        return float(np.median(ratios) * len(ratios) / (len(ratios) + 4)) if len(ratios) else 0.0

    def chunks(self) -> Iterator[tuple[int, int]]:
        """Yield first and end row of parts of the band that are worked on at once."""
        first = 0
        while first < self.band.rows:
            end = (
                int(np.searchsorted(self.band.start, self.band.start[first] + _CHUNK_CELLS, side="right")) - 1
            )
            end = min(max(end, first + 1), self.band.rows)
            yield first, end
            first = end

    def compute(self, first: int, end: int) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
        """Return features of the beads that start in these rows.

        Returns:
            Those of links, shape (cells, LINKS, len(LINK_NAMES)); those of the two nulls, shape (cells, 2, len(NULL_NAMES));
            and which beads fit into the texts at all, shape (cells, len(TYPES)).
        """
        chunk = _Chunk(self, first, end)
        links = np.stack([np.stack(chunk.link(a, b), axis=1) for a, b in TYPES[:LINKS]], axis=1)
        nulls = np.stack([np.stack(chunk.null(side), axis=1) for side in (0, 1)], axis=1)
        fits = np.stack([(chunk.i + a <= chunk.n) & (chunk.j + b <= chunk.m) for a, b in TYPES], axis=1)
        return links, nulls, fits


def _before(side: Side) -> Floats:
    """Return the weight of all words before each sentence, and in all."""
    return np.cumsum(
        [0.0, *(sum(side.weights[word] for word in sentence) for sentence in side.sentences)]
    ).astype(np.float32)


class _Chunk:
    """The beads that start in some rows of the band: tables over these rows, and features looked up in them."""

    def __init__(self, whole: Features, first: int, end: int) -> None:
        self.whole, self.zh, self.en = whole, whole.zh, whole.en
        self.n, self.m = len(self.zh.sentences), len(self.en.sentences)
        self.top = max(first - 1, 0)
        bottom = min(end + _REACH, whole.wide.rows)
        self.part = Band.of(whole.wide.low[self.top : bottom], whole.wide.high[self.top : bottom])
        self.i, self.j = Band.of(whole.band.low[first:end], whole.band.high[first:end]).places()
        self.i += first
        self.places: dict[tuple[int, int], Ints] = {}
        self.cosine = {
            (a, b): np.append(
                self.part.products(self.zh.runs[a - 1][self.top :], self.en.runs[b - 1]), np.float32(0)
            )
            for a in range(1, MOST + 1)
            for b in range(1, MOST + 2 - a)
        }
        self.usual = self._usual_cosine()
        self.zh_found, self.en_found = self._found_words()

    def look(self, table: Floats, di: int, dj: int) -> Floats:
        """Return the table's values ``di`` rows and ``dj`` columns further than each cell, 0 outside the band."""
        if (di, dj) not in self.places:
            self.places[di, dj] = self.part.flat(self.i + di - self.top, self.j + dj)
        return np.asarray(table[self.places[di, dj]])

    def _usual_cosine(self) -> Floats:
        """Return for each cell the mean cosine of its row and its column, of single sentences: what is usual for them here."""
        values = self.cosine[1, 1][:-1]
        i, j = self.part.places()
        valid = (i + self.top < self.n) & (j < self.m)
        means = []
        for at, places in ((i, self.i - self.top), (j, self.j)):
            counts = np.maximum(np.bincount(at[valid], minlength=int(at.max()) + 1), 1)
            means.append((np.bincount(at[valid], values[valid], len(counts)) / counts)[places])
        return np.asarray((means[0] + means[1]) / 2, dtype=np.float32)

    def _found_words(self) -> tuple[Floats, Floats]:
        """Return the weight of the words that the dictionary finds: of each zh sentence in runs of en, and of each en sentence in runs of zh.

        Both have shape (MOST, cells + 1): by the size of the run, and by the cell of the sentence and the run's first sentence.
        """
        zh_found = np.zeros((MOST, self.part.cells + 1), dtype=np.float32)
        en_found = np.zeros((MOST, self.part.cells + 1), dtype=np.float32)
        zh, en = self.whole.words
        for block in self.part.blocks():
            first, end, left, right = block
            rows = range(first + self.top, min(end + self.top + MOST, self.n))
            columns = range(left, min(right + MOST, self.m))
            if not rows or not columns:
                continue
            match = _matches(zh, en, rows, columns)
            out = slice(self.part.start[first], self.part.start[end])
            for size in range(1, MOST):
                in_run = (_runs(match.en_words, size) @ match.table.T > 0).astype(np.float32)
                zh_found[size, out] = self.part.take(
                    block, _fit((match.zh_words * match.zh_weights) @ in_run.T, end - first, right - left)
                )
                in_run = (_runs(match.zh_words, size) @ match.table > 0).astype(np.float32)
                en_found[size, out] = self.part.take(
                    block, _fit(in_run @ (match.en_words * match.en_weights).T, end - first, right - left)
                )
        return zh_found, en_found

    def _log_ratio(self, a: int, b: int, di: int = 0, dj: int = 0) -> Floats:
        """Return by how much, as a logarithm, the English is longer than usual for the Chinese."""
        zh, en = _span(self.zh.length, self.i + di, a), _span(self.en.length, self.j + dj, b)
        return np.asarray(np.log((en + 4) / (zh + 1.5)) - _LOG_RATIO - self.whole.usual, dtype=np.float32)

    def link(self, a: int, b: int) -> list[Floats]:
        """Return the features of the links of type ``(a, b)`` in the order of LINK_NAMES."""
        more = float(a + b - 2)
        cosine = self.look(self.cosine[a, b], 0, 0)
        margin = cosine - self.usual
        return [
            cosine, cosine * more, cosine * cosine, margin, margin * more,
            *self._edges(a, b, cosine), *self._words(a, b, more), *self._lengths(a, b), *self._marks(a, b),
        ]  # fmt: skip

    def _edges(self, a: int, b: int, cosine: Floats) -> list[Floats]:
        """What the edge sentences add, what one more would add, and how close the edges are to what lies outside."""
        look, one = self.look, self.cosine[1, 1]
        zero = np.zeros_like(cosine)
        gains = []
        if b > 1:
            gains += [cosine - look(self.cosine[a, b - 1], 0, 1), cosine - look(self.cosine[a, b - 1], 0, 0)]
        if a > 1:
            gains += [cosine - look(self.cosine[a - 1, b], 1, 0), cosine - look(self.cosine[a - 1, b], 0, 0)]
        least, mean = (np.min(gains, axis=0), np.mean(gains, axis=0)) if gains else (zero, zero)
        added = []
        for table, di, dj in (
            ((a, b + 1), 0, 0),
            ((a, b + 1), 0, -1),
            ((a + 1, b), 0, 0),
            ((a + 1, b), -1, 0),
        ):
            wider = look(self.cosine[table], di, dj)
            added.append(np.where(wider != 0, wider - cosine, _NO_ROOM))
        first, last = look(one, 0, 0), look(one, a - 1, b - 1)
        outside = [look(one, a, b - 1), look(one, a - 1, b), look(one, -1, 0), look(one, 0, -1)]
        inner_zh = np.min([look(self.cosine[1, b], t, 0) for t in range(a)], axis=0)
        inner_en = np.min([look(self.cosine[a, 1], 0, t) for t in range(b)], axis=0)
        return [
            least, mean, np.minimum(least, 0),
            np.maximum(added[0], added[1]), np.maximum(added[2], added[3]), np.mean(added, axis=0), np.maximum(np.max(added, axis=0), 0),
            np.max(outside, axis=0), np.mean(outside, axis=0),
            np.maximum(np.max(outside[:2], axis=0) - last, 0), np.maximum(np.max(outside[2:], axis=0) - first, 0),
            np.minimum(inner_zh, inner_en), inner_zh + inner_en, np.minimum(first, last),
        ]  # fmt: skip

    def _words(self, a: int, b: int, more: float) -> list[Floats]:
        """How much of the words' weight is found on the other side, and whether words at the edges belong inside or outside."""
        look, zh_found, en_found = self.look, self.zh_found, self.en_found
        zero = np.zeros(len(self.i), dtype=np.float32)
        zh_share = (sum((look(zh_found[b], t, 0) for t in range(a)), start=zero) + 1) / (
            _span(self.whole.weights[0], self.i, a) + 3
        )
        en_share = (sum((look(en_found[a], 0, t) for t in range(b)), start=zero) + 1) / (
            _span(self.whole.weights[1], self.j, b) + 3
        )
        outside = [
            look(en_found[a], 0, b) - look(en_found[1], a, b), look(en_found[a], 0, -1) - look(en_found[1], -1, -1),
            look(zh_found[b], a, 0) - look(zh_found[1], a, b), look(zh_found[b], -1, 0) - look(zh_found[1], -1, -1),
        ]  # fmt: skip
        edges = []
        if b > 1:
            edges += [
                look(en_found[a], 0, b - 1) - look(en_found[1], a, b - 1),
                look(en_found[a], 0, 0) - look(en_found[1], -1, 0),
            ]
        if a > 1:
            edges += [
                look(zh_found[b], a - 1, 0) - look(zh_found[1], a - 1, b),
                look(zh_found[b], 0, 0) - look(zh_found[1], 0, -1),
            ]
        least = np.min(edges, axis=0) if edges else zero
        return [
            zh_share, en_share, zh_share * more, en_share * more, np.minimum(zh_share, en_share),
            np.minimum(least, 0) / 5, np.clip(least, 0, 10) / 5, np.clip(np.max(outside, axis=0), 0, 10) / 5, np.clip(np.sum(outside, axis=0), -20, 20) / 10,
        ]  # fmt: skip

    def _lengths(self, a: int, b: int) -> list[Floats]:
        signed = self._log_ratio(a, b)
        ratio = np.abs(signed)
        scaled = np.minimum(ratio * np.sqrt(_span(self.zh.length, self.i, a) / 20), 3)
        drops = []
        if b > 1:
            drops += [
                np.abs(self._log_ratio(a, b - 1, 0, 1)) - ratio,
                np.abs(self._log_ratio(a, b - 1)) - ratio,
            ]
        if a > 1:
            drops += [
                np.abs(self._log_ratio(a - 1, b, 1, 0)) - ratio,
                np.abs(self._log_ratio(a - 1, b)) - ratio,
            ]
        least = np.clip(np.min(drops, axis=0), -1, 1) if drops else np.zeros_like(ratio)
        most = np.minimum(ratio, 2)
        return [most, most * most, scaled, scaled * scaled, np.clip(signed, -2, 2), least]

    def _marks(self, a: int, b: int) -> list[Floats]:
        """Ends of sentences and quotations."""
        zh, en = self.zh, self.en
        zh_last, en_last = np.minimum(self.i + a, self.n), np.minimum(self.j + b, self.m)
        zh_end, en_end = zh.end[zh_last], en.end[en_last]
        weak = np.zeros(len(self.i), dtype=np.float32)
        for text, at, size in ((zh, self.i, a), (en, self.j, b)):
            for t in range(1, size):
                inner = np.minimum(at + t, len(text.sentences))
                weak += (text.end[inner] >= _COLON) + text.continues[inner]
        cut = (
            (zh_end >= _COLON) * (zh_last < self.n)
            + (en_end >= _COLON) * (en_last < self.m)
            + zh.continues[zh_last]
            + en.continues[en_last]
        )
        zh_inside, en_inside = zh.inside[zh_last], en.inside[en_last]
        differs = zh_inside != en_inside
        differed = zh.inside[np.minimum(self.i, self.n)] != en.inside[np.minimum(self.j, self.m)]
        zh_opens, en_opens = _span(zh.openings, self.i, a), _span(en.openings, self.j, b)
        zh_next, en_next = _span(zh.openings, self.i + a, 1) > 0, _span(en.openings, self.j + b, 1) > 0
        values = [
            zh_end == en_end, ((zh_end == _ASK) != (en_end == _ASK)) & (zh_end != _NONE) & (en_end != _NONE), weak, cut,
            differs, differs & differed, (zh_inside == 1) & (en_inside == 1), np.minimum(np.abs(zh_opens - en_opens), 3),
            (zh_opens > 0) != (en_opens > 0), (zh_opens > 1) | ((en_opens > 1) & (zh_opens != 1)), zh_next != en_next, zh_next & en_next,
        ]  # fmt: skip
        return [np.asarray(value, dtype=np.float32) for value in values]

    def null(self, side: int) -> list[Floats]:
        """Return the features of a sentence left alone, on the Chinese side (0) or the English (1), in the order of NULL_NAMES."""
        text, at = (self.zh, self.i) if side == 0 else (self.en, self.j)
        best, count = self.whole.best[side], len(text.sentences)
        own = best[np.minimum(at, count) + 1]
        beside = best[np.minimum(at, count + 1)], best[np.minimum(at + 2, count + 1)]
        here = self.look(self.cosine[1, 1], 0, 0), self.look(self.cosine[1, 1], -side, side - 1)
        length = np.log1p(_span(text.length, at, 1))
        values = [
            own,
            own * own,
            np.maximum(*beside),
            np.minimum(*beside),
            np.maximum(*here),
            length,
            text.end[np.minimum(at + 1, count)] == _NONE,
        ]
        return [np.asarray(value, dtype=np.float32) for value in values]


def _span(before: npt.NDArray[Any], at: Ints, size: int) -> Floats:
    """Return how much the running total ``before`` grows over ``size`` sentences from ``at`` on, cut off at the end."""
    last = len(before) - 1
    return np.asarray(before[np.minimum(at + size, last)] - before[np.minimum(at, last)], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Match:
    """The words of some sentences of both sides, and which of them match."""

    table: Floats
    """1 where the zh word (row) and the en word (column) match."""
    zh_words: Floats
    """1 where the sentence (row) has the word (column)."""
    en_words: Floats
    zh_weights: Floats
    en_weights: Floats


def _matches(zh: Side, en: Side, rows: range, columns: range) -> _Match:
    zh_number = {
        word: k for k, word in enumerate(dict.fromkeys(word for i in rows for word in zh.sentences[i]))
    }
    en_number = {
        word: k for k, word in enumerate(dict.fromkeys(word for j in columns for word in en.sentences[j]))
    }
    by_stem: dict[str, list[int]] = {}
    for word, k in en_number.items():
        for stem in en.keys[word]:
            by_stem.setdefault(stem, []).append(k)
    table = np.zeros((len(zh_number), len(en_number)), dtype=np.float32)
    for word, k in zh_number.items():
        for stem in zh.keys[word] & by_stem.keys():
            table[k, by_stem[stem]] = 1
    return _Match(
        table,
        _incidence(zh, rows, zh_number),
        _incidence(en, columns, en_number),
        np.array([zh.weights[word] for word in zh_number], dtype=np.float32),
        np.array([en.weights[word] for word in en_number], dtype=np.float32),
    )


def _incidence(side: Side, sentences: range, number: dict[int, int]) -> Floats:
    table = np.zeros((len(sentences), len(number)), dtype=np.float32)
    for row, sentence in enumerate(sentences):
        table[row, [number[word] for word in side.sentences[sentence]]] = 1
    return table


def _runs(incidence: Floats, size: int) -> Floats:
    """Return the words of each run of ``size`` sentences, cut off at the end."""
    out = incidence.copy()
    for shift in range(1, size):
        if shift < len(out):
            np.maximum(out[:-shift], incidence[shift:], out=out[:-shift])
    return out


def _fit(values: npt.NDArray[np.floating[Any]], rows: int, columns: int) -> Floats:
    """Return ``values`` cut or filled with zeros to this shape."""
    out = np.zeros((rows, columns), dtype=np.float32)
    part = values[:rows, :columns]
    out[: part.shape[0], : part.shape[1]] = part
    return out
