"""What is added to a model's matrices when it is converted."""

from __future__ import annotations

from pathlib import Path

import ctranslate2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from align.translate.adapter import adapter_sha256, load_adapter, save_adapter
from align.translate.gguf import convert
from corpus.errors import CorpusError
from tests.tiny_models import TOKENS, WIDTH, forward, random_weights, write_gguf


def small_adapter(path: Path) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    """Write an adapter of rank 2 for two matrices; return what it adds."""
    random = np.random.default_rng(3)
    directions = {
        name: (
            random.normal(0, 0.2, (2, WIDTH)).astype(np.float32),
            random.normal(0, 0.2, (WIDTH, 2)).astype(np.float32),
        )
        for name in ("blk.0.attn_q", "blk.1.attn_output")
    }
    save_adapter(path, "0" * 64, directions)
    return {name: b @ a for name, (a, b) in directions.items()}


@given(
    a=arrays(np.float32, (3, 8), elements=st.floats(-10, 10, width=32)),
    b=arrays(np.float32, (5, 3), elements=st.floats(-10, 10, width=32)),
)
def test_what_is_read_is_what_was_written_but_for_a_byte_a_value(
    tmp_path_factory: pytest.TempPathFactory, a: np.ndarray, b: np.ndarray
) -> None:
    path = tmp_path_factory.mktemp("adapter") / "a.npz"
    save_adapter(path, "base", {"blk.0.ffn_up": (a, b)})
    read = load_adapter(path)
    assert read.base == "base"
    assert read.matrices == {"blk.0.ffn_up"}
    # Half a step of either side, times the greatest of the other, a direction.
    bound = (np.abs(a).max(axis=1) * np.abs(b).max(axis=0)).sum() / 127 * 1.01 + 1e-6
    whole = read.delta("blk.0.ffn_up", 0, 5)
    assert np.abs(whole - b @ a).max() <= bound
    np.testing.assert_array_equal(read.delta("blk.0.ffn_up", 2, 4), whole[2:4])


def test_a_converted_model_computes_with_what_was_added(tmp_path: Path) -> None:
    weights = random_weights()
    write_gguf(tmp_path / "tiny.gguf", weights)
    added = small_adapter(tmp_path / "a.npz")
    (tmp_path / "out").mkdir()
    convert(tmp_path / "tiny.gguf", tmp_path / "out", adapter=load_adapter(tmp_path / "a.npz"))
    generator = ctranslate2.Generator(str(tmp_path / "out"), compute_type="float32")
    text = [TOKENS[i] for i in (40, 65, 257, 12)]
    logits = np.array(generator.forward_batch([text]))[0]
    ids = [TOKENS.index(token) for token in text]
    plain = forward(weights, ids)
    for name, delta in added.items():
        weights[f"{name}.weight"] = weights[f"{name}.weight"] + delta
    expected = forward(weights, ids)
    assert np.abs(logits - expected).max() < np.abs(plain - expected).max() / 10


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "no archive"])
def test_a_damaged_file_is_named(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "a.npz"
    small_adapter(path)
    whole = path.read_bytes()
    path.write_bytes(
        {"empty": b"", "cut": whole[: len(whole) // 2], "no archive": b"text"}.get(damage, whole)
    )
    if damage == "missing":
        path.unlink()
    with pytest.raises(CorpusError, match=r"a\.npz"):
        load_adapter(path)


def test_the_same_directions_make_the_same_file(tmp_path: Path) -> None:
    small_adapter(tmp_path / "a.npz")
    small_adapter(tmp_path / "b.npz")
    assert adapter_sha256(tmp_path / "a.npz") == adapter_sha256(tmp_path / "b.npz")
