"""What the names of documents say about which belong together: evidence, never proof."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from corpus.model import Lang
from corpus.read.readers import READABLE, format_of

_MARKS: dict[Lang, str] = {
    "zh": "zh|chs|cht|cn|tw|hk|chinese|zhongwen|hans|hant|中文|中",
    "en": "en|eng|us|uk|gb|english|yingwen|英文|英",
}
_EDGES = r"(?:^|[._\-\s(\[（])(?:{})(?=$|[._\-\s)\]）])"
_MARK_OF = {lang: re.compile(_EDGES.format(marks), re.IGNORECASE) for lang, marks in _MARKS.items()}
_MARK = re.compile(_EDGES.format("|".join(_MARKS.values())), re.IGNORECASE)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?(1[0-2]|0?[1-9])[-_.]?([12]\d|3[01]|0?[1-9])(?!\d)")
_VERSION = re.compile(
    r"(?<![\d.])v?(\d{1,3}(?:[._-]\d{1,4}){1,3})(?:[._-]?(alpha|beta|rc|preview|pre|dev)[._-]?(\d*))?(?!\d)"
)


def stem(name: str) -> str:
    """Return the path without suffix and language marks: what the names of translations share.

    >>> stem("zh/x.txt"), stem("en/x.pdf"), stem("News (English).en.md"), stem("2024/报告_中文.docx")
    ('x', 'x', 'news', '2024/报告')
    """
    parts = []
    for part in _parts(name):
        bare = part
        while (shorter := _MARK.sub("", bare)) != bare:
            bare = shorter
        bare = bare.strip("._- ()[]（）")
        if bare:
            parts.append(bare)
    return "/".join(parts)


def _parts(name: str) -> list[str]:
    *folders, file = name.lower().split("/")
    suffix = format_of(file)
    return [*folders, file.removesuffix(suffix) if suffix in READABLE else file]


def language_mark(name: str) -> Lang | None:
    """Return the language that a name states, if it states one.

    >>> language_mark("zh/x.txt"), language_mark("x_English.md"), language_mark("x.txt")
    ('zh', 'en', None)
    """
    stated = {lang for lang, mark in _MARK_OF.items() if any(map(mark.search, _parts(name)))}
    return stated.pop() if len(stated) == 1 else None


def named_pairs(zh: Sequence[str], en: Sequence[str]) -> set[tuple[int, int]]:
    """Return the pairs that names suggest; a name that several documents share suggests nothing."""
    zh_by_stem, en_by_stem = _by_stem(zh), _by_stem(en)
    return {(zh_by_stem[name], en_by_stem[name]) for name in zh_by_stem.keys() & en_by_stem.keys()}


def _by_stem(names: Iterable[str]) -> dict[str, int]:
    """Return the documents whose stem no other has."""
    stems = [stem(name) for name in names]
    count = Counter(stems)
    return {name: i for i, name in enumerate(stems) if count[name] == 1}


def dates_and_versions(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the dates and the versions that a file's name states. A plain number is neither: it may count.

    >>> dates_and_versions("posts/2018-11-06-ruby-2-6-0-preview3-released.md")
    (frozenset({'2018-11-6'}), frozenset({'2.6.0-preview3'}))
    >>> dates_and_versions("017.txt")
    (frozenset(), frozenset())
    """
    bare = _parts(name)[-1]
    dates = frozenset("-".join(str(int(part)) for part in match) for match in _DATE.findall(bare))
    versions = frozenset(
        re.sub("[_-]", ".", number) + (f"-{stage}{count}" if stage else "")
        for number, stage, count in _VERSION.findall(_DATE.sub(" ", bare))
    )
    return dates, versions


def names_differ(zh: str, en: str) -> bool:
    """Whether both names state a date, or both a version, and not the same."""
    return any(
        left and right and not left & right
        for left, right in zip(dates_and_versions(zh), dates_and_versions(en), strict=True)
    )
