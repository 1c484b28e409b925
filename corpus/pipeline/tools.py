"""What the stages work with besides their input: engines, embedder, cache, and somebody to tell."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from align.embedder import CachedEmbedder, Embedder
from align.translate.translator import Translator
from corpus.cache import Cache
from corpus.model import Lang
from corpus.pipeline.pool import Pool, usable_cores
from corpus.pipeline.ray_runner import RayRunner
from corpus.pipeline.reporter import Reporter
from corpus.pipeline.runner import Kit, Runner
from corpus.settings import Settings


@dataclass(frozen=True, slots=True)
class Tools:
    """One set of tools for a run."""

    open_translator: Callable[[Lang], Translator | None]
    """Opens the engine that drafts out of a language, or nothing where none shall."""
    make_embedder: Callable[[], Embedder]
    """Loads the sentence embedder; called at most once a process, and only if something is to be aligned or
    scored."""
    cache: Cache
    reporter: Reporter
    runner: Callable[[Kit], AbstractContextManager[Runner]] | None = None
    """Opens what does the work on single documents and pairs; the settings say what, where this is nothing.
    """

    def open_runner(self, settings: Settings) -> AbstractContextManager[Runner]:
        """Open what does the work on single documents and pairs."""
        kit = Kit(CachedEmbedder(self.make_embedder, self.cache), self.cache)
        if self.runner is not None:
            return self.runner(kit)
        count = settings.workers or usable_cores()
        if settings.runner == "ray":
            shared = f"{settings.ray_folder or self.cache.path.parent}/shards"
            return RayRunner(kit, self.make_embedder, count, settings.ray_address, shared)
        return Pool(kit, self.make_embedder, count)
