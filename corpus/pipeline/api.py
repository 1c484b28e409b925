"""The stages as functions with sensible defaults, for scripts and notebooks; ``duizhao`` re-exports them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from align.beads.aligner import align as align_sentences
from align.embed import UseEmbedder
from align.embedder import Embedder
from align.evaluate.translations import Measured, measure
from align.quality.estimate import score_pairs
from align.quality.inspect import inspect
from align.terms.glossary import NO_TERMS, Glossary
from align.translate.annotate import annotator_of
from align.translate.draft import Drafter
from align.translate.engines import Engines
from align.translate.installed import HOW_TO_GET, prepare_embedded
from align.translate.translator import Translator
from corpus.cache import FILE, Cache, cache_folder
from corpus.errors import CorpusError
from corpus.model import Bead, Document, Flag, Lang, Rejection, Score, Unit, other
from corpus.pipeline.build import Build
from corpus.pipeline.build import build as build_corpus
from corpus.pipeline.reporter import SILENT
from corpus.pipeline.tools import Tools
from corpus.read.documents import read_file
from corpus.segment.splitter import sentences
from corpus.settings import EngineName, Settings
from corpus.text.locale import join_sentences
from corpus.text.script import chinese_script, document_language
from export.read_tmx import read_units
from export.write_tmx import write_tmx as write_units


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """A bead with the texts of both its sides; one of them is empty where a sentence has no counterpart."""

    zh: str
    en: str
    bead: Bead


@dataclass(frozen=True, slots=True)
class Estimate:
    """What can be said of a translation without a reference."""

    scores: tuple[Score, ...]
    """``score`` first, the probability that the pair can be used as it is, then its parts."""
    flags: tuple[Flag, ...]

    @property
    def score(self) -> float:
        """The probability that the pair can be used as it is."""
        return self.scores[0].value


@functools.cache
def default_embedder() -> Embedder:
    """Return the multilingual sentence encoder that comes with the package, loaded once."""
    return UseEmbedder()


def read_document(path: Path | str) -> Document:
    """Read one file: its text without what belongs to the page, its language, and what it says of itself.

    Raises:
        CorpusError: it is no document that can be read, or is in another language.
    """
    document = read_file(Path(path), Path(path).name)
    if isinstance(document, Rejection):
        raise CorpusError(f"{document.document}: {document.message}")
    return document


def split(text: str, lang: Lang | None = None) -> list[str]:
    """Return the sentences of a text.

    Raises:
        CorpusError: no language is given, and it cannot be told.
    """
    language = lang or _language(text)
    return [sentence for paragraph in sentences(text, language) for sentence in paragraph]


def _language(text: str) -> Lang:
    language = document_language(text)
    if isinstance(language, str):
        raise CorpusError(f"the text is neither Chinese nor English, but {language or 'without words'}")
    return language[0]


def align(zh: Sequence[str], en: Sequence[str], embedder: Embedder | None = None) -> list[AlignedPair]:
    """Align the sentences of two texts that translate each other. The pairs tile both texts, in order."""
    return [
        AlignedPair(
            join_sentences(zh[bead.source_start : bead.source_end], "zh"),
            join_sentences(en[bead.target_start : bead.target_end], "en"),
            bead,
        )
        for bead in align_sentences(zh, en, embedder or default_embedder())
    ]


def draft(
    texts: Sequence[str],
    source: Lang,
    engine: EngineName | Translator = "auto",
    chinese: str = "zh-CN",
    glossary: Glossary = NO_TERMS,
    **settings: Any,
) -> list[str]:
    """Return a translation of each sentence by an offline engine.

    Args:
        texts: sentences of one language.
        source: that language.
        engine: a name (``auto``, ``argos``, ``embedded``, ``ctranslate2``, ``server``) or a translator of
            your own.
        chinese: what English is translated into: zh-CN, zh-TW or zh-HK.
        glossary: terms that drafts obey, before those of the termbase.
        settings: what an engine is told besides its name, as in ``corpus.toml``: server, model, prompt.

    Raises:
        CorpusError: the engine is not installed.
    """
    translator = _translator(engine, source, Settings(**settings))
    scripts = [chinese_script(text) if source == "zh" else "Latn" for text in texts]
    with Cache(cache_folder() / FILE) as cache:
        annotator = annotator_of(texts, source, glossary)
        drafter = Drafter(translator, cache, chinese, annotator, embedder=default_embedder())
        drafts = drafter.draft(list(zip(texts, scripts, strict=True)))
        drafter.settle()
    return [drafted.draft.text for drafted in drafts]


def _translator(engine: EngineName | Translator, source: Lang, settings: Settings) -> Translator:
    if not isinstance(engine, str):
        return engine
    translator = Engines(partial(prepare_embedded, _quiet), settings).open(engine, source)
    if translator is None:
        raise CorpusError(f"there is no engine to translate with; {HOW_TO_GET}")
    return translator


def _quiet(name: str, done: int, total: int) -> None:
    """Show nothing."""


def estimate_quality(
    pairs: Sequence[tuple[str, str]],
    source: Lang,
    glossary: Glossary = NO_TERMS,
    embedder: Embedder | None = None,
) -> list[Estimate]:
    """Score pairs ``(source, target)`` without a reference and say what is wrong with them."""
    estimates = []
    for (text, target), scores in zip(
        pairs, score_pairs(pairs, source, embedder or default_embedder()), strict=True
    ):
        cosine = next(score.value for score in scores if score.name == "similarity")
        script = chinese_script(target) if other(source) == "zh" else "Hans"
        flags = inspect(text, target, source, glossary, cosine, script)
        estimates.append(Estimate(scores, flags))
    return estimates


def evaluate(translations: Sequence[str], references: Sequence[str], lang: Lang) -> list[Measured]:
    """Return BLEU, chrF2++ and TER of translations into ``lang``, with their signatures."""
    return measure({"translation": translations}, [references], lang)


def read_tmx(path: Path | str) -> list[Unit]:
    """Return the units of a TMX that this project wrote.

    Raises:
        CorpusError: the file cannot be read, or was not written by this project.
    """
    return list(read_units(Path(path)))


def write_tmx(path: Path | str, units: Iterable[Unit]) -> int:
    """Write units of one language pair to a TMX, gzipped if its name ends in .gz; return how many.

    Raises:
        CorpusError: there are none, or the file cannot be written.
    """
    everything = list(units)
    if not everything:
        raise CorpusError(f"{path}: there is no unit to write")
    return write_units(Path(path), everything, everything[0].source_tag)


def build(
    folder: Path | str,
    out: Path | str = "export",
    engine: Translator | None = None,
    embedder: Embedder | None = None,
    **settings: Any,
) -> Build:
    """Build the corpus of a folder as ``build-corpus`` does.

    Args:
        folder: the documents.
        out: where to write.
        engine: a translator of your own, for its direction; else the setting ``engine`` chooses.
        embedder: else the one that comes with the package.
        settings: as in ``corpus.toml``; see :class:`corpus.settings.Settings`.

    Raises:
        CorpusError: there is nothing to read, an engine is missing, or the output cannot be written.
    """
    chosen = Settings(**settings)
    engines = Engines(partial(prepare_embedded, _quiet), chosen)

    def open_translator(lang: Lang) -> Translator | None:
        if engine is not None:
            return engine if engine.source == lang else None
        return engines.open(chosen.engine, lang)

    with Cache(cache_folder() / FILE) as cache:
        # The function can be sent to other processes, an embedder that is loaded may not.
        make_embedder = (lambda: embedder) if embedder else default_embedder
        tools = Tools(open_translator, make_embedder, cache, SILENT)
        return build_corpus(Path(folder), Path(out), chosen, tools)
