"""Numbers with a magnitude, written as the other language writes them."""

from __future__ import annotations

from corpus.model import Lang
from corpus.text.numbers.read import read_numbers

_FIGURES = frozenset("0123456789０１２３４５６７８９")
_ENGLISH = (("trillion", 1e12), ("billion", 1e9), ("million", 1e6))
_CHINESE = (("亿", 1e8), ("万", 1e4))


def respell(text: str, lang: Lang) -> str:
    """Write the magnitudes of ``text``, which is in ``lang``, as the other language does.

    A small model confuses 亿 with billion; it copies a number that already stands in its own units.

    >>> respell("投入2.4亿元", "zh"), respell("It cost 1.3 million yuan.", "en")
    ('投入240 million 元', 'It cost 130万 yuan.')
    """
    parts: list[str] = []
    end = 0
    for number in read_numbers(text, lang):
        if number.rounded and number.start >= end and number.text[0] in _FIGURES:
            parts += [text[end : number.start], _spelled(number.values[0], lang)]
            if lang == "zh" and text[number.end : number.end + 1].strip():
                parts.append(" ")
            end = number.end
    return "".join([*parts, text[end:]])


def _spelled(value: float, lang: Lang) -> str:
    """Return a value as it is written in the other language than ``lang``."""
    for magnitude, worth in _ENGLISH if lang == "zh" else _CHINESE:
        if value >= worth:
            return f"{value / worth:.10g}{' ' if lang == 'zh' else ''}{magnitude}"
    return f"{value:,.10g}" if lang == "zh" else f"{value:.10g}"
