"""Small models that tests make: a Qwen2 GGUF of random weights, an Argos package with a real tokenizer."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ctranslate2.specs
import gguf
import numpy as np
import numpy.typing as npt
import sentencepiece

LAYERS, WIDTH, HEADS, HEADS_KV, INNER = 2, 32, 4, 2, 64
HEAD = {"qwen3": 16, "gemma3": 16}
"""Values of a head, where they are not the width by the heads."""
SPECIAL = [
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<think>", "</think>", "<|begin_of_text|>", "<|end_of_text|>",
    "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>",
]  # fmt: skip
MERGES = ["h e", "l l", "he ll", "Ġ t"]

Weights = dict[str, npt.NDArray[np.float32]]

BASE, SLOWER = 50_000.0, 8.0
"""Of the rotation in every sixth layer of Gemma, and by what it is slowed down there."""


def byte_characters() -> list[str]:
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    names = {byte: chr(byte) for byte in printable}
    for i, byte in enumerate(byte for byte in range(256) if byte not in names):
        names[byte] = chr(256 + i)
    return [names[byte] for byte in range(256)]


TOKENS = [*byte_characters(), *(merge.replace(" ", "") for merge in MERGES), *SPECIAL]


PIECES = ["t", "h", "e", "l", "o", "▁", "你", "好", "th", "the", "▁the", "he", "ll", "hell", "hello", "你好"]
GEMMA = [
    *("<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"),
    *(f"<0x{byte:02X}>" for byte in range(256)),
    *PIECES,
]


def tokens_of(architecture: str) -> list[str]:
    """The vocabulary of a tiny model."""
    return GEMMA if architecture == "gemma3" else TOKENS


def layers_of(architecture: str) -> int:
    """How many layers; of Gemma's every sixth is another."""
    return 6 if architecture == "gemma3" else LAYERS


