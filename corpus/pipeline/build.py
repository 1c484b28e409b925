"""The main job: a folder of documents to translation units in files."""

from __future__ import annotations

import datetime
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol

from align.beads.aligner import align, default_model
from align.embedder import CachedEmbedder, Embedder
from align.pairing.documents import DocumentText, Pairing, pair_documents
from align.pairing.mining import SIGNATURE as MINE_SIGNATURE
from align.pairing.mining import mine
from align.quality.checks import faults, meaning_flag
from align.quality.estimate import score_pairs
from align.quality.notices import warnings
from align.terms.glossary import GLOSSARIES, Glossary, load_glossary
from align.translate.draft import Drafted, Drafter
from align.translate.memory import Memory
from align.translate.translator import Translator
from corpus.cache import Cache, key_of
from corpus.errors import CorpusError
from corpus.model import Bead, Document, Flag, Lang, Metadata, Reason, Score, Script, Segment, Unit
from corpus.pipeline.filter import boilerplate, gate
from corpus.pipeline.review import HumanWork, Review, load_review
from corpus.read.documents import READABLE, find_files, read_file
from corpus.segment.splitter import segment_document
from corpus.settings import Settings
from corpus.text.dates import tmx_date
from corpus.text.personal import mask_pair
from corpus.text.script import chinese_script, has_words
from export.files import atomic_write
from export.manifest import previous_files, sha256_of, versions, write_manifest
from export.read_tmx import read_tmx
from export.report import REPORT, Contents, write_report
from export.tables import write_set_aside, write_untranslated
from export.write_tmx import Style, write_shards

SET_ASIDE = "set-aside.tsv"
_LONG = 2000
"""Characters beyond which some tools refuse a segment."""


class Reporter(Protocol):
    """Where the pipeline says how far it is; the command line shows it, tests ignore it."""

    def stage(self, name: str, total: int) -> AbstractContextManager[Callable[[int], None]]:
        """Open a stage of ``total`` steps; the value is called with the number of steps that were done."""

    def say(self, message: str) -> None:
        """Tell the user one line."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two documents that translate each other, and their beads over the segments that hold words, in their main language."""

    zh: Document
    en: Document
    confidence: float
    beads: tuple[Bead, ...]

    @property
    def alone(self) -> int:
        """How many sentences have no counterpart."""
        return sum(not bead.is_link for bead in self.beads)


@dataclass(frozen=True, slots=True)
class Result:
    """What a run made."""

    files: dict[str, int]
    """Units by TMX file name; the files hold ``units`` in their order."""
    units: list[Unit]
    untranslated: dict[str, int]
    documents: list[Document]
    reasons: list[Reason]
    """Documents and sentences that were set aside; the lines taken out of a document stand in its ``removed``."""
    engines: dict[str, str]
    """What drafted, by direction."""
    alignments: list[Alignment]
    review: Review
    """What people decided so far, and the units followed."""

    @property
    def failed(self) -> list[Reason]:
        """The documents that could not be read."""
        return [reason for reason in self.reasons if reason.failed]


@dataclass(frozen=True, slots=True)
class _Sentence:
    document: Document
    segment: Segment
    date: str


