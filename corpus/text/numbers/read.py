"""Sentences to numbers."""

from __future__ import annotations

from operator import attrgetter

from corpus.model import Lang
from corpus.text.numbers.en import english_numbers
from corpus.text.numbers.number import Number
from corpus.text.numbers.zh import chinese_numbers


def read_numbers(text: str, lang: Lang) -> list[Number]:
    """Return the numbers of a sentence in order.

    Half and full width, and thousands separators, make no difference.

    >>> [number.values for number in read_numbers("耗资2.4亿元", "zh")]
    [(240000000.0,)]
    >>> [number.values for number in read_numbers("It cost 240 million yuan.", "en")]
    [(240000000.0,)]
    """
    numbers = chinese_numbers(text) if lang == "zh" else english_numbers(text)
    return sorted(numbers, key=attrgetter("start"))


def all_values(text: str, lang: Lang) -> dict[float, bool]:
    """Return every value that ``text`` may state, and whether a magnitude word rounds it.

    >>> all_values("共1.2万人，破案3起", "zh")
    {12000.0: True, 3.0: False}
    """
    values: dict[float, bool] = {}
    for number in read_numbers(text, lang):
        for value in number.values:
            values[value] = values.get(value, False) or number.rounded
    return values
