"""Files that hold both languages: two documents, each the other's partner."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from corpus.model import Document, Lang, Line, Rejection, Script
from corpus.read.parts import NO_LINE, Bilingual, Row
from corpus.text.normalise import normalise
from corpus.text.script import HAN, LATIN, chinese_script, has_words, is_english, without_code

_WORD = re.compile(r"[A-Za-z]{2,}")
_LEAST = 3
"""Paragraphs of each language."""
_BALANCE = 0.6
"""How many paragraphs the language with fewer has, of those of the other."""
_LETTERS = (1.2, 7.0)
"""English letters for a Han character: in translations some three."""
_LETTERS_OF_BLOCKS = (2.0, 5.0)
"""The same where one language follows the other, which says less."""
_NAMED = 0.25
"""The share of lines with a name of a program from which on lines without prose are taken for code."""
_LONGEST_PAIR = 20_000
"""Characters of a paragraph in which both languages may stand side by side."""
_ALTERNATING = 0.6
"""How often the language changes from one paragraph to the next."""


def documents_of(rows: Bilingual, name: str) -> Iterator[Document | Rejection]:
    """Yield the two sides of a bilingual file as documents, row by row.

    The sides of a file ``a.tmx`` are ``a.tmx/zh`` and ``a.tmx/en``; where it holds both scripts of Chinese,
    the Traditional rows are ``a.tmx/zh-Hant`` and ``a.tmx/en-Hant``.
    """
    cleaned = [_cleaned(row, rows.kind) for row in rows.rows]
    kept = [row for row in cleaned if has_words(row.zh + row.en)]
    if not (_is_in(HAN, (row.zh for row in kept)) and _is_in(LATIN, (row.en for row in kept)) and kept):
        yield Rejection("read", "not-bilingual", name, "holds no unit in Chinese and English")
        return
    by_script: dict[Script, list[Row]] = {}
    usual = chinese_script("".join(row.zh for row in kept))
    for row in kept:
        by_script.setdefault(row.script or usual, []).append(row)
    for script, part in sorted(by_script.items()):
        mark = "-Hant" if script == "Hant" and len(by_script) > 1 else ""
        yield from _sides(part, script, rows, (f"{name}/zh{mark}", f"{name}/en{mark}"))


def _is_in(script: re.Pattern[str], texts: Iterable[str]) -> bool:
    """Whether most texts hold characters of a script; an empty side, yet to be translated, passes."""
    filled = [text for text in texts if text]
    return 2 * sum(bool(script.search(text)) for text in filled) >= len(filled)


def _cleaned(row: Row, kind: str) -> Row:
    line = replace(row.line, draft=_line(row.line.draft), engine=row.line.engine or kind)
    return replace(row, zh=_line(row.zh), en=_line(row.en), line=line)


def _line(text: str) -> str:
    return " ".join(normalise(text).split())


def _sides(
    rows: Sequence[Row], script: Script, file: Bilingual, names: tuple[str, str]
) -> Iterator[Document]:
    texts = {"zh": [row.zh for row in rows], "en": [row.en for row in rows]}
    sides: tuple[tuple[Lang, Script], tuple[Lang, Script]] = (("zh", script), ("en", "Latn"))
    filled = [
        (side, name) for side, name in zip(sides, names, strict=True) if any(map(has_words, texts[side[0]]))
    ]
    for (lang, written), name in filled:
        partner = next((n for _, n in filled if n != name), None)
        lines = tuple(row.line if row.source == lang else _without_draft(row.line) for row in rows)
        text = "\n".join(texts[lang])
        yield Document(name, text, lang, written, file.metadata, file.encoding, partner=partner, lines=lines)


def _without_draft(line: Line) -> Line:
    return NO_LINE if line.draft else line


def both_sides(document: Document) -> tuple[Document, ...]:
    """Return the two sides of a text that stands in both languages, else the document.

    Such a text has about as many paragraphs of the one as of the other, and as much English for its Chinese
    as translations have. Where it changes from one to the other most of the time the sides are partners;
    where it does not (two columns, one edition after the other), their content must tell, as of any two
    documents.
    """
    if document.lines:
        return (document,)
    paragraphs = [line for line in document.text.split("\n") if line.strip()]
    sides, alternating = _parted(paragraphs)
    if not sides:
        return (document,)
    script = chinese_script("".join(sides["zh"]))
    zh_name, en_name = f"{document.name}/zh", f"{document.name}/en"
    warning = f"is bilingual: read as {zh_name} and {en_name}"
    zh = replace(
        document,
        name=zh_name,
        text="\n\n".join(sides["zh"]),
        lang="zh",
        script=script,
        partner=en_name if alternating else None,
        warnings=(*document.warnings, warning),
    )
    en = replace(
        document,
        name=en_name,
        text="\n\n".join(sides["en"]),
        lang="en",
        script="Latn",
        partner=zh_name if alternating else None,
        removed=(),
        warnings=(),
    )
    return zh, en


def _parted(paragraphs: Iterable[str]) -> tuple[dict[Lang, list[str]], bool]:
    """Return the paragraphs of each language, and whether they alternate.

    Nothing of a text in one language.
    """
    sides: dict[Lang, list[str]] = {"zh": [], "en": []}
    order: list[Lang] = []
    for paragraph in paragraphs:
        texts = list(_languages(paragraph))
        for lang, text in texts:
            sides[lang].append(text)
            order.append(lang)
        if not texts:
            # Numbers and marks alone go with the paragraph before them.
            sides[order[-1] if order else "zh"].append(paragraph.strip())
    fewer, more = sorted(map(len, sides.values()))
    if fewer < _LEAST or fewer < _BALANCE * more:
        return {}, False
    changes = sum(a != b for a, b in itertools.pairwise(order))
    if _is_code(sides["en"]):
        return {}, False
    han = sum(_count(HAN, text) for text in sides["zh"])
    letters = sum(_count(LATIN, text) for text in sides["en"])
    alternating = changes >= _ALTERNATING * (len(order) - 1)
    least, most = _LETTERS if alternating else _LETTERS_OF_BLOCKS
    return (sides, alternating) if least * han <= letters <= most * han else ({}, False)


def _is_code(paragraphs: Sequence[str]) -> bool:
    """Whether lines are names of functions and events rather than English: those of a Chinese manual."""
    prose = sum(len(text) for text in paragraphs if is_english(text))
    named = sum(without_code(text) != text for text in paragraphs)
    return 2 * prose < sum(map(len, paragraphs)) and named >= _NAMED * len(paragraphs)


def _count(pattern: re.Pattern[str], text: str) -> int:
    """Count matches without keeping them: a line of 50 MB has millions."""
    return sum(1 for _ in pattern.finditer(text))


def _languages(paragraph: str) -> Iterator[tuple[Lang, str]]:
    """Yield the language of a paragraph with its text, or both where they stand side by side in it.

    >>> list(_languages("警方已经介入调查。  The police are investigating."))
    [('zh', '警方已经介入调查。'), ('en', 'The police are investigating.')]
    """
    text = paragraph.strip()
    if len(text) > _LONGEST_PAIR:
        sample = text[:_LONGEST_PAIR]
        yield ("zh" if 2 * _count(HAN, sample) > _count(_WORD, sample) else "en"), text
        return
    han, words = list(HAN.finditer(text)), list(_WORD.finditer(text))
    if len(han) >= _SIDE_HAN and len(words) >= _SIDE_WORDS:
        if words[-1].end() <= han[0].start():
            at = text.rfind(" ", 0, han[0].start()) + 1
            if at > words[-1].end():
                yield "en", text[:at].strip()
                yield "zh", text[at:].strip()
                return
        start = words[0].start() - len(_OPENING.search(text[: words[0].start()])[0])  # type: ignore[index]
        if han[-1].end() <= start and text[start - 1] in _PARTING:
            yield "zh", text[:start].strip()
            yield "en", text[start:].strip()
            return
    if han or words:
        yield ("zh" if 2 * len(han) > len(words) else "en"), text


_SIDE_HAN, _SIDE_WORDS = 4, 3
_OPENING = re.compile("[\"“‘'(\\[]*\\Z")
_PARTING = " 。！？；：|/"
"""What stands before the English where it follows the Chinese on one line."""