def build(
    folder: Path,
    out: Path,
    settings: Settings,
    open_translator: Callable[[Lang], Translator | None],
    make_embedder: Callable[[], Embedder],
    cache: Cache,
    reporter: Reporter,
) -> Result:
    """Read, split, draft, score and write. Documents with faults are left out and reported; the others are finished.

    Raises:
        CorpusError: there is nothing to read, an engine fails, or the output cannot be written.
    """
    _writable(out)
    glossary = load_glossary(folder)
    memory = _load_memory(settings.memory, reporter)
    review = load_review(out)
    human = HumanWork(review)
    documents, reasons = _read(folder, out, settings, reporter)
    corpus, wordless = _split(documents)
    reasons += wordless
    scorer = _Scorer(make_embedder, cache)
    alignments, doubted = _align(corpus, scorer, cache, reporter)
    reasons += doubted
    aligned = [
        _Aligned(one.zh, one.en, bead, bead.kind) for one in alignments for bead in one.beads if bead.is_link
    ]
    if settings.mine:
        aligned += _mine(corpus, alignments, scorer, reporter)
    groups = _group(corpus, aligned, settings)
    units: list[Unit] = []
    files: dict[str, int] = {}
    untranslated: dict[str, int] = {}
    engines: dict[str, str] = {}
    written: list[Path] = []
    needed = dict.fromkeys(_lang(tag) for (tag, _), group in groups.items() if group.alone)
    translators = {lang: open_translator(lang) for lang in needed}
    partners = {one.zh.name: one.en.name for one in alignments} | {
        one.en.name: one.zh.name for one in alignments
    }
    name = folder.resolve().name
    repeated = boilerplate([split.segments for split in corpus.values()])
    order = {document.name: place for place, document in enumerate(documents)}
    for (source_tag, target_tag), group in groups.items():
        made, left_out = _aligned_units(group.aligned, corpus, (source_tag, target_tag), scorer, glossary)
        translator = translators.get(_lang(source_tag))
        if memory:
            made += _known_units(
                group.alone, (source_tag, target_tag), made, _in_memory(memory, source_tag, target_tag)
            )
            done = {unit.source for unit in made if unit.origin == "reviewed"}
            group.alone = [s for s in group.alone if s.segment.text not in done]
        if group.alone and translator is None:
            made += _known_units(
                group.alone, (source_tag, target_tag), made, _by_people(human, source_tag, target_tag)
            )
            done = {unit.source for unit in made}
            rest = [s for s in group.alone if s.segment.text not in done]
            if rest:
                path = out / f"{name}.{source_tag}.untranslated.tsv"
                write_untranslated(path, ((s.document.name, s.segment.index, s.segment.text) for s in rest))
                untranslated[path.name] = len(rest)
                written.append(path)
        elif group.alone and translator is not None:
            engines[f"{source_tag}→{target_tag}"] = translator.signature
            reporter.say(
                f"{source_tag} → {target_tag}: {len(group.alone)} sentences, drafted by the {translator.name}"
            )
            drafts = _draft(
                group.alone,
                translator,
                cache,
                settings,
                glossary,
                memory,
                f"drafting {source_tag} → {target_tag}",
                reporter,
            )
            known = {unit.source: unit.document for unit in made}
            drafted, more = _drafted_units(
                group.alone, drafts, (source_tag, target_tag), translator, scorer, partners, known
            )
            made += drafted
            left_out += more
        reasons += left_out
        if settings.mask_personal_data:
            made = [masked(unit) for unit in made]
        made.sort(key=lambda unit: (order[unit.document], unit.index))
        # The gate sees the drafts, also where a person did better, so that a review changes nothing but what was reviewed.
        spared = {
            unit.id
            for unit in made
            if unit.origin == "reviewed" or human.translation(source_tag, target_tag, unit.source)
        }
        made, stopped = gate(made, settings.min_score, repeated, spared)
        made, rejected = human.apply(made)
        reasons += [*stopped, *rejected]
        if not made:
            continue
        path = out / f"{name}.{source_tag}.{target_tag}.tmx{'.gz' if settings.gzip else ''}"
        shards = write_shards(
            path, made, source_tag, Style(settings.lang_style, settings.flavour), settings.shard_size
        )
        files |= {shard.name: count for shard, count in shards.items()}
        written += shards
        units += made
    write_set_aside(
        out / SET_ASIDE, [*(line for document in documents for line in document.removed), *reasons]
    )
    written.append(out / SET_ASIDE)
    result = Result(files, units, untranslated, documents, reasons, engines, alignments, review)
    for stale in previous_files(out):
        if stale not in written and stale.name.startswith(f"{name}."):
            stale.unlink()
    details = {"settings": asdict(settings), "versions": versions(), "engines": engines}
    write_report(out / REPORT, Contents(name, units, reasons, documents, sum(untranslated.values()), details))
    written.append(out / REPORT)
    write_manifest(out, _manifest(result, settings, written, scorer.signature, len(glossary.terms)))
    return result


def summary(result: Result) -> dict[str, object]:
    """Return the counts of a run by stage and reason, as the manifest and ``--json`` have them."""
    return {
        "documents": len(result.documents),
        "units": dict(sorted(result.files.items())),
        "origins": dict(sorted(Counter(unit.origin for unit in result.units).items())),
        "aligned": [
            {
                "zh": one.zh.name,
                "en": one.en.name,
                "confidence": round(one.confidence, 3),
                "beads": dict(sorted(Counter(bead.kind for bead in one.beads).items())),
            }
            for one in result.alignments
        ],
        "untranslated": dict(sorted(result.untranslated.items())),
        "decisions": dict(sorted(Counter(decision.kind for decision in result.review.decisions).items())),
        "engines": dict(sorted(result.engines.items())),
        "flags": dict(sorted(Counter(flag.name for unit in result.units for flag in unit.flags).items())),
        "lines_removed": dict(
            sorted(Counter(line.code for document in result.documents for line in document.removed).items())
        ),
        "set_aside": {
            stage: dict(
                sorted(Counter(reason.code for reason in result.reasons if reason.stage == stage).items())
            )
            for stage in sorted({reason.stage for reason in result.reasons})
        },
        "failed": [{"document": reason.document, "message": reason.message} for reason in result.failed],
        "warnings": [
            f"{document.name}: {warning}" for document in result.documents for warning in document.warnings
        ],
    }


