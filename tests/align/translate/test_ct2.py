"""CTranslate2 folders of every family: tiny models that the tests write, their tokens, installation, faults."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ctranslate2
import hypothesis
import hypothesis.strategies as st
import pytest
import sentencepiece

from align.translate.clauses import split_clauses
from align.translate.ct2 import Ct2Model, Ct2Translator, try_out
from align.translate.ct2_families import FAMILIES, Family
from align.translate.ct2_folder import Ct2Folder, find_folder, install_folder, installed_folders
from align.translate.engines import Engines
from align.translate.installed import converted_or_default
from corpus.cli.main import main
from corpus.errors import CorpusError, UsageError
from corpus.model import Lang
from corpus.settings import Settings
from tests.tiny_models import FAMILY_FILES, LINES, write_ct2_folder

TEXTS = ["警方昨天通报了案件进展。", "派出所开通了网上服务。"]


def silent(_name: str, _done: int, _total: int) -> None:
    """Nobody is told."""


@pytest.fixture
def install(tmp_path: Path, cache_folder: Path) -> Callable[..., Ct2Folder]:
    def write_and_install(family: str, *more: str, source: Lang | None = None) -> Ct2Folder:
        write_ct2_folder(tmp_path / f"tiny-{family}", family, *more)
        return install_folder(tmp_path / f"tiny-{family}", family, source, try_out, silent)

    return write_and_install


# What the tokenizers of transformers put around a sentence, and what its generate() forces a draft to begin with.
AROUND: list[tuple[str, Lang | None, Lang, list[str], list[str]]] = [
    ("nllb", None, "zh", ["zho_Hans"], ["eng_Latn"]),
    ("nllb", None, "en", ["eng_Latn"], ["zho_Hans"]),
    ("m2m", None, "zh", ["__zh__"], ["__en__"]),
    ("m2m", None, "en", ["__en__"], ["__zh__"]),
    ("madlad", None, "zh", ["<2en>"], []),
    ("madlad", None, "en", ["<2zh>"], []),
    ("marian", "zh", "zh", [], []),
]


@pytest.mark.parametrize(("family", "reads", "source", "before", "prefix"), AROUND)
def test_each_family_drafts_what_ctranslate2_does_of_its_tokens(
    family: str,
    reads: Lang | None,
    source: Lang,
    before: list[str],
    prefix: list[str],
    install: Callable[..., Ct2Folder],
) -> None:
    folder = install(family, source=reads)
    model_file = str(folder.directory / FAMILY_FILES[family][0])
    pieces = sentencepiece.SentencePieceProcessor(model_file=model_file)
    texts = [line for line in dict.fromkeys(LINES) if line.isascii() == (source == "en")]
    sources = [[*before, *pieces.encode(text, out_type=str), "</s>"] for text in texts]
    translator = Ct2Translator(Ct2Model(folder), source)
    assert [translator.tokens(text) for text in texts] == sources
    theirs = ctranslate2.Translator(str(folder.directory), device="cpu").translate_batch(
        sources,
        target_prefix=[prefix] * len(sources) if prefix else None,
        beam_size=4,
        replace_unknowns=True,
        return_scores=True,
        max_decoding_length=2 * max(map(len, sources)) + 24,
    )
    drafts = translator.translate(texts)
    expected = [pieces.decode_pieces(result.hypotheses[0][len(prefix) :]) for result in theirs]
    assert [draft.text.replace(" ", "") for draft in drafts] == [
        "".join(text.replace("▁", "").split()) for text in expected
    ]
    assert any(draft.text for draft in drafts)
    assert [draft.log_probability for draft in drafts] == pytest.approx(
        [min(0.0, r.scores[0]) for r in theirs]
    )


def test_marian_into_chinese_names_the_script(install: Callable[..., Ct2Folder]) -> None:
    folder = install("marian", ">>cmn_Hans<<", ">>cmn<<", source="en")
    assert Ct2Translator(Ct2Model(folder), "en").tokens("Crime fell.")[0] == ">>cmn_Hans<<"


def test_what_ctranslate2_ends_itself_is_not_ended_twice(install: Callable[..., Ct2Folder]) -> None:
    folder = install("marian", source="zh")
    config = json.loads((folder.directory / "config.json").read_text(encoding="utf-8"))
    (folder.directory / "config.json").write_text(
        json.dumps(config | {"add_source_eos": True}), encoding="utf-8"
    )
    assert Ct2Translator(Ct2Model(folder), "zh").tokens(TEXTS[0])[-1] != "</s>"


def test_a_long_sentence_is_cut_at_clauses_and_joined(
    install: Callable[..., Ct2Folder], monkeypatch: pytest.MonkeyPatch
) -> None:
    translator = Ct2Translator(Ct2Model(install("nllb")), "zh")
    clauses = ["警方昨天通报了案件进展，", "居民对社区警务表示满意；", "民警走访了每一户人家。"]
    limit = max(len(translator.tokens(clause)) for clause in clauses)
    short = {name: getattr(FAMILIES["nllb"], name) for name in Family.__slots__} | {"longest": limit}
    monkeypatch.setitem(FAMILIES, "nllb", Family(**short))
    (whole,) = translator.translate(["".join(clauses)])
    parts = translator.translate(clauses)
    assert whole.text == " ".join(part.text for part in parts if part.text)
    assert (
        min(p.log_probability for p in parts)
        <= whole.log_probability
        <= max(p.log_probability for p in parts)
    )


@hypothesis.given(st.text("大桥通车了，；。、 abc,.;1"), st.integers(1, 12))
def test_clauses_fit_and_lose_nothing(text: str, most: int) -> None:
    parts = split_clauses(text, lambda part: len(part) <= most)
    assert all(0 < len(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_the_engine_finds_the_model_by_direction_and_name(install: Callable[..., Ct2Folder]) -> None:
    with pytest.raises(CorpusError, match="models install DIR --family"):
        find_folder("zh", "")
    install("marian", source="zh")
    assert find_folder("zh", "").name == "tiny-marian"
    with pytest.raises(CorpusError, match="no CTranslate2 model out of en"):
        find_folder("en", "")
    install("nllb")
    with pytest.raises(CorpusError, match="choose one with --model: tiny-marian, tiny-nllb"):
        find_folder("zh", "")
    engines = Engines(converted_or_default, Settings(model="tiny-nllb"))
    zh, en = engines.open("ctranslate2", "zh"), engines.open("ctranslate2", "en")
    assert isinstance(zh, Ct2Translator)
    assert isinstance(en, Ct2Translator)
    assert zh.model is en.model, "both directions share the weights"
    with pytest.raises(CorpusError, match="is called 'none'; there is"):
        find_folder("zh", "none")


def test_the_signature_goes_by_the_weights(install: Callable[..., Ct2Folder], tmp_path: Path) -> None:
    folder = install("nllb")
    assert (
        f"ctranslate2:tiny-nllb@{folder.sha256[:12]}|nllb|" in Ct2Translator(Ct2Model(folder), "zh").signature
    )
    weights = tmp_path / "tiny-nllb" / "model.bin"
    changed = bytearray(weights.read_bytes())
    changed[len(changed) // 2] ^= 1
    weights.write_bytes(changed)
    again = install_folder(tmp_path / "tiny-nllb", "nllb", None, try_out, silent)
    assert again.sha256 != folder.sha256
    assert installed_folders() == [again], "it took the place of the first"


def spoil(folder: Path, name: str, data: bytes | None) -> None:
    (folder / name).unlink()
    if data is not None:
        (folder / name).write_bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("model.bin", None, "holds no model.bin"),
        ("model.bin", b"no weights", "cannot be loaded"),
        ("config.json", b"{", "cannot be read"),
        ("config.json", b"[" * 100_000, "cannot be read"),
        ("shared_vocabulary.json", b"[" * 100_000, "no vocabulary"),
        ("shared_vocabulary.json", None, "holds no vocabulary"),
        ("shared_vocabulary.json", b"{", "no vocabulary"),
        ("shared_vocabulary.json", b'["a"]', "lacks zho_Hans, eng_Latn"),
        ("sentencepiece.bpe.model", None, "--copy_files sentencepiece.bpe.model"),
        ("sentencepiece.bpe.model", b"x", "no sentencepiece model"),
    ],
)
def test_a_folder_with_a_fault_is_not_installed(
    name: str, data: bytes | None, message: str, tmp_path: Path, cache_folder: Path
) -> None:
    write_ct2_folder(tmp_path / "tiny", "nllb")
    spoil(tmp_path / "tiny", name, data)
    with pytest.raises(CorpusError, match=message):
        install_folder(tmp_path / "tiny", "nllb", None, try_out, silent)
    assert installed_folders() == []
    assert not list(cache_folder.glob("models/.partial-*"))


@pytest.mark.parametrize(
    ("family", "message"),
    [("firefox", "SSRU"), ("nlb", "there is: nllb, m2m, madlad, marian"), ("marian", "--from zh")],
)
def test_families_that_are_refused(family: str, message: str, tmp_path: Path, cache_folder: Path) -> None:
    write_ct2_folder(tmp_path / "tiny", "marian")
    with pytest.raises(UsageError, match=message):
        install_folder(tmp_path / "tiny", family, None, try_out, silent)


def test_marian_says_itself_what_it_reads(tmp_path: Path, cache_folder: Path) -> None:
    write_ct2_folder(tmp_path / "tiny", "marian")
    config = {"source_lang": "eng", "target_lang": "zho"}
    (tmp_path / "tiny" / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    assert install_folder(tmp_path / "tiny", "marian", None, try_out, silent).source == "en"


def test_from_the_command_line(
    tmp_path: Path, cache_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_ct2_folder(tmp_path / "tiny", "m2m")
    assert main(["models", "install", str(tmp_path / "tiny")]) == 2
    assert main(["models", "install", str(tmp_path / "tiny"), "--family", "m2m"]) == 0
    assert "--engine ctranslate2" in capsys.readouterr().out
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXTS[0], encoding="utf-8")
    out = tmp_path / "out"
    assert main([str(tmp_path / "in"), "--out", str(out), "--engine", "ctranslate2", "--json"]) == 0
    summary: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert summary["engines"]["zh-CN→en-US"].startswith("ctranslate2:tiny@")
    assert main(["models", "list", "--json"]) == 0
    (row,) = [row for row in json.loads(capsys.readouterr().out) if row["kind"] == "ctranslate2"]
    assert (row["name"], row["state"], list(row["speeds"])) == ("tiny", "ready, m2m", ["zh→en"])
    assert main(["models", "remove", "tiny"]) == 0
    assert installed_folders() == []


def test_what_runs_the_models_is_missing(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(CorpusError, match=r"\.\[ctranslate2\]"):
        find_folder("zh", "")
