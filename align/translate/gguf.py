"""GGUF files become CTranslate2 int8 models, with numpy alone: those of :mod:`align.translate.gguf_families`.

A matrix is read, quantised and written before the next one, so that a file of 4 GB takes some 1 GB of memory.
No matrix is permuted: CTranslate2 rotates the pairs that llama.cpp does, where it is told which these are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ctranslate2.specs
import gguf
import numpy as np
import numpy.typing as npt
from ctranslate2.specs import Activation
from ctranslate2.specs.attention_spec import RotaryScalingType

from align.translate.adapter import Adapter
from align.translate.chat import FORMAT
from align.translate.gguf_families import FAMILIES, refusal
from align.translate.gguf_tokenizer import tokenizer_of
from corpus.errors import CorpusError

Progress = Callable[[int, int], None]
"""Called with the bytes of weights done and the bytes in all."""

_CHUNK_VALUES = 1 << 23
"""Weights that are held as float32 at one time (32 MB)."""

_FREQUENCIES = "rope_freqs.weight"
_LONGEST = 8192
"""Tokens of prompt and draft together; no prompt of ours has as many."""
_BLOCKS_OF_27B = 62
_NEAR_BASE = 10_000.0
"""Of the rotation in Gemma's layers that see what is near; the file has that of the others."""
_TIED_COSINE = 0.98
"""Two quantisations of one matrix agree to .99 and better; unrelated matrices are near 0."""


def convert(
    path: Path, directory: Path, progress: Progress | None = None, adapter: Adapter | None = None
) -> None:
    """Convert the GGUF file ``path`` to a CTranslate2 int8 model in the existing folder ``directory``.

    It gets ``model.bin``, ``config.json``, ``vocabulary.json``, ``tokenizer.json``, and ``chat.txt``, which
    names the format of its conversations. An adapter is merged into the weights.

    Raises:
        CorpusError: the file is no GGUF, is cut short, or holds another architecture.
        OSError: the folder cannot be written.
    """
    weights = Weights(path, adapter)
    tokenizer_of(weights).save(str(directory / "tokenizer.json"))
    (directory / FORMAT).write_text(_format_of(weights), encoding="utf-8")
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
        if architecture not in FAMILIES:
            raise CorpusError(f"{path}: {refusal(architecture)}")
        self.architecture: str = architecture
        self.family = FAMILIES[architecture]
        scaling = self.value("rope.scaling.type", "none")
        if scaling != "none" and not (scaling == "linear" and self.family.windows):
            raise CorpusError(f"{path}: uses rotary scaling {scaling!r}, which is not supported")

        if self.family.windows and self.value("block_count") == _BLOCKS_OF_27B:
            raise CorpusError(
                f"{path}: Gemma 3 27B scales its attention in another way, which is not supported"
            )

    def value(self, key: str, default: Any = None) -> Any:
        """Return a value of the metadata that is the architecture's own."""
        return self.get(f"{self.architecture}.{key}", default)

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


def _format_of(weights: Weights) -> str:
    """Return how the model is talked to; of Qwen3 some think aloud where nothing tells them not to."""
    if weights.architecture == "qwen3" and "enable_thinking" not in weights.get(
        "tokenizer.chat_template", "-"
    ):
        return "chatml"
    return weights.family.chat


@dataclass(frozen=True, slots=True)
class _Variable:
    """A variable of a model that is computed when CTranslate2 writes it, and not held: models are large."""

    shape: tuple[int, ...]
    dtype: str
    compute: Callable[[], npt.NDArray[Any]]

    def num_bytes(self) -> int:
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize

    def to_bytes(self) -> memoryview:
        return self.compute().data


