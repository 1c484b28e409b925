"""How models that a server runs are asked for a translation: by family, out of ``data/prompts.json``.

Each family has the wording that its makers publish; whatever is none of them gets a plain instruction.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.model import Lang, other

PROMPTS_VERSION = 1
_FILE = Path(__file__).with_name("data") / "prompts.json"
_PHRASES: dict[Lang, str] = {"zh": "深化改革", "en": "Deepening reform"}
"""A heading and its translation: without one a general model explains short phrases."""

Message = dict[str, str]
"""``role`` and ``content``, as the OpenAI protocol has them."""


@dataclass(frozen=True, slots=True)
class Family:
    """How models of one kind are asked."""

    name: str
    models: str
    """A regular expression that the names of its models match; empty for those that nothing else matches."""
    system: str
    """What is said first; empty where the models know no such turn."""
    en: str
    zh: str
    """What is asked for a translation into that language; holds ``{text}``."""
    phrase: bool
    """Whether a short text comes after a heading that is translated, lest it be explained."""

    def ask(
        self,
        text: str,
        target: Lang,
        examples: Sequence[tuple[str, str]] = (),
        *,
        with_phrase: bool = False,
    ) -> list[Message]:
        """Return the conversation that ends in the question for a translation.

        Args:
            text: what to translate; braces in it are only characters.
            target: into what.
            examples: texts and their translations, the most similar first: earlier turns, the first last.
            with_phrase: put the translated heading before it, in families that want one.

        >>> [turn["role"] for turn in family_of("qwen2.5:7b").ask("你好。", "en", [("再见。", "Goodbye.")])]
        ['system', 'user', 'assistant', 'user']
        """
        heading = (_PHRASES[other(target)], _PHRASES[target])
        turns = [*((heading,) if with_phrase and self.phrase else ()), *reversed(examples)]
        messages = [{"role": "system", "content": self.system}] if self.system else []
        for source, translation in turns:
            messages.append({"role": "user", "content": self._question(source, target)})
            messages.append({"role": "assistant", "content": translation})
        return [*messages, {"role": "user", "content": self._question(text, target)}]

    def _question(self, text: str, target: Lang) -> str:
        return (self.en if target == "en" else self.zh).replace("{text}", text)


@functools.cache
def families() -> dict[str, Family]:
    """Return the families by name, in the order in which a model's name is matched."""
    rows = json.loads(_FILE.read_text(encoding="utf-8"))
    return {name: Family(name, **row) for name, row in rows.items()}


def family_of(model: str) -> Family:
    """Return the family of a model by its name.

    >>> family_of("hf.co/tencent/Hunyuan-MT-7B-GGUF").name, family_of("mistral-small").name
    ('hunyuan-mt', 'instruct')
    """
    return next(family for family in families().values() if re.search(family.models, model, re.IGNORECASE))
