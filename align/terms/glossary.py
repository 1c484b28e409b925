"""Terms that translations should obey: ``glossary.tsv`` or TBX (ISO 30042) beside the documents."""

from __future__ import annotations

import csv
import functools
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from align.lexicon import stem, words
from corpus.errors import UsageError
from corpus.model import Flag, Lang
from corpus.text.script import HAN, converter

GLOSSARIES = ("glossary.tsv", "glossary.tbx")
_LATIN = re.compile("[A-Za-z]")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_WORD = re.compile(r"[A-Za-z0-9]+")
_WORD_BEGINS = re.compile(r"\b(?=\w)")
_PLURAL = re.compile(r"(?:e?s)?\b")
_PREFIX = 3
_SHOWN = 3
"""Renderings that a message names at most."""
_BAD_STATUS = ("deprecatedTerm", "supersededTerm", "forbidden")


@dataclass(frozen=True, slots=True)
class Term:
    """A Chinese term in Simplified characters, how it may be said in English, and how it must not be."""

    zh: str
    en: tuple[str, ...]
    forbidden: tuple[str, ...] = ()
    note: str = ""
    drafted: bool = True
    """Whether it is written into the source of a draft: not where a model knows it and context decides."""
    checked: bool = True
    """Whether a translation that says it in another way is flagged."""
    common: tuple[str, ...] = ()
    """Those of ``en`` that mean other things as well, such as "governor": not looked for in English."""
    shipped: bool = False
    """Whether it is of the termbase that comes with the package, and not of the folder's glossary."""

    @property
    def looked_for(self) -> list[str]:
        """What it is found by in English, in lower case."""
        return [phrase.lower() for phrase in self.en if phrase not in self.common]


