"""Argos Translate packages: argostranslate finds and installs them, CTranslate2 runs them in batches."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import io
import json
import shutil
import stat
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import filelock

from align.translate.translator import Draft, Examples, Progress, threads, wait
from corpus.errors import CorpusError
from corpus.model import Lang

if TYPE_CHECKING:
    import ctranslate2

HOW_TO_GET_ARGOS = 'install it (pip install ".[argos]" in the folder of Duizhao)'
_STAGING = ".duizhao-new"
"""Where a package is unpacked; argostranslate takes no hidden folder without metadata for one."""
_BEAM, _LENGTH_PENALTY = 4, 0.2  # as argostranslate.translate.apply_packaged_translation has them
_REPETITION_PENALTY = 1.2
"""Of second drafts."""
_MOST_TOKENS = 256
"""CTranslate2 cuts a draft off here."""
_MOST_BYTES = 4 << 30
_MOST_RATIO = 200
"""Of unpacked to packed bytes: weights do not compress; a bomb does."""


@dataclass(frozen=True, slots=True)
class ArgosPackage:
    """An installed Argos package for one direction."""

    directory: Path
    from_code: str
    to_code: str
    version: str
    package: Any
    """The ``argostranslate.package.Package``: its tokenizer and target prefix."""

    @property
    def name(self) -> str:
        """The engine, the direction and the package's version."""
        return f"argos {self.from_code}→{self.to_code} {self.version}"


def argos_is_installed() -> bool:
    """Whether the extra ``argos`` is there, without importing it."""
    return importlib.util.find_spec("argostranslate") is not None


def installed_packages() -> list[ArgosPackage]:
    """Return the translation packages in argostranslate's folders; broken ones are left out.

    None where the extra ``argos`` is not installed.

    Raises:
        CorpusError: argostranslate cannot make its folders in the user's home.
    """
    if not argos_is_installed():
        return []
    _, settings = _argostranslate()
    directories = [path for folder in settings.package_dirs for path in sorted(Path(folder).iterdir())]
    return [package for directory in directories if (package := _read_package(directory)) is not None]


def _read_package(directory: Path) -> ArgosPackage | None:
    """Return the translation package in a folder, or nothing if there is none or it is broken."""
    module, _ = _argostranslate()
    if not (directory / "metadata.json").is_file() or not (directory / "model").is_dir():
        return None
    try:
        package = module.Package(directory)
    except (ValueError, OSError, AttributeError):
        return None
    # Packages that detect sentences or languages have another type.
    if package.type != "translate" or not hasattr(package, "tokenizer"):
        return None
    if not package.from_code or not package.to_code:
        return None
    return ArgosPackage(directory, package.from_code, package.to_code, str(package.package_version), package)


def find_package(source: Lang, target: Lang) -> ArgosPackage | None:
    """Return the installed package for a direction, the newest if there are several."""
    matching = [
        package
        for package in installed_packages()
        if (package.from_code, package.to_code) == (source, target)
    ]
    return max(matching, key=lambda package: _version_key(package.version), default=None)


def _version_key(version: str) -> tuple[int, ...]:
    """Return what versions are sorted by.

    >>> _version_key("1.10") > _version_key("1.9")
    True
    """
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


def install_file(path: Path) -> ArgosPackage:
    """Check an .argosmodel file and unpack it where argostranslate keeps its packages.

    Nothing is written before every member is known to be a plain file or folder inside one folder of the
    package's own.

    Raises:
        CorpusError: the file is no package, or would write outside its folder, or unpacks to too much.
    """
    _, settings = _argostranslate()
    root = _check(path)
    _unpack(path, root, Path(settings.package_data_dir))
    for package in installed_packages():
        if package.directory.name == root:
            return package
    raise CorpusError(
        f"{path}: unpacked, but argostranslate does not recognise it: it holds no tokenizer or no model"
    )


