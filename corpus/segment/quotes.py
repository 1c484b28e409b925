"""Straight quotation marks, which look the same where they open and where they close."""

from __future__ import annotations


class StraightQuotes:
    """Those of a paragraph, counted from its beginning on."""

    def __init__(self, text: str, start: int) -> None:
        self._text, self._counted, self._count = text, start, 0

    def opens(self, at: int) -> bool:
        """Whether the mark at a place, further on than the last that was asked about, opens a quotation.

        >>> text = '"Go."He went."Where?"'
        >>> quotes = StraightQuotes(text, 0)
        >>> [quotes.opens(at) for at in (4, 13, 20)]
        [False, True, False]
        """
        self._count += self._text.count('"', self._counted, at)
        self._counted = at
        return self._count % 2 == 0
