"""Qwen2-architecture GGUF files become CTranslate2 int8 models, with numpy alone.

The layout follows CTranslate2's own Qwen2 converter (``ctranslate2.converters.transformers.Qwen2Loader``) and
llama.cpp's GGUF naming of tensors; nothing is permuted, because both keep the two halves of a rotary pair
apart.
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

from align.translate.adapter import Adapter
from corpus.errors import CorpusError

Progress = Callable[[int, int], None]
"""Called with the bytes of weights done and the bytes in all."""

_CHUNK_VALUES = 1 << 23
"""Weights that are held as float32 at one time (32 MB)."""

_QWEN2_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""How Qwen2 cuts text into what BPE merges inside of: as in its tokenizer.json."""
_SPECIAL, _ADDED = 3, 4
"""Types of tokens in GGUF."""
_TIED_COSINE = 0.98
"""Two quantisations of one matrix agree to .99 and better; unrelated matrices are near 0."""


def convert(
    path: Path, directory: Path, progress: Progress | None = None, adapter: Adapter | None = None
) -> None:
    """Convert the GGUF file ``path`` to a CTranslate2 int8 model in the existing folder ``directory``.

    It gets ``model.bin``, ``config.json``, ``vocabulary.json`` and ``tokenizer.json``. An adapter is merged
    into the weights.

    Raises:
        CorpusError: the file is no GGUF, is cut short, or holds another architecture.
        OSError: the folder cannot be written.
    """
    weights = Weights(path, adapter)
    tokenizer_of(weights).save(str(directory / "tokenizer.json"))
    _spec(weights, progress).save(str(directory))


class Weights:
    """The metadata and tensors of a GGUF file, read by name."""

    def __init__(self, path: Path, adapter: Adapter | None = None) -> None:
        """Open a file; its matrices are read as the adapter changes them.

        Raises:
            CorpusError: the file is no GGUF, is cut short, or holds another architecture.
        """
        self.path, self._adapter = path, adapter
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
                f"{path}: holds a model of the architecture {architecture!r}; "
                "only Qwen2 (Qwen2, Qwen2.5, Qwen2.5-Coder) can be converted"
            )
        scaling = self.get("qwen2.rope.scaling.type", "none")
        if scaling != "none":
            raise CorpusError(f"{path}: uses rotary scaling {scaling!r}, which is not supported")

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value of the metadata; one without a default must be there."""
        field = self.fields.get(key)
        if field is None:
            if default is None:
                raise CorpusError(f"{self.path}: lacks the metadata {key!r}")
            return default
        return field.contents()

    def __contains__(self, name: str) -> bool:
        return name in self.tensors

    def tensor(self, name: str) -> gguf.ReaderTensor:
        """Return a tensor as it is stored."""
        try:
            return self.tensors[name]
        except KeyError:
            raise CorpusError(f"{self.path}: lacks the tensor {name!r}") from None

    def vector(self, name: str) -> npt.NDArray[np.float32]:
        """Return a tensor of one dimension."""
        return self.whole(name).reshape(-1)

    def whole(self, name: str) -> npt.NDArray[np.float32]:
        """Return a vector, or all rows of a matrix."""
        tensor = self.tensor(name)
        return np.array(gguf.dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)

    def rows(self, name: str, start: int, stop: int) -> npt.NDArray[np.float32]:
        """Return some rows of a matrix, with what the adapter adds to them."""
        tensor = self.tensor(name)
        rows = np.asarray(gguf.dequantize(tensor.data[start:stop], tensor.tensor_type), dtype=np.float32)
        matrix = name.removesuffix(".weight")
        if self._adapter and matrix in self._adapter.matrices:
            return rows + self._adapter.delta(matrix, start, stop)
        return rows


def tokenizer_of(weights: Weights) -> Tokenizer:
    """Build the byte-level BPE tokenizer from the file's own vocabulary and merges."""
    model, words = weights.get("tokenizer.ggml.model"), weights.get("tokenizer.ggml.pre", "default")
    if model != "gpt2" or words not in ("qwen2", "deepseek-r1-qwen"):
        raise CorpusError(f"{weights.path}: has the tokenizer {model!r}/{words!r}; expected 'gpt2'/'qwen2'")
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
    for token, token_type in zip(tokens, types, strict=True):
        # Both types: with encode_special_tokens=True neither is obeyed where a document spells it out.
        if token_type in (_SPECIAL, _ADDED):
            tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False)])
    return tokenizer


