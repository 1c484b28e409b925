"""Why documents whose names speak of a pair are none."""

from __future__ import annotations

from collections.abc import Iterable

from align.pairing.documents import CONTRADICTED, Pairing
from align.pairing.names import language_mark, stem
from corpus.model import Lang, Rejection
from corpus.pipeline.split import SplitCorpus


def contradicted(pairing: Pairing, sides: dict[Lang, list[str]]) -> Iterable[Rejection]:
    """Yield why pairs that names speak for are none."""
    partners = {pair.zh: sides["en"][pair.en] for pair in pairing.pairs}
    rivals = {pair.en: sides["zh"][pair.zh] for pair in pairing.pairs}
    for pair in pairing.contradicted:
        zh, en = sides["zh"][pair.zh], sides["en"][pair.en]
        if pair.zh in partners:
            why = f"its content that it goes with {partners[pair.zh]}"
        elif pair.en in rivals:
            why = f"the content of that that it goes with {rivals[pair.en]}"
        elif pair.confidence < CONTRADICTED:
            why = "its content that it does not"
        else:
            why = f"its content leaves that in doubt ({pair.confidence:.2f})"
        yield _not_aligned("contradicted", zh, en, why)


def _not_aligned(code: str, name: str, other: str, why: str) -> Rejection:
    message = f"its name says that it goes with {other}, {why}: not aligned"
    return Rejection("pair", code, name, message)


def without_text(corpus: SplitCorpus, left_out: Iterable[Rejection]) -> Iterable[Rejection]:
    """Yield why documents with names of a pair cannot be one: the language of one, or its want of text."""
    reasons = {rejection.document: rejection.message for rejection in left_out if rejection.stage == "read"}
    by_stem: dict[str, list[str]] = {}
    for name in sorted({*corpus.documents, *reasons}):
        by_stem.setdefault(stem(name), []).append(name)
    for names in by_stem.values():
        if sorted(str(language_mark(name)) for name in names) != ["en", "zh"]:
            continue
        langs = [
            split.document.lang for name in names if (split := corpus.documents.get(name)) and split.main
        ]
        if len(langs) == len(set(langs)) == 2:
            continue
        if len(langs) == 2:
            both = "but both are Chinese" if langs[0] == "zh" else "but both are English"
            yield _not_aligned("same-language", names[0], names[1], both)
            continue
        for name, other in (names, reversed(names)):
            if name in reasons or not corpus.documents[name].main:
                why = f"but it has no text ({reasons.get(name, 'no sentence in its language')})"
                yield _not_aligned("no-text", name, other, why)
