"""Figures that rise on one side of a pair and fall on the other: 下降8% and "up 8 percent"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Way:
    """Which way a figure goes: the Chinese that says so, English that surely does, and English that may."""

    chinese: re.Pattern[str]
    sure: re.Pattern[str]
    hint: re.Pattern[str]


def _english(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words.split())})\b", re.IGNORECASE)


def _chinese(words: str, unless: str) -> re.Pattern[str]:
    """Return what finds a verb and its percentage.

    But not where a rate of the other way is what changes: 涨幅回落0.3%.
    """
    return re.compile(
        rf"(?<![{unless}]幅)(?<![{unless}]速)(?:{words})了?(?:约|約|近|逾|超过|超過)?"
        r"(?P<figure>\d+(?:\.\d+)?)(?:[%％]|个百分点|個百分點)"
    )


_FALL = _Way(
    _chinese("下降|减少|減少|降低|下滑|回落|下跌", unless="涨漲增"),
    _english(
        r"""decreas(?:e[sd]?|ing) declin(?:e[sd]?|ing) reduc(?:e[sd]?|ing|tion) fell fallen falling
        dropped down lower"""
    ),
    _english(
        r"""f[ae]ll\w* drop\w* declin\w* decreas\w* reduc\w* low\w* down\w* cut\w* shr[aiu]nk\w*
        slid\w* less\w* fewe\w* slump\w* plung\w* lost loss\w* tumbl\w* contract\w* slow\w* dip\w*
        sank weak\w* shed eas\w* minus cheap\w* below under off narrow\w*"""
    ),
)
_RISE = _Way(
    _chinese("上升|增长|增長|增加|攀升|上涨|上漲|提高|提升", unless="跌降减減"),
    _english(
        r"""increas(?:e[sd]?|ing) rose risen rising grew grown growing growth climbed surged jumped
        soared up higher"""
    ),
    _english(
        r"""increas\w* r[io]se\w* rising gr[eo]w\w* up\w* climb\w* gain\w* surg\w* jump\w* soar\w*
        high\w* improv\w* more rais\w* expan\w* add\w* boost\w* enhanc\w* exceed\w* above
        advanc\w* accelerat\w* better\w* strength\w* hik\w* lift\w* rebound\w* widen\w* extra
        further great\w* larg\w*"""
    ),
)
_BEFORE, _AFTER = 60, 30
"""Characters about an English figure in which its verb is looked for."""
_PERCENTAGE = re.compile(r"(?<![\d.])(?P<figure>\d+(?:\.\d+)?)[ -]?(?:%|percent|per cent)")
_CLAUSE_BEGINS = re.compile(r"[.;:!?] |\d ?%|\bpercent\b|\bpoints?\b")
_CLAUSE_ENDS = re.compile(r"[,.;:] |\d")


def reversed_changes(zh: str, en: str) -> Iterator[tuple[re.Match[str], tuple[int, int]]]:
    """Yield each Chinese change of so many percent that the English has the other way, and where it has it.

    Only a figure that stands once in the English is looked at, and only the words of its clause.

    >>> [(change[0], span) for change, span in reversed_changes("发案下降8%。", "Cases rose by 8 percent.")]
    [('下降8%', (6, 10))]
    """
    figures: dict[str, list[tuple[int, int]]] = {}
    for percentage in _PERCENTAGE.finditer(en):
        figures.setdefault(percentage["figure"], []).append(percentage.span("figure"))
    for way, opposite in ((_FALL, _RISE), (_RISE, _FALL)):
        for change in way.chinese.finditer(zh):
            places = figures.get(change["figure"], [])
            if len(places) != 1:
                continue
            start, end = _clause(en, *places[0])
            contrary = opposite.sure.search(en, start, end)
            if contrary and not way.hint.search(en, start, end):
                yield change, contrary.span()


def _clause(en: str, start: int, end: int) -> tuple[int, int]:
    """Return the part of an English text that says what the figure from ``start`` to ``end`` does."""
    before = max(start - _BEFORE, 0)
    begins = [before, *(match.end() for match in _CLAUSE_BEGINS.finditer(en, before, start))]
    ends = _CLAUSE_ENDS.search(en, end, end + _AFTER)
    return begins[-1], ends.start() if ends else min(end + _AFTER, len(en))
