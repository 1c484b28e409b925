"""The families of language models that are converted: what their GGUF files call things, and how they differ.

The layouts are those of CTranslate2's own converters (``ctranslate2.converters.transformers``: Qwen2Loader,
Qwen3Loader, LlamaLoader, Gemma3Loader), names and rules of rotation those of llama.cpp (``src/models``).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """How a family's tokenizer cuts text into what byte-level BPE merges inside of."""

    pattern: str
    """As in its tokenizer.json."""
    composes: bool
    """Whether text is brought into the composed form (NFC) first."""
    whole_words: bool = False
    """Whether a word that is a token is one, whatever the merges say."""


@dataclass(frozen=True, slots=True)
class Family:
    """An architecture as ``general.architecture`` names it."""

    models: str
    """What it is called by people."""
    words: tuple[str, ...] = ()
    """The ``tokenizer.ggml.pre`` of its files; nothing of those whose tokenizer is SentencePiece's."""
    chat: str = "chatml"
    """How its models are talked to: a name of :data:`align.translate.chat.FORMATS`."""
    interleaved: bool = False
    """Whether neighbouring values are a rotary pair, and not those at the same place of two halves."""
    normalises_heads: bool = False
    """Whether queries and keys of each head are normalised before they are rotated."""
    normalises_twice: bool = False
    """Whether attention and feed-forward are normalised after themselves too."""
    gelu: bool = False
    """Whether the gate is GELU (by tanh), and not SiLU."""
    scales_embeddings: bool = False
    """Whether embeddings are multiplied by the root of their width."""
    windows: int = 0
    """Of so many layers all but the last look at what is near, and rotate in their own way."""


_QWEN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
WORDS = {
    "qwen2": Words(_QWEN, composes=True),
    "deepseek-r1-qwen": Words(_QWEN, composes=True),
    "llama-bpe": Words(_QWEN.replace(r"|\p{N}|", r"|\p{N}{1,3}|"), composes=False, whole_words=True),
}
"""By ``tokenizer.ggml.pre``. Llama 3 takes up to three digits together."""
FAMILIES = {
    "qwen2": Family("Qwen2, Qwen2.5, Qwen2.5-Coder", ("qwen2", "deepseek-r1-qwen")),
    "qwen3": Family("Qwen3 (dense)", ("qwen2",), "qwen3", normalises_heads=True),
    "gemma3": Family(
        "Gemma 3 (but 27B)",
        chat="gemma",
        normalises_heads=True,
        normalises_twice=True,
        gelu=True,
        scales_embeddings=True,
        windows=6,
    ),
    "llama": Family("Llama 3, 3.1, 3.2, 3.3", ("llama-bpe",), "llama3", interleaved=True),
}
REFUSED = {
    "hunyuan-dense": "it normalises queries and keys after it rotates them, and CTranslate2 before",
    "qwen3moe": "CTranslate2 has no mixture of experts",
    "hunyuan-moe": "CTranslate2 has no mixture of experts",
}
"""Why others that translate well are not converted: ``--engine server`` runs them."""


def refusal(architecture: object) -> str:
    """Say why an architecture is not converted, and which are.

    >>> refusal("hunyuan-moe").partition(";")[0]
    "holds a model of the architecture 'hunyuan-moe' (CTranslate2 has no mixture of experts)"
    """
    why = REFUSED.get(str(architecture))
    known = "; ".join(f"{name}: {family.models}" for name, family in FAMILIES.items())
    return (
        f"holds a model of the architecture {architecture!r}{f' ({why})' if why else ''}; "
        f"converted are {known}. A server on this machine may run it: --engine server"
    )
