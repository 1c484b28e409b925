"""Drafting with a small instruction-tuned language model, run by CTranslate2.

The prompt is ChatML with a fixed head, which CTranslate2 caches; decoding is greedy. Prompts, the ban on
Han in English and the batch size were chosen on WMT22 news (see README, Evaluate).
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from align.lexicon import english_vocabulary
from align.terms.spelling import count_syllables
from align.translate.chat import FORMAT, FORMATS, LONGEST, PROMPT_VERSION, Chat, Format
from align.translate.doubt import weakest_words
from align.translate.installed import Converted, converted_models
from align.translate.translator import Draft, Examples, Progress, threads, wait
from corpus.errors import CorpusError
from corpus.model import Lang
from corpus.text.normalise import normalise

_PHRASE = 25
"""Chinese characters below which a text may be a phrase."""
_FIRST_WIDE_BYTE = 0xE3
"""UTF-8 of U+3000 and above (CJK) starts with this byte or a greater one."""
_REPETITION_PENALTY = 1.1
"""Of second drafts: the first may have gone round in circles."""
_TALK = (
    "To translate",
    "Here is the",
    "Here's the",
    "The translation",
    "The text you",
    " translates to",
    " translates as",
)
"""How the model begins to talk about translating; a draft of a sentence hardly ever holds these words."""
_SMALL_LATIN = re.compile(r"[Ġ▁]?[a-z]+")
_WIDE = re.compile(r"[\u3000-\U0010ffff]|<0x(?:E[3-9A-F]|F.)>")
"""Tokens that leave English words in Chinese: promotion会议. Acronyms and numbers stay possible."""
_FREE_LATIN = re.compile(r"https?://|www\.|@|\b[a-z]+[A-Z]|\w\.[a-z]{2,4}\b")
"""What of a source may stand in small Latin letters in Chinese too: addresses, iPhone."""
_CAPITALISED = re.compile(r"[A-Z][A-Za-z]+(?:[ '’&-][A-Z][A-Za-z]+)*")
_WORD = re.compile("[A-Za-z]+")
_SCORED_AT_ONCE = 8


@dataclass(slots=True)
class EmbeddedModel:
    """A converted model, loaded when the first sentence comes.

    A run with every draft in the cache never loads it.
    """

    find: Callable[[], Converted]
    """May convert the model."""
    _converted: Converted | None = None
    _loaded: _Loaded | None = None

    @property
    def converted(self) -> Converted:
        """The model's place and hash; the first use may convert it."""
        if self._converted is None:
            self._converted = self.find()
        return self._converted

    @property
    def is_ready(self) -> bool:
        """Whether the first sentence need not wait for a conversion."""
        return self.converted in converted_models()

    def load(self) -> _Loaded:
        """Load the weights (seconds)."""
        if self._loaded is None:
            self._loaded = _Loaded(self.converted)
        return self._loaded


class _Loaded:
    """A model's weights and its tokenizer."""

    def __init__(self, model: Converted) -> None:
        import ctranslate2
        from tokenizers import Tokenizer

        try:
            self.tokenizer = Tokenizer.from_file(str(model.directory / "tokenizer.json"))
            self.generator = ctranslate2.Generator(
                str(model.directory), compute_type="int8", intra_threads=threads()
            )
            vocabulary: list[str] = json.loads(
                (model.directory / "vocabulary.json").read_text(encoding="utf-8")
            )
            self.format = _format_of(model)
        except Exception as error:  # tokenizers raises plain Exception, ctranslate2 RuntimeError
            raise CorpusError(
                f"the model in {model.directory} cannot be loaded ({error}); delete that folder and run again"
            ) from error
        self.wide_tokens = [
            [token]
            for token in vocabulary
            if (_begins_wide(token) if self.format.byte_level else _WIDE.search(token))
        ]
        """Tokens with a part of a character that English has not, each as a sequence not to be drafted."""
        self.small_latin = [[token] for token in vocabulary if _SMALL_LATIN.fullmatch(token)]
        english = Chat(self.tokenizer, "en")
        self.talk = [english.plain(words) for words in _TALK]