class Glossary:
    """Terms, found in both scripts of Chinese and in the inflected forms of English."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = tuple(terms)
        self._by_zh = {term.zh: term for term in terms}
        self._by_en: dict[str, dict[str, Term]] = {}
        """By each English phrase and its plurals, in lower case: the terms that are said so, in order."""
        for term in terms:
            for phrase in term.looked_for:
                for form in (phrase, f"{phrase}s", f"{phrase}es"):
                    self._by_en.setdefault(form, {}).setdefault(term.zh, term)
        self._phrases: dict[str, list[str]] = {}
        """English phrases in lower case by their first characters, the longest first."""
        for phrase in sorted({phrase for term in terms for phrase in term.looked_for}, key=len, reverse=True):
            self._phrases.setdefault(phrase[:_PREFIX], []).append(phrase)

    def check(self, source: str, target: str, source_lang: Lang, *, by_people: bool = False) -> list[Flag]:
        """Return flags where the target does not say a term of the source as the glossary has it.

        And where it says one as it must not be said. A target ``by_people`` may say what the termbase has in
        words of its own: only the folder's terms are asked of it.
        """
        missing: list[str] = []
        forbidden: list[str] = []
        spans: list[tuple[str, int, int]] = []
        if source_lang == "zh":
            stems = _stems(target)
            for start, end, term in self.find(source, "zh"):
                if not term.checked:
                    continue
                free = by_people and term.shipped
                if not free and not any(_contains(stems, _stems(phrase)) for phrase in term.en):
                    missing.append(f"{term.zh} ({' or '.join(term.en[:_SHOWN])})")
                    spans.append(("source", start, end))
                forbidden += [phrase for phrase in term.forbidden if _contains(stems, _stems(phrase))]
        else:
            text = _simplified(target)
            for start, end in self._find_phrases(source):
                terms = [term for term in self._terms_of(source[start:end]) if term.checked]
                wanted = [term.zh for term in terms if not (by_people and term.shipped)]
                if wanted and not any(zh in text for zh in wanted):
                    missing.append(f"{source[start:end]} ({' or '.join(wanted)})")
                    spans.append(("source", start, end))
        flags = []
        if missing:
            flags.append(
                Flag(
                    "term",
                    f"terms that are not said as in the glossary: {', '.join(dict.fromkeys(missing))}",
                    tuple(spans),
                )
            )
        if forbidden:
            flags.append(
                Flag("forbidden-term", f"forbidden by the glossary: {', '.join(dict.fromkeys(forbidden))}")
            )
        return flags

    def find(self, text: str, lang: Lang) -> list[tuple[int, int, Term]]:
        """Return the terms that stand in a text, with their spans, in order of the text.

        Chinese is read word by word, the longest first, so that no term is found inside another word: 警察 is
        not in 人民警察 where that is a term or a headword of its own.
        """
        if lang == "zh":
            folded = _simplified(text)
            return [
                (i, j, self._by_zh[folded[i:j]])
                for i, j in words(folded, self._by_zh)
                if folded[i:j] in self._by_zh
            ]
        return [
            (start, end, term)
            for start, end in self._find_phrases(text)
            for term in self._terms_of(text[start:end])[:1]
        ]

    def terms_in(self, text: str, lang: Lang) -> list[Term]:
        """Return the terms that stand in a text of one language, in order of the text."""
        return [term for _, _, term in self.find(text, lang)]

    def spell(self, text: str, lang: Lang) -> str:
        """Return the text with its terms put in the other language.

        A model copies what already stands in its own.
        """
        parts: list[str] = []
        done = 0
        for start, end, term in self.find(text, lang):
            parts += [text[done:start], f" {term.en[0]} " if lang == "zh" else term.zh]
            done = end
        return "".join([*parts, text[done:]]).replace("  ", " ").strip()

    def _find_phrases(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where English phrases or their plurals stand as whole words, none inside another."""
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
        done = 0
        for word in _WORD_BEGINS.finditer(lowered):
            start = word.start()
            if start >= done and (end := self._phrase_end(lowered, start)):
                yield start, end
                done = end

    def _phrase_end(self, lowered: str, start: int) -> int:
        """Return where the longest phrase that begins here ends, its plural included; 0 if none does."""
        for size in range(_PREFIX, 0, -1):
            for phrase in self._phrases.get(lowered[start : start + size], ()):
                if lowered.startswith(phrase, start):
                    plural = _PLURAL.match(lowered, start + len(phrase))
                    if plural:
                        return plural.end()
        return 0

    def _terms_of(self, words: str) -> list[Term]:
        """Return the terms that are said so in English, or so in the plural."""
        return list(self._by_en.get(words.lower(), {}).values())


def load_glossary(folder: Path) -> Glossary:
    """Read the glossaries of a folder, if there are any.

    Raises:
        UsageError: a glossary cannot be read, or lines of it are wrong; all of them are named.
    """
    terms: list[Term] = []
    for name in GLOSSARIES:
        path = folder / name
        if path.is_file():
            terms += _from_tsv(path) if path.suffix == ".tsv" else _from_tbx(path)
        elif os.path.lexists(path):
            raise UsageError(f"{path}: is no regular file; put the glossary itself there, or remove it")
    return Glossary(terms)


def _from_tsv(path: Path, *, shipped: bool = False) -> list[Term]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
            header = reader.fieldnames or ()
            rows = list(reader)
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is no UTF-8; save it so") from error
    except (OSError, csv.Error) as error:
        raise UsageError(f"{path}: cannot be read ({error})") from error
    if header and not {"source", "target"} <= set(header):
        raise UsageError(
            f"{path}: the first line must name the columns: source, target, and if you like note "
            f"and forbidden, separated by tabs; it is {' | '.join(header)[:60]!r}: put the names above it"
        )
    if rows and not any(HAN.search(row.get("source") or "") for row in rows):
        raise UsageError(f"{path}: no source is Chinese; the Chinese terms go into the column source")
    if rows and not any(_LATIN.search(row.get("target") or "") for row in rows):
        raise UsageError(f"{path}: no target is English; the English terms go into the column target")
    terms, wrong = [], []
    for number, row in enumerate(rows, 2):
        source, targets = _simplified((row.get("source") or "").strip()), _split(row.get("target"))
        if not source or not targets:
            wrong.append(str(number))
        else:
            drafted = (row.get("draft") or "yes").strip().lower() != "no"
            terms.append(
                Term(
                    source,
                    targets,
                    forbidden=_split(row.get("forbidden")),
                    note=(row.get("note") or "").strip(),
                    drafted=drafted,
                    checked=drafted or not shipped,
                    shipped=shipped,
                    common=_split(row.get("common")),
                )
            )
    if wrong:
        raise UsageError(f"{path}: no source or no target in line {', '.join(wrong)}")
    return terms


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split("|") if part.strip())