def _unpack(path: Path, root: str, packages: Path) -> None:
    """Unpack a package that was checked beside its place, then move it there: a kill leaves no half of it.

    Raises:
        CorpusError: the folder of the packages cannot be written.
    """
    staging = packages / _STAGING
    try:
        with filelock.FileLock(packages / ".duizhao.lock"):
            shutil.rmtree(staging, ignore_errors=True)  # Left by a process that was killed.
            with zipfile.ZipFile(path) as archive:
                archive.extractall(staging / "new")
            place, old = packages / root, staging / "old"
            if place.exists():
                place.rename(old)
            (staging / "new" / root).rename(place)
            shutil.rmtree(staging)
    except OSError as error:
        raise CorpusError(
            f"{path}: cannot be unpacked ({error.strerror}); free some space and try again"
        ) from error


_DAMAGE = (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError)
"""What zipfile raises on damaged archives."""


def _check(path: Path) -> str:
    """Return the one folder that all members of a package stand in.

    Raises:
        CorpusError: the file is not to be unpacked.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            root = _check_members(path, archive)
            metadata = json.loads(archive.read(f"{root}/metadata.json"))
            damaged = archive.testzip()
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror or error}") from error
    except (*_DAMAGE, RuntimeError, ValueError, KeyError) as error:
        raise CorpusError(f"{path}: not an Argos package ({error})") from error
    if damaged is not None:
        raise CorpusError(f"{path}: damaged ({damaged} does not match its checksum); download it again")
    if not isinstance(metadata, dict) or not metadata.get("from_code") or not metadata.get("to_code"):
        raise CorpusError(f"{path}: its metadata.json names no languages")
    return root


def _check_members(path: Path, archive: zipfile.ZipFile) -> str:
    """Return the one folder that all members stand in, from the archive's directory alone."""
    roots: set[str] = set()
    unpacked, packed = 0, 1
    for member in archive.infolist():
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if _leads_outside(member.filename, parts):
            raise CorpusError(
                f"{path}: holds the path {member.filename!r}, which leads outside its folder; "
                "nothing was unpacked"
            )
        # The upper half holds the mode of files from a system that has one, else 0.
        kind = stat.S_IFMT(member.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise CorpusError(f"{path}: holds a link or device, {member.filename!r}; nothing was unpacked")
        roots.add(parts[0])
        unpacked += member.file_size
        packed += member.compress_size
    if unpacked > _MOST_BYTES or unpacked > _MOST_RATIO * packed:
        raise CorpusError(f"{path}: would unpack to {unpacked / 1e9:.1f} GB; nothing was unpacked")
    if len(roots) != 1:
        raise CorpusError(
            f"{path}: an Argos package holds one folder, this file {len(roots)}; nothing was unpacked"
        )
    root = roots.pop()
    if f"{root}/metadata.json" not in archive.namelist():
        raise CorpusError(f"{path}: not an Argos package (no metadata.json)")
    return root


def _leads_outside(name: str, parts: Sequence[str]) -> bool:
    """Whether a member would be written outside the folder on some system; ``C:`` is a drive."""
    return not parts or ".." in parts or parts[0] == "/" or ":" in parts[0] or name.startswith("/")


def install_from_index(source: str, target: str) -> ArgosPackage:
    """Download the package of a direction that the Argos index lists, and install it.

    The only use of the network.
    """
    module, settings = _argostranslate()
    manual = (
        f"download translate-{source}_{target}.argosmodel on a machine with a network "
        "(www.argosopentech.com/argospm/index), then: build-corpus models install FILE.argosmodel"
    )
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        module.update_package_index()  # It prints what went wrong and goes on.
    if not settings.local_package_index.is_file():
        raise CorpusError(f"the Argos index cannot be reached; {manual}")
    listed = [
        package
        for package in module.get_available_packages()
        if (package.from_code, package.to_code) == (source, target)
    ]
    if not listed:
        raise CorpusError(f"the Argos index lists no package {source}→{target}; {manual}")
    try:
        newest = max(listed, key=lambda package: _version_key(str(package.package_version)))
        downloaded = newest.download()
    except Exception as error:  # argostranslate raises plain Exception
        raise CorpusError(f"the Argos package cannot be downloaded ({error}); {manual}") from error
    return install_file(Path(downloaded))


def remove_package(source: str, target: str) -> list[Path]:
    """Delete the packages of a direction and return where they were."""
    module, _ = _argostranslate()
    removed = []
    for installed in installed_packages():
        if (installed.from_code, installed.to_code) == (source, target):
            module.uninstall(installed.package)
            removed.append(installed.directory)
    if not removed:
        raise CorpusError(f"no Argos package {source}→{target} is installed")
    return removed


def _argostranslate() -> tuple[Any, Any]:
    """Return argostranslate's modules ``package`` and ``settings``.

    Late: the import makes folders in the user's home.
    """
    if not argos_is_installed():
        raise CorpusError(f"argostranslate is not installed; {HOW_TO_GET_ARGOS}")
    try:
        from argostranslate import package, settings
    except OSError as error:
        raise CorpusError(
            f"argostranslate cannot make its folders ({error}); "
            "set XDG_DATA_HOME, XDG_CONFIG_HOME and XDG_CACHE_HOME"
        ) from error
    return package, settings


@dataclass(frozen=True)
class ArgosTranslator:
    """One installed Argos package."""

    installed: ArgosPackage
    source: Lang
    target: Lang
    batch_size: int = field(default=64, init=False)
    follows_prompt: bool = field(default=False, init=False)
    calibrated: bool = field(default=False, init=False)

    @property
    def name(self) -> str:
        """See :class:`align.translate.translator.Translator`."""
        return self.installed.name

    @cached_property
    def signature(self) -> str:
        """See :class:`align.translate.translator.Translator`."""
        import ctranslate2

        weights = self.installed.directory / "model" / "model.bin"
        return f"{self.name}|{_fingerprint(weights)}|ct2:{ctranslate2.__version__}|beam:{_BEAM}"

    @cached_property
    def _model(self) -> ctranslate2.Translator:
        import ctranslate2

        directory = self.installed.directory / "model"
        try:
            return ctranslate2.Translator(str(directory), device="cpu", intra_threads=threads())
        except (RuntimeError, ValueError) as error:
            raise CorpusError(
                f"the model of the Argos package in {self.installed.directory} cannot be loaded ({error}); "
                "install it again"
            ) from error

    def translate(
        self,
        texts: Sequence[str],
        *,
        careful: bool = False,
        examples: Examples = MappingProxyType({}),  # noqa: ARG002 - there is no prompt for them
        progress: Progress | None = None,  # noqa: ARG002 - beam search does not tell
    ) -> list[Draft]:
        """Translate one batch with beam search."""
        if not texts:
            return []
        tokenizer, prefix = self.installed.package.tokenizer, self.installed.package.target_prefix
        sources = [tokenizer.encode(text) for text in texts]
        results = wait(
            self._model.translate_batch(
                sources,
                target_prefix=[[prefix]] * len(sources) if prefix else None,
                replace_unknowns=True,
                beam_size=_BEAM,
                length_penalty=_LENGTH_PENALTY,
                repetition_penalty=_REPETITION_PENALTY if careful else 1.0,
                return_scores=True,
                asynchronous=True,
            )
        )
        drafts = []
        for result in results:
            tokens = result.hypotheses[0]
            length = len(tokens) + 1  # With the end token.
            # CTranslate2 divides the sum by the length to the power of the penalty; a mean is wanted.
            mean = result.scores[0] * length**_LENGTH_PENALTY / length
            is_finished = len(tokens) < _MOST_TOKENS
            drafts.append(Draft(self._text(tokens, prefix), min(0.0, float(mean)), is_finished))
        return drafts

    def _text(self, tokens: list[str], prefix: str) -> str:
        """Join tokens to text as argostranslate does, but keep the underscores it turns into spaces."""
        tokenizer = self.installed.package.tokenizer
        if hasattr(tokenizer, "lazy_processor"):
            text = str(tokenizer.lazy_processor().decode_pieces(tokens)).replace("▁", " ")
        else:
            text = str(tokenizer.decode(tokens))
        return " ".join(text.removeprefix(prefix).split())


def _fingerprint(weights: Path) -> str:
    """Name a weights file by size and by hash of its head and tail: the whole would cost a second."""
    with weights.open("rb") as stream:
        head = stream.read(1 << 20)
        stream.seek(-min(1 << 20, weights.stat().st_size), 2)
        return hashlib.sha256(head + stream.read() + str(weights.stat().st_size).encode()).hexdigest()[:12]
