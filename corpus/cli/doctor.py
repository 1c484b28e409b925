"""``build-corpus doctor``: is everything here that is needed, and does it work."""

from __future__ import annotations

import argparse
import platform
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from rich.filesize import decimal

from align.translate.argos import installed_packages
from align.translate.ct2_folder import installed_folders
from align.translate.engines import Engines
from align.translate.installed import (
    HOW_TO_GET,
    MODEL_SHA256,
    converted_models,
    embedded_is_installed,
    prepare_embedded,
)
from align.translate.translator import threads
from corpus import __version__
from corpus.cache import FILE, Cache, cache_folder
from corpus.cli.options import add_json, print_json
from corpus.errors import CorpusError
from corpus.model import Lang

_LEAST_FREE = 5_000_000_000
"""Bytes that the conversion of the embedded model and a large corpus want."""
_TEST: dict[Lang, str] = {"zh": "民警登记了3名住户。", "en": "Officers registered 3 residents."}
_BROWSERS = ("chromium", "google-chrome", "firefox", "safari", "msedge")
_OMEGAT = Path("/usr/share/omegat/OmegaT.jar")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do."""

    what: str
    state: Literal["ok", "missing", "wrong"]
    """``missing`` is something that can be done without; ``wrong`` is exit code 1."""
    detail: str
    remedy: str = ""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = (
        "Look whether engines, cache, disk and the reviewer's tools are here, and draft one sentence.\n"
        "Exit code 1 if something is wrong."
    )
    parser.epilog = "examples:\n  build-corpus doctor\n  build-corpus doctor --json"
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print what is found."""
    findings = [*_machine(), *_engines(), *_cache(), *_tools()]
    if arguments.json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            print(f"{finding.state:8} {finding.what:14} {finding.detail}")
            if finding.remedy:
                print(f"{'':23} {finding.remedy}")
    return int(any(finding.state == "wrong" for finding in findings))


def _machine() -> Iterator[Finding]:
    yield Finding("duizhao", "ok", f"{__version__}, Python {platform.python_version()}, {sys.platform}")
    yield Finding("cores", "ok", f"{threads()} that this process may use")
    # Whoever asks for the libraries that are loaded must have loaded them: numpy brings its BLAS along.
    import numpy as np
    from threadpoolctl import threadpool_info

    blas = [
        f"{lib['internal_api']} {lib['version']}" for lib in threadpool_info() if lib["user_api"] == "blas"
    ]
    yield Finding("blas", "ok", ", ".join(blas) or f"that of numpy {np.__version__}")


def _engines() -> Iterator[Finding]:
    try:
        packages, models, folders = installed_packages(), converted_models(), installed_folders()
    except CorpusError as error:
        yield Finding("engines", "wrong", str(error))
        return
    for package in packages:
        yield Finding("argos", "ok", f"{package.name}, {package.directory}")
    for folder in folders:
        yield Finding("ctranslate2", "ok", f"{folder.name}, {folder.family}, {folder.directory}")
    for model in models:
        official = "the official file's hash" if model.sha256 == MODEL_SHA256 else "a model of yours"
        yield Finding("embedded", "ok", f"{model.name}, SHA-256 {model.sha256[:12]}…: {official}")
    if not models and embedded_is_installed():
        yield Finding("embedded", "ok", "in its wheels; verified and converted on first use, about a minute")
    if not models and not packages and not folders and not embedded_is_installed():
        yield Finding("engine", "missing", "none: documents are aligned, nothing is drafted", HOW_TO_GET)
    if models or packages:
        yield _test_draft(bool(models))


def _test_draft(converted: bool) -> Finding:
    """Draft a sentence in the first direction that has an engine."""
    engines = Engines(partial(prepare_embedded, lambda _name, _done, _total: None))
    start = time.monotonic()
    try:
        for source, text in _TEST.items():
            translator = engines.open("auto", source)
            if translator is not None and (converted or translator.name.startswith("argos")):
                draft = translator.translate([text])[0].text
                return Finding("test draft", "ok", f"{text} → {draft} ({time.monotonic() - start:.1f} s)")
    except CorpusError as error:
        return Finding("test draft", "wrong", str(error))
    return Finding("test draft", "missing", "no engine that is ready")


def _cache() -> Iterator[Finding]:
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        with Cache(folder / FILE) as cache:
            yield Finding("cache", "ok", f"{folder}, {cache.size()} results")
    except OSError as error:
        remedy = "set DUIZHAO_CACHE to a folder that you may write"
        yield Finding("cache", "wrong", f"{folder}: {error.strerror}", remedy)
        return
    enough = free >= _LEAST_FREE
    yield Finding(
        "free disk",
        "ok" if enough else "wrong",
        decimal(free),
        "" if enough else "free some, or set DUIZHAO_CACHE to another disk: build-corpus cache clean",
    )


def _tools() -> Iterator[Finding]:
    omegat = shutil.which("omegat") or (str(_OMEGAT) if _OMEGAT.exists() else None)
    yield (
        Finding("OmegaT", "ok", omegat)
        if omegat
        else Finding("OmegaT", "missing", "not found", "review in a spreadsheet: review export --to xlsx")
    )
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    yield (
        Finding("browser", "ok", browser)
        if browser
        else Finding("browser", "missing", "not found on the path", "open export/report.html by hand")
    )