class _Quantiser:
    """Matrices of a GGUF file as int8 with a scale a row, and how far along it is."""

    def __init__(self, weights: Weights, progress: Progress | None) -> None:
        self._weights, self._progress = weights, progress
        self._total = sum(int(tensor.n_bytes) for tensor in weights.tensors.values())
        self._done = 0

    def matrix(self, *names: str) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
        """Return matrices one below the other, shape (rows, width), and by what each row was multiplied."""
        # GGUF names the inner dimension first.
        heights = [int(self._weights.tensor(name).shape[1]) for name in names]
        width = int(self._weights.tensor(names[0]).shape[0])
        weight = np.empty((sum(heights), width), dtype=np.int8)
        scale = np.empty(sum(heights), dtype=np.float32)
        step, offset = max(1, _CHUNK_VALUES // width), 0
        for name, height in zip(names, heights, strict=True):
            size = int(self._weights.tensor(name).n_bytes)
            for start in range(0, height, step):
                stop = min(start + step, height)
                here = slice(offset + start, offset + stop)
                rows = self._weights.rows(name, start, stop)
                peak = np.abs(rows).max(axis=1)
                peak[peak == 0] = 127.0  # A row of zeros stays one.
                scale[here] = 127.0 / peak
                weight[here] = np.rint(rows * scale[here, None])
                if self._progress:
                    self._progress(self._done + size * stop // height, self._total)
            offset += height
            self.pass_by(name)
        return weight, scale

    def pass_by(self, name: str) -> None:
        """Count a tensor as done."""
        self._done += int(self._weights.tensor(name).n_bytes)

    def linear(self, layer: ctranslate2.specs.common_spec.LinearSpec, *names: str) -> None:
        """Fill a layer with the matrices of these names, one below the other, and their biases, if any."""
        layer.weight, layer.weight_scale = self.matrix(*(f"{name}.weight" for name in names))
        if f"{names[0]}.bias" in self._weights:
            layer.bias = np.concatenate([self._weights.vector(f"{name}.bias") for name in names])


def _spec(weights: Weights, progress: Progress | None) -> ctranslate2.specs.TransformerDecoderModelSpec:
    """Return the model as CTranslate2 writes it."""
    spec = _empty_spec(weights)
    decoder, quantiser = spec.decoder, _Quantiser(weights, progress)
    is_tied = _is_tied(weights)
    # The output matrix has the finer quantisation of the two, so a tied model takes it for both.
    embeddings, unused = "token_embd.weight", "output.weight"
    if is_tied and "output.weight" in weights:
        embeddings, unused = unused, embeddings
    decoder.embeddings.weight, decoder.embeddings.weight_scale = quantiser.matrix(embeddings)
    if is_tied:
        decoder.projection.weight = decoder.embeddings.weight
        decoder.projection.weight_scale = decoder.embeddings.weight_scale
        if unused in weights:
            quantiser.pass_by(unused)
    else:
        quantiser.linear(decoder.projection, "output")
    decoder.layer_norm.gamma = weights.vector("output_norm.weight")
    for i, layer in enumerate(decoder.layer):
        _fill_layer(layer, f"blk.{i}", weights, quantiser)
    _set_vocabulary(spec, weights)
    try:
        spec.validate()
    except ValueError as error:
        raise CorpusError(f"{weights.path}: {error}") from error
    if is_tied:
        # An alias is a string, which validate() would turn into an array: so it is set afterwards.
        decoder.projection.weight = "decoder/embeddings/weight"
        decoder.projection.weight_scale = "decoder/embeddings/weight_scale"
    return spec


def _empty_spec(weights: Weights) -> ctranslate2.specs.TransformerDecoderModelSpec:
    """Return a model of the right shape, to be filled."""
    get = weights.get
    heads, heads_kv = int(get("qwen2.attention.head_count")), int(get("qwen2.attention.head_count_kv"))
    spec = ctranslate2.specs.TransformerDecoderModelSpec.from_config(
        int(get("qwen2.block_count")),
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
    spec.decoder.scale_embeddings = False
    spec.config.layer_norm_epsilon = float(get("qwen2.attention.layer_norm_rms_epsilon"))
    return spec


def _fill_layer(layer: Any, block: str, weights: Weights, quantiser: _Quantiser) -> None:
    """Fill a layer of the decoder with the tensors of a block."""
    layer.self_attention.layer_norm.gamma = weights.vector(f"{block}.attn_norm.weight")
    projections = (f"{block}.attn_{name}" for name in "qkv")
    quantiser.linear(layer.self_attention.linear[0], *projections)
    quantiser.linear(layer.self_attention.linear[1], f"{block}.attn_output")
    layer.ffn.layer_norm.gamma = weights.vector(f"{block}.ffn_norm.weight")
    quantiser.linear(layer.ffn.linear_0, f"{block}.ffn_gate")
    quantiser.linear(layer.ffn.linear_0_noact, f"{block}.ffn_up")
    quantiser.linear(layer.ffn.linear_1, f"{block}.ffn_down")


def _set_vocabulary(spec: ctranslate2.specs.TransformerDecoderModelSpec, weights: Weights) -> None:
    """Name the tokens; the matrix of embeddings may have more rows than there are."""
    tokens: list[str] = list(weights.get("tokenizer.ggml.tokens"))
    tokens += [f"<extra_id_{i}>" for i in range(len(spec.decoder.embeddings.weight) - len(tokens))]
    spec.register_vocabulary(tokens)
    end = int(weights.get("tokenizer.ggml.eos_token_id"))
    spec.config.eos_token = tokens[end]
    spec.config.bos_token = tokens[int(weights.get("tokenizer.ggml.bos_token_id", end))]
    spec.config.unk_token = ""


def _is_tied(weights: Weights) -> bool:
    """Whether the output matrix is the embedding matrix, absent or quantised a second time."""
    if "output.weight" not in weights:
        return True
    a, b = (weights.rows(name, 0, 64) for name in ("output.weight", "token_embd.weight"))
    return bool((a * b).sum() / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-9) > _TIED_COSINE)
