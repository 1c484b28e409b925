"""Drafting with a small instruction-tuned language model, run by CTranslate2.

The prompt is ChatML with a fixed head, which CTranslate2 caches; decoding is greedy. Prompts, the ban on Han in English
and the batch size were chosen on WMT22 news (see README, Evaluate).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import ctranslate2

from align.translate.installed import Converted
from align.translate.translator import Draft, Examples, threads, wait
from corpus.errors import CorpusError
from corpus.model import Lang
from corpus.text.normalise import normalise

_HEAD = "<|im_start|>system\nYou are a professional translator.<|im_end|>\n<|im_start|>user\n"
_TAIL = "<|im_end|>\n<|im_start|>assistant\n"
_ASK: dict[Lang, str] = {
    "en": "Translate to English:\n",
    "zh": "将下面的英文新闻句子翻译成简体中文,只输出译文。\n",
}
_EXAMPLE: dict[Lang, tuple[str, str]] = {
    "en": ("深化改革", "Deepening reform"),
    "zh": ("Deepening reform", "深化改革"),
}
"""A heading and its translation: without one the model explains short phrases instead of translating them. On whole
sentences it costs .3 BLEU, so only phrases and second drafts get it."""
_NEXT = "<|im_end|>\n<|im_start|>user\n"
_PHRASE = 25
"""Chinese characters below which a text may be a phrase."""
_PROMPT_VERSION = 2
_END_TOKENS = ("<|im_end|>", "<|endoftext|>")
_FIRST_WIDE_BYTE = 0xE3
"""UTF-8 of U+3000 and above (CJK) starts with this byte or a greater one."""
_PENALTY = 1.1
_SCORED_AT_ONCE = 8
_LONGEST = 2048
"""Source tokens beyond which nothing is drafted well; the rest is cut and the draft counts as unfinished."""


@dataclass(slots=True)
class EmbeddedModel:
    """A converted model, loaded when the first sentence comes: a run with every draft in the cache never loads it."""

    find: Callable[[], Converted]
    _found: Converted | None = None
    _loaded: _Loaded | None = None

    @property
    def converted(self) -> Converted:
        """The model's place and hash; the first use may convert it."""
        if self._found is None:
            self._found = self.find()
        return self._found

    def load(self) -> _Loaded:
        """Load the weights (seconds)."""
        if self._loaded is None:
            self._loaded = _Loaded(self.converted)
        return self._loaded


class _Loaded:
    def __init__(self, model: Converted) -> None:
        from tokenizers import Tokenizer

        try:
            self.tokenizer = Tokenizer.from_file(str(model.directory / "tokenizer.json"))
            self.generator = ctranslate2.Generator(
                str(model.directory), compute_type="int8", intra_threads=threads()
            )
            vocabulary: list[str] = json.loads(
                (model.directory / "vocabulary.json").read_text(encoding="utf-8")
            )
        except Exception as error:  # tokenizers raises plain Exception, ctranslate2 RuntimeError
            raise CorpusError(
                f"the model in {model.directory} cannot be loaded ({error}); delete that folder and run again"
            ) from error
        to_byte = _byte_of_character()
        self.wide = [
            [token] for token in vocabulary if any(to_byte.get(char, 0) >= _FIRST_WIDE_BYTE for char in token)
        ]

    def plain(self, text: str) -> list[str]:
        """Tokens of text in which special tokens are only characters."""
        self.tokenizer.encode_special_tokens = True
        return list(self.tokenizer.encode(text, add_special_tokens=False).tokens)

    def template(self, text: str) -> list[str]:
        """Tokens of text of our own, in which special tokens act."""
        self.tokenizer.encode_special_tokens = False
        return list(self.tokenizer.encode(text, add_special_tokens=False).tokens)