def head_of(architecture: str) -> int:
    """How many values a head has."""
    return HEAD.get(architecture, WIDTH // HEADS)


def random_weights(architecture: str = "qwen2", *, tied: bool = False) -> Weights:
    random = np.random.default_rng(7)

    def matrix(*shape: int) -> npt.NDArray[np.float32]:
        return random.normal(0, 0.3, shape).astype(np.float32)

    head = head_of(architecture)
    weights: Weights = {
        "token_embd.weight": matrix(len(tokens_of(architecture)), WIDTH),
        "output_norm.weight": 1 + matrix(WIDTH),
    }
    if not tied:
        weights["output.weight"] = matrix(len(tokens_of(architecture)), WIDTH)
    if architecture == "llama":
        weights["rope_freqs.weight"] = np.linspace(1, 8, head // 2, dtype=np.float32)
    for i in range(layers_of(architecture)):
        block = f"blk.{i}."
        weights |= {
            block + "attn_norm.weight": 1 + matrix(WIDTH),
            block + "ffn_norm.weight": 1 + matrix(WIDTH),
            block + "attn_q.weight": matrix(HEADS * head, WIDTH),
            block + "attn_k.weight": matrix(HEADS_KV * head, WIDTH),
            block + "attn_v.weight": matrix(HEADS_KV * head, WIDTH),
            block + "attn_output.weight": matrix(WIDTH, HEADS * head),
            block + "ffn_gate.weight": matrix(INNER, WIDTH),
            block + "ffn_up.weight": matrix(INNER, WIDTH),
            block + "ffn_down.weight": matrix(WIDTH, INNER),
        }
        if architecture == "qwen2":
            weights |= {
                f"{block}attn_{part}.bias": matrix((HEADS if part == "q" else HEADS_KV) * head)
                for part in "qkv"
            }
        if architecture in ("qwen3", "gemma3"):
            weights |= {f"{block}attn_{part}_norm.weight": 1 + matrix(head) for part in "qk"}
        if architecture == "gemma3":
            weights |= {
                f"{block}{name}.weight": 1 + matrix(WIDTH)
                for name in ("post_attention_norm", "post_ffw_norm")
            }
    return weights


def write_gguf(path: Path, weights: Weights, architecture: str = "qwen2", **changes: Any) -> None:
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_block_count(changes.get("blocks", layers_of(architecture)))
    writer.add_context_length(128)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS_KV)
    if architecture in HEAD:
        writer.add_key_length(HEAD[architecture])
        writer.add_value_length(HEAD[architecture])
    writer.add_rope_freq_base(BASE if architecture == "gemma3" else 10000.0)
    writer.add_layer_norm_rms_eps(1e-6)
    if "scaling" in changes:
        writer.add_rope_scaling_type(changes["scaling"])
    if "template" in changes:
        writer.add_chat_template(changes["template"])
    if architecture == "gemma3":
        _write_gemma(writer)
    else:
        write_vocabulary(writer, changes.get("words", "llama-bpe" if architecture == "llama" else "qwen2"))
    for name, tensor in weights.items():
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_vocabulary(writer: gguf.GGUFWriter, words: str) -> None:
    """Write the tokens of a byte-level vocabulary, whose words are split in one family's way."""
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(words)
    writer.add_token_list(TOKENS)
    writer.add_token_types([1] * (len(TOKENS) - len(SPECIAL)) + [3] * len(SPECIAL))
    writer.add_token_merges(MERGES)
    writer.add_eos_token_id(TOKENS.index("<|im_end|>"))
    writer.add_bos_token_id(TOKENS.index("<|endoftext|>"))


def _write_gemma(writer: gguf.GGUFWriter) -> None:
    writer.add_sliding_window(512)
    writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
    writer.add_rope_scaling_factor(SLOWER)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(GEMMA)
    writer.add_token_scores(
        [-1000.0 if token.startswith("<") else -float(i) for i, token in enumerate(GEMMA)]
    )
    writer.add_token_types([3, 3, 3, 2, 3, 3] + [6] * 256 + [1] * len(PIECES))
    writer.add_eos_token_id(GEMMA.index("<eos>"))
    writer.add_bos_token_id(GEMMA.index("<bos>"))


def rounded(matrix: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """What is left of a matrix after int8 with a scale a row."""
    scale = 127.0 / np.abs(matrix).max(axis=1, keepdims=True)
    return np.asarray(np.rint(matrix * scale) / scale, dtype=np.float32)


def forward(weights: Weights, ids: list[int], architecture: str = "qwen2") -> npt.NDArray[np.float32]:
    """The model in numpy, float64, on the rounded weights: logits of shape (len(ids), vocabulary)."""
    w = {
        name: (rounded(tensor) if tensor.ndim == 2 else tensor).astype(np.float64)
        for name, tensor in weights.items()
    }
    is_gemma = architecture == "gemma3"
    x = w["token_embd.weight"][ids] * (np.sqrt(WIDTH) if is_gemma else 1.0)
    for i in range(layers_of(architecture)):
        block = f"blk.{i}."
        # Gemma: five layers rotate as for what is near, the sixth by the file's base, and slower.
        is_near = is_gemma and (i + 1) % 6 != 0
        base, slower = (BASE, SLOWER) if is_gemma and not is_near else (10_000.0, 1.0)
        rotate = _rotation(w, len(ids), architecture, base, slower)
        h = _norm(x, w[block + "attn_norm.weight"])
        after = _attention(w, block, h, rotate)
        x = x + _norm_after(after, w, block + "post_attention_norm.weight")
        h = _norm(x, w[block + "ffn_norm.weight"])
        gate = h @ w[block + "ffn_gate.weight"].T
        if is_gemma:
            gate = gate / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (gate + 0.044715 * gate**3)))
        else:
            gate = gate / (1 + np.exp(-gate))
        after = (gate * (h @ w[block + "ffn_up.weight"].T)) @ w[block + "ffn_down.weight"].T
        x = x + _norm_after(after, w, block + "post_ffw_norm.weight")
    output = w.get("output.weight", w["token_embd.weight"])
    return np.asarray(_norm(x, w["output_norm.weight"]) @ output.T, dtype=np.float32)


