from __future__ import annotations

import importlib.util
import os
import random
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import ctranslate2
import pytest

from align.translate.argos import (
    ArgosTranslator,
    _check,
    find_package,
    install_file,
    installed_packages,
    remove_package,
)
from align.translate.engines import Engines
from align.translate.installed import Converted
from corpus.errors import CorpusError
from tests.tiny_models import LINES, write_argos_package


@pytest.fixture(scope="module")
def package_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("argos") / "translate-zh_en.argosmodel"
    write_argos_package(path)
    return path


@pytest.fixture
def translator(package_file: Path) -> Iterator[ArgosTranslator]:
    yield ArgosTranslator(install_file(package_file), "zh", "en")
    remove_package("zh", "en")


class WholeText:
    """argostranslate's own splitter would be fetched from the net."""

    def split_sentences(self, text: str) -> list[str]:
        return [text]


def test_same_drafts_as_argostranslate_at_the_same_beam(translator: ArgosTranslator) -> None:
    from argostranslate.translate import apply_packaged_translation

    package = translator.installed.package
    engine = ctranslate2.Translator(str(translator.installed.directory / "model"), device="cpu")
    texts = [line for line in dict.fromkeys(LINES) if "_" not in line]
    theirs = [apply_packaged_translation(package, text, engine, WholeText(), 1)[0].value for text in texts]
    ours = [draft.text for draft in translator.translate(texts)]
    assert ours == [" ".join(text.split()) for text in theirs]
    assert any(ours)


def test_drafts_carry_the_mean_log_probability_of_their_tokens(translator: ArgosTranslator) -> None:
    texts = ["警方昨天通报了案件进展。", "全市刑事案件同比下降。"]
    tokenizer = translator.installed.package.tokenizer
    engine = ctranslate2.Translator(str(translator.installed.directory / "model"), device="cpu")
    sources = [tokenizer.encode(text) for text in texts]
    results = engine.translate_batch(sources, beam_size=4, length_penalty=0.2, replace_unknowns=True)
    scored = engine.score_batch(sources, [result.hypotheses[0] for result in results])
    for draft, score in zip(translator.translate(texts), scored, strict=True):
        assert draft.log_probability == pytest.approx(sum(score.log_probs) / len(score.log_probs), abs=1e-3)


def test_nothing_is_translated_to_nothing(translator: ArgosTranslator) -> None:
    assert translator.translate([]) == []


def test_underscores_survive(translator: ArgosTranslator) -> None:
    tokens = translator.installed.package.tokenizer.encode("my_file_name is here.")
    assert translator._text(tokens, "") == "my_file_name is here."


def test_found_where_argostranslate_keeps_packages_and_removed_there(package_file: Path) -> None:
    assert find_package("zh", "en") is None
    installed = install_file(package_file)
    assert find_package("zh", "en") == installed
    assert find_package("en", "zh") is None
    (installed.directory.parent / "not-a-package").mkdir(exist_ok=True)
    assert [package.directory for package in installed_packages()] == [installed.directory]
    assert remove_package("zh", "en") == [installed.directory]
    with pytest.raises(CorpusError, match="no Argos package zh→en is installed"):
        remove_package("zh", "en")


def hostile(path: Path, members: dict[str, bytes], link: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("translate-zh_en/metadata.json", '{"from_code": "zh", "to_code": "en"}')
        for name, data in members.items():
            archive.writestr(name, data)
        if link:
            info = zipfile.ZipInfo("translate-zh_en/link")
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, link)
    return path


@pytest.mark.parametrize(
    ("members", "link", "message"),
    [
        ({"../evil.txt": b"x"}, "", "leads outside its folder"),
        ({"translate-zh_en/../../evil.txt": b"x"}, "", "leads outside its folder"),
        ({"/etc/evil.txt": b"x"}, "", "leads outside its folder"),
        ({"..\\evil.txt": b"x"}, "", "leads outside its folder"),
        ({"C:/evil.txt": b"x"}, "", "leads outside its folder"),
        ({"other/file": b"x"}, "", "one folder, this file 2"),
        ({"translate-zh_en/bomb": b"\0" * 60_000_000}, "", "would unpack to"),
        ({}, "/etc/passwd", "holds a link"),
        ({}, "", "does not recognise it"),
    ],
)
def test_hostile_packages_are_refused(
    tmp_path: Path, members: dict[str, bytes], link: str, message: str
) -> None:
    path = hostile(tmp_path / "x.argosmodel", members, link)
    with pytest.raises(CorpusError, match=message):
        install_file(path)
    assert not (tmp_path.parent / "evil.txt").exists()
    assert installed_packages() == []


def test_no_damage_inside_a_package_escapes(tmp_path: Path) -> None:
    path, chance = tmp_path / "x.argosmodel", random.Random(2)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/metadata.json", '{"from_code": "zh", "to_code": "en"}' + " " * 500)
        archive.writestr("a/model.bin", chance.randbytes(1_000) + b"abc" * 1_000)
    good, refused = path.read_bytes(), 0
    for _ in range(400):
        damaged = bytearray(good)
        damaged[chance.randrange(len(good))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(damaged))
        try:
            _check(path)
        except CorpusError:
            refused += 1
    assert refused > 300


def test_files_that_are_no_packages(tmp_path: Path, package_file: Path) -> None:
    (tmp_path / "text.argosmodel").write_text("not a zip", encoding="utf-8")
    with pytest.raises(CorpusError, match="not an Argos package"):
        install_file(tmp_path / "text.argosmodel")
    (tmp_path / "cut.argosmodel").write_bytes(package_file.read_bytes()[:-400])
    with pytest.raises(CorpusError, match="not an Argos package"):
        install_file(tmp_path / "cut.argosmodel")
    data = bytearray(package_file.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 50] = b"\xff" * 50
    (tmp_path / "bits.argosmodel").write_bytes(bytes(data))
    with pytest.raises(CorpusError, match=r"damaged|not an Argos package"):
        install_file(tmp_path / "bits.argosmodel")


def test_without_a_network_the_manual_way_is_told(tmp_path: Path) -> None:
    """In a process of its own, whose index is at an address where nothing listens."""
    code = "from align.translate.argos import install_from_index; install_from_index('zh', 'en')"
    environment = os.environ | {
        "ARGOS_PACKAGE_INDEX": "http://127.0.0.1:9/",
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )
    last = done.stderr.strip().splitlines()[-1]
    assert "cannot be reached" in last
    assert "build-corpus models install FILE.argosmodel" in last


@pytest.fixture
def without_argostranslate(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the extra was not installed."""
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "argostranslate" else find_spec(name)
    )


@pytest.mark.usefixtures("without_argostranslate")
def test_without_the_extra_no_package_is_found_and_the_engine_says_how_to_get_it(tmp_path: Path) -> None:
    def no_model(*, adapted: bool) -> Converted:
        raise AssertionError("the embedded model was not asked for")

    assert installed_packages() == []
    with pytest.raises(CorpusError, match=r"argostranslate is not installed; .*\.\[argos\]"):
        Engines(no_model).open("argos", "zh")
    with pytest.raises(CorpusError, match="argostranslate is not installed"):
        install_file(tmp_path / "x.argosmodel")
