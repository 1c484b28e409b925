"""A language as it is written somewhere: what a language tag stands for, and how its sentences join."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.model import Lang, Script, language_of

_TRADITIONAL = frozenset(["TW", "HK", "MO"])
_SIMPLIFIED = frozenset(["CN", "SG"])
_SCRIPTS: dict[str, Script] = {"HANS": "Hans", "HANT": "Hant"}


@dataclass(frozen=True, slots=True)
class Locale:
    """Language, script and region; the region is empty where a tag names none."""

    language: Lang
    script: Script | None
    """Nothing where the tag leaves it open: plain ``zh``."""
    region: str = ""

    @staticmethod
    def of(tag: str) -> Locale:
        """Read a language tag (BCP 47, with hyphens or underscores, in any case).

        Raises:
            ValueError: the tag is of another language than Chinese or English.

        >>> Locale.of("zh_tw")
        Locale(language='zh', script='Hant', region='TW')
        >>> Locale.of("zh-Hans").script
        'Hans'
        """
        language = language_of(tag)
        parts = [part.upper() for part in tag.replace("_", "-").split("-")[1:]]
        region = next((part for part in parts if len(part) == 2), "")
        if language == "en":
            return Locale("en", "Latn", region)
        named = next((_SCRIPTS[part] for part in parts if part in _SCRIPTS), None)
        implied: Script | None = (
            "Hant" if region in _TRADITIONAL else "Hans" if region in _SIMPLIFIED else None
        )
        return Locale("zh", named or implied, region)


def is_tag_of(tag: str, *languages: Lang) -> bool:
    """Whether a tag of any file names one of these languages.

    >>> is_tag_of("ZH-CN", "zh", "en"), is_tag_of("fr", "zh", "en")
    (True, False)
    """
    return tag[:2].lower() in languages and tag[2:3] in ("", "-", "_")


def join_sentences(sentences: Iterable[str], lang: Lang) -> str:
    """Return sentences as one text: Chinese ones without a space between them.

    >>> join_sentences(["好。", "走吧。"], "zh"), join_sentences(["Good.", "Go."], "en")
    ('好。走吧。', 'Good. Go.')
    """
    return ("" if lang == "zh" else " ").join(sentences)