def _from_tbx(path: Path) -> list[Term]:
    terms = []
    try:
        tree = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (OSError, etree.XMLSyntaxError) as error:
        raise UsageError(f"{path}: is no well-formed TBX ({error})") from error
    for entry in tree.iter("{*}termEntry", "{*}conceptEntry"):
        terms += _terms_of_entry(entry)
    if not terms:
        tags = sorted({section.get(_LANG) or "none" for section in tree.iter("{*}langSet", "{*}langSec")})
        raise UsageError(
            f"{path}: holds no concept with a Chinese and an English term (languages: "
            f"{', '.join(tags[:8]) or 'none'}); export it again with zh and en, or take it out of the folder"
        )
    return terms


def _terms_of_entry(entry: etree._Element) -> list[Term]:
    """Return the Chinese terms of a concept with all its English ones."""
    texts: dict[str, list[str]] = {"zh": [], "en": [], "forbidden": []}
    for section in entry.iter("{*}langSet", "{*}langSec"):
        lang = (section.get(_LANG) or "")[:2].lower()
        if lang not in ("zh", "en"):
            continue
        for group in section.iter("{*}tig", "{*}ntig", "{*}termSec"):
            text = (group.findtext(".//{*}term") or "").strip()
            if text:
                texts["forbidden" if lang == "en" and _is_forbidden(group) else lang].append(text)
    if not texts["en"]:
        return []
    chinese = dict.fromkeys(map(_simplified, texts["zh"]))
    return [Term(zh, tuple(texts["en"]), tuple(texts["forbidden"])) for zh in chinese]


def _is_forbidden(group: etree._Element) -> bool:
    """Whether a term has a status that says not to use it (ISO 30042, administrativeStatus)."""
    notes = (n for n in group.iter("{*}termNote") if n.get("type") == "administrativeStatus")
    return any((note.text or "").startswith(_BAD_STATUS) for note in notes)


def _simplified(text: str) -> str:
    return str(converter("t2s").convert(text))


@functools.lru_cache(maxsize=4096)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(word.lower()) for word in _WORD.findall(text))


def _contains(words: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether the words of ``phrase`` stand one after the other among ``words``."""
    size = len(phrase)
    return any(tuple(words[i : i + size]) == tuple(phrase) for i in range(len(words) - size + 1))


NO_TERMS = Glossary(())
"""The glossary of who has none."""
_TERMBASE = Path(__file__).with_name("termbase")


@functools.cache
def termbase() -> tuple[Term, ...]:
    """Return the terms that ship with the package (``termbase/*.tsv``, CC0).

    Only those whose column ``draft`` says ``yes`` are written into drafts and checked; the others are for
    people.
    """
    paths = sorted(_TERMBASE.glob("*.tsv"))
    return tuple(term for path in paths for term in _from_tsv(path, shipped=True))


def with_termbase(glossary: Glossary) -> Glossary:
    """Return a glossary with the terms of the termbase behind its own, which outrank them."""
    own = {term.zh for term in glossary.terms}
    return Glossary([*glossary.terms, *(term for term in termbase() if term.zh not in own)])
