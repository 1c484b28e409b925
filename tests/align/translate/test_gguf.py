from __future__ import annotations

import json
from pathlib import Path

import ctranslate2
import numpy as np
import pytest
from tokenizers import Tokenizer

from align.translate.gguf import convert
from corpus.errors import CorpusError
from tests.tiny_models import TOKENS, forward, random_weights, write_gguf


@pytest.mark.parametrize("tied", [False, True])
def test_logits_equal_numpys_own_forward_pass(tmp_path: Path, *, tied: bool) -> None:
    weights = random_weights(tied=tied)
    write_gguf(tmp_path / "tiny.gguf", weights)
    (tmp_path / "out").mkdir()
    seen: list[tuple[int, int]] = []
    convert(tmp_path / "tiny.gguf", tmp_path / "out", lambda done, total: seen.append((done, total)))
    generator = ctranslate2.Generator(str(tmp_path / "out"), compute_type="float32")
    text = [TOKENS[i] for i in (40, 65, 257, 12, 199, 258)]
    logits = np.array(generator.forward_batch([text]))[0]
    expected = forward(weights, [TOKENS.index(token) for token in text])
    assert logits.shape == (6, len(TOKENS))
    np.testing.assert_allclose(logits, expected, atol=2e-4)
    assert seen
    assert all(0 < done <= total for done, total in seen)
    assert seen == sorted(seen)


def test_a_matrix_quantised_twice_counts_as_tied(tmp_path: Path) -> None:
    weights = random_weights()
    weights["output.weight"] = weights["token_embd.weight"] + np.float32(0.001)
    write_gguf(tmp_path / "tiny.gguf", weights)
    (tmp_path / "out").mkdir()
    convert(tmp_path / "tiny.gguf", tmp_path / "out")
    single = (tmp_path / "out" / "model.bin").stat().st_size
    write_gguf(tmp_path / "untied.gguf", random_weights())
    (tmp_path / "untied").mkdir()
    convert(tmp_path / "untied.gguf", tmp_path / "untied")
    assert single < (tmp_path / "untied" / "model.bin").stat().st_size - weights["output.weight"].size // 2


def test_tokenizer_round_trip_and_special_tokens(tmp_path: Path) -> None:
    write_gguf(tmp_path / "tiny.gguf", random_weights())
    (tmp_path / "out").mkdir()
    convert(tmp_path / "tiny.gguf", tmp_path / "out")
    tokenizer = Tokenizer.from_file(str(tmp_path / "out" / "tokenizer.json"))
    text = "hello the 警察局 <|im_end|>"
    assert tokenizer.encode("hello").tokens == ["hell", "o"]
    assert "<|im_end|>" in tokenizer.encode(text).tokens
    tokenizer.encode_special_tokens = True
    encoded = tokenizer.encode(text)
    assert "<|im_end|>" not in encoded.tokens
    assert tokenizer.decode(encoded.ids) == text
    vocabulary = json.loads((tmp_path / "out" / "vocabulary.json").read_text(encoding="utf-8"))
    assert vocabulary == TOKENS


def test_other_models_are_refused_by_name(tmp_path: Path) -> None:
    weights = random_weights()
    write_gguf(tmp_path / "llama.gguf", weights, architecture="llama")
    with pytest.raises(CorpusError, match="architecture 'llama'"):
        convert(tmp_path / "llama.gguf", tmp_path)
    write_gguf(tmp_path / "words.gguf", weights, words="llama-bpe")
    with pytest.raises(CorpusError, match="tokenizer 'gpt2'/'llama-bpe'"):
        convert(tmp_path / "words.gguf", tmp_path)
    del weights["blk.1.ffn_up.weight"]
    write_gguf(tmp_path / "lacks.gguf", weights)
    with pytest.raises(CorpusError, match=r"lacks the tensor 'blk\.1\.ffn_up\.weight'"):
        convert(tmp_path / "lacks.gguf", tmp_path)


@pytest.mark.parametrize("keep", [0, 3, 100, 2000, -500])
def test_files_cut_short_are_refused(tmp_path: Path, keep: int) -> None:
    write_gguf(tmp_path / "tiny.gguf", random_weights())
    data = (tmp_path / "tiny.gguf").read_bytes()
    (tmp_path / "cut.gguf").write_bytes(data[:keep])
    with pytest.raises(CorpusError, match=r"cut\.gguf"):
        convert(tmp_path / "cut.gguf", tmp_path)
