"""Mending a draft where its source says for sure what must stand there: a number, the spelling of a name."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from align.quality.divisions import wrong_divisions
from align.quality.names import Name, fold_name, says_name
from align.quality.numbers import NumberFaults, compare_numbers
from align.translate.bounds import say_bounds
from align.translate.datelines import MONTHS
from align.translate.weekdays import mend_weekday
from corpus.model import Lang
from corpus.text.numbers import Number, all_values, spelled

_LEAST_DIGITS = 4
"""Of shorter numbers one wrong digit makes another number that may be right elsewhere."""
_LARGE = 10_000
_PLACE_LENGTH, _PLACE_DISTANCE = 5, 2
_WORD = re.compile(r"[A-Z][A-Za-z’']*(?:-[A-Za-z]+)*")
_GAP = re.compile(r"\d([.,]) (?=\d{1,3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Repaired:
    """A draft after mending, and what was mended: what stood there, and what stands there now."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()


def repair(source: str, draft: str, lang: Lang, names: Sequence[Name] = ()) -> Repaired:
    """Mend the numbers and names of a draft.

    A number is mended where one that is missing and one that was added differ by a power of ten or, of four
    digits and more, by one digit, and nothing else gets worse; a name where nearly its spelling stands in the
    draft, and what kind of division a place is. Where a source says that a number is exceeded, or nearly
    reached, the draft says so, too; where it states a day of the week, the draft states that day.

    >>> repair("冻结资产26.1亿元", "Assets of 26.1 billion yuan were frozen.", "zh").text
    'Assets of 2.61 billion yuan were frozen.'
    """
    text = _GAP.sub(lambda match: match[0][:-1], draft) if lang == "zh" else draft
    text, years = _without_invented_years(source, text, lang)
    text, days = mend_weekday(source, text) if lang == "en" else (text, [])
    text, codes = _repair_codes(source, text)
    text, numbers = _repair_numbers(source, text, lang)
    text, bounds = say_bounds(source, text, lang)
    text, spellings = _repair_names(text, names)
    text, divisions = _repair_divisions(source, text, names) if lang == "zh" else (text, [])
    return Repaired(text, (*years, *days, *codes, *numbers, *bounds, *spellings, *divisions))


_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATED: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(rf"(?P<month>){_YEAR}年(?=\d{{1,2}}月)"),
    "zh": re.compile(rf"\b(?P<month>(?:{'|'.join(MONTHS)})(?: \d{{1,2}})?),? {_YEAR}\b"),
}
"""A month with its year in a draft, by the language of the source."""
_YEAR_SEEN_FROM_NOW = re.compile(r"[去今明前上次]年|\b(?:last|this|next|previous) year")


def _without_invented_years(source: str, text: str, lang: Lang) -> tuple[str, list[tuple[str, str]]]:
    """Take the year from a month where the source says none: of "since January" a model makes 自2021年1月起.

    >>> _without_invented_years("Since January, 20 people came.", "自2021年1月起，来了20人。", "en")[0]
    '自1月起，来了20人。'
    >>> _without_invented_years("8月9日，警方收网。", "On August 9, 2021, police acted.", "zh")[0]
    'On August 9, police acted.'
    """
    changes: list[tuple[str, str]] = []
    if _YEAR_SEEN_FROM_NOW.search(source):
        return text, changes
    stated = all_values(source, lang)

    def undated(match: re.Match[str]) -> str:
        if float(match["year"]) in stated:
            return match[0]
        changes.append((match[0], match["month"]))
        return match["month"]

    return _DATED[lang].sub(undated, text), changes


_CODE = re.compile(r"[“\"‘「](?P<digits>\d{2,4})[”\"’」]")
_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def _read_out(digits: str) -> re.Pattern[str]:
    """Return the ways to read digits out, one by one or two together: six eight three, six eighty-three."""
    words = "[ -]".join(_ONES[int(digit)] for digit in digits)
    ways = [words]
    for i in range(len(digits) - 1):
        tens, ones = digits[i], digits[i + 1]
        if tens not in "01":
            pair = _TENS[int(tens)] + (f"[ -]{_ONES[int(ones)]}" if ones != "0" else "")
            ways.append(
                "[ -]".join(
                    [*(_ONES[int(d)] for d in digits[:i]), pair, *(_ONES[int(d)] for d in digits[i + 2 :])]
                )
            )
    return re.compile(rf"\b(?:{'|'.join(ways)})\b", re.IGNORECASE)