def _manifest(
    result: Result, settings: Settings, written: Sequence[Path], embedder: str | None, terms: int
) -> dict[str, object]:
    return {
        "versions": versions(),
        "glossary_terms": terms,
        "memory": {name: sha256_of(Path(name)) for name in settings.memory},
        "settings": asdict(settings),
        "embedder": embedder,
        "bead_model": default_model().signature if result.alignments else None,
        "files": [{"name": path.name, "sha256": sha256_of(path)} for path in sorted(written)],
        "inputs": [
            {
                "name": document.name,
                "encoding": document.encoding,
                "language": f"{document.lang}-{document.script}",
            }
            for document in result.documents
        ],
        **summary(result),
    }


def _writable(out: Path) -> None:
    """Find out before an hour of drafting that the output cannot be written."""
    with atomic_write(out / ".duizhao-probe.json") as stream:
        stream.write(b"{}")
    (out / ".duizhao-probe.json").unlink(missing_ok=True)


def _read(
    folder: Path, out: Path, settings: Settings, reporter: Reporter
) -> tuple[list[Document], list[Reason]]:
    files = list(find_files(folder, out.resolve(), GLOSSARIES))
    if not files:
        raise CorpusError(f"{folder} holds no files; put documents into it ({' '.join(READABLE)})")
    documents: list[Document] = []
    reasons: list[Reason] = []
    with reporter.stage("reading", len(files)) as step:
        for path, name in files:
            found = read_file(path, name)
            if isinstance(found, Document):
                metadata = found.metadata.or_else(Metadata(licence=settings.licence or None))
                documents.append(replace(found, metadata=metadata))
            else:
                reasons.append(found)
            step(1)
    return documents, reasons


class _Scorer:
    """The embedder, loaded when it is first needed."""

    def __init__(self, make: Callable[[], Embedder], cache: Cache) -> None:
        self._make, self._cache = make, cache
        self._embedder: Embedder | None = None

    @property
    def embedder(self) -> Embedder:
        if self._embedder is None:
            self._embedder = CachedEmbedder(self._make(), self._cache)
        return self._embedder

    @property
    def signature(self) -> str | None:
        """The embedder's signature, or nothing where it was not needed."""
        return self._embedder.signature if self._embedder else None


@dataclass(frozen=True, slots=True)
class _Split:
    """A document, its segments that hold words, and those of them in its main language: a sentence in another is no part of a translation."""

    document: Document
    segments: list[Segment]
    main: list[Segment]


_Corpus = dict[str, _Split]
"""Documents by name."""


def _split(documents: Sequence[Document]) -> tuple[_Corpus, list[Reason]]:
    corpus: _Corpus = {}
    reasons: list[Reason] = []
    for document in documents:
        kept = []
        for segment in segment_document(document):
            if has_words(segment.text):
                kept.append(segment)
            else:
                reasons.append(
                    Reason("segment", "no-words", document.name, "holds nothing to translate", segment.text)
                )
        corpus[document.name] = _Split(
            document, kept, [segment for segment in kept if segment.lang == document.lang]
        )
    return corpus, reasons


