"""How a translation is asked of a language model that follows a conversation, in tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.model import Lang

if TYPE_CHECKING:  # The package comes with the extra `embedded`.
    from tokenizers import Tokenizer

PROMPT_VERSION = 4
LONGEST = 2048
"""Source tokens beyond which nothing is drafted well; the rest is cut and the draft counts as unfinished."""
FORMAT = "chat.txt"
"""The file of a converted model that names its format."""
_SYSTEM = "You are a professional translator."


@dataclass(frozen=True, slots=True)
class Format:
    """What stands around the turns of a conversation, as the template of a family has it."""

    head: str
    """Before the first question."""
    answer: str
    """Between a question and its answer."""
    question: str
    """Between an answer and the next question."""
    ends: tuple[str, ...]
    """The tokens that end an answer."""
    silence: str = ""
    """Before the answer that is wanted, of models that else think aloud: an empty thought."""
    byte_level: bool = True
    """Whether a character of a token stands for a byte (GPT-2), and not for itself (SentencePiece)."""


_CHATML = Format(
    f"<|im_start|>system\n{_SYSTEM}<|im_end|>\n<|im_start|>user\n",
    "<|im_end|>\n<|im_start|>assistant\n",
    "<|im_end|>\n<|im_start|>user\n",
    ("<|im_end|>", "<|endoftext|>"),
)
FORMATS = {
    "chatml": _CHATML,
    "qwen3": replace(_CHATML, silence="<think>\n\n</think>\n\n"),
    "llama3": Format(
        f"<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n{_SYSTEM}<|eot_id|>"
        "<|start_header_id|>user<|end_header_id|>\n\n",
        "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
        "<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n",
        ("<|eot_id|>", "<|end_of_text|>"),
    ),
    # Gemma has no turn of the system's.
    "gemma": Format(
        "<bos><start_of_turn>user\n",
        "<end_of_turn>\n<start_of_turn>model\n",
        "<end_of_turn>\n<start_of_turn>user\n",
        ("<end_of_turn>", "<eos>"),
        byte_level=False,
    ),
}
"""By name."""
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
    format: Format = _CHATML

    def plain(self, text: str) -> list[str]:
        """Tokens of text in which special tokens are only characters."""
        self.tokenizer.encode_special_tokens = True
        return list(self.tokenizer.encode(text, add_special_tokens=False).tokens)

    def head(self, *, with_example: bool = False) -> list[str]:
        """Return the tokens before each text, which are the same for all and computed once."""
        ask, (phrase, translated) = _ASK[self.target], _EXAMPLE[self.target]
        form = self.format
        example = f"{ask}{phrase}{form.answer}{translated}{form.question}" if with_example else ""
        return self._template(form.head + example + ask)

    def question(self, text: str, examples: Sequence[tuple[str, str]] = ()) -> list[str]:
        """Return the tokens of a text to be translated, after examples of its own as turns before it."""
        tail = self._template(self.format.answer)
        next_question = self._template(self.format.question + _ASK[self.target])
        tokens: list[str] = []
        # The most similar stands last, next to what is asked.
        for source, target in reversed(examples):
            tokens += [*self.plain(source)[:LONGEST], *tail]
            tokens += [*self.plain(target)[:LONGEST], *next_question]
        wanted = self._template(self.format.answer + self.format.silence)
        return tokens + self.plain(text)[:LONGEST] + wanted

    def answer(self, text: str) -> list[str]:
        """Return the tokens of a translation, with the one that ends it."""
        return [*self.plain(text)[:LONGEST], self.format.ends[0]]

    def _template(self, text: str) -> list[str]:
        """Tokens of text of our own, in which special tokens act."""
        self.tokenizer.encode_special_tokens = False
        return list(self.tokenizer.encode(text, add_special_tokens=False).tokens)
