"""Every engine that could draft here: what it is, whether it is ready, and how fast it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from align.translate.argos import ArgosTranslator, installed_packages
from align.translate.ct2 import Ct2Model, Ct2Translator
from align.translate.ct2_folder import installed_folders, need_ct2
from align.translate.draft import kept_speed
from align.translate.embedded import EmbeddedModel, EmbeddedTranslator
from align.translate.engines import FindEmbedded
from align.translate.installed import (
    PARTS,
    converted_models,
    converted_or_default,
    embedded_is_available,
    embedded_is_installed,
)
from align.translate.server import Server, ServerTranslator
from align.translate.translator import Translator
from corpus.cache import Cache
from corpus.errors import CorpusError, UsageError
from corpus.model import Lang, other
from corpus.settings import EngineName, Settings

READY = "ready"
_DIRECTIONS: tuple[Lang, ...] = get_args(Lang)


@dataclass(frozen=True, slots=True)
class Engine:
    """One model that drafts."""

    kind: EngineName
    name: str
    state: str
    """READY, or what is to happen before it is."""
    translators: tuple[Translator, ...] = ()
    """One a direction; none where it is not ready for a question."""
    folder: Path | None = None
    sha256: str = ""

    def speeds(self, cache: Cache) -> dict[str, float]:
        """Return sentences a second by direction, of those that drafted here before."""
        speeds = {f"{t.source}→{t.target}": kept_speed(t, cache) for t in self.translators}
        return {direction: speed for direction, speed in speeds.items() if speed is not None}


def engines(settings: Settings, find_embedded: FindEmbedded) -> list[Engine]:
    """Return what is installed, and the server that the settings name if they name one.

    Args:
        settings: say where a server is.
        find_embedded: returns the embedded model, which it may convert.

    Raises:
        CorpusError: an installed model is damaged.
        UsageError: the settings say something of a server that makes no sense.
    """
    return [*_embedded(find_embedded, adapted=settings.adapter), *_argos(), *_folders(), *_served(settings)]


def _embedded(find: FindEmbedded, *, adapted: bool) -> Iterator[Engine]:
    models, taken = converted_models(), converted_or_default(adapted=adapted)
    runs = embedded_is_available()
    for model in models:
        loaded = EmbeddedModel(lambda model=model: model)  # type: ignore[misc]
        state = READY if model == taken else "converted, but --engine embedded takes another"
        if model.adapter:
            state += ", taught official news"
        if not runs:
            state = 'what runs it is not installed: pip install ".[embedded]" in the folder of Duizhao'
        translators = _both(loaded) if runs else ()
        yield Engine("embedded", model.name, state, translators, model.directory, model.sha256)
    if taken not in models and embedded_is_installed():
        name = f"wheels, {PARTS} parts"
        yield Engine(
            "embedded",
            name,
            "to be converted on first use",
            _both(EmbeddedModel(lambda: find(adapted=adapted))),
        )


def _both(model: EmbeddedModel) -> tuple[Translator, ...]:
    return tuple(EmbeddedTranslator(model, source, other(source)) for source in _DIRECTIONS)


def _argos() -> Iterator[Engine]:
    for package in installed_packages():
        source, target = package.from_code, package.to_code
        name = f"{source} {target} {package.version}"
        if source in _DIRECTIONS and target == other(source):
            yield Engine("argos", name, READY, (ArgosTranslator(package, source, target),), package.directory)
        else:
            yield Engine("argos", name, "another direction than Chinese and English", (), package.directory)


def _folders() -> Iterator[Engine]:
    folders = installed_folders()
    if folders:
        need_ct2()
    for folder in folders:
        model = Ct2Model(folder)
        translators = tuple(Ct2Translator(model, source) for source in folder.sources)
        state = f"{READY}, {folder.family}"
        yield Engine("ctranslate2", folder.name, state, translators, folder.directory, folder.sha256)


def _served(settings: Settings) -> Iterator[Engine]:
    if not settings.server:
        return
    server = Server.of(settings)
    try:
        served = server.served
    except UsageError:
        raise
    except CorpusError as error:
        yield Engine("server", settings.model or settings.server, str(error))
        return
    translators = tuple(ServerTranslator(server, source) for source in _DIRECTIONS)
    yield Engine("server", served.name, f"{READY}, asked as {served.family.name}", translators)