def _align(
    corpus: _Corpus, scorer: _Scorer, cache: Cache, reporter: Reporter
) -> tuple[list[Alignment], list[Reason]]:
    """Find the documents that translate each other and align their sentences."""
    sides: dict[Lang, list[Document]] = {"zh": [], "en": []}
    for split in corpus.values():
        if split.main:
            sides[split.document.lang].append(split.document)
    if not sides["zh"] or not sides["en"]:
        return [], []
    texts = {
        lang: [
            DocumentText(d.name, tuple(segment.text for segment in corpus[d.name].main)) for d in documents
        ]
        for lang, documents in sides.items()
    }
    pairing = pair_documents(texts["zh"], texts["en"], scorer.embedder)
    alignments = []
    with reporter.stage("aligning", len(pairing.pairs)) as step:
        for pair in pairing.pairs:
            zh, en = texts["zh"][pair.zh].sentences, texts["en"][pair.en].sentences
            key = key_of("beads", scorer.embedder.signature, default_model().signature, zh, en)
            known = cache.get(key)
            beads = (
                tuple(Bead(*values) for values in known) if known else tuple(align(zh, en, scorer.embedder))
            )
            if not known:
                cache.put(
                    key,
                    [
                        [b.source_start, b.source_end, b.target_start, b.target_end, b.confidence]
                        for b in beads
                    ],
                )
            alignments.append(Alignment(sides["zh"][pair.zh], sides["en"][pair.en], pair.confidence, beads))
            step(1)
    return alignments, _contradicted(pairing, sides)


