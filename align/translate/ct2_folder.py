"""Folders that ``ct2-transformers-converter`` wrote: which are installed, and how one is."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import get_args

import filelock

from align.translate.ct2_families import FAMILIES, NOT_RUN, Family
from corpus.cache import cache_folder
from corpus.errors import CorpusError, UsageError
from corpus.model import Lang, other

Progress = Callable[[str, int, int], None]
_DESCRIPTION = "duizhao-family.json"
_WEIGHTS, _CONFIG = "model.bin", "config.json"
_VOCABULARIES = tuple(
    f"{side}_vocabulary.{kind}" for side in ("shared", "source", "target") for kind in ("json", "txt")
)
_TOKENIZER_CONFIG = "tokenizer_config.json"
_BLOCK = 1 << 22
HOW_TO_GET_CT2 = (
    "convert one (ct2-transformers-converter --model … --output_dir DIR --copy_files …), then: "
    "build-corpus models install DIR --family nllb"
)


def need_ct2() -> None:
    """Say so where what runs the models is missing.

    Raises:
        CorpusError: the extra ``ctranslate2`` is not installed.
    """
    if importlib.util.find_spec("ctranslate2") is None:
        raise CorpusError(
            'ctranslate2 is not installed; install it (pip install ".[ctranslate2]" in the folder of Duizhao)'
        )


@dataclass(frozen=True, slots=True)
class Ct2Folder:
    """An installed model."""

    name: str
    family: str
    sha256: str
    """Of the weights."""
    source: Lang | None
    """The language it reads, of a model of one direction."""
    directory: Path

    @property
    def signature(self) -> str:
        """Name, hash and family, for cache keys and units."""
        return f"{self.name}@{self.sha256[:12]}|{self.family}"

    @property
    def sources(self) -> tuple[Lang, ...]:
        """The languages it reads."""
        return (self.source,) if self.source else get_args(Lang)


def installed_folders() -> list[Ct2Folder]:
    """Return the installed models by name.

    Raises:
        CorpusError: one is damaged.
    """
    models = []
    for description in sorted(_folder().glob(f"*/{_DESCRIPTION}")):
        try:
            values = json.loads(description.read_text(encoding="utf-8"))
            model = Ct2Folder(**values, directory=description.parent)
            known = model.family in FAMILIES and model.source in (None, *get_args(Lang))
        except (OSError, ValueError, TypeError, RecursionError) as error:
            raise CorpusError(
                f"the model in {description.parent} is damaged ({error}); delete that folder"
            ) from error
        if not known:
            raise CorpusError(f"the model in {description.parent} is of another version; delete that folder")
        models.append(model)
    return models


def find_folder(source: Lang, name: str) -> Ct2Folder:
    """Return the installed model that reads a language, the one of that name if there are several.

    Raises:
        CorpusError: there is none, or it is not said which, or what runs them is missing.
    """
    need_ct2()
    models = [model for model in installed_folders() if source in model.sources]
    named = [model for model in models if name in (model.name, "")]
    if len(named) == 1:
        return named[0]
    known = ", ".join(model.name for model in models)
    if not models:
        raise CorpusError(f"no CTranslate2 model out of {source} is installed; {HOW_TO_GET_CT2}")
    if name:
        raise CorpusError(f"no CTranslate2 model out of {source} is called {name!r}; there is {known}")
    raise UsageError(f"several CTranslate2 models read {source}; choose one with --model: {known}")


def install_folder(
    path: Path, family: str, source: Lang | None, try_out: Callable[[Ct2Folder], None], progress: Progress
) -> Ct2Folder:
    """Copy a converted model to where models are kept, once it has drafted a sentence.

    Args:
        path: the folder that the converter wrote, with the tokenizer's files.
        family: a name in FAMILIES.
        source: what a model of one direction reads; else its tokenizer's configuration says so.
        try_out: raises a CorpusError where the model does not draft.
        progress: is told how far it is.

    Raises:
        CorpusError: it is no such model, or there is no room.
        UsageError: the family is not known, or it is not said what the model reads.
    """
    need_ct2()
    chosen = _family(family)
    files = _files(path, chosen)
    reads = _direction(path, chosen, source)
    name = path.resolve().name
    if not name.isprintable():
        raise UsageError(f"{path}: give the folder a name of letters; it becomes the model's name")
    place, work = _folder() / name, _folder().parent / f".partial-{name}"
    try:
        work.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(_folder().parent / f"{name}.lock"):
            shutil.rmtree(work, ignore_errors=True)  # Left by a process that was killed.
            work.mkdir()
            sha256 = _copy(files, work, progress)
            model = Ct2Folder(name, family, sha256, reads, work)
            try_out(model)
            values = {key: value for key, value in asdict(model).items() if key != "directory"}
            (work / _DESCRIPTION).write_text(json.dumps(values), encoding="utf-8")
            place.parent.mkdir(exist_ok=True)
            shutil.rmtree(place, ignore_errors=True)
            work.rename(place)
    except OSError as error:
        raise CorpusError(
            f"{path} cannot be copied to {place} ({error.strerror}); "
            "free some space, or set DUIZHAO_CACHE to another folder"
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Ct2Folder(name, family, sha256, reads, place)


def remove_folder(name: str) -> Path | None:
    """Delete an installed model and return where it was; nothing if none has that name."""
    for model in installed_folders():
        if model.name == name:
            shutil.rmtree(model.directory)
            return model.directory
    return None


def read_vocabulary(directory: Path) -> frozenset[str]:
    """Return the tokens of a converted model, of both sides.

    Raises:
        CorpusError: it has none, or they cannot be read.
    """
    tokens: set[str] = set()
    for name in _VOCABULARIES:
        path = directory / name
        if not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
            tokens.update(json.loads(text) if path.suffix == ".json" else text.split("\n"))
        except (OSError, ValueError, TypeError, RecursionError) as error:
            raise CorpusError(f"{path}: no vocabulary ({error})") from error
    if not tokens:
        raise CorpusError(f"{directory} holds no vocabulary: ct2-transformers-converter writes one")
    return frozenset(tokens)


def adds_end(directory: Path) -> bool:
    """Whether CTranslate2 itself ends a source, as its converter said.

    Raises:
        CorpusError: its configuration cannot be read.
    """
    try:
        config = json.loads((directory / _CONFIG).read_text(encoding="utf-8"))
        return bool(config.get("add_source_eos"))
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise CorpusError(
            f"{directory / _CONFIG} cannot be read ({error}); convert the model again"
        ) from error


def tokenizer_file(directory: Path, names: tuple[str, ...]) -> Path:
    """Return the first of these files that is there.

    Raises:
        CorpusError: none is.
    """
    for name in names:
        if (directory / name).is_file():
            return directory / name
    raise CorpusError(
        f"{directory} lacks its tokenizer, {' or '.join(names)}: convert with --copy_files {names[0]}"
    )


def _folder() -> Path:
    return cache_folder() / "models" / "ctranslate2"


def _family(name: str) -> Family:
    if name in NOT_RUN:
        raise UsageError(f"{NOT_RUN[name]}; there is: {', '.join(FAMILIES)}")
    if name not in FAMILIES:
        raise UsageError(f"{name!r} is no family of models; there is: {', '.join(FAMILIES)}")
    return FAMILIES[name]


def _direction(path: Path, family: Family, source: Lang | None) -> Lang | None:
    """Return what a model reads, nothing where it reads both languages.

    Raises:
        CorpusError: it does not know Chinese and English.
        UsageError: it is not said.
    """
    if missing := ", ".join(family.missing(read_vocabulary(path))):
        raise CorpusError(
            f"{path}: its vocabulary lacks {missing}; it is no {family.name} model for Chinese and English"
        )
    reads = (source or _reads(path)) if family.one_direction else None
    if family.one_direction and reads is None:
        raise UsageError(f"{path} does not say what it translates; say so: --from zh, or --from en")
    return reads


def _files(path: Path, family: Family) -> Iterator[Path]:
    """Return the files of a model that are copied: nothing else of the folder is.

    Raises:
        CorpusError: one is missing.
    """
    for name in (_WEIGHTS, _CONFIG):
        if not (path / name).is_file():
            raise CorpusError(
                f"{path} holds no {name}: it is no folder that ct2-transformers-converter wrote"
            )
    files = [path / name for name in (_CONFIG, *_VOCABULARIES, _TOKENIZER_CONFIG, _WEIGHTS)]
    files.append(tokenizer_file(path, family.source_files))
    if family.target_files:
        files.append(tokenizer_file(path, family.target_files))
    return iter([file for file in files if file.is_file()])


def _reads(path: Path) -> Lang | None:
    """Return what the tokenizer of a model of one direction says that it reads."""
    try:
        config = json.loads((path / _TOKENIZER_CONFIG).read_text(encoding="utf-8"))
        pair = str(config["source_lang"])[:2], str(config["target_lang"])[:2]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return next((lang for lang in get_args(Lang) if pair == (lang, other(lang))), None)


def _copy(files: Iterator[Path], work: Path, progress: Progress) -> str:
    """Copy files and return the SHA-256 of the weights."""
    sha256 = ""
    for file in files:
        sha, done, size = hashlib.sha256(), 0, file.stat().st_size
        with file.open("rb") as source, (work / file.name).open("wb") as target:
            while block := source.read(_BLOCK):
                target.write(block)
                sha.update(block)
                done += len(block)
                progress(f"copying {file.name}", done, size)
            target.flush()
            os.fsync(target.fileno())
        if file.name == _WEIGHTS:
            sha256 = sha.hexdigest()
    return sha256
