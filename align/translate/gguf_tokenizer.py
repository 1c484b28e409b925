"""The tokenizer of a GGUF file, out of its own vocabulary: byte-level BPE, or SentencePiece's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from align.translate.gguf_families import WORDS, Family
from corpus.errors import CorpusError

_CONTROL, _ADDED = 3, 4
"""Types of tokens in GGUF."""
_UNKNOWN = "<unk>"


class HasMetadata(Protocol):
    """A GGUF file."""

    path: Any
    family: Family

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value of the metadata."""


def tokenizer_of(file: HasMetadata) -> Tokenizer:
    """Build the tokenizer.

    Raises:
        CorpusError: it is not one that the family has.
    """
    model, name = file.get("tokenizer.ggml.model"), file.get("tokenizer.ggml.pre", "default")
    expected = file.family.words
    kind = "gpt2" if expected else "llama"
    if model != kind or (expected and name not in expected):
        wanted = f"'gpt2'/{expected[0]!r}" if expected else "'llama'"
        raise CorpusError(f"{file.path}: has the tokenizer {model!r}/{name!r}; expected {wanted}")
    tokens: list[str] = file.get("tokenizer.ggml.tokens")
    tokenizer = _byte_level(file, tokens, name) if expected else _pieces(file, tokens)
    for token, token_type in zip(tokens, file.get("tokenizer.ggml.token_type"), strict=True):
        # Both types: with encode_special_tokens=True neither is obeyed where a document spells it out.
        if token_type in (_CONTROL, _ADDED):
            tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False)])
    return tokenizer


def _byte_level(file: HasMetadata, tokens: Sequence[str], name: str) -> Tokenizer:
    words = WORDS[name]
    merges = [tuple(merge.split(" ", 1)) for merge in file.get("tokenizer.ggml.merges")]
    vocabulary = {token: i for i, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges, ignore_merges=words.whole_words))
    if words.composes:
        tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(words.pattern), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def _pieces(file: HasMetadata, tokens: Sequence[str]) -> Tokenizer:
    """Build SentencePiece's BPE as Gemma's tokenizer.json has it."""
    vocabulary = {token: i for i, token in enumerate(tokens)}
    scores = dict(zip(tokens, file.get("tokenizer.ggml.scores"), strict=True))
    model = models.BPE(
        vocab=vocabulary,
        merges=merges_of(vocabulary, scores),
        unk_token=_UNKNOWN,
        fuse_unk=True,
        byte_fallback=True,
    )
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    return tokenizer


def merges_of(vocabulary: Mapping[str, int], scores: Mapping[str, float]) -> list[tuple[str, str]]:
    """Return the merges that make each piece out of two others, those of the best piece first.

    SentencePiece has none: it joins what makes the best piece, wherever it stands.

    >>> merges_of({"a": 0, "b": 1, "ab": 2, "abb": 3}, {"a": 0, "b": 0, "ab": -1, "abb": -2})
    [('a', 'b'), ('ab', 'b')]
    """
    merges = [
        (-scores[piece], vocabulary[piece[:at]], vocabulary[piece[at:]], piece[:at], piece[at:])
        for piece in vocabulary
        for at in range(1, len(piece))
        if piece[:at] in vocabulary and piece[at:] in vocabulary
    ]
    return [(left, right) for *_, left, right in sorted(merges)]
