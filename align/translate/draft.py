"""Drafting: the sentences of one document at once, each draft looked at, the bad ones tried once more."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

import opencc

from align.quality.checks import faults
from align.terms.glossary import Glossary
from align.translate.memory import Memory
from align.translate.translator import Draft, Translator
from corpus.cache import Cache, key_of
from corpus.model import Flag, Script
from corpus.text.normalise import normalise
from corpus.text.numbers import respell

_EXAMPLES, _LIKE = 2, 0.35
"""How many similar sentences an engine is shown, and how similar they must be."""
_RETRIED = "the first draft had a fault ({}); this is the second, made in another way"


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft in the script that was asked for, and what is to be said of it."""

    draft: Draft
    flags: tuple[Flag, ...]


class Drafter:
    """Drafts for documents in their order. A sentence that occurred before keeps its first draft.

    A draft depends a little on the other sentences of its batch (rounding). So batches are cut by document, in order,
    and the cache keeps whole batches: neither an interruption nor a cache hit changes what comes out.
    """

    def __init__(
        self,
        translator: Translator,
        cache: Cache | None = None,
        chinese: str = "zh-CN",
        glossary: Glossary | None = None,
        memory: Memory | None = None,
    ) -> None:
        """Draft with ``translator``; ``chinese`` is what English is drafted into: zh-CN, zh-TW or zh-HK.

        Second drafts obey ``glossary`` where the engine copies what stands in its own language, as a language model does;
        such an engine is also shown what ``memory`` holds that is much like a sentence.
        """
        self._translator, self._cache = translator, cache
        self._glossary = glossary or Glossary(())
        self._memory = memory if translator.follows_prompt else None
        self._known: dict[str, Drafted] = {}
        self._to_simplified = opencc.OpenCC("tw2s")
        # s2tw and s2hk change characters, never words (s2twp would).
        self._into = {"zh-TW": opencc.OpenCC("s2tw"), "zh-HK": opencc.OpenCC("s2hk")}.get(chinese)

    def draft(
        self, sentences: Sequence[tuple[str, Script]], progress: Callable[[int], None] | None = None
    ) -> list[Drafted]:
        """Return a draft for each sentence of one document; ``progress`` is told how many more are done."""
        texts = [self._readable(text, script) for text, script in sentences]
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        step = progress or _silent
        step(len(texts) - len(new))
        drafts: dict[str, Draft] = {}
        for batch in _batches(new, self._translator.batch_size):
            drafts |= zip(batch, self._translate(batch), strict=True)
            step(len(batch))
        self._known |= self._second_drafts(drafts)
        return [self._known[text] for text in texts]

    def _readable(self, text: str, script: Script) -> str:
        return str(self._to_simplified.convert(text)) if script == "Hant" else text

    def _translate(self, batch: Sequence[str], *, careful: bool = False) -> list[Draft]:
        examples = {} if careful else self._examples(batch)
        shown = [sorted(examples.items())] if examples else []
        key = key_of(
            "draft",
            self._translator.signature,
            self._translator.source,
            self._translator.target,
            careful,
            list(batch),
            *shown,
        )
        found = self._cache.get(key) if self._cache else None
        if found is not None:
            return [Draft(**values) for values in found]
        made = self._translator.translate(batch, careful=careful, examples=examples)
        drafts = [replace(draft, text=normalise(draft.text).strip()) for draft in made]
        if self._cache:
            self._cache.put(key, [asdict(draft) for draft in drafts])
        return drafts

    def _examples(self, batch: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
        """Find what was translated before and is much like a text: in Simplified Chinese, as everything an engine sees."""
        if not self._memory:
            return {}
        found = {
            text: self._memory.similar(text, self._translator.source, "Hans", _EXAMPLES, _LIKE)
            for text in batch
        }
        return {
            text: [(match.source, match.target) for match in matches]
            for text, matches in found.items()
            if matches
        }

    def _second_drafts(self, drafts: dict[str, Draft]) -> dict[str, Drafted]:
        """Look at the drafts of a document; try those with faults once more, in another way, and keep the better."""
        found = {text: self._faults(text, draft) for text, draft in drafts.items()}
        chosen = dict(drafts)
        for batch in _batches([text for text, wrong in found.items() if wrong], self._translator.batch_size):
            again = self._translate([self._respelt(text) for text in batch], careful=True)
            for text, second in zip(batch, again, strict=True):
                still = self._faults(text, second)
                if (len(still), -second.log_probability) < (len(found[text]), -drafts[text].log_probability):
                    names = ", ".join(flag.name for flag in found[text])
                    chosen[text], found[text] = second, [*still, Flag("second-draft", _RETRIED.format(names))]
        return {text: Drafted(self._in_script(draft), tuple(found[text])) for text, draft in chosen.items()}

    def _respelt(self, text: str) -> str:
        """Write magnitudes, and terms where the engine copies them, as the other language does."""
        respelt = respell(text, self._translator.source)
        return (
            self._glossary.spell(respelt, self._translator.source)
            if self._translator.follows_prompt
            else respelt
        )

    def _in_script(self, draft: Draft) -> Draft:
        return replace(draft, text=str(self._into.convert(draft.text))) if self._into else draft

    def _faults(self, text: str, draft: Draft) -> list[Flag]:
        found = [
            *faults(text, draft.text, self._translator.source),
            *self._glossary.check(text, draft.text, self._translator.source),
        ]
        return (
            found if draft.finished else [*found, Flag("cut-off", "the engine stopped at its length limit")]
        )


def _batches(texts: Sequence[str], most: int) -> Iterator[list[str]]:
    """Yield the texts sorted by length in batches of about equal size, none over ``most``."""
    ordered = sorted(texts, key=lambda text: (len(text), text))
    if not ordered:
        return
    size = math.ceil(len(ordered) / math.ceil(len(ordered) / most))
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


def _silent(steps: int) -> None:
    """Report nothing."""
