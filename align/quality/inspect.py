"""Everything that can be said against a pair, in one place.

What build, align, quality and review say is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from align.quality.checks import faults, long_flag, similarity_flag, stray_latin
from align.quality.divisions import division_flag
from align.quality.names import Name, name_flag
from align.quality.notices import notices
from align.quality.readings import misread_names
from align.terms.glossary import NO_TERMS, Glossary
from corpus.model import Flag, Lang, Script, in_order


def inspect(
    source: str,
    target: str,
    source_lang: Lang,
    glossary: Glossary = NO_TERMS,
    cosine: float | None = None,
    chinese: Script = "Hans",
    said: Iterable[Flag] = (),
    names: Sequence[Name] = (),
    *,
    by_people: bool = False,
) -> tuple[Flag, ...]:
    """Return the flags of a pair in the order of the table.

    Args:
        source: the text.
        target: its translation.
        source_lang: the language of the source.
        glossary: the terms that the translation should obey.
        cosine: of the two sentence vectors, between -1 and 1; where it is not known, similarity is not
            judged.
        chinese: the script that a Chinese target should be in.
        said: what is known of the pair already, such as how its draft was made.
        names: those of the source, with the spelling that the target should have.
        by_people: whether the target is a person's, who may say what only the neighbours of the source say;
            see also :meth:`align.terms.glossary.Glossary.check`.

    >>> [flag.code for flag in inspect("共212人。", "Many people.", "zh")]
    ['numbers']
    """
    flags = [
        *said,
        *faults(source, target, source_lang, chinese),
        *glossary.check(source, target, source_lang, by_people=by_people),
    ]
    flags += name_flag(target, names)
    if source_lang == "zh":
        flags += division_flag(source, target, names)
        flags += [] if by_people else misread_names(source, target)
    if cosine is not None:
        flags += similarity_flag(cosine)
    flags += [*stray_latin(source, target, source_lang), *notices(source, target, source_lang)]
    flags += long_flag(source, target)
    return in_order(flags)
