"""What is worth a look in a pair although it may well be right.

It is no reason to draft again, and none to set the pair aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.model import Flag, Lang
from corpus.text.negation import HINT_EN, HINT_ZH, SURE_EN, SURE_ZH
from corpus.text.personal import find_personal

# Letters with a capital or a digit among them: WeChat, iPhone, G7. Other words with hyphens are read too, as
# a whole, lest each part of them be tried.
_NAME = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z])"
    r"(?:(?=[a-z-]*+[A-Z0-9])(?P<name>[A-Za-z0-9-]{2,}+)|[A-Za-z0-9-]++)"
)
_BRACKETS = (("(", ")"), ("（", "）"), ("《", "》"), ("「", "」"), ("[", "]"))
_STRAIGHT = re.compile(r"(?<![0-9])\"|\"(?=\Z|[\s,.;])")
_ITEM = re.compile(r"^\s*\w{1,3}[)）]")
_SUSPICIOUS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls
    "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"  # without width, and marks of direction
    "\ufffd\ufff9-\ufffc\ue000-\uf8ff]"  # traces of a loss, and characters of private use
)


def notices(source: str, target: str, source_lang: Lang) -> list[Flag]:
    """Return what a reviewer should look at in a pair, each with the spans it is about.

    >>> [flag.message for flag in notices("民警用WeChat通知了他。", "He was told by phone.", "zh")]
    ['names in Latin letters that the translation lacks: WeChat']
    """
    return [
        *_one_negation(source, target, source_lang),
        *(_lost_names(source, target) if source_lang == "zh" else ()),
        *(_set_phrases(source) if source_lang == "zh" else ()),
        *_unbalanced(source, target),
        *_suspicious(source, target),
        *_personal(source, target),
    ]


def _one_negation(source: str, target: str, source_lang: Lang) -> Iterator[Flag]:
    """Yield a flag if one side surely has a negation and the other nothing like one."""
    zh, en = (source, target) if source_lang == "zh" else (target, source)
    sides = ("source", "target") if source_lang == "zh" else ("target", "source")
    for language, side, negation, hint in (
        ("Chinese", sides[0], SURE_ZH.search(zh), HINT_EN.search(en)),
        ("English", sides[1], SURE_EN.search(en), HINT_ZH.search(zh)),
    ):
        if negation and not hint:
            message = f"only the {language} side has a negation: {negation[0]}"
            yield Flag("negation", message, ((side, *negation.span()),))
            return


def _lost_names(zh: str, en: str) -> Iterator[Flag]:
    """Yield a flag if the Chinese has names in Latin letters that do not stand in the English.

    >>> [flag.spans for flag in _lost_names("他用WeChat和G7。", "He used wechat.")]
    [(('source', 9, 11),)]
    """
    target = en.lower()
    stands: dict[str, bool] = {}
    lost: list[re.Match[str]] = []
    for match in _NAME.finditer(zh):
        name = match["name"]
        if name is None:
            continue
        if name not in stands:
            stands[name] = name.lower() in target
        if not stands[name]:
            lost.append(match)
    if lost:
        names = ", ".join(match[0] for match in lost)
        spans = tuple(("source", *match.span()) for match in lost)
        yield Flag("name-lost", f"names in Latin letters that the translation lacks: {names}", spans)


_CLAUSES = r"[\u3400-\u9fff]{4,8}(?:[，、,\s]\s*[\u3400-\u9fff]{4,8}){1,7}"
_QUOTED = re.compile(rf"[“「‘\"](?P<phrase>{_CLAUSES})[。！!]?[”」’\"]")
_WHOLE = re.compile(rf"\s*(?P<phrase>{_CLAUSES})[。！!]?\s*")
_PROSE = re.compile("[了的已将在被是于昨今日月年]")
_VERSE = (4, 5, 7)
"""Characters of a clause of verse, or of four-character phrases; sentences have clauses of six, too."""
_BETWEEN_CLAUSES = re.compile(r"[，、,\s]\s*")


def _set_phrases(zh: str) -> Iterator[Flag]:
    """Yield a flag for slogans and verse: clauses of equal length, in quotation marks or alone.

    >>> [flag.message for flag in _set_phrases("他们喊出“治安先治毒、治毒先管吏”的口号。")]
    ['a slogan or verse: 治安先治毒、治毒先管吏']
    """
    whole = _WHOLE.fullmatch(zh)
    if whole:
        phrases = [whole] if _clause_length(whole) in _VERSE and not _PROSE.search(zh) else []
    else:
        phrases = [match for match in _QUOTED.finditer(zh) if _clause_length(match)]
    if phrases:
        said = ", ".join(match["phrase"] for match in phrases)
        spans = tuple(("source", *match.span("phrase")) for match in phrases)
        yield Flag("set-phrase", f"a slogan or verse: {said}", spans)


def _clause_length(match: re.Match[str]) -> int:
    """Return how long all clauses of a phrase are; 0 if they are not of one length."""
    lengths = {len(part) for part in _BETWEEN_CLAUSES.split(match["phrase"])}
    return lengths.pop() if len(lengths) == 1 else 0


def _unbalanced(source: str, target: str) -> Iterator[Flag]:
    """Yield a flag if brackets that have their partners in the source lack them in the target."""
    for opening, closing in _BRACKETS:
        if (
            target.count(opening) != target.count(closing)
            and not _ITEM.match(target)
            and source.count(opening) == source.count(closing)
        ):
            counts = f"{target.count(opening)} {opening} and {target.count(closing)} {closing}"
            yield Flag("unbalanced", f"the translation has {counts}")
            return
    if _quotes_match(source) and not _quotes_match(target):
        yield Flag("unbalanced", "the translation has a quotation mark without its partner")


def _quotes_match(text: str) -> bool:
    """Whether every quotation mark has its partner: of curved ones, and of straight ones but inches (5").

    >>> _quotes_match("他说：“走。”"), _quotes_match('"Go, he said.')
    (True, False)
    """
    return text.count("“") == text.count("”") and len(_STRAIGHT.findall(text)) % 2 == 0


def _suspicious(source: str, target: str) -> Iterator[Flag]:
    """Yield a flag if the target has characters that hardly belong into text, and the source does not."""
    known = set(source)
    strange = [match for match in _SUSPICIOUS.finditer(target) if match[0] not in known]
    if strange:
        codes = ", ".join(dict.fromkeys(f"U+{ord(match[0]):04X}" for match in strange))
        spans = tuple(("target", *match.span()) for match in strange)
        yield Flag("suspicious-character", f"characters that hardly belong into text: {codes}", spans)


def _personal(source: str, target: str) -> Iterator[Flag]:
    """Yield a flag if either side holds personal data."""
    pieces = [("source", piece) for piece in find_personal(source)]
    pieces += [("target", piece) for piece in find_personal(target)]
    if pieces:
        kinds = ", ".join(dict.fromkeys(piece.kind for _, piece in pieces))
        spans = tuple((side, piece.start, piece.end) for side, piece in pieces)
        yield Flag("personal-data", f"holds personal data: {kinds}", spans)
