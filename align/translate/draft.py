"""Drafting: sentences at once, each draft looked at, the bad ones tried once more.

A draft depends a little on the other sentences of its batch (rounding). So batches are cut in a fixed way over
the sentences that are handed over together, and the cache keeps whole batches: an interrupted run makes the same
batches when it goes on. What a finished run made is *settled*: it is kept by sentence, and later runs take it as
it is, so that one changed sentence costs one draft and nothing that a reviewer saw moves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

import opencc

from align.quality.checks import faults
from align.terms.glossary import NO_TERMS, Glossary
from align.translate.memory import Memory
from align.translate.translator import Draft, Translator
from corpus.cache import Cache, key_of
from corpus.model import Flag, Script
from corpus.text.normalise import normalise
from corpus.text.numbers import respell

_SCHEMA = 1
"""Version of what the cache keeps of drafts."""
_EXAMPLES, _LIKE = 2, 0.35
"""How many similar sentences an engine is shown, and how similar they must be."""
_RETRIED = "the first draft had a fault ({}); this is the second, made in another way"


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft in the script that was asked for, and how it came about."""

    draft: Draft
    first_faults: tuple[str, ...] = ()
    """Codes of the faults of a first draft that this one took the place of."""

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What its making says of it; what its text says is for :func:`align.quality.inspect.inspect`."""
        cut = () if self.draft.finished else (Flag("cut-off", "the engine stopped at its length limit"),)
        if not self.first_faults:
            return cut
        return (*cut, Flag("second-draft", _RETRIED.format(", ".join(self.first_faults))))


class Drafter:
    """Drafts in one direction with one engine."""

    def __init__(
        self,
        translator: Translator,
        cache: Cache | None = None,
        chinese: str = "zh-CN",
        glossary: Glossary = NO_TERMS,
        memory: Memory | None = None,
    ) -> None:
        """Draft with ``translator``; ``chinese`` is what English is drafted into: zh-CN, zh-TW or zh-HK.

        Second drafts obey ``glossary`` where the engine copies what stands in its own language, as a language
        model does; such an engine is also shown what ``memory`` holds that is much like a sentence.
        """
        self._translator, self._cache, self._glossary = translator, cache, glossary
        self._memory = memory if translator.follows_prompt else None
        self._unsettled: dict[str, Drafted] = {}
        self._to_simplified = opencc.OpenCC("tw2s")
        # s2tw and s2hk change characters, never words (s2twp would).
        self._into = {"zh-TW": opencc.OpenCC("s2tw"), "zh-HK": opencc.OpenCC("s2hk")}.get(chinese)

    def draft(
        self, sentences: Sequence[tuple[str, Script]], progress: Callable[[int], None] | None = None
    ) -> list[Drafted]:
        """Return a draft for each sentence; ``progress`` is told how many more are done.

        Sentences that are handed over together share batches.
        """
        texts = [self._readable(text, script) for text, script in sentences]
        drafted = self._settled(list(dict.fromkeys(texts)))
        new = [text for text in dict.fromkeys(texts) if text not in drafted]
        step = progress or _silent
        step(len(texts) - len(new))
        first: dict[str, Draft] = {}
        for batch in _batches(new, self._translator.batch_size):
            first |= zip(batch, self._translate(batch), strict=True)
            step(len(batch))
        made = self._second_drafts(first)
        self._unsettled |= {self._key(text): draft for text, draft in made.items()}
        drafted |= made
        return [replace(drafted[text], draft=self._in_script(drafted[text].draft)) for text in texts]

    def settle(self) -> None:
        """Keep the drafts that were made by sentence, for all later runs.

        To be called when a run has ended well.
        """
        if self._cache:
            for key, drafted in self._unsettled.items():
                self._cache.put(key, asdict(drafted))
        self._unsettled.clear()

    def _settled(self, texts: Sequence[str]) -> dict[str, Drafted]:
        """Return the drafts of an earlier run, or of this one."""
        settled: dict[str, Drafted] = {}
        for text in texts:
            key = self._key(text)
            kept = self._cache.get(key) if self._cache else None
            if key in self._unsettled:
                settled[text] = self._unsettled[key]
            elif kept is not None:
                settled[text] = Drafted(Draft(**kept["draft"]), tuple(kept["first_faults"]))
        return settled

    def _key(self, text: str) -> str:
        """Return the key of a settled draft: the text, the engine.

        And everything that is put into either draft.
        """
        translator = self._translator
        terms = [asdict(term) for term in self._glossary.terms_in(text, translator.source)]
        examples = self._examples([text]).get(text, [])
        direction = (translator.signature, translator.source, translator.target)
        return key_of("settled", _SCHEMA, direction, text, self._respelt(text), terms, examples)

    def _readable(self, text: str, script: Script) -> str:
        return str(self._to_simplified.convert(text)) if script == "Hant" else text

    def _translate(self, batch: Sequence[str], *, careful: bool = False) -> list[Draft]:
        translator = self._translator
        examples = {} if careful else self._examples(batch)
        direction = (translator.signature, translator.source, translator.target)
        key = key_of("drafts", _SCHEMA, direction, careful, list(batch), sorted(examples.items()))
        kept = self._cache.get(key) if self._cache else None
        if kept is not None:
            return [Draft(**values) for values in kept]
        made = translator.translate(batch, careful=careful, examples=examples)
        drafts = [replace(draft, text=normalise(draft.text).strip()) for draft in made]
        if self._cache:
            self._cache.put(key, [asdict(draft) for draft in drafts])
        return drafts

    def _examples(self, batch: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
        """Return what was translated before and is much like a text, in Simplified Chinese as all engines see."""
        if not self._memory:
            return {}
        lang = self._translator.source
        similar = {text: self._memory.similar(text, lang, "Hans", _EXAMPLES, _LIKE) for text in batch}
        return {
            text: [(match.source, match.target) for match in matches]
            for text, matches in similar.items()
            if matches
        }

    def _second_drafts(self, drafts: dict[str, Draft]) -> dict[str, Drafted]:
        """Look at the drafts; try those with faults once more, in another way.

        And keep the better of the two.
        """
        first = {text: self._faults(text, draft) for text, draft in drafts.items()}
        chosen = {text: Drafted(draft) for text, draft in drafts.items()}
        for batch in _batches([text for text, codes in first.items() if codes], self._translator.batch_size):
            again = self._translate([self._respelt(text) for text in batch], careful=True)
            for text, second in zip(batch, again, strict=True):
                still = self._faults(text, second)
                if (len(still), -second.log_probability) < (len(first[text]), -drafts[text].log_probability):
                    chosen[text] = Drafted(second, tuple(first[text]))
        return chosen

    def _respelt(self, text: str) -> str:
        """Write magnitudes, and terms where the engine copies them, as the other language does."""
        respelt = respell(text, self._translator.source)
        if not self._translator.follows_prompt:
            return respelt
        return self._glossary.spell(respelt, self._translator.source)

    def _in_script(self, draft: Draft) -> Draft:
        return replace(draft, text=str(self._into.convert(draft.text))) if self._into else draft

    def _faults(self, text: str, draft: Draft) -> list[str]:
        source = self._translator.source
        flags = [*faults(text, draft.text, source), *self._glossary.check(text, draft.text, source)]
        return [flag.code for flag in flags] + ([] if draft.finished else ["cut-off"])


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
