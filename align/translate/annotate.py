"""What a small model cannot know is written into its source: numbers, names and terms as the target has them.

A model copies what already stands in its own language. So the source of a draft is the sentence with its
numbers as the other language writes them, its names spelled, and its terms as the glossary has them, set off
by spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from align.quality.names import Name
from align.terms.glossary import NO_TERMS, Glossary, with_termbase
from align.translate.address import addressed
from align.translate.clock import times_of_day
from align.translate.english_names import find_english_names
from align.translate.names import find_names, learn_names
from align.translate.times import Span, times_and_changes
from align.translate.weekdays import weekdays
from corpus.model import Lang
from corpus.text.numbers import respell
from corpus.text.script import simplified


@dataclass(frozen=True, slots=True)
class Annotator:
    """Writes numbers, names and terms into sources."""

    glossary: Glossary = NO_TERMS
    names: Mapping[str, Name] = field(default_factory=dict)
    """Names that were found in the corpus, by their Chinese text."""

    def annotate(self, text: str, lang: Lang) -> str:
        """Return the source of a draft.

        >>> Annotator().annotate("苍南公安共破获案件4112起，挽回损失1.3亿元。", "zh")
        'Cangnan 公安共破获案件4,112起，挽回损失130 million 元。'
        """
        text = mend_hyphens(text) if lang == "en" else text
        return write_spans(text, self.spans(text, lang), lang)

    def spans(self, text: str, lang: Lang) -> list[Span]:
        """Return the names, terms, times, changes and forms of address of a text, which may overlap."""
        if lang == "zh":
            others = (*times_and_changes(text), *times_of_day(text), *addressed(text))
        else:
            others = tuple(weekdays(text))
        return [*self._names(text, lang), *self._terms(text, lang), *others]

    def names_in(self, text: str, lang: Lang) -> list[Name]:
        """Return the names of a source with what a translation writes for them."""
        return find_names(text, self.names) if lang == "zh" else find_english_names(text, self.names)

    def _names(self, text: str, lang: Lang) -> Iterable[Span]:
        return ((name.start, name.end, name.spelling) for name in self.names_in(text, lang))

    def _terms(self, text: str, lang: Lang) -> Iterable[Span]:
        for start, end, term in self.glossary.find(text, lang):
            # What is said in Chinese in one way may be said in English in several, by the context; not so the
            # other way round, if the English is more than one word.
            is_phrase = lang == "en" and " " in text[start:end].strip()
            if (term.drafted or is_phrase) and not (lang == "en" and _GOES_ON.match(text, end)):
                yield start, end, term.en[0] if lang == "zh" else term.zh


def annotator_of(texts: Iterable[str], lang: Lang, glossary: Glossary = NO_TERMS) -> Annotator:
    """Return the annotator of sentences that belong to no corpus: with their own names and the termbase."""
    names = learn_names(simplified(text) for text in texts) if lang == "zh" else {}
    return Annotator(with_termbase(glossary), names)


def write_spans(text: str, spans: Iterable[Span], lang: Lang) -> str:
    """Return a text with these spans and all its numbers as the other language writes them.

    >>> write_spans("苍南破获4112起。", [(0, 2, "Cangnan")], "zh")
    'Cangnan 破获4,112起。'
    """
    written = respell(_written(text, _without_overlaps(spans), spaced=lang == "zh"), lang)
    return _number_items(written) if lang == "zh" else written


def mend_hyphens(text: str) -> str:
    """Return an English text without the spaces that machine translation puts at hyphens, nor vice-.

    >>> mend_hyphens("a 100 -day campaign"), mend_hyphens("the vice-mayor")
    ('a 100-day campaign', 'the vice mayor')
    """
    return _VICE.sub(" ", _TORN.sub("-", text))


_TORN = re.compile(r"(?<=\w) -(?=\w)|(?<=\w)- (?=(?:on|of|to|in|day|year|month|old)\b)")
"""Hyphens that machine translation tears off: year -on -year, 100 -day."""
_VICE = re.compile("(?<=[Vv]ice)-(?=[a-z])")
"""Terms are found with a space there, as Xinhua writes them."""
_GOES_ON = re.compile("-[a-z]")
"""A deputy director-general is no deputy director."""
_ITEM = re.compile(
    r"\A(?P<open>[（(]?)(?P<number>[一二三四五六七八九]|十[一二三四五六七八九]?)(?P<close>[）)、])\s*"
)
_POINT = re.compile("\\A(?P<number>[一二三四五六七八九])是(?=[\u4e00-\u9fff])")
_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth")
_DIGITS = "一二三四五六七八九"


def _number_items(text: str) -> str:
    """Write the number of an item as English lists have it: 一、 as 1., （二） as (2), 三是 as Third.

    >>> _number_items("一、工业"), _number_items("（十二）宣传"), _number_items("三是改善民生。")
    ('1. 工业', '(12) 宣传', 'Third, 改善民生。')
    """
    point = _POINT.match(text)
    if point:
        return f"{_ORDINALS[_DIGITS.index(point['number'])]}, {text[point.end() :]}"
    item = _ITEM.match(text)
    if not item or (item["open"] and item["close"] == "、"):
        return text
    numeral = item["number"]
    value = 10 * numeral.startswith("十") + (_DIGITS.index(numeral[-1]) + 1 if numeral != "十" else 0)
    return f"({value}) {text[item.end() :]}" if item["open"] else f"{value}. {text[item.end() :]}"


def _without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order; of two that overlap the longer stays: a term may hold a name."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
            kept.append(span)
    return sorted(kept)


def _written(text: str, spans: Iterable[Span], *, spaced: bool) -> str:
    """Return the text with the spans replaced; Latin in Chinese is set off by spaces."""
    parts: list[str] = []
    end = 0
    for start, stop, written in spans:
        before = text[end:start]
        parts += [before, " " if spaced and before[-1:].isalnum() else "", written]
        parts.append(" " if spaced and text[stop : stop + 1].isalnum() else "")
        end = stop
    return "".join([*parts, text[end:]])
