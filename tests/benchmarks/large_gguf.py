"""A GGUF file of the size of a 7B model in 4 bits (4.3 GB) is converted: time and peak memory.

    python -m tests.benchmarks.large_gguf FOLDER

The weights are noise, one block over and over; the shape is that of Qwen2.5-7B. FOLDER needs 12 GB.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import gguf
import numpy as np
import numpy.typing as npt

from align.translate.gguf import convert
from tests.tiny_models import write_vocabulary

_LAYERS, _WIDTH, _INNER, _HEADS, _HEADS_KV, _HEAD, _TOKENS = 28, 3584, 18944, 28, 4, 128, 152064
_TYPE = gguf.GGMLQuantizationType.Q4_0
_VALUES, _BYTES = 32, 18
"""In a block of that type: two bytes are its scale."""


def main() -> None:
    """Write, convert and print."""
    folder = Path(sys.argv[1])
    source, target = folder / "large.gguf", folder / "converted"
    target.mkdir(parents=True)
    write(source)
    before, begun = _peak(), time.perf_counter()
    convert(source, target)
    seconds, size = time.perf_counter() - begun, (target / "model.bin").stat().st_size
    print(
        f"{source.stat().st_size / 1e9:.1f} GB to {size / 1e9:.1f} GB in {seconds:.0f} s, "
        f"peak {_peak():,.0f} MB, of which the file itself is mapped (before {before:,.0f} MB)"
    )


def write(path: Path) -> None:
    """Write the file, matrix by matrix."""
    writer = gguf.GGUFWriter(path, "qwen2", use_temp_file=True)
    writer.add_block_count(_LAYERS)
    writer.add_context_length(4096)
    writer.add_embedding_length(_WIDTH)
    writer.add_feed_forward_length(_INNER)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS_KV)
    writer.add_rope_freq_base(1e6)
    writer.add_layer_norm_rms_eps(1e-6)
    write_vocabulary(writer, "qwen2")
    for name in ("token_embd", "output"):
        _add_matrix(writer, name, _TOKENS, _WIDTH)
    _add_vector(writer, "output_norm.weight", _WIDTH)
    for i in range(_LAYERS):
        block = f"blk.{i}"
        for name, rows in (("attn_q", _HEADS), ("attn_k", _HEADS_KV), ("attn_v", _HEADS_KV)):
            _add_matrix(writer, f"{block}.{name}", rows * _HEAD, _WIDTH)
            _add_vector(writer, f"{block}.{name}.bias", rows * _HEAD)
        _add_matrix(writer, f"{block}.attn_output", _WIDTH, _WIDTH)
        for name, rows, width in (
            ("gate", _INNER, _WIDTH),
            ("up", _INNER, _WIDTH),
            ("down", _WIDTH, _INNER),
        ):
            _add_matrix(writer, f"{block}.ffn_{name}", rows, width)
        for name in ("attn_norm", "ffn_norm"):
            _add_vector(writer, f"{block}.{name}.weight", _WIDTH)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_matrix(writer: gguf.GGUFWriter, name: str, rows: int, width: int) -> None:
    blocks = _noise((rows, width // _VALUES, _BYTES), len(name))
    blocks[..., :2] = np.frombuffer(np.float16(0.01).tobytes(), dtype=np.uint8)
    writer.add_tensor(f"{name}.weight", blocks.reshape(rows, -1), raw_dtype=_TYPE)


def _noise(shape: tuple[int, ...], seed: int) -> npt.NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def _add_vector(writer: gguf.GGUFWriter, name: str, length: int) -> None:
    writer.add_tensor(name, np.ones(length, dtype=np.float32))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
