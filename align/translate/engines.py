"""Which engines there are, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from align.translate.argos import ArgosTranslator, find_package
from align.translate.embedded import EmbeddedModel, EmbeddedTranslator
from align.translate.installed import HOW_TO_GET, Converted, embedded_is_available
from align.translate.translator import Translator
from corpus.errors import CorpusError
from corpus.model import Lang
from corpus.settings import EngineName


@dataclass(slots=True)
class Engines:
    """Makes translators; both directions of the embedded model share one copy of its weights."""

    find_embedded: Callable[[], Converted]
    _embedded: EmbeddedModel | None = field(default=None, init=False)

    def open(self, name: EngineName, source: Lang) -> Translator | None:
        """Return the translator of that name out of ``source``, or nothing for ``none`` and where ``auto`` finds none.

        Raises:
            CorpusError: the engine that was asked for is not installed.
        """
        target: Lang = "en" if source == "zh" else "zh"
        return _FACTORIES[name](self, source, target)

    def _argos(self, source: Lang, target: Lang) -> Translator:
        package = find_package(source, target)
        if package is None:
            raise CorpusError(
                f"no Argos package {source}→{target} is installed: build-corpus models install argos {source} {target}"
            )
        return ArgosTranslator(package, source, target)

    def embedded(self, source: Lang) -> EmbeddedTranslator:
        """Return the embedded model.

        Raises:
            CorpusError: it is not installed.
        """
        return self._embed(source, "en" if source == "zh" else "zh")

    def _embed(self, source: Lang, target: Lang) -> EmbeddedTranslator:
        if not embedded_is_available():
            raise CorpusError(f"the embedded model is not installed; {HOW_TO_GET}")
        if self._embedded is None:
            self._embedded = EmbeddedModel(self.find_embedded)
        return EmbeddedTranslator(self._embedded, source, target)

    def _auto(self, source: Lang, target: Lang) -> Translator | None:
        package = find_package(source, target)
        if package is not None:
            return ArgosTranslator(package, source, target)
        return self._embed(source, target) if embedded_is_available() else None

    def _nothing(self, source: Lang, target: Lang) -> None:  # noqa: ARG002
        return None


_FACTORIES: dict[EngineName, Callable[[Engines, Lang, Lang], Translator | None]] = {
    "auto": Engines._auto,
    "argos": Engines._argos,
    "embedded": Engines._embed,
    "none": Engines._nothing,
}