def _contradicted(pairing: Pairing, sides: dict[Lang, list[Document]]) -> list[Reason]:
    return [
        Reason(
            "pair", "contradicted", sides["zh"][pair.zh].name,
            f"its name says that it goes with {sides['en'][pair.en].name}, its content that it does not: not aligned",
        )
        for pair in pairing.contradicted
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Aligned:
    """A bead that links, over the main segments of two documents."""

    zh: Document
    en: Document
    bead: Bead
    kind: str


def _mine(
    corpus: _Corpus, alignments: Sequence[Alignment], scorer: _Scorer, reporter: Reporter
) -> list[_Aligned]:
    """Find single sentence pairs in the documents that have no counterpart."""
    paired = {document.name for one in alignments for document in (one.zh, one.en)}
    places: dict[Lang, list[tuple[Document, int, str]]] = {"zh": [], "en": []}
    for split in corpus.values():
        if split.document.name not in paired:
            places[split.document.lang] += [
                (split.document, i, segment.text) for i, segment in enumerate(split.main)
            ]
    with reporter.stage("mining", len(places["zh"])) as step:
        found = mine(
            [text for *_, text in places["zh"]], [text for *_, text in places["en"]], scorer.embedder
        )
        step(len(places["zh"]))
    aligned = []
    for one in found:
        (zh, i, _), (en, j, _) = places["zh"][one.zh], places["en"][one.en]
        aligned.append(_Aligned(zh, en, Bead(i, i + 1, j, j + 1, one.confidence), "mined"))
    return aligned


@dataclass(slots=True)
class _Group:
    """What goes into one file: pairs that were found, and sentences to draft, both in document order."""

    aligned: list[_Aligned]
    alone: list[_Sentence]


def _group(corpus: _Corpus, aligned: Sequence[_Aligned], settings: Settings) -> dict[tuple[str, str], _Group]:
    """Sort pairs and sentences by language pair and script: each is a file. The Chinese side of a pair is its source."""
    tags = {"Hans": "zh-CN", "Hant": settings.traditional, "Latn": settings.english}
    groups: dict[tuple[str, str], _Group] = {}
    linked: set[tuple[str, int]] = set()
    for one in aligned:
        groups.setdefault((tags[one.zh.script], settings.english), _Group([], [])).aligned.append(one)
        for document, start, end in (
            (one.zh, one.bead.source_start, one.bead.source_end),
            (one.en, one.bead.target_start, one.bead.target_end),
        ):
            linked |= {(document.name, segment.index) for segment in corpus[document.name].main[start:end]}
    for split in corpus.values():
        document = split.document
        date = document.metadata.date or _fallback_date(document)
        for segment in split.segments:
            if (document.name, segment.index) not in linked:
                target = settings.english if segment.lang == "zh" else settings.chinese
                groups.setdefault((tags[segment.script], target), _Group([], [])).alone.append(
                    _Sentence(document, segment, date)
                )
    return dict(sorted(groups.items(), key=lambda item: item[0], reverse=True))


def _fallback_date(document: Document) -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(epoch) if epoch.isdigit() else document.modified
    return tmx_date(datetime.datetime.fromtimestamp(seconds, datetime.UTC))


def _draft(
    sentences: Sequence[_Sentence],
    translator: Translator,
    cache: Cache,
    settings: Settings,
    glossary: Glossary,
    memory: Memory | None,
    stage: str,
    reporter: Reporter,
) -> list[Drafted]:
    drafter = Drafter(translator, cache, settings.chinese, glossary, memory)
    drafts: list[Drafted] = []
    by_document: dict[str, list[_Sentence]] = {}
    for sentence in sentences:
        by_document.setdefault(sentence.document.name, []).append(sentence)
    with reporter.stage(stage, len(sentences)) as step:
        for group in by_document.values():
            drafts += drafter.draft(
                [(sentence.segment.text, sentence.segment.script) for sentence in group], step
            )
    return drafts


def _aligned_units(
    aligned: Sequence[_Aligned], corpus: _Corpus, tags: tuple[str, str], scorer: _Scorer, glossary: Glossary
) -> tuple[list[Unit], list[Reason]]:
    """Make units of the pairs that were found, one for each pair of texts."""
    reasons: list[Reason] = []
    kept: list[tuple[_Aligned, Segment, str, str]] = []
    seen: dict[tuple[str, str], str] = {}
    for one in aligned:
        zh = corpus[one.zh.name].main[one.bead.source_start : one.bead.source_end]
        en = corpus[one.en.name].main[one.bead.target_start : one.bead.target_end]
        source, target = "".join(segment.text for segment in zh), " ".join(segment.text for segment in en)
        if (source, target) in seen:
            reasons.append(
                Reason(
                    "units",
                    "duplicate",
                    one.zh.name,
                    f"the same pair stands in {seen[source, target]}",
                    source,
                )
            )
        else:
            seen[source, target] = one.zh.name
            kept.append((one, zh[0], source, target))
    if not kept:
        return [], reasons
    engines = [MINE_SIGNATURE if one.kind == "mined" else default_model().signature for one, *_ in kept]
    confidences = [
        Score("align", one.bead.confidence, engine) for (one, *_), engine in zip(kept, engines, strict=True)
    ]
    scores = score_pairs(
        [(source, target) for *_, source, target in kept], "zh", scorer.embedder, confidences
    )
    units = []
    for (one, first, source, target), parts, engine in zip(kept, scores, engines, strict=True):
        flags = [
            *faults(source, target, "zh"),
            *meaning_flag(parts),
            *glossary.check(source, target, "zh"),
            *warnings(source, target, "zh"),
            *_long(source, target),
        ]
        metadata = one.zh.metadata.or_else(one.en.metadata)
        units.append(
            Unit(
                source=source, target=target, source_tag=tags[0], target_tag=tags[1], origin="aligned", engine=engine,
                document=one.zh.name, index=first.index, script=one.zh.script, date=metadata.date or _fallback_date(one.zh),
                scores=_rounded(parts), flags=tuple(flags), url=one.zh.metadata.url, licence=metadata.licence,
                target_document=one.en.name, align_type=one.kind,
            )
        )  # fmt: skip
    return units, reasons


def _drafted_units(
    sentences: Sequence[_Sentence],
    drafts: Sequence[Drafted],
    tags: tuple[str, str],
    translator: Translator,
    scorer: _Scorer,
    partners: dict[str, str],
    known: dict[str, str],
) -> tuple[list[Unit], list[Reason]]:
    """Make units of the sentences that have a draft, one for each source; ``known`` tells where sources stand that have a unit."""
    reasons: list[Reason] = []
    kept: list[tuple[_Sentence, Drafted]] = []
    seen = dict(known)
    for sentence, drafted in zip(sentences, drafts, strict=True):
        text, name = sentence.segment.text, sentence.document.name
        if not drafted.draft.text:
            reasons.append(Reason("draft", "empty-draft", name, "the engine gave no translation", text))
        elif text in seen:
            reasons.append(
                Reason("units", "duplicate", name, f"the same source stands in {seen[text]}", text)
            )
        else:
            seen[text] = name
            kept.append((sentence, drafted))
    if not kept:
        return [], reasons
    pairs = [(sentence.segment.text, drafted.draft.text) for sentence, drafted in kept]
    # The weights for log-probabilities were learned with the embedded model; another engine's lie elsewhere.
    embedded = translator.signature.startswith("embedded:")
    thoughts = [drafted.draft.log_probability for _, drafted in kept] if embedded else None
    scores = score_pairs(pairs, _lang(tags[0]), scorer.embedder, log_probabilities=thoughts)
    units = []
    for (sentence, drafted), parts in zip(kept, scores, strict=True):
        document = sentence.document
        text, draft = sentence.segment.text, drafted.draft.text
        flags = [
            *drafted.flags,
            *meaning_flag(parts),
            *warnings(text, draft, _lang(tags[0])),
            *_long(text, draft),
        ]
        if document.name in partners and sentence.segment.lang == document.lang:
            flags.append(Flag("unaligned", f"has no counterpart in {partners[document.name]}: drafted"))
        units.append(
            Unit(
                source=sentence.segment.text, target=drafted.draft.text, source_tag=tags[0], target_tag=tags[1],
                origin="drafted", engine=translator.signature, document=document.name, index=sentence.segment.index,
                script=sentence.segment.script, date=sentence.date, scores=_rounded(parts), flags=tuple(flags),
                url=document.metadata.url, licence=document.metadata.licence,
            )
        )  # fmt: skip
    return units, reasons


def _load_memory(paths: Sequence[str], reporter: Reporter) -> Memory | None:
    """Read translation memories. What a machine drafted and nobody looked at is no memory."""
    if not paths:
        return None
    memory = Memory(pair for path in paths for pair in _memory_pairs(Path(path)))
    reporter.say(f"memory: {len(memory)} pairs")
    return memory


def _memory_pairs(path: Path) -> Iterator[tuple[str, str, Script]]:
    for entry in read_tmx(path):
        origin = entry.properties.get("x-origin") or entry.properties.get("x-Origin:SingleString")
        zh = next(((tag, text) for tag, text in entry.texts.items() if tag[:2].lower() == "zh"), ("", ""))
        en = next((text for tag, text in entry.texts.items() if tag[:2].lower() == "en"), "")
        if origin != "drafted" and zh[1].strip() and en.strip():
            region = zh[0][2:].lower().lstrip("-_")
            script = _SCRIPT_OF_TAG.get(region.partition("-")[0]) or chinese_script(zh[1])
            yield zh[1], en, script


_SCRIPT_OF_TAG: dict[str, Script] = {
    "cn": "Hans",
    "hans": "Hans",
    "sg": "Hans",
    "tw": "Hant",
    "hk": "Hant",
    "mo": "Hant",
    "hant": "Hant",
}

_Find = Callable[[str], tuple[str, str] | None]


def _in_memory(memory: Memory, source_tag: str, target_tag: str) -> _Find:
    chinese = source_tag if source_tag.startswith("zh") else target_tag
    script: Script = "Hans" if chinese == "zh-CN" else "Hant"

    def find(text: str) -> tuple[str, str] | None:
        found = memory.exact(text, _lang(source_tag), script)
        return (found, "memory") if found else None

    return find


def _by_people(human: HumanWork, source_tag: str, target_tag: str) -> _Find:
    def find(text: str) -> tuple[str, str] | None:
        found = human.translation(source_tag, target_tag, text)
        return (found.target, "review") if found else None

    return find


def _known_units(
    sentences: Sequence[_Sentence], tags: tuple[str, str], made: Sequence[Unit], find: _Find
) -> list[Unit]:
    """Make units of the sentences that somebody translated before; ``find`` gives the translation and where it was found."""
    seen = {unit.source for unit in made}
    units: list[Unit] = []
    for sentence in sentences:
        text, document = sentence.segment.text, sentence.document
        known = None if text in seen else find(text)
        if known:
            seen.add(text)
            units.append(
                Unit(
                    source=text, target=known[0], source_tag=tags[0], target_tag=tags[1], origin="reviewed", engine=known[1],
                    document=document.name, index=sentence.segment.index, script=sentence.segment.script, date=sentence.date,
                    scores=(Score("score", 1.0, f"{known[1]}:exact match"),), url=document.metadata.url, licence=document.metadata.licence,
                )
            )  # fmt: skip
    return units


def masked(unit: Unit) -> Unit:
    """Return the unit with its personal data replaced alike on both sides."""
    source, target = mask_pair(unit.source, unit.target)
    return (
        unit
        if (source, target) == (unit.source, unit.target)
        else replace(unit, source=source, target=target)
    )


def _rounded(scores: Sequence[Score]) -> tuple[Score, ...]:
    """Return the scores with the digits that files keep, so that a unit read back is the same unit."""
    return tuple(replace(score, value=round(score.value, 3)) for score in scores)


def _long(source: str, target: str) -> list[Flag]:
    longest = max(len(source), len(target))
    return (
        [Flag("long", f"a side has {longest} characters, over {_LONG}: some tools refuse it")]
        if longest > _LONG
        else []
    )


def _lang(tag: str) -> Lang:
    return "zh" if tag.startswith("zh") else "en"
