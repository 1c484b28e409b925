"""Qwen2-architecture GGUF files become CTranslate2 int8 models, with numpy alone.

The layout follows CTranslate2's own Qwen2 converter (``ctranslate2.converters.transformers.Qwen2Loader``) and
llama.cpp's GGUF naming of tensors; nothing is permuted, because both keep the two halves of a rotary pair apart.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ctranslate2.specs
import gguf
import numpy as np
import numpy.typing as npt
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from corpus.errors import CorpusError

Progress = Callable[[int, int], None]
"""Called with the bytes of weights done and the bytes in all."""

_CHUNK_VALUES = 1 << 23
"""Weights that are held as float32 at one time (32 MB)."""

_QWEN2_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_SPECIAL, _ADDED = 3, 4
_TIED_COSINE = 0.98
"""Two quantisations of one matrix agree to .99 and better; unrelated matrices are near 0."""


def convert(path: Path, directory: Path, progress: Progress | None = None) -> None:
    """Convert the GGUF file ``path`` to a CTranslate2 int8 model in the existing folder ``directory``.

    It gets ``model.bin``, ``config.json``, ``vocabulary.json`` and ``tokenizer.json``.

    Raises:
        CorpusError: the file is no GGUF, is cut short, or holds another architecture.
        OSError: the folder cannot be written.
    """
    weights = _Weights(path)
    _tokenizer(weights).save(str(directory / "tokenizer.json"))
    _spec(weights, progress).save(str(directory))


class _Weights:
    """The metadata and tensors of a GGUF file, read by name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            reader = gguf.GGUFReader(path)
            self.fields = reader.fields
            self.tensors = {tensor.name: tensor for tensor in reader.tensors}
            architecture = self.get("general.architecture")
        except (ValueError, IndexError, KeyError, TypeError, OverflowError, UnicodeDecodeError) as error:
            raise CorpusError(f"{path}: not a GGUF file, or cut short ({error})") from error
        except OSError as error:
            raise CorpusError(f"{path}: {error.strerror}") from error
        if architecture != "qwen2":
            raise CorpusError(
                f"{path}: holds a model of the architecture {architecture!r}; only Qwen2 (Qwen2, Qwen2.5, Qwen2.5-Coder) can be converted"
            )
        scaling = self.get("qwen2.rope.scaling.type", "none")
        if scaling != "none":
            raise CorpusError(f"{path}: uses rotary scaling {scaling!r}, which is not supported")

    def get(self, key: str, default: Any = None) -> Any:
        field = self.fields.get(key)
        if field is None:
            if default is None:
                raise CorpusError(f"{self.path}: lacks the metadata {key!r}")
            return default
        return field.contents()

    def __contains__(self, name: str) -> bool:
        return name in self.tensors

    def tensor(self, name: str) -> gguf.ReaderTensor:
        try:
            return self.tensors[name]
        except KeyError:
            raise CorpusError(f"{self.path}: lacks the tensor {name!r}") from None

    def vector(self, name: str) -> npt.NDArray[np.float32]:
        tensor = self.tensor(name)
        return np.ascontiguousarray(
            gguf.dequantize(tensor.data, tensor.tensor_type), dtype=np.float32
        ).reshape(-1)

    def rows(self, name: str, start: int, stop: int) -> npt.NDArray[np.float32]:
        tensor = self.tensor(name)
        return np.asarray(gguf.dequantize(tensor.data[start:stop], tensor.tensor_type), dtype=np.float32)


def _tokenizer(weights: _Weights) -> Tokenizer:
    """Build the byte-level BPE tokenizer from the file's own vocabulary and merges."""
    kind, words = weights.get("tokenizer.ggml.model"), weights.get("tokenizer.ggml.pre", "default")
    if kind != "gpt2" or words not in ("qwen2", "deepseek-r1-qwen"):
        raise CorpusError(f"{weights.path}: has the tokenizer {kind!r}/{words!r}; expected 'gpt2'/'qwen2'")
    tokens: list[str] = weights.get("tokenizer.ggml.tokens")
    types: list[int] = weights.get("tokenizer.ggml.token_type")
    merges = [tuple(merge.split(" ", 1)) for merge in weights.get("tokenizer.ggml.merges")]
    vocabulary = {token: i for i, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_QWEN2_WORDS), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    for token, kind_of in zip(tokens, types, strict=True):
        # Both kinds: with encode_special_tokens=True neither is obeyed where a document spells it out.
        if kind_of in (_SPECIAL, _ADDED):
            tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False)])
    return tokenizer


