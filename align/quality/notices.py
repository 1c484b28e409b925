"""What is worth a look in a pair although it may well be right: no reason to draft again, and none to set it aside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.model import Flag, Lang
from corpus.text.personal import find_personal

_NOT_ZH = re.compile(
    "(?<![说說可能会會是对對了差来來免])不(?![断斷仅僅但同少久过過锈鏽管论論一定等错錯可然时時惜良幸料妨禁知觉覺愧已])|没有|沒有|並非|并非|勿|严禁|嚴禁|无法|無法|毫无|毫無|从未|從未"
)
_NOT_EN = re.compile(
    r"\b(?:no|not|never|none|nothing|nobody|neither|nor|without|cannot|hardly|fail(?:s|ed)?|refus\w+|den(?:y|ies|ied)|lack\w*|avoid\w*|prevent\w*|"
    r"prohibit\w*|forb[ia]d\w*|ban(?:s|ned)?|unless|un\w{4,}|in(?:ability|capable|correct|complete|sufficient|valid|appropriate)\w*|im(?:possible|proper)\w*|less|"
    r"instead|rather|absence|stop\w*|refrain\w*|rarely|seldom|away|other than|yet|until|out of|against|free)\b|n['’]t\b",
    re.IGNORECASE,
)
_STRONG_NOT_EN = re.compile(r"\b(?:not|never|none|nobody|neither|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_WEAK_NOT_ZH = re.compile("不|没|沒|无|無|未|非|勿|别|別|莫|免|禁|失|拒|否|难|難|少|缺|除|避|防|止")
_NAME = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9-]*[A-Z0-9])[A-Za-z][A-Za-z0-9-]+(?![A-Za-z0-9])")
_PAIRS = (("(", ")"), ("（", "）"), ("《", "》"), ("「", "」"), ("[", "]"))
_ITEM = re.compile(r"^\s*\w{1,3}[)）]")
_SUSPICIOUS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd\ufff9-\ufffc\ue000-\uf8ff]"
)


def warnings(source: str, target: str, source_lang: Lang) -> list[Flag]:
    """Return what a reviewer should look at in a pair, each with the spans it is about."""
    return list(_warnings(source, target, source_lang))


def _warnings(source: str, target: str, source_lang: Lang) -> Iterator[Flag]:
    zh, en = (source, target) if source_lang == "zh" else (target, source)
    for found, absent, language, side in (
        (_NOT_ZH.search(zh), _NOT_EN.search(en), "Chinese", "source" if source_lang == "zh" else "target"),
        (
            _STRONG_NOT_EN.search(en),
            _WEAK_NOT_ZH.search(zh),
            "English",
            "target" if source_lang == "zh" else "source",
        ),
    ):
        if found and not absent:
            yield Flag(
                "negation", f"only the {language} side has a negation: {found[0]}", ((side, *found.span()),)
            )
            break
    if source_lang == "zh":
        lost = [match for match in _NAME.finditer(source) if match[0].lower() not in target.lower()]
        if lost:
            spans = tuple(("source", *match.span()) for match in lost)
            yield Flag(
                "name-lost",
                f"names in Latin letters that the translation lacks: {', '.join(match[0] for match in lost)}",
                spans,
            )
    for opening, closing in _PAIRS:
        if (
            target.count(opening) != target.count(closing)
            and not _ITEM.match(target)
            and source.count(opening) == source.count(closing)
        ):
            yield Flag(
                "unbalanced",
                f"the translation has {target.count(opening)} {opening} and {target.count(closing)} {closing}",
            )
            break
    strange = [match for match in _SUSPICIOUS.finditer(target) if match[0] not in source]
    if strange:
        codes = ", ".join(dict.fromkeys(f"U+{ord(match[0]):04X}" for match in strange))
        yield Flag(
            "suspicious-character",
            f"characters that hardly belong into text: {codes}",
            tuple(("target", *match.span()) for match in strange),
        )
    personal = [
        (side, one) for side, text in (("source", source), ("target", target)) for one in find_personal(text)
    ]
    if personal:
        kinds = ", ".join(dict.fromkeys(one.kind for _, one in personal))
        yield Flag(
            "personal-data",
            f"holds personal data: {kinds}",
            tuple((side, one.start, one.end) for side, one in personal),
        )
