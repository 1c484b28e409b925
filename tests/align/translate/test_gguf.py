from __future__ import annotations

import json
from pathlib import Path

import ctranslate2
import numpy as np
import pytest
from tokenizers import Tokenizer

from align.translate.chat import FORMAT, FORMATS, Chat
from align.translate.embedded import EmbeddedModel, EmbeddedTranslator
from align.translate.gguf import convert
from align.translate.gguf_families import FAMILIES, REFUSED
from align.translate.installed import install_gguf
from corpus.errors import CorpusError
from tests.tiny_models import GEMMA, TOKENS, forward, random_weights, tokens_of, write_gguf


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("architecture", FAMILIES)
def test_logits_equal_numpys_own_forward_pass(tmp_path: Path, architecture: str, *, tied: bool) -> None:
    weights = random_weights(architecture, tied=tied)
    write_gguf(tmp_path / "tiny.gguf", weights, architecture)
    (tmp_path / "out").mkdir()
    seen: list[tuple[int, int]] = []
    convert(tmp_path / "tiny.gguf", tmp_path / "out", lambda done, total: seen.append((done, total)))
    generator = ctranslate2.Generator(str(tmp_path / "out"), compute_type="float32")
    tokens = tokens_of(architecture)
    text = [tokens[i] for i in (40, 65, 257, 12, 199, 258)]
    logits = np.array(generator.forward_batch([text]))[0]
    expected = forward(weights, [tokens.index(token) for token in text], architecture)
    assert logits.shape == (6, len(tokens))
    np.testing.assert_allclose(logits, expected, atol=2e-4)
    made = generator.generate_batch([text], max_length=6, include_prompt_in_result=False, end_token=[])
    following = [tokens.index(token) for token in text]
    for token in made[0].sequences[0]:
        following.append(int(forward(weights, following, architecture)[-1].argmax()))
        assert token == tokens[following[-1]], "the same when tokens are made one by one"
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


def test_pieces_are_joined_as_sentencepiece_joins_them(tmp_path: Path) -> None:
    write_gguf(tmp_path / "tiny.gguf", random_weights("gemma3"), "gemma3")
    (tmp_path / "out").mkdir()
    convert(tmp_path / "tiny.gguf", tmp_path / "out")
    tokenizer = Tokenizer.from_file(str(tmp_path / "out" / "tokenizer.json"))
    tokenizer.encode_special_tokens = True
    assert tokenizer.encode("hello the 你好").tokens == ["hello", "▁the", "▁", "你好"]
    assert tokenizer.encode("é").tokens == ["<0xC3>", "<0xA9>"], "what is no piece is bytes"
    spelled = tokenizer.encode("<eos> the")
    assert GEMMA.index("<eos>") not in spelled.ids
    assert tokenizer.decode(spelled.ids) == "<eos> the"


TEMPLATE = "{%- if enable_thinking is false %}"
TURNS = {
    "gemma": (
        "<bos><start_of_turn>user\nTranslate to English:\n再见。<end_of_turn>\n<start_of_turn>model\n"
        "Goodbye.<end_of_turn>\n<start_of_turn>user\nTranslate to English:\n你好。<end_of_turn>\n"
        "<start_of_turn>model\n"
    ),
    "chatml": (
        "<|im_start|>system\nYou are a professional translator.<|im_end|>\n<|im_start|>user\n"
        "Translate to English:\n再见。<|im_end|>\n<|im_start|>assistant\nGoodbye.<|im_end|>\n<|im_start|>user\n"
        "Translate to English:\n你好。<|im_end|>\n<|im_start|>assistant\n"
    ),
    "llama3": (
        "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nYou are a professional translator."
        "<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nTranslate to English:\n再见。"
        "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nGoodbye."
        "<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nTranslate to English:\n你好。"
        "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
    ),
}


@pytest.mark.parametrize(
    ("architecture", "template", "turns"),
    [
        ("qwen2", TEMPLATE, TURNS["chatml"]),
        ("qwen3", TEMPLATE, TURNS["chatml"] + "<think>\n\n</think>\n\n"),
        ("qwen3", "no thoughts", TURNS["chatml"]),
        ("llama", TEMPLATE, TURNS["llama3"]),
        ("gemma3", TEMPLATE, TURNS["gemma"]),
    ],
)
def test_a_model_is_asked_as_its_family_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, architecture: str, template: str, turns: str
) -> None:
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path))
    write_gguf(tmp_path / "tiny.gguf", random_weights(architecture), architecture, template=template)
    model = install_gguf(tmp_path / "tiny.gguf", lambda *_: None)
    tokenizer = Tokenizer.from_file(str(model.directory / "tokenizer.json"))
    chat = Chat(tokenizer, "en", FORMATS[(model.directory / FORMAT).read_text(encoding="utf-8")])
    asked = [*chat.head(), *chat.question("你好。", [("再见。", "Goodbye.")])]
    ids = [known for token in asked if (known := tokenizer.token_to_id(token)) is not None]
    assert tokenizer.decode(ids, skip_special_tokens=False) == turns
    drafts = EmbeddedTranslator(EmbeddedModel(lambda: model), "zh", "en").translate(["你好。", "再见。"])
    assert len(drafts) == 2


def test_other_models_are_refused_by_name(tmp_path: Path) -> None:
    weights = random_weights()
    for architecture in ("phi3", *REFUSED):
        write_gguf(tmp_path / "other.gguf", weights, architecture)
        with pytest.raises(CorpusError, match=f"architecture '{architecture}'.*converted are qwen2"):
            convert(tmp_path / "other.gguf", tmp_path)
    write_gguf(tmp_path / "large.gguf", random_weights("gemma3"), "gemma3", blocks=62)
    with pytest.raises(CorpusError, match="Gemma 3 27B"):
        convert(tmp_path / "large.gguf", tmp_path)
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
