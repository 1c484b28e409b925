"""Which engine to draft with: each drafts the same sentences, and is measured against their translations."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from align.embedder import Embedder
from align.evaluate.translations import Measured, measure
from align.quality.checks import faults
from align.quality.names import name_flag
from align.terms.glossary import Glossary
from align.translate.annotate import Annotator
from align.translate.draft import Drafter
from align.translate.names import learn_names
from align.translate.translator import Translator
from corpus.errors import UsageError
from corpus.model import Lang, Script
from corpus.pipeline.reporter import Reporter
from corpus.text.locale import is_tag_of
from corpus.text.normalise import normalise
from corpus.text.numbers import read_numbers
from corpus.text.script import chinese_script
from export.read_tmx import read_tmx

_METRICS = ("BLEU", "chrF2++")


@dataclass(frozen=True, slots=True)
class Share:
    """Of the sentences that hold something, in how many it is said well."""

    well: int
    of: int


@dataclass(frozen=True, slots=True)
class Compared:
    """How one engine drafts the sentences."""

    engine: str
    signature: str
    scores: tuple[Measured, ...]
    """BLEU and chrF2++, with sacrebleu's signatures."""
    numbers: Share
    names: Share
    terms: Share
    seconds: float
    """That all drafts took, second drafts included, loading not."""
    drafts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """Sentences of one language and their translations by people."""

    source: Lang
    pairs: tuple[tuple[str, str], ...]


def read_sample(path: Path, source: Lang, most: int) -> Sample:
    """Return pairs of a TMX, or of a text whose lines hold Chinese, a tab, and English.

    Of more than ``most`` those are taken whose texts have the smallest hashes: the same each time.

    Raises:
        CorpusError: the file cannot be read, or holds no such pair.
    """
    pairs = _from_tmx(path) if path.suffix.lower() in (".tmx", ".gz") else _from_text(path)
    sided = [pair if source == "zh" else pair[::-1] for pair in dict.fromkeys(pairs) if all(pair)]
    if not sided:
        raise UsageError(f"{path} holds no pair of Chinese and English: give a TMX, or lines of zh, tab, en")
    chosen = sorted(sided, key=lambda pair: hashlib.sha256(pair[0].encode("utf-8", "replace")).digest())
    return Sample(source, tuple(chosen[:most]))


def compare_engines(
    sample: Sample,
    translators: Sequence[Translator],
    glossary: Glossary,
    embedder: Embedder,
    reporter: Reporter,
    clock: Callable[[], float] = time.monotonic,
) -> list[Compared]:
    """Let each engine draft the sample as a build would, without what earlier runs kept, and measure it.

    Raises:
        CorpusError: an engine fails.
    """
    texts = [source for source, _ in sample.pairs]
    references = [target for _, target in sample.pairs]
    annotator = Annotator(glossary, learn_names(text for pair in sample.pairs for text in pair))
    scripts: list[Script] = [chinese_script(t) if sample.source == "zh" else "Latn" for t in texts]
    compared = []
    for translator in translators:
        translator.translate(texts[:1])  # The weights are loaded before the clock runs.
        drafter = Drafter(translator, annotator=annotator, embedder=embedder)
        start = clock()
        with reporter.stage(f"drafting by the {translator.name}", len(texts)) as step:
            made = drafter.draft(list(zip(texts, scripts, strict=True)), step)
        seconds = clock() - start
        drafts = tuple(drafted.draft.text for drafted in made)
        measured = measure({translator.name: drafts}, [references], translator.target)
        compared.append(
            Compared(
                translator.name,
                translator.signature,
                tuple(figure for figure in measured if figure.metric in _METRICS),
                *_shares(sample, drafts, annotator),
                seconds,
                drafts,
            )
        )
    return compared


def _shares(sample: Sample, drafts: Sequence[str], annotator: Annotator) -> tuple[Share, Share, Share]:
    """Return in how many sentences numbers, names and terms are said well."""
    lang = sample.source
    numbers, names, terms = [], [], []
    for (text, _), draft in zip(sample.pairs, drafts, strict=True):
        if any(number.strength == "strong" for number in read_numbers(text, lang)):
            numbers.append(all(flag.code != "numbers" for flag in faults(text, draft, lang)))
        known = [name for name in annotator.names_in(text, lang) if not name.guessed]
        if known:
            names.append(not name_flag(draft, known))
        if any(term.checked for term in annotator.glossary.terms_in(text, lang)):
            terms.append(not annotator.glossary.check(text, draft, lang))
    return _share(numbers), _share(names), _share(terms)


def _share(well: Sequence[bool]) -> Share:
    return Share(sum(well), len(well))


def _from_tmx(path: Path) -> list[tuple[str, str]]:
    pairs = []
    for entry in read_tmx(path):
        zh, en = (
            next((text for tag, text in entry.texts.items() if is_tag_of(tag, lang)), "")
            for lang in get_args(Lang)
        )
        pairs.append((normalise(zh).strip(), normalise(en).strip()))
    return pairs


def _from_text(path: Path) -> list[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeError) as error:
        raise UsageError(f"{path}: cannot be read as UTF-8 ({error})") from error
    rows = [line.split("\t") for line in lines if line.strip()]
    return [(normalise(row[0]).strip(), normalise(row[1]).strip()) for row in rows if len(row) >= 2]