@dataclass(frozen=True, slots=True)
class EmbeddedTranslator:
    """One direction of the embedded model."""

    model: EmbeddedModel
    source: Lang
    target: Lang
    batch_size: int = field(default=64, init=False)
    follows_prompt: bool = field(default=True, init=False)

    @property
    def name(self) -> str:
        """See :class:`align.translate.translator.Translator`."""
        return f"embedded model {self.model.converted.name}"

    @property
    def signature(self) -> str:
        """See :class:`align.translate.translator.Translator`."""
        return f"embedded:{self.model.converted.signature}|ct2:{ctranslate2.__version__}|int8|greedy|prompt:{_PROMPT_VERSION}"

    def translate(
        self, texts: Sequence[str], *, careful: bool = False, examples: Examples = MappingProxyType({})
    ) -> list[Draft]:
        """Translate one batch; the longest text bounds the length of every draft, twice its tokens and some."""
        kinds: dict[str, list[str]] = {"own": [], "phrase": [], "plain": []}
        for text in dict.fromkeys(texts):
            phrase = careful or (self.source == "zh" and len(text) < _PHRASE)
            kinds["own" if examples.get(text) else "phrase" if phrase else "plain"].append(text)
        drafts: dict[str, Draft] = {}
        for kind, chosen in kinds.items():
            if chosen:
                own = [examples[text] if kind == "own" else () for text in chosen]
                drafts |= zip(
                    chosen,
                    self._generate(chosen, own, with_example=kind == "phrase", careful=careful),
                    strict=True,
                )
        return [drafts[text] for text in texts]

    def token_log_probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[list[float]]:
        """Return for each pair ``(source, target)`` what the model thinks of each token of the target, had it drafted it."""
        loaded = self.model.load()
        head, tail = loaded.template(_HEAD + _ASK[self.target]), loaded.template(_TAIL)
        targets = [[*loaded.plain(target)[:_LONGEST], _END_TOKENS[0]] for _, target in pairs]
        prompts = [head + loaded.plain(source)[:_LONGEST] + tail for source, _ in pairs]
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

    def _generate(
        self,
        texts: Sequence[str],
        own: Sequence[Sequence[tuple[str, str]]],
        *,
        with_example: bool,
        careful: bool,
    ) -> list[Draft]:
        """Draft texts after an example that all share, or examples that each has for itself."""
        loaded = self.model.load()
        sources = [loaded.plain(text) for text in texts]
        tail = loaded.template(_TAIL)
        ask, (phrase, translated) = _ASK[self.target], _EXAMPLE[self.target]
        example = f"{ask}{phrase}{_TAIL}{translated}{_NEXT}" if with_example else ""
        turn = loaded.template(_NEXT + ask)

        def turns(examples: Sequence[tuple[str, str]]) -> list[str]:
            # The most similar stands last, next to what is asked.
            parts = (
                (loaded.plain(source)[:_LONGEST], loaded.plain(target)[:_LONGEST])
                for source, target in reversed(examples)
            )
            return [token for source, target in parts for token in (*source, *tail, *target, *turn)]

        results = wait(
            loaded.generator.generate_batch(
                [
                    turns(examples) + tokens[:_LONGEST] + tail
                    for examples, tokens in zip(own, sources, strict=True)
                ],
                static_prompt=loaded.template(_HEAD + example + ask),
                max_length=2 * min(max(map(len, sources)), _LONGEST) + 24,
                include_prompt_in_result=False,
                end_token=list(_END_TOKENS),
                return_end_token=True,
                return_scores=True,
                repetition_penalty=_PENALTY if careful else 1.0,
                suppress_sequences=loaded.wide if self.target == "en" else None,
                asynchronous=True,
            )
        )
        drafts = []
        for tokens, result in zip(sources, results, strict=True):
            ids = result.sequences_ids[0]
            ended = bool(result.sequences[0]) and result.sequences[0][-1] in _END_TOKENS
            text = normalise(loaded.tokenizer.decode(ids, skip_special_tokens=True))
            drafts.append(
                Draft(
                    " ".join(text.split()),
                    min(0.0, float(result.scores[0])),
                    ended and len(tokens) <= _LONGEST,
                )
            )
        return drafts


def _byte_of_character() -> dict[str, int]:
    """Return the byte that each character of a byte-level BPE token stands for (Radford et al. 2019, GPT-2)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    characters = {chr(byte): byte for byte in printable}
    others = (byte for byte in range(256) if byte not in set(printable))
    return characters | {chr(256 + i): byte for i, byte in enumerate(others)}