def _spec(weights: _Weights, progress: Progress | None) -> ctranslate2.specs.TransformerDecoderModelSpec:
    get = weights.get
    heads, heads_kv = int(get("qwen2.attention.head_count")), int(get("qwen2.attention.head_count_kv"))
    layers = int(get("qwen2.block_count"))
    spec = ctranslate2.specs.TransformerDecoderModelSpec.from_config(
        layers,
        heads,
        activation=ctranslate2.specs.Activation.SWISH,
        pre_norm=True,
        ffn_glu=True,
        rms_norm=True,
        rotary_dim=0,
        rotary_interleave=False,
        rotary_base=float(get("qwen2.rope.freq_base", 10000.0)),
        num_heads_kv=None if heads_kv == heads else heads_kv,
    )
    decoder = spec.decoder
    decoder.scale_embeddings = False
    total = sum(int(tensor.n_bytes) for tensor in weights.tensors.values())
    done = 0

    def quantised(*names: str) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
        nonlocal done
        shapes = [tuple(int(n) for n in reversed(weights.tensor(name).shape)) for name in names]
        width = shapes[0][1]
        weight = np.empty((sum(shape[0] for shape in shapes), width), dtype=np.int8)
        scale = np.empty(len(weight), dtype=np.float32)
        step, offset = max(1, _CHUNK_VALUES // width), 0
        for name, (height, _) in zip(names, shapes, strict=True):
            for start in range(0, height, step):
                stop = min(start + step, height)
                rows = weights.rows(name, start, stop)
                peak = np.abs(rows).max(axis=1)
                peak[peak == 0] = 127.0
                scale[offset + start : offset + stop] = 127.0 / peak
                weight[offset + start : offset + stop] = np.rint(
                    rows * scale[offset + start : offset + stop, None]
                )
                if progress:
                    progress(done + int(weights.tensor(name).n_bytes) * stop // height, total)
            offset += height
            done += int(weights.tensor(name).n_bytes)
        return weight, scale

    def linear(layer: ctranslate2.specs.common_spec.LinearSpec, *names: str) -> None:
        layer.weight, layer.weight_scale = quantised(*(f"{name}.weight" for name in names))
        if f"{names[0]}.bias" in weights:
            layer.bias = np.concatenate([weights.vector(f"{name}.bias") for name in names])

    tied = _is_tied(weights)
    # The output matrix has the finer quantisation of the two, so a tied model takes it for both.
    embeddings = "output.weight" if tied and "output.weight" in weights else "token_embd.weight"
    decoder.embeddings.weight, decoder.embeddings.weight_scale = quantised(embeddings)
    if tied:
        decoder.projection.weight = decoder.embeddings.weight
        decoder.projection.weight_scale = decoder.embeddings.weight_scale
        done = int(
            sum(weights.tensor(n).n_bytes for n in ("token_embd.weight", "output.weight") if n in weights)
        )
    else:
        linear(decoder.projection, "output")
    decoder.layer_norm.gamma = weights.vector("output_norm.weight")
    for i, layer in enumerate(decoder.layer):
        block = f"blk.{i}"
        layer.self_attention.layer_norm.gamma = weights.vector(f"{block}.attn_norm.weight")
        linear(layer.self_attention.linear[0], f"{block}.attn_q", f"{block}.attn_k", f"{block}.attn_v")
        linear(layer.self_attention.linear[1], f"{block}.attn_output")
        layer.ffn.layer_norm.gamma = weights.vector(f"{block}.ffn_norm.weight")
        linear(layer.ffn.linear_0, f"{block}.ffn_gate")
        linear(layer.ffn.linear_0_noact, f"{block}.ffn_up")
        linear(layer.ffn.linear_1, f"{block}.ffn_down")
    tokens: list[str] = list(get("tokenizer.ggml.tokens"))
    tokens += [f"<extra_id_{i}>" for i in range(len(decoder.embeddings.weight) - len(tokens))]
    spec.register_vocabulary(tokens)
    spec.config.eos_token = tokens[int(get("tokenizer.ggml.eos_token_id"))]
    spec.config.bos_token = tokens[
        int(get("tokenizer.ggml.bos_token_id", get("tokenizer.ggml.eos_token_id")))
    ]
    spec.config.unk_token = ""
    spec.config.layer_norm_epsilon = float(get("qwen2.attention.layer_norm_rms_epsilon"))
    try:
        spec.validate()
    except ValueError as error:
        raise CorpusError(f"{weights.path}: {error}") from error
    if tied:
        # An alias is a string, which validate() would turn into an array: so it is set afterwards.
        decoder.projection.weight = "decoder/embeddings/weight"
        decoder.projection.weight_scale = "decoder/embeddings/weight_scale"
    return spec


def _is_tied(weights: _Weights) -> bool:
    """Whether the output matrix is the embedding matrix, absent or quantised a second time."""
    if "output.weight" not in weights:
        return True
    a, b = (weights.rows(name, 0, 64) for name in ("output.weight", "token_embd.weight"))
    return bool((a * b).sum() / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-9) > _TIED_COSINE)
