"""What families of translation models want around a sentence, and how their tokenizers' files are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corpus.model import Lang

END = "</s>"


@dataclass(frozen=True, slots=True)
class Family:
    """How the models of one kind are given a sentence. All tokens are those of the model's vocabulary."""

    name: str
    source_files: tuple[str, ...]
    """Names that the sentencepiece model of the source goes by; the first that is there is taken."""
    languages: Mapping[Lang, tuple[str, ...]]
    """Tokens that stand for a language; the first that is in the vocabulary is taken."""
    target_files: tuple[str, ...] = ()
    """The same as ``source_files`` of the target, where it has a tokenizer of its own."""
    says_source: bool = False
    """Whether the source begins with the token of its language, and the draft with that of the target."""
    asks_target: bool = False
    """Whether the source begins with the token of the target's language."""
    one_direction: bool = False
    longest: int = 256
    """Tokens of a source beyond which it is cut: all were trained on single sentences."""

    def tokens_before(self, source: Lang, target: Lang, vocabulary: frozenset[str]) -> tuple[str, ...]:
        """Return the tokens before a source; none where the vocabulary has none of them."""
        lang = source if self.says_source else target
        return self._first(lang, vocabulary) if self.says_source or self.asks_target else ()

    def target_prefix(self, target: Lang, vocabulary: frozenset[str]) -> tuple[str, ...]:
        """Return the tokens that a draft begins with."""
        return self._first(target, vocabulary) if self.says_source else ()

    def missing(self, vocabulary: frozenset[str]) -> Iterator[str]:
        """Yield the language tokens without which a model of this family is none."""
        if not self.one_direction:
            for tokens in self.languages.values():
                if not vocabulary.intersection(tokens):
                    yield tokens[0]

    def _first(self, lang: Lang, vocabulary: frozenset[str]) -> tuple[str, ...]:
        return tuple(token for token in self.languages[lang] if token in vocabulary)[:1]


FAMILIES = {
    family.name: family
    for family in (
        Family(
            "nllb",
            ("sentencepiece.bpe.model", "flores200_sacrebleu_tokenizer_spm.model"),
            languages={"zh": ("zho_Hans",), "en": ("eng_Latn",)},
            says_source=True,
        ),
        Family(
            "m2m",
            ("sentencepiece.bpe.model", "spm.128k.model"),
            languages={"zh": ("__zh__",), "en": ("__en__",)},
            says_source=True,
        ),
        Family(
            "madlad",
            ("spiece.model", "sentencepiece.model"),
            languages={"zh": ("<2zh>",), "en": ("<2en>",)},
            asks_target=True,
        ),
        # Models into several languages want one named (Opus-MT into Chinese has scripts and dialects).
        Family(
            "marian",
            ("source.spm",),
            languages={"zh": (">>cmn_Hans<<", ">>zho<<", ">>cmn<<"), "en": (">>eng<<",)},
            target_files=("target.spm",),
            asks_target=True,
            one_direction=True,
        ),
    )
}
NOT_RUN = {
    "firefox": "Firefox Translations models have a decoder that CTranslate2 does not run (SSRU)",
    "t5": "plain T5 has no Chinese; MADLAD-400 is --family madlad",
    "mbart": "mBART is not known; NLLB or M2M-100 cover Chinese and English",
}
"""Families that somebody may ask for, and why they are refused."""
