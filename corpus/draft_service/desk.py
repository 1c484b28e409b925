"""What drafts in the service: engines, memory and glossary, as in a build."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from align.embedder import Embedder
from align.terms.glossary import Glossary
from align.translate.annotate import Annotator
from align.translate.draft import Drafter
from align.translate.translator import Translator
from corpus.cache import Cache
from corpus.draft_service.queue import Direction, Draft
from corpus.model import Lang, Script
from corpus.pipeline.memories import Memories
from corpus.text.locale import Locale
from corpus.text.script import chinese_script


@dataclass(frozen=True, slots=True)
class Desk:
    """What the service drafts with."""

    translators: Mapping[Lang, Translator]
    """By the language that they read."""
    glossary: Glossary
    memories: Memories
    """What stands in them is taken as it is; what is like it is shown to a language model."""
    make_embedder: Callable[[], Embedder]
    open_cache: Callable[[], Cache]

    @contextmanager
    def open(self) -> Iterator[Draft]:
        """Open the cache, in the thread that drafts, and return what drafts."""
        with self.open_cache() as cache:
            drafters: dict[Direction, Drafter] = {}
            embedder = self.make_embedder()

            def draft(direction: Direction, sentences: Sequence[str]) -> list[str]:
                if direction not in drafters:
                    drafters[direction] = Drafter(
                        self.translators[direction.source],
                        cache,
                        direction.chinese,
                        Annotator(self.glossary),
                        self.memories.examples,
                        embedder,
                    )
                return self._draft(drafters[direction], direction, sentences)

            yield draft

    def _draft(self, drafter: Drafter, direction: Direction, sentences: Sequence[str]) -> list[str]:
        known = {text: self._known(text, direction) for text in sentences}
        new = [text for text, translation in known.items() if translation is None]
        made = drafter.draft([(text, _script(text, direction.source)) for text in new])
        drafter.settle()
        drafts = {text: drafted.draft.text for text, drafted in zip(new, made, strict=True)}
        return [known[text] or drafts[text] for text in sentences]

    def _known(self, text: str, direction: Direction) -> str | None:
        """Return what the memory holds for exactly this sentence, in the script that is wanted."""
        if self.memories.exact is None:
            return None
        if direction.source == "zh":
            return self.memories.exact.exact(text, "zh", _script(text, "zh"))
        script: Script = "Hant" if Locale.of(direction.chinese).script == "Hant" else "Hans"
        return self.memories.exact.exact(text, "en", script)


def _script(text: str, lang: Lang) -> Script:
    return chinese_script(text) if lang == "zh" else "Latn"