def _norm_after(x: Any, w: Any, name: str) -> Any:
    return _norm(x, w[name]) if name in w else x


def _norm(x: Any, gamma: Any) -> Any:
    return x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + 1e-6) * gamma


def _rotation(w: Any, n: int, architecture: str, base: float, slower: float) -> Callable[[Any], Any]:
    """What turns the pairs of each head by its place: halves, or in Llama's files neighbours."""
    head = head_of(architecture)
    angle = np.arange(n)[:, None] / base ** (np.arange(0, head, 2) / head)
    angle = angle / w.get("rope_freqs.weight", 1.0) / slower
    cos, sin = np.cos(angle)[:, None, :], np.sin(angle)[:, None, :]

    def rotate(x: Any) -> Any:
        if architecture == "llama":
            a, b = x[..., ::2], x[..., 1::2]
            return np.stack([a * cos - b * sin, b * cos + a * sin], axis=-1).reshape(x.shape)
        a, b = x[..., : head // 2], x[..., head // 2 :]
        return np.concatenate([a * cos - b * sin, b * cos + a * sin], axis=-1)

    return rotate


def _attention(w: Any, block: str, h: Any, rotate: Callable[[Any], Any]) -> Any:
    n = len(h)
    q, k, v = (
        (h @ w[f"{block}attn_{part}.weight"].T + w.get(f"{block}attn_{part}.bias", 0.0)).reshape(n, heads, -1)
        for part, heads in (("q", HEADS), ("k", HEADS_KV), ("v", HEADS_KV))
    )
    if f"{block}attn_q_norm.weight" in w:
        q, k = (_norm(values, w[f"{block}attn_{part}_norm.weight"]) for part, values in (("q", q), ("k", k)))
    q = rotate(q)
    k, v = (np.repeat(values, HEADS // HEADS_KV, axis=1) for values in (rotate(k), v))
    scores = np.einsum("qhd,khd->hqk", q, k) / np.sqrt(q.shape[-1])
    scores[:, np.triu(np.ones((n, n), dtype=bool), 1)] = -np.inf
    attention = np.exp(scores - scores.max(axis=-1, keepdims=True))
    attention /= attention.sum(axis=-1, keepdims=True)
    return np.einsum("hqk,khd->qhd", attention, v).reshape(n, -1) @ w[block + "attn_output.weight"].T


LINES = [
    "警方昨天通报了案件进展。",
    "居民对社区警务表示满意。",
    "全市刑事案件同比下降。",
    "民警走访了每一户人家。",
    "派出所开通了网上服务。",
    "The police reported on the case.",
    "Residents were satisfied.",
    "Crime fell in the city.",
    "Officers visited every home.",
    "my_file_name is here.",
] * 8


def write_argos_package(
    path: Path, *, from_code: str = "zh", to_code: str = "en", width: int = 32, layers: int = 2
) -> None:
    """Write an .argosmodel whose Transformer has random weights and an end token that grows likely."""
    model = _sentencepiece_model()
    vocabulary = _vocabulary(model)
    folder = path.parent / f"{path.stem}-build"
    (folder / "model").mkdir(parents=True)
    _transformer(vocabulary, width, layers).save(str(folder / "model"))
    metadata = {
        "package_version": "1.9",
        "argos_version": "1.9",
        "from_code": from_code,
        "from_name": from_code,
        "to_code": to_code,
        "to_name": to_code,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        root = f"translate-{from_code}_{to_code}-1_9"
        archive.writestr(f"{root}/metadata.json", json.dumps(metadata))
        archive.writestr(f"{root}/sentencepiece.model", model)
        for file in sorted((folder / "model").iterdir()):
            archive.write(file, f"{root}/model/{file.name}")


FAMILY_TOKENS = {
    "nllb": ["zho_Hans", "eng_Latn"],
    "m2m": ["__zh__", "__en__"],
    "madlad": ["<2zh>", "<2en>"],
    "marian": [],
}
FAMILY_FILES = {
    "nllb": ["sentencepiece.bpe.model"],
    "m2m": ["sentencepiece.bpe.model"],
    "madlad": ["spiece.model"],
    "marian": ["source.spm", "target.spm"],
}


def write_ct2_folder(folder: Path, family: str, *more: str) -> None:
    """Write what ct2-transformers-converter would of a model of a family; ``more`` are tokens beside its own.

    A Transformer with random weights, whose end token grows likely.
    """
    model = _sentencepiece_model()
    folder.mkdir(parents=True)
    _transformer([*_vocabulary(model), *FAMILY_TOKENS[family], *more], 32, 2).save(str(folder))
    for name in FAMILY_FILES[family]:
        (folder / name).write_bytes(model)


def _sentencepiece_model() -> bytes:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(LINES),
        model_writer=model,
        vocab_size=160,
        character_coverage=1.0,
        model_type="unigram",
        minloglevel=2,
        hard_vocab_limit=False,
    )
    return model.getvalue()


def _vocabulary(model: bytes) -> list[str]:
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    pieces = (processor.id_to_piece(i) for i in range(3, processor.get_piece_size()))
    return ["<unk>", "<s>", "</s>", *pieces]


class _Filler:
    """Fills the layers of a Transformer one by one, in the order in which they are visited."""

    def __init__(self, vocabulary: list[str], width: int) -> None:
        self._vocabulary, self._width = vocabulary, width
        self._random = np.random.default_rng(11)
        towards_end = self._random.normal(0, 1, width)
        self._towards_end = towards_end / np.linalg.norm(towards_end)

    def __call__(self, layer: Any, name: str, value: Any) -> None:
        """Fill a tensor by its name, if it is one that must be filled."""
        key = name.rsplit("/", 1)[-1]
        if key == "encodings":
            layer.__dict__[key] = self._encodings("decoder" in name)
        elif value is None and key in ("gamma", "beta"):
            layer.__dict__[key] = np.full(self._width, 1.0 if key == "gamma" else 0.0, dtype=np.float32)
        elif value is None and key == "weight":
            layer.__dict__[key] = self._matrix(name)
            if "bias" in layer.__dict__:
                layer.__dict__["bias"] = np.zeros(len(layer.__dict__[key]), dtype=np.float32)

    def _encodings(self, is_decoder: bool) -> npt.NDArray[np.float32]:
        """What each position adds; in the decoder each leans more towards the end token: drafts end."""
        table = self._random.normal(0, 0.5, (512, self._width))
        if is_decoder:
            lean = np.minimum(np.arange(512), 100)[:, None] / 10 * np.sqrt(self._width)
            table += lean * self._towards_end
        return np.asarray(table, dtype=np.float32)

    def _matrix(self, name: str) -> npt.NDArray[np.float32]:
        height, inner = self._shape(name)
        matrix = self._random.normal(0, 0.9 / np.sqrt(inner), (height, inner)).astype(np.float32)
        if "projection" in name:
            matrix[self._vocabulary.index("</s>")] = 8 / np.sqrt(self._width) * self._towards_end
        return matrix

    def _shape(self, name: str) -> tuple[int, int]:
        if "embeddings" in name or "projection" in name:
            return len(self._vocabulary), self._width
        if "ffn/linear_0" in name:
            return 4 * self._width, self._width
        if "ffn/linear_1" in name:
            return self._width, 4 * self._width
        if "self_attention/linear_0" in name:
            return 3 * self._width, self._width
        is_keys_and_values = "attention/linear_1" in name and "self_attention" not in name
        return (2 if is_keys_and_values else 1) * self._width, self._width


def _transformer(vocabulary: list[str], width: int, layers: int) -> ctranslate2.specs.TransformerSpec:
    spec = ctranslate2.specs.TransformerSpec.from_config(layers, 4, pre_norm=True)
    # Position decides as much as the tokens do: else random weights repeat one token for ever.
    spec.encoder.scale_embeddings = spec.decoder.scale_embeddings = False
    spec._visit(_Filler(vocabulary, width))
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    return spec
