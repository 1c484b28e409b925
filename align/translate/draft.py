"""Drafting: sentences at once, each draft looked at, the bad ones tried once more.

A draft depends a little on the other sentences of its batch (rounding). So batches are cut in a fixed way
over the sentences that are handed over together, and the cache keeps whole batches: an interrupted run makes
the same batches when it goes on. What a finished run made is *settled*: it is kept by sentence, and later
runs take it as it is, so that one changed sentence costs one draft and nothing that a reviewer saw moves.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

import opencc

from align.embedder import Embedder
from align.quality.checks import faults, similarity_flag, stray_latin
from align.quality.names import name_flag
from align.quality.readings import misread_names
from align.terms.glossary import NO_TERMS
from align.translate.annotate import Annotator
from align.translate.datelines import Dateline, split_dateline
from align.translate.domain import taken_over, turns
from align.translate.form import tidy
from align.translate.memory import Memory
from align.translate.repair import repair
from align.translate.translator import Draft, Progress, ReadsBack, Translator
from corpus.cache import Cache, key_of
from corpus.model import Flag, Lang, Script
from corpus.text.numbers import respell
from corpus.text.script import simplified

_SCHEMA = 5
"""Version of what the cache keeps of drafts, and of the way they are made."""
_EXAMPLES = 2
"""How many similar sentences an engine is shown."""
_LIKE: dict[Lang, float] = {"zh": 0.35, "en": 0.6}
"""How similar they must be: among 400 English sentences one is .48 like any other by its letters alone, nine
times in ten less than .57; among Chinese ones .23 and .37."""
_RETRIED = "the first draft had a fault ({}); this is the second, made in another way"
_PLAIN = Annotator(NO_TERMS)
_SCRIPTS = {"zh-TW": "s2tw", "zh-HK": "s2hk"}
"""What OpenCC makes of a Chinese draft: characters change, never words (s2twp would change them)."""
_TAKEN = "example"
"""What is said of a draft with something in it of the examples that it was shown."""
_WRITTEN = Draft("", 0.0, finished=True)
"""What is drafted of a source that is a byline and nothing else."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft in the script that was asked for, and how it came about."""

    draft: Draft
    first_faults: tuple[str, ...] = ()
    """Codes of the faults of a first draft that this one took the place of."""
    repairs: tuple[tuple[str, str], ...] = ()
    """What stood in the draft and was mended, and what stands there now."""
    guesses: tuple[tuple[str, str], ...] = ()
    """Names of the source, and the characters that were chosen for them by their sound."""
    read_back: float = 0.0
    """See :class:`align.translate.translator.ReadsBack`; 0 where nobody asked."""

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What its making says of it; what its text says is for :func:`align.quality.inspect.inspect`."""
        flags = [] if self.draft.finished else [Flag("cut-off", "the engine stopped at its length limit")]
        if self.first_faults:
            flags.append(Flag("second-draft", _RETRIED.format(", ".join(self.first_faults))))
        if self.repairs:
            mended = ", ".join(f"{old} → {new}" for old, new in self.repairs)
            flags.append(Flag("repaired", f"mended after the source: {mended}"))
        if self.guesses:
            chosen = ", ".join(f"{han} ({name})" for name, han in self.guesses)
            flags.append(Flag("name", f"characters chosen by the sound, look them up: {chosen}"))
        return tuple(flags)

    def doubt(self, target: str) -> Flag:
        """Return what is said of a draft that is hardly usable: of which words, where they still stand."""
        start = target.find(self.draft.unsure)
        if not self.draft.unsure or start < 0:
            return Flag("unsure", "the draft is unlikely to be usable as it is")
        place = ("target", start, start + len(self.draft.unsure))
        return Flag("unsure", f"the engine was least sure of “{self.draft.unsure}”", (place,))


class Drafter:
    """Drafts in one direction with one engine."""

    def __init__(
        self,
        translator: Translator,
        cache: Cache | None = None,
        chinese: str = "zh-CN",
        annotator: Annotator = _PLAIN,
        memory: Memory | None = None,
        embedder: Embedder | None = None,
        *,
        domain: bool = False,
        reads_back: bool = False,
    ) -> None:
        """Draft with ``translator``; ``chinese`` is what English is drafted into: zh-CN, zh-TW or zh-HK.

        An engine that copies what stands in its own language, as a language model does, gets its sources with
        numbers, names and terms written by ``annotator``, and is shown what ``memory`` holds that is much
        like a sentence; with ``domain`` two sentences of police news where it holds nothing. With an
        ``embedder`` a draft that hardly means what its source does is made again too. With ``reads_back`` an
        engine that can is asked how well each draft tells what its source says: a quarter more time.
        """
        self._translator, self._cache, self._annotator = translator, cache, annotator
        self._memory = memory if translator.follows_prompt else None
        self._embedder = embedder
        self._domain = domain and translator.follows_prompt
        self._reader = translator if reads_back and isinstance(translator, ReadsBack) else None
        self._unsettled: dict[str, Drafted] = {}
        self._made, self._seconds = 0, 0.0
        self.drafted = 0
        """How many sentences were drafted; the others had a settled draft."""
        self.again = 0
        """How many of them were drafted a second time."""
        script = _SCRIPTS.get(chinese)
        self._into = opencc.OpenCC(script) if script else None

    def draft(
        self, sentences: Sequence[tuple[str, Script]], progress: Callable[[int], None] | None = None
    ) -> list[Drafted]:
        """Return a draft for each sentence; ``progress`` is told how many more are done.

        Sentences that are handed over together share batches.
        """
        texts = [self._readable(text, script) for text, script in sentences]
        drafted = self._settled(list(dict.fromkeys(texts)))
        new = [text for text in dict.fromkeys(texts) if text not in drafted]
        self.drafted += sum(text not in drafted for text in texts)
        step = progress or _silent
        step(len(texts) - len(new))
        first: dict[str, Drafted] = {}
        for batch in _batches(new, self._translator.batch_size):
            steps = _Steps(step, len(batch))
            first |= zip(batch, self._translate(batch, progress=steps.add), strict=True)
            steps.end()
        made = self._second_drafts(first)
        self._unsettled |= {self._key(text): draft for text, draft in made.items()}
        drafted |= made
        return [self._shown(text, drafted[text]) for text in texts]

    def _shown(self, text: str, drafted: Drafted) -> Drafted:
        """Return a draft in the script that is wanted, read back if that is wanted."""
        read_back = self._read_back(text, drafted.draft.text)
        return replace(drafted, draft=self._in_script(drafted.draft), read_back=read_back)

    def _read_back(self, text: str, draft: str) -> float:
        """Return how likely a source is after its draft, each by itself: batches round otherwise."""
        if self._reader is None or not draft:
            return 0.0
        key = key_of("read back", _SCHEMA, self._translator.signature, text, draft)
        kept = self._cache.get(key) if self._cache else None
        if kept is None:
            (read_back,) = self._reader.read_back([(text, draft)])
            kept = round(read_back, 3)
            if self._cache:
                self._cache.put(key, kept)
        return float(kept)

    def settle(self) -> None:
        """Keep the drafts that were made by sentence, for all later runs.

        To be called when a run has ended well.
        """
        if self._cache:
            for key, drafted in self._unsettled.items():
                self._cache.put(key, asdict(drafted))
            if self._made:
                self._cache.put(_speed_key(self._translator), [self._made, self._seconds])
        self._unsettled.clear()

    def count_settled(self, sentences: Sequence[tuple[str, Script]]) -> int:
        """Return how many of the sentences have a draft of a finished run, which costs nothing."""
        texts = [self._readable(text, script) for text, script in sentences]
        drafted = self._settled(list(dict.fromkeys(texts)))
        return sum(text in drafted for text in texts)

    def speed(self) -> float | None:
        """Return how many sentences a second the engine drafted in an earlier run, second drafts included.

        Nothing if it has not drafted here yet.
        """
        return kept_speed(self._translator, self._cache) if self._cache else None

    def _settled(self, texts: Sequence[str]) -> dict[str, Drafted]:
        """Return the drafts of an earlier run, or of this one."""
        settled: dict[str, Drafted] = {}
        for text in texts:
            key = self._key(text)
            kept = self._cache.get(key) if self._cache else None
            if key in self._unsettled:
                settled[text] = self._unsettled[key]
            elif kept is not None:
                settled[text] = Drafted(
                    Draft(**kept["draft"]),
                    tuple(kept["first_faults"]),
                    tuple((old, new) for old, new in kept["repairs"]),
                    tuple((name, han) for name, han in kept["guesses"]),
                )
        return settled

    def _key(self, text: str) -> str:
        """Return the key of a settled draft: text, engine, and everything that is put into either draft."""
        translator = self._translator
        terms = [asdict(term) for term in self._annotator.glossary.terms_in(text, translator.source)]
        examples = self._examples([text]).get(text, [])
        direction = (translator.signature, translator.source, translator.target)
        dateline = split_dateline(text, translator.source)
        parts = (dateline.written if dateline else "", self._source(text))
        return key_of("settled", _SCHEMA, direction, text, parts, terms, examples)

    def _readable(self, text: str, script: Script) -> str:
        return simplified(text) if script == "Hant" else text

    def _source(self, text: str, *, careful: bool = False) -> str:
        """Return what an engine is given of a sentence."""
        if self._translator.follows_prompt:
            return self._annotator.annotate(text, self._translator.source)
        return respell(text, self._translator.source) if careful else text

    def _translate(
        self, batch: Sequence[str], *, careful: bool = False, progress: Progress | None = None
    ) -> list[Drafted]:
        """Draft one batch, and mend what the sources say for sure."""
        lang = self._translator.source
        datelines = {text: line for text in batch if (line := split_dateline(text, lang))}
        rests = {text: datelines[text].rest if text in datelines else text for text in batch}
        asked = [rest for rest in dict.fromkeys(rests.values()) if rest]
        drafts = self._generate(asked, progress, careful=careful) if asked else ()
        made = dict(zip(asked, drafts, strict=True))
        return [
            self._finished(text, datelines.get(text), made.get(rest) or _WRITTEN)
            for text, rest in rests.items()
        ]

    def _finished(self, text: str, dateline: Dateline | None, draft: Draft) -> Drafted:
        """Return a draft with its dateline, in form, and with numbers and names mended."""
        lang = self._translator.source
        written = (dateline.written if dateline else "") + draft.text
        names = self._annotator.names_in(text, lang)
        repaired = repair(text, tidy(text, written, lang), lang, names)
        guesses = tuple((n.text, n.spelling) for n in names if n.guessed and n.spelling in repaired.text)
        return Drafted(replace(draft, text=repaired.text), repairs=repaired.changes, guesses=guesses)

    def _generate(self, batch: Sequence[str], progress: Progress | None, *, careful: bool) -> list[Draft]:
        """Return what the engine makes of one batch, from the cache where it made the same before."""
        translator = self._translator
        given = {text: self._source(text, careful=careful) for text in batch}
        alike = {} if careful else self._examples(batch)
        examples = {given[text]: pairs for text, pairs in alike.items()}
        sources = list(given.values())
        direction = (translator.signature, translator.source, translator.target)
        key = key_of("drafts", _SCHEMA, direction, careful, sources, sorted(examples.items()))
        kept = self._cache.get(key) if self._cache else None
        if kept is not None:
            return [Draft(**values) for values in kept]
        # A clock, which no draft depends on: what a dry run says of the time to come.
        start = time.monotonic()
        drafts = translator.translate(sources, careful=careful, examples=examples, progress=progress)
        self._seconds += time.monotonic() - start
        self._made += 0 if careful else len(sources)
        if self._cache:
            self._cache.put(key, [asdict(draft) for draft in drafts])
        return drafts

    def _examples(self, batch: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
        """Return what was translated before and is much like a text, in Simplified Chinese."""
        lang = self._translator.source
        examples: dict[str, list[tuple[str, str]]] = {}
        for text in batch:
            alike = self._memory.similar(text, lang, "Hans", _EXAMPLES, _LIKE[lang]) if self._memory else ()
            shown = [(match.source, match.target) for match in alike]
            if shown or self._domain:
                examples[text] = shown or turns(lang)
        return examples

    def _second_drafts(self, drafts: dict[str, Drafted]) -> dict[str, Drafted]:
        """Try the drafts with faults once more, in another way, and keep the better of the two."""
        first = self._faults(drafts)
        chosen = dict(drafts)
        faulty = [text for text, looked in first.items() if looked.codes]
        self.again += len(faulty)
        for batch in _batches(faulty, self._translator.batch_size):
            again = dict(zip(batch, self._translate(batch, careful=True), strict=True))
            second = self._faults(again)
            similar = self._similarities(
                {**{f"1{t}": (t, drafts[t]) for t in batch}, **{f"2{t}": (t, again[t]) for t in batch}}
            )
            for text, draft in again.items():
                before = (*first[text].weight, -similar[f"1{text}"], -drafts[text].draft.log_probability)
                after = (*second[text].weight, -similar[f"2{text}"], -draft.draft.log_probability)
                if after < before:
                    chosen[text] = replace(draft, first_faults=first[text].codes)
        return chosen

    def _faults(self, drafts: dict[str, Drafted]) -> dict[str, _Faults]:
        """Return what is wrong with each draft."""
        similar = self._similarities({text: (text, drafted) for text, drafted in drafts.items()})
        return {text: self._faults_of(text, drafted.draft, similar[text]) for text, drafted in drafts.items()}

    def _faults_of(self, text: str, draft: Draft, similarity: float) -> _Faults:
        source = self._translator.source
        flags = [*faults(text, draft.text, source), *self._annotator.glossary.check(text, draft.text, source)]
        flags += [*stray_latin(text, draft.text, source), *similarity_flag(similarity)]
        flags += name_flag(draft.text, self._annotator.names_in(text, source))
        flags += misread_names(text, draft.text) if source == "zh" else ()
        codes = [flag.code for flag in flags]
        if self._domain and taken_over(text, draft.text, source):
            codes.append(_TAKEN)
        if not draft.finished and "cut-off" not in codes:
            codes.append("cut-off")
        return _Faults(tuple(codes), sum(len(flag.spans) for flag in flags))

    def _similarities(self, pairs: dict[str, tuple[str, Drafted]]) -> dict[str, float]:
        """Return the cosine of each source and its draft; 1 where there is no embedder to tell."""
        if self._embedder is None or not pairs:
            return dict.fromkeys(pairs, 1.0)
        texts = [side for text, drafted in pairs.values() for side in (text, drafted.draft.text)]
        vectors = self._embedder.embed(texts)
        cosines = (vectors[0::2] * vectors[1::2]).sum(axis=1)
        return {name: float(cosine) for name, cosine in zip(pairs, cosines, strict=True)}

    def _in_script(self, draft: Draft) -> Draft:
        if self._into is None:
            return draft
        text, unsure = (str(self._into.convert(part)) for part in (draft.text, draft.unsure))
        return replace(draft, text=text, unsure=unsure)


@dataclass(frozen=True, slots=True)
class _Faults:
    """What is wrong with a draft: the codes of its flags, and how many places these mark."""

    codes: tuple[str, ...]
    places: int

    @property
    def weight(self) -> tuple[bool, int, int]:
        """How bad it is: what took something over from an example never stands."""
        return _TAKEN in self.codes, len(self.codes), self.places


class _Steps:
    """Passes on how many sentences of a batch are done: each once, and at its end all of them."""

    def __init__(self, step: Progress, most: int) -> None:
        self._step, self._left = step, most

    def add(self, steps: int) -> None:
        """Pass on that so many more are done."""
        more = min(steps, self._left)
        self._left -= more
        self._step(more)

    def end(self) -> None:
        """Pass on that all are done."""
        self.add(self._left)


def kept_speed(translator: Translator, cache: Cache) -> float | None:
    """Return how many sentences a second an engine drafted in an earlier run; nothing if it did not yet."""
    kept = cache.get(_speed_key(translator))
    return kept[0] / max(kept[1], 1e-6) if kept else None


def _speed_key(translator: Translator) -> str:
    return key_of("speed", _SCHEMA, translator.signature, translator.source)


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