@dataclass(frozen=True, slots=True)
class EmbeddedTranslator:
    """One direction of the embedded model."""

    model: EmbeddedModel
    source: Lang
    target: Lang
    batch_size: int = field(default=64, init=False)
    follows_prompt: bool = field(default=True, init=False)
    calibrated: bool = field(default=True, init=False)

    @property
    def name(self) -> str:
        """See :class:`align.translate.translator.Translator`."""
        return f"embedded model {self.model.converted.name}"

    @property
    def signature(self) -> str:
        """See :class:`align.translate.translator.Translator`."""
        import ctranslate2

        versions = f"ct2:{ctranslate2.__version__}|int8|greedy|prompt:{PROMPT_VERSION}"
        return f"embedded:{self.model.converted.signature}|{versions}"

    def translate(
        self,
        texts: Sequence[str],
        *,
        careful: bool = False,
        examples: Examples = MappingProxyType({}),
        progress: Progress | None = None,
    ) -> list[Draft]:
        """Translate one batch; the longest text bounds the length of drafts: twice its tokens and some."""
        # What is asked after the same tokens and under the same ban goes through the model together.
        together: dict[tuple[bool, bool], list[str]] = {}
        for text in dict.fromkeys(texts):
            free = self.target == "zh" and bool(_FREE_LATIN.search(text))
            together.setdefault((self._needs_phrase(text, examples, careful=careful), free), []).append(text)
        drafts: dict[str, Draft] = {}
        for (with_phrase, free), chosen in sorted(together.items()):
            prompt = self._chat().head(with_example=with_phrase)
            own = [examples.get(text, ()) for text in chosen]
            banned = self._banned(chosen, free=free or careful)
            made = self._generate(prompt, chosen, own, banned, _Watch(progress), careful=careful)
            drafts |= zip(chosen, made, strict=True)
        return [drafts[text] for text in texts]

    def _banned(self, texts: Sequence[str], *, free: bool) -> list[list[str]]:
        """Return the sequences of tokens that drafts may not hold; ``free`` allows small Latin letters.

        A second draft is free: under the ban the model sometimes writes a word in capitals instead. So it
        would write foreign names, whose letters may be written where they stand in one of the sources.
        """
        loaded = self.model.load()
        if self.target == "en":
            return [*loaded.wide_tokens, *loaded.talk]
        if free:
            return []
        kept = {token for text in texts for token in self._letters_of_names(text)}
        return [sequence for sequence in loaded.small_latin if sequence[0] not in kept]

    def _letters_of_names(self, text: str) -> Iterator[str]:
        """Yield the tokens in small letters of what an English text names that is no Chinese name.

        What is spelled like pinyin gets characters, unless a foreign name stands beside it: Amit Yoran.
        """
        chat = self._chat()
        for run in _CAPITALISED.findall(text):
            pieces = {
                word: [token for token in chat.plain(word) if _SMALL_LATIN.fullmatch(token)]
                for word in _WORD.findall(run)
            }
            others = [word.lower() for word in pieces if not count_syllables(word.lower())]
            is_foreign = not english_vocabulary().issuperset(others)
            for word, tokens in pieces.items():
                if is_foreign or word.lower() in others:
                    yield from tokens

    def _needs_phrase(self, text: str, examples: Examples, *, careful: bool) -> bool:
        """Whether a text is asked after the example that all share; not where it has examples of its own."""
        return not examples.get(text) and (careful or (self.source == "zh" and len(text) < _PHRASE))

    def token_log_probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[list[float]]:
        """Return for each pair ``(source, target)`` what the model thinks of each token of the target.

        As if it had drafted it, with the token that ends it.
        """
        loaded, chat = self.model.load(), self._chat()
        head = chat.head()
        targets = [chat.answer(target) for _, target in pairs]
        prompts = [head + chat.question(source) for source, _ in pairs]
        results = wait(
            loaded.generator.score_batch(
                [prompt + target for prompt, target in zip(prompts, targets, strict=True)],
                max_batch_size=_SCORED_AT_ONCE,
                asynchronous=True,
            )
        )
        return [
            [float(value) for value in result.log_probs[-len(target) :]]
            for result, target in zip(results, targets, strict=True)
        ]

    def read_back(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """See :class:`align.translate.translator.ReadsBack`."""
        other_way = EmbeddedTranslator(self.model, self.target, self.source)
        tokens = other_way.token_log_probabilities([(draft, source) for source, draft in pairs])
        return [math.fsum(values) / len(values) for values in tokens]

    def _chat(self) -> Chat:
        loaded = self.model.load()
        return Chat(loaded.tokenizer, self.target, loaded.format)

    def _generate(
        self,
        prompt: list[str],
        texts: Sequence[str],
        examples: Sequence[Sequence[tuple[str, str]]],
        banned: list[list[str]],
        watch: _Watch,
        *,
        careful: bool,
    ) -> list[Draft]:
        """Draft texts after a prompt that all share, and examples that each has for itself."""
        loaded, chat = self.model.load(), self._chat()
        lengths = [len(chat.plain(text)) for text in texts]
        results = wait(
            loaded.generator.generate_batch(
                [chat.question(text, own) for text, own in zip(texts, examples, strict=True)],
                static_prompt=prompt,
                max_length=2 * min(max(lengths), LONGEST) + 24,
                include_prompt_in_result=False,
                end_token=list(chat.format.ends),
                return_end_token=True,
                return_scores=True,
                repetition_penalty=_REPETITION_PENALTY if careful else 1.0,
                suppress_sequences=banned or None,
                asynchronous=True,
                callback=watch.see,
            ),
            watch.tell,
        )
        return [
            _draft(loaded, result, watch.seen[i], is_whole=lengths[i] <= LONGEST)
            for i, result in enumerate(results)
        ]


class _Watch:
    """Sees the tokens of a batch as they are made, and tells the thread that waits how many texts ended."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._told = 0
        self._ended: set[int] = set()
        self.seen: dict[int, list[float]] = defaultdict(list)
        """The log-probability of each token, by the number of the text in its batch."""

    def see(self, result: Any) -> bool:
        """Take a token that CTranslate2 made; false, so that it goes on."""
        self.seen[result.batch_id].append(float(result.log_prob))
        if result.is_last:
            self._ended.add(result.batch_id)
        return False

    def tell(self) -> None:
        """Say how many more are finished."""
        more, self._told = len(self._ended) - self._told, len(self._ended)
        if more and self._progress:
            self._progress(more)


def _draft(loaded: _Loaded, result: Any, log_probabilities: Sequence[float], *, is_whole: bool) -> Draft:
    """Return a draft out of what CTranslate2 made; ``is_whole``: of all of its source."""
    tokens, ids = result.sequences[0], result.sequences_ids[0]
    has_ended = bool(tokens) and tokens[-1] in loaded.format.ends
    text = normalise(loaded.tokenizer.decode(ids, skip_special_tokens=True))
    weakest = weakest_words(tokens, log_probabilities)
    return Draft(
        " ".join(text.split()),
        min(0.0, float(result.scores[0])),
        has_ended and is_whole,
        weakest.log_probability,
        _words(loaded, ids[weakest.start : weakest.stop]),
    )


def _format_of(model: Converted) -> Format:
    """Return how a model is talked to: in ChatML, where it was converted before there were others."""
    path = model.directory / FORMAT
    return FORMATS[path.read_text(encoding="utf-8") if path.exists() else "chatml"]


def _words(loaded: _Loaded, ids: Sequence[int]) -> str:
    """Return some tokens as text, without the halves of characters at its ends."""
    text = normalise(loaded.tokenizer.decode(ids, skip_special_tokens=True).strip("\ufffd"))
    return " ".join(text.split())


def _begins_wide(token: str) -> bool:
    """Whether a byte of a byte-level token may begin a character that English has not.

    >>> _begins_wide("Ġthe"), _begins_wide("ä½ł")
    (False, True)
    """
    to_byte = _byte_of_character()
    return any(to_byte.get(character, 0) >= _FIRST_WIDE_BYTE for character in token)


@functools.cache
def _byte_of_character() -> dict[str, int]:
    """Return the byte that each character of a byte-level BPE token stands for (Radford et al. 2019, GPT-2).

    Printable bytes stand for themselves, the others are moved up to where characters are printable:

    >>> _byte_of_character()["A"], _byte_of_character()["Ġ"]
    (65, 32)
    """
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    characters = {chr(byte): byte for byte in printable}
    others = (byte for byte in range(256) if byte not in set(printable))
    return characters | {chr(256 + i): byte for i, byte in enumerate(others)}
