"""Which engines there are, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from align.translate.argos import HOW_TO_GET_ARGOS, ArgosTranslator, argos_is_installed, find_package
from align.translate.ct2 import Ct2Model, Ct2Translator
from align.translate.ct2_folder import Ct2Folder, find_folder
from align.translate.embedded import EmbeddedModel, EmbeddedTranslator
from align.translate.installed import HOW_TO_GET, Converted, embedded_is_available
from align.translate.server import Server, ServerTranslator
from align.translate.translator import Translator
from corpus.errors import CorpusError
from corpus.model import Lang, other
from corpus.settings import EngineName, Settings


class FindEmbedded(Protocol):
    """Finds the embedded model, as it was taught official news or as it was published."""

    def __call__(self, *, adapted: bool) -> Converted:
        """Return it; may convert it first."""


@dataclass(slots=True)
class Engines:
    """Makes translators; both directions of a model share one copy of its weights, or one server."""

    find_embedded: FindEmbedded
    """Is asked when the first sentence comes."""
    settings: Settings = field(default_factory=Settings)
    """What an engine is told besides its name: where a server is, which of its models drafts."""
    _embedded: EmbeddedModel | None = field(default=None, init=False)
    _server: Server | None = field(default=None, init=False)
    _folders: dict[Ct2Folder, Ct2Model] = field(default_factory=dict, init=False)

    def open(self, name: EngineName, source: Lang) -> Translator | None:
        """Return the translator of that name out of ``source``.

        Nothing for ``none`` and where ``auto`` finds none.

        Raises:
            CorpusError: the engine that was asked for is not installed, or its server not there.
            UsageError: the settings do not say where its server is.
        """
        return _OPENERS[name](self, source)

    def embedded(self, source: Lang) -> EmbeddedTranslator:
        """Return the embedded model.

        Raises:
            CorpusError: it is not installed.
        """
        if not embedded_is_available():
            raise CorpusError(f"the embedded model is not installed; {HOW_TO_GET}")
        if self._embedded is None:
            self._embedded = EmbeddedModel(lambda: self.find_embedded(adapted=self.settings.adapter))
        return EmbeddedTranslator(self._embedded, source, other(source))

    def _argos(self, source: Lang) -> ArgosTranslator:
        if not argos_is_installed():
            raise CorpusError(f"argostranslate is not installed; {HOW_TO_GET_ARGOS}")
        target = other(source)
        package = find_package(source, target)
        if package is None:
            raise CorpusError(
                f"no Argos package {source}→{target} is installed: "
                f"build-corpus models install argos {source} {target}"
            )
        return ArgosTranslator(package, source, target)

    def _from_server(self, source: Lang) -> ServerTranslator:
        if self._server is None:
            self._server = Server.of(self.settings)
        translator = ServerTranslator(self._server, source)
        _ = translator.signature  # What is not there is said before the work begins.
        return translator

    def _from_folder(self, source: Lang) -> Ct2Translator:
        folder = find_folder(source, self.settings.model)
        return Ct2Translator(self._folders.setdefault(folder, Ct2Model(folder)), source)

    def _auto(self, source: Lang) -> Translator | None:
        """Return the Argos package, which is quicker, else the embedded model."""
        package = find_package(source, other(source))
        if package is not None:
            return ArgosTranslator(package, source, other(source))
        return self.embedded(source) if embedded_is_available() else None

    def _nothing(self, source: Lang) -> None:  # noqa: ARG002
        return None


_OPENERS: dict[EngineName, Callable[[Engines, Lang], Translator | None]] = {
    "auto": Engines._auto,
    "argos": Engines._argos,
    "embedded": Engines.embedded,
    "ctranslate2": Engines._from_folder,
    "server": Engines._from_server,
    "none": Engines._nothing,
}
