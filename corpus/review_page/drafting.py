"""Drafting one sentence again, with the terms and names as they are now."""

from __future__ import annotations

from align.embedder import CachedEmbedder
from align.translate.draft import Drafter
from corpus.errors import UsageError
from corpus.model import Unit
from corpus.pipeline.tools import Tools
from corpus.review_page.knowledge import Knowledge
from corpus.review_page.workshop import Workshop


def draft_again(unit: Unit, workshop: Workshop, knowledge: Knowledge) -> str:
    """Return a draft of a unit's source by the engine of this run. Nothing is kept of it.

    Raises:
        UsageError: there is no engine, or it gives no translation.
        CorpusError: the engine fails.
    """
    annotator = knowledge.annotator()

    def work(tools: Tools, embedder: CachedEmbedder) -> str:
        translator = tools.open_translator(unit.source_lang)
        if translator is None:
            raise UsageError("no engine is installed: build-corpus models list says how to get one")
        chinese = unit.target_tag if unit.target_lang == "zh" else "zh-CN"
        drafter = Drafter(translator, tools.cache, chinese, annotator, embedder=embedder)
        (drafted,) = drafter.draft([(unit.source, unit.script)])
        return drafted.draft.text

    text = workshop.do(work).result()
    if not text:
        raise UsageError("the engine gives no translation of this sentence")
    return text