def _repair_codes(source: str, text: str) -> tuple[str, list[tuple[str, str]]]:
    """Write the name of a campaign as its digits again where a draft reads them out.

    >>> _repair_codes("“683”战略", 'the "Six Eight Three" strategy')
    ('the "683" strategy', [('Six Eight Three', '683')])
    >>> _repair_codes("“683”战略", 'the "Sixty-Eight-Three" strategy')[0]
    'the "683" strategy'
    """
    changes: list[tuple[str, str]] = []
    for match in _CODE.finditer(source):
        digits = match["digits"]
        read_out = _read_out(digits).search(text)
        if read_out and digits not in text:
            changes.append((read_out[0], digits))
            text = text[: read_out.start()] + digits + text[read_out.end() :]
    return text, changes


def _repair_numbers(source: str, text: str, lang: Lang) -> tuple[str, list[tuple[str, str]]]:
    changes: list[tuple[str, str]] = []
    faults = compare_numbers(source, text, lang)
    while True:
        mended = next(_candidates(source, text, lang, faults), None)
        if mended is None:
            return text, changes
        text, faults, change = mended
        changes.append(change)


def _candidates(
    source: str, text: str, lang: Lang, faults: NumberFaults
) -> Iterator[tuple[str, NumberFaults, tuple[str, str]]]:
    """Yield texts with one number mended that have fewer numbers missing and fewer added."""
    for missing in faults.missing:
        for added in faults.added:
            if not _mistaken(missing, added):
                continue
            written = _as_target(missing, lang)
            old = text[added.start : added.end]
            mended = text[: added.start] + written + (" " if old.endswith(" ") else "") + text[added.end :]
            after = compare_numbers(source, mended, lang)
            if len(after.missing) < len(faults.missing) and len(after.added) < len(faults.added):
                yield mended, after, (old.strip(), written)


def _as_target(number: Number, lang: Lang) -> str:
    """Return a number of the source as the target writes it."""
    value = number.values[0]
    return spelled(value, lang) if number.rounded or value >= 10_000 or lang == "zh" else f"{value:.10g}"


def _mistaken(missing: Number, added: Number) -> bool:
    """Whether one number is likely the other, miswritten."""
    wanted, written = missing.values[0], added.values[0]
    if wanted <= 0 or written <= 0 or missing.percent != added.percent:
        return False
    power = math.log10(written / wanted)
    digits = [re.sub(r"\D", "", number.text) for number in (missing, added)]
    if abs(power) > 0.5 and abs(power - round(power)) < 1e-9:
        # 10 for 100 may be an hour, a day, anything; 2.61 for 26.1, and what is written with 万, is not.
        return max(wanted, written) >= _LARGE or len(digits[0].strip("0")) > 1
    return (
        not missing.rounded and min(map(len, digits)) >= _LEAST_DIGITS and Levenshtein.distance(*digits) <= 1
    )


def _repair_names(text: str, names: Sequence[Name]) -> tuple[str, list[tuple[str, str]]]:
    changes: list[tuple[str, str]] = []
    for name in names:
        if says_name(text, name.spelling):
            continue
        near = _nearest(text, name)
        if near is not None:
            start, end = near
            changes.append((text[start:end], name.spelling))
            text = text[:start] + name.spelling + text[end:]
    return text, changes


def _repair_divisions(source: str, text: str, names: Sequence[Name]) -> tuple[str, list[tuple[str, str]]]:
    """Call places what they are in the source.

    >>> names = [Name(0, 2, "海宁", "Haining", "place")]
    >>> _repair_divisions("海宁州公安局", "Haining Province Police", names)[0]
    'Haining Prefecture Police'
    """
    changes: list[tuple[str, str]] = []
    for wrong in reversed(list(wrong_divisions(source, text, names))):
        changes.append((text[wrong.start : wrong.end], wrong.right))
        text = text[: wrong.start] + wrong.right + text[wrong.end :]
    return text, changes


def _nearest(text: str, name: Name) -> tuple[int, int] | None:
    """Return the span of the words that are nearly the name's spelling, if there are any."""
    wanted = name.spelling.split()
    spoken = list(_WORD.finditer(text))
    best: tuple[int, int, int] | None = None
    for i in range(len(spoken) - len(wanted) + 1):
        run = spoken[i : i + len(wanted)]
        if any(b.start() - a.end() != 1 for a, b in itertools.pairwise(run)):
            continue
        start, end = run[0].start(), run[-1].end()
        distance = _distance(text[start:end], name)
        if distance is not None and (best is None or distance < best[0]):
            best = distance, start, end
    return best[1:] if best else None


def _distance(words: str, name: Name) -> int | None:
    """Return by how many letters words miss the name; nothing where they may be another name."""
    if words[0] != name.spelling[0] or fold_name(words) == fold_name(name.spelling):
        return None
    distance = int(Levenshtein.distance(fold_name(words), fold_name(name.spelling)))
    if name.kind == "person":
        return distance if distance <= max(2, len(name.spelling) // 3) else None
    return distance if distance <= _PLACE_DISTANCE and len(name.spelling) >= _PLACE_LENGTH else None
