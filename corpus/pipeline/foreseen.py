"""English documents that the embedded model foresees, sentence by sentence of the Chinese, are no human work.

Asked are pairs of documents whose sentences were aligned, where the embedded model is what drafts both ways:
some seconds a pair, once, and of a large folder the first ones only. What is found is treated as what shows
by itself that a machine made it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from align.quality.foreseen import Foresees, Remembering, chosen, judge
from corpus.model import Document, Rejection
from corpus.pipeline.alignment import Aligned, Alignment
from corpus.pipeline.collect import Collected
from corpus.pipeline.split import Columns, Documents, SplitCorpus
from corpus.pipeline.tools import Tools
from corpus.settings import Settings

_SURE = 0.9
"""Confidence of links that are asked about: a wrong one surprises whoever translated."""
_MOST_DOCUMENTS = 20
"""English documents of a build that are asked about: each takes seconds, so a thousand would take hours."""


def tell_foreseen(
    collected: Collected, aligned: Aligned, settings: Settings, tools: Tools
) -> tuple[Collected, Aligned]:
    """Return both with the documents told that the model foresees, or without these, as was chosen."""
    asked = settings.machine_translated != "keep" and settings.engine in ("auto", "embedded")
    unknown = [pair for pair in aligned.alignments if pair.en not in collected.translated] if asked else []
    documents = dict(itertools.islice(_sure_pairs(unknown, collected.corpus), _MOST_DOCUMENTS))
    if not documents:
        return collected, aligned
    engine, back = tools.open_translator("zh"), tools.open_translator("en")
    if not (isinstance(engine, Foresees) and isinstance(back, Foresees)):
        return collected, aligned
    if len(documents) == _MOST_DOCUMENTS < len(unknown):
        few = f"{len(documents)} of {len(unknown)} aligned English documents"
        tools.reporter.say(f"only {few} are asked about whether a machine translated them")
    said: dict[str, str] = {}
    with tools.reporter.stage("looking for machine translations", len(documents)) as step:
        for name, pairs in documents.items():
            judgement = judge(chosen(pairs), Remembering(engine, tools.cache), Remembering(back, tools.cache))
            if judgement and judgement.is_translated:
                said[name] = str(judgement)
            step(1)
    if not said:
        return collected, aligned
    if settings.machine_translated == "drop":
        return _without(collected, aligned, said)
    return _warned(collected, said), aligned


def _sure_pairs(
    alignments: Iterable[Alignment], corpus: SplitCorpus
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield English documents by name with their sure pairs of sentences, one document at a time."""
    for alignment in alignments:
        pairs = [
            link.texts
            for link in alignment.links(corpus.documents)
            if link.kind == "1:1" and link.bead.confidence >= _SURE
        ]
        if pairs:
            yield alignment.en, pairs


def _warned(collected: Collected, said: dict[str, str]) -> Collected:
    def warned(document: Document) -> Document:
        why = said.get(document.name)
        return replace(document, warnings=(*document.warnings, why)) if why else document

    kept = collected.corpus.documents.columns()
    columns = (replace(each, document=warned(each.document)) for each in kept)
    return _with(collected, columns, translated={**collected.translated, **said})


def _without(collected: Collected, aligned: Aligned, said: dict[str, str]) -> tuple[Collected, Aligned]:
    kept = collected.corpus.documents.columns()
    columns = (each for each in kept if each.document.name not in said)
    rejections = [Rejection("pair", "machine-translated", name, why) for name, why in said.items()]
    left = tuple(pair for pair in aligned.alignments if pair.en not in said)
    rest = _with(collected, columns, rejections=(*collected.rejections, *rejections))
    return rest, replace(aligned, alignments=left)


def _with(collected: Collected, columns: Iterable[Columns], **changed: Any) -> Collected:
    """Return what was collected with these documents instead of its own."""
    corpus = SplitCorpus(Documents(columns), collected.corpus.rejections)
    return replace(collected, corpus=corpus, **changed)