class _Quantiser:
    """Matrices of a GGUF file as int8 with a scale a row, and how far along it is."""

    def __init__(self, weights: Weights, progress: Progress | None) -> None:
        self._weights, self._progress = weights, progress
        self._total = sum(int(tensor.n_bytes) for tensor in weights.tensors.values())
        self._done = 0

    def matrix(self, *names: str) -> tuple[_Variable, _Variable]:
        """Return matrices one below the other, shape (rows, width), and by what each row is multiplied."""
        # GGUF names the inner dimension first.
        rows = sum(int(self._weights.tensor(name).shape[1]) for name in names)
        width = int(self._weights.tensor(names[0]).shape[0])
        scale = np.empty(rows, dtype=np.float32)
        weight = _Variable((rows, width), "int8", lambda: self._quantise(names, scale, width))
        # Variables are written in the order of their names: `weight` fills what `weight_scale` is.
        return weight, _Variable((rows,), "float32", lambda: scale)

    def _quantise(
        self, names: Sequence[str], scale: npt.NDArray[np.float32], width: int
    ) -> npt.NDArray[np.int8]:
        """Return the matrices, and fill in the scale of each row."""
        weight = np.empty((len(scale), width), dtype=np.int8)
        step, offset = max(1, _CHUNK_VALUES // width), 0
        for name in names:
            tensor = self._weights.tensor(name)
            height, size = int(tensor.shape[1]), int(tensor.n_bytes)
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
        return weight

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
        if weights.family.windows and (i + 1) % weights.family.windows:
            _rotate_as_near(layer.self_attention)
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
    value, family = weights.value, weights.family
    heads, heads_kv = int(value("attention.head_count")), int(value("attention.head_count_kv"))
    usual = int(value("embedding_length")) // heads
    head = int(value("attention.key_length", usual))
    is_usual = head == usual
    if int(value("attention.value_length", head)) != head:
        raise CorpusError(f"{weights.path}: keys and values of different lengths are not supported")
    spec = ctranslate2.specs.TransformerDecoderModelSpec.from_config(
        int(value("block_count")),
        heads,
        activation=Activation.GELUTanh if family.gelu else Activation.SWISH,
        pre_norm=True,
        ffn_glu=True,
        rms_norm=True,
        rotary_dim=0 if is_usual else head,
        rotary_interleave=family.interleaved,
        rotary_base=float(value("rope.freq_base", 10000.0)),
        **_scaling(weights),
        num_heads_kv=None if heads_kv == heads else heads_kv,
        head_dim=None if is_usual else head,
        qk_norm=family.normalises_heads,
        pre_post_layer_norm=family.normalises_twice,
    )
    spec.decoder.scale_embeddings = family.scales_embeddings
    spec.config.layer_norm_epsilon = float(value("attention.layer_norm_rms_epsilon"))
    return spec


def _scaling(weights: Weights) -> dict[str, Any]:
    """Return how rotation is slowed down for long texts.

    Llama 3.1 divides each frequency by a factor of its own. CTranslate2 knows such factors as LongRoPE's,
    with others for long texts, and a scale where texts may be longer than the original: here they are not.
    """
    if _FREQUENCIES in weights:
        return {
            "rotary_scaling_type": RotaryScalingType.Su,
            "original_max_position_embeddings": _LONGEST,
            "max_position_embeddings": _LONGEST,
        }
    if weights.family.windows:
        factor = float(weights.value("rope.scaling.factor", 1.0))
        return {"rotary_scaling_type": RotaryScalingType.Linear, "rotary_scaling_factor": factor}
    return {}


def _rotate_as_near(attention: Any) -> None:
    """Make a layer one of those that should see but the last 512 or 1,024 tokens, whose rotation is another.

    It sees all: a sentence with its prompt has fewer, and CTranslate2 4.8 crashes where there are more.
    """
    attention.rotary_base = np.dtype("float32").type(_NEAR_BASE)
    attention.rotary_scaling_factor = np.dtype("float32").type(1.0)


def _fill_layer(layer: Any, block: str, weights: Weights, quantiser: _Quantiser) -> None:
    """Fill a layer of the decoder with the tensors of a block."""
    if weights.family.normalises_twice:
        norms = {
            "attn_norm": layer.input_layer_norm,
            "post_attention_norm": layer.post_attention_layer_norm,
            "ffn_norm": layer.pre_feedforward_layer_norm,
            "post_ffw_norm": layer.post_feedforward_layer_norm,
        }
    else:
        norms = {"attn_norm": layer.self_attention.layer_norm, "ffn_norm": layer.ffn.layer_norm}
    for name, norm in norms.items():
        norm.gamma = weights.vector(f"{block}.{name}.weight")
    projections = (f"{block}.attn_{name}" for name in "qkv")
    quantiser.linear(layer.self_attention.linear[0], *projections)
    quantiser.linear(layer.self_attention.linear[1], f"{block}.attn_output")
    if weights.family.normalises_heads:
        layer.self_attention.q_norm.gamma = weights.vector(f"{block}.attn_q_norm.weight")
        layer.self_attention.k_norm.gamma = weights.vector(f"{block}.attn_k_norm.weight")
    if _FREQUENCIES in weights:
        factors = weights.vector(_FREQUENCIES)
        layer.self_attention.rotary_scaling_long_factor = factors
        layer.self_attention.rotary_scaling_short_factor = factors
    quantiser.linear(layer.ffn.linear_0, f"{block}.ffn_gate")
    quantiser.linear(layer.ffn.linear_0_noact, f"{block}.ffn_up")
    quantiser.linear(layer.ffn.linear_1, f"{block}.ffn_down")


def _set_vocabulary(spec: ctranslate2.specs.TransformerDecoderModelSpec, weights: Weights) -> None:
    """Name the tokens; the matrix of embeddings may have more rows than there are."""
    tokens: list[str] = list(weights.get("tokenizer.ggml.tokens"))
    tokens += [f"<extra_id_{i}>" for i in range(spec.decoder.embeddings.weight.shape[0] - len(tokens))]
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
