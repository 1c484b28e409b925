"""How a translation is asked of a language model that follows ChatML, in tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.model import Lang

if TYPE_CHECKING:  # The package comes with the extra `embedded`.
    from tokenizers import Tokenizer

PROMPT_VERSION = 4
END_TOKENS = ("<|im_end|>", "<|endoftext|>")
LONGEST = 2048
"""Source tokens beyond which nothing is drafted well; the rest is cut and the draft counts as unfinished."""
_HEAD = "<|im_start|>system\nYou are a professional translator.<|im_end|>\n<|im_start|>user\n"
_TAIL = "<|im_end|>\n<|im_start|>assistant\n"
_NEXT = "<|im_end|>\n<|im_start|>user\n"
_ASK: dict[Lang, str] = {
    "en": "Translate to English:\n",
    "zh": "将下面的英文新闻句子翻译成简体中文,只输出译文。\n",
}
_EXAMPLE: dict[Lang, tuple[str, str]] = {
    "en": ("深化改革", "Deepening reform"),
    "zh": ("Deepening reform", "深化改革"),
}
"""A heading and its translation: without one the model explains short phrases instead of translating them.
On whole sentences it costs .3 BLEU, so only phrases and second drafts get it."""


@dataclass(frozen=True, slots=True)
class Chat:
    """The conversations that end in a translation into one language, in a model's tokens."""

    tokenizer: Tokenizer
    target: Lang

    def plain(self, text: str) -> list[str]:
        """Tokens of text in which special tokens are only characters."""
        self.tokenizer.encode_special_tokens = True
        return list(self.tokenizer.encode(text, add_special_tokens=False).tokens)

    def head(self, *, with_example: bool = False) -> list[str]:
        """Return the tokens before each text, which are the same for all and computed once."""
        ask, (phrase, translated) = _ASK[self.target], _EXAMPLE[self.target]
        example = f"{ask}{phrase}{_TAIL}{translated}{_NEXT}" if with_example else ""
        return self._template(_HEAD + example + ask)

    def question(self, text: str, examples: Sequence[tuple[str, str]] = ()) -> list[str]:
        """Return the tokens of a text to be translated, after examples of its own as turns before it."""
        tail = self._template(_TAIL)
        next_question = self._template(_NEXT + _ASK[self.target])
        tokens: list[str] = []
        # The most similar stands last, next to what is asked.
        for source, target in reversed(examples):
            tokens += [*self.plain(source)[:LONGEST], *tail]
            tokens += [*self.plain(target)[:LONGEST], *next_question]
        return tokens + self.plain(text)[:LONGEST] + tail

    def answer(self, text: str) -> list[str]:
        """Return the tokens of a translation, with the one that ends it."""
        return [*self.plain(text)[:LONGEST], END_TOKENS[0]]

    def _template(self, text: str) -> list[str]:
        """Tokens of text of our own, in which special tokens act."""
        self.tokenizer.encode_special_tokens = False
        return list(self.tokenizer.encode(text, add_special_tokens=False).tokens)
