"""A translation memory: what was translated before, found by exactly the same text or by one much like it.

Similar texts share rare n-grams of characters. So each text is indexed by its rarest ones, a look-up
gathers the texts that share most of them, and only these are compared character by character (Indel
similarity, as CAT tools' fuzzy matches).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from corpus.model import Lang, Script, other
from corpus.text.fold import fold_spaces

_SIZES: dict[Lang, int] = {"zh": 2, "en": 4}
"""Characters of an n-gram: about a word of Chinese, and the part of an English one that inflection leaves."""
_BUCKETS = 1 << 22
"""Hashes of n-grams have so many values: a collision only makes a text be compared for nothing."""
_KEPT = 12
"""N-grams of a text that are indexed."""
_POSTINGS = 30_000
"""Texts that a look-up gathers at most, those with the rarest n-grams first."""
_COMPARED = 60
"""Texts that are compared character by character."""
_AT_ONCE = 5_000
"""Texts whose n-grams are cut at once."""
_SEPARATOR = "\0"
"""Stands in no folded text."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that is like a text; ``similarity`` is between 0 and 1."""

    source: str
    target: str
    similarity: float


class Memory:
    """Pairs of a Chinese and an English text, looked up from either side.

    >>> memory = Memory([("你好。", "Hello.", "Hans")])
    >>> memory.exact("Hello.", "en", "Hans")
    '你好。'
    """

    def __init__(self, entries: Iterable[tuple[str, str, Script]]) -> None:
        """Take pairs ``(zh, en, script of zh)``; of equal sources the first counts.

        An index is made when it is first asked.
        """
        self._texts: dict[Lang, list[str]] = {"zh": [], "en": []}
        scripts = bytearray()
        for zh, en, script in entries:
            self._texts["zh"].append(fold_spaces(zh))
            self._texts["en"].append(fold_spaces(en))
            scripts.append(script == "Hant")
        self._traditional = np.frombuffer(bytes(scripts), dtype=np.bool_)
        self._exact: dict[Lang, tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]] = {}
        self._fuzzy: dict[Lang, _Index] = {}

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self._texts["zh"])

    def exact(self, text: str, source: Lang, script: Script) -> str | None:
        """Return the translation of exactly this text.

        ``script`` is that of the Chinese side: the scripts never mix.
        """
        if source not in self._exact:
            hashes = np.fromiter(map(hash, self._texts[source]), np.int64, len(self))
            order = np.argsort(hashes, kind="stable")
            self._exact[source] = hashes[order], order
        hashes, order = self._exact[source]
        folded = fold_spaces(text)
        wanted = hash(folded)
        for place in range(int(np.searchsorted(hashes, wanted)), len(hashes)):
            if hashes[place] != wanted:
                return None
            entry = int(order[place])
            if self._texts[source][entry] == folded and self._is_in(script, entry):
                return self._texts[other(source)][entry]
        return None

    def similar(self, text: str, source: Lang, script: Script, limit: int, least: float) -> list[Match]:
        """Return up to ``limit`` entries with a similarity of at least ``least``, the most similar first."""
        if source not in self._fuzzy:
            self._fuzzy[source] = _Index(self._texts[source], _SIZES[source])
        sources, targets = self._texts[source], self._texts[other(source)]
        folded = fold_spaces(text)
        entries = [int(entry) for entry in self._fuzzy[source].like(folded)]
        choices = {entry: sources[entry] for entry in entries if self._is_in(script, entry)}
        matches = process.extract(folded, choices, scorer=fuzz.ratio, limit=limit, score_cutoff=100 * least)
        return [Match(match, targets[entry], score / 100) for match, score, entry in matches]

    def _is_in(self, script: Script, entry: int) -> bool:
        """Whether an entry's Chinese is in the script."""
        return bool(self._traditional[entry]) == (script == "Hant")


class _Index:
    """Which texts hold an n-gram among their rarest: ``_texts[i]`` holds ``_grams_held[i]``, in order."""

    def __init__(self, texts: Sequence[str], size: int) -> None:
        self._size = size
        self._counts = np.zeros(_BUCKETS, np.int32)
        for _, grams in self._grams(texts):
            np.add.at(self._counts, grams, 1)
        buckets, owners = [np.zeros(0, np.uint32)], [np.zeros(0, np.uint32)]
        for rows, grams in self._grams(texts):
            kept = self._rarest(rows, grams)
            buckets.append(grams[kept].astype(np.uint32))
            owners.append(rows[kept].astype(np.uint32))
        bucket, owner = np.concatenate(buckets), np.concatenate(owners)
        del buckets, owners  # A memory of millions takes gigabytes.
        order = np.argsort(bucket, kind="stable")
        self._grams_held, self._texts = bucket[order], owner[order]

    def like(self, text: str) -> npt.NDArray[np.uint32]:
        """Return the texts that share most rare n-grams with this one."""
        (grams,) = (np.unique(grams) for _, grams in self._grams([text]))
        gathered: list[npt.NDArray[np.uint32]] = []
        room = _POSTINGS
        for gram in grams[np.argsort(self._counts[grams], kind="stable")]:
            begin, end = np.searchsorted(self._grams_held, np.array([gram, gram + 1], np.uint32))
            holders = self._texts[begin:end]
            if len(holders) > room:
                break
            room -= len(holders)
            gathered.append(holders)
        if not gathered:
            return np.zeros(0, np.uint32)
        entries, shared = np.unique(np.concatenate(gathered), return_counts=True)
        return entries[np.lexsort((entries, -shared))[:_COMPARED]]

    def _grams(self, texts: Sequence[str]) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
        """Yield for many texts at once the text of each n-gram, and its bucket, each of shape (n-grams,)."""
        for start in range(0, len(texts), _AT_ONCE):
            folded = [text.casefold() for text in texts[start : start + _AT_ONCE]]
            joined = _SEPARATOR.join([*folded, _SEPARATOR * self._size])
            codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
            rows = np.cumsum(codes == 0) + start
            length = max(len(codes) - self._size + 1, 0)
            # One number for each n characters, and whether they are of one text.
            grams = np.zeros(length, np.int64)
            inside = np.ones(length, np.bool_)
            for k in range(self._size):
                part = codes[k : k + length]
                grams = (grams * 1_000_003 + part) & 0xFFFFFFFFFF
                inside &= part != 0
            yield rows[:length][inside], (grams[inside] * 2_654_435_761 >> 15) % _BUCKETS

    def _rarest(self, rows: npt.NDArray[np.int64], grams: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the places of the rarest n-grams of each text; ``rows`` never falls."""
        # By text, then by how many n-grams fall into the same bucket.
        order = np.argsort((rows << 32) | self._counts[grams], kind="stable")
        ordered = rows[order]
        begins = np.searchsorted(ordered, ordered, side="left")
        return np.asarray(order[np.arange(len(order)) - begins < _KEPT], dtype=np.int64)
